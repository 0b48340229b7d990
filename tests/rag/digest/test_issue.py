"""An issue: the new papers of each topic, quoted, most upvoted first."""

import json
from datetime import date
from pathlib import Path

import pytest

from index.embedding.loading import Embedder
from index.papers.paper import Paper
from index.readers.sources import open_source
from index.store.reader import IndexReader
from rag.digest.issue import Digest, make_digest, read_topics
from rag.query.window import read_window
from tests.conftest import MakeIndex, make_paper
from tests.rag.conftest import make_news
from tests.rag.digest.conftest import TODAY


def list_titles(digest: Digest, place: int) -> list[str]:
    return [citation.paper.title[:5] for citation in digest.answers[place].citations]


def test_each_topic_has_its_new_papers_most_upvoted_first(digest: Digest) -> None:
    # June 12 less seven days is June 5, and Old Soups were listed on June 4.
    assert str(digest.window.filter) == "new since 2025-06-05"
    assert list_titles(digest, 0) == ["Model", "Avera", "Mergi"]
    assert list_titles(digest, 1) == ["Ebb", "Tides"]
    assert [s.text for s in digest.answers[0].sentences][1] == (
        "We propose model merging for soups."
    )


def test_every_sentence_is_supported_and_none_gives_orders(digest: Digest) -> None:
    sentences = [sentence for answer in digest.answers for sentence in answer.sentences]
    assert {sentence.verdict for sentence in sentences} == {"supported"}
    assert all(sentence.quoted for sentence in sentences)
    assert "Tides fall after six hours." in {sentence.text for sentence in sentences}


def test_an_abstract_without_a_full_stop_is_not_quoted_whole(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    flood = make_paper("Flood", "We show floods " + "and floods " * 1_500, listed="2025-06-11")
    wall = make_paper("Wall", "We show walls " + "wall" * 3_000, listed="2025-06-11")
    make_index(tmp_path, [flood, wall])
    index = IndexReader(tmp_path)
    window = read_window("7d", None, index, TODAY)
    digest = make_digest(read_topics(["floods", "walls"]), window, index, embedder)
    for answer in digest.answers:
        (sentence,) = answer.sentences
        assert sentence.verdict == "supported"
        assert 1 < len(sentence.text) <= 800
    assert digest.answers[0].text.removesuffix(" [1]").endswith(" and”")


def test_what_is_known_is_not_new_again(news_index: Path, embedder: Embedder) -> None:
    index = IndexReader(news_index)
    window = read_window("7d", None, index, TODAY)
    again = make_digest(read_topics(["model merging"]), window, index, embedder, {"2506.00002"})
    assert list_titles(again, 0) == ["Avera", "Mergi"]


def test_no_date_in_the_future_moves_the_window_there(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    wrong = make_paper("Flood", "We show floods.", id="2506.00009", listed="2999-01-01")
    make_index(tmp_path, [*make_news(), wrong])
    index = IndexReader(tmp_path)
    window = read_window("7d", None, index, TODAY)
    assert window.said == "New since June 5, 2025, counted back from today, June 12, 2025"
    digest = make_digest(read_topics(["tides", "floods"]), window, index, embedder)
    assert [answer.abstained for answer in digest.answers] == [False, True]
    late = read_window("7d", None, index, date(2026, 1, 1))
    assert late.said == (
        "New since June 4, 2025, counted back from the newest paper, June 11, 2025; "
        "the newest paper is 204 days old"
    )


TEN = ["model merging", "reward models", "video generation", "retrieval-augmented generation",
       "code generation", "speech recognition", "3D reconstruction", "language model agents",
       "image editing", "tokenizers"]  # fmt: skip


@pytest.mark.shared
def test_a_digest_of_real_papers_is_supported_and_within_its_window(
    shared: Path, tmp_path: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    source = shared / "data/hf_daily_papers/papers.jsonl"
    lines = [line for line in source.read_text().splitlines() if '"listed": "2024-06-0' in line]
    few = tmp_path / "papers.jsonl"
    few.write_text("\n".join(lines))
    papers = [record for record in open_source(str(few)).records if isinstance(record, Paper)]
    make_index(tmp_path / "index", list(papers))
    index = IndexReader(tmp_path / "index")
    window = read_window("2024-06-05", "2024-06-07", index, date(2024, 6, 7))
    digest = make_digest(read_topics(TEN), window, index, embedder)
    inside = {json.loads(line)["id"] for line in lines
              if "2024-06-05" <= json.loads(line)["listed"] <= "2024-06-07"}  # fmt: skip
    assert digest.found
    assert digest.found <= inside
    for answer in digest.answers:
        assert {sentence.verdict for sentence in answer.sentences} <= {"supported"}
        upvotes = [citation.paper.upvotes or 0 for citation in answer.citations]
        assert upvotes == sorted(upvotes, reverse=True)
    assert sum(bool(answer.citations) for answer in digest.answers) >= 5
