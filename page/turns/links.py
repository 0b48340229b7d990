"""A question with its filter as a link's query, and back."""

from typing import get_args
from urllib.parse import parse_qs, urlencode

from index.papers.filters import CountRange, Key, PaperFilter
from page.turns.streaming import Steering
from rag.answer.answer import Answer
from rag.chatbot import PASSAGES
from rag.query.question import BadQuestion
from rag.query.request import make_filter

MOST_PASSAGES = 30


def to_query(answer: Answer) -> str:
    """What asks the question anew, of just the papers that were looked at: "q=…&since=2024-05"."""
    filter = answer.filters
    values = {
        "q": answer.question,
        "since": str(filter.since or ""),
        "until": str(filter.until or ""),
        "organization": filter.organization or "",
        "author": filter.author or "",
        "counts": [_write_count(count) for count in filter.counts],
    }
    return urlencode({name: value for name, value in values.items() if value}, doseq=True)


def read_query(query: str) -> tuple[str, Steering]:
    """The question and how it is steered. Raises BadQuestion."""
    values = parse_qs(query.removeprefix("?"), max_num_fields=20)
    one = {name: texts[0] for name, texts in values.items()}
    filter = make_filter(*(one.get(n) for n in ("since", "until", "organization", "author")))
    counts = tuple(map(_read_count, values.get("counts", ())))
    k = one.get("k", str(PASSAGES))
    if not (k.isdecimal() and 1 <= int(k) <= MOST_PASSAGES):
        raise BadQuestion(f"k is the number of passages, 1 to {MOST_PASSAGES}, not {k[:20]!r}")
    given = PaperFilter(filter.since, filter.until, filter.organization, filter.author, counts)
    return one.get("q", ""), Steering(int(k), given, one.get("model", ""))


def _write_count(count: CountRange) -> str:
    ends = ("" if end is None else str(end) for end in (count.least, count.most))
    return ":".join([count.key, *ends])


def _read_count(text: str) -> CountRange:
    key, *ends = text.split(":")
    numbers = [int(end) if end else None for end in ends if end.isdecimal() or not end]
    if key not in get_args(Key) or len(numbers) != 2 or numbers == [None, None]:
        raise BadQuestion(f"counts is upvotes:10:20, either end open, not {text[:40]!r}")
    return CountRange(key, *numbers)  # type: ignore[arg-type]
