"""One paper from what several records say of it.

The text is the newest: the higher arXiv version's, and of equal ones that of the source that knows
best, arXiv before Daily Papers before all others. So it matters little which source is read first.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from index.papers.paper import Paper

_ARXIV = frozenset({"arxiv-api", "arxiv-snapshot"})
_DAILY = frozenset({"daily-papers-api"})
# Who knows best of what; of anything else it is whose text stands.
_AUTHORITIES = {
    "published": _ARXIV, "authors": _ARXIV, "url": _ARXIV, "listed": _DAILY, "organization": _DAILY,
    "upvotes": _DAILY, "comments": _DAILY, "code": _DAILY,
}  # fmt: skip


def merge_papers(there: Paper, new: Paper, *, wins_ties: bool, renews: bool = False) -> Paper:
    """A paper as it was known, with what a further record says.

    `wins_ties` is whether the record's text replaces one that is as new. What a record leaves out
    stays as it was; but where no other source has told of the paper, a record that stands and
    `renews`, since it is the first of its run, replaces all of what its source said before. The id
    is the one that was known.
    """
    stands = _stands(there, new, wins_ties)
    if renews and stands and there.sources == new.sources:
        return replace(new, id=there.id)
    text, other = (new, there) if stands else (there, new)
    values = {
        field: _choose(field, there, new, text) for field in _AUTHORITIES if field != "authors"
    }
    who = _choose_authors(there, new, text)
    return replace(
        text,
        **values,
        id=there.id,
        authors=who.authors,
        author_count=who.author_count,
        doi=text.doi or other.doi,
        sources=tuple(dict.fromkeys([*text.sources, *other.sources])),
    )


def _stands(there: Paper, new: Paper, wins_ties: bool) -> bool:
    """Whether the text of the new record is the one to keep."""
    if wins_ties and there.sources[:1] == new.sources[:1] and None in (there.version, new.version):
        return True  # a source that corrects itself
    mine, theirs = _rank(new), _rank(there)
    return mine > theirs or (wins_ties and mine == theirs)


def _rank(paper: Paper) -> tuple[int, int]:
    source = set(paper.sources[:1])
    return paper.version or 0, 2 if source <= _ARXIV and source else 1 if source & _DAILY else 0


def _choose(field: str, there: Paper, new: Paper, text: Paper) -> Any:
    return getattr(_pick(field, there, new, text, lambda paper: getattr(paper, field)), field)


def _choose_authors(there: Paper, new: Paper, text: Paper) -> Paper:
    """Names and their count belong together; names beat a mere count."""
    if not (there.authors or new.authors):
        return _pick("authors", there, new, text, lambda paper: paper.author_count)
    return _pick("authors", there, new, text, lambda paper: paper.authors or None)


def _pick(
    field: str, there: Paper, new: Paper, text: Paper, read: Callable[[Paper], object]
) -> Paper:
    """Which of two records to believe about a field; None is nothing said."""
    if read(there) is None or read(new) is None:
        return there if read(new) is None else new
    if _AUTHORITIES[field].intersection(new.sources):
        return new
    return there if _AUTHORITIES[field].intersection(there.sources) else text
