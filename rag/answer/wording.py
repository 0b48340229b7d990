"""A paper's record in words: its date, organization, authors and counts."""

import calendar

from index.papers.filters import Key, date_of
from index.papers.paper import Paper, PaperDate

NAMES = 12  # authors that are named; of 600 nobody reads the rest


def capitalise(text: str) -> str:
    """The first letter large, the others as they are: `str.capitalize` makes them small."""
    return text[:1].upper() + text[1:]


def say_date(day: PaperDate) -> str:
    """ "April 27, 2017", "October 2025" or "1986"."""
    month = f"{calendar.month_name[day.month]} " if day.month else ""
    return f"{month}{f'{day.day}, ' if day.month and day.day else ''}{day.year}"


def say_count(count: int, key: Key) -> str:
    """ "1 comment", "1,204 upvotes"."""
    return f"{count:,} {key.removesuffix('s') if count == 1 else key}"


def say_fact(paper: Paper, key: Key) -> str:
    """What an order goes by; of a fact that the record lacks, an empty text."""
    if key == "date":
        day = date_of(paper)
        return say_date(day) if day else ""
    count = {"upvotes": paper.upvotes, "comments": paper.comments}.get(key, paper.author_count)
    return "" if count is None else say_count(count, key)


def say_names(paper: Paper) -> str:
    """The authors' names, those after the first NAMES as "others"."""
    names = list(paper.authors[:NAMES])
    if len(paper.authors) > NAMES:
        return ", ".join(names) + " and others"
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def list_facts(paper: Paper) -> list[str]:
    """All that the record says besides title and abstract, each fact by itself."""
    facts = [
        f"published {_say_both(paper.published)}" if paper.published else "",
        f"listed {_say_both(paper.listed)}" if paper.listed else "",
        f"organization: {paper.organization}" if paper.organization else "",
        f"authors: {say_names(paper)}" if paper.authors else "",
        say_fact(paper, "authors"),
        say_fact(paper, "upvotes"),
        say_fact(paper, "comments"),
    ]
    return [fact for fact in facts if fact]


def _say_both(day: PaperDate) -> str:
    return f"{say_date(day)} ({day})"
