"""Run a file of questions through the same path as the page, and report.

    python -m rag.evaluate QUESTIONS.jsonl --index DIR --out DIR [--where corpus=A]
                           [--against OTHER] [--reranker NAME_OR_PATH] [--judge SPEC] [--llm SPEC]

Each result is written as it comes: started again, the run goes on where it stopped. Exit status:
0 done; 1 done, but some lines, questions or judgements failed; 2 a mistake in the call;
130 interrupted.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tqdm import tqdm

from index.embedding.loading import ModelUnavailable
from index.store.reader import IndexBusy, IndexMismatch, IndexNotFound, IndexReader, default_index
from rag.ask import open_chatbot
from rag.chatbot import Chatbot
from rag.evaluate.dataset import BadLine, EvalQuestion, read_questions
from rag.evaluate.judge import UNJUDGED, judge_result, needs_judge
from rag.evaluate.metrics import score_answer
from rag.evaluate.report.report import BadReport, Result, compare_runs, load_scores, write_report
from rag.evaluate.results import append_result, read_results
from rag.evaluate.settings import check_settings
from rag.generation.model_composer import ModelComposer
from rag.llm.opening import open_llm
from rag.query.followup import pair_turns
from rag.query.question import BadQuestion

RESULTS = "results.jsonl"
Judge = Callable[[Result], Result]  # adds verdicts to what it has not judged yet
MISTAKES = (
    IndexNotFound, IndexMismatch, IndexBusy, ModelUnavailable, BadReport, OSError
)  # fmt: skip


def run_questions(
    questions: list[EvalQuestion], chatbot: Chatbot, results: Path, judge: Judge | None = None
) -> Iterator[Result]:
    """Yield every question's result: those that `results` has, then the rest, each written to it.

    A question whose line has changed since is asked again, and so is one that failed; one that
    `judge` has yet to see keeps its answer. A failure becomes a result with an `error` and no
    scores. Raises BadReport where `results` is something else, and OSError where it cannot be
    written: what is in it stays.
    """
    done = {result["id"]: result for result in read_results(results)}
    kept = {q.id: done[q.id] for q in questions if q.id in done and _answers(done[q.id], q)}
    finished = {id: result for id, result in kept.items() if not (judge and needs_judge(result))}
    yield from finished.values()
    # Unbuffered: what a full disk refused must not be tried again when the file is closed.
    with results.open("ab", buffering=0) as file:
        for question in questions:
            if question.id not in finished:
                result = kept.get(question.id) or _answer(question, chatbot)
                result = judge(result) if judge else result
                append_result(file, result)
                yield result


def _answers(result: Result, question: EvalQuestion) -> bool:
    """Whether a result is this question's as it now stands in the file."""
    return all(result.get(name) == value for name, value in _describe_question(question).items())


def _describe_question(question: EvalQuestion) -> Result:
    return {
        "id": question.id,
        "question": question.question,
        "kind": question.kind,
        "gold": {
            "papers": sorted(question.gold.papers),
            "also": sorted(question.gold.also),
            "facts": list(question.gold.facts),
            "answerable": question.gold.answerable,
        },
        "gold_answer": question.answer,
        "history": list(question.history),
        "extra": question.extra,
        "error": None,
    }


def _answer(question: EvalQuestion, chatbot: Chatbot) -> Result:
    result = _describe_question(question) | UNJUDGED
    try:
        answer = chatbot.ask(question.question, history=pair_turns(question.history))
        scores = score_answer(question.gold, answer)
    except Exception as error:  # whatever it is, the other questions are still to be asked
        return result | {"error": _name_error(error), "answer": None, "scores": {}}
    return result | {"answer": answer.to_dict(), "scores": scores}


def _name_error(error: Exception) -> str:
    text = " ".join(str(error).split())
    return text if isinstance(error, BadQuestion) else f"{type(error).__name__}: {text}"


def main(arguments: list[str]) -> int:
    """Run, report, compare; returns the exit status."""
    options = _parse(arguments)
    try:
        return _evaluate(options)
    except MISTAKES as error:
        _complain(_describe(error))
        return 2
    except KeyboardInterrupt:
        _complain("interrupted; what was answered is kept, and the same command goes on from there")
        return 130


def _evaluate(options: argparse.Namespace) -> int:
    _check_other(options)
    lines = list(read_questions(options.questions, options.where))
    bad = [line for line in lines if isinstance(line, BadLine)]
    questions = [line for line in lines if isinstance(line, EvalQuestion)]
    chatbot = open_chatbot(options.index, reranker=options.reranker, llm=options.llm)
    if isinstance(chatbot.composer, ModelComposer):
        chatbot.composer.open()  # a mistake should not wait for the first question
    judge = _open_judge(options) if options.judge else None
    for complaint in [*bad, *_find_unknown_gold(questions, chatbot.index)]:
        _complain(str(complaint))
    options.out.mkdir(parents=True, exist_ok=True)
    check_settings(
        options.out, chatbot.index, options.reranker, options.judge, chatbot.composer.name
    )
    chatbot.embedder.read_query("loads the model, whose seconds are no question's")
    results = _run(questions, chatbot, options.out / RESULTS, judge)
    unjudged = _complain_of_judge(results) if judge else 0
    report = write_report(results, options.out)
    print(json.dumps(report["overall"]))
    if options.against:
        print(compare_runs(options.against, options.out))
    return 1 if bad or report["overall"]["errors"] or unjudged else 0


def _open_judge(options: argparse.Namespace) -> Judge:
    return partial(judge_result, open_llm(options.judge), evaluators=options.evaluators)


def _check_other(options: argparse.Namespace) -> None:
    """A mistake should not wait for the run to end."""
    if options.against:
        if options.out.resolve() in (options.against.resolve(), options.against.resolve().parent):
            raise BadReport(f"{options.against} is this run's own report; name another --against")
        load_scores(options.against)


def _run(
    questions: list[EvalQuestion], chatbot: Chatbot, path: Path, judge: Judge | None
) -> list[Result]:
    patience = 0.1 if sys.stderr.isatty() else 10
    with tqdm(total=len(questions), unit="questions", mininterval=patience) as bar:
        results = []
        for result in run_questions(questions, chatbot, path, judge):
            results.append(result)
            bar.update()
    failed = [result for result in results if result["error"]]
    if failed:
        _complain(
            f"{len(failed)} of {len(results)} questions failed, first {failed[0]['id']!r}: "
            f"{failed[0]['error']}; the same command asks them again"
        )
    return results


def _complain_of_judge(results: list[Result]) -> int:
    """Returns the number of answers that the judge failed on."""
    failed = [result for result in results if result.get("judge_error")]
    if failed:
        _complain(
            f"{len(failed)} of {len(results)} answers were not judged, first {failed[0]['id']!r}: "
            f"{failed[0]['judge_error']}; the same command asks the judge again"
        )
    verdicts = [v for result in results for v in result.get("judged_facts") or ()]
    if None in verdicts:
        _complain(
            f"{verdicts.count(None)} of {len(verdicts)} facts were not judged: the judge said "
            "neither yes nor no; judged_fact_recall leaves them out"
        )
    return len(failed)


def _find_unknown_gold(questions: list[EvalQuestion], index: IndexReader) -> Iterator[str]:
    known = {name for paper in index.papers() for name in (paper.id, paper.title)}
    for question in questions:
        missing = sorted(question.gold.papers - known)
        if missing:
            yield (
                f"question {question.id!r}: the index at {index.folder} lacks its gold papers "
                f"{missing}; its recall counts them as missed"
            )


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
    parser.add_argument(
        "--against", type=Path, metavar="OTHER", help="another run's folder or report.json"
    )
    parser.add_argument(
        "--reranker", metavar="NAME_OR_PATH", help="a CrossEncoder; none by default"
    )
    parser.add_argument(
        "--judge",
        metavar="SPEC",
        help="a language model (http://host:port/v1#MODEL) that says which facts an answer states",
    )
    parser.add_argument(
        "--evaluators", action="store_true", help="with --judge: llama-index's two judgements too"
    )
    parser.add_argument(
        "--llm",
        metavar="SPEC",
        default="quote",
        help="who words the answers: quote, the abstracts themselves, or a language model",
    )
    return parser.parse_args(arguments)


def _describe(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)


def _complain(text: str) -> None:
    print(f"python -m rag.evaluate: {text}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
