"""A text as sentences, each with what it cites."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from index.errors import AskpapersError
from index.papers.chunks import sentence_spans
from index.papers.cleaning import clean_text
from rag.verify.citations import Citation, Marks, strip_marks
from rag.verify.markup import Block, read_blocks
from rag.verify.references import Reference, split_references

MAX_TEXT = 50_000  # characters
MAX_SENTENCES = 500
_QUOTES = '“”"«»„'
_ENDS = re.compile(r"[.!?][\"')\]”’]{0,3}\s*$")
_NEARBY = 40  # characters around a citation that tell whether a noun is wanted
_WANTS_NOUN = re.compile(
    r"(?i)\b(?:in|by|of|from|to|with|than|see|unlike|like|following|whereas|while|that|but|because)$"
)
_LEANS = re.compile(
    r"(?:It|Its|They|Their|This|These|Those|Both|Such|He|She|Here|The (?:authors?|paper|method"
    r"|model|approach|latter|former|work|study|same))\b"
)


class BadText(AskpapersError):
    """A text that cannot be checked; the message says why."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence.

    Args:
        shown: as the text has it, citations included.
        text: without citations, as it is checked.
        cited: the names that it cites, in order: keys of the references, arXiv ids, DOIs.
        is_heading: whether it stands as a heading.
        leans: whether it goes on about what the sentence before is about.

    """

    shown: str
    text: str
    cited: tuple[str, ...] = ()
    is_heading: bool = False
    leans: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """The claims of a text in order, and its references by key."""

    claims: tuple[Claim, ...]
    references: Mapping[str, Reference]


@dataclass(slots=True)
class _Placed:
    """A citation in a line that has none any more: from where to where a noun stands for it."""

    start: int
    end: int
    written: str
    names: tuple[str, ...]


def read_document(text: object) -> Document:
    """Split a text of at most MAX_TEXT characters and MAX_SENTENCES sentences. Raises BadText."""
    if not isinstance(text, str):
        raise BadText(f"what is checked is a text, not {type(text).__name__}")
    if len(text) > MAX_TEXT:
        raise BadText(
            f"the text has {len(text):,} characters, more than {MAX_TEXT:,}; check it in parts"
        )
    lines = "\n".join(map(clean_text, strip_marks(text).splitlines()))
    body, references = split_references(lines)
    marks = Marks()
    claims = [
        claim
        for block in read_blocks(body, marks, references)
        for claim in _split(block, marks)
    ]  # fmt: skip
    if not claims:
        raise BadText("there is no sentence to check; paste a paragraph")
    if len(claims) > MAX_SENTENCES:
        raise BadText(
            f"the text has {len(claims):,} sentences, more than {MAX_SENTENCES}; check it in parts"
        )
    return Document(tuple(claims), references)


def _split(block: Block, marks: Marks) -> Iterator[Claim]:
    line, placed = _lift(block.text, marks)
    spans = [*sentence_spans(line)]
    for n, (start, end) in enumerate(spans):
        # A citation behind a full stop is of the sentence before it.
        stop = spans[n + 1][0] if n + 1 < len(spans) else len(line)
        own = [one for one in placed if (start < one.end or n == 0) and one.end <= stop]
        names = dict.fromkeys(name for one in own for name in one.names)
        text = line[start:end].strip(_QUOTES + " ")
        if text:
            leans = n > 0 and _LEANS.match(text) is not None
            shown = _put_back(line, start, end, own)
            yield Claim(shown, text, tuple(names), block.is_heading, leans)


def _lift(text: str, marks: Marks) -> tuple[str, list[_Placed]]:
    """A line without citations, and where they stood.

    Where a citation is the subject of its sentence, or follows "in" or "by", a noun takes its
    place: "[1] shows" is "The paper shows".
    """
    line, last = "", 0
    placed: list[_Placed] = []
    for start, end, citations in marks.find_groups(text):
        line += text[last:start]
        noun = _stand_in(line[-_NEARBY:], text[end : end + _NEARBY], citations)
        at, written = len(line), "".join(c.written for c in citations)
        space = text[start:end][: len(text[start:end]) - len(text[start:end].lstrip())]
        if noun:
            line += space + noun
        lead = at + len(space) if noun else at
        names = tuple(name for citation in citations for name in citation.names)
        shown = marks.show(text[start:end]) if not noun else marks.show(text[start:end]).lstrip()
        placed.append(_Placed(lead, len(line), shown if written else "", names))
        last = end
    return line + text[last:], placed


def _stand_in(before: str, after: str, citations: list[Citation]) -> str:
    """What a citation is replaced by, "" where it is left out."""
    noun = "authors" if any(citation.narrative for citation in citations) else "paper"
    begins = not before.strip() or _ENDS.search(before) is not None
    if begins and re.match(r"['’]s\b|\s[a-z]", after):
        return f"The {noun}"
    if _WANTS_NOUN.search(before):
        return f"the {noun}"
    return f"the {noun}" if noun == "authors" and re.match(r"\s[a-z]", after) else ""


def _put_back(line: str, start: int, end: int, placed: list[_Placed]) -> str:
    parts, last = [], start
    for one in placed:
        at = min(max(one.start, start), end)
        parts += [line[last:at], one.written]
        last = max(last, min(max(one.end, at), end))
    return "".join([*parts, line[last:end]]).strip()
