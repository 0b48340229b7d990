"""Who judges drafts: the checker, with the abstracts that an answer is drawn from."""

from collections.abc import Sequence
from dataclasses import replace

from index.papers.chunks import Sentence, split_sentences
from index.papers.paper import Paper
from index.papers.terms import extract_terms
from rag.answer.draft import Draft
from rag.answer.source import Source
from rag.judge.reading import Passage
from rag.language.injection import gives_orders
from rag.verification.checker import Check, ClaimJudge, check_sentence

LEANS = 0.35  # share of a sentence's terms that a quote holds which may stand in for it
MIN_TERMS = 2  # of a sentence, for a source to be looked for
CLOSER = 0.2  # by how much another sentence must hold more of a draft to be cited in its place
TRIED = 3  # sentences of the evidence that are weighed as a draft's source


class Reviewer:
    """Judges drafts by what they cite, and finds what they should have cited.

    Args:
        pool: the sentences of the evidence, best first.
        judge: who weighs what is no quote; by default the packaged judge.

    """

    def __init__(self, pool: Sequence[Sentence] = (), judge: ClaimJudge | None = None) -> None:
        self._pool, self._judge = tuple(pool), judge

    def check(self, draft: Draft) -> Check:
        """A draft against the sentences that it cites; records are no ground for it.

        What rests on records is checked by rag.verification.records.
        """
        cited = _list_sentences(draft)
        if any(draft.text == sentence.text for sentence in cited):
            return check_sentence(draft.text, [Passage("", tuple(s.text for s in cited))])
        return self._check_claim(draft.text, cited)

    def find_source(self, text: str) -> tuple[Sentence, Check] | None:
        """The sentence of the evidence that supports a text, None where none does.

        A text of fewer than MIN_TERMS words that say something is nobody's in particular.
        """
        if len(set(extract_terms(text))) < MIN_TERMS:
            return None
        for sentence in sorted(self._pool, key=lambda s: -_measure_cover(text, s))[:TRIED]:
            check = self._check_claim(text, [sentence])
            if check.verdict == "supported":
                return sentence, check
        return None

    def find_closer(self, draft: Draft) -> Draft:
        """A supported draft with the sentence it is nearest to, where it cites its neighbour."""
        own = max(_measure_cover(draft.text, sentence) for sentence in _list_sentences(draft))
        cited = {source.paper.id for source in draft.cited}
        for sentence in (s for s in self._pool if s.paper.id in cited):
            if _measure_cover(draft.text, sentence) > own + CLOSER:
                closer = replace(draft, cited=(sentence,))
                if self.check(closer).verdict == "supported":
                    return closer
        return draft

    def find_nearest(self, text: str, told: Sequence[Source]) -> Sentence | None:
        """The sentence of the evidence nearest to a text, of those that are not told yet."""
        rest = [sentence for sentence in self._pool if sentence not in told]
        best = max(rest, key=lambda s: _measure_cover(text, s), default=None)
        return best if best and _measure_cover(text, best) >= LEANS else None

    def is_told(self, quote: str, sentences: Sequence[str]) -> bool:
        """Whether sentences of an answer say together what a quote says."""
        check = check_sentence(quote, [Passage("", tuple(sentences))], judge=self._judge)
        return check.verdict == "supported"

    def _check_claim(self, text: str, cited: Sequence[Sentence]) -> Check:
        passages, numbers = gather(cited)
        return check_sentence(text, passages, numbers, self._judge)


def gather(cited: Sequence[Sentence]) -> tuple[list[Passage], frozenset[int]]:
    """The abstracts of these sentences, and the sentences' numbers over all of them."""
    passages: list[Passage] = []
    numbers: list[int] = []
    start = 0
    for paper in dict.fromkeys(sentence.paper for sentence in cited):
        own = _list_ground(paper)
        numbers += [start + n for n, sentence in enumerate(own) if sentence in cited]
        passages.append(read_passage(paper))
        start += len(own)
    return passages, frozenset(numbers)


def read_passage(paper: Paper) -> Passage:
    """What a sentence about a paper may rest on: its title, organization and abstract."""
    return Passage(_name(paper), tuple(s.text for s in _list_ground(paper)))


def _list_ground(paper: Paper) -> list[Sentence]:
    """An abstract's sentences; what gives orders to a model is no ground for anything."""
    return [s for s in split_sentences(paper) if not gives_orders(s.text)]


def _name(paper: Paper) -> str:
    """What is known of a paper before its abstract: a sentence may name who made it."""
    return f"{paper.title} ({paper.organization})" if paper.organization else paper.title


def _measure_cover(text: str, sentence: Sentence) -> float:
    """The share of a text's terms that a sentence or its title holds, 0 to 1."""
    terms = set(extract_terms(text))
    held = set(extract_terms(f"{sentence.text} {sentence.paper.title}"))
    return len(terms & held) / len(terms) if terms else 0.0


def _list_sentences(draft: Draft) -> list[Sentence]:
    return [source for source in draft.cited if isinstance(source, Sentence)]
