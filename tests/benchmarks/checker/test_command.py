"""The checker's command: pairs of a file are judged, and a file without labels is refused."""

import json
from pathlib import Path

import pytest

from benchmarks.checker import __main__ as checker
from tests.benchmarks.checker.examples import SENTENCE


def test_pairs_of_a_file_are_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "pairs.jsonl"
    pairs = [
        {"abstract": SENTENCE, "sentence": SENTENCE, "label": True, "class": "kept"},
        {
            "abstract": SENTENCE,
            "sentence": "FastNet outperforms SlowNet by 15.2%.",
            "label": False,
            "class": "numbers",
        },
        {
            "abstract": SENTENCE,
            "sentence": "The sea is warm and full of fish.",
            "label": False,
            "class": "added",
        },
    ]
    path.write_text("".join(json.dumps(pair) + "\n" for pair in pairs))
    assert checker.main(["--pairs", str(path), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["kept"], report["caught"]) == (1.0, {"added": 1.0, "numbers": 1.0})
    assert report["variants"] == {"true": 1, "false": 2, "added": 1, "numbers": 1}
    assert report["balanced"] == 1.0
    assert report["ms_per_sentence"] > 0
    assert checker.main(["--pairs", str(path)]) == 0
    assert "balanced: 1.0\n" in capsys.readouterr().out


def test_pairs_without_a_label_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text('{"abstract": "A.", "sentence": "A."}\n')
    assert checker.main(["--pairs", str(path)]) == 2
    assert "pairs.jsonl:1: needs abstract and sentence" in capsys.readouterr().err
