"""One BibTeX entry, as pybtex reads it, and what people write that it would refuse or drop.

Text in quotes that has quotes in it, a comma that is missing, a macro that is not defined, an entry
without a key or with a space in it: each is read as it was meant, and said.
"""

import re
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from typing import Any

from pybtex.bibtex.utils import split_name_list, split_tex_string
from pybtex.database.input.bibtex import LowLevelParser, month_names
from pybtex.exceptions import PybtexError
from pybtex.scanner import Pattern
from pybtex.utils import CaseInsensitiveDict

from index.papers.paper import BadPaper

Macros = MutableMapping[str, str]
_NAME = r"[A-Za-z@!$&*+\-./:;<>?\[\\\]^_`|~][\w@!$&*+\-./:;<>?\[\\\]^`|~]*"
# What may follow a closing quote: the next part, the next field, or the end of the entry.
_BEHIND = re.compile(rf"\s*(?:#|,\s*(?:{_NAME}\s*=|[)}}]|$)|[)}}]|$|{_NAME}\s*=\s*[\"{{\d])")
# A field's name may have blanks, as Web of Science's "Early Access Date" has.
_FIELD = re.compile(r"\s*([^\s={},\"#%()]+(?:[ \t]+[^\s={},\"#%()]+)*)\s*=")
_NO_VALUE = re.compile(r"\s*(?=[,})])")
_COMMENT = re.compile(r"(?:\s+|%[^\n]*)+")
_KEYLESS = re.compile(rf"\s*@\s*\w+\s*[{{(]\s*{_NAME}\s*=")
_DOUBLED_AND = re.compile(r"\s+and(?=\s+and\s|\s*$)|^\s*and\s", re.IGNORECASE)
# A brace behind a backslash is text, though BibTeX counts it.
_BRACES = {r"\{": "\ue005", r"\}": "\ue006"}


@dataclass(slots=True)
class Entry:
    """An entry: its key, its fields by lower-case name in order, what was amiss, by field."""

    key: str
    fields: list[tuple[str, str]]
    remarks: list[tuple[str, str]]


def make_macros() -> Macros:
    """The macros that are always defined, the months."""
    macros: Macros = CaseInsensitiveDict(month_names)
    return macros


def parse_entry(text: str, macros: Macros) -> Entry | None:
    """Read one entry; a @string goes into the macros, and gives None. Raises BadPaper."""
    for written, sign in _BRACES.items():
        text = text.replace(written, sign)
    parser = _Parser(text, macros)
    try:
        found = next(iter(parser), None)
    except PybtexError as error:
        raise BadPaper(f"is no sound BibTeX: {_explain(error)}", key=parser.key) from error
    except RecursionError as error:
        raise BadPaper("is nested too deeply", key=parser.key) from error
    if found is None or found[0].casefold() in ("string", "preamble"):
        return None
    key, fields = found[1]
    return Entry(key or "", list(_read_fields(fields)), parser.remarks)


def split_names(text: str) -> list[list[str]]:
    """The names in a field of authors, one at least, each divided at the commas outside braces."""
    text = _DOUBLED_AND.sub("", text)
    return [split_tex_string(name, ",") for name in split_name_list(text)] or [[]]


def _read_fields(fields: list[tuple[str, list[str]]]) -> Iterator[tuple[str, str]]:
    for name, parts in fields:
        value = "".join(parts)
        for written, sign in _BRACES.items():
            value = value.replace(sign, written)
        yield name.casefold(), value


def _explain(error: PybtexError) -> str:
    return " ".join(str(error).split())[:120]


class _Parser(LowLevelParser):  # type: ignore[misc]
    """pybtex's parser, which goes on where what was meant is plain; the names are pybtex's."""

    pos: int
    KEY_BRACE = KEY_PAREN = Pattern(r"[^,{}=\"]*", "entry key")

    def __init__(self, text: str, macros: Macros) -> None:
        super().__init__(text, keyless_entries=bool(_KEYLESS.match(text)), macros=macros)
        self.remarks: list[tuple[str, str]] = []

    @property
    def key(self) -> str:
        """The key of the entry that is being read, as far as it is known."""
        return str(self.current_entry_key or "").strip()[:80]

    def _remark(self, reason: str) -> None:
        self.remarks.append((str(self.current_field_name or "").casefold(), reason))

    def parse_entry_fields(self) -> None:
        while True:
            super().parse_entry_fields()
            following = _FIELD.match(self.text, self.pos)
            if not (following and self.current_fields):
                return
            self._remark(f"a comma is missing before {following[1]!r}")

    def parse_field(self) -> None:
        self.eat_whitespace()
        found = _FIELD.match(self.text, self.pos)
        if not found:
            super().parse_field()
            return
        self.current_field_name = found[1]
        self.pos = found.end()
        if not _NO_VALUE.match(self.text, self.pos):
            self.parse_value()

    def eat_whitespace(self) -> None:
        """Between fields a percent sign begins a comment, as within them it never does."""
        found = _COMMENT.match(self.text, self.pos)
        if found:
            self.pos = found.end()
            self.update_lineno(found[0])

    def substitute_macro(self, name: str) -> str:
        if name in self.macros:
            return str(self.macros[name])
        if str(self.current_field_name).casefold() == "month":  # "sept", which can be read
            return name
        self._remark(f"the macro {name!r} is not defined, and is left out")
        return ""

    def parse_string(self, string_end: Any, level: int = 0, max_level: int = 100) -> Iterator[Any]:
        """A quote that nothing of an entry follows belongs to the text, as in "a "b" c"."""
        yield from super().parse_string(string_end, level, max_level)
        while string_end is self.QUOTE and not _BEHIND.match(self.text, self.pos):
            self._remark("quotes within quotes are taken as text")
            yield from super().parse_string(string_end, level, max_level)
