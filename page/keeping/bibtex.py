r"""Papers as BibTeX, in which nothing of a title, name or abstract is an order.

BibTeX and its readers count every brace, an escaped one too: \} would end a field early. So plain
text has none, and LaTeX in it only where its braces are paired.
"""

import re
import unicodedata
from collections.abc import Iterable

from index.papers.filters import date_of
from index.papers.paper import Paper
from page.markup.escaping import split_math

_TEX = {
    "\\": r"\textbackslash{}", "{": r"\ensuremath{\lbrace}", "}": r"\ensuremath{\rbrace}",
    "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}  # fmt: skip
# What TeX would set as another character: a dash, a quotation mark, a Spanish mark.
_LIGATURE = re.compile(r"(?<=-)(?=-)|(?<=')(?=')|(?<=[`?!])(?=`)")
_ESCAPED = re.compile(r"\\([%&$#_])")  # as arXiv's abstracts say "54.6\%" outside of math too
_ORDERS = re.compile(r"(?<!\\)[%&#]|[@~]")  # in LaTeX: a comment, a column, the next entry
_ARXIV_ID = re.compile(r"\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7}")
# A name that BibTeX takes apart as it is meant: words, of which the last is the surname.
_NAME = re.compile(r"[^\W\d_][\w.'’ -]*")
_NO_NAME = re.compile(r"\b(?:and|others|[js]r|i{2,3}|iv)\b", re.IGNORECASE)


def write_bibtex(papers: Iterable[Paper]) -> str:
    """An entry for each paper."""
    taken: set[str] = set()
    return "\n".join(_entry(paper, _key(paper, taken)) for paper in papers)


def _entry(paper: Paper, key: str) -> str:
    day = date_of(paper)
    arxiv = _ARXIV_ID.fullmatch(paper.id)
    values = {
        "title": f"{{{_tex(paper.title)}}}",
        "author": " and ".join(map(_name, paper.authors)),
        "year": f"{day.year:04}" if day else "",
        "month": str(day.month) if day and day.month else "",
        "institution": _tex(paper.organization or ""),
        "doi": _verbatim(paper.doi or ""),
        "url": _verbatim(paper.url or ""),
        "eprint": paper.id if arxiv else "",
        "archiveprefix": "arXiv" if arxiv else "",
        "abstract": _tex(paper.abstract),
    }
    lines = "".join(f"  {key} = {{{value}}},\n" for key, value in values.items() if value)
    return f"@misc{{{key},\n{lines}}}\n"


def _key(paper: Paper, taken: set[str]) -> str:
    """A key such as "vaswani2017attention", which no other paper of the file has."""
    day = date_of(paper)
    surname = paper.authors[0].split()[-1] if paper.authors else "anonymous"
    first = next((w for w in _ascii(paper.title).split() if len(w) > 3), "paper")
    plain = f"{_ascii(surname)}{day.year if day else ''}{first}".replace(" ", "")
    keys = (f"{plain}{n}" if n > 1 else plain for n in range(1, len(taken) + 2))
    key = next(key for key in keys if key not in taken)
    taken.add(key)
    return key


def _ascii(text: str) -> str:
    """Lower-case letters and digits of a text, between spaces."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def _name(name: str) -> str:
    """In braces where it would be taken for several names, for none, or apart at a wrong place."""
    plain = _NAME.fullmatch(name) and not _NO_NAME.search(name)
    return _tex(name) if plain else f"{{{_tex(name)}}}"


def _tex(text: str) -> str:
    """Text that TeX sets as it stands; LaTeX between dollars stays LaTeX."""
    return "".join(
        f"${part}$" if is_math and _is_harmless(part) else _plain(f"${part}$" if is_math else part)
        for part, is_math in split_math(" ".join(text.split()))
    )


def _plain(text: str) -> str:
    parts = _LIGATURE.split(_ESCAPED.sub(r"\1", text))
    return "{}".join("".join(_TEX.get(char, char) for char in part) for part in parts)


def _is_harmless(math: str) -> bool:
    """Whether every brace of LaTeX has its other, and nothing in it goes beyond it."""
    depth = 0
    for brace in re.findall("[{}]", math):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0 and not _ORDERS.search(math)


def _verbatim(address: str) -> str:
    """An address or DOI, which no reader decodes."""
    escaped = {"{": "%7B", "}": "%7D", "\\": "%5C"}
    return "".join(escaped.get(char, char) for char in address)
