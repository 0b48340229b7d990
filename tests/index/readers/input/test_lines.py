"""Lines of files that may be of any length."""

import io
import json
from pathlib import Path

import pytest

from index.papers.paper import BadPaper, Paper
from index.readers.input.lines import MAX_RECORD, check_text, decode, read_lines
from index.readers.input.types import Gauge, TextFile
from index.readers.sources import open_source
from tests.index.readers.conftest import read


def test_blank_lines_are_passed_over_and_not_counted(tmp_path: Path) -> None:
    line = '{"title": "T", "abstract": "A."}'
    (tmp_path / "p").write_text(f"\n{line}\n \u3000\n{line}\n\ufeff\n", encoding="utf-8")
    source = open_source(str(tmp_path / "p"))
    assert (source.total, len(list(source.records))) == (2, 2)


def test_a_line_longer_than_a_record_may_be_is_passed_over(tmp_path: Path) -> None:
    good = json.dumps({"title": "T", "abstract": "A."})
    longest = good + " " * (MAX_RECORD - len(good))
    records = read(tmp_path / "p", f"{longest}\n{longest} \n{good}")
    assert [type(record) for record in records] == [Paper, BadPaper, Paper]
    assert "p:2: is longer than 4,194,304 characters" in str(records[1])


def test_lines_have_numbers_and_a_gauge_is_moved(tmp_path: Path) -> None:
    (tmp_path / "p").write_bytes(b"one\r\n\ntwo\r\xef\xbb\xbfthree")
    gauge = Gauge("B", None)
    lines = list(read_lines(TextFile(tmp_path / "p"), gauge))
    assert lines == [(1, "one"), (2, ""), (3, "two"), (4, "three")]
    assert gauge.done == 18


def test_what_is_not_utf_8_spoils_its_own_record() -> None:
    text = decode(io.BufferedReader(io.BytesIO(b"caf\xe9\ngood"))).read()
    first, second = text.split("\n")
    check_text(second)
    with pytest.raises(BadPaper, match=r"is not UTF-8 text \(its byte 3\)"):
        check_text(first)
    with pytest.raises(BadPaper, match="is longer than 3 characters"):
        check_text(second, 3)
