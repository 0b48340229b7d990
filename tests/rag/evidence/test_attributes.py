"""What a question asks for of its subject, and what an abstract says of that kind."""

from pathlib import Path

import pytest

from index.embedding.loading import Embedder
from index.store.reader import IndexReader
from rag.chatbot import Chatbot
from rag.evidence.attributes import find_unsaid, fit_count
from rag.language.reading import has_figure
from rag.query.question import read_question
from rag.retrieval.retriever import Retriever
from tests.conftest import MakeIndex, make_paper


@pytest.mark.parametrize(
    ("question", "text", "unsaid"),
    [
        ("Under what licence is it?", "The code is public.", ["a licence"]),
        ("Under what licence is it?", "It is MIT-licensed.", []),
        ("Which GPUs were used?", "Training took 8 days.", ["hardware"]),
        ("Which GPUs were used?", "We train on eight A100s.", []),
        ("Which learning rate works best?", "Learning is fast at any rate.", ["a learning rate"]),
        ("How many minutes does it take?", "It's the paper's best.", ["a time"]),
        ("How many minutes does it take?", "It answers in 40 ms.", []),
        ("What were the annotators paid, and did the raters agree?", "Bees.",
         ["money", "agreement"]),
        ("How do tides agree with the moon?", "Tides rise.", []),
        ("How well does it do on MS COCO?", "Captions.", []),
        ("What do people use these days?", "Tides.", []),
        ("How is attention paid to tokens?", "Heads.", []),
        ("Which companies' models are compared?", "OpenAI's.", []),
    ],
)  # fmt: skip
def test_what_is_asked_for_and_not_told(question: str, text: str, unsaid: list[str]) -> None:
    assert list(find_unsaid(question, text)) == unsaid


def count(chatbot: Chatbot, question: str) -> float | None:
    retriever = Retriever(chatbot.index, chatbot.embedder)
    found = retriever.retrieve(read_question(question), 1)
    chunk = found.passages[0].chunk
    return fit_count(found.question, chunk.text, retriever.tokens.read([chunk.id])[chunk.id])


def test_what_is_counted_stands_beside_a_figure(chatbot: Chatbot) -> None:
    told = count(chatbot, "How many parameters does GPT-3 have?")
    untold = count(chatbot, "How many annotators did GPT-3 have?")
    assert told is not None
    assert untold is not None
    assert told > untold + 0.1
    assert count(chatbot, "How does GPT-3 work?") is None
    assert count(chatbot, "GPT-3: how many?") is None


@pytest.mark.parametrize("length", [1, 2, 5, 40])
def test_a_count_is_looked_for_in_abstracts_of_any_length(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder, length: int
) -> None:
    make_index(tmp_path, [make_paper("Tides", " ".join(["3 tides."] * length))])
    found = count(Chatbot(IndexReader(tmp_path), embedder), "How many tides are there?")
    assert found == pytest.approx(1, abs=0.6)


def test_a_figure_is_a_number_and_not_a_name() -> None:
    assert has_figure("over 40% of 12 herds")
    assert has_figure("Three herds were seen.")
    assert has_figure("twenty corpora")
    assert not has_figure("We use GPT-4 and many herds.")
