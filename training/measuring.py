"""What a trained network is worth, on what it was not trained on."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.metrics import roc_auc_score

from index.papers.paper import Paper
from training.calibration import fit_scale, measure_reliability
from training.examples.written import TEST, TUNE, read_claims, read_questions
from training.learning import collate
from training.lessons.gathering import teach_claims, teach_public, teach_questions, teach_scifact
from training.lessons.lesson import IGNORED, Lesson
from training.network import JudgeNetwork

_ROWS = 16  # read at once
_SHOWN = ("auc", "balanced", "kept", "caught", "error")
_NEAR = ("detail", "premise")
_REFUSED = (0.01, 0.03, 0.05)  # shares of the answerable questions


def read_lessons(network: JudgeNetwork, lessons: Sequence[Lesson]) -> list[dict[str, Any]]:
    """The log odds of each lesson: whole, of its sentences, and of the tokens of its text."""
    order = sorted(range(len(lessons)), key=lambda n: len(lessons[n].row.ids))
    found: dict[int, dict[str, Any]] = {}
    with torch.no_grad():
        for start in range(0, len(order), _ROWS):
            numbers = order[start : start + _ROWS]
            scores = network(collate([lessons[n] for n in numbers]))
            for place, number in enumerate(numbers):
                row = lessons[number].row
                found[number] = {
                    "supports": float(scores.supports[place]),
                    "contradicts": float(scores.contradicts[place]),
                    "answers": float(scores.answers[place]),
                    "evidence": scores.evidence[place][: len(row.sentences)].numpy(),
                    "unsupported": scores.unsupported[place][1 : 1 + len(row.words)].numpy(),
                }
    return [found[n] for n in range(len(lessons))]


def fit_scales(
    network: JudgeNetwork, papers: Mapping[str, Paper]
) -> dict[str, tuple[float, float]]:
    """For each head the scale and shift that make its odds probabilities, on TUNE's examples."""
    lessons = _list_written(TUNE, papers)
    read = read_lessons(network, lessons)
    pairs = {
        head: [
            (one[head], target(lesson))
            for one, lesson in zip(read, lessons, strict=True)
            if target(lesson) != IGNORED
        ]
        for head, target in _WHOLE.items()
    }
    pairs["evidence"] = _pair_places(read, lessons, "evidence")
    pairs["unsupported"] = _pair_places(read, lessons, "unsupported")
    return {
        head: fit_scale([odds for odds, _ in those], [label == 1 for _, label in those])
        for head, those in pairs.items()
    }


def measure(
    network: JudgeNetwork, scales: Mapping[str, tuple[float, float]], shared: Path,
    papers: Mapping[str, Paper],
) -> dict[str, Any]:  # fmt: skip
    """The figures of a report: of TEST's examples, and of the public sets' development parts."""
    written = _list_written(TEST, papers)
    claims = [one for one in written if one.supports != IGNORED]
    questions = [one for one in written if one.answers != IGNORED]
    sets = {
        "written, held-out writers": claims,
        "SciFact dev": list(teach_scifact(shared / "scifact", "dev")),
        "CliniFact dev": list(teach_public(shared / "verification" / "clinifact.jsonl", "dev")),
    }
    return {
        "claims": {
            name: _measure_claims(read_lessons(network, those), those, scales["supports"])
            for name, those in sets.items()
        },
        "questions": _measure_questions(read_lessons(network, questions), questions),
    }


def write_report(figures: Mapping[str, Any], path: Path) -> None:
    """The figures as Markdown."""
    lines = ["# What the judge is worth", "", "Made by training.judge; see docs/judge.md.", ""]
    for name, one in figures["claims"].items():
        lines += [f"## {name}: {one['count']} sentences, {one['true']} supported", ""]
        lines += [
            f"- {key}: {one[key]:.3f}" for key in ("auc", "balanced", "kept", "caught", "error")
        ]
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
    "contradicts": lambda lesson: IGNORED if lesson.supports else lesson.contradicts,
    "answers": lambda lesson: lesson.answers,
}


def _list_written(writers: Sequence[str], papers: Mapping[str, Paper]) -> list[Lesson]:
    """As a reader's sentence is judged: nobody says what it rests on."""
    claims = [one for one in read_claims() if one.writer in writers]
    questions = [one for one in read_questions() if one.writer in writers]
    return [
        *teach_claims(claims, papers, named=False),
        *teach_questions(questions, papers),
    ]


def _pair_places(
    read: Sequence[Mapping[str, Any]], lessons: Sequence[Lesson], head: str
) -> list[tuple[float, float]]:
    return [
        (float(odds), float(label))
        for one, lesson in zip(read, lessons, strict=True)
        if (labels := getattr(lesson, head)) is not None
        for odds, label in zip(one[head], labels, strict=False)
        if label != IGNORED
    ]


def _measure_claims(
    read: Sequence[Mapping[str, Any]], lessons: Sequence[Lesson], scale: tuple[float, float]
) -> dict[str, Any]:
    truth = np.array([lesson.supports == 1 for lesson in lessons])
    odds = np.array([one["supports"] for one in read])
    said = 1 / (1 + np.exp(-(scale[0] * odds + scale[1])))
    right = (said >= 0.5) == truth
    kinds: dict[str, list[bool]] = defaultdict(list)
    for lesson, one in zip(lessons, right, strict=True):
        kinds[lesson.kind].append(bool(one))
    error, bins = measure_reliability(said, truth)
    return {
        "count": len(lessons), "true": int(truth.sum()), "auc": float(roc_auc_score(truth, odds)),
        "balanced": float((right[truth].mean() + right[~truth].mean()) / 2),
        "kept": float(right[truth].mean()), "caught": float(right[~truth].mean()),
        "error": error, "bins": bins,
        "kinds": {kind: (float(np.mean(r)), len(r)) for kind, r in sorted(kinds.items())},
    }  # fmt: skip


def _measure_questions(
    read: Sequence[Mapping[str, Any]], lessons: Sequence[Lesson]
) -> dict[str, float]:
    truth = np.array([lesson.answers == 1 for lesson in lessons])
    odds = np.array([one["answers"] for one in read])
    near = np.array([lesson.kind in _NEAR for lesson in lessons])
    best = [
        (lesson, int(np.argmax(one["evidence"])))
        for one, lesson in zip(read, lessons, strict=True)
        if lesson.first >= 0
    ]
    figures = {
        "answers, AUC": float(roc_auc_score(truth, odds)),
        "best sentence is needed": float(np.mean([one.evidence[n] == 1 for one, n in best])),  # type: ignore[index]
        "best sentence is the first": float(np.mean([one.first == n for one, n in best])),
    }
    for share in _REFUSED:
        cut = np.quantile(odds[truth], share)
        figures[f"near misses refused at {share:.0%} of the answerable"] = float(
            (odds[near] < cut).mean()
        )
    return figures
