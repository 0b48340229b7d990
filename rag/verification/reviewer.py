"""Who judges drafts: the checker, with the abstracts that an answer is drawn from."""

from collections.abc import Sequence
from dataclasses import replace

from index.papers.chunks import Sentence, split_sentences
from rag.answer.draft import Draft
from rag.answer.source import Source
from rag.language.alignment import Alignment
from rag.language.injection import gives_orders
from rag.verification.checker import Check, check_sentence, read
from rag.verification.entailment import Entailment

LEANS = 0.35  # share of a sentence's content that a quote holds which may stand in for it
MIN_CONTENT = 2  # words that say something, for a source to be looked for
CLOSER = 0.2  # by how much another sentence must hold more of a draft to be cited in its place
AROUND = 1  # sentences before and after a cited one that are its context


class Reviewer:
    """Judges drafts by what they cite, and finds what they should have cited.

    Args:
        pool: the sentences of the evidence, best first.
        entailment: a model that is heard beside the rules; by default none.

    """

    def __init__(self, pool: Sequence[Sentence] = (), entailment: Entailment | None = None) -> None:
        self._pool, self._entailment = tuple(pool), entailment

    def check(self, draft: Draft) -> Check:
        """A draft against the sentences that it cites; records are no ground for it.

        What rests on records is checked by rag.verification.records.
        """
        cited = _list_sentences(draft)
        if any(draft.text == sentence.text for sentence in cited):
            return check_sentence(draft.text, [sentence.text for sentence in cited])
        return self._check_claim(draft.text, cited)

    def find_source(self, text: str) -> tuple[Sentence, Check] | None:
        """The sentence of the evidence that supports a text, None where none does.

        A text of fewer than MIN_CONTENT words that say something is nobody's in particular.
        """
        if len(read(text).content) < MIN_CONTENT:
            return None
        for sentence in sorted(self._pool, key=lambda s: -_measure_cover(text, s)):
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

    def gather(self, cited: Sequence[Sentence]) -> tuple[list[str], list[str]]:
        """What is read beside a text that cites these: its sources, and the pool's other papers."""
        papers = {sentence.paper.id for sentence in cited}
        others: dict[str, str] = {}
        for sentence in self._pool:
            if sentence.paper.id not in papers:
                others.setdefault(sentence.paper.id, sentence.paper.title + ". ")
                others[sentence.paper.id] += sentence.text + " "
        return _widen(cited), list(others.values())

    def _check_claim(self, text: str, cited: Sequence[Sentence]) -> Check:
        sources, others = self.gather(cited)
        return check_sentence(text, sources, others=others, entailment=self._entailment)


def _widen(cited: Sequence[Sentence]) -> list[str]:
    """Each cited sentence among its neighbours, with its paper's title and organization."""
    texts = []
    for sentence in cited:
        all_of_it = split_sentences(sentence.paper)
        place = all_of_it.index(sentence)
        near = all_of_it[max(0, place - AROUND) : place + AROUND + 1]
        texts.append(" ".join(s.text for s in near if not gives_orders(s.text)))
    papers = {sentence.paper.id: sentence.paper for sentence in cited}.values()
    facts = [f"{p.title} ({p.organization})." if p.organization else f"{p.title}." for p in papers]
    return [*texts, *facts]


def _measure_cover(text: str, sentence: Sentence) -> float:
    return Alignment(read(text), read(f"{sentence.text} {sentence.paper.title}.")).coverage


def _list_sentences(draft: Draft) -> list[Sentence]:
    return [source for source in draft.cited if isinstance(source, Sentence)]
