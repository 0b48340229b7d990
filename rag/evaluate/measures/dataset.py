"""A file of questions to measure with: one JSON object a line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.errors import AskpapersError
from rag.evaluate.measures.metrics import Gold

ROLES = ("user", "assistant")
_TEXTS = ("id", "question", "kind", "answer")
_LISTS = ("papers", "also", "facts")


class BadLine(AskpapersError):
    """A line of the question file that is no question; the message has its number."""


@dataclass(frozen=True, slots=True)
class EvalQuestion:
    """One line of a question file.

    Args:
        id: unique in the file.
        question: as asked.
        gold: what a right answer looks like.
        kind: what sort of question it is; reports have a row for each.
        answer: the gold answer in words.
        history: the turns before it, oldest first, each with "role" (one of ROLES) and "content".
        extra: the fields that we do not know.

    """

    id: str
    question: str
    gold: Gold
    kind: str = ""
    answer: str = ""
    history: tuple[dict[str, Any], ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)


def read_questions(path: Path, where: str = "") -> Iterator[EvalQuestion | BadLine]:
    """Yield the questions whose field has the value that `where` ("field=value") asks for.

    A line that is no question, or repeats an id, comes as a BadLine in its place.
    """
    name, _, value = where.partition("=")
    seen: set[str] = set()
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            record = _decode(line)
            if where and str(record.get(name)) != value:
                continue
            question = _make_question(record)
            if question.id in seen:
                raise BadLine(f"id {question.id!r} occurs twice")
            seen.add(question.id)
            yield question
        except BadLine as error:
            yield BadLine(f"{path}:{number}: {error}")


def _decode(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadLine(f"is not UTF-8: {error.reason} at byte {error.start + 1}") from error
    except json.JSONDecodeError as error:
        raise BadLine(f"is not JSON: {error.msg} at column {error.colno}") from error
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, 5,000 brackets
        raise BadLine(f"is not JSON that can be read: {error}") from error
    if not isinstance(record, dict):
        raise BadLine(f"is not a JSON object: {json.dumps(record):.40}")
    return record


def _make_question(record: dict[str, Any]) -> EvalQuestion:
    for name in ("id", "question"):
        value = record.get(name)
        if not isinstance(value, str | int) or not str(value).strip():
            raise BadLine(f"has no {name}")
    lists = {name: _strings(record, name) for name in _LISTS}
    kind = str(record.get("kind") or "")
    gold = Gold(
        frozenset(lists["papers"]),
        frozenset(lists["also"]),
        tuple(lists["facts"]),
        answerable=bool(record.get("answerable", not kind.startswith("unanswerable"))),
    )
    known = {*_TEXTS, *_LISTS, "history"}
    return EvalQuestion(
        id=str(record["id"]),
        question=str(record["question"]),
        gold=gold,
        kind=kind,
        answer=str(record.get("answer") or ""),
        history=_turns(record),
        extra={name: value for name, value in record.items() if name not in known},
    )


def _strings(record: dict[str, Any], name: str) -> list[str]:
    value = record.get(name) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadLine(f"{name} is not a list of strings: {value!r:.40}")
    return value


def _turns(record: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    turns = record.get("history") or []
    if not isinstance(turns, list):
        raise BadLine(f"history is not a list of turns: {turns!r:.40}")
    for number, turn in enumerate(turns, 1):
        if not isinstance(turn, dict) or turn.get("role") not in ROLES:
            raise BadLine(
                f"turn {number} of history has no role {' or '.join(ROLES)}: {turn!r:.40}"
            )
        if not isinstance(turn.get("content"), str):
            raise BadLine(f"turn {number} of history has no content: {turn!r:.40}")
    return tuple(turns)
