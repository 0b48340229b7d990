"""Run a file of questions through the same path as the page, and report.

    python -m rag.evaluate QUESTIONS.jsonl --index DIR --out DIR [--where corpus=A]
                           [--against OTHER/report.json]

Each result is written as it comes: started again, the run goes on where it stopped. Exit status:
0 done; 1 done, but some lines or questions failed; 2 a mistake in the call; 130 interrupted.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TextIO

from tqdm import tqdm

from index.embedding import ModelUnavailable
from index.store import IndexBusy, IndexMismatch, IndexNotFound, IndexReader, default_index
from rag.ask import Chatbot, open_chatbot
from rag.metrics import Gold, score_answer
from rag.question import BadQuestion
from rag.report import BadReport, compare_runs, write_report

RESULTS, SETTINGS = "results.jsonl", "settings.json"
MISTAKES = (
    IndexNotFound, IndexMismatch, IndexBusy, ModelUnavailable, BadReport, OSError
)  # fmt: skip


class BadLine(ValueError):
    """A line of the question file that is no question; the message has its number."""


@dataclass(frozen=True, slots=True)
class EvalQuestion:
    """One line of a question file. `extra` keeps the fields that we do not know."""

    id: str
    question: str
    gold: Gold
    kind: str = ""
    answer: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


def read_questions(path: Path, where: str = "") -> Iterator[EvalQuestion | BadLine]:
    """Yield the questions whose field has the value that `where` ("field=value") asks for.

    A line that is no question, or repeats an id, comes as a BadLine in its place.
    """
    name, _, value = where.partition("=")
    seen: set[str] = set()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
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


def _decode(line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadLine(f"is not JSON: {error.msg} at column {error.colno}") from error
    if not isinstance(record, dict):
        raise BadLine(f"is not a JSON object: {line[:40]}")
    return record


def _make_question(record: dict[str, Any]) -> EvalQuestion:
    known = {name: record.get(name) for name in ("id", "question", "kind", "answer")}
    for name in ("id", "question"):
        if not isinstance(known[name], str | int) or not str(known[name]).strip():
            raise BadLine(f"has no {name}")
    lists = {name: _strings(record, name) for name in ("papers", "also", "facts")}
    kind = str(known["kind"] or "")
    gold = Gold(
        frozenset(lists["papers"]),
        frozenset(lists["also"]),
        tuple(lists["facts"]),
        answerable=bool(record.get("answerable", not kind.startswith("unanswerable"))),
    )
    extra = {name: value for name, value in record.items() if name not in {*known, *lists}}
    texts = {name: str(known[name] or "") for name in ("answer",)}
    return EvalQuestion(str(known["id"]), str(known["question"]), gold, kind, **texts, extra=extra)


def _strings(record: dict[str, Any], name: str) -> list[str]:
    value = record.get(name) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadLine(f"{name} is not a list of strings: {value!r:.40}")
    return value


def run_questions(
    questions: list[EvalQuestion], chatbot: Chatbot, results: Path
) -> Iterator[dict[str, Any]]:
    """Yield every question's result: those that `results` has, then the rest, each written to it.

    A question that fails becomes a result with an `error` and no scores.
    """
    done = {result["id"]: result for result in _read_results(results)}
    wanted = {question.id for question in questions}
    kept = [result for id, result in done.items() if id in wanted and not result["error"]]
    yield from kept
    finished = {result["id"] for result in kept}
    with results.open("a", encoding="utf-8") as file:
        for question in questions:
            if question.id not in finished:
                result = _answer(question, chatbot)
                _append(file, result)
                yield result


def _read_results(path: Path) -> Iterator[dict[str, Any]]:
    """Whole lines only: the last one may have been cut off by a kill, and is asked again."""
    if not path.is_file():
        return
    whole = [line for line in path.read_text(encoding="utf-8").splitlines(keepends=True)]
    if whole and not whole[-1].endswith("\n"):
        path.write_text("".join(whole[:-1]), encoding="utf-8")
        whole.pop()
    yield from map(json.loads, whole)


def _append(file: TextIO, result: dict[str, Any]) -> None:
    file.write(json.dumps(result, ensure_ascii=False) + "\n")
    file.flush()


def _answer(question: EvalQuestion, chatbot: Chatbot) -> dict[str, Any]:
    result: dict[str, Any] = {
        "id": question.id,
        "question": question.question,
        "kind": question.kind,
        "gold": asdict(question.gold)
        | {"papers": sorted(question.gold.papers), "also": sorted(question.gold.also)},
        "gold_answer": question.answer,
        "extra": question.extra,
        "error": None,
    }
    try:
        answer = chatbot.ask(question.question)
    except BadQuestion as error:
        return result | {"error": str(error), "answer": None, "scores": {}}
    return result | {"answer": answer.to_dict(), "scores": score_answer(question.gold, answer)}


def main(arguments: list[str]) -> int:
    """Run, report, compare; returns the exit status."""
    options = _parse(arguments)
    try:
        return _evaluate(options)
    except MISTAKES as error:
        _complain(str(error))
        return 2
    except KeyboardInterrupt:
        _complain("interrupted; what was answered is kept, and the same command goes on from there")
        return 130


def _evaluate(options: argparse.Namespace) -> int:
    lines = list(read_questions(options.questions, options.where))
    bad = [line for line in lines if isinstance(line, BadLine)]
    questions = [line for line in lines if isinstance(line, EvalQuestion)]
    chatbot = open_chatbot(options.index)
    for complaint in [*bad, *_find_unknown_gold(questions, chatbot.index)]:
        _complain(str(complaint))
    options.out.mkdir(parents=True, exist_ok=True)
    _check_settings(options.out, options.index, chatbot.index)
    runs = run_questions(questions, chatbot, options.out / RESULTS)
    patience = 0.1 if sys.stderr.isatty() else 10
    bar = tqdm(runs, total=len(questions), unit="questions", mininterval=patience)
    results = list(bar)
    report = write_report(results, options.out)
    print(json.dumps(report["overall"]))
    if options.against:
        print(compare_runs(options.against, options.out))
    return 1 if bad or any(result["error"] for result in results) else 0


def _find_unknown_gold(questions: list[EvalQuestion], index: IndexReader) -> Iterator[str]:
    known = {name for paper in index.papers() for name in (paper.id, paper.title)}
    for question in questions:
        missing = sorted(question.gold.papers - known)
        if missing:
            yield (
                f"question {question.id!r}: the index at {index.folder} lacks its gold papers "
                f"{missing}; its recall counts them as missed"
            )


def _check_settings(out: Path, folder: Path, index: IndexReader) -> None:
    """An out folder holds one run: results of two indexes must not meet in one report."""
    settings = {"index": str(folder.resolve()), "embedder": asdict(index.embedder)}
    file = out / SETTINGS
    if file.is_file() and json.loads(file.read_text()) != settings:
        raise BadReport(f"{out} holds a run of another index ({file}); give another --out")
    file.write_text(json.dumps(settings))


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m rag.evaluate",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl")
    parser.add_argument("--index", "--at", type=Path, default=default_index(), metavar="DIR")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--where", default="", metavar="FIELD=VALUE", help="only such questions")
    parser.add_argument("--against", type=Path, metavar="REPORT", help="another run's report.json")
    return parser.parse_args(arguments)


def _complain(text: str) -> None:
    print(f"python -m rag.evaluate: {text}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
