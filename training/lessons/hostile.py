"""Sentences that speak to the judge."""

from pathlib import Path

from training.examples.written import DATA

WORDS = DATA / "hostile.txt"


def read_hostile(path: Path = WORDS) -> list[str]:
    """Sentences that would sway the judge, one a line."""
    return [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]
