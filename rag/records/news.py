"""What is new: the papers of a time, on a topic or on any, each with one sentence of its abstract.

A paper is on a topic where its title or one of its sentences holds all words of the topic, stemmed,
or where it is near in meaning. The gate would not do: it judges whether a question is answered.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from index.embedding.loading import Embedder
from index.papers.chunks import Sentence, split_chunks, split_sentences
from index.papers.filters import PaperFilter, day_listed, days_of
from index.papers.paper import Paper
from index.papers.terms import extract_terms
from index.store.reader import IndexReader
from rag.answer.answer import Answer
from rag.answer.draft import Draft
from rag.answer.parts import Passage
from rag.answer.wording import say_date
from rag.language.injection import gives_orders
from rag.query.aim import Aim
from rag.query.question import Question, read_question
from rag.query.request import NEWS_ORDER
from rag.records.lookup import RECORDS
from rag.retrieval.retriever import DEPTH, Retriever
from rag.retrieval.sentences import fit_sentences
from rag.verification.citing import add_draft
from rag.verification.reviewer import Reviewer

NEAR = 0.5  # cosine of topic and abstract from which the words do not matter
TELLS = 0.2  # bonus for a sentence in which the authors say what they did
LONGEST = 800  # characters of a quote: an abstract without a full stop is one sentence
SHOWN = 10  # papers of a topic, beyond which they are only counted
_TELLS = re.compile(
    r"\b(?:we|this (?:paper|work|study|report|survey)) (?:\w+ly )?(?:also )?"
    r"(?:introduc|propos|present|show|find|demonstrat|develop|describ|releas|stud|investigat|build"
    r"|argu|formaliz|examin|explor|provid|offer|design|address)\w*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Topic(Question):
    """Words that name what papers are about, even where a question would want a figure by them."""

    @property
    def aim(self) -> Aim:
        return "topic"


def read_topic(text: object) -> Topic:
    """Raises BadQuestion on what has no word, or too many."""
    return Topic(read_question(text).text)


def tell_news(
    topic: Topic | None,
    filter: PaperFilter,
    index: IndexReader,
    embedder: Embedder,
    known: Collection[str] = (),
) -> Answer:
    """The papers that match, most upvoted first, of which the first SHOWN say a sentence each.

    `passages` of the answer are all that were found, without those of papers whose id is `known`.
    Without a topic all papers of the filter count. Where there is nothing new the answer abstains,
    and its reason says so.
    """
    newsreader = _Newsreader(index, embedder)
    found = newsreader.find_on(topic, filter) if topic else newsreader.find_any(filter)
    new = sorted((p for p in found if p.paper.id not in known), key=_by_upvotes)
    rank = "most upvoted" if any(passage.paper.upvotes for passage in new) else "newest"
    answer = Answer(
        topic.text if topic else "",
        passages=tuple(replace(passage, rank=n) for n, passage in enumerate(new, 1)),
        composer=RECORDS,
        filters=filter,
        order=NEWS_ORDER,
        note=f"The {SHOWN} {rank} of {len(new):,} papers" if len(new) > SHOWN else "",
    )
    if not new:
        return replace(answer, abstained=True, reason=_say_nothing(topic, filter))
    said = [newsreader.say(topic, passage) for passage in new[:SHOWN]]
    return _quote(replace(answer, confidence=1.0), [sentence for sentence in said if sentence])


def _by_upvotes(passage: Passage) -> tuple[int, int, str]:
    """The newest first of equals."""
    paper = passage.paper
    day = day_listed(paper)
    return -(paper.upvotes or 0), -days_of(day)[1] if day else 0, paper.id


def _say_nothing(topic: Topic | None, filter: PaperFilter) -> str:
    return f"no paper{f' on “{topic.text}”' if topic else ''} is {filter.say(say_date)}"


def _quote(answer: Answer, sentences: Iterable[Sentence]) -> Answer:
    for sentence in sentences:
        draft = Draft(sentence.text, (sentence,))
        answer = add_draft(answer, draft, Reviewer().check(draft))
    return answer


class _Newsreader:
    """Finds new papers in an index, and what each says."""

    def __init__(self, index: IndexReader, embedder: Embedder) -> None:
        self._retriever = Retriever(index, embedder)

    def find_on(self, topic: Topic, filter: PaperFilter) -> list[Passage]:
        """The papers that are on a topic, each by its best passage."""
        best: dict[str, Passage] = {}
        for passage in self._retriever.retrieve(topic, DEPTH, filter).passages:
            if (passage.dense or 0.0) >= NEAR or holds_topic(topic, passage.paper):
                best.setdefault(passage.paper.id, passage)
        return list(best.values())

    def find_any(self, filter: PaperFilter) -> list[Passage]:
        """All papers, each by how it begins."""
        papers = self._retriever.index.select(filter)
        return [Passage(split_chunks(paper)[0], 1, 0.0, None, None) for paper in papers]

    def say(self, topic: Topic | None, passage: Passage) -> Sentence | None:
        """The sentence that fits the topic best, or without one the paper's own title."""
        encoded = self._retriever.encode(topic or Topic(passage.paper.title))
        tokens = self._retriever.tokens.read([passage.chunk.id]).get(passage.chunk.id)
        if tokens is None:  # the catalog is not whole, and has the paper without its text
            return None
        fits = fit_sentences(encoded, passage, tokens)
        return _shorten(max(fits, key=_rate)[0]) if fits else None


def _shorten(sentence: Sentence) -> Sentence:
    """Its first words, still to the letter."""
    start, text = sentence.start, sentence.text
    if len(text) <= LONGEST:
        return sentence
    return replace(sentence, end=start + len(text[:LONGEST].rpartition(" ")[0] or text[:LONGEST]))


def holds_topic(topic: Topic, paper: Paper) -> bool:
    """Whether the title or one sentence holds all of a topic's terms."""
    terms = set(topic.terms)
    texts = (paper.title, *(sentence.text for sentence in split_sentences(paper)))
    return any(terms <= set(extract_terms(text)) for text in texts)


def _rate(fit: tuple[Sentence, float]) -> tuple[bool, float]:
    """One that gives orders comes after all others: who reads for the reader may obey it."""
    sentence, score = fit
    return not gives_orders(sentence.text), score + TELLS * bool(_TELLS.search(sentence.text))
