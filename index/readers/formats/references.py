"""A paper as reference managers keep it, in BibTeX or RIS."""

import re
from collections.abc import Iterable

from index.papers.identity import is_arxiv_id, split_arxiv_id
from index.papers.paper import Paper, PaperDate
from index.readers.formats.jsonl import read_url

_DATE = re.compile(r"\s*(\d{4})(?:[/-](\d{1,2}))?(?:[/-](\d{1,2}))?(?!\d)")
_BEFORE = r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?"
_DOI = re.compile(rf"^{_BEFORE}" r"(10\.\d{4,9}/[^\s\"'<>]+)$", re.IGNORECASE)
# DataCite's exports write it in capitals.
_BEFORE_ARXIV_ID = re.compile(rf"^(?:{_BEFORE}10\.48550/)?arxiv\.", re.IGNORECASE)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def make_paper(
    *, title: str, abstract: str, authors: Iterable[str], published: PaperDate | None, doi: str,
    urls: Iterable[str], ids: Iterable[str], source: str,
) -> Paper:  # fmt: skip
    """Its id is arXiv's, where `ids`, DOI or addresses name one, else its title's.

    A DOI is no id: another source's record of the paper would not have it. Raises BadPaper.
    """
    addresses = [url for url in map(read_url, urls) if url]
    found = _DOI.match(doi.strip())
    if found:
        addresses.append(f"https://doi.org/{found[1]}")
    names = [name for name in authors if name.strip()]
    return Paper.make(
        title or None,
        abstract or None,
        id=_find_arxiv_id([*ids, doi, *addresses]),
        authors=names,
        author_count=len(names) or None,
        published=published,
        url=addresses[0] if addresses else None,
        source=source,
    )


def read_date(text: str, month: str = "") -> PaperDate | None:
    """2024, 2024-01-05 or 2024/1/5/, and a month by its English name or number, as BibTeX has it.

    None where there is no year; what the calendar lacks is left out.
    """
    found = _DATE.match(text)
    if not found:
        return None
    named = month.strip()[:3].casefold()
    number = _MONTHS.index(named) + 1 if named in _MONTHS else month.strip()
    parts = [str(part) for part in (found[1], found[2] or number, found[3])]
    numbers = [int(part) if part.isdecimal() and len(part) < 5 else 0 for part in parts]
    for length in (3, 2, 1):
        try:
            if all(numbers[:length]):
                return PaperDate(*numbers[:length])
        except ValueError:
            continue
    return None


def _find_arxiv_id(texts: Iterable[str]) -> str | None:
    for text in texts:
        bare = _BEFORE_ARXIV_ID.sub("", text.strip())
        if is_arxiv_id(split_arxiv_id(bare)[0]):
            return bare
    return None
