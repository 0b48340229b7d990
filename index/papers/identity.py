"""DOOR. What a paper is named by: its id at arXiv, with a version, its DOI, or its title folded."""

import hashlib
import re
from enum import IntEnum
from functools import lru_cache

# As doi.org, journals and exports write it before the DOI itself.
BEFORE_DOI = r"(?:https?://(?:dx\.)?doi\.org/|doi:?\s*)"
# DataCite writes "10.48550/ARXIV.2405.14906".
_BEFORE_ARXIV_ID = re.compile(
    rf"arxiv:\s*|https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/|{BEFORE_DOI}?10\.48550/arxiv\.",
    re.IGNORECASE,
)
# Until April 2007 with an archive, and at times the class within it: both name the same paper.
_ARXIV_ID = re.compile(
    r"(?P<new>\d{4}\.\d{4,5})(?P<version>v\d+)?"
    r"|(?P<archive>[a-z-]+)(?:\.[A-Za-z-]+)?(?P<number>/\d{7})(?P<old_version>v\d+)?"
)
# The older ones of Wiley have < and >.
_DOI = re.compile(rf"{BEFORE_DOI}?(10\.\d{{4,9}}/[^\s\"']+)", re.IGNORECASE)
_TITLE_HASH = re.compile("t[0-9a-f]{16}")


class Naming(IntEnum):
    """What a paper's id is: the higher, the more it tells of which paper it is."""

    TITLE = 0  # a hash of it
    DOI = 1
    OWN = 2  # the source's own
    ARXIV = 3


def split_arxiv_id(text: str) -> tuple[str, int | None]:
    """An arXiv id, address or DOI as id and version, which is None where the text names none.

    "https://arxiv.org/abs/2405.14906v2" becomes ("2405.14906", 2), "math.GT/0309136"
    ("math/0309136", None). Any other text is its own id.
    """
    stripped = text.strip()
    before = _BEFORE_ARXIV_ID.match(stripped)
    bare = stripped[before.end() if before else 0 :].removesuffix(".pdf")
    found = _ARXIV_ID.fullmatch(bare)
    if not found:
        return bare, None
    version = (found["version"] or found["old_version"] or "v")[1:]
    id = found["new"] or found["archive"] + found["number"]
    return id, int(version) or None if 0 < len(version) < 4 else None


def clean_arxiv_id(text: str) -> str:
    """ "https://arxiv.org/abs/2405.14906v2" and "arXiv:2405.14906" become "2405.14906"."""
    return split_arxiv_id(text)[0]


def is_arxiv_id(id: str) -> bool:
    """Whether an id has the form of arXiv's: 2405.14906 or, before April 2007, cs/0102003."""
    return _ARXIV_ID.fullmatch(id) is not None


def clean_doi(text: str) -> str | None:
    """A DOI, or its address, as the bare DOI in lower case, since case means nothing in it.

    "https://doi.org/10.1234/ABC.5" becomes "10.1234/abc.5"; what is no DOI None.
    """
    doi = find_doi(text)
    return doi.casefold() if doi else None


def find_doi(text: str) -> str | None:
    """A DOI without what stands before it, as it is written; what is no DOI None."""
    found = _DOI.fullmatch(text.strip())
    return found[1] if found else None


def clean_id(text: str) -> str:
    """A source's id for a paper in the one form that each has: arXiv's, a DOI's, or as it is."""
    id = clean_arxiv_id(text)
    return id if is_arxiv_id(id) else clean_doi(text) or id


def find_naming(id: str, doi: str | None) -> Naming:
    """What a clean id is, of a paper with this DOI."""
    if is_arxiv_id(id):
        return Naming.ARXIV
    if _TITLE_HASH.fullmatch(id):
        return Naming.TITLE
    return Naming.DOI if id == doi else Naming.OWN


def fold_title(title: str) -> str:
    """A title without case and punctuation, as two sources' records of one paper share it.

    + and # stay, for C++ and C#; a title of nothing but punctuation stays as it is.
    """
    return re.sub(r"[^\w+#]+", " ", title.casefold()).strip() or title


@lru_cache(4_096)  # it is asked for often while a record is compared with others
def hash_title(title: str, *more: str) -> str:
    """The id of a paper that has no other: "t" and 16 hex digits of its folded title's SHA-256.

    `more` tells papers of one title apart.
    """
    return "t" + hashlib.sha256("\n".join([fold_title(title), *more]).encode()).hexdigest()[:16]
