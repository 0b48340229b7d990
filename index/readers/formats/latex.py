r"""LaTeX as names and titles have it: G\"odel becomes Gödel."""

from functools import cache
from typing import Any

from index.papers.paper import clean_text

_LONGEST = 10_000  # characters, of which reading takes seconds


def decode_latex(text: str) -> str:
    """The text with accents and braces resolved; what cannot be read stays as it is."""
    if not ("\\" in text or "{" in text) or len(text) > _LONGEST:
        return text
    try:
        return clean_text(_decoder().latex_to_text(text)) or text
    except Exception:  # pylatexenc's own, and what Python raises inside it on nonsense
        return text


@cache
def _decoder() -> Any:
    from pylatexenc.latex2text import LatexNodes2Text  # a tenth of a second

    return LatexNodes2Text(math_mode="verbatim", keep_comments=True)
