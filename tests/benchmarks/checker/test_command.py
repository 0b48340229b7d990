"""The checker's command: pairs of a file are judged, and a file without labels is refused."""

import json
from pathlib import Path

import pytest
from rag.verification.rule import RULES

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
    ]
    path.write_text("".join(json.dumps(pair) + "\n" for pair in pairs))
    assert checker.main(["--pairs", str(path), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["kept"], report["caught"]) == (1.0, {"numbers": 1.0})
    assert report["variants"] == {"true": 1, "false": 1, "numbers": 1}
    assert report["ms_per_sentence"] > 0
    figures = {"caught": 1, "caught_alone": 1, "false_alarms": 0, "false_alarms_alone": 0}
    assert report["rules"]["figures"] == figures
    assert list(report["rules"]) == [rule.name for rule in RULES]
    assert checker.main(["--pairs", str(path)]) == 0
    assert "  figures                1      1             0      0\n" in capsys.readouterr().out


def test_pairs_without_a_label_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text('{"abstract": "A.", "sentence": "A."}\n')
    assert checker.main(["--pairs", str(path)]) == 2
    assert "pairs.jsonl:1: needs abstract and sentence" in capsys.readouterr().err
