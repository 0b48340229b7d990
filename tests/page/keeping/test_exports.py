"""Answers as files, read back by parsers of their formats."""

import json
from dataclasses import replace

import bibtexparser
import pytest
import rispy

from page.keeping.exports import to_bibtex, to_json, to_markdown, to_ris
from rag.answer.answer import Answer
from rag.answer.source import Record
from tests.page.conftest import answer_with

ODD = "100 % of {models} \\& $O(n^2)$ _cost_ #1 }{ \\end{document} ~ ^ <b>"


def test_bibtex_is_read_by_a_parser_and_holds_the_cited_papers() -> None:
    library = bibtexparser.parse_string(to_bibtex([answer_with("Tides", "Tides")]))
    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == ["smith2024tides", "smith2024tides2"]
    entry = library.entries[0]
    assert entry["title"] == "{Tides}"
    assert entry["author"] == "Zoë Śmith and {Ann and Bob Inc}"
    assert (entry["year"], entry["month"]) == ("2024", "1")
    assert entry["eprint"] == "2401.00084"


@pytest.mark.parametrize("text", [ODD, "}}", "{{{", "@misc{x, title={y}}", "\\", "ends in \\", "%"])
def test_no_title_or_abstract_breaks_the_bibtex(text: str) -> None:
    library = bibtexparser.parse_string(
        to_bibtex([answer_with(f"T {text}", abstract=f"A {text}.")])
    )
    assert not library.failed_blocks
    assert len(library.entries) == 1
    assert set(library.entries[0].fields_dict) == {
        "title", "author", "year", "month", "url", "eprint", "archiveprefix", "abstract",
    }  # fmt: skip


def test_ris_is_read_by_a_parser() -> None:
    (record,) = rispy.loads(to_ris([answer_with(f"Tides {ODD}")]))
    assert record["title"] == " ".join(f"Tides {ODD}".split())
    assert record["authors"] == ["Zoë Śmith", "Ann and Bob Inc"]
    assert record["year"] == "2024"
    assert "doi" not in record


def test_ris_has_the_doi() -> None:
    answer = answer_with("Tides")
    (citation,) = answer.citations
    known = Record(replace(citation.paper, doi="10.1234/abc"))
    answer = replace(answer, citations=(replace(citation, source=known),))
    (record,) = rispy.loads(to_ris([answer]))
    assert record["doi"] == "10.1234/abc"


def test_json_is_the_answers_as_python_has_them() -> None:
    answer = answer_with("Tides")
    assert [Answer.from_dict(values) for values in json.loads(to_json([answer]))] == [answer]


def test_markdown_has_question_answer_and_the_quotes_behind_it() -> None:
    text = to_markdown([answer_with("Tides <b>")])
    assert text.startswith("# Is it so?\n")
    assert "“It is so.” [1]" in text
    assert "1\\. Tides \\<b\\>. Zoë Śmith, Ann and Bob Inc. 2024-01-05" in text
    assert "   > It is so." in text
