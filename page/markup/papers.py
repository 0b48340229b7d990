"""One paper's title and facts as HTML, as each view of it has them."""

from index.papers.paper import Paper
from page.markup.escaping import escape_attribute, escape_html

_NAMES = 3  # authors shown before "and N others"


def link_title(paper: Paper) -> str:
    """The title as HTML, linked to the paper."""
    title = escape_html(paper.title)
    if not paper.url:
        return title
    return f'<a href="{escape_attribute(paper.url)}" target="_blank" rel="noopener">{title}</a>'


def describe_facts(paper: Paper) -> str:
    """Date, organization or authors, arXiv id, as HTML."""
    who = paper.organization or _authors(paper)
    # An id that stands in the address is arXiv's; one of ours is a hash that tells nobody a thing.
    identity = paper.id if paper.url and paper.id in paper.url else ""
    days = [str(paper.published or ""), f"listed {paper.listed}" if paper.listed else ""]
    facts = [", ".join(filter(None, days)) or "no date", who, identity]
    return " · ".join(escape_html(fact) for fact in facts if fact)


def _authors(paper: Paper) -> str:
    names = paper.authors[:_NAMES]
    count = paper.author_count
    if not names:
        return say_count(count, "author") if count else ""
    if count is None:
        return ", ".join(names) + " and others"
    return ", ".join(names) + (f" and {count - len(names)} others" if count > len(names) else "")


def say_count(count: int, noun: str) -> str:
    """ "1 author", "2 authors"."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
