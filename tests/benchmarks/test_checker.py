"""The checker's benchmark: what it makes is true or false as it says, and the report counts it."""

import json
import random
from pathlib import Path

import pytest

from benchmarks.checker import __main__ as checker
from benchmarks.checker.faithful import TRUE
from benchmarks.checker.wrong import make_false

SENTENCE = "We propose FastNet, which outperforms SlowNet by 12.5% on 3,000 images."


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


def test_pairs_without_a_label_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text('{"abstract": "A.", "sentence": "A."}\n')
    assert checker.main(["--pairs", str(path)]) == 2
    assert "pairs.jsonl:1: needs abstract and sentence" in capsys.readouterr().err


def test_makers_change_what_they_say() -> None:
    chance = random.Random(1)  # noqa: S311
    makers = make_false([f"Zyxo{n}Net" for n in range(20)])
    made = {kind: maker(SENTENCE, SENTENCE, chance) for kind, maker in makers.items()}
    assert made["units"] not in (None, SENTENCE)
    assert made["numbers"] not in (None, SENTENCE)
    assert str(made["added detail"]).startswith(SENTENCE.rstrip("."))
    assert TRUE["number format"](SENTENCE, SENTENCE, chance) not in (None, SENTENCE)
    assert TRUE["verbatim"](SENTENCE, SENTENCE, chance) == SENTENCE
