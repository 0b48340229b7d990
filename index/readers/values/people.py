"""The authors of a paper, in any shape that programs export, as "Given Family" each."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from index.papers.fields import BadPaper, show_value
from index.readers.values.columns import Say
from index.readers.values.names import (
    clean_name,
    drop_rest,
    is_two,
    says_more,
    split_text,
    turn_name,
)
from index.readers.values.printed import open_printed

# "['Ann Lee' 'Bo O''Hara']", which is no list of Python's: numpy prints no commas, and some double
# the quotes in names.
_PRINTED = re.compile(r"\s*[\[(]\s*(?=['\"\]]).*[\])]?\s*$", re.DOTALL)
_ITEM = re.compile(r"""'((?:[^'\\]|\\.|''(?!\s*[,\]]))*)'|"((?:[^"\\]|\\.|"")*)\"""")
_GIVEN = (
    "given", "firstName", "first_name", "first", "forename", "given_name", "givenName", "ForeName",
    "Initials",
)  # fmt: skip
_FAMILY = (
    "family", "lastName", "last_name", "last", "surname", "family_name", "familyName", "LastName",
)  # fmt: skip
_MIDDLE = ("middle", "middle_name")
_PARTICLES = ("non-dropping-particle", "dropping-particle", "prefix")
_WHOLE = (
    "name", "display_name", "full_name", "fullName", "literal", "displayName", "fullname",
    "raw_author_name", "CollectiveName", "author_name", "collab", "wsStandard",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class People:
    """Authors in order, each "Given Family"; `count` of all, None where more stay unnamed."""

    names: tuple[str, ...] = ()
    count: int | None = None


def read_people(value: object, say: Say) -> People | None:
    """A list of names or objects, or one text with all names; None where there is nothing.

    Entries without a name are left out, and counted. Raises BadPaper where it is neither.
    """
    if isinstance(value, Mapping):
        value = _open_object(value)
    if isinstance(value, str):
        return _read_text(value)
    if not isinstance(value, list | tuple):
        raise BadPaper(f"{show_value(value)} is no list of names")
    entries = [entry for held in value for entry in _open_list(held) if not _is_other_role(entry)]
    names = [name for entry in entries if (name := _read_entry(entry))]
    odd = [entry for entry in entries if not isinstance(entry, str | Mapping | list | None)]
    if odd:
        say(f"{show_value(odd[0])} is no name of an author")
    if not names:
        return People((), len(entries)) if entries and not odd else None
    return close(names, len(entries))


def _open_object(value: Mapping[str, object]) -> list[object]:
    """The authors in an object: one, several by number, or a list under a name."""
    for name in ("author", "authors", "value", "list"):
        held = value.get(name)
        if isinstance(held, list):
            return held
    by_number = bool(value) and all(name.isdecimal() for name in value)
    return list(value.values()) if by_number else [value]


def _open_list(entry: object) -> list[object]:
    """A list in the list: of whole names, or arXiv's "Last", "First", "Jr" of one."""
    if isinstance(entry, list) and any(isinstance(name, str) and " " in name for name in entry):
        return entry
    return [entry]


def close(names: list[str], count: int) -> People:
    """Names without what says that there are more; where it does, the count is not known."""
    kept = tuple(filter(None, map(drop_rest, names)))
    return People(kept, None if any(map(says_more, names)) else count)


def _is_other_role(entry: object) -> bool:
    """Whether an entry of Zotero's list is an editor or translator."""
    return isinstance(entry, Mapping) and str(entry.get("creatorType") or "author") != "author"


def _read_entry(entry: object) -> str:
    """The name in one entry of a list, "" where it has none."""
    if isinstance(entry, str):
        return clean_name(turn_name(entry) if "," in entry and not is_two(entry) else entry)
    if isinstance(entry, list):  # arXiv's "Last", "First", "Jr"
        parts = [part for part in entry[:3] if isinstance(part, str)]
        return clean_name(" ".join([*parts[1:2], *parts[:1], *parts[2:]]))
    if not isinstance(entry, Mapping):
        return ""
    if isinstance(entry.get("author"), Mapping):  # OpenAlex
        entry = {**entry, **{k: v for k, v in entry["author"].items() if v}}
    if _text(entry, _FAMILY):
        order = (_GIVEN, _MIDDLE, _PARTICLES, _FAMILY, ("suffix",))
        return clean_name(" ".join(filter(None, (_text(entry, names) for names in order))))
    whole = _text(entry, _WHOLE)
    return clean_name(turn_name(whole) if "," in whole else whole)


def _text(entry: Mapping[str, object], names: tuple[str, ...]) -> str:
    values = (entry.get(name) for name in names)
    values = (" ".join(map(str, value)) if isinstance(value, list) else value for value in values)
    return next((value for value in values if isinstance(value, str) and value.strip()), "")


def _read_text(text: str) -> People | None:
    if not _PRINTED.match(text):
        held = open_printed(text)
        if held is not None:
            return read_people(held, lambda _: None)
        names = split_text(text)
        return People(tuple(names), None if says_more(text) else len(names)) if names else None
    names = [name for name in map(clean_name, _read_printed(text)) if name]
    return close(names, len(names)) if names else None


def _read_printed(text: str) -> Iterator[str]:
    """The names in quotes, in which a quote may stand twice."""
    for found in _ITEM.finditer(text):
        name = found[1] if found[1] is not None else found[2]
        yield turn_name(re.sub(r"\\(.)", r"\1", name).replace("''", "'").replace('""', '"'))
