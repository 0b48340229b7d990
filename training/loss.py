"""What a network's scores cost, beside what it should have said."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, softplus

from training.lessons.lesson import IGNORED, Lesson, Marks, Sheet
from training.network import Scores

WRONG = 3.0  # what a token that is wrong is worth, beside one that is not: one in ten is


def measure_loss(scores: Scores, sheets: Sequence[Sheet]) -> Tensor:
    """What the targets cost: for each the mean over the texts that have it."""
    lessons = [lesson for sheet in sheets for lesson in sheet.lessons]
    owners = [n for n, sheet in enumerate(sheets) for _ in sheet.lessons]
    supports = [lesson.supports for lesson in lessons]
    answers = [lesson.answers for lesson in lessons]
    tokens = _spread(scores.unsupported, [one for s in sheets for one, _ in s.marks])
    sentences = _spread(scores.evidence, [one for s in sheets for _, one in s.marks])
    parts = (
        _weigh(scores.supports, supports),
        0.5 * _weigh(scores.contradicts, [lesson.contradicts for lesson in lessons]),
        _weigh(scores.answers, answers),
        0.5 * _contrast(scores.supports, owners, supports),
        0.5 * _contrast(scores.answers, owners, answers),
        _weigh_places(scores.unsupported, tokens, WRONG),
        _weigh_places(scores.evidence, sentences),
        0.5 * _rank(scores.evidence, sentences, [_first(lesson) for lesson in lessons]),
    )
    return torch.stack(parts).sum()


def _first(lesson: Lesson) -> int:
    return lesson.needed[0] if lesson.needed else -1


def _weigh(odds: Tensor, targets: Sequence[float]) -> Tensor:
    wanted = torch.tensor(targets, device=odds.device)
    known = (wanted != IGNORED).to(odds.dtype)
    losses = binary_cross_entropy_with_logits(odds, wanted.clamp(min=0), reduction="none")
    return (losses * known).sum() / known.sum().clamp(min=1)


def _contrast(odds: Tensor, owners: Sequence[int], targets: Sequence[float]) -> Tensor:
    """Of the same source, what is right must have more than what is wrong."""
    pairs = [
        (a, b)
        for a, right in enumerate(targets)
        for b, wrong in enumerate(targets)
        if right == 1 and wrong == 0 and owners[a] == owners[b]
    ]
    if not pairs:
        return odds.sum() * 0
    first, second = (torch.tensor(side, device=odds.device) for side in zip(*pairs, strict=True))
    return softplus(odds[second] - odds[first]).mean()


def _spread(odds: Tensor, targets: Sequence[Marks | None]) -> Tensor:
    """Targets of places, IGNORED where there is none."""
    wanted = torch.full(odds.shape, IGNORED)
    for n, places in enumerate(targets):
        if places is not None:
            told = places[: odds.shape[1]]  # behind it no row of the batch has a sentence
            wanted[n, : len(told)] = torch.from_numpy(told)
    return wanted.to(odds.device)


def _weigh_places(odds: Tensor, wanted: Tensor, weight: float = 1.0) -> Tensor:
    """The mean over texts of the mean over places, what is 1 being worth `weight` of what is 0."""
    known = (wanted != IGNORED).to(odds.dtype)
    losses = binary_cross_entropy_with_logits(
        odds,
        wanted.clamp(min=0),
        reduction="none",
        pos_weight=torch.tensor(weight, device=odds.device),
    )
    told = known.sum(1)
    return ((losses * known).sum(1) / told.clamp(min=1)).sum() / (told > 0).sum().clamp(min=1)


def _rank(odds: Tensor, wanted: Tensor, first: Sequence[int]) -> Tensor:
    """The sentence that a reader should see first, among all that are not ignored."""
    width = odds.shape[1]
    rows = [n for n, one in enumerate(first) if 0 <= one < width and wanted[n, one] == 1]
    if not rows:
        return odds.sum() * 0
    places = torch.tensor([first[n] for n in rows], device=odds.device)
    shares = odds[rows].masked_fill(wanted[rows] == IGNORED, -1e4).log_softmax(1)
    return -shares.gather(1, places[:, None]).mean()
