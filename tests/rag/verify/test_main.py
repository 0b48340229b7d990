"""Checking a text as a user does at the shell: what is printed, and how it exits."""

import io
import json
import time
from pathlib import Path

import pytest

from rag.judge.network import CARD
from rag.verify import __main__ as command

PARAGRAPH = Path(__file__).with_name("paragraph.md")
QUOTE = (
    "BERT is a Transformer encoder that conditions on the words to the left and to the right of a "
    "token in every layer."
)  # which needs no judge


def test_a_text_is_checked_as_text_json_and_markdown(
    sample_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = ["--index", str(sample_folder)]
    assert command.main([QUOTE, *index]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"SUPPORTED  {QUOTE}\n    the abstract's own words\n")
    assert shown.endswith("\n1 supported, 0 contradicted, 0 not said\n")
    assert command.main([QUOTE, *index, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["sentences"][0]["quote"] == QUOTE
    assert command.main([QUOTE, *index, "--markdown"]) == 0
    assert capsys.readouterr().out.startswith("# Checked: 1 supported")


def test_a_file_and_standard_input_are_read(
    sample_folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "text.md"
    file.write_bytes(b"\xef\xbb\xbf" + QUOTE.encode())
    index = ["--index", str(sample_folder)]
    assert command.main([str(file), *index]) == 0
    assert f"SUPPORTED  {QUOTE}\n" in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(QUOTE.encode())))
    assert command.main(["-", *index]) == 0
    assert f"SUPPORTED  {QUOTE}\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "no sentence to check"),
        ("nowhere.md", "'nowhere.md': there is no such file; give a file or a paragraph"),
        ("x y" * 50_000, "150,000 characters, more than 50,000"),
        ("It is.", "no index at nowhere"),
    ],
)
def test_a_mistake_is_one_line_and_exit_status_2(
    text: str, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main([text, "--index", "nowhere"]) == 2
    shown = capsys.readouterr()
    assert complaint in shown.err
    assert shown.err.count("\n") == 1
    assert shown.out == ""


def test_a_file_that_is_no_text_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(b"\x89PNG\xff")
    assert command.main([str(file)]) == 2
    assert "is no text in UTF-8: byte 0; convert it" in capsys.readouterr().err


@pytest.mark.skipif(
    not CARD.exists(), reason="rag/judge/judge.json is not here: the judge is not trained yet"
)
def test_what_is_contradicted_is_exit_status_1_in_under_three_seconds(
    sample_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    began = time.perf_counter()
    assert command.main([str(PARAGRAPH), "--index", str(sample_folder)]) == 1
    assert time.perf_counter() - began < 3
    assert "5 supported, 3 contradicted, 2 not said" in capsys.readouterr().out
