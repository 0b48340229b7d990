"""One issue of a digest: for each topic an answer that holds its new papers."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from index.embedding.loading import Embedder
from index.papers.filters import day_listed
from index.papers.paper import Paper
from index.store.reader import IndexReader
from rag.answer.answer import Answer
from rag.answer.parts import CheckedSentence
from rag.answer.wording import say_count, say_date
from rag.query.question import BadQuestion
from rag.query.window import Window
from rag.records.news import Topic, read_topic, tell_news

MOST_TOPICS = 50
_LONGEST = 200  # characters of a topic


@dataclass(frozen=True)
class Digest:
    """What is new in a window: an answer for each topic, which abstains where nothing is.

    Papers are numbered through the whole of it, in order of first appearance.
    """

    window: Window
    answers: tuple[Answer, ...]

    @property
    def title(self) -> str:
        return f"Papers {self.window.filter.say(say_date)}"

    @cached_property
    def numbered(self) -> list[tuple[int, Paper]]:
        """Each paper that is cited, with its number."""
        cited = {c.paper.id: c.paper for answer in self.answers for c in answer.citations}
        return list(enumerate(cited.values(), 1))

    def number(self, paper: Paper) -> int:
        return next(number for number, other in self.numbered if other.id == paper.id)

    @property
    def found(self) -> set[str]:
        """The ids of all papers that are new to a topic, cited or only counted."""
        return {passage.paper.id for answer in self.answers for passage in answer.passages}


def read_topics(texts: Iterable[str]) -> list[Topic]:
    """Each topic once. Raises BadQuestion on one without a word to look for, or too many."""
    topics = {topic.text: topic for topic in map(read_topic, texts)}
    for topic in topics.values():
        if not topic.terms:
            raise BadQuestion(f"the topic {topic.text[:40]!r} has no word to look for")
        if len(topic.text) > _LONGEST:
            raise BadQuestion(f"a topic has at most {_LONGEST} characters, not {len(topic.text):,}")
    if not 0 < len(topics) <= MOST_TOPICS:
        raise BadQuestion(f"a digest has 1 to {MOST_TOPICS} topics, not {len(topics)}")
    return list(topics.values())


def make_digest(
    topics: Iterable[Topic],
    window: Window,
    index: IndexReader,
    embedder: Embedder,
    known: Collection[str] = (),
) -> Digest:
    """The new papers of each topic, without those that are `known`, most upvoted first."""
    answers = (tell_news(topic, window.filter, index, embedder, known) for topic in topics)
    return Digest(window, tuple(answers))


def list_items(answer: Answer) -> list[tuple[CheckedSentence, Paper]]:
    """Each sentence of an answer with the paper that it is from."""
    papers = {citation.number: citation.paper for citation in answer.citations}
    return [(sentence, papers[sentence.numbers[0]]) for sentence in answer.sentences]


def say_found(answer: Answer) -> str:
    """How much is new on a topic: "Nothing new: no paper on …", "3 new papers.", …."""
    if answer.abstained:
        return f"Nothing new: {answer.reason}."
    count = len({passage.paper.id for passage in answer.passages})
    return f"{answer.note}." if answer.note else f"{count:,} new paper{'s' if count != 1 else ''}."


def say_facts(paper: Paper) -> str:
    """Upvotes, day and organization, as far as they are known."""
    day = day_listed(paper)
    facts = [
        "" if paper.upvotes is None else say_count(paper.upvotes, "upvotes"),
        f"{'listed' if paper.listed else 'published'} {say_date(day)}" if day else "",
        paper.organization or "",
    ]
    return ", ".join(filter(None, facts))
