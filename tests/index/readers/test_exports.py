"""Files as programs export them and people write them, each with what is right to read of it.

tests/exports/right.jsonl says for each file why it is there, and which papers, remarks and refusals
it gives; the files are our own, in the forms that programs write.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from index.errors import BadSource
from index.papers.paper import BadPaper, Paper, Record, Remark
from index.readers.sources import ReadOptions, open_source

EXPORTS = Path(__file__).parents[2] / "exports"
RIGHT = [json.loads(line) for line in (EXPORTS / "right.jsonl").read_text("utf-8").splitlines()]


def read(file: str) -> list[Record]:
    return list(open_source(str(EXPORTS / "files" / file), ReadOptions(2025)).records)


def describe(paper: Paper, right: dict[str, Any]) -> dict[str, Any]:
    """The paper's values of the fields that are told of it."""
    values = paper.to_dict() | {"id": paper.id}
    return {field: values[field] for field in right}


@pytest.mark.parametrize("right", RIGHT, ids=lambda right: right["file"])
def test_a_file_is_read_as_it_is_meant(right: dict[str, Any]) -> None:
    if "refused" in right:
        with pytest.raises(BadSource) as refusal:
            read(right["file"])
        assert right["refused"] in str(refusal.value)
        return
    records = read(right["file"])
    papers = [record for record in records if isinstance(record, Paper)]
    assert len(papers) == len(right["papers"])
    for paper, expected in zip(papers, right["papers"], strict=True):
        assert describe(paper, expected) == expected
    remarks = [record.said for record in records if isinstance(record, Remark)]
    assert remarks == right.get("said", [])
    refusals = [record.said for record in records if isinstance(record, BadPaper)]
    assert refusals == right.get("refusals", [])


def test_every_file_is_told_of() -> None:
    files = {path.name for path in (EXPORTS / "files").iterdir()}
    assert files == {right["file"] for right in RIGHT}
