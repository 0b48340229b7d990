"""A file of questions through the same path as the page, each result written as it comes."""

from collections.abc import Callable, Iterator
from pathlib import Path

from rag.chatbot import Chatbot
from rag.evaluate.measures.dataset import EvalQuestion
from rag.evaluate.measures.judge import UNJUDGED, needs_judge
from rag.evaluate.measures.metrics import score_answer
from rag.evaluate.report.report import Result
from rag.evaluate.results import append_result, read_results
from rag.query.followup import pair_turns
from rag.query.question import BadQuestion

RESULTS = "results.jsonl"
Judge = Callable[[Result], Result]  # adds verdicts to what it has not judged yet


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
