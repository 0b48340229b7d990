"""Lists of records, and the answers of the Daily Papers API, as far as they go."""

import json
from pathlib import Path

from index.papers.paper import BadPaper, Paper
from index.readers.input.lines import MAX_RECORD
from tests.index.readers.conftest import read


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


def test_lists_that_follow_each_other_are_all_read(tmp_path: Path) -> None:
    text = json.dumps([api_item()]) + "\n" + json.dumps([api_item(id="2507.1")])
    assert [type(record) for record in read(tmp_path / "p", text)] == [Paper, Paper]


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


def test_items_are_whole_wherever_the_window_on_a_list_ends(tmp_path: Path) -> None:
    item = json.dumps({"title": "T", "abstract": "é 😀 " * 200}, ensure_ascii=False)
    text = "[" + ",\n".join([item] * 9_000) + "]"
    assert len(text) > 1.5 * MAX_RECORD
    records = read(tmp_path / "p", text + "\nx")
    assert [type(record) for record in records] == [Paper] * 9_000 + [BadPaper]
    assert f"at line 9001, character {len(text) + 2:,} of the file" in str(records[-1])
