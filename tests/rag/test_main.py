"""Asking as a user does at the shell: what is printed, and how it exits."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rag import __main__ as rag_command
from tests.conftest import ROOT, MakeIndex


def test_a_question_is_answered_as_text_and_as_json(
    sample_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rag_command.main(["What is dropout?", "--index", str(sample_folder)]) == 0
    text = capsys.readouterr().out
    assert "\n\n[1] Dropout: A Simple Way" in text
    assert rag_command.main(["What is dropout?", "--index", str(sample_folder), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    citation = answer["citations"][0]
    abstract = citation["paper"]["abstract"]
    assert abstract[citation["start"] : citation["end"]] == citation["quote"]
    assert set(citation) >= {"number", "paper", "quote", "start", "end", "verdict"}
    assert set(answer["passages"][0]) >= {"paper", "rank", "score"}


@pytest.mark.parametrize(
    ("question", "index", "complaint"),
    [
        (" ", "", "the question is empty"),
        ("x" * 100_000, "", "100,000 characters"),
        ("🙂", "", "has no word in it"),
        ("What is dropout?", "nowhere", "no index at nowhere: there is no such folder"),
    ],
)
def test_a_mistake_is_one_line_and_exit_status_2(
    sample_folder: Path,
    capsys: pytest.CaptureFixture[str],
    question: str,
    index: str,
    complaint: str,
) -> None:
    assert rag_command.main([question, "--index", index or str(sample_folder)]) == 2
    shown = capsys.readouterr()
    assert complaint in shown.err
    assert shown.err.count("\n") == 1
    assert shown.out == ""


def test_filters_are_options_and_are_shown(
    sample_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = ["--index", str(sample_folder)]
    options = ["--author", "Hinton", "--since", "1990", "--until", "2015-12"]
    assert rag_command.main(["What is dropout?", *index, *options]) == 0
    shown = capsys.readouterr().out
    assert "\n\nPapers: from 1990 to 2015-12, by Hinton\n[1] Dropout" in shown
    assert rag_command.main(["What is the oldest paper here?", *index, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["composer"], answer["order"]) == ("records", "date asc")
    assert answer["filters"]["since"] is None
    assert "October 9, 1986. [1]" in answer["text"]
    assert rag_command.main(["What is dropout?", *index, "--since", "soon"]) == 2
    assert "since: date 'soon' is not YYYY" in capsys.readouterr().err


def test_an_index_can_be_asked_of_by_another_process(tmp_path: Path, make_index: MakeIndex) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "index", "sample", "--to", str(tmp_path / "index"), "--json"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout)["bad"] == 0
    script = "from rag import ask; print(ask('How does LoRA cut the number of parameters?').text)"
    asked = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(ROOT), "ASKPAPERS_INDEX": "index", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert "LoRA" in asked.stdout, asked.stderr
