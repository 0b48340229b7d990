"""arXiv's metadata snapshot, and what of it is asked for."""

import gzip
from pathlib import Path
from typing import Any

from index.papers.paper import PaperDate
from index.readers.sources import ReadOptions, open_source
from tests.index.readers.conftest import complaints, papers, read, snapshot_line


def test_the_snapshot_is_read_as_arxiv_writes_it(tmp_path: Path) -> None:
    (paper,) = papers(read(tmp_path / "s", snapshot_line("2301.00001")))
    assert (paper.id, paper.version, paper.title) == ("2301.00001", 2, "On Pond 2301.00001")
    assert paper.abstract == "We study pond 2301.00001."
    assert paper.authors == ("Ada Lovelace", "Bo Li Jr", "K. Gödel")
    assert (str(paper.published), paper.url) == ("2023-01-02", "https://arxiv.org/abs/2301.00001")
    (plain,) = papers(read(tmp_path / "s", snapshot_line("1", authors_parsed=None, versions=None)))
    assert plain.authors == ("Ada Lovelace", "Bo Li", "G. Peano")
    assert (plain.version, str(plain.published)) == (None, "2024-02-03")


def test_space_between_names_costs_no_time(tmp_path: Path) -> None:
    """So many once took eight minutes."""
    wide = f"Ada Lovelace{' ' * 400_000}and Bo{chr(9)}Li"
    line = snapshot_line("1", authors_parsed=None, authors=wide)
    (paper,) = papers(read(tmp_path / "s", line))
    assert paper.authors == ("Ada Lovelace", "Bo Li")


def test_the_snapshot_is_filtered_by_category_and_date(tmp_path: Path) -> None:
    old: dict[str, Any] = {"versions": [{"created": "Mon, 2 Apr 2007 19:18:42 GMT"}]}
    lines = [
        snapshot_line("1"),
        snapshot_line("2", "math.CO"),
        snapshot_line("3", **old),
        snapshot_line("4", "cs.CLX"),
        "{broken",
    ]
    text = "\n".join(lines)

    def ids(**options: object) -> list[str]:
        return [paper.id for paper in papers(read(tmp_path / "s", text, **options))]

    assert ids() == ["1", "2", "3", "4"]
    assert ids(categories=frozenset({"cs.CL", "q-bio.NC"})) == ["1", "3"]
    assert ids(categories=frozenset({"math"})) == ["2"]
    assert ids(since=PaperDate(2023)) == ["1", "2", "4"]
    assert ids(since=PaperDate(2023, 1, 3)) == []
    records = read(tmp_path / "s", text, since=PaperDate(2030))
    assert complaints(records, tmp_path / "s") == [
        "s:5: is not JSON: Expecting property name enclosed in double quotes at column 2"
    ]


def test_a_snapshot_says_how_many_bytes_of_it_were_read(tmp_path: Path) -> None:
    text = "\n".join(snapshot_line(str(n)) for n in range(1, 2_001)).encode()
    (tmp_path / "s.gz").write_bytes(gzip.compress(text))
    source = open_source(str(tmp_path / "s.gz"), ReadOptions(categories=frozenset({"none"})))
    assert source.gauge
    assert (source.gauge.unit, source.gauge.total) == ("B", (tmp_path / "s.gz").stat().st_size)
    places: list[int] = []
    gauge = source.gauge
    gauge.watch = lambda: places.append(gauge.done)
    assert list(source.records) == []
    assert len(places) > 10  # also where no line is wanted
    assert places == sorted(places)
    assert places[-1] == source.gauge.total
