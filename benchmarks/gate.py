"""Fit the abstention gate, and say what each place for it would refuse.

    python -m benchmarks.gate QUESTIONS.jsonl... --index A=DIR [--index B=DIR]

A question whose `corpus` is A is asked of the first index, and so on. Those of the kinds
`unanswerable-…` should be refused, all others but `time/metadata` (which records answer) should
not. Printed: the weights of rag.evidence.answerability, and, cross-validated, the shares refused.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from index.paths import read_path
from index.shell import run
from rag.ask import open_chatbot
from rag.chatbot import PASSAGES, Chatbot
from rag.evaluate.measures.dataset import EvalQuestion, read_questions
from rag.evidence.answerability import WEIGHTS, Signs
from rag.evidence.selection import select_evidence
from rag.query.followup import condense, pair_turns
from rag.query.question import read_question
from rag.retrieval.retriever import Retriever

FOLDS = 8
RIDGE = 1.0  # penalty on squared weights of the standardised signs
SHARES = (0.03, 0.05, 0.08, 0.10)
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one question shows the gate, and of which kind it is."""

    kind: str
    signs: Signs

    @property
    def answerable(self) -> bool:
        return not self.kind.startswith("unanswerable")


def main(arguments: list[str]) -> int:
    """Ask, fit, print; returns the exit status."""
    return run(lambda: _fit(_parse(arguments)), "python -m benchmarks.gate")


def _fit(options: argparse.Namespace) -> int:
    outcomes = list(_ask_all(options.questions, dict(options.index)))
    signs = np.array([astuple(outcome.signs) for outcome in outcomes], np.float64)
    answerable = np.array([outcome.answerable for outcome in outcomes], np.float64)
    weights, bias = fit(signs, answerable)
    print("weights:", dict(zip(WEIGHTS, weights.round(2).tolist(), strict=True)))
    print("bias:", round(bias, 2))
    guessed = cross_validate(signs, answerable)
    for share in SHARES:
        print(_describe(outcomes, guessed, share))
    return 0


def fit(signs: Floats, answerable: Floats) -> tuple[Floats, float]:
    """Logistic regression by Newton's method: weights of the signs as they are, and the bias."""
    mean, width = signs.mean(axis=0), signs.std(axis=0) + 1e-9
    rows = np.column_stack([(signs - mean) / width, np.ones(len(signs))])
    ridge = RIDGE * np.diag([1.0] * signs.shape[1] + [0.0])
    found = np.zeros(rows.shape[1])
    for _ in range(30):
        guess = 1 / (1 + np.exp(-rows @ found))
        slope = rows.T @ (guess - answerable) + ridge @ found
        curve = (rows * (guess * (1 - guess))[:, None]).T @ rows + ridge
        found -= np.linalg.solve(curve, slope)
    weights = found[:-1] / width
    return weights, float(found[-1] - weights @ mean)


def cross_validate(signs: Floats, answerable: Floats) -> Floats:
    """The confidence in each question, by a fit that has not seen it."""
    fold = np.random.default_rng(0).permutation(len(signs)) % FOLDS
    guessed = np.empty(len(signs))
    for n in range(FOLDS):
        weights, bias = fit(signs[fold != n], answerable[fold != n])
        guessed[fold == n] = 1 / (1 + np.exp(-(signs[fold == n] @ weights + bias)))
    return guessed


def _describe(outcomes: Sequence[Outcome], guessed: Floats, share: float) -> str:
    kinds = np.array([outcome.kind for outcome in outcomes])
    gate = float(np.quantile(guessed[[o.answerable for o in outcomes]], share))
    refused = [
        f"{float(np.mean(guessed[kinds == kind] < gate)):.0%} of {kind}"
        for kind in sorted(set(kinds))
        if kind.startswith("unanswerable")
    ]
    return f"gate {gate:.2f}: refuses {share:.0%} of the answerable, {', '.join(refused)}"


def _ask_all(files: Sequence[Path], indexes: dict[str, Path]) -> Iterator[Outcome]:
    for name, folder in indexes.items():
        chatbot = open_chatbot(folder)
        lines = [line for file in files for line in read_questions(file, f"corpus={name}")]
        for line in tqdm(lines, desc=name, unit="questions"):
            if isinstance(line, EvalQuestion) and line.kind != "time/metadata":
                signs = _read_signs(chatbot, line)
                if signs:
                    yield Outcome(line.kind, signs)


def _read_signs(chatbot: Chatbot, line: EvalQuestion) -> Signs | None:
    question = condense(read_question(line.question), pair_turns(line.history))
    retriever = Retriever(chatbot.index, chatbot.embedder)
    return select_evidence(retriever.retrieve(question, PASSAGES), retriever.tokens, 0.0).signs


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.gate",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("questions", nargs="+", type=read_path, metavar="QUESTIONS.jsonl")
    parser.add_argument("--index", action="append", type=_pair, required=True, metavar="NAME=DIR")
    return parser.parse_args(arguments)


def _pair(text: str) -> tuple[str, Path]:
    name, _, folder = text.partition("=")
    if not (name and folder):
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=DIR, such as A=my-index")
    return name, read_path(folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
