"""What a trained network is worth, on what it was not trained on."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from sklearn.metrics import roc_auc_score

from index.papers.paper import Paper
from rag.judge.reading import Passage, find_room
from training.calibration import fit_scale, measure_reliability
from training.examples.written import TEST, TUNE, read_claims, read_questions
from training.learning import collate
from training.lessons.gathering import read_passage, sort_written
from training.lessons.lesson import IGNORED, Lesson, Marks, Sheet, make_sheets
from training.lessons.public import gather_public, gather_scifact
from training.network import JudgeNetwork, Scores

_ROWS = 16  # read at once
_SHOWN = ("auc", "balanced", "kept", "caught", "contradicted", "error")
_NEAR = ("detail", "premise")
_REFUSED = (0.01, 0.03, 0.05)  # shares of the answerable questions


@dataclass(frozen=True, slots=True)
class Read:
    """A lesson, its marks, and the log odds that a network gives."""

    lesson: Lesson
    marks: tuple[Marks | None, Marks | None]
    supports: float
    contradicts: float
    answers: float
    unsupported: Marks
    evidence: Marks


def read_sheets(network: JudgeNetwork, sheets: Sequence[Sheet]) -> list[Read]:
    """What a network says of each lesson, in their order."""
    order = sorted(range(len(sheets)), key=lambda n: len(sheets[n].row.ids))
    found: dict[int, list[Read]] = {}
    with torch.no_grad():
        for start in range(0, len(order), _ROWS):
            numbers = order[start : start + _ROWS]
            scores = network(collate([sheets[n] for n in numbers]))
            places = iter(range(len(scores.supports)))
            for number in numbers:
                found[number] = list(_read_sheet(sheets[number], scores, places))
    return [one for number in range(len(sheets)) for one in found[number]]


def _read_sheet(sheet: Sheet, scores: Scores, places: Iterator[int]) -> Iterator[Read]:
    for lesson, marks, text in zip(sheet.lessons, sheet.marks, sheet.row.texts, strict=True):
        n = next(places)
        yield Read(
            lesson, marks, float(scores.supports[n]), float(scores.contradicts[n]),
            float(scores.answers[n]), scores.unsupported[n][: len(text.words)].numpy(),
            scores.evidence[n][: len(sheet.row.sentences)].numpy(),
        )  # fmt: skip


def fit_scales(
    network: JudgeNetwork, papers: Mapping[str, Paper]
) -> dict[str, tuple[float, float]]:
    """For each head the scale and shift that make its odds probabilities, on TUNE's examples."""
    read = read_sheets(network, gather_held(TUNE, papers))
    pairs = {
        head: [
            (getattr(one, head), target(one.lesson))
            for one in read
            if target(one.lesson) != IGNORED
        ]
        for head, target in _WHOLE.items()
    }
    pairs["unsupported"] = [pair for one in read for pair in _pair(one.unsupported, one.marks[0])]
    asked = [one for one in read if one.lesson.answers != IGNORED]
    pairs["evidence"] = [pair for one in asked for pair in _pair(one.evidence, one.marks[1])]
    return {
        head: fit_scale([odds for odds, _ in those], [label == 1 for _, label in those])
        for head, those in pairs.items()
    }


def measure(
    network: JudgeNetwork, scales: Mapping[str, tuple[float, float]], shared: Path,
    papers: Mapping[str, Paper],
) -> dict[str, Any]:  # fmt: skip
    """The figures of a report: of TEST's examples, and of the public sets' development parts."""
    read = read_sheets(network, gather_held(TEST, papers))
    clinifact = shared / "verification" / "clinifact.jsonl"
    sets = {
        "written, held-out writers": read,
        "SciFact dev": read_sheets(network, list(gather_scifact(shared / "scifact", "dev"))),
        "CliniFact dev": read_sheets(network, list(gather_public(clinifact, "dev"))),
    }
    return {
        "claims": {
            name: measure_claims([r for r in those if r.lesson.supports != IGNORED], scales)
            for name, those in sets.items()
        },
        "questions": measure_questions([one for one in read if one.lesson.answers != IGNORED]),
    }


def write_report(figures: Mapping[str, Any], path: Path) -> None:
    """The figures as Markdown."""
    lines = ["# What the judge is worth", "", "Made by training.judge; see docs/judge.md.", ""]
    for name, one in figures["claims"].items():
        lines += [f"## {name}: {one['count']} sentences, {one['true']} supported", ""]
        lines += [f"- {key}: {one[key]:.3f}" for key in _SHOWN]
        lines += ["", "| kind | right | of |", "|---|---|---|"]
        lines += [f"| {kind} | {share:.2f} | {of} |" for kind, (share, of) in one["kinds"].items()]
        lines += ["", "| said | true | of |", "|---|---|---|"]
        lines += [f"| {said:.2f} | {true:.2f} | {of} |" for said, true, of in one["bins"]]
        lines += [""]
    lines += ["## Questions of held-out writers", ""]
    lines += [f"- {key}: {value:.3f}" for key, value in figures["questions"].items()]
    path.write_text("\n".join(lines) + "\n", "utf-8")


_WHOLE: dict[str, Callable[[Lesson], float]] = {
    "supports": lambda lesson: lesson.supports,
    "contradicts": lambda lesson: lesson.contradicts,
    "answers": lambda lesson: lesson.answers,
}


def gather_held(writers: Sequence[str], papers: Mapping[str, Paper]) -> list[Sheet]:
    """What held-out writers wrote, as a reader's sentences are judged: nobody says what they need.

    Where an abstract is longer than what is read, its sentences are chosen by the texts' words.
    """
    claims = [one for one in read_claims() if one.writer in writers]
    questions = [one for one in read_questions() if one.writer in writers]
    written = sort_written(claims, questions, papers)
    joint = [*written.joint, *(((id,), one) for id, own in written.claims.items() for one in own)]
    sheets = [
        _make_alone(tuple(read_passage(papers[id]) for id in ids), lesson) for ids, lesson in joint
    ]
    for id, lessons in written.questions.items():
        sheets += [
            replace(sheet, told=False)
            for sheet in make_sheets((read_passage(papers[id]),), lessons)
        ]
    return sheets


def _make_alone(passages: tuple[Passage, ...], lesson: Lesson) -> Sheet:
    return Sheet(passages, (lesson,), find_room(passages), told=False)


def _pair(odds: Marks, labels: Marks | None) -> list[tuple[float, float]]:
    if labels is None:
        return []
    pairs = zip(odds.tolist(), labels.tolist(), strict=False)
    return [(one, label) for one, label in pairs if label != IGNORED]


def measure_claims(
    read: Sequence[Read], scales: Mapping[str, tuple[float, float]]
) -> dict[str, Any]:
    """How well right sentences are told from wrong ones at a probability of one half."""
    truth = np.array([one.lesson.supports == 1 for one in read])
    odds = np.array([one.supports for one in read])
    scale, shift = scales["supports"]
    said = 1 / (1 + np.exp(-(scale * odds + shift)))
    right = (said >= 0.5) == truth
    kinds: dict[str, list[bool]] = defaultdict(list)
    for one, well in zip(read, right, strict=True):
        kinds[one.lesson.kind].append(bool(well))
    error, bins = measure_reliability(said, truth)
    wrong = [one for one in read if one.lesson.contradicts != IGNORED and not one.lesson.supports]
    return {
        "count": len(read), "true": int(truth.sum()), "auc": float(roc_auc_score(truth, odds)),
        "balanced": float((right[truth].mean() + right[~truth].mean()) / 2),
        "kept": float(right[truth].mean()), "caught": float(right[~truth].mean()),
        "contradicted": _area([one.lesson.contradicts == 1 for one in wrong],
                              [one.contradicts for one in wrong]),
        "error": error, "bins": bins,
        "kinds": {kind: (float(np.mean(r)), len(r)) for kind, r in sorted(kinds.items())},
    }  # fmt: skip


def measure_questions(read: Sequence[Read]) -> dict[str, float]:
    """How well near misses are told from answers, and whether the best sentence is needed."""
    truth = np.array([one.lesson.answers == 1 for one in read])
    odds = np.array([one.answers for one in read])
    near = np.array([one.lesson.kind in _NEAR for one in read])
    best = [(one.lesson.needed, int(np.argmax(one.evidence))) for one in read if one.lesson.needed]
    figures = {
        "answers, AUC": _area(truth, odds),
        "best sentence is needed": float(np.mean([n in needed for needed, n in best])),
        "best sentence is the first": float(np.mean([needed[0] == n for needed, n in best])),
    }
    for share in _REFUSED:
        cut = np.quantile(odds[truth], share)
        figures[f"near misses refused at {share:.0%} of the answerable"] = float(
            (odds[near] < cut).mean()
        )
    return figures


def _area(truth: npt.ArrayLike, odds: npt.ArrayLike) -> float:
    """Under the curve of right against wrong; not a number where there is one kind only."""
    return float(roc_auc_score(truth, odds)) if len(set(np.asarray(truth).tolist())) > 1 else np.nan
