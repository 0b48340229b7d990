"""Five documents and three queries, of which the measures can be reckoned by hand."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

DOCUMENTS: list[dict[str, object]] = [
    {"id": "bees", "title": "Bees", "abstract": "Bees dance to tell where flowers are."},
    {"id": "honey", "title": "Honey", "abstract": "Honey is made by bees."},
    {"_id": "1706.03762v5", "title": "", "text": "Tides rise twice a day because of the sun."},
    {"_id": "1706.03762v6", "title": "Tides", "text": "Tides fall twice a day."},
    {"id": 5, "title": "Bread", "abstract": "Bread is baked with yeast."},
]
QUERIES = [
    {"id": "q1", "question": "yeast"},
    {"_id": "q2", "text": "bees dance"},
    {"id": "q3", "question": "volcano"},
]
QRELS = "query-id\tdoc-id\trelevance\nq1\t5\t1\nq2\thoney\t1\nq3\t1706.03762v5\t1\n"


def write_lines(path: Path, records: Sequence[object]) -> None:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "toy"
    folder.mkdir()
    write_lines(folder / "corpus.jsonl", DOCUMENTS)
    write_lines(folder / "queries.jsonl", QUERIES)
    (folder / "qrels.tsv").write_text(QRELS)
    return folder
