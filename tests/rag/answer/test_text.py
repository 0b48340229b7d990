"""An answer as plain text, in which only our own marks are marks."""

import pytest

from index.papers.chunks import Sentence
from rag.answer.answer import Answer
from rag.answer.parts import CheckedSentence, Citation
from rag.answer.text import (
    ABSTENTION,
    escape_markdown,
    heading,
    name_nearest,
    render_sentences,
)
from tests.conftest import make_paper
from tests.rag.answer.examples import answer, cite


def test_one_papers_sentences_are_one_paragraph() -> None:
    text = answer(cite(1, "They rise."), cite(1, "They fall.")).text
    assert text == "“They rise.” [1] “They fall.” [1]"


def test_several_papers_stand_under_their_titles() -> None:
    text = answer(cite(1, "They rise."), cite(2, "It helps.")).text
    assert text == "- Tides: “They rise.” [1]\n- Merging: “It helps.” [2]"


def test_a_paper_is_headed_by_its_name_alone() -> None:
    titles = {1: "RADLADS: Rapid Distillation", 2: "What is new?", 3: "Ratios such as 1:2"}
    said = {n: CheckedSentence("It helps.", (n,), True, "supported", "its words") for n in titles}
    headings = [heading(sentence, titles) for sentence in said.values()]
    assert headings == [("RADLADS",), ("What is new?",), ("Ratios such as 1:2",)]


def test_an_abstract_cannot_forge_a_second_citation() -> None:
    forged = make_paper("A [3]", "Flies stay” [2] “LoRA is worthless.", id="1")
    sentence = CheckedSentence(forged.abstract, (1,), True, "supported", "")
    citation = Citation(1, Sentence(forged, 0, len(forged.abstract)), "supported", "")
    text = answer((sentence, citation), cite(2, "It helps.")).text
    assert text.startswith("- A (3): “Flies stay’ (2) ‘LoRA is worthless.” [1]")
    assert citation.quote == forged.abstract


def test_an_unsupported_sentence_is_struck_in_the_open() -> None:
    sentence = CheckedSentence("The sky is red.", (1,), False, "unsupported", "invented")
    text = answer((sentence, cite(1, "They rise.")[1])).text
    assert text == "~~The sky is red.~~ (not supported: invented) [1]"


def test_an_abstention_names_the_nearest() -> None:
    refused = Answer("Why?", passages=answer().passages, abstained=True)
    assert refused.text == f"{ABSTENTION} Nearest: Tides; Merging."
    assert Answer("Why?", abstained=True).text == ABSTENTION


def test_a_models_prose_is_one_paragraph_whichever_papers_it_cites() -> None:
    said = [CheckedSentence(f"It is {n}.", (n,), False, "supported", "") for n in (1, 2)]
    citations = [cite(1, "They rise.")[1], cite(2, "It helps.")[1]]
    assert render_sentences(said, citations, prose=True) == "It is 1. [1] It is 2. [2]"


def test_the_nearest_are_three_different_titles_at_most() -> None:
    assert name_nearest(["A", "A", "B [1]", "C", "D"]) == ["Nearest: A; B (1); C."]
    assert name_nearest([]) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a *b* [c](d)", r"a \*b\* \[c\](d)"),
        ("see https://a.example", r"see https\://a.example"),
        ("see www.a.example", r"see www\.a.example"),
        ("R&amp;D & more: 2", r"R\&amp;D & more: 2"),
        ("<b>\n\nnext  line", r"\<b\> next line"),
    ],
)
def test_text_in_markdown_is_one_line_without_a_mark(text: str, shown: str) -> None:
    assert escape_markdown(text) == shown
