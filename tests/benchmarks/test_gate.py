"""The fit of the abstention gate."""

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.gate import cross_validate, fit, main
from rag.evidence.answerability import WEIGHTS


def test_the_fit_separates_what_can_be_separated() -> None:
    # The first sign decides, the second is noise that says nothing.
    signs = np.array([[n / 40, n % 2] for n in range(40)])
    answerable = (signs[:, 0] >= 0.5).astype(float)
    weights, bias = fit(signs, answerable)
    guess = 1 / (1 + np.exp(-(signs @ weights + bias)))
    assert ((guess > 0.5) == (answerable == 1)).mean() >= 0.95
    assert weights[0] > 10 * abs(weights[1])
    assert ((cross_validate(signs, answerable) > 0.5) == (answerable == 1)).mean() >= 0.9


def test_each_question_is_asked_of_its_index_and_the_shares_refused_are_said(
    sample_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = {
        "single-fact": ["What is dropout?", "What is LoRA?", "What is BERT?", "What is GPTQ?"],
        "unanswerable-near": ["Who wrote Hamlet?", "Who paid for dropout?"],
        "time/metadata": ["Which is the newest paper?"],
    }
    lines = [
        {"id": f"{kind} {n}", "corpus": "A", "kind": kind, "question": question}
        for kind, questions in asked.items()
        for n, question in enumerate(questions * 4)
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert main([str(file), "--index", f"A={sample_folder}"]) == 0
    weights, bias, *shares = capsys.readouterr().out.splitlines()
    assert all(name in weights for name in WEIGHTS)
    assert bias.startswith("bias: ")
    assert all("% of unanswerable-near" in share for share in shares)


@pytest.mark.parametrize("pair", ["A", "=DIR", "A="])
def test_an_index_without_a_name_is_told(pair: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["questions.jsonl", "--index", pair])
    assert "is not NAME=DIR" in capsys.readouterr().err
