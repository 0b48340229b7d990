"""Which complaints are of one kind, and that there are never too many kinds."""

import pytest

from index.ingest.complaints import MOST_KINDS, OTHER_KINDS, Complaints, name_kind
from index.papers.paper import BadPaper, Paper, Remark


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("no abstract", "no abstract"),
        ("date 'Spring' is not YYYY or YYYY-MM", "date … is not YYYY or YYYY-MM"),
        ('date "it\'s" is not YYYY or YYYY-MM', "date … is not YYYY or YYYY-MM"),
        ("date 'it\\'s \"a\"' is not YYYY", "date … is not YYYY"),
        ("authors is not a list of names: 'Lee, Ann; O", "authors is not a list of names: …"),
        ("upvotes is not a whole number: -2.5", "upvotes is not a whole number: -…"),
        ("abstract has 20,001 characters", "abstract has … characters"),
        ("has 4 cells, more than the 3 columns", "has … cells, more than the … columns"),
        ("id '1' occurs twice: 'A' is skipped", "id … occurs twice: … is skipped"),
        ("is not UTF-8 text (its byte 12)", "is not UTF-8 text (its byte …)"),
        ("the file's end isn't there", "the file's end isn't there"),
        ("day 2021-13-05, of 2510.13515v2: 5", "day …, of …: …"),
        ("DOI 10.1234/tides.5 occurs twice", "DOI … occurs twice"),
        ("http://127.0.0.1:80/papers?date=2025-10-02 answers 403", "http://… answers …"),
    ],
)
def test_a_kind_is_the_reason_without_its_values(reason: str, kind: str) -> None:
    assert name_kind(reason) == kind


def test_each_kind_is_counted_and_keeps_its_first_with_the_commonest_in_front() -> None:
    complaints = Complaints()
    said = ["no title", "date 'May' is none", "date 'Fall' is none"]
    counts = [complaints.add(Remark(text, "f", line)) for line, text in enumerate(said, 1)]
    assert counts == [1, 1, 2]
    assert [(kind.count, str(kind.first)) for kind in complaints.kinds()] == [
        (2, "f:2: date 'May' is none"), (1, "f:1: no title"),
    ]  # fmt: skip
    assert complaints.total == 3


def test_the_name_of_a_record_is_no_part_of_its_kind() -> None:
    complaints = Complaints()
    for key in ("lee", "li"):
        complaints.add(BadPaper("no abstract", key=key).at("a.bib", 3))
    (kind,) = complaints.kinds()
    assert (kind.name, kind.count) == ("no abstract", 2)
    assert str(kind.first) == "a.bib:3: lee: no abstract"
    assert str(Remark("no year", key="lee").at("a.bib", 3)) == "a.bib:3: lee: no year"


def test_kinds_without_end_are_counted_together() -> None:
    complaints = Complaints()
    for number in range(5_000):
        complaints.add(BadPaper("".join(chr(97 + int(digit)) for digit in str(number))))
    kinds = complaints.kinds()
    assert (kinds[0].name, len(kinds)) == (OTHER_KINDS, MOST_KINDS)
    assert sum(kind.count for kind in kinds) == 5_000


def test_the_complaints_of_a_paper_differ_in_values_alone() -> None:
    complaints = Complaints()
    for value in ("Spring", "2021-02-30", "it's", "x" * 90, 5, None):
        with pytest.raises(BadPaper) as caught:
            Paper.make("Tides", value and str(value) * 30_000, published=value)
        complaints.add(caught.value)
    assert [(kind.name, kind.count) for kind in complaints.kinds()] == [
        ("abstract has … characters, more than …", 5), ("no abstract", 1),
    ]  # fmt: skip
