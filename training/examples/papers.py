"""The abstracts that the examples are about; only their ids and digests are kept here."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from index.papers.chunks import split_sentences
from index.papers.paper import Paper
from training.examples.written import DATA, BadExamples

KNOWN = DATA / "papers.jsonl"


def read_papers(path: Path) -> dict[str, Paper]:
    """Papers of a JSONL by id. Raises BadExamples where it cannot be read."""
    papers = {}
    try:
        for line in path.read_text("utf-8").splitlines():
            record = json.loads(line)
            identity = str(record.get("id", record.get("_id")))
            abstract = record.get("abstract") or record.get("text")
            papers[identity] = Paper.make(record["title"], abstract, id=identity)
    except (OSError, ValueError, KeyError) as error:
        raise BadExamples(f"{path} cannot be read: {error}") from error
    return papers


def check_papers(papers: Mapping[str, Paper], known: Path = KNOWN) -> None:
    """Whether abstracts and their sentences are those that were read when examples were written.

    Raises BadExamples for the first that is missing or another.
    """
    for line in known.read_text("utf-8").splitlines():
        record = json.loads(line)
        paper = papers.get(record["id"])
        if paper is None:
            raise BadExamples(f"paper {record['id']} of {known.name} is not among those given")
        found = (len(split_sentences(paper)), digest(paper))
        if found != (record["sentences"], record["digest"]):
            raise BadExamples(
                f"paper {paper.id} has {found[0]} sentences and digest {found[1]}, not "
                f"{record['sentences']} and {record['digest']} as when its examples were written"
            )


def digest(paper: Paper) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of an abstract."""
    return hashlib.sha256(paper.abstract.encode()).hexdigest()[:16]
