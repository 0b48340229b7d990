"""Turns as the browser keeps them, and back: what comes back is checked like any other input."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, get_args

from index.errors import AskpapersError
from index.papers.paper import Paper
from page.turns.turn import Turn
from rag.answer.answer import Answer
from rag.answer.parts import Verdict

_KEY = re.compile(r"[0-9a-f]{1,32}")
MOST_TURNS = 200  # of a conversation; the newest


class BadTurn(AskpapersError):
    """What was kept is no turn of ours; the message says why."""


def save_turn(turn: Turn) -> dict[str, Any]:
    """JSON values, in which each paper stands once."""
    values = turn.answer.to_dict()
    papers: dict[str, Any] = {}
    for part in [*values["citations"], *values["passages"]]:
        paper = part["paper"]
        papers[paper["id"]] = paper
        part["paper"] = paper["id"]
    return {
        "key": turn.key,
        "answer": values,
        "papers": papers,
        "error": turn.error,
        "stopped": turn.stopped or turn.live,  # kept in mid-answer, it was never ended
    }


def restore_turns(kept: object) -> list[Turn]:
    """Those of the kept turns that are sound, in order, at most MOST_TURNS."""
    turns = []
    for values in kept[-MOST_TURNS:] if isinstance(kept, list) else ():
        try:
            turns.append(restore_turn(values))
        except (AskpapersError, KeyError, TypeError, ValueError, AttributeError):
            continue  # one that an older version kept, or that somebody changed
    return turns


def restore_turn(values: Mapping[str, Any]) -> Turn:
    """One turn, its citations where they were. Raises what says that it is none."""
    papers = {id: _check_paper(paper) for id, paper in values["papers"].items()}
    kept = values["answer"]
    parts = {
        name: [{**part, "paper": papers[part["paper"]]} for part in kept[name]]
        for name in ("citations", "passages")
    }
    answer = Answer.from_dict({**kept, **parts})
    _check_answer(answer)
    if not _KEY.fullmatch(values["key"]):
        raise BadTurn(f"the key {values['key']!r} is none of ours")
    return Turn(values["key"], answer, error=str(values["error"]), stopped=bool(values["stopped"]))


def _check_paper(values: Mapping[str, Any]) -> dict[str, Any]:
    """The record of a valid paper: a link may have got in since it was cleaned."""
    paper = Paper.make(**values)
    if paper.to_dict() != values:
        raise BadTurn(f"the record of {paper.id} is not a valid paper's")
    return dict(values)


def _check_answer(answer: Answer) -> None:
    numbers = {citation.number for citation in answer.citations}
    for citation in answer.citations:
        if not 0 <= citation.start <= citation.end <= len(citation.paper.abstract):
            raise BadTurn(f"a citation of {citation.paper.id} stands outside its abstract")
    for sentence in answer.sentences:
        if not numbers.issuperset(sentence.numbers):
            raise BadTurn(f"a sentence cites {sentence.numbers}, of {sorted(numbers)}")
    sentences = (*answer.sentences, *answer.draft)
    verdicts = {part.verdict for part in sentences} | {c.verdict for c in answer.citations}
    if not verdicts.issubset(get_args(Verdict)):
        raise BadTurn(f"one of {verdicts} is no verdict")
    texts = [answer.question, answer.note, answer.standalone, answer.reason, answer.composer]
    texts += [text for s in sentences for text in (s.text, s.reason)]
    if not all(isinstance(text, str) for text in texts):
        raise BadTurn("a text of it is none")
    if answer.asked:
        datetime.fromisoformat(answer.asked)
