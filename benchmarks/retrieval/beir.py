"""A BEIR-style folder: documents, queries, and which documents are relevant to which query."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import AskpapersError
from index.papers.cleaning import clean_text
from index.papers.paper import BadPaper, Paper, clean_arxiv_id

CORPUS, QUERIES, QRELS = "corpus.jsonl", "queries.jsonl", "qrels.tsv"
TITLE_WORDS = 10  # of the text, where a document has no title
_MAX_ID = 200  # characters; Paper refuses longer ones

Qrels = dict[str, dict[str, int]]


class BadDataset(AskpapersError):
    """A folder that cannot be measured on; the message names file, line and value."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """One folder, read.

    Args:
        name: the folder's own name.
        papers: its documents, in the file's order.
        documents: paper id to document id; they differ where Paper would normalise an id.
        queries: id to text of each query that is judged, and known.
        qrels: query id to document id to relevance, 0 or more, for the same queries.
        complaints: what was left out or does not fit, one line each, counted.

    """

    name: str
    papers: tuple[Paper, ...]
    documents: dict[str, str]
    queries: dict[str, str]
    qrels: Qrels
    complaints: tuple[str, ...]


def read_dataset(folder: Path, qrels: str = QRELS) -> Dataset:
    """Read a folder with corpus.jsonl, queries.jsonl and a file of judgements.

    Raises BadDataset for a malformed line, a repeated id, or no judged query that is known. A
    document that cannot be a paper is counted in `complaints`; judged relevant, it is missed by
    every system, as is one that the corpus lacks.
    """
    papers, documents, complaints = _read_corpus(folder / CORPUS)
    texts = _read_queries(folder / QUERIES)
    judged = _read_qrels(folder / qrels)
    queries = {id: texts[id] for id in judged if id in texts}
    if not queries:
        raise BadDataset(f"{folder / qrels}: judges no query that {folder / QUERIES} has")
    unknown = [id for id in judged if id not in texts]
    known = set(documents.values())
    missing = {doc for id in queries for doc in judged[id]} - known
    complaints += _count(unknown, f"queries in {qrels} are not in {QUERIES}, and left out")
    complaints += _count(sorted(missing), f"documents in {qrels} are missing, and count as missed")
    kept = {id: judged[id] for id in queries}
    return Dataset(
        folder.resolve().name, tuple(papers), documents, queries, kept, tuple(complaints)
    )


def make_paper(document: str, title: str, text: str) -> Paper:
    """A document as a paper. Raises BadPaper.

    Without a title it takes the text's first TITLE_WORDS words, without a text its title. An id
    that Paper would normalise ("1706.03762v5") is replaced by a digest of it, so that two
    documents never become one.
    """
    as_it_is = len(document) <= _MAX_ID and clean_arxiv_id(clean_text(document)) == document
    digest = hashlib.sha256(document.encode(errors="surrogatepass")).hexdigest()[:16]
    words = clean_text(title) or " ".join(clean_text(text).split()[:TITLE_WORDS])
    return Paper.make(words, text.strip() or title, id=document if as_it_is else f"doc-{digest}")


def _read_corpus(path: Path) -> tuple[list[Paper], dict[str, str], list[str]]:
    papers: list[Paper] = []
    documents: dict[str, str] = {}
    refused: list[str] = []
    seen: set[str] = set()
    for place, record in _read_records(path):
        document = _read_id(place, record, seen)
        title = _read_text(place, record, "title", required=False)
        text = _read_text(place, record, "abstract", "text")
        try:
            paper = make_paper(document, title, text)
        except BadPaper as error:
            refused.append(f"{document} ({error})")
            continue
        papers.append(paper)
        documents[paper.id] = document
    return papers, documents, _count(refused, f"documents of {path} are no papers, and left out")


def _read_queries(path: Path) -> dict[str, str]:
    seen: set[str] = set()
    return {
        _read_id(place, record, seen): _read_text(place, record, "question", "text")
        for place, record in _read_records(path)
    }


def _read_qrels(path: Path) -> Qrels:
    judged: Qrels = {}
    for number, line in _read_lines(path):
        fields = line.split("\t")
        if number == 1 and len(fields) == 3 and not _is_whole(fields[2]):
            continue  # the header, whose names differ from set to set
        if len(fields) != 3 or not _is_whole(fields[2]):
            raise BadDataset(
                f"{path}:{number}: is not query-id, doc-id and relevance (a whole number), "
                f"separated by tabs: {line[:60]!r}"
            )
        judged.setdefault(fields[0], {})[fields[1]] = int(fields[2])
    return judged


def _read_records(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in _read_lines(path):
        place = f"{path}:{number}"
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadDataset(f"{place}: is not JSON: {error}") from error
        if not isinstance(record, dict):
            raise BadDataset(f"{place}: is not a JSON object: {line[:40]!r}")
        yield place, record


def _read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Number from 1, and text, of each line that is not blank."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise BadDataset(f"{path}:{number}: is not UTF-8: {error.reason}") from error
    except OSError as error:
        raise BadDataset(f"{path}: cannot be read: {error.strerror}") from error


def _read_id(place: str, record: dict[str, Any], seen: set[str]) -> str:
    value = record.get("id", record.get("_id"))
    if not isinstance(value, str | int) or not str(value):
        raise BadDataset(f"{place}: has no id: {str(value)[:40]!r}")
    if str(value) in seen:
        raise BadDataset(f"{place}: id {str(value)!r} occurs twice")
    seen.add(str(value))
    return str(value)


def _read_text(place: str, record: dict[str, Any], *names: str, required: bool = True) -> str:
    """The first of these fields that there is."""
    value = next((record[name] for name in names if record.get(name) is not None), None)
    if value is None and not required:
        return ""
    if not isinstance(value, str):
        raise BadDataset(f"{place}: {' or '.join(names)} is not text: {str(value)[:40]!r}")
    return value


def _is_whole(text: str) -> bool:
    return text.strip().removeprefix("-").isdecimal()


def _count(values: list[str], what: str) -> list[str]:
    """One complaint over all the values, with the first few; none where there are none."""
    shown = ", ".join(values[:3]) + (", …" if len(values) > 3 else "")
    return [f"{len(values)} {what}: {shown}"] if values else []
