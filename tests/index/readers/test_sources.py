"""Each format from its content to papers, and each complaint with its place."""

import json
from pathlib import Path

import pytest

from index.errors import BadSource
from index.papers.paper import BadPaper, Paper
from index.readers.input.lines import MAX_RECORD
from index.readers.sources import HEAD, ReadOptions, open_source

ABSTRACT = "We study the tides of a small pond. " * 6  # 216 characters: long enough for the page

PAGE = f"""new

Daily Papers

byAK and the research community

Oct 27

The First Paper

{ABSTRACT}

  • 3 authors
·
Sep 11 4

A Paper Without a Tail

{ABSTRACT}

The Third Paper

A short abstract, which its tail makes one.

spiralworks Spiral Works
·
Dec 22, 2024
"""


def read(path: Path, content: str | bytes, year: int | None = None) -> list[Paper | BadPaper]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(open_source(str(path), ReadOptions(year)).records)


def test_a_page_gives_title_abstract_and_tail(tmp_path: Path) -> None:
    first, second, third = (p for p in read(tmp_path / "p", PAGE) if isinstance(p, Paper))
    assert (first.title, first.author_count, first.comments) == ("The First Paper", 3, 4)
    # The largest year on the page is 2024, so a date without one is in 2025.
    assert str(first.published) == "2025-09-11"
    assert (second.author_count, second.organization, second.published) == (None, None, None)
    assert (third.organization, str(third.published)) == ("Spiral Works", "2024-12-22")
    assert third.comments is None


def test_the_year_of_a_page_can_be_said(tmp_path: Path) -> None:
    first = read(tmp_path / "p", PAGE, year=2031)[0]
    assert isinstance(first, Paper)
    assert str(first.published) == "2031-09-11"


def test_a_page_that_names_no_year_asks_for_it(tmp_path: Path) -> None:
    with pytest.raises(BadSource, match="--as-of 2025"):
        read(tmp_path / "p", PAGE.replace(", 2024", ""))


def test_a_page_cut_short_loses_its_last_paper_only(tmp_path: Path) -> None:
    records = read(tmp_path / "p", PAGE[: PAGE.index("A short abstract")], year=2025)
    assert [type(record) for record in records] == [Paper, Paper, BadPaper]
    assert str(records[2]).endswith("p:21: no abstract")


def test_an_impossible_date_on_a_page_is_named(tmp_path: Path) -> None:
    bad = read(tmp_path / "p", PAGE.replace("Dec 22, 2024", "Feb 30, 2024"))[2]
    assert "date 'Feb 30, 2024' is not in the calendar" in str(bad)


def test_jsonl_takes_our_names_and_those_of_others(tmp_path: Path) -> None:
    ours = {"id": "2405.14906", "title": "T", "abstract": "A.", "published": "2024-05"}
    theirs = {"_id": "7", "title": "U", "text": "B.", "date": "2024-05-23", "authors": ["Ada"]}
    first, second = read(tmp_path / "p", f"{json.dumps(ours)}\n\n{json.dumps(theirs)}\n")
    assert isinstance(first, Paper)
    assert isinstance(second, Paper)
    assert (first.id, str(first.published), first.author_count) == ("2405.14906", "2024-05", None)
    assert (second.id, str(second.published), second.author_count) == ("7", "2024-05-23", 1)


def test_a_bad_line_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    lines = [
        b'{"title": "T", "abstract": "A."}',
        b'{"title": "T2"}',
        b'{"title": "T3", "abstract": "cut sho',
        b"[1, 2]",
        b'{"title": "\xff", "abstract": "A."}',
        b'{"title": "T6", "abstract": "A."}',
    ]
    records = read(tmp_path / "p", b"\n".join(lines))
    complaints = [str(r).removeprefix(f"{tmp_path}/") for r in records if isinstance(r, BadPaper)]
    assert complaints == [
        "p:2: no abstract",
        "p:3: is not JSON: Unterminated string starting at column 29",
        "p:4: is not a JSON object but a list",
        "p:5: is not UTF-8 text (its byte 11)",
    ]
    assert [type(r) for r in records].count(Paper) == 2


def api_item(**values: object) -> dict[str, object]:
    paper = {
        "id": "2507.22827",
        "title": "Screen\n  Coder",
        "summary": "We code\nscreens.",
        "authors": [{"name": "Ada"}, {"name": "Grace", "hidden": False}],
        "publishedAt": "2025-07-30T16:41:21.000Z",
        "submittedOnDailyAt": "2025-07-31T01:37:19.365Z",
        "upvotes": 41,
        "organization": {"name": "acme", "fullname": "Acme Research"},
    }
    return {"paper": paper | values, "publishedAt": "2025-08-01T00:00:00Z", "numComments": 1}


def test_an_answer_of_the_api_gives_papers(tmp_path: Path) -> None:
    (paper,) = read(tmp_path / "p", json.dumps([api_item()]))
    assert isinstance(paper, Paper)
    assert (paper.title, paper.abstract) == ("Screen Coder", "We code screens.")
    assert (str(paper.published), str(paper.listed)) == ("2025-07-30", "2025-07-31")
    assert (paper.authors, paper.author_count) == (("Ada", "Grace"), 2)
    assert (paper.organization, paper.upvotes, paper.comments) == ("Acme Research", 41, 1)
    assert paper.url == "https://arxiv.org/abs/2507.22827"


def test_an_old_answer_of_the_api_was_listed_when_it_was_published_there(tmp_path: Path) -> None:
    (paper,) = read(tmp_path / "p", json.dumps([api_item(submittedOnDailyAt=None)]))
    assert isinstance(paper, Paper)
    assert str(paper.listed) == "2025-08-01"


def test_a_list_cut_short_gives_what_it_holds(tmp_path: Path) -> None:
    text = json.dumps([api_item(), api_item(summary=None), api_item(id="2507.1")], indent=1)
    records = read(tmp_path / "p", text[:-60])
    assert [type(record) for record in records] == [Paper, BadPaper, BadPaper]
    # The second item opens on line 26 of the indented text.
    line = text[: text.index("}", text.index("numComments"))].count("\n") + 2
    assert f"p:{line}: no abstract" in str(records[1])
    assert "the rest of the file is lost" in str(records[2])


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is empty"),
        (b" \n ", "is empty"),
        (b"\x89PNG\0\0", "is binary"),
        (b"Dear diary, nothing today.", "is no format known here"),
        (b"Caf\xe9 notes", "is not UTF-8 text (byte 3)"),
        ("\ufeffDaily Papers".encode("utf-16-le"), "is UTF-16 text; save it as UTF-8"),
        ('{"title": "T"}'.encode("utf-16-be"), "is UTF-16 text; save it as UTF-8"),
        (b'{\n "error": "Too many requests"\n}', 'not a list of papers: { "error": "Too many'),
    ],
)
def test_a_source_that_cannot_be_read_is_named(
    tmp_path: Path, content: bytes, complaint: str
) -> None:
    with pytest.raises(BadSource) as caught:
        read(tmp_path / "p", content)
    assert complaint in str(caught.value)
    assert str(tmp_path / "p") in str(caught.value)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadSource, match="nowhere: cannot be read: No such file"):
        open_source(str(tmp_path / "nowhere"))
    with pytest.raises(BadSource, match="is a folder without a file of papers"):
        open_source(str(tmp_path))


def test_lists_that_follow_each_other_are_all_read(tmp_path: Path) -> None:
    text = json.dumps([api_item()]) + "\n" + json.dumps([api_item(id="2507.1")])
    assert [type(record) for record in read(tmp_path / "p", text)] == [Paper, Paper]


@pytest.mark.usefixtures("uncollected")
def test_hostile_json_is_a_complaint_and_not_the_end(tmp_path: Path) -> None:
    good = '{"title": "T", "abstract": "A."}'
    bad = ['{"title": "U", "abstract": "A.", "upvotes": ' + "1" * 5000 + "}", "[" * 100_000]
    lines = read(tmp_path / "p", "\n".join([good, *bad, good.replace("T", "V")]))
    assert [type(record) for record in lines] == [Paper, BadPaper, BadPaper, Paper]
    listed = read(tmp_path / "l", f'[{good}, {{"title": {"[" * 2000}{"]" * 2000}}}]')
    assert [type(record) for record in listed] == [Paper, BadPaper]


def test_a_surrogate_anywhere_is_dropped(tmp_path: Path) -> None:
    line = '{"title": "T\\ud800", "abstract": "A.", "source": "x\\ud800", "id": "1\\ud800"}'
    (paper,) = read(tmp_path / "p", line)
    assert isinstance(paper, Paper)
    assert (paper.title, paper.sources, paper.id) == ("T", ("x",), "1")


def test_a_pipe_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSource, match="is a pipe or device"):
        open_source("/dev/null")


def test_the_total_for_a_progress_bar_is_known(tmp_path: Path) -> None:
    (tmp_path / "p").write_text('{"title": 1}\n\n{"title": 2}\n')
    assert open_source(str(tmp_path / "p")).total == 2


def test_blank_lines_are_passed_over_and_not_counted(tmp_path: Path) -> None:
    line = '{"title": "T", "abstract": "A."}'
    (tmp_path / "p").write_text(f"\n{line}\n \u3000\n{line}\n\ufeff\n", encoding="utf-8")
    source = open_source(str(tmp_path / "p"))
    assert (source.total, len(list(source.records))) == (2, 2)


def test_a_long_file_is_recognised_whatever_its_first_megabyte_ends_in(tmp_path: Path) -> None:
    for shift in range(3):  # one of them ends in half of a character
        page = "x" * shift + PAGE.replace("tides", "tides" + "é" * HEAD)
        (tmp_path / "p").write_text(page, encoding="utf-8")
        assert open_source(str(tmp_path / "p"), ReadOptions(2025)).total == 3
    records = read(tmp_path / "q", " " * HEAD * 2 + '[{"title": "T", "abstract": "A."}]')
    assert [type(record) for record in records] == [Paper]


def test_an_item_longer_than_a_record_may_be_is_named(tmp_path: Path) -> None:
    good = '{"title": "T", "abstract": "A."}'
    for times, kinds in ((1, [Paper, BadPaper, Paper]), (3, [Paper, BadPaper])):
        long = json.dumps({"title": "U", "abstract": "A.", "notes": "x" * MAX_RECORD * times})
        records = read(tmp_path / "p", f"[{good},\n{long},\n{good}]")
        assert [type(record) for record in records] == kinds
        if times == 1:
            assert "p:2: is longer than 4,194,304 characters" in str(records[1])
        else:  # where it ends is not known, so what follows is lost
            assert "p:2: is not JSON: Unterminated string" in str(records[1])
            assert "(of at most 4,194,304 characters); the rest of" in str(records[1])


def test_a_line_longer_than_a_record_may_be_is_passed_over(tmp_path: Path) -> None:
    good = json.dumps({"title": "T", "abstract": "A."})
    longest = good + " " * (MAX_RECORD - len(good))
    records = read(tmp_path / "p", f"{longest}\n{longest} \n{good}")
    assert [type(record) for record in records] == [Paper, BadPaper, Paper]
    assert "p:2: is longer than 4,194,304 characters" in str(records[1])


def test_items_are_whole_wherever_the_window_on_a_list_ends(tmp_path: Path) -> None:
    item = json.dumps({"title": "T", "abstract": "é 😀 " * 200}, ensure_ascii=False)
    text = "[" + ",\n".join([item] * 9_000) + "]"
    assert len(text) > 1.5 * MAX_RECORD
    records = read(tmp_path / "p", text + "\nx")
    assert [type(record) for record in records] == [Paper] * 9_000 + [BadPaper]
    assert f"at line 9001, character {len(text) + 2:,} of the file" in str(records[-1])
