"""JSONL, in our names and in those of others."""

import json
from pathlib import Path

import pytest

from index.papers.paper import BadPaper, Paper
from tests.index.readers.conftest import read


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
        "p:5: is not UTF-8 text (its byte 11); save the file as UTF-8",
    ]
    assert [type(r) for r in records].count(Paper) == 2


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
