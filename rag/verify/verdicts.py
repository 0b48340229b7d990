"""The verdict on one sentence: supported, contradicted, not said; and what decides it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from index.papers.chunks import Sentence, split_sentences
from index.papers.paper import Paper
from index.papers.terms import extract_terms
from rag.judge.judge import Support
from rag.verification.checker import Check, ClaimJudge, check_sentence
from rag.verification.reviewer import read_passage
from rag.verify.document import Claim
from rag.verify.sources import Sources

Ruling = Literal["supported", "contradicted", "not said", "source not in index", "needs none"]
CONTRADICTED = 0.5  # probability from which an abstract says otherwise
NEAR = 0.5  # share of a sentence's terms in a paper that it does not cite, for it to say otherwise


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the index says of one sentence of a text.

    Args:
        sentence: as the text has it.
        ruling: in one or two words.
        reason: in words a reader understands.
        paper: the one that decides, None where none does.
        quote: the sentence of its abstract that decides, None where none shares a word with it.
        doubts: the words that the abstracts do not bear out, in order.
        cited: the names of what the sentence cites.
        support: what was weighed for it, None for a quote and where nothing was weighed.

    """

    sentence: str
    ruling: Ruling
    reason: str
    paper: Paper | None = None
    quote: Sentence | None = None
    doubts: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()
    support: Support | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON values; the quote is `paper.abstract[start:end]`."""
        quote, paper = self.quote, self.paper
        return {
            "sentence": self.sentence,
            "verdict": self.ruling,
            "reason": self.reason,
            "quote": quote.text if quote else None,
            "start": quote.start if quote else None,
            "end": quote.end if quote else None,
            "paper": {"id": paper.id, "title": paper.title, "url": paper.url} if paper else None,
            "doubts": list(self.doubts),
            "cited": list(self.cited),
            "probability": round(self.support.probability, 4) if self.support else None,
        }


@dataclass(frozen=True, slots=True)
class _Weighed:
    """Papers that were held against a sentence together."""

    papers: tuple[Paper, ...]
    check: Check

    @property
    def is_enough(self) -> bool:
        return self.check.verdict == "supported"

    @property
    def doubts(self) -> tuple[str, ...]:
        return self.check.support.doubts if self.check.support else self.check.figures

    @property
    def contradicted(self) -> float:
        """A figure that the abstract does not have says otherwise."""
        if self.check.support:
            return self.check.support.contradicted
        return float(bool(self.check.figures))


def rule(claim: Claim, sources: Sources, judge: ClaimJudge | None) -> Verdict:
    """Hold a sentence against its sources; `judge` is the packaged one by default."""
    weighed = list(_weigh(claim.text, sources, judge))
    if not weighed:
        return _say_missing(claim, sources)
    if weighed[-1].is_enough:
        return _make(claim, "supported", weighed[-1], weighed[-1].check.reason)
    nearest = _find_nearest(claim.text, weighed, sources)
    is_about_it = sources.cited or bool(sources.subject)
    close = is_about_it or _measure_papers(claim.text, nearest.papers) >= NEAR
    if close and nearest.contradicted >= CONTRADICTED:
        return _make(claim, "contradicted", nearest, _say_doubts(nearest, "says otherwise"))
    if sources.missing:
        return _say_missing(claim, sources)
    return _make(claim, "not said", nearest, _say_unsaid(nearest, sources))


def _find_nearest(text: str, weighed: Sequence[_Weighed], sources: Sources) -> _Weighed:
    """What decides where nothing supports: what the text is about, else the nearest in words."""
    about = [one for one in weighed if set(one.papers) & set(sources.subject)]
    return max(about or weighed, key=lambda one: _measure_papers(text, one.papers))


def leave(claim: Claim, why: str) -> Verdict:
    """The verdict on a sentence that needs no citation, and why."""
    return Verdict(claim.shown, "needs none", why, cited=claim.cited)


def _weigh(text: str, sources: Sources, judge: ClaimJudge | None) -> Iterator[_Weighed]:
    """What is cited together at once, then each paper by itself, until one is enough.

    Those that share more words with the text come first: it is rather about them.
    """
    groups = [(paper,) for paper in sources.papers]
    groups.sort(key=lambda group: -_measure_papers(text, group))
    together = [sources.papers] if sources.cited and len(groups) > 1 else []
    for group in [*together, *groups]:
        weighed = _Weighed(group, check_sentence(text, list(map(read_passage, group)), judge=judge))
        yield weighed
        if weighed.is_enough:
            return


def _make(claim: Claim, ruling: Ruling, weighed: _Weighed, reason: str) -> Verdict:
    support = weighed.check.support
    doubts = weighed.doubts if ruling != "supported" else ()
    quote = find_quote(claim.text, weighed.papers)
    paper = quote.paper if quote else weighed.papers[0]
    return Verdict(claim.shown, ruling, reason, paper, quote, doubts, claim.cited, support)


def find_quote(text: str, papers: Sequence[Paper]) -> Sentence | None:
    """The sentence that shares most of a text's terms; None where none shares any.

    The one that holds the whole text, word for word, is before all others.
    """
    plain, terms = _squeeze(text), set(extract_terms(text))
    sentences = [sentence for paper in papers for sentence in split_sentences(paper)]
    for sentence in sentences:
        if plain in _squeeze(sentence.text):
            return sentence
    shared = [len(terms & set(extract_terms(sentence.text))) for sentence in sentences]
    most = max(shared, default=0)
    return sentences[shared.index(most)] if most else None


def _measure_papers(text: str, papers: Sequence[Paper]) -> float:
    """The share of a text's terms that titles and abstracts hold, 0 to 1."""
    terms = set(extract_terms(text))
    held = frozenset[str]().union(*map(_extract, papers))
    return len(terms & held) / len(terms) if terms else 0.0


@lru_cache(256)
def _extract(paper: Paper) -> frozenset[str]:
    return frozenset(extract_terms(f"{paper.title} {paper.abstract}"))


def _say_missing(claim: Claim, sources: Sources) -> Verdict:
    if sources.missing:
        names = ", ".join(sources.missing)
        reason = f"the index does not have what it cites: {names}"
        return Verdict(claim.shown, "source not in index", reason, cited=claim.cited)
    return Verdict(claim.shown, "not said", "no abstract is near it", cited=claim.cited)


def _say_doubts(weighed: _Weighed, what: str) -> str:
    doubts = " or ".join(f"“{doubt}”" for doubt in weighed.doubts[:3])
    return f"the abstract {what}" + (f" than {doubts}" if doubts else "")


def _say_unsaid(weighed: _Weighed, sources: Sources) -> str:
    """What the checker says, and whether only the nearest abstracts were looked into."""
    reason = re.sub(r" \(\d+% that it does\)$", "", weighed.check.reason)
    if sources.cited:
        return reason
    told = ", ".join(sources.untold)
    first = f"nothing says which paper {told} is, and " if told else "nothing is cited, and "
    return first + reason.replace("the abstract does", "the nearest abstracts do")


def _squeeze(text: str) -> str:
    return " ".join(text.split())
