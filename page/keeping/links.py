"""A question with its filter as a link's query, and back."""

from dataclasses import replace
from typing import get_args
from urllib.parse import parse_qs, urlencode

from index.papers.filters import CountRange, Key
from page.turns.steering import MOST_PASSAGES, Choices, Steering
from rag.answer.answer import Answer
from rag.chatbot import PASSAGES
from rag.query.question import BadQuestion

_WORDS = ("since", "until", "organization", "author", "model")


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
    words = {name: one.get(name) for name in _WORDS}
    choices = Choices(**words, k=_read_k(one.get("k", str(PASSAGES))))
    counts = tuple(map(_read_count, values.get("counts", ())))
    return one.get("q", ""), choices.steer(replace(choices.read_filter(), counts=counts))


def _read_k(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= MOST_PASSAGES):
        raise BadQuestion(f"k is the number of passages, 1 to {MOST_PASSAGES}, not {text[:20]!r}")
    return int(text)


def _write_count(count: CountRange) -> str:
    ends = ("" if end is None else str(end) for end in (count.least, count.most))
    return ":".join([count.key, *ends])


def _read_count(text: str) -> CountRange:
    key, *ends = text.split(":")
    numbers = [int(end) if end else None for end in ends if end.isdecimal() or not end]
    if key not in get_args(Key) or len(numbers) != 2 or numbers == [None, None]:
        raise BadQuestion(f"counts is upvotes:10:20, either end open, not {text[:40]!r}")
    return CountRange(key, *numbers)  # type: ignore[arg-type]
