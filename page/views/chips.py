"""What was read out of a question, as chips that can be taken away one by one."""

from dataclasses import dataclass, replace

from index.papers.filters import Order, PaperFilter
from index.store.reader import IndexReader
from rag.answer.answer import Answer
from rag.query.request import reword_without

Chip = tuple[str, str]  # what is shown, and its key


@dataclass(frozen=True, slots=True)
class Wish:
    """A question to ask anew, with what is still wanted of its filter."""

    question: str
    filter: PaperFilter


def list_chips(answer: Answer) -> list[Chip]:
    """A chip for every condition on papers, and one for their order."""
    filter = answer.filters
    dates = PaperFilter(since=filter.since, until=filter.until, listed=filter.listed)
    chips = [
        (str(dates) if dates else "", "dates"),
        (f"by {filter.organization}" if filter.organization else "", "organization"),
        (f"by {filter.author}" if filter.author else "", "author"),
        *((str(count), f"counts {n}") for n, count in enumerate(filter.counts)),
        (answer.order.say() if answer.order else "", "order"),
    ]
    return [(shown, key) for shown, key in chips if shown]


def keep_chips(answer: Answer, kept: list[str], index: IndexReader) -> Wish:
    """The question again without the chips that are not in `kept`.

    Its words that filter are taken out of it, since they would be read again; what is kept of them
    is given beside it.
    """
    order = answer.order if "order" in kept else None
    question = _reword(answer, index, order)
    filter = answer.filters
    counts = tuple(c for n, c in enumerate(filter.counts) if f"counts {n}" in kept)
    left = replace(
        filter if "dates" in kept else filter.without_dates(),
        organization=filter.organization if "organization" in kept else None,
        author=filter.author if "author" in kept else None,
        counts=counts,
    )
    return Wish(question, left)


def set_filter(answer: Answer, filter: PaperFilter, index: IndexReader) -> Wish:
    """The question again under another filter than the one it was asked with."""
    return Wish(_reword(answer, index, answer.order), filter)


def _reword(answer: Answer, index: IndexReader, order: Order | None) -> str:
    return reword_without(answer.question, index, order=order is None) or "papers"
