"""A JSON list: answers of the Daily Papers API, or plain records as in the JSONL reader.

The items are decoded one by one, so that each has its line number and a file that was cut short
still gives what it holds.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from index.papers import BadPaper, Paper, clean_text
from index.readers import jsonl

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[\s,]*")


class NotAList(ValueError):
    """The JSON is an object, as APIs answer on an error; the message quotes it."""


def read(text: str) -> Iterator[tuple[int, Paper | BadPaper]]:
    """Yield (line of the item, paper or complaint); lists that follow each other are one.

    Raises NotAList.
    """
    position = _skip(text, 0)
    if text[position] != "[":
        shown = clean_text(text[:400])[:80]
        raise NotAList(f"is one JSON object, not a list of papers: {shown}")
    line, counted = 1, 0
    while position < len(text):
        line, counted = line + text.count("\n", counted, position), position
        if text[position] in "[]":
            position = _skip(text, position + 1)
            continue
        try:
            item, end = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            yield line, BadPaper(f"is not JSON, the rest of the file is lost: {error}")
            return
        yield line, _make(item)
        position = _skip(text, end)
    if not text.rstrip().endswith("]"):
        yield line, BadPaper("the list is not closed: the file was cut short")


def _skip(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position


def _make(item: object) -> Paper | BadPaper:
    try:
        if isinstance(item, Mapping) and isinstance(item.get("paper"), Mapping):
            return _make_from_api(item, item["paper"])
        return jsonl.make_paper(item)
    except BadPaper as error:
        return error
    except RecursionError:
        return BadPaper("is nested too deeply")


def _make_from_api(item: Mapping[str, Any], paper: Mapping[str, Any]) -> Paper:
    """`item` is the listing (comments, day listed), `paper` the paper itself.

    Answers from before 2025 lack `submittedOnDailyAt`; there the listing's own `publishedAt` is
    the day it was listed.
    """
    authors = _author_names(paper.get("authors") or [])
    identity = paper.get("id")
    return Paper.make(
        id=identity,
        title=paper.get("title") or item.get("title"),
        abstract=paper.get("summary") or item.get("summary"),
        authors=authors,
        author_count=len(authors) or None,
        published=paper.get("publishedAt"),
        listed=paper.get("submittedOnDailyAt") or item.get("publishedAt"),
        organization=_organization(paper.get("organization") or item.get("organization")),
        upvotes=paper.get("upvotes"),
        comments=item.get("numComments"),
        url=f"https://arxiv.org/abs/{identity}" if identity else None,
        source="daily-papers-api",
    )


def _author_names(authors: object) -> list[object]:
    if not isinstance(authors, list):
        raise BadPaper(f"authors is not a list but a {type(authors).__name__}")
    return [author.get("name") if isinstance(author, Mapping) else author for author in authors]


def _organization(value: object) -> object:
    return (value.get("fullname") or value.get("name")) if isinstance(value, Mapping) else value
