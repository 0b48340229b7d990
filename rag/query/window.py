"""From when on papers are new: "7d", "2026-08-14", "Monday", and what that is counted from."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.papers.filters import PaperFilter
from index.papers.paper import BadPaper, PaperDate
from index.store.reader import IndexReader
from rag.answer.wording import capitalise, say_date
from rag.query.filters.dates import ALIVE, find_dates, find_today
from rag.query.filters.grammar import ignore_case
from rag.query.question import BadQuestion
from rag.query.request import make_filter

_BACK = ignore_case(r"(\d{1,4})\s*(d|w)")


@dataclass(frozen=True, slots=True)
class Window:
    """Which papers are new, and in words how the days were understood."""

    filter: PaperFilter
    said: str


def read_window(since: str, until: str | None, index: IndexReader, today: date) -> Window:
    """What was asked for. Raises BadQuestion on what is no date and no time back."""
    newest = index.newest_day(today, listed=True)
    start = find_today(newest, today)
    back = _BACK.fullmatch(since.strip())
    first = _count_back(back, start) if back else _read_day(since, start)
    filter = replace(make_filter(first, until), listed=True)
    said = capitalise(filter.say(say_date))
    if back or str(first) != since.strip():
        said += f", counted back from {'today' if start == today else 'the newest paper'}"
        said += f", {say_date(PaperDate.of(start))}"
    if newest and today - newest > timedelta(ALIVE):
        said += f"; the newest paper is {(today - newest).days:,} days old"
    return Window(filter, said)


def _count_back(back: re.Match[str], start: date) -> PaperDate:
    days = 7 if back[2].casefold() == "w" else 1
    try:
        return PaperDate.of(start - timedelta(int(back[1]) * days))
    except OverflowError as error:
        raise BadQuestion(f"since {back[0]!r} is before the calendar begins") from error


def _read_day(text: str, start: date) -> PaperDate:
    try:
        return PaperDate.parse(text)
    except BadPaper as error:
        words = f"since {text}"
        phrase = next(find_dates(words, start), None)
        if phrase and phrase.since and phrase.span[1] == len(words):
            return phrase.since
        wrong = f"since {text[:40]!r} is no date: since: {error.reason}"
        raise BadQuestion(f"{wrong}; write 7d, 2w, 2026-08-14 or Monday") from error
