"""What was written for training."""

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import ROOT
from training.examples.papers import check_papers, read_papers
from training.examples.written import TEST, TUNE, BadExamples, read_claims, read_questions

SHARED = ROOT.parent / "shared" / "data"
PAPERS = SHARED / "hf_daily_papers" / "papers.jsonl"


def test_there_is_enough_and_half_of_it_is_wrong() -> None:
    claims, questions = read_claims(), read_questions()
    assert len(claims) >= 5_000
    assert 0.45 < sum(claim.supported for claim in claims) / len(claims) < 0.55
    assert sum(bool(one.needed) for one in questions) >= 4_000
    assert sum(not one.needed for one in questions) >= 1_500
    assert len({one.paper for one in questions}) >= 2_000
    assert min(Counter(claim.writer for claim in claims).values()) >= 500


def test_held_out_writers_wrote_about_papers_of_their_own() -> None:
    about: dict[str, set[str]] = {}
    for claim in read_claims():
        about.setdefault(claim.writer, set()).update(claim.papers)
    for question in read_questions():
        about.setdefault(question.writer, set()).add(question.paper)
    for writer in TUNE + TEST:
        others = set().union(*(papers for name, papers in about.items() if name != writer))
        assert not about[writer] & others


def test_what_is_marked_as_wrong_lies_within_the_sentence() -> None:
    for claim in read_claims():
        assert all(0 <= start < end <= len(claim.text) for start, end in claim.wrong)


@pytest.mark.skipif(
    not PAPERS.exists() and not os.environ.get("CI"), reason=f"{PAPERS} is not there"
)
def test_sentences_are_those_that_the_writers_read() -> None:
    papers = read_papers(PAPERS) | read_papers(SHARED / "scifact" / "corpus.jsonl")
    check_papers(papers)
    for claim in read_claims():
        assert all(paper in papers for paper in claim.papers)


def test_another_abstract_of_the_same_paper_is_told(tmp_path: Path) -> None:
    record = {"id": "1", "title": "Tides", "abstract": "Tides rise. Tides fall."}
    file = tmp_path / "papers.jsonl"
    file.write_text(json.dumps(record) + "\n")
    known = tmp_path / "known.jsonl"
    known.write_text(json.dumps({"id": "1", "sentences": 3, "digest": "0" * 16}) + "\n")
    with pytest.raises(BadExamples, match=r"has 2 sentences and digest .* not 3 and 0000"):
        check_papers(read_papers(file), known)
    known.write_text(json.dumps({"id": "2", "sentences": 3, "digest": "0" * 16}) + "\n")
    with pytest.raises(BadExamples, match=r"paper 2 of known\.jsonl is not among those given"):
        check_papers(read_papers(file), known)


def test_a_broken_line_is_told_with_its_place(tmp_path: Path) -> None:
    good = {
        "id": "w-1", "writer": "w", "papers": ["1"], "text": "Tides sink.", "supported": False,
        "kind": "direction", "rests": [["1", 1]], "wrong": [[6, 10]],
    }  # fmt: skip
    file = tmp_path / "w.jsonl"
    file.write_text(json.dumps(good) + "\n")
    assert read_claims(tmp_path)[0].wrong == ((6, 10),)
    file.write_text(json.dumps(good | {"supported": True}) + "\n")
    with pytest.raises(BadExamples, match=r"w\.jsonl:1: a sentence is wrong where"):
        read_claims(tmp_path)
    file.write_text(json.dumps(good)[:-3] + "\n")
    with pytest.raises(BadExamples, match=r"w\.jsonl:1: "):
        read_claims(tmp_path)
    del good["papers"]
    file.write_text(json.dumps(good) + "\n")
    with pytest.raises(BadExamples, match=r"w\.jsonl:1: KeyError"):
        read_claims(tmp_path)
