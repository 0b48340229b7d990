"""A folder holds one run: of one index, one reranker, one judge."""

import json
from pathlib import Path

import pytest

from tests.rag.evaluate.conftest import run


def test_a_folder_holds_one_run(
    tmp_path: Path, mixed_questions: Path, sample_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "settings.json").write_text('{"index": "another"}')
    assert run(mixed_questions, sample_folder, out=tmp_path) == 2
    assert "holds a run of another index" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "[]", "{"])
def test_settings_that_are_none_are_told(
    tmp_path: Path,
    questions: Path,
    sample_folder: Path,
    capsys: pytest.CaptureFixture[str],
    text: str,
) -> None:
    (tmp_path / "settings.json").write_text(text)
    assert run(questions, sample_folder, out=tmp_path) == 2
    assert "settings.json is no file of rag.evaluate" in capsys.readouterr().err


def test_a_run_with_a_reranker_is_another_run(
    tmp_path: Path,
    questions: Path,
    sample_folder: Path,
    cross_encoder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "out"
    assert run(questions, sample_folder, "--reranker", cross_encoder, out=out) == 0
    assert "rerank" in json.loads((out / "report.json").read_text())["stages"]
    assert run(questions, sample_folder, out=out) == 2
    assert "holds a run of another reranker" in capsys.readouterr().err
