"""Answers as values: JSON and back, and the text they make."""

import json

from index.papers.chunks import Sentence, split_chunks
from rag.answer.answer import Answer
from rag.answer.parts import CheckedSentence, Citation, Passage
from rag.answer.text import ABSTENTION, heading
from tests.conftest import make_paper

TIDES = make_paper("Tides", "They rise. They fall.", id="1", published="2020-01", authors=["Ada"])
MERGING = make_paper("Merging", "It helps.", id="2")


def cite(number: int, text: str) -> tuple[CheckedSentence, Citation]:
    paper = TIDES if number == 1 else MERGING
    start = paper.abstract.index(text)
    sentence = CheckedSentence(text, (number,), True, "supported", "its words")
    end = start + len(text)
    return sentence, Citation(number, Sentence(paper, start, end), "supported", "its words")


def answer(*parts: tuple[CheckedSentence, Citation]) -> Answer:
    passages = tuple(
        Passage(split_chunks(paper)[0], rank, 0.5, None, 0.25)
        for rank, paper in enumerate((TIDES, MERGING), 1)
    )
    return Answer(
        "Why?",
        sentences=tuple(sentence for sentence, _ in parts),
        citations=tuple(citation for _, citation in parts),
        passages=passages,
        composer="quote",
        confidence=0.5,
        timings={"embed": 0.01},
    )


def test_an_answer_goes_through_json_and_back() -> None:
    whole = answer(cite(1, "They rise."), cite(2, "It helps."))
    assert Answer.from_dict(json.loads(json.dumps(whole.to_dict()))) == whole


def test_a_quote_is_a_slice_of_the_abstract() -> None:
    citation = answer(cite(1, "They fall.")).to_dict()["citations"][0]
    assert TIDES.abstract[citation["start"] : citation["end"]] == citation["quote"] == "They fall."


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
