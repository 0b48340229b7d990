"""What a paper is recognised by: its arXiv id and version, or its title folded."""

import hashlib
import re

_PREFIX = re.compile(r"(?:arxiv:|https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/)", re.IGNORECASE)
_ARXIV_ID = re.compile(r"(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v(?P<version>\d+))?")


def split_arxiv_id(text: str) -> tuple[str, int | None]:
    """An arXiv id or address as id and version, which is None where the text names none.

    "https://arxiv.org/abs/2405.14906v2" becomes ("2405.14906", 2). Any other text is its own id.
    """
    bare = _PREFIX.sub("", text.strip()).removesuffix(".pdf")
    found = _ARXIV_ID.fullmatch(bare)
    if not found:
        return bare, None
    version = found["version"] or ""
    return found["id"], int(version) or None if 0 < len(version) < 4 else None


def clean_arxiv_id(text: str) -> str:
    """ "https://arxiv.org/abs/2405.14906v2" and "arXiv:2405.14906" become "2405.14906"."""
    return split_arxiv_id(text)[0]


def is_arxiv_id(id: str) -> bool:
    """Whether an id has the form of arXiv's: 2405.14906 or, before April 2007, cs.CL/0102003."""
    return _ARXIV_ID.fullmatch(id) is not None


def fold_title(title: str) -> str:
    """A title without case and punctuation, as two sources' records of one paper share it.

    + and # stay, for C++ and C#; a title of nothing but punctuation stays as it is.
    """
    return re.sub(r"[^\w+#]+", " ", title.casefold()).strip() or title


def hash_title(title: str) -> str:
    """The id of a paper that has no other: "t" and 16 hex digits of its folded title's SHA-256."""
    return "t" + hashlib.sha256(fold_title(title).encode()).hexdigest()[:16]
