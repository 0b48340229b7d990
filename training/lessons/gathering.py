"""Lessons from all that there is to learn from: written, made by rule, and public."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from index.papers.chunks import sentence_spans, split_sentences
from index.papers.paper import Paper
from rag.judge.reading import CLAIM_SOURCE, QUESTION_SOURCE, Passage, Row, read_pair
from training.examples.written import Claim, Question
from training.lessons.contrast import Variant, make_variants
from training.lessons.lesson import IGNORED, Lesson, mark_tokens, tell_contradiction


def teach_claims(
    claims: Iterable[Claim], papers: Mapping[str, Paper], room: int = CLAIM_SOURCE,
    *, named: bool = True,
) -> Iterator[Lesson]:  # fmt: skip
    """Sentences that were written; where `named`, what they rest on is read before the rest."""
    for claim in claims:
        passages = [read_passage(papers[paper]) for paper in claim.papers]
        starts = dict(zip(claim.papers, _count(passages), strict=True))
        rests = frozenset(starts[p] + n - 1 for p, n in claim.rests if n > 0 and p in starts)
        row = read_pair(claim.text, passages, room, rests if named else frozenset())
        evidence = mark_sentences(row, rests) if claim.supported and rests else None
        yield Lesson(
            row, claim.papers[0], claim.kind, claim.writer, float(claim.supported),
            tell_contradiction(claim.kind, claim.supported),
            unsupported=mark_tokens(row, claim.wrong), evidence=evidence,
        )  # fmt: skip


def teach_questions(questions: Iterable[Question], papers: Mapping[str, Paper]) -> Iterator[Lesson]:
    """Questions beside the abstract that they were written about."""
    for question in questions:
        row = read_pair(question.text, [read_passage(papers[question.paper])], QUESTION_SOURCE)
        needed = [n - 1 for n in question.needed if n > 0]
        helpful = {n - 1 for n in question.helpful}
        evidence = mark_sentences(row, needed)
        for number in helpful:
            evidence[number] = IGNORED
        yield Lesson(
            row, question.paper, question.kind, question.writer,
            answers=float(bool(question.needed)), evidence=evidence,
            first=needed[0] if needed else -1,
        )  # fmt: skip


def teach_strangers(
    questions: Sequence[Question], papers: Mapping[str, Paper], near: Mapping[str, str]
) -> Iterator[Lesson]:
    """Questions beside the abstract nearest to theirs, which does not answer them."""
    for question in questions:
        if question.needed and not question.shared and question.paper in near:
            passage = read_passage(papers[near[question.paper]])
            row = read_pair(question.text, [passage], QUESTION_SOURCE)
            yield Lesson(
                row, question.paper, "another paper", question.writer, answers=0.0,
                evidence=mark_sentences(row, ()),
            )  # fmt: skip


def teach_contrast(
    papers: Sequence[Paper], near: Mapping[str, str], known: Mapping[str, Paper], chance: Random,
    count: int,
) -> Iterator[Lesson]:  # fmt: skip
    """Sentences made by rule from abstracts, right beside wrong, so many pairs of each."""
    for paper in papers:
        sentences = [s.text for s in split_sentences(paper)]
        others = [s.text for s in split_sentences(known[near[paper.id]])]
        for variant in make_variants(sentences, others, chance, count):
            yield _teach_variant(variant, paper, sentences)


def _teach_variant(variant: Variant, paper: Paper, sentences: Sequence[str]) -> Lesson:
    rest = tuple(s for n, s in enumerate(sentences) if n != variant.without)
    row = read_pair(variant.text, [Passage(paper.title, rest)], CLAIM_SOURCE)
    labelled = variant.supported or variant.wrong
    return Lesson(
        row, paper.id, variant.kind, "rule", float(variant.supported),
        tell_contradiction(variant.kind, variant.supported),
        unsupported=mark_tokens(row, variant.wrong) if labelled else None,
    )  # fmt: skip


def teach_public(path: Path, split: str = "") -> Iterator[Lesson]:
    """Sentences and questions beside a text, which others judged, of one split or of all."""
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        record = json.loads(line)
        if split and record["split"] != split:
            continue
        asked = "question" in record
        text, label = record["question" if asked else "sentence"], float(record["label"])
        row = read_pair(text, [_split(record)], QUESTION_SOURCE if asked else CLAIM_SOURCE)
        yield Lesson(
            row, f"{path.stem} {number // 4}", record["kind"], path.stem,
            IGNORED if asked else label,
            IGNORED if asked else tell_contradiction(record["kind"], bool(label)),
            label if asked else IGNORED,
            np.zeros(len(row.words), np.float32) if label and not asked else None,
        )  # fmt: skip


def teach_scifact(folder: Path, split: str) -> Iterator[Lesson]:
    """SciFact's claims beside the abstracts that its annotators named, or one that it cites."""
    corpus = {}
    for line in (folder / "corpus.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        title, text = record.get("title") or "", record.get("abstract") or record["text"]
        corpus[str(record.get("id", record.get("_id")))] = _cut(title, text)
    cited = _read_cited(folder, split)
    for line in (folder / "queries.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        if record["split"] != split:
            continue
        labels = {str(one["doc"]): one["label"] for one in record.get("evidence", ())}
        labels |= dict.fromkeys(set(cited.get(str(record["id"]), ())) - set(labels), "NOTHING")
        for document, label in labels.items():
            if document in corpus:
                row = read_pair(record["question"], [corpus[document]], CLAIM_SOURCE)
                supports = float(label == "SUPPORT")
                marks = np.zeros(len(row.words), np.float32) if supports else None
                yield Lesson(
                    row, f"scifact {document}", label.lower(), "scifact", supports,
                    tell_contradiction(label.lower(), bool(supports)), unsupported=marks,
                )  # fmt: skip


def _read_cited(folder: Path, split: str) -> dict[str, list[str]]:
    cited: dict[str, list[str]] = {}
    for line in (folder / f"qrels.{split}.tsv").read_text("utf-8").splitlines()[1:]:
        query, document, *_ = line.split("\t")
        cited.setdefault(query, []).append(document)
    return cited


def _split(record: dict[str, Any]) -> Passage:
    title, _, text = record["source"].partition(".. ")
    return _cut(title, text) if text else _cut("", record["source"])


def _cut(title: str, text: str) -> Passage:
    return Passage(title, tuple(text[a:b] for a, b in sentence_spans(text)))


def read_passage(paper: Paper) -> Passage:
    """A paper as it is read beside a text."""
    return Passage(paper.title, tuple(s.text for s in split_sentences(paper)))


def _count(passages: Sequence[Passage]) -> list[int]:
    """The number of the first sentence of each passage, over all."""
    return [0, *np.cumsum([len(p.sentences) for p in passages])][: len(passages)]


def mark_sentences(row: Row, needed: Iterable[int]) -> np.ndarray:
    """1 for each needed sentence, IGNORED for one that found no room."""
    marks = np.zeros(len(row.sentences), np.float32)
    marks[[n for n in needed if n < len(marks)]] = 1
    for number, (start, end) in enumerate(row.sentences):
        if start == end:
            marks[number] = IGNORED
    return marks
