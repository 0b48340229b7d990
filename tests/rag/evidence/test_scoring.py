"""The sentences of a passage, each by how well it would answer."""

from pathlib import Path

import pytest

from index.embedding.loading import Embedder
from index.papers.filters import ALL
from index.store.reader import IndexReader
from rag.evidence.portions import PORTIONS, Portion
from rag.evidence.scoring import Candidate, score_passage
from rag.query.question import read_question
from rag.retrieval.retriever import Retriever
from tests.conftest import MakeIndex, make_paper

ABSTRACT = (
    "Horseflies trouble horses everywhere. We paint 40 horses with zebra stripes. Painted horses "
    "get 54% fewer bites. The code for painting horses is available at https://horses.example."
)
BARE = Portion(papers=1, sentences=4, words=100, gap=0.0)


@pytest.fixture(scope="module")
def retriever(
    tmp_path_factory: pytest.TempPathFactory, make_index: MakeIndex, embedder: Embedder
) -> Retriever:
    folder: Path = tmp_path_factory.mktemp("horses") / "index"
    make_index(folder, [make_paper("Stripes", ABSTRACT, id="1")])
    return Retriever(IndexReader(folder), embedder)


def score(retriever: Retriever, question: str, portion: Portion) -> Candidate:
    found = retriever.retrieve(read_question(question), 1, ALL)
    passage = found.passages[0]
    tokens = retriever.tokens.read([passage.chunk.id])[passage.chunk.id]
    return score_passage(found.question, passage, tokens, portion)


def best(candidate: Candidate) -> str:
    return max(candidate.sentences, key=lambda s: s.score).sentence.text


def test_a_figure_is_worth_more_where_one_is_asked_for(retriever: Retriever) -> None:
    question = "How many fewer bites do painted horses get?"
    assert best(score(retriever, question, PORTIONS["fact"])).startswith("Painted horses get 54%")


def test_a_link_is_worth_less_unless_one_is_asked_for(retriever: Retriever) -> None:
    for question, penalty in (("painting horses", 0.1), ("code for painting horses", 0.0)):
        link = score(retriever, question, BARE).sentences[3]
        assert link.fit - link.score == pytest.approx(penalty, abs=1e-6)


def test_background_counts_less_than_what_was_done(retriever: Retriever) -> None:
    bare, weighed = (
        score(retriever, "horses", portion)
        for portion in (BARE, Portion(1, 4, 100, 0.0, background=0.5, contribution=0.25))
    )
    changes = [w.score - b.score for b, w in zip(bare.sentences, weighed.sentences, strict=True)]
    assert changes == pytest.approx([-0.5, 0, 0, 0], abs=1e-6)  # "paint" is no contribution
    assert bare.score == weighed.score  # nor is the paper worth less


def test_a_definition_stands_before_the_authors_own_work(retriever: Retriever) -> None:
    portion = Portion(1, 4, 100, 0.0, background=0.5, opening=0.5)
    asked, defined = (
        score(retriever, question, portion).sentences[0]
        for question in ("horseflies on horses", "what are horseflies?")
    )
    assert asked.fit - asked.score == pytest.approx(1.0, abs=1e-6)
    assert defined.fit == pytest.approx(defined.score)


def test_a_long_sentence_costs_its_words(retriever: Retriever) -> None:
    bare, brief = (
        score(retriever, "horses", portion)
        for portion in (BARE, Portion(1, 4, 100, 0.0, brief=0.01))
    )
    costs = [b.score - c.score for b, c in zip(bare.sentences, brief.sentences, strict=True)]
    words = [len(s.sentence.text.split()) for s in bare.sentences]
    assert costs == pytest.approx([0.01 * n for n in words], abs=1e-6)
