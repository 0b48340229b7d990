"""The real data beside the project: the page it started from, the API's answers, real papers."""

import json
from itertools import islice, pairwise
from pathlib import Path

import pytest

from index.embedding.loading import SentenceEmbedder
from index.ingest.build import Tally
from index.papers.chunks import sentence_spans, split_sentences
from index.papers.paper import BadPaper, Paper, Record
from index.readers.sources import open_source
from index.store.reader import IndexReader
from rag.chatbot import Chatbot
from tests.conftest import MakeIndex

pytestmark = pytest.mark.shared


def read(path: Path) -> list[Record]:
    return list(open_source(str(path)).records)


@pytest.fixture(scope="module")
def page_bot(
    shared: Path,
    tmp_path_factory: pytest.TempPathFactory,
    make_index: MakeIndex,
    embedder: SentenceEmbedder,
) -> Chatbot:
    folder = tmp_path_factory.mktemp("seeds") / "index"
    (page,) = shared.glob("seeds/*.txt")
    records = read(page)
    assert make_index(folder, records) == Tally(new=85)
    assert make_index(folder, records).unchanged == 85
    return Chatbot(IndexReader(folder), embedder)


def test_the_page_has_85_papers_as_counted_by_hand(shared: Path) -> None:
    (page,) = shared.glob("seeds/*.txt")
    papers = [record for record in read(page) if isinstance(record, Paper)]
    assert len(papers) == 85
    assert sum(paper.author_count is not None for paper in papers) == 78
    assert [p.organization for p in papers if p.organization] == [
        "Tencent", "NVIDIA", "Spiral Works",
    ]  # fmt: skip
    bare = [p for p in papers if p.author_count is None and p.organization is None]
    assert len(bare) == 4
    assert all(paper.published is None for paper in bare)
    assert sum(paper.published is None for paper in papers) == 4
    assert sum(paper.comments is not None for paper in papers) == 22
    by_title = {paper.title.split(":")[0]: paper for paper in papers}
    assert str(by_title["State Tuning"].published) == "2025-04-07"
    assert str(by_title["MergeBench"].published) == "2025-05-16"


def test_merge_bench_is_quoted_with_its_five_domains(page_bot: Chatbot) -> None:
    answer = page_bot.ask("Which five domains does MergeBench cover?")
    assert not answer.abstained
    domains = ("instruction following", "mathematics", "multilingual", "coding", "safety")
    assert all(domain in answer.text for domain in domains)
    assert answer.citations[0].paper.title.startswith("MergeBench")
    for citation in answer.citations:
        assert citation.paper.abstract[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    "question",
    ["What is the capital of France?", "Who wrote Hamlet?", "When does the last train leave?"],
)
def test_what_the_page_does_not_say_is_not_answered(page_bot: Chatbot, question: str) -> None:
    answer = page_bot.ask(question)
    assert answer.abstained
    assert answer.citations == ()


def test_every_answer_of_the_api_is_read_whole(shared: Path) -> None:
    for file in sorted((shared / "data/hf_daily_api").glob("*.json")):
        records = read(file)
        assert not [str(record) for record in records if isinstance(record, BadPaper)]
        assert len(records) == len(json.loads(file.read_text()))
        assert all(r.listed and r.published for r in records if isinstance(r, Paper))


def test_every_field_that_the_api_gives_is_read(shared: Path) -> None:
    organizations = codes = 0
    for file in (shared / "data/hf_daily_api").glob("*.json"):
        for item, record in zip(json.loads(file.read_text()), read(file), strict=True):
            assert isinstance(record, Paper)
            given = item["paper"]
            assert (record.id, record.upvotes, record.comments) == (
                given["id"], given["upvotes"], item["numComments"],
            )  # fmt: skip
            assert record.title == " ".join(given["title"].split())
            assert record.abstract == " ".join(given["summary"].split())
            names = [" ".join(author["name"].split()) for author in given["authors"]]
            assert list(record.authors) == names
            assert record.author_count == len(names)
            assert str(record.published) == given["publishedAt"][:10]
            listed = given.get("submittedOnDailyAt") or item["publishedAt"]
            assert str(record.listed) == listed[:10]
            organization = given.get("organization") or item.get("organization") or {}
            assert record.organization == (
                " ".join(organization.get("fullname", "").split()) or None
            )
            assert record.code == given.get("githubRepo")
            organizations += record.organization is not None
            codes += record.code is not None
    assert organizations > 20
    assert codes > 20


def test_all_real_papers_are_read_and_their_sentences_are_whole(shared: Path) -> None:
    records = read(shared / "data/hf_daily_papers/papers.jsonl")
    assert len(records) == 9_577
    assert not [record for record in records if isinstance(record, BadPaper)]
    for record in records:
        assert isinstance(record, Paper)
        spans = list(sentence_spans(record.abstract))
        gaps = [record.abstract[a:b] for (_, a), (b, _) in pairwise(spans)]
        assert all(not gap.strip() for gap in gaps)
        assert (spans[0][0], spans[-1][1]) == (0, len(record.abstract))


def test_300_real_papers_are_indexed_and_found_by_their_own_sentences(
    shared: Path, tmp_path: Path, make_index: MakeIndex, embedder: SentenceEmbedder
) -> None:
    source = open_source(str(shared / "data/hf_daily_papers/papers.jsonl"))
    papers = list(islice(source.records, 300))
    assert make_index(tmp_path, papers).new == 300
    bot = Chatbot(IndexReader(tmp_path), embedder)
    found = 0
    for paper in papers[::10]:
        assert isinstance(paper, Paper)
        sentence = max(split_sentences(paper), key=lambda s: s.end - s.start)
        answer = bot.ask(sentence.text[:500])
        found += answer.citations[0].paper.id == paper.id if answer.citations else False
    assert found >= 29  # of 30: a sentence asked back must lead to its paper
