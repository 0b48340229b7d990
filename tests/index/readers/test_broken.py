"""Files that are broken, huge, endless or none: each is read as far as it goes, or named.

The small ones lie in tests/broken, each named after what is wrong with it.
"""

import contextlib
import json
import os
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import BadSource
from index.papers.identity import fold_title, split_arxiv_id
from index.papers.paper import BadPaper, Paper, Record
from index.papers.withdrawal import says_withdrawn
from index.readers.sources import ReadOptions, open_source
from tests.conftest import ROOT

# What each file gives: papers and complaints, or why it is refused.
OUTCOMES: dict[str, tuple[int, int] | str] = {
    "a-number-of-5000-digits.jsonl": (2, 1),
    "answer-with-wrong-types.json": (7, 3),
    "blank.txt": "is empty",
    "brackets-3000-deep.jsonl": (2, 2),
    "byte-order-mark-alone.txt": "is empty",
    "byte-order-mark-in-the-middle.jsonl": (2, 0),
    "carriage-returns-alone.jsonl": (2, 0),
    "carriage-returns-and-line-feeds.jsonl": (2, 0),
    "control-characters.jsonl": (1, 1),
    "cut-inside-a-character.jsonl": (1, 1),
    "diary.txt": "is no format known here",
    "empty.txt": "is empty",
    "error-instead-of-a-list.json": "is one JSON object, not a list of papers",
    "fields-of-wrong-types.jsonl": (18, 2),
    "infinity-and-nan.jsonl": (4, 0),
    "latin-1.jsonl": (3, 0),
    "lines-joined.jsonl": (3, 0),
    "list-cut-after-an-item.json": (2, 1),
    "list-cut-in-an-item.json": (1, 1),
    "list-in-latin-1.json": (2, 0),
    "list-of-lists.json": (2, 0),
    "list-with-a-comma-too-many.json": (1, 0),
    "list-with-a-quote-missing.json": (1, 1),
    "list-without-commas.json": (2, 0),
    "lists-that-follow-each-other.json": (2, 0),
    "lone-surrogates.jsonl": (1, 0),
    "nothing-but-a-brace.jsonl": "is not JSON: Expecting property name",
    "nothing-but-brackets.json": (0, 1),
    "nul-bytes-after-a-crash.jsonl": (2, 1),
    "object-over-several-lines.json": (1, 0),
    "one-key-twice.jsonl": (1, 0),
    "other-values-between.jsonl": (2, 5),
    "page-cut-in-an-abstract.txt": (2, 1),
    "page-in-latin-1.txt": (3, 0),
    "page-of-year-9999.txt": (3, 0),
    "page-that-begins-with-a-tail.txt": (3, 0),
    "page-with-abstracts-only.txt": (2, 0),
    "page-with-carriage-returns-alone.txt": (3, 0),
    "page-with-impossible-dates.txt": (1, 2),
    "page-with-line-separators.txt": (3, 0),
    "page-with-titles-only.txt": (1, 0),
    "page-without-a-year.txt": (3, 0),
    "page.txt": (3, 0),
    "picture.png": "is binary",
    "title-and-abstract-too-long.jsonl": (1, 2),
    "title-of-punctuation.jsonl": (2, 0),
    "two-versions-of-one-paper.jsonl": (2, 0),
    "utf-16-without-a-mark.jsonl": (1, 0),
    "utf-16.jsonl": (1, 0),
    "withdrawn.jsonl": (1, 0),
    "zalgo.jsonl": (2, 0),
}
MEGABYTE = 1_000_000
# What takes a time that grows with the square of the length takes over 20 s for the fewer bytes. A
# megabyte may take five times as long as these: readers whose time grows with the length took 17 s.
LONG = MEGABYTE if int(os.environ.get("ASKPAPERS_FUZZ", "1")) > 1 else MEGABYTE // 5
SECONDS = 15 * LONG // (MEGABYTE // 5)  # of processor time
GOOD = b'{"title": "Good", "abstract": "They rise."}'


def read(path: Path) -> list[Record]:
    return list(open_source(str(path), ReadOptions(2025)).records)


def test_every_broken_file_is_known() -> None:
    names = {path.name for path in (ROOT / "tests/broken").iterdir()} - {".gitattributes"}
    assert names == set(OUTCOMES)


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize("name", OUTCOMES)
def test_a_broken_file_is_read_as_far_as_it_goes(name: str) -> None:
    outcome = OUTCOMES[name]
    path = ROOT / "tests/broken" / name
    if isinstance(outcome, str):
        with pytest.raises(BadSource) as caught:
            read(path)
        assert str(caught.value).startswith(f"{path}: {outcome}")
    else:
        kinds = Counter(type(record) for record in read(path))
        assert (kinds[Paper], kinds[BadPaper]) == outcome


def peak_of(path: Path, counts: Counter[type]) -> int:
    """Megabytes that reading a file takes at most, beside what was there before."""
    tracemalloc.start()
    try:
        for record in open_source(str(path), ReadOptions(2025)).records:
            counts[type(record)] += 1
        return tracemalloc.get_traced_memory()[1] // MEGABYTE
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("start", "end", "outcome"),
    [
        (GOOD + b'\n{"title": "', b'"}\n' + GOOD, (2, 1)),
        (b"[" + GOOD + b',\n{"title": "', b'"},\n' + GOOD + b"]", (1, 1)),
        (b"Daily Papers\nA title\n", b"\nAnother\nShort.\n* 1 author\n\xc2\xb7\nSep 11", (1, 1)),
    ],
    ids=["jsonl", "list", "page"],
)
def test_a_line_of_200_megabytes_is_not_held(
    tmp_path: Path, start: bytes, end: bytes, outcome: tuple[int, int]
) -> None:
    path = tmp_path / "huge"
    with path.open("wb") as file:
        file.write(start + b"x" * 2 * MEGABYTE)
        file.seek(200 * MEGABYTE)  # a hole, which reads as NULs and takes no room on the disk
        file.write(end)
    counts: Counter[type] = Counter()
    assert peak_of(path, counts) < 100
    assert (counts[Paper], counts[BadPaper]) == outcome


@pytest.mark.parametrize(
    ("start", "item"),
    [
        (b"[", b'"a text that is no paper", '),
        (
            b"Daily Papers\nA title\nShort.\n* 1 author\n\xc2\xb7\nSep 1\n",
            b"A title without abstract\n",
        ),
    ],
    ids=["list", "page"],
)
def test_many_records_are_not_held(tmp_path: Path, start: bytes, item: bytes) -> None:
    (tmp_path / "long").write_bytes(start + item * 60_000)
    counts: Counter[type] = Counter()
    assert peak_of(tmp_path / "long", counts) < 20  # held, the complaints alone take more
    assert counts[BadPaper] >= 59_999


@pytest.mark.parametrize(
    "piece",
    [
        " ", "\t", "\u3000", "\u200b", "\u0301\u0327", "e\u0301", "👩\u200d", "a", "A ", "1", "1 ",
        "1-", "v1", "(", "[", "{", "}", "]", '"', '\\"', "\\u", ",", ", ", "-", ".", "! ", ") (",
        "•", "• ", "·\n", "\n", "\r", "• 3 authors\n·\nSep 11 4\n", "Daily Papers\n", "Sep 1 ",
        "arxiv:", "https://", "2510.13515", "This paper ", "this paper has been ", "withdrawn",
        "withdrawn by ", "'", "''", "\\'e", "\\emph{", "$", "&amp;", "<i>", " and ",
        "Lee, A., ", "a, jr, ", "@a{b,\n", "AB  - ", "TY  - X\n", '"data": [',
    ],
)  # fmt: skip
def test_much_of_one_thing_takes_no_time(tmp_path: Path, piece: str) -> None:
    text = piece * (LONG // len(piece.encode()))
    names = ("title", "abstract", "id", "url", "published", "organization", "authors")
    values = ({name: [text] if name == "authors" else text} for name in names)
    lines = [json.dumps({"title": "T", "abstract": "A."} | value) for value in values]
    starts = (
        "", "[", "{", "Daily Papers\n", "@a{b, title={T}, abstract={",
        "@a{b, title={T}, abstract={A.}, author={", "TY  - JOUR\nTI  - T\nAB  - ",
        "PMID- 1\nTI  - T\nAB  - ", "title,abstract,authors\nT,A.,\"",
    )  # fmt: skip
    start = time.process_time()
    for content in (*(head + text for head in starts), "\n".join(lines), "[" + lines[1]):
        (tmp_path / "p").write_bytes(content.encode())
        with contextlib.suppress(BadSource):
            read(tmp_path / "p")
    says_withdrawn(text, text)
    fold_title(text)
    split_arxiv_id(text)
    assert time.process_time() - start < SECONDS


def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")  # to open one that nobody writes to would wait for ever
    (tmp_path / "round").symlink_to(tmp_path / "round")
    (tmp_path / "link").symlink_to("/dev/zero")
    complaints = {
        "pipe": "is a pipe or device",
        "link": "is a pipe or device",
        "round": "cannot be read: Too many levels of symbolic links",
        ".": "is a folder without a file of papers",
        "n" * 300: "cannot be read: File name too long",
        "a\0b": "is no file name",
        "a\ud800b": "is no file name",
    }
    for name, complaint in complaints.items():
        with pytest.raises(BadSource, match=complaint):
            open_source(f"{tmp_path}/{name}")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "closed").write_bytes(GOOD)
    (tmp_path / "closed").chmod(0)
    with pytest.raises(BadSource, match="cannot be read: Permission denied"):
        open_source(str(tmp_path / "closed"))


@pytest.mark.parametrize("change", [Path.unlink, lambda path: path.write_bytes(b"{")])
def test_a_file_that_changes_before_it_is_read_is_named(
    tmp_path: Path, change: Callable[[Path], object]
) -> None:
    path = tmp_path / "list"
    path.write_bytes(b"[" + GOOD + b"]")
    source = open_source(str(path))
    change(path)
    with pytest.raises(BadSource, match=str(path)):
        list(source.records)
