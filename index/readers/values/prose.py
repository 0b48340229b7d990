"""Titles and abstracts as plain text: what programs put around them, entities and markup."""

import html
import re
from collections.abc import Mapping

from index.papers.fields import MAX_ABSTRACT, BadPaper, is_number, show_value
from index.readers.values.columns import Say
from index.readers.values.printed import open_printed

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SPACED = "p|br|div|li|ul|ol|sec|title|h[1-6]|label|list|list-item|para|section|abstract"
_JOINED = (
    "i|b|u|em|strong|sub|sup|span|italic|bold|inf|scp|sc|tt|font|small|mark|monospace|"
    "underline|inline-formula|math|mi|mo|mn|mrow|msub|msup|msubsup|mtext|mfrac|msqrt|mstyle|"
    "mover|munder|tex-math|semantics|xref|roman"
)
_ATTRIBUTES = r"""(?:\s+[\w:-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*\s*"""
_TAG = re.compile(
    rf"<(?P<close>/?)(?P<name>(?:jats:|mml:|xhtml:)?(?P<bare>{_SPACED}|{_JOINED})){_ATTRIBUTES}/?>",
    re.IGNORECASE,
)
_SPACED_TAG = re.compile(_SPACED, re.IGNORECASE)
_RAISED = re.compile(
    rf"<(?:jats:)?sup{_ATTRIBUTES}>\s*([+−-]?\d{{1,6}})\s*</(?:jats:)?sup>", re.IGNORECASE
)
_DIGITS = re.compile(r"[+−-]?\d{1,6}")
_HEADING = re.compile(
    r"<(?:jats:)?title>\s*(?:(abstract|summary)|([^<>]{1,60}?))[.:]?\s*</(?:jats:)?title>",
    re.IGNORECASE,
)
_SUPERSCRIPTS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_HOLDERS = ("text", "value", "content", "abstract", "InvertedIndex", "#text")
# What databases write where there is no abstract.
_NOTHING = frozenset(
    {"no abstract available", "no abstract", "abstract not available", "not available",
     "an abstract is not available", "an abstract is not available for this content",
     "no abstract provided"}
)  # fmt: skip


def read_prose(value: object, _: Say) -> str | None:
    """A text, list of paragraphs or inverted index as plain text; None where there is nothing.

    Raises BadPaper where it is none of these.
    """
    text = read_raw(value, _)
    return None if text is None else to_plain(text)


def read_abstract(value: object, _: Say) -> str | None:
    """The same, but for what databases write where there is no abstract. Raises BadPaper."""
    text = read_prose(value, _)
    return None if (text or "").strip(" .[]()").casefold() in _NOTHING else text


def read_raw(value: object, _: Say) -> str | None:
    """The same without resolving anything in it, for a source that has plain text."""
    if isinstance(value, str):
        held = open_printed(value)
        return value if held is None else read_raw(held, _)
    if value is None:
        return None
    if isinstance(value, list):
        parts = [read_raw(part, _) for part in value]
        return " ".join(part for part in parts if part) or None
    if isinstance(value, Mapping):
        if value and all(map(_is_places, value.values())):
            return _put_together(value)
        named = next((value[name] for name in _HOLDERS if value.get(name)), None)
        if named is not None:
            label, text = value.get("label"), read_raw(named, _)
            return f"{label}: {text}" if isinstance(label, str) and label and text else text
        if all(isinstance(part, str) and not name.isdecimal() for name, part in value.items()):
            return " ".join(f"{heading}: {part}" for heading, part in value.items()) or None
        return None
    raise BadPaper(f"{show_value(value)} is no text")


def to_plain(text: str) -> str:
    """Entities as the characters that they name, tags of known names taken out, 10<sup>5</sup> as
    10⁵; all else, such as "x<y", stays.
    """
    for _ in range(3):  # exports escape what was escaped before
        if "&" not in text or not _ENTITY.search(text):
            break
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    if "<" not in text:
        return text
    text = text.replace("<![CDATA[", "").replace("]]>", "")
    text = _HEADING.sub(lambda found: f" {found[2]}: " if found[2] else " ", text)
    text = _RAISED.sub(lambda found: raise_digits(found[1]), text)
    closed = {found["name"].casefold() for found in _TAG.finditer(text) if found["close"]}
    return _TAG.sub(lambda found: _replace(found, closed), text)


def raise_digits(text: str) -> str:
    """ "5" as "⁵", so that 10⁵ is not read as 105; what holds more than digits stays as it is."""
    raised = text.translate(_SUPERSCRIPTS)
    return raised if _DIGITS.fullmatch(text) else text


def _replace(tag: re.Match[str], closed: set[str]) -> str:
    if _SPACED_TAG.fullmatch(tag["bare"]):
        return " "
    return "" if tag["name"].casefold() in closed or tag[0].endswith("/>") else tag[0]


def _is_places(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(map(is_number, value))


def _put_together(places: Mapping[str, list[int]]) -> str:
    """OpenAlex's inverted index, {"Bats": [0], "avoid": [1]}, as the text it was made of.

    Raises BadPaper where a place is beyond any abstract.
    """
    words = [(place, word) for word, all_places in places.items() for place in all_places]
    if len(words) > MAX_ABSTRACT:
        raise BadPaper(
            f"the inverted abstract has {len(words):,} words, more than {MAX_ABSTRACT:,}"
        )
    return " ".join(word for _, word in sorted(words))
