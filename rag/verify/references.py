r"""The list of references that a text ends with: BibTeX, \\bibitem, lines such as "[1] Title …"."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from index.papers.paper import BadPaper
from index.readers.values.latex import decode_latex
from rag.verify.citations import Marks, mark_citations

_HEADINGS = {
    "references", "reference", "bibliography", "works cited", "sources", "citations", "literature",
}  # fmt: skip
_LINE = re.compile(r"\s*(?:[-*•]\s+)?\[\^?(?P<key>[^\[\]\s]{1,60})\](?P<colon>:?)\s+(?P<text>\S.*)")
_NUMBERED = re.compile(r"\s*(?P<key>\d{1,3})[.)](?P<colon>)\s+(?P<text>\S.*)")
_TELLING = re.compile(r"(?i)\b(?:1[89]|20)\d\d\b|arxiv|\bdoi\b|https?:")
_ENTRY = re.compile(r"(?m)^[ \t]*@[A-Za-z]{1,30}\s{0,3}\{\s{0,3}[^\s,{}()\"=#%]{1,100}\s{0,3},")
_BRACES = re.compile(r"\\.|[{}]")
_BIBITEM = re.compile(
    r"\\bibitem\s?(?:\[[^\[\]]{0,200}\])?\s?\{([^{}]{1,100})\}|\\end\{thebibliography\}"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """What a text tells of a paper that it cites.

    Args:
        names: arXiv ids and DOIs, the first one most likely its own.
        title: "" where it cannot be told from the rest.
        text: the whole entry, as printed.

    """

    names: tuple[str, ...] = ()
    title: str = ""
    text: str = ""


def split_references(text: str) -> tuple[str, dict[str, Reference]]:
    """The text without its references, and these by their keys."""
    text, entries = _take_bibtex(text)
    text, items = _take_bibitems(text)
    text, lines = _take_lines(text)
    return text, {**lines, **items, **entries}


def read_reference(text: str) -> Reference:
    """An entry as it is printed."""
    return Reference(_find_names(text), text=text)


def _find_names(text: str) -> tuple[str, ...]:
    marks = Marks()
    mark_citations(text, marks, ())
    names = (name for citation in marks.found for name in citation.names)
    return tuple(dict.fromkeys(name for name in names if "." in name or "/" in name))


def _take_bibtex(text: str) -> tuple[str, dict[str, Reference]]:
    starts = [found.start() for found in _ENTRY.finditer(text)]
    kept, found, last = [], {}, 0
    for start, following in pairwise([*starts, len(text)]):
        end = _find_end(text, start, following)
        read = dict(_read_bibtex(text[start:end])) if end else {}
        if read:
            kept.append(text[last:start])
            found.update(read)
            last = end
    return "".join([*kept, text[last:]]), found


def _find_end(text: str, start: int, stop: int) -> int:
    """Where the braces of an entry close, 0 where they do not."""
    depth = 0
    for sign in _BRACES.finditer(text, start, stop):
        depth += {"{": 1, "}": -1}.get(sign[0], 0)
        if depth == 0 and sign[0] == "}":
            return sign.end()
    return 0


def _read_bibtex(text: str) -> Iterator[tuple[str, Reference]]:
    from index.readers.formats.bibtex_parser import make_macros, parse_entry  # a tenth of a second

    try:
        entry = parse_entry(text, make_macros())
    except BadPaper:
        return
    if entry and entry.fields:
        fields = dict(reversed(entry.fields))
        rest = (value for name, value in fields.items() if name not in ("title", "abstract"))
        title = decode_latex(" ".join(fields.get("title", "").split()))
        yield entry.key.strip(), Reference(_find_names(" ; ".join(rest)), title, title)


def _take_bibitems(text: str) -> tuple[str, dict[str, Reference]]:
    marks = [*_BIBITEM.finditer(text)]
    if not any(mark[1] for mark in marks):
        return text, {}
    found = {
        mark[1].strip(): read_reference(decode_latex(" ".join(text[mark.end() : end].split())))
        for mark, end in zip(marks, [*(m.start() for m in marks[1:]), len(text)], strict=True)
        if mark[1]
    }
    start = text.rfind(r"\begin{thebibliography}", 0, marks[0].start())
    return text[: start if start >= 0 else marks[0].start()], found


def _take_lines(text: str) -> tuple[str, dict[str, Reference]]:
    lines = text.splitlines()
    start, stop = _find_section(lines)
    body, found = [*lines[:start], *lines[stop:]], _read_lines(lines[start + 1 : stop])
    if start == len(lines):
        start = _find_tail(lines)
        body, found = lines[:start], _read_lines(lines[start:])
    defined = [match for line in body if (match := _LINE.match(line)) and match["colon"]]
    own = {match["key"]: read_reference(match["text"]) for match in defined}
    gone = {match.string for match in defined}
    return "\n".join(line for line in body if line not in gone), {**found, **own}


def _find_section(lines: list[str]) -> tuple[int, int]:
    """The lines from a heading "References" to the next heading, the first one included."""
    for start, line in enumerate(lines):
        words = re.sub(r"\\section|[^a-z ]", "", line[:60].casefold()).strip()
        if words in _HEADINGS:
            rest = range(start + 1, len(lines))
            return start, next((n for n in rest if lines[n].startswith("#")), len(lines))
    return len(lines), len(lines)


def _find_tail(lines: list[str]) -> int:
    """Where the lines begin that all paragraphs to the end begin with, each of a cited key."""
    matches = [_LINE.match(line) for line in lines]
    keys = {match["key"] for match in matches if match}
    firsts = [n for n, line in enumerate(lines) if line.strip() and not lines[n - 1].strip()]
    last = max((n for n in firsts if not matches[n]), default=0)  # that is no entry
    cited: set[str] = set()
    for n, match in enumerate(matches):
        told = match and match["key"] in cited and _is_entry(lines, n, match["text"])
        if told and n > last:
            return n
        marks = Marks()
        mark_citations(lines[n], marks, keys)
        cited.update(name for citation in marks.found for name in citation.names)
    return len(lines)


def _is_entry(lines: list[str], n: int, text: str) -> bool:
    return n > 0 and (not lines[n - 1].strip() or _TELLING.search(text) is not None)


def _read_lines(lines: list[str]) -> Mapping[str, Reference]:
    """Entries by key; a line that begins none goes on with the one before."""
    texts: dict[str, str] = {}
    key = ""
    for line in lines:
        match = _LINE.match(line) or _NUMBERED.match(line)
        if match:
            key = match["key"]
            texts[key] = match["text"]
        elif key and line.strip():
            texts[key] += f" {line.strip()}"
    return {key: read_reference(text) for key, text in texts.items()}
