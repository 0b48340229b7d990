"""What was written about each paper, and what is added to it, as lessons on sheets."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from index.papers.chunks import split_sentences
from index.papers.paper import Paper
from rag.judge.reading import Passage
from training.examples.written import Claim, Question
from training.lessons.contrast import make_variants
from training.lessons.lesson import (
    IGNORED,
    Lesson,
    Sheet,
    make_claim_sheets,
    make_sheets,
    tell_contradiction,
)
from training.lessons.neighbours import find_hits, find_neighbours


@dataclass(frozen=True, slots=True)
class Mixture:
    """How much is added to what was written about a paper.

    Args:
        asked: share of the papers of which the questions are shown.
        foreign: share of the papers that stand beside a sentence about their nearest neighbour.
        hits: papers that a search for a question gives, in which it finds no answer.
        ruled: share of the papers of which a pair of sentences is made by rule.
        removed: share of the papers that lose a sentence on which a written one rests.
        spoken: share of the papers in which somebody speaks to the judge.

    """

    asked: float = 1.0
    foreign: float = 0.5
    hits: int = 2
    ruled: float = 0.5
    removed: float = 0.2
    spoken: float = 0.1


@dataclass(slots=True)
class Written:
    """What was written about papers, by the papers' ids; `joint` is about two."""

    claims: dict[str, list[Lesson]] = field(default_factory=dict)
    questions: dict[str, list[Lesson]] = field(default_factory=dict)
    joint: list[tuple[tuple[str, ...], Lesson]] = field(default_factory=list)

    @property
    def papers(self) -> list[str]:
        """All that something was written about, in order."""
        return sorted({*self.claims, *self.questions, *(ids[0] for ids, _ in self.joint)})


def sort_written(
    claims: Sequence[Claim], questions: Sequence[Question], papers: Mapping[str, Paper]
) -> Written:
    """Lessons from sentences and questions."""
    written = Written()
    for claim in claims:
        if len(claim.papers) == 1:
            written.claims.setdefault(claim.papers[0], []).append(teach_claim(claim, papers))
        else:
            written.joint.append((claim.papers, teach_claim(claim, papers)))
    for question in questions:
        written.questions.setdefault(question.paper, []).append(teach_question(question))
    return written


def gather_sheets(
    written: Written, questions: Sequence[Question], papers: Mapping[str, Paper],
    mixture: Mixture, words: Sequence[str], chance: Random,
) -> Iterator[Sheet]:  # fmt: skip
    """One showing of all that was written, with what is added to it at random.

    `questions` are those for which other papers are searched; `words` speak to the judge.
    """
    known = {id: papers[id] for id in written.papers}
    if not known:
        return
    near = find_neighbours(known)
    strange = _find_strange(questions, known, mixture.hits)
    for id, paper in known.items():
        passage, other = read_passage(paper), read_passage(papers[near[id]])
        claims, asked = written.claims.get(id, []), written.questions.get(id, [])
        if chance.random() < mixture.removed:
            passage, claims, asked = remove_sentence(passage, claims, asked, chance)
        claims = [
            *claims,
            *_borrow(written.claims.get(near[id], ()), mixture.foreign, chance),
            *_make_pair(passage, other, mixture.ruled, chance),
        ]
        if chance.random() < mixture.spoken:
            passage, claims, asked = add_hostile(passage, claims, asked, words, chance)
        yield from make_claim_sheets((passage,), claims)
        if chance.random() < mixture.asked:
            yield from make_sheets((passage,), [*asked, *strange.get(id, ())])
    for ids, lesson in written.joint:
        passages = tuple(read_passage(papers[id]) for id in ids)
        yield from make_claim_sheets(passages, [lesson])


def teach_claim(claim: Claim, papers: Mapping[str, Paper]) -> Lesson:
    """A written sentence; what it needs is numbered over the abstracts of all its papers."""
    counts = [len(split_sentences(papers[paper])) for paper in claim.papers]
    starts = {paper: sum(counts[:n]) for n, paper in enumerate(claim.papers)}
    rests = tuple({starts[p] + n - 1: 0 for p, n in claim.rests if n > 0 and p in starts})
    return Lesson(
        claim.text, claim.kind, claim.writer, float(claim.supported),
        tell_contradiction(claim.kind, claim.supported),
        wrong=claim.wrong, needed=rests if claim.supported and rests else None, rests=rests,
    )  # fmt: skip


def teach_question(question: Question) -> Lesson:
    """A written question beside its abstract."""
    needed = tuple(n - 1 for n in question.needed if n > 0)
    return Lesson(
        question.text, question.kind, question.writer, answers=float(bool(question.needed)),
        needed=needed, helpful=frozenset(n - 1 for n in question.helpful if n > 0),
    )  # fmt: skip


def read_passage(paper: Paper) -> Passage:
    """A paper as it is read beside a text."""
    return Passage(paper.title, tuple(s.text for s in split_sentences(paper)))


def remove_sentence(
    passage: Passage, claims: Sequence[Lesson], questions: Sequence[Lesson], chance: Random
) -> tuple[Passage, list[Lesson], list[Lesson]]:
    """A passage without a sentence on which a claim rests: it is right no longer.

    (Tang et al., MiniCheck, 2024.) What distorted it stays wrong, but where, and whether it is
    contradicted, is no longer known. A question is answered no longer where it was the only one
    that helped; where others do, nobody knows.
    """
    rests = sorted({n for one in claims if one.supports == 1 for n in one.rests})
    if not rests or len(passage.sentences) < 3:
        return passage, list(claims), list(questions)
    gone = chance.choice(rests)
    rest = tuple(text for n, text in enumerate(passage.sentences) if n != gone)
    left = replace(passage, sentences=rest)
    return left, [_lose(one, gone) for one in claims], [_lose(one, gone) for one in questions]


def add_hostile(
    passage: Passage, claims: Sequence[Lesson], questions: Sequence[Lesson],
    words: Sequence[str], chance: Random,
) -> tuple[Passage, list[Lesson], list[Lesson]]:  # fmt: skip
    """A passage in which a sentence speaks to the judge, which changes nothing.

    It is read whenever what the claims rest on is. One of them has others of `words` at its end.
    """
    here, there = chance.sample(words, 2)
    place = chance.randrange(len(passage.sentences) + 1)
    sentences = (*passage.sentences[:place], here, *passage.sentences[place:])
    moved = [_renumber(one, lambda n: n + (n >= place)) for one in (*claims, *questions)]
    spoken = [replace(one, rests=(*one.rests, place)) for one in moved[: len(claims)]]
    if spoken:
        spoken.append(_append(chance.choice(spoken), there))
    return replace(passage, sentences=sentences), spoken, moved[len(claims) :]


def _append(lesson: Lesson, words: str) -> Lesson:
    """Words behind a sentence: the source does not say them."""
    text = f"{lesson.text} {words}"
    if lesson.wrong is None:
        return Lesson(text, "hostile", lesson.writer, 0.0, rests=lesson.rests)
    wrong = (*lesson.wrong, (len(lesson.text) + 1, len(text)))
    return Lesson(text, "hostile", lesson.writer, 0.0, wrong=wrong, rests=lesson.rests)


def _lose(lesson: Lesson, gone: int) -> Lesson:
    moved = _renumber(lesson, lambda n: n - (n > gone), gone)
    if lesson.answers != IGNORED:
        return _lose_answer(lesson, moved, gone)
    if gone not in lesson.rests:
        return moved
    if lesson.supports == 1:
        return replace(
            moved, kind="removed", supports=0.0, contradicts=0.0, wrong=None, needed=None
        )
    return replace(moved, wrong=None, contradicts=IGNORED)


def _lose_answer(lesson: Lesson, moved: Lesson, gone: int) -> Lesson:
    if gone not in (lesson.needed or ()):
        return moved
    alone = not moved.needed and not moved.helpful
    return replace(moved, answers=0.0 if alone else IGNORED)


def _renumber(lesson: Lesson, move: Callable[[int], int], gone: int = -1) -> Lesson:
    kept = tuple(move(n) for n in lesson.needed or () if n != gone)
    return replace(
        lesson, needed=None if lesson.needed is None else kept,
        helpful=frozenset(move(n) for n in lesson.helpful if n != gone),
        rests=tuple(move(n) for n in lesson.rests if n != gone),
    )  # fmt: skip


def _borrow(lessons: Sequence[Lesson], share: float, chance: Random) -> Iterator[Lesson]:
    """What is right of a neighbour is not said here."""
    right = [one for one in lessons if one.supports == 1]
    if right and chance.random() < share:
        one = chance.choice(right)
        yield Lesson(one.text, "another paper", one.writer, 0.0, 0.0)


def _make_pair(passage: Passage, other: Passage, share: float, chance: Random) -> Iterator[Lesson]:
    if chance.random() >= share:
        return
    for variant in make_variants(passage.sentences, other.sentences, chance, 1):
        yield Lesson(
            variant.text, variant.kind, "rule", float(variant.supported),
            tell_contradiction(variant.kind, variant.supported), wrong=variant.wrong,
            rests=variant.numbers,
        )  # fmt: skip


def _find_strange(
    questions: Sequence[Question], known: Mapping[str, Paper], count: int
) -> dict[str, list[Lesson]]:
    """For each paper the questions about others that find it; it does not answer them."""
    own = [one for one in questions if one.needed and not one.shared]
    found: dict[str, list[Lesson]] = {}
    for one, hits in zip(own, find_hits([q.text for q in own], known, count), strict=True):
        for id in hits:
            if id != one.paper:
                lesson = Lesson(one.text, "another paper", one.writer, answers=0.0, needed=())
                found.setdefault(id, []).append(lesson)
    return found
