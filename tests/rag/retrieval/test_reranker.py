"""A real cross-encoder, tiny and seeded, in the place where any other can stand."""

import json
from pathlib import Path
from typing import cast

import pytest

from index.errors import EncoderUnavailable
from index.papers.chunks import split_chunks
from index.store.reader import IndexReader
from rag import __main__ as rag_command
from rag.answer.answer import Answer
from rag.answer.parts import Passage
from rag.ask import open_chatbot
from rag.chatbot import Chatbot
from rag.retrieval.reranker import POOL, CrossEncoderReranker, rerank_best
from tests.conftest import build_cross_encoder, make_paper


@pytest.fixture(scope="module")
def reranker(cross_encoder: Path) -> CrossEncoderReranker:
    return CrossEncoderReranker(str(cross_encoder))


def make_passages(count: int) -> tuple[Passage, ...]:
    papers = (make_paper(f"Paper {n}", f"We count {n} sheep.", id=str(n)) for n in range(count))
    chunks = [split_chunks(paper)[0] for paper in papers]
    return tuple(Passage(chunk, n, 1 / n, None, None) for n, chunk in enumerate(chunks, 1))


def test_the_order_follows_the_models_own_scores(
    cross_encoder: Path, reranker: CrossEncoderReranker
) -> None:
    from sentence_transformers import CrossEncoder

    passages = make_passages(5)
    pairs = [("How many sheep?", passage.chunk.text) for passage in passages]
    scores = CrossEncoder(str(cross_encoder)).predict(pairs, show_progress_bar=False).tolist()
    expected = [id for _, id in sorted(zip(scores, "01234", strict=True), reverse=True)]
    ordered = reranker.rerank("How many sheep?", passages)
    assert expected != list("01234")  # else the test would show nothing
    assert [passage.paper.id for passage in ordered] == expected
    assert [passage.rank for passage in ordered] == [1, 2, 3, 4, 5]
    assert [p.rerank_score for p in ordered] == pytest.approx(sorted(scores, reverse=True))
    assert {p.paper.id: p.score for p in ordered} == {p.paper.id: p.score for p in passages}
    assert reranker.rerank("How many sheep?", ()) == ()


def test_what_is_beyond_the_pool_follows_as_it_was(reranker: CrossEncoderReranker) -> None:
    passages = make_passages(POOL + 3)
    ordered = rerank_best(reranker, "How many sheep?", passages)
    assert [passage.rank for passage in ordered] == list(range(1, POOL + 4))
    assert ordered[POOL:] == passages[POOL:]
    assert all(passage.rerank_score is not None for passage in ordered[:POOL])
    assert ordered[POOL].rerank_score is None


def test_a_chatbot_reranks_more_than_it_keeps(
    chatbot: Chatbot, reranker: CrossEncoderReranker
) -> None:
    asked = Chatbot(chatbot.index, chatbot.embedder, reranker=reranker)
    answer = asked.ask("What is dropout?", k=5)
    assert [passage.rank for passage in answer.passages] == [1, 2, 3, 4, 5]
    scores = [cast(float, passage.rerank_score) for passage in answer.passages]
    assert scores == sorted(scores, reverse=True)
    plain = chatbot.ask("What is dropout?", k=POOL)
    best = reranker.rerank("What is dropout?", plain.passages)[:5]
    assert [p.paper.id for p in answer.passages] == [p.paper.id for p in best]
    assert "rerank" in answer.timings
    assert Answer.from_dict(json.loads(json.dumps(answer.to_dict()))) == answer


def test_nothing_is_reranked_unless_it_is_asked_for(chatbot: Chatbot) -> None:
    answer = chatbot.ask("What is dropout?")
    assert chatbot.reranker is None
    assert "rerank" not in answer.timings
    assert {passage.rerank_score for passage in answer.passages} == {None}


def test_an_answer_from_before_rerankers_can_still_be_read(chatbot: Chatbot) -> None:
    answer = chatbot.ask("What is dropout?")
    values = answer.to_dict()
    for passage in values["passages"]:
        del passage["rerank_score"]
    assert Answer.from_dict(values) == answer


def test_the_option_reaches_the_answer(
    sample_folder: Path, cross_encoder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = [
        "What is dropout?",
        "--index",
        str(sample_folder),
        "--json",
        "--reranker",
        str(cross_encoder),
    ]
    assert rag_command.main(call) == 0
    assert json.loads(capsys.readouterr().out)["passages"][0]["rerank_score"] is not None


def test_a_model_that_is_not_there_is_told_before_a_question(
    sample_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = str(tmp_path / "none")
    with pytest.raises(EncoderUnavailable, match="none' cannot be loaded"):
        open_chatbot(sample_folder, reranker=missing)
    call = ["What is dropout?", "--index", str(sample_folder), "--reranker", missing]
    assert rag_command.main(call) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_classifier_is_no_reranker(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="gives 3 scores for a pair, not 1"):
        CrossEncoderReranker(str(build_cross_encoder(tmp_path, labels=3)))


def test_a_chatbot_with_a_reranker_is_another_than_one_without(
    sample_folder: Path, cross_encoder: Path
) -> None:
    reranking = open_chatbot(sample_folder, reranker=str(cross_encoder))
    assert reranking.reranker is not None
    assert open_chatbot(sample_folder).reranker is None
    assert isinstance(reranking.index, IndexReader)
