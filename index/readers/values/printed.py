"""Lists and objects that a program printed into a text: a data frame's cells, above all."""

import ast
import json
import re

_LONGEST = 200_000  # characters
_LIKE = re.compile(r"\s*(?:\{\s*['\"}]|\[\s*[\[{'\"\]]).*[\]}]\s*$", re.DOTALL)


def open_printed(text: str) -> object | None:
    """The list or object that Python or JSON printed, or None where the text is none of these."""
    if len(text) > _LONGEST or not _LIKE.match(text):
        return None
    for read in (json.loads, ast.literal_eval):
        try:
            found: object = read(text)
            return found if isinstance(found, list | dict) else None
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
    return None
