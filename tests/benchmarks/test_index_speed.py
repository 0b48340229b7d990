"""The benchmark of indexing, on the sample."""

import json
from pathlib import Path

import pytest

from benchmarks import index_speed
from index.readers.sources import SAMPLE

KEYS = ["ours_per_s", "llama_index_per_s", "encoder_per_s", "ratio_llama_index", "ratio_encoder"]


def test_three_systems_take_turns_and_rates_and_ratios_fit(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_speed, "MANY", 1)
    call = [str(SAMPLE), "--papers", "6", "--rounds", "2"]
    assert index_speed.main([*call, "--json"]) == 0
    shown = capsys.readouterr()
    report = json.loads(shown.out)
    assert list(report) == [*KEYS, "papers"]
    assert report["papers"] == 6
    ours, theirs, encoder, first, second = (report[key] for key in KEYS)
    assert min(ours, theirs, encoder) > 0
    assert (first, second) == pytest.approx((ours / theirs, ours / encoder), rel=0.02)
    turns = [line.split(": ")[0] for line in shown.err.splitlines() if line.startswith("round")]
    assert turns == [
        "round 1, ours", "round 1, llama-index", "round 1, encoder",
        "round 2, llama-index", "round 2, encoder", "round 2, ours",
    ]  # fmt: skip


def test_a_file_without_papers_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.jsonl").write_text('{"title": "no abstract"}\n')
    assert index_speed.main([str(tmp_path / "bad.jsonl")]) == 2
    assert "has no paper" in capsys.readouterr().err
    assert index_speed.main([str(tmp_path / "none.jsonl")]) == 2
