"""Whether two records are of one paper, by what each of them says of it.

Most of what differs between two records of one paper is a matter of spelling: initials, accents,
the order of a name, a list cut short. So two records agree unless they cannot be of one paper.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from index.papers.identity import Naming, fold_title, hash_title
from index.papers.paper import Paper
from index.papers.terms import fold_words

_LEAST_WORDS = 8  # of an abstract that is one paper's own: "No abstract is available." is many's
_ALIKE = 0.6  # of the shorter title's words
_NO_NAME = re.compile(
    r"\b(?:et al\b\.?|others|jr|sr|i{1,3}|iv|phd|md|collaboration|consortium|group|team)(?!\w)",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    ("van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "el",
     "ten", "ter", "zu", "y")
)  # fmt: skip
_LONGEST_INITIALS = 3


def are_told_apart(one: Paper, other: Paper) -> bool:
    """Whether the ids that sources gave, or the DOIs, are those of two papers."""
    ids = one.is_identified and other.is_identified and one.id != other.id
    return ids or bool(one.doi and other.doi and one.doi != other.doi)


def contradict(one: Paper, other: Paper) -> bool:
    """Whether two records with one title are of two papers: what both have of this differs.

    That are their ids, DOIs, all authors or years. A preprint and its publication are a year apart
    with the same abstract. What a record leaves out contradicts nobody.
    """
    if are_told_apart(one, other):
        return True
    return (_authors_differ(one, other) or _count_years(one, other) == 2) and not _same_abstract(
        one, other
    )


def share_doi(one: Paper, other: Paper) -> bool:
    """Whether two records with one DOI are of one paper.

    A book's or a volume's DOI may stand in the records of all its chapters.
    """
    if Naming.ARXIV == one.naming == other.naming and one.id != other.id:
        return False
    return (
        are_alike(one.title, other.title)
        or not _authors_differ(one, other)
        or _same_abstract(one, other)
    )


def are_alike(one: str, other: str) -> bool:
    """Whether two titles have most words of the shorter one in common."""
    mine, theirs = (set(fold_title(title).split()) for title in (one, other))
    return len(mine & theirs) >= _ALIKE * min(len(mine), len(theirs))


def agreement(one: Paper, other: Paper) -> int:
    """How much two records agree, for the choice between several papers: 0 to 15."""
    authors = find_surnames(one.authors).meet(find_surnames(other.authors))
    return (
        8 * (one.title_key == other.title_key)
        + 4 * _same_abstract(one, other)
        + 2 * authors
        + (_count_years(one, other) == 1)
    )


def hash_record(paper: Paper) -> str:
    """The id of a paper without another whose title is that of several.

    By title, first author's surname and year: "t" and 16 hex digits.
    """
    first = _read_family(paper.authors[0])[0] if paper.authors else []
    year = str(paper.published.year) if paper.published else ""
    return hash_title(paper.title, " ".join(first[-1:]), year)


@dataclass(frozen=True, slots=True)
class Surnames:
    """By what the authors of two lists are found to be the same.

    Args:
        likely: family names as far as they can be told, and all words of each name in any order.
        sure: of these the family names that a comma or initials behind them show.
        possible: all words of the names in which nothing shows it.

    """

    likely: frozenset[str]
    sure: frozenset[str]
    possible: frozenset[str]

    def meet(self, other: "Surnames") -> bool:
        """Whether two lists share an author: "Lovelace, A.", "Ada Lovelace", "LOVELACE Ada"."""
        return not (
            self.likely.isdisjoint(other.likely)
            and self.sure.isdisjoint(other.possible)
            and self.possible.isdisjoint(other.sure)
        )


@lru_cache(2_048)
def find_surnames(authors: tuple[str, ...]) -> Surnames:
    """The names of authors, without case, accents and what is nobody's name, such as "et al."."""
    likely, sure, possible = set[str](), set[str](), set[str]()
    for name in authors:
        family, is_sure = _read_family(name)
        words = _fold(_split(name))
        likely.update(family)
        (sure if is_sure else possible).update(family if is_sure else words)
        written_out = [word for word in words if len(word) > 1]
        if len(words) > 1:
            likely.add(" ".join(sorted(written_out if len(written_out) > 1 else words)))
    return Surnames(frozenset(likely), frozenset(sure), frozenset(possible))


def _read_family(name: str) -> tuple[list[str], bool]:
    """The words of a family name, folded, and whether something shows that it is this.

    Without a comma it is the last word that is no initial, or the one in capitals.
    """
    family, comma, _ = name.partition(",")
    words = _split(family) or _split(name)
    if comma:
        folded = _fold(words)
        bare = [word for word in folded if word not in _PARTICLES and len(word) > 1]
        return bare or folded, True
    shouted = name.isupper()
    long = [word for word in words if not _is_initials(word, shouted)] or words
    capitals = [word for word in long if word.isupper() and len(word) > 1 and not shouted]
    is_sure = bool(capitals) or len(long) == 1 < len(words) or long[-1:] != words[-1:]
    return _fold((capitals or long)[-1:])[-1:], is_sure


def _is_initials(word: str, shouted: bool) -> bool:
    """A or, where a name is not in capitals anyway, AB."""
    return len(word) == 1 or (not shouted and word.isupper() and len(word) <= _LONGEST_INITIALS)


def _split(name: str) -> list[str]:
    """The words of a name as written, without what is nobody's name."""
    return re.findall(r"[^\W\d_]+", _NO_NAME.sub(" ", name))


def _fold(words: Iterable[str]) -> list[str]:
    """Words without case and accents; ä and ae are the same, as are ö and oe, ü and ue."""
    return [re.sub("([aou])e", r"\1", word) for word in fold_words(" ".join(words))]


def _authors_differ(one: Paper, other: Paper) -> bool:
    """Whether both have authors and share none. Two scripts cannot be compared."""
    mine, theirs = find_surnames(one.authors), find_surnames(other.authors)
    if not (mine.likely and theirs.likely) or mine.meet(theirs):
        return False
    return any(map(str.isascii, mine.likely)) == any(map(str.isascii, theirs.likely))


def _count_years(one: Paper, other: Paper) -> int:
    """How many years two records name, 0 where one names none."""
    if not (one.published and other.published):
        return 0
    return len({one.published.year, other.published.year})


def _same_abstract(one: Paper, other: Paper) -> bool:
    mine, theirs = (fold_title(p.abstract).removeprefix("abstract ") for p in (one, other))
    return mine == theirs and mine.count(" ") >= _LEAST_WORDS - 1
