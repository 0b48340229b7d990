"""What names a paper elsewhere: its arXiv id, its DOI, its addresses."""

import re
from collections.abc import Iterable, Mapping

from index.papers.fields import MAX_ID, BadPaper, bare_doi, check_text, check_url
from index.papers.identity import BEFORE_DOI, is_arxiv_id, split_arxiv_id
from index.readers.values.columns import Say

# DataCite's exports write it in capitals.
_BEFORE_ARXIV_ID = re.compile(
    rf"^(?:(?:{BEFORE_DOI}?10\.48550/|arxiv\b[\w\s-]*\s)?arxiv\s*[.:]\s*|abs/)", re.IGNORECASE
)
_BEHIND = re.compile(r"\s*\[(?:[a-z-]+\.[A-Za-z-]+|[a-z-]+)\]$")  # "2106.09685 [cs.CL]"
_LONGEST = 1_000  # characters; nothing longer is looked into
_ADDRESS = re.compile(r"https?://[^\s\"'<>;|,]+")
# PubMed writes "10.1016/j.cell.2013.00.053 [doi]" beside ids of other kinds.
_KIND = re.compile(r"\s*\[(\w+)\]$")


def read_doi(value: object, _: Say) -> str | None:
    """The bare DOI in a text, address or "10.… [doi]"; None for arXiv's own. Raises BadPaper."""
    if isinstance(value, list):
        value = next((one for one in value if one), None)
    if isinstance(value, str) and len(value) <= _LONGEST:
        kind = _KIND.search(value)
        if kind and kind[1].casefold() != "doi":
            return None
        parts = re.split(r"[,;\s]+(?=10\.|https?:)", _KIND.sub("", value.strip()))
        value = next((part for part in parts if "10." in part), value)  # the first of several
        if find_arxiv_id([value]):
            return None
    return bare_doi(value)


def read_address(value: object, _: Say) -> str | None:
    """A web address, or the first one of several in a text, list or object. Raises BadPaper."""
    if isinstance(value, list):
        value = next(iter(value), None)
    if isinstance(value, Mapping):
        value = value.get("url") or value.get("URL") or value.get("value")
    if isinstance(value, str) and not value.strip().startswith(("http://", "https://")):
        value = f"https://{value.strip()}" if value.strip().startswith("www.") else value
    if isinstance(value, str) and value.strip().startswith("10."):
        value = f"https://doi.org/{bare_doi(value)}"
    found = _ADDRESS.search(value) if isinstance(value, str) else None
    return check_url(found[0] if found else value)


def find_arxiv_id(values: Iterable[object]) -> str | None:
    """The first arXiv id, bare, as an address or as a DOI, with its version where one is named."""
    for value in values:
        if isinstance(value, list) and (found := find_arxiv_id(value)):
            return found
        if not isinstance(value, str) or len(value) > _LONGEST:
            continue
        bare = _BEHIND.sub("", _BEFORE_ARXIV_ID.sub("", value.strip()))
        if is_arxiv_id(split_arxiv_id(bare)[0]):
            return bare
    return None


def read_id(value: object, _: Say) -> object:
    """A source's own id; an address is none. Raises BadPaper."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str):
        named_elsewhere = re.match(r"\s*(?:https?://|10\.\d{4,9}/)", value)
        return None if named_elsewhere else check_text("id", value, MAX_ID)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise BadPaper("is no id")
    return value
