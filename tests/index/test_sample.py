"""The sample corpus that ships: every record is whole, dated and in our own sentences."""

import re
from collections import Counter

import pytest

from index.papers.chunks import split_sentences
from index.papers.identity import Naming
from index.papers.paper import BadPaper, Paper
from index.readers.sources import open_source
from tests.conftest import SHARED


def test_every_record_is_a_paper() -> None:
    records = list(open_source("sample").records)
    assert [str(record) for record in records if isinstance(record, BadPaper)] == []
    assert len(records) >= 120


def test_no_paper_is_there_twice(sample_papers: list[Paper]) -> None:
    for name in ("id", "title", "url"):
        counts = Counter(getattr(paper, name) for paper in sample_papers)
        assert [value for value, count in counts.items() if count > 1] == []


def test_every_paper_has_date_authors_and_address(sample_papers: list[Paper]) -> None:
    lacking = [
        paper.title
        for paper in sample_papers
        if not (paper.published and paper.authors and paper.url)
    ]
    assert lacking == []


def test_the_corpus_reaches_from_1986_to_today(sample_papers: list[Paper]) -> None:
    years = {paper.published.year for paper in sample_papers if paper.published}
    assert min(years) == 1986
    assert max(years) >= 2025


def test_summaries_have_five_to_nine_sentences(sample_papers: list[Paper]) -> None:
    for paper in sample_papers:
        sentences = split_sentences(paper)
        assert 5 <= len(sentences) <= 9, paper.title
        assert all(sentence.text[-1] in ".?!" for sentence in sentences), paper.title


def test_nearly_all_summaries_have_figures(sample_papers: list[Paper]) -> None:
    with_figures = [paper for paper in sample_papers if re.search(r"\d", paper.abstract)]
    assert len(with_figures) >= 0.95 * len(sample_papers)


def test_summaries_are_plain_text(sample_papers: list[Paper]) -> None:
    odd = [paper.title for paper in sample_papers if re.search(r"[$\\<>{}_“”]", paper.abstract)]
    assert odd == []


def test_an_arxiv_paper_has_its_arxiv_address_and_its_month(sample_papers: list[Paper]) -> None:
    for paper in sample_papers:
        if not re.fullmatch(r"\d{4}\.\d{4,5}", paper.id):
            assert paper.naming in (Naming.TITLE, Naming.DOI), paper.title
            continue
        assert paper.url == f"https://arxiv.org/abs/{paper.id}", paper.title
        assert paper.published, paper.title
        # The number is given when the paper is announced, days after it was sent.
        sent, announced = paper.published, (2000 + int(paper.id[:2])) * 12 + int(paper.id[2:4])
        months = announced - (sent.year * 12 + sent.month) if sent.month else 0
        assert months in (0, 1), paper.title


def test_author_counts_are_not_below_the_names(sample_papers: list[Paper]) -> None:
    for paper in sample_papers:
        assert paper.author_count is None or paper.author_count >= len(paper.authors), paper.title


@pytest.mark.shared
def test_no_summary_copies_a_real_abstract(sample_papers: list[Paper]) -> None:
    """No nine words in a row of ours stand in the real abstract of the same paper."""
    if not SHARED.is_dir():
        pytest.skip("no ../shared beside the project")
    real = {
        paper.id: paper.abstract
        for paper in open_source(str(SHARED / "data/hf_daily_papers/papers.jsonl")).records
        if isinstance(paper, Paper)
    }
    both = [paper for paper in sample_papers if paper.id in real]
    assert both
    for paper in both:
        copied = _shingles(paper.abstract) & _shingles(real[paper.id])
        assert not copied, (paper.title, copied)


def _shingles(text: str, size: int = 9) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[n : n + size]) for n in range(len(words) - size + 1)}
