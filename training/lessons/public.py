"""Lessons from sets that others judged and published."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from index.papers.chunks import sentence_spans
from rag.judge.reading import CLAIM_SOURCE, Passage
from training.lessons.lesson import IGNORED, Lesson, Sheet, make_sheets, tell_contradiction


def gather_public(path: Path, split: str = "") -> Iterator[Sheet]:
    """Sentences and questions beside a text, of one split or of all; each text once."""
    sources: dict[str, list[Lesson]] = {}
    for line in path.read_text("utf-8").splitlines():
        record = json.loads(line)
        if not split or record["split"] == split:
            sources.setdefault(record["source"], []).append(_teach(record, path.stem))
    for source, lessons in sources.items():
        yield from _make((_split(source, path.stem),), lessons)


def gather_scifact(folder: Path, split: str) -> Iterator[Sheet]:
    """SciFact's claims beside the abstracts that its annotators named, or one that it cites."""
    corpus = {}
    for line in (folder / "corpus.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        title, text = record.get("title") or "", record.get("abstract") or record["text"]
        corpus[str(record.get("id", record.get("_id")))] = _cut(title, text)
    cited, found = _read_cited(folder, split), dict[str, list[Lesson]]()
    for line in (folder / "queries.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        if record["split"] != split:
            continue
        labels = {str(one["doc"]): one["label"].lower() for one in record.get("evidence", ())}
        labels |= {one: "nothing" for one in cited.get(str(record["id"]), ()) if one not in labels}
        for document, label in labels.items():
            if document in corpus:
                lesson = _judge(record["question"], label == "support", label, "scifact")
                found.setdefault(document, []).append(lesson)
    for document, lessons in found.items():
        yield from _make((corpus[document],), lessons)


def _make(passages: tuple[Passage, ...], lessons: Sequence[Lesson]) -> list[Sheet]:
    """Each sentence by itself, for nobody says what it rests on; questions together."""
    asked = [one for one in lessons if one.answers != IGNORED]
    claims = [one for one in lessons if one.answers == IGNORED]
    alone = [Sheet(passages, (one,), CLAIM_SOURCE) for one in claims]
    return [*make_sheets(passages, asked), *alone]


def _teach(record: dict[str, Any], writer: str) -> Lesson:
    if "question" in record:
        kind, label = record["kind"], float(record["label"])
        return Lesson(record["question"], kind, writer, answers=label)
    return _judge(record["sentence"], bool(record["label"]), record["kind"], writer)


def _judge(text: str, supported: bool, kind: str, writer: str) -> Lesson:
    contradicted = tell_contradiction(kind, supported)
    return Lesson(
        text, kind, writer, float(supported), contradicted, IGNORED, () if supported else None
    )


def _read_cited(folder: Path, split: str) -> dict[str, list[str]]:
    cited: dict[str, list[str]] = {}
    for line in (folder / f"qrels.{split}.tsv").read_text("utf-8").splitlines()[1:]:
        query, document, *_ = line.split("\t")
        cited.setdefault(query, []).append(document)
    return cited


def _split(source: str, name: str) -> Passage:
    """CliniFact's sources begin with a title."""
    title, _, text = source.partition(".. ") if name == "clinifact" else ("", "", source)
    return _cut(title, text) if text else _cut("", source)


def _cut(title: str, text: str) -> Passage:
    return Passage(title, tuple(text[a:b] for a, b in sentence_spans(text)))
