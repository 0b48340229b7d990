"""Whether the abstracts answer at all."""

from dataclasses import replace
from pathlib import Path

import pytest

from index.__main__ import main
from index.embedding.loading import Embedder
from index.store.reader import IndexReader
from index.store.upkeep import set_gate
from rag.chatbot import Chatbot
from rag.evidence.answerability import QuestionWord, Signs, explain
from rag.evidence.selection import select_evidence
from rag.query.question import read_question
from rag.retrieval.retriever import Retriever
from tests.conftest import MakeIndex, make_paper

GOOD = Signs(
    meaning=0.5,
    sentence=0.5,
    weakest=0.35,
    leading=0.5,
    rarity=0.3,
    length=0.8,
    unnamed=0,
    no_figure=0,
    unsaid=0,
    uncounted=0,
    asks_name=0,
)


@pytest.mark.parametrize(
    ("name", "worse"),
    [
        ("meaning", 0.2),
        ("weakest", 0.1),
        ("leading", 0.2),
        ("unnamed", 1.0),
        ("no_figure", 1.0),
        ("unsaid", 1.0),
        ("uncounted", 0.5),
        ("asks_name", 1.0),
    ],
)
def test_each_sign_of_a_miss_lowers_the_confidence(name: str, worse: float) -> None:
    assert 0 <= replace(GOOD, **{name: worse}).confidence < GOOD.confidence <= 1


@pytest.mark.parametrize(
    ("question", "unnamed"),
    [
        ("How does the AlexNet of Vogue learn?", 1),  # which is a name twice: coined, and a name
        ("how does LoRA help in Lisbon and in Vogue?", 2),
        ("What Is The Best Way To Train A Diffusion Transformer?", 0),
        ("Quick question: How is it trained?", 0),
    ],
)
def test_a_name_that_the_paper_lacks_is_counted_once(
    chatbot: Chatbot, question: str, unnamed: int
) -> None:
    retriever = Retriever(chatbot.index, chatbot.embedder)
    found = retriever.retrieve(read_question(question), 3)
    signs = select_evidence(found, retriever.tokens, 0.5).signs
    assert signs is not None
    assert signs.unnamed == unnamed


def test_the_reason_names_the_words_that_nothing_fits() -> None:
    words = [QuestionWord("zebra", 3.0, 0.8), QuestionWord("licence", 5.0, 0.1)]
    assert explain(0.2, 0.6, words).startswith("nothing in the nearest abstract fits “licence”: ")
    assert explain(0.2, 0.6, words[:1]) == "confidence is 0.20, where 0.60 is needed"


def test_the_reason_names_the_kind_of_thing_that_is_not_told() -> None:
    words = [QuestionWord("licence", 5.0, 0.1)]
    told = explain(0.2, 0.6, words, ["a licence", "money"])
    assert told.startswith("the nearest abstract says nothing of a licence or money: ")


def test_a_near_miss_is_refused_and_the_paper_named(chatbot: Chatbot) -> None:
    answer = chatbot.ask("Who paid for the research on dropout, and under which licence is it?")
    assert answer.abstained
    assert "licence" in answer.reason
    assert any("Dropout" in p.paper.title for p in answer.passages[:3])


@pytest.mark.parametrize("question", ["What is LoRA?", "BERT", "How does GPTQ work?"])
def test_who_only_names_a_paper_is_answered(chatbot: Chatbot, question: str) -> None:
    answer = chatbot.ask(question)
    assert not answer.abstained
    assert any(word in answer.citations[0].paper.title for word in ("LoRA", "BERT", "GPTQ"))


def test_the_gate_lies_in_the_index_and_can_be_moved(
    tmp_path: Path,
    make_index: MakeIndex,
    embedder: Embedder,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_index(tmp_path, [make_paper("Zebras", "Zebras have stripes.", id="1")])
    question = "What have zebras?"
    assert not Chatbot(IndexReader(tmp_path), embedder).ask(question).abstained
    assert main(["gate", "1", "--at", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"{tmp_path}: 1.0\n"
    assert IndexReader(tmp_path).gate == 1
    answer = Chatbot(IndexReader(tmp_path), embedder).ask(question)
    assert answer.abstained
    assert "where 1.00 is needed" in answer.reason


def test_a_gate_that_is_none_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="from 0 to 1, not 2"):
        set_gate(tmp_path, 2)
    with pytest.raises(SystemExit):
        main(["gate", "high", "--at", str(tmp_path)])
    assert "'high' is not a number from 0 to 1" in capsys.readouterr().err
