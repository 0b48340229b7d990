"""What a batch run was made with, kept beside its results: an out folder holds one run."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.paths import read_path
from index.store.reader import IndexReader
from rag.evaluate.report.report import BadReport
from rag.whole_file import replace_text

SETTINGS = "settings.json"
_LATER = {"reranker": None, "judge": None, "llm": "quote"}  # what older runs have not written


def check_settings(
    out: Path,
    index: IndexReader,
    reranker: str | None = None,
    judge: str | None = None,
    llm: str = "quote",
) -> None:
    """Write a run's settings into its folder, or compare them with those that are there.

    Results of two indexes, rerankers, language models or judges must not meet in one report:
    raises BadReport. A judge may come later, to answers that are there, and may stay away.
    """
    file = out / SETTINGS
    settings: dict[str, Any] = {
        "index": str(index.folder.resolve()),
        "embedder": asdict(index.embedder),
        "reranker": _name_reranker(reranker),
        "judge": judge,
        "llm": llm,
    }
    saved = _LATER | _read_settings(file) if file.is_file() else settings
    settings["judge"] = judge or saved["judge"]
    other = [n for n, value in settings.items() if saved.get(n) != value and not _is_new(n, saved)]
    if other:
        raise BadReport(
            f"{out} holds a run of another {' and '.join(other)} ({file}): "
            f"{saved.get(other[0])!r}, not {settings[other[0]]!r}; give another --out"
        )
    replace_text(file, json.dumps(settings))


def _is_new(name: str, saved: dict[str, Any]) -> bool:
    return name == "judge" and saved[name] is None


def _name_reranker(name: str | None) -> str | None:
    """A folder by its full path, as the index; a model's name as it is."""
    path = read_path(name) if name else None
    return str(path.resolve()) if path and path.is_dir() else name


def _read_settings(file: Path) -> dict[str, Any]:
    try:
        settings = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadReport(
            f"{file} is no file of rag.evaluate: {error}; give another --out"
        ) from error
    if not isinstance(settings, dict):
        raise BadReport(f"{file} is no file of rag.evaluate; give another --out")
    return settings
