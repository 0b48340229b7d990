"""Passages to evidence: the sentences that answer, and whether they do so at all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.papers.chunks import Sentence
from rag.evidence.answerability import Findings, Signs, explain, read_signs
from rag.evidence.portions import PORTIONS, Portion
from rag.evidence.scoring import Candidate, ScoredSentence, score_passage
from rag.language.injection import gives_orders
from rag.retrieval.late_interaction import EncodedQuestion, TokenReader
from rag.retrieval.retriever import Retrieved

READ = 8  # passages whose sentences are compared with the question
MIN_GAIN = -0.1
FURTHER, FURTHER_PAPERS = 8, 5


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentences to answer from, best paper first, and the decision whether they answer.

    `confidence`, 0 to 1, is rag.evidence.answerability's; from `gate` on the evidence is
    `sufficient`, else `reason` says what is missing. `signs` is what the gate saw, None where there
    was nothing.
    `further` are the next best sentences, best first: too many to quote, but a language model can
    draw on them.
    """

    sentences: tuple[ScoredSentence, ...]
    confidence: float
    reason: str
    gate: float
    signs: Signs | None = None
    further: tuple[ScoredSentence, ...] = ()

    @property
    def pool(self) -> tuple[Sentence, ...]:
        """All that a language model may be given, best first: nothing that gives it orders."""
        found = (scored.sentence for scored in (*self.sentences, *self.further))
        return tuple(sentence for sentence in found if not gives_orders(sentence.text))

    @property
    def sufficient(self) -> bool:
        return self.confidence >= self.gate


def select_evidence(retrieved: Retrieved, reader: TokenReader, gate: float) -> Evidence:
    """Score the sentences of the best passages, keep the few that answer, judge whether they do.

    `reader` reads the passages' tokens; from `gate`, a confidence from 0 to 1, on they answer.
    """
    encoded, read = retrieved.question, retrieved.passages[:READ]
    tokens = reader.read(passage.chunk.id for passage in read)
    portion = PORTIONS[encoded.question.aim]
    candidates = [score_passage(encoded, p, tokens[p.chunk.id], portion) for p in read]
    candidates = [candidate for candidate in candidates if candidate.sentences]
    if not candidates:
        return Evidence((), 0.0, "nothing was found", gate)
    ranked = sorted(candidates, key=lambda c: -c.score)
    kept = tuple(_keep_best(encoded, ranked, portion))
    first = kept[0].sentence.paper.id
    found = Findings(
        encoded,
        [candidate.passage for candidate in candidates],
        candidates[0].tokens,
        max(sentence.fit for candidate in candidates for sentence in candidate.sentences),
        [s.sentence.text for s in kept if s.sentence.paper.id == first],
    )
    if not found.words:
        return Evidence((), 0.0, "the question has no word to look for", gate)
    signs = read_signs(found)
    reason = explain(signs.confidence, gate, found.words, found.unsaid)
    further = _find_further(ranked, kept, portion)
    return Evidence(kept, signs.confidence, reason, gate, signs, further)


def _keep_best(
    encoded: EncodedQuestion, candidates: Sequence[Candidate], portion: Portion
) -> Iterator[ScoredSentence]:
    """The best sentences of the best papers, best paper first."""
    seen: set[str] = set()
    for candidate in candidates:
        if candidate.score < candidates[0].score - portion.gap or len(seen) == portion.papers:
            return
        if candidate.passage.paper.id not in seen:
            seen.add(candidate.passage.paper.id)
            yield from _pick(encoded, candidate, portion)


def _find_further(
    candidates: Sequence[Candidate], kept: Sequence[ScoredSentence], portion: Portion
) -> tuple[ScoredSentence, ...]:
    """The next FURTHER sentences, of the best FURTHER_PAPERS papers, best first."""
    rated = {
        scored.sentence: (scored.score + portion.passage * candidate.passage.score, scored)
        for candidate in candidates[:FURTHER_PAPERS]
        for scored in candidate.sentences
    }
    chosen = {scored.sentence for scored in kept}
    rest = [pair for sentence, pair in rated.items() if sentence not in chosen]
    return tuple(scored for _, scored in sorted(rest, key=lambda pair: -pair[0])[:FURTHER])


def _pick(
    encoded: EncodedQuestion, candidate: Candidate, portion: Portion
) -> Iterator[ScoredSentence]:
    """The best sentence, then those that match what it left unmatched, within the words."""
    rest = sorted(candidate.sentences, key=lambda s: (-s.score, s.sentence.start))
    chosen = [rest.pop(0)]
    yield chosen[0]
    words = _count_words(chosen[0])
    limit = portion.several if portion.several and encoded.question.has_parts else portion.words
    while len(chosen) < portion.sentences:
        rest = [s for s in rest if words + _count_words(s) <= limit]
        best = max(rest, key=lambda s: _gain(encoded, s, chosen, portion), default=None)
        if best is None or _gain(encoded, best, chosen, portion) < MIN_GAIN:
            return
        yield best
        chosen.append(best)
        rest.remove(best)
        words += _count_words(best)


def _gain(
    encoded: EncodedQuestion,
    sentence: ScoredSentence,
    chosen: Sequence[ScoredSentence],
    portion: Portion,
) -> float:
    """What a further sentence is worth beside those that are chosen, best first."""
    covered = np.max([other.matches for other in chosen], axis=0)
    added = float((np.maximum(sentence.matches, covered) - covered) @ encoded.own)
    beside = any(_touch(sentence.sentence, other.sentence) for other in chosen)
    own = sentence.score - chosen[0].score
    gain = portion.added * added + portion.own * own + portion.neighbour * beside
    return gain - portion.cost * _count_words(sentence)


def _touch(one: Sentence, other: Sentence) -> bool:
    """Whether one stands right before or after the other: only space is between them."""
    return min(abs(one.start - other.end), abs(other.start - one.end)) <= 2


def _count_words(sentence: ScoredSentence) -> int:
    return len(sentence.sentence.text.split())
