"""Measures of one answered question: pure functions, None where a question is not eligible.

A mean is taken over the eligible questions only, so that what cannot be measured is never a zero.
"""

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from statistics import fmean

import ir_measures
from ir_measures import RR, Qrel, R, ScoredDoc, nDCG

from index.papers.paper import Paper
from index.papers.terms import extract_terms
from rag.answer.answer import Answer
from rag.language.figures import drop_quantities, find_quantities

MIN_FACT_SHARE = 0.6  # of a fact's distinct terms that the answer must hold
_RANKED = {"recall@5": R @ 5, "recall@10": R @ 10, "mrr@10": RR @ 10, "ndcg@10": nDCG @ 10}


@dataclass(frozen=True, slots=True)
class Gold:
    """What a right answer to a question looks like.

    Args:
        papers: ids or exact titles of the papers that answer.
        also: of papers that may be cited too, and count neither way.
        facts: what a right answer says, each in a few words.
        answerable: whether the abstracts answer at all.

    """

    papers: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()
    facts: tuple[str, ...] = ()
    answerable: bool = True

    def names(self, paper: Paper) -> str | None:
        """How the gold list calls a paper, None where it does not."""
        return next((name for name in (paper.id, paper.title) if name in self.papers), None)


def rank_measures(gold: Gold, answer: Answer) -> dict[str, float | None]:
    """Recall@5, recall@10, MRR@10 and nDCG@10 of the retrieved papers, 0 to 1, by ir-measures.

    A paper's rank is its best passage's. Recall@k is the share of the gold papers among the first
    k, so with more than k gold papers it cannot reach 1; it is not success@k.
    """
    if not gold.papers:
        return dict.fromkeys(_RANKED, None)
    ranked = dict.fromkeys(gold.names(p.paper) or p.paper.id for p in answer.passages)
    # An empty run would leave the question out of the mean instead of scoring it 0.
    run = [ScoredDoc("q", name, -n) for n, name in enumerate(ranked)] or [ScoredDoc("q", "", 0)]
    qrels = [Qrel("q", name, 1) for name in gold.papers]
    found = ir_measures.calc_aggregate(_RANKED.values(), qrels, run)
    return {name: float(found[measure]) for name, measure in _RANKED.items()}


def citation_precision(gold: Gold, answer: Answer) -> float | None:
    """Share of the cited papers that are gold; those in `also` are left out, 0 to 1.

    None where nothing is cited (an abstention is judged by `answered_rightly`), or no gold papers
    are known.
    """
    cited = {citation.paper.id: citation.paper for citation in answer.citations}.values()
    counted = [p for p in cited if not {p.id, p.title} & gold.also]
    if not gold.papers or not counted:
        return None
    return fmean(gold.names(paper) is not None for paper in counted)


def citation_recall(gold: Gold, answer: Answer) -> float | None:
    """Share of the gold papers that are cited, 0 to 1; an abstention cites none of them."""
    if not gold.papers:
        return None
    cited = {gold.names(citation.paper) for citation in answer.citations} - {None}
    return len(cited) / len(gold.papers)


def supported_share(answer: Answer) -> float | None:
    """Share of the answer's sentences that the checker found supported, 0 to 1.

    Those that are struck out before the reader's eyes are counted too.
    """
    if not answer.sentences:
        return None
    return fmean(sentence.verdict == "supported" for sentence in answer.sentences)


def survived_share(answer: Answer) -> float | None:
    """Share of the sentences that a language model wrote which the checker found supported, 0 to 1.

    Of the draft, whatever then became of the answer; None where no model wrote anything.
    """
    if not answer.draft:
        return None
    return fmean(sentence.verdict == "supported" for sentence in answer.draft)


def drafted(answer: Answer) -> float | None:
    """1 where a language model's draft stands, 0 where quotes had to, None without a model."""
    if not (answer.draft or answer.note):
        return None
    return float(answer.composer != "quote")


def fact_recall(gold: Gold, answer: Answer) -> float | None:
    """Share of the gold facts that the answer's supported sentences state, 0 to 1; see `states`.

    An abstention on an answerable question states none.
    """
    if not gold.facts or not gold.answerable:
        return None
    stated = tuple(s for s in answer.sentences if s.verdict == "supported")
    text = "" if answer.abstained else replace(answer, sentences=stated).text
    return fmean(states(text, fact) for fact in gold.facts)


def states(text: str, fact: str) -> bool:
    """Whether a text states a fact, by a conservative reading.

    Every number of the fact must stand in the text, as the same number with the same unit, where
    the fact gives % or × ("1,200" is 1200, "1.2K" too, 75 is not 7.5, 75 % not 75), and at least
    MIN_FACT_SHARE of its other distinct terms by stem. Synonyms do not count, so a right answer in
    other words is missed; a wrong one that shares words and numbers can pass.
    """
    said = find_quantities(text)
    if not all(any(wanted.agrees(found) for found in said) for wanted in find_quantities(fact)):
        return False
    terms = set(extract_terms(drop_quantities(fact)))
    held = set(extract_terms(drop_quantities(text)))
    return not terms or len(terms & held) / len(terms) >= MIN_FACT_SHARE


def invented_markers(answer: Answer) -> int:
    """Markers in the answer that lead to no citation."""
    known = {citation.number for citation in answer.citations}
    return sum(number not in known for s in answer.sentences for number in s.numbers)


def answered_rightly(gold: Gold, answer: Answer) -> bool:
    """Whether it was right to answer, or right to abstain."""
    return answer.abstained != gold.answerable


def score_answer(gold: Gold, answer: Answer) -> dict[str, float | None]:
    """All measures of one answer, by name."""
    return {
        **rank_measures(gold, answer),
        "fact_recall": fact_recall(gold, answer),
        # Until rag.evaluate.measures.judge has asked somebody.
        **dict.fromkeys(("judged_fact_recall", "faithful", "relevant")),
        "citation_precision": citation_precision(gold, answer),
        "citation_recall": citation_recall(gold, answer),
        "supported": supported_share(answer),
        "survived": survived_share(answer),
        "drafted": drafted(answer),
        "invented": invented_markers(answer),
        "answered_rightly": float(answered_rightly(gold, answer)),
        "words": None if answer.abstained else len(answer.text.split()),
        "ms": 1000 * sum(answer.timings.values()),
    }


def abstention_scores(outcomes: Iterable[tuple[bool, bool]]) -> dict[str, float | None]:
    """Precision, recall and F1 of abstaining; each outcome is (unanswerable, abstained)."""
    pairs = list(outcomes)
    both = sum(positive and refused for positive, refused in pairs)
    precision = _divide(both, sum(refused for _, refused in pairs))
    recall = _divide(both, sum(positive for positive, _ in pairs))
    total = (precision or 0.0) + (recall or 0.0)
    f1 = 2 * (precision or 0.0) * (recall or 0.0) / total if total else None
    return {"precision": precision, "recall": recall, "f1": f1}


def trade_off(outcomes: Iterable[tuple[bool, float]]) -> list[tuple[float, float]]:
    """What every gate would refuse, from the one that lets all pass to the one that lets none.

    Each outcome is (unanswerable, confidence). Each point is the share of the answerable and the
    share of the unanswerable questions that are refused, 0 to 1, because their confidence is below
    the gate. Empty where either kind is missing.
    """
    pairs = list(outcomes)
    answerable = [confidence for unanswerable, confidence in pairs if not unanswerable]
    others = [confidence for unanswerable, confidence in pairs if unanswerable]
    if not answerable or not others:
        return []
    gates = [*sorted({confidence for _, confidence in pairs}), math.inf]
    return [tuple(fmean(c < gate for c in part) for part in (answerable, others)) for gate in gates]  # type: ignore[misc]


def risk_coverage(
    outcomes: Iterable[tuple[float, bool | None]],
) -> list[tuple[float, float, float]]:
    """Risk as the gate falls: coverage, the least and the most risk that is possible there.

    Each outcome is (confidence, whether the answer is wrong; None where that is not known, since
    the question was refused). Coverage is the share of questions with at least some confidence,
    risk the share of wrong ones among them, 0 to 1; the unknown are right at the least, and wrong
    at the most.
    """
    ordered = sorted(outcomes, key=lambda outcome: -outcome[0])
    points, least, most = [], 0, 0
    for count, (confidence, wrong) in enumerate(ordered, 1):
        least += wrong is True
        most += wrong is not False
        if count == len(ordered) or ordered[count][0] < confidence:  # equals pass together
            points.append((count / len(ordered), least / count, most / count))
    return points


def mean(values: Collection[float | None]) -> float | None:
    """The mean of those that are not None; None when none is left."""
    eligible = [value for value in values if value is not None]
    return fmean(eligible) if eligible else None


def _divide(part: int, whole: int) -> float | None:
    return part / whole if whole else None
