"""Sentences judged as a reader's answer has them judged, and what each rule has to do with it."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from time import process_time

from index.papers.chunks import Sentence, split_sentences
from index.papers.paper import Paper
from index.papers.terms import extract_terms
from rag.answer.draft import Draft
from rag.language.alignment import Alignment
from rag.verification.checker import Check, align, read
from rag.verification.entailment import Entailment
from rag.verification.reviewer import Reviewer
from rag.verification.rule import RULES, find_complaints

BESIDE = 500  # papers of which one stands beside each that is cited, at most


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, the names of all rules that complain, and the processor's time in seconds."""

    check: Check
    rules: frozenset[str]
    seconds: float

    @property
    def supported(self) -> bool:
        return self.check.verdict == "supported"


class Judge:
    """Checks sentences by rag.verification.reviewer, beside evidence as an answer has it.

    Args:
        papers: those that are cited. Beside each the one of the first BESIDE that shares most
            terms with it is evidence too: a sentence may fit it better.
        entailment: a model that is heard beside the rules; by default none.

    """

    def __init__(self, papers: Iterable[Paper], entailment: Entailment | None = None) -> None:
        self._terms = {paper: frozenset(extract_terms(paper.abstract)) for paper in papers}
        self._nearest: dict[Paper, Paper | None] = {}
        self._entailment = entailment

    def judge(self, sentence: str, paper: Paper, origin: Paper | None = None) -> Judgement:
        """A sentence that cites a paper; `origin` is the other paper that it is really from."""
        beside = [paper, self._find_nearest(paper), origin]
        pool = [
            sentence for one in dict.fromkeys(beside) if one for sentence in split_sentences(one)
        ]
        reviewer = Reviewer(pool, self._entailment)
        cited = cite(sentence, paper)
        start = process_time()
        check = reviewer.check(Draft(sentence, cited))
        seconds = process_time() - start
        pair = align(sentence, *reviewer.gather(cited))
        return Judgement(check, _list_rules(check, pair), seconds)

    def _find_nearest(self, paper: Paper) -> Paper | None:
        if paper not in self._nearest:
            others = [other for other in list(self._terms)[:BESIDE] if other != paper]
            self._nearest[paper] = max(
                others, key=lambda other: self._measure_overlap(paper, other), default=None
            )
        return self._nearest[paper]

    def _measure_overlap(self, one: Paper, other: Paper) -> float:
        """The share of both papers' terms that they share, 0 to 1."""
        mine, theirs = self._terms[one], self._terms[other]
        return len(mine & theirs) / max(1, len(mine | theirs))


def cite(sentence: str, paper: Paper) -> tuple[Sentence, ...]:
    """The sentences of an abstract that hold most of another one, or else the first."""
    homes = Alignment(read(sentence), read(paper.abstract)).homes or (0,)
    sentences = split_sentences(paper)
    return tuple(sentences[n] for n in sorted(homes) if n < len(sentences))


def _list_rules(check: Check, pair: Alignment) -> frozenset[str]:
    """The rules that complain of what is unsupported; what overrules them complains alone."""
    if not check.rule:
        return frozenset()
    names = frozenset(rule.name for rule, _ in find_complaints(pair))
    return names if check.rule in names else frozenset([check.rule])


def tally_rules(judged: Sequence[tuple[bool, Judgement]]) -> dict[str, dict[str, int]]:
    """For each rule how many false sentences it caught, and how many true ones it complained of.

    A rule that never complains has a line too. `caught_alone` and `false_alarms_alone` are those
    of which no other rule complained. The first of a pair says whether the sentence is true.
    """
    counts: dict[str, Counter[str]] = {rule.name: Counter() for rule in RULES}
    for true, judgement in judged:
        for name in judgement.rules:
            found = "false_alarms" if true else "caught"
            alone = len(judgement.rules) == 1
            counts.setdefault(name, Counter()).update([found, *([f"{found}_alone"] * alone)])
    columns = ("caught", "caught_alone", "false_alarms", "false_alarms_alone")
    return {name: {column: count[column] for column in columns} for name, count in counts.items()}


def make_paper(title: str, abstract: str) -> Paper:
    """A paper as a benchmark's files give it: no record of it is whole enough for an index."""
    digest = hashlib.sha256(abstract.encode()).hexdigest()
    return Paper(id=digest, title=title, abstract=abstract)
