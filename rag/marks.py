"""An answer as plain text: quotation marks, markers, headings, and the papers that are nearest."""

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.answer import CheckedSentence

NEAREST = 3  # papers that an abstention names
_MARKER = re.compile(r"\[(\d+)\]")
_INNER_QUOTES = str.maketrans("“”", "‘’")


def heading(sentence: "CheckedSentence", titles: Mapping[int, str]) -> tuple[str, ...]:
    """The title to put before a line: its first paper's, unless the sentence has it."""
    return tuple(titles[n] for n in sentence.numbers[:1] if titles[n] not in sentence.text)


def mark_all(sentences: "list[CheckedSentence]") -> str:
    """Sentences with their markers; an unsupported one is struck out, with the reason."""
    return " ".join(_mark(sentence) for sentence in sentences)


def _mark(sentence: "CheckedSentence") -> str:
    text = tame(sentence.text)
    text = f"“{text}”" if sentence.quoted else text
    if sentence.verdict == "unsupported":
        text = f"~~{text}~~ (not supported: {sentence.reason})"
    return " ".join([text, *(f"[{number}]" for number in sentence.numbers)])


def tame(text: str) -> str:
    """A sentence or title that cannot pass for two: its own quotation marks and [1] are changed."""
    return _MARKER.sub(r"(\1)", text.translate(_INNER_QUOTES))


def name_nearest(titles: Iterable[str]) -> list[str]:
    """ "Nearest: …", with the first NEAREST different titles; nothing where there are none."""
    named = dict.fromkeys(map(tame, titles))
    return ["Nearest: " + "; ".join(list(named)[:NEAREST]) + "."] if named else []
