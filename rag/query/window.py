"""From when on papers are new: "7d", "2026-08-14", "Monday", and what that is counted from."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.errors import BadFilter
from index.papers.filters import PaperFilter
from index.papers.paper import PaperDate
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
        said += f", {_say(start)}"
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
        given = PaperFilter.make(since=text).since
    except BadFilter as error:
        phrase = next(iter(find_dates(f"since {text}", start)), None)
        if phrase is None or phrase.since is None or phrase.span[1] < len(f"since {text}"):
            raise BadQuestion(
                f"since {text[:40]!r} is no date: {error}; write 7d, 2w, 2026-08-14 or Monday"
            ) from error
        given = phrase.since
    if given is None:
        raise BadQuestion("since is empty; write 7d, 2w, 2026-08-14 or Monday")
    return given


def _say(day: date) -> str:
    return say_date(PaperDate.of(day))
