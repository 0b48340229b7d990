"""What the network is shown: a source, the texts about it, and what it should say of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random

import numpy as np
import numpy.typing as npt

from rag.judge.reading import (
    QUESTION_SOURCE,
    TEXT,
    Passage,
    Row,
    find_room,
    read_row,
)

IGNORED = -1.0  # a target that says nothing
# Wrong in what they say of the source, and wrong in what they add to it; of the other kinds either.
CONTRADICTING = ("role", "direction", "negation", "figure", "contradict", "refuted")
UNSAID = ("added", "loose", "other", "cause", "nothing", "no information", "another paper")
TEXTS = 384  # tokens of the texts of one sheet
TOGETHER = 6  # sentences about the same few of a source

Marks = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text and its targets, each 0 to 1, or IGNORED.

    Args:
        text: a sentence that is checked, or a question.
        kind: how it was made, for reports.
        writer: who made it, likewise.
        supports, contradicts, answers: of the whole.
        wrong: the parts of the text, from and to, that the source lacks; None where nobody said.
        needed: the numbers of the sentences of the source that it needs, from 0 on, the one that a
            reader should see first before the others; None where nobody said.
        helpful: those that may be told as well, of which nothing is learned.
        rests: those that a sentence rests on, or that a wrong one distorts.

    """

    text: str
    kind: str
    writer: str
    supports: float = IGNORED
    contradicts: float = IGNORED
    answers: float = IGNORED
    wrong: tuple[tuple[int, int], ...] | None = None
    needed: tuple[int, ...] | None = None
    helpful: frozenset[int] = frozenset()
    rests: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A source and the lessons about it, which are read and compared together.

    Args:
        passages: the source.
        lessons: in the order of the row's texts.
        room: tokens of the source that are read.
        told: whether what they need or rest on is read first, which only a teacher knows.

    """

    passages: tuple[Passage, ...]
    lessons: tuple[Lesson, ...]
    room: int = QUESTION_SOURCE
    told: bool = True

    @cached_property
    def row(self) -> Row:
        """What the network reads."""
        needed = {n for one in self.lessons for n in (*(one.needed or ()), *one.rests)}
        first = frozenset(needed) if self.told else frozenset[int]()
        return read_row([one.text for one in self.lessons], self.passages, self.room, first)

    @cached_property
    def marks(self) -> tuple[tuple[Marks | None, Marks | None], ...]:
        """For each lesson the targets of its text's tokens, and of the source's sentences."""
        return tuple(
            (_mark_tokens(text.words, lesson.wrong), _mark_sentences(self.row, lesson))
            for text, lesson in zip(self.row.texts, self.lessons, strict=True)
        )


def tell_contradiction(kind: str, supported: bool) -> float:
    """1 for a kind of error that contradicts the source, 0 for one that goes beyond it.

    Of what is supported, and of other kinds, nothing is known.
    """
    if supported:
        return IGNORED
    if kind in UNSAID:
        return 0.0
    return 1.0 if kind in CONTRADICTING else IGNORED


def make_sheets(passages: tuple[Passage, ...], lessons: Sequence[Lesson]) -> list[Sheet]:
    """One sheet, or more where the lessons have more than TEXTS tokens, by about four letters."""
    groups: list[list[Lesson]] = [[]]
    size = 0
    for lesson in lessons:
        length = min(len(lesson.text) // 4 + 2, TEXT)
        if groups[-1] and size + length > TEXTS:
            groups.append([])
            size = 0
        groups[-1].append(lesson)
        size += length
    return [Sheet(passages, tuple(group)) for group in groups if group]


def make_claim_sheets(passages: tuple[Passage, ...], lessons: Sequence[Lesson]) -> list[Sheet]:
    """Sheets of sentences that rest on the same sentences, or on few that are read together.

    What rests on nothing is beside any others. What rests on more than is read teaches nothing.
    """
    room = find_room(passages)
    most = room - 40  # the title, and a sentence more
    sizes = [len(text) // 4 + 2 for passage in passages for text in passage.sentences]
    groups: list[list[Lesson]] = [[]]
    rests: set[int] = set()
    for lesson in sorted(lessons, key=lambda one: one.rests):
        if sum(sizes[n] for n in lesson.rests) > room - 20:
            continue
        more = rests | set(lesson.rests)
        full = len(groups[-1]) == TOGETHER or sum(sizes[n] for n in more) > most
        if groups[-1] and full:
            groups.append([])
            more = set(lesson.rests)
        groups[-1].append(lesson)
        rests = more
    return [Sheet(passages, tuple(group), room) for group in groups if group]


def make_batches(sheets: Sequence[Sheet], tokens: int, chance: Random) -> list[list[int]]:
    """Numbers of sheets of about the same length in batches of so many tokens with padding."""
    lengths = [len(sheet.row.ids) for sheet in sheets]
    order = sorted(range(len(sheets)), key=lambda n: lengths[n] + chance.random() * 24)
    batches: list[list[int]] = [[]]
    for number in order:
        longest = max(lengths[n] for n in (*batches[-1], number))
        if batches[-1] and longest * (len(batches[-1]) + 1) > tokens:
            batches.append([])
        batches[-1].append(number)
    chance.shuffle(batches)
    return [batch for batch in batches if batch]


def _mark_tokens(
    words: Sequence[tuple[int, int]], wrong: Sequence[tuple[int, int]] | None
) -> Marks | None:
    """1 for each token of the text that a wrong part overlaps."""
    if wrong is None:
        return None
    marks = [any(start < b and end > a for a, b in wrong) for start, end in words]
    return np.array(marks, np.float32)


def _mark_sentences(row: Row, lesson: Lesson) -> Marks | None:
    """1 for each needed sentence, IGNORED for one that is helpful or found no room."""
    if lesson.needed is None:
        return None
    marks = np.zeros(len(row.sentences), np.float32)
    marks[[n for n in lesson.needed if n < len(marks)]] = 1
    for number, (start, end) in enumerate(row.sentences):
        if start == end or number in lesson.helpful:
            marks[number] = IGNORED
    return marks
