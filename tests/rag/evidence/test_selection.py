"""Which sentences answer, and whether any does."""

from pathlib import Path

import pytest
from rag.evidence.portions import PORTIONS

from index.embedding.loading import Embedder
from index.store.reader import IndexReader
from rag.chatbot import Chatbot
from rag.evidence.selection import Evidence, select_evidence
from rag.query.aim import Aim
from rag.query.question import read_question
from rag.retrieval.retriever import Retriever
from tests.conftest import MakeIndex, make_paper


def select(chatbot: Chatbot, text: str) -> Evidence:
    retriever = Retriever(chatbot.index, chatbot.embedder)
    found = retriever.retrieve(read_question(text), 8)
    return select_evidence(found, retriever.tokens, chatbot.index.gate)


def test_the_sentence_with_the_answer_comes_first(chatbot: Chatbot) -> None:
    best = select(chatbot, "What top-5 error did the AlexNet ensemble win with?").sentences[0]
    assert "15.3%" in best.sentence.text


def test_both_parts_of_a_question_are_quoted(chatbot: Chatbot) -> None:
    question = "How large was the GPT-3 model, and on how many tokens was it trained?"
    quoted = " ".join(s.sentence.text for s in select(chatbot, question).sentences)
    assert "175 billion" in quoted
    assert "300 billion tokens" in quoted


@pytest.mark.parametrize(
    ("text", "aim"),
    [
        ("How many parameters does GPT-3 have?", "fact"),
        ("How does LoRA cut the number of trainable weights?", "explain"),
        ("Why does batch normalization speed up training?", "explain"),
        ("Which papers use human feedback?", "list"),
        ("diffusion models for images", "topic"),
        ("Which optimizer is Adam compared with?", "name"),
    ],
)
def test_how_much_is_quoted_follows_the_aim(chatbot: Chatbot, text: str, aim: Aim) -> None:
    assert read_question(text).aim == aim
    portion = PORTIONS[aim]
    papers = [s.sentence.paper.id for s in select(chatbot, text).sentences]
    assert 1 <= len(set(papers)) <= portion.papers
    assert max(papers.count(paper) for paper in papers) <= portion.sentences


def test_a_definition_is_quoted_though_it_stands_before_the_own_work(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    abstract = (
        "A neap tide is a tide of little range. Gauges cost much. "
        "In this technical report we read the neap tide from sand."
    )
    make_index(tmp_path, [make_paper("Sand", abstract)])
    bot = Chatbot(IndexReader(tmp_path), embedder)
    told = [s.sentence.text for s in select(bot, "What is a neap tide?").sentences]
    assert told[0] == "A neap tide is a tide of little range."
    told = [s.sentence.text for s in select(bot, "How do they read the neap tide?").sentences]
    assert told[0] == "In this technical report we read the neap tide from sand."


def test_of_many_papers_each_is_quoted_with_what_it_did(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    papers = [
        make_paper(
            f"{name}: On Tides",
            f"Tides are an old riddle of the sea. Methods for tides are costly. "
            f"We propose {name}, which reads tides from {source}. Much is left to do.",
            id=name,
        )
        for name, source in (("Ebb", "the moon"), ("Flow", "sand"))
    ]
    make_index(tmp_path, papers)
    bot = Chatbot(IndexReader(tmp_path), embedder)
    told = {
        s.sentence.text for s in select(bot, "Which papers propose methods for tides?").sentences
    }
    assert told == {
        "We propose Ebb, which reads tides from the moon.",
        "We propose Flow, which reads tides from sand.",
    }


@pytest.mark.parametrize(
    "question",
    [
        "What is the capital of France?",
        "Who won the football world cup in 1990?",
        "How do I cook rice?",
        "What is the boiling point of water?",
    ],
)
def test_a_question_from_elsewhere_is_not_answered(chatbot: Chatbot, question: str) -> None:
    assert not select(chatbot, question).sufficient


@pytest.mark.parametrize(
    "question",
    [
        "How does LoRA cut the number of trainable parameters?",
        "What error rate did AlexNet reach on ImageNet?",
        "Why does batch normalization speed up training?",
        "dropping random units against overfitting",
    ],
)
def test_a_question_about_the_papers_is_answered(chatbot: Chatbot, question: str) -> None:
    assert select(chatbot, question).sufficient
