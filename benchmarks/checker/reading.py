"""Pairs of a sentence and a paper: from a file, and those that held-out writers wrote."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.checker.judging import make_paper
from benchmarks.checker.variants import Pair
from index.errors import AskpapersError
from training.examples.papers import check_papers, read_papers
from training.examples.written import TEST, read_claims

HAND = Path(__file__).with_name("pairs.jsonl")
SAMPLE = Path(__file__).parents[2] / "index" / "sample" / "papers.jsonl"


class BadPairs(AskpapersError):
    """A file of papers or pairs that cannot be read; the message says where and why."""


def read_pairs(path: Path) -> list[Pair]:
    """Pairs of a file; one that names a `paper` means the sample's of this title."""
    sample = {record["title"]: record["abstract"] for record in read_lines(SAMPLE)}
    pairs = []
    for number, record in enumerate(read_lines(path), 1):
        abstract = record.get("abstract") or sample.get(str(record.get("paper")))
        sentence, label = record.get("sentence"), record.get("label")
        if not (
            isinstance(abstract, str) and isinstance(sentence, str) and isinstance(label, bool)
        ):
            raise BadPairs(
                f"{path}:{number}: needs abstract and sentence (text) and label (true or false)"
            )
        paper = make_paper(str(record.get("title") or record.get("paper") or ""), abstract)
        pairs.append(Pair(paper, sentence, label, str(record.get("class") or "other"), "by hand"))
    return pairs


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The records of JSON lines. Raises BadPairs."""
    try:
        return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        raise BadPairs(f"{path} cannot be read: {error}") from error


def read_written(path: Path) -> Iterator[Pair]:
    """What the writers of TEST wrote, whom no network was trained on."""
    papers = read_papers(path)
    check_papers(papers)
    for claim in read_claims():
        if claim.writer in TEST and all(paper in papers for paper in claim.papers):
            first, *others = (papers[paper] for paper in claim.papers)
            kind = "kept" if claim.supported else claim.kind
            yield Pair(first, claim.text, claim.supported, kind, claim.kind, tuple(others))
