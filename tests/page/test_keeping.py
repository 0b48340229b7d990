"""What a reader takes away or finds again: exports, links, kept conversations."""

import json
from dataclasses import replace

import bibtexparser
import pytest
import rispy

from index.papers.chunks import split_chunks, split_sentences
from index.papers.filters import ALL, CountRange, PaperFilter
from page.chat.shelf import pack
from page.turns.exports import to_bibtex, to_json, to_markdown, to_ris
from page.turns.links import read_query, to_query
from page.turns.saved import restore_turns, save_turn
from page.turns.turns import Turn, to_messages
from page.views.view import to_view
from rag.answer.answer import Answer
from rag.answer.parts import CheckedSentence, Citation, Passage
from rag.chatbot import Chatbot
from rag.query.question import BadQuestion
from tests.conftest import make_paper

ODD = "100 % of {models} \\& $O(n^2)$ _cost_ #1 }{ \\end{document} ~ ^ <b>"


def answer_with(*titles: str, abstract: str = "It is so. It is not.") -> Answer:
    """An answer that cites a paper of each title, and retrieved one more."""
    papers = [
        make_paper(
            t,
            abstract,
            id=(arxiv := f"2401.{n}{ord(t[0]):04}"),
            url=f"https://arxiv.org/abs/{arxiv}",
            authors=["Zoë Śmith", "Ann and Bob Inc"],
            published="2024-01-05",
        )
        for n, t in enumerate(titles)
    ]
    first = [split_sentences(paper)[0] for paper in papers]
    citations = tuple(Citation(n, s, "supported", "its own words") for n, s in enumerate(first, 1))
    sentences = tuple(
        CheckedSentence(s.text, (n,), True, "supported", "its own words")
        for n, s in enumerate(first, 1)
    )
    found = [*papers, make_paper("Not cited", "Nothing.")]
    passages = tuple(Passage(split_chunks(p)[0], n, 0.5, 1.0, 0.2) for n, p in enumerate(found, 1))
    return Answer("Is it so?", sentences, citations, passages, composer="quote")


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


def test_bibtex_keeps_latex_and_escapes_the_rest() -> None:
    assert r"54.6\% of $O(n^2)$ \& {\{}" not in to_bibtex([answer_with("54.6\\% of $O(n^2)$ & {")])
    assert r"{54.6\% of $O(n^2)$ \& \{}" in to_bibtex([answer_with("54.6\\% of $O(n^2)$ & {")])


def test_ris_is_read_by_a_parser() -> None:
    (record,) = rispy.loads(to_ris([answer_with(f"Tides {ODD}")]))
    assert record["title"] == " ".join(f"Tides {ODD}".split())
    assert record["authors"] == ["Zoë Śmith", "Ann and Bob Inc"]
    assert record["year"] == "2024"


def test_json_is_the_answers_as_python_has_them() -> None:
    answer = answer_with("Tides")
    assert [Answer.from_dict(values) for values in json.loads(to_json([answer]))] == [answer]


def test_markdown_has_question_answer_and_the_quotes_behind_it() -> None:
    text = to_markdown([answer_with("Tides <b>")])
    assert text.startswith("# Is it so?\n")
    assert "“It is so.” [1]" in text
    assert "1\\. Tides \\<b\\>. Zoë Śmith, Ann and Bob Inc. 2024-01-05" in text
    assert "   > It is so." in text


def test_an_export_is_of_the_last_answer_or_of_all() -> None:
    turns = [Turn("a", answer_with("Tides")), Turn("b", answer_with("Seas"))]
    assert "Tides" not in pack("BibTeX", False, turns)
    assert "Tides" in pack("BibTeX", True, turns)
    assert pack("BibTeX", True, []) == ""


def test_a_kept_turn_comes_back_as_it_was(chatbot: Chatbot) -> None:
    answers = [chatbot.ask("What is dropout?"), chatbot.ask("Who wrote Hamlet?")]
    answers += [chatbot.ask("the newest papers by Google since 2016")]
    turns = [Turn(f"{n}a", answer) for n, answer in enumerate(answers)]
    kept = json.loads(json.dumps([save_turn(turn) for turn in turns]))
    assert restore_turns(kept) == turns
    assert to_view(restore_turns(kept)) == to_view(turns)


def test_what_was_kept_in_mid_answer_says_so() -> None:
    turn = Turn("a", answer_with("Tides"), live=True)
    (back,) = restore_turns([save_turn(turn)])
    assert not back.live
    assert "Stopped before its end" in to_messages([back])[1]["content"]


def test_what_is_no_turn_of_ours_is_passed_over() -> None:
    good = save_turn(Turn("a", answer_with("Tides")))

    def changed(path: str, value: object) -> object:
        copy = json.loads(json.dumps(good))
        *steps, last = path.split("/")
        place = copy
        for step in steps:
            place = place[int(step)] if isinstance(place, list) else place[step]
        place[last] = value
        return copy

    bad = [
        None,
        [],
        {},
        changed("key", "x' onclick='"),
        changed("papers/2401.00084/url", "javascript:alert(1)"),
        changed("papers/2401.00084/title", ""),
        changed("answer/citations/0/end", 10_000),
        changed("answer/citations/0/verdict", "<b>"),
        changed("answer/sentences/0/numbers", [9]),
        changed("answer/sentences/0/text", 7),
        changed("answer/order", "sideways"),
        changed("answer/filters", {"since": "soon"}),
        changed("answer/passages", None),
    ]
    assert restore_turns(bad) == []
    assert len(restore_turns([*bad, good])) == 1
    assert restore_turns("no list") == []


def test_a_link_reproduces_question_and_filter() -> None:
    filter = replace(
        PaperFilter.make("2024-05", "2025", "Harbour & Sons", "Ann Quay"),
        counts=(CountRange("upvotes", 10), CountRange("authors", None, 3)),
    )
    answer = replace(answer_with("Tides"), filters=filter, question="50 % of Ünits?")
    question, steering = read_query("?" + to_query(answer))
    assert question == answer.question
    assert steering.filter == filter
    assert read_query("q=Why%3F")[1].filter == ALL


@pytest.mark.parametrize(
    "query", ["q=x&since=soon", "q=x&counts=upvotes", "q=x&counts=x:1:2", "q=x&k=0", "q=x&k=999"]
)
def test_a_wrong_link_says_what_is_wrong(query: str) -> None:
    with pytest.raises(BadQuestion):
        read_query(query)
