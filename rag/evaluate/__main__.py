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
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tqdm import tqdm

from index.paths import read_path
from index.shell import complain, run
from index.store.reader import IndexReader, default_index
from rag.ask import open_chatbot
from rag.chatbot import Chatbot
from rag.evaluate.measures.dataset import BadLine, EvalQuestion, read_questions
from rag.evaluate.measures.judge import judge_result
from rag.evaluate.report.report import BadReport, Result, compare_runs, load_scores, write_report
from rag.evaluate.run import RESULTS, Judge, run_questions
from rag.evaluate.settings import check_settings
from rag.generation.model_composer import ModelComposer
from rag.llm.opening import open_llm

PROGRAM = "python -m rag.evaluate"


def main(arguments: list[str]) -> int:
    """Run, report, compare; returns the exit status."""
    return run(
        lambda: _evaluate(_parse(arguments)),
        PROGRAM,
        "interrupted; what was answered is kept, and the same command goes on from there",
    )


def _evaluate(options: argparse.Namespace) -> int:
    _check_other(options)
    lines = list(read_questions(options.questions, options.where))
    bad = [line for line in lines if isinstance(line, BadLine)]
    questions = [line for line in lines if isinstance(line, EvalQuestion)]
    chatbot = open_chatbot(options.index, options.embedder, options.reranker, options.llm)
    if isinstance(chatbot.composer, ModelComposer):
        chatbot.composer.open()  # a mistake should not wait for the first question
    judge = _open_judge(options) if options.judge else None
    for complaint in [*bad, *_find_unknown_gold(questions, chatbot.index)]:
        complain(PROGRAM, str(complaint))
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
        complain(
            PROGRAM,
            f"{len(failed)} of {len(results)} questions failed, first {failed[0]['id']!r}: "
            f"{failed[0]['error']}; the same command asks them again",
        )
    return results


def _complain_of_judge(results: list[Result]) -> int:
    """Returns the number of answers that the judge failed on."""
    failed = [result for result in results if result.get("judge_error")]
    if failed:
        complain(
            PROGRAM,
            f"{len(failed)} of {len(results)} answers were not judged, first {failed[0]['id']!r}: "
            f"{failed[0]['judge_error']}; the same command asks the judge again",
        )
    verdicts = [v for result in results for v in result.get("judged_facts") or ()]
    if None in verdicts:
        complain(
            PROGRAM,
            f"{verdicts.count(None)} of {len(verdicts)} facts were not judged: the judge said "
            "neither yes nor no; judged_fact_recall leaves them out",
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
        prog=PROGRAM,
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("questions", type=read_path, metavar="QUESTIONS.jsonl")
    parser.add_argument("--index", "--at", type=read_path, default=default_index(), metavar="DIR")
    parser.add_argument("--embedder", metavar="NAME", help="the model that made the index")
    parser.add_argument("--out", type=read_path, required=True, metavar="DIR")
    parser.add_argument("--where", default="", metavar="FIELD=VALUE", help="only such questions")
    parser.add_argument(
        "--against", type=read_path, metavar="OTHER", help="another run's folder or report.json"
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
