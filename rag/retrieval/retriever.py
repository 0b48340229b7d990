"""Question to passages: words and meaning, each for itself, fused, and the best token by token."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

from index.papers.chunks import to_paper_id
from index.papers.filters import ALL, PaperFilter
from index.store.reader import IndexReader
from rag.answer.types import Passage
from rag.query.question import Question
from rag.retrieval.late_interaction import Asked, TokenReader, Words, rate_words

DEPTH = 100  # how far each of the two lists is read
# Fused passages that are compared token by token, at 0.06 ms each: .754 nDCG@10 on SciFact's train
# claims, .752 with 20 and .754 with 40, all when stop words were compared too.
LATE_DEPTH = 30
PER_PAPER = 2  # passages that one paper may take
DENSE_SHARE = 0.5  # measured: .731 nDCG@10 on SciFact, .722 at .3, .700 at .7
# Measured on SciFact's train claims: .754 nDCG@10, .750 at .44, .747 at .67, .731 at none. Scores
# that one list lacks, completed from the other's store, feedback from the best passages' vectors,
# MaxSim by sentence, and weights learned for 31 such signs gain nothing that is more than chance.
LATE_SHARE = 0.5
_threads = ThreadPoolExecutor(thread_name_prefix="words")


@dataclass(frozen=True, slots=True)
class WordSearch:
    """What can be done while a question is embedded.

    Args:
        rated: how rare each of its words is, for `prepare`.
        found: the chunks that hold them, with BM25 scores, for `retrieve`.

    """

    rated: Future[Words]
    found: Future[dict[str, float]]


def search_words(
    question: Question, index: IndexReader, tokens: TokenReader, filter: PaperFilter = ALL
) -> WordSearch:
    """Begin to look for a question's words: of a million papers 7 ms, the embedding takes 10."""

    def search() -> dict[str, float]:
        found = index.search_terms((*question.terms, *question.forms), DEPTH, filter)
        tokens.read(islice(found, LATE_DEPTH // 2))  # most of which will be compared
        return found

    rated = _threads.submit(rate_words, question, index)
    return WordSearch(rated, _threads.submit(search))


def retrieve(
    asked: Asked,
    index: IndexReader,
    tokens: TokenReader,
    k: int,
    filter: PaperFilter = ALL,
    words: WordSearch | None = None,
) -> tuple[Passage, ...]:
    """The k best passages of the papers that match a filter, best first.

    `words` are what `search_words` began for this question, index and filter. Ties go to the
    smaller chunk id, so that the order never depends on a store's.
    """
    words = words or search_words(asked.question, index, tokens, filter)
    dense = index.search_vector(asked.vector, DEPTH, filter)
    lexical = words.found.result()
    fused = fuse(lexical, dense)
    late = asked.score(tokens.read(_rank(fused)[:LATE_DEPTH]))
    scores = add_late(fused, late)
    best = list(islice(_limit(_rank(scores)), k))
    chunks = index.chunks(best)  # of these alone: a record is costly to read
    return tuple(
        Passage(chunks[id], n, scores[id], lexical.get(id), dense.get(id), late.get(id))
        for n, id in enumerate((id for id in best if id in chunks), 1)
    )


def _rank(scores: Mapping[str, float]) -> list[str]:
    # By id first: the second sort leaves equals as they are.
    return sorted(sorted(scores), key=scores.__getitem__, reverse=True)


def _limit(ids: Iterable[str]) -> Iterator[str]:
    """Yield those chunks that do not come after PER_PAPER others of their paper."""
    taken: Counter[str] = Counter()
    for id in ids:
        paper = to_paper_id(id)
        taken[paper] += 1
        if taken[paper] <= PER_PAPER:
            yield id


def fuse(lexical: Mapping[str, float], dense: Mapping[str, float]) -> dict[str, float]:
    """Weighted sum of the two lists' min-max normalised scores, 0 to 1; a missing one counts 0."""
    words, meaning = _normalise(lexical), _normalise(dense)
    return {
        id: (1 - DENSE_SHARE) * words.get(id, 0.0) + DENSE_SHARE * meaning.get(id, 0.0)
        for id in {**words, **meaning}
    }


def add_late(fused: Mapping[str, float], late: Mapping[str, float]) -> dict[str, float]:
    """The fused scores with the min-max normalised late ones added; a missing one counts 0."""
    tokens = _normalise(late)
    return {
        id: (1 - LATE_SHARE) * score + LATE_SHARE * tokens.get(id, 0.0)
        for id, score in fused.items()
    }


def _normalise(scores: Mapping[str, float]) -> dict[str, float]:
    """To 0 (the list's worst) … 1 (its best); a list of equals is all 1."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    width = high - low
    return {id: (score - low) / width if width else 1.0 for id, score in scores.items()}
