"""Sentences and questions about abstracts that were written for training, one JSON line each.

They name papers by id and the sentences of an abstract by number, from 1 on; 0 is the title. The
abstracts' text is not among them: `training.examples.papers` reads it, and knows whether it is the
same.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import AskpapersError

DATA = Path(__file__).parents[1] / "data"
# No network is trained on what these wrote. `TUNE` chooses the scale of probabilities; of `TEST`
# w7 and w8 were looked at while the first network was trained.
TUNE, TEST = ("w6",), ("w7", "w8", "w25")


class BadExamples(AskpapersError):
    """A file of examples that cannot be read; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence about one paper or two, and whether their abstracts support all of it.

    `rests` are the sentences, each a paper and a number, that it rests on, or that a wrong one
    distorts. `wrong` are the parts of `text`, from and to, that make it wrong, and `kind` says how
    it was written, or in what way it is wrong.
    """

    id: str
    writer: str
    papers: tuple[str, ...]
    text: str
    supported: bool
    kind: str
    rests: tuple[tuple[str, int], ...]
    wrong: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question about a paper, and the sentences of its abstract that answer it.

    `needed` are their numbers, the one that a reader should see first before the others; where
    there are none the abstract does not answer. `helpful` are those that may be told as well.
    `kind` is "detail" where the abstract lacks what is asked, and "premise" where what the question
    takes for granted is not so. `shared`: other papers may answer it as well.
    """

    id: str
    writer: str
    paper: str
    text: str
    kind: str
    needed: tuple[int, ...] = ()
    helpful: tuple[int, ...] = ()
    shared: bool = False


def read_claims(folder: Path = DATA / "claims") -> list[Claim]:
    """All sentences of a folder's files. Raises BadExamples."""
    return [_make_claim(record, place) for record, place in _read_lines(folder)]


def read_questions(folder: Path = DATA / "questions") -> list[Question]:
    """All questions of a folder's files. Raises BadExamples."""
    return [_make_question(record, place) for record, place in _read_lines(folder)]


def read_hostile(path: Path = DATA / "hostile.txt") -> list[str]:
    """Sentences that would sway a judge, one a line."""
    return [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]


def _make_claim(record: dict[str, Any], place: str) -> Claim:
    try:
        claim = Claim(
            str(record["id"]), str(record["writer"]), tuple(record["papers"]), record["text"],
            record["supported"], record["kind"],
            tuple((str(paper), int(number)) for paper, number in record["rests"]),
            tuple((int(start), int(end)) for start, end in record.get("wrong", ())),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise BadExamples(f"{place}: {type(error).__name__}: {error}") from error
    if claim.supported == bool(claim.wrong):
        raise BadExamples(f"{place}: a sentence is wrong where, and only where, parts of it are")
    return claim


def _make_question(record: dict[str, Any], place: str) -> Question:
    try:
        return Question(
            str(record["id"]), str(record["writer"]), str(record["paper"]), record["text"],
            record["kind"], tuple(map(int, record.get("needed", ()))),
            tuple(map(int, record.get("helpful", ()))), bool(record.get("shared")),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise BadExamples(f"{place}: {type(error).__name__}: {error}") from error


def _read_lines(folder: Path) -> Iterator[tuple[dict[str, Any], str]]:
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            try:
                yield json.loads(line), f"{path.name}:{number}"
            except ValueError as error:
                raise BadExamples(f"{path}:{number}: {error}") from error
