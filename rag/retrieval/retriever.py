"""Question to passages: words and meaning, each for itself, fused, and the best token by token."""

from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

from index.embedding.loading import Embedder
from index.papers.chunks import to_paper_id
from index.papers.filters import ALL, PaperFilter
from index.store.reader import IndexReader
from rag.answer.parts import Passage
from rag.pacing import Clock
from rag.query.question import Question
from rag.retrieval.fusion import add_late, fuse, rank
from rag.retrieval.late_interaction import EncodedQuestion, TokenReader, Words, encode, rate_words
from rag.retrieval.reranker import POOL, Reranker, rerank_best

DEPTH = 100  # how far each of the two lists is read
# Fused passages that are compared token by token, at 0.06 ms each: .754 nDCG@10 on SciFact's train
# claims, .752 with 20 and .754 with 40, all when stop words were compared too.
LATE_DEPTH = 30
PER_PAPER = 2  # passages that one paper may take
_threads = ThreadPoolExecutor(thread_name_prefix="words")


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A question as it was compared, and its best passages."""

    question: EncodedQuestion
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class _WordSearch:
    """What is done while a question is embedded.

    `rated` says how rare each of its words is, `found` which chunks hold them, with BM25 scores.
    """

    rated: Future[Words]
    found: Future[dict[str, float]]


class Retriever:
    """Finds passages in one generation of an index, for one question and its topics.

    It keeps the tokens that it has read, so that whoever needs them again finds them in `tokens`.

    Args:
        index: what is searched.
        embedder: the one that made it.
        reranker: who orders the best POOL passages anew; by default nobody.

    """

    def __init__(
        self, index: IndexReader, embedder: Embedder, reranker: Reranker | None = None
    ) -> None:
        self.index, self.embedder, self.reranker = index, embedder, reranker
        self.tokens = TokenReader(index, embedder)

    def retrieve(
        self, question: Question, k: int, filter: PaperFilter = ALL, clock: Clock | None = None
    ) -> Retrieved:
        """The k best passages of the papers that match a filter, best first.

        Ties go to the smaller chunk id, so that the order never depends on a store's. The clock is
        told the stages "embed", "retrieve", "rerank".
        """
        clock = clock or Clock()
        words = self._search_words(question, filter)
        reading = self.embedder.read_query(question.text)
        clock.mark("embed")
        encoded = encode(question, reading, words.rated.result())
        passages = self._fuse(encoded, words, max(k, POOL) if self.reranker else k, filter)
        clock.mark("retrieve")
        if self.reranker:
            passages = rerank_best(self.reranker, question.text, passages)[:k]
            clock.mark("rerank")
        return Retrieved(encoded, passages)

    def encode(self, question: Question) -> EncodedQuestion:
        """A question as it is compared with passages and sentences."""
        words = rate_words(question, self.index)
        return encode(question, self.embedder.read_query(question.text), words)

    def _search_words(self, question: Question, filter: PaperFilter) -> _WordSearch:
        """Begin to look for its words: of a million papers 7 ms, the embedding takes 10."""

        def search() -> dict[str, float]:
            found = self.index.search_terms((*question.terms, *question.forms), DEPTH, filter)
            self.tokens.read(islice(found, LATE_DEPTH // 2))  # most of which will be compared
            return found

        rated = _threads.submit(rate_words, question, self.index)
        return _WordSearch(rated, _threads.submit(search))

    def _fuse(
        self, question: EncodedQuestion, words: _WordSearch, k: int, filter: PaperFilter
    ) -> tuple[Passage, ...]:
        dense = self.index.search_vector(question.vector, DEPTH, filter)
        lexical = words.found.result()
        fused = fuse(lexical, dense)
        late = question.score(self.tokens.read(rank(fused)[:LATE_DEPTH]))
        scores = add_late(fused, late)
        best = list(islice(_limit(rank(scores)), k))
        chunks = self.index.chunks(best)  # of these alone: a record is costly to read
        return tuple(
            Passage(chunks[id], n, scores[id], lexical.get(id), dense.get(id), late.get(id))
            for n, id in enumerate((id for id in best if id in chunks), 1)
        )


def _limit(ids: Iterable[str]) -> Iterator[str]:
    """Yield those chunks that do not come after PER_PAPER others of their paper."""
    taken: Counter[str] = Counter()
    for id in ids:
        paper = to_paper_id(id)
        taken[paper] += 1
        if taken[paper] <= PER_PAPER:
            yield id
