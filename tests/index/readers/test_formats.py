"""What reference managers, spreadsheets and arXiv's snapshot hold, packed or not, in a folder or
from standard input.
"""

import gzip
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index import __main__ as index_command
from index.errors import BadSource
from index.papers.paper import BadPaper, Paper, PaperDate
from index.readers.sources import ReadOptions, open_source
from index.store.reader import IndexReader
from tests.conftest import ROOT

BIBTEX = r"""% exported
@string{acl = "Meeting of the ACL"}

@article{lovelace2024tides,
  title = {The {T}ides of a P{\"o}nd},
  author = {Lovelace, Ada and Bo Li and {The Pond Team}},
  abstract = {We study 5\% of ponds, where $x_1 > 2$.
              They are wet.},
  year = 2024, month = jan, doi = {10.1000/xyz},
  eprint = {2401.00001v2}, archivePrefix = {arXiv}
}
@misc{bare, title = "No Abstract", year = "2020"}
@article{twice, title = {A}, title = {B}, abstract = {C}}
@article{open, title = {It is not closed, abstract = {x}
@inproceedings{last, title={Waves}, abstract={We study waves.}, url={https://example.org/w},
  date={2023-05-17}}
"""
RIS = """TY  - JOUR
TI  - The Tides of a Pond
AU  - Lovelace, Ada
AU  - Li, Bo
AB  - We study tides,
which rise twice a day.
DA  - 2024/01/05/
DO  - 10.48550/arXiv.2401.00001
UR  - https://example.org/tides
ER  -

TY  - CONF
T1  - Waves
A1  - Bo Li
N2  - We study waves.
PY  - 2023
ER  -
TY  - BOOK
TI  - No Abstract
"""
CSV = '''Title;Abstract;Authors;Published;Upvotes;ID
"The ""Tides""";"We study
tides; they rise.";Ada Lovelace;2024-01-05;7;2401.00001
Waves;We study waves.;"Ada Lovelace; Bo Li";2023;;

Rain;It falls.;x;y;z;1;2
Snow;;Ada;2020;1;3
'''


def snapshot_line(id: str, categories: str = "cs.CL cs.LG", **values: object) -> str:
    return json.dumps({
        "id": id, "submitter": "Ada", "authors": "Ada Lovelace (Acme), Bo Li and G. Peano",
        "title": f"On Pond\n  {id}", "comments": "5 pages", "journal-ref": None, "doi": None,
        "categories": categories, "license": None, "abstract": f"  We study\npond {id}.\n",
        "versions": [{"version": "v1", "created": "Mon, 2 Jan 2023 19:18:42 GMT"},
                     {"version": "v2", "created": "Tue, 3 Jan 2023 01:02:03 GMT"}],
        "update_date": "2024-02-03",
        "authors_parsed": [["Lovelace", "Ada", ""], ["Li", "Bo", "Jr"], ["G\\\"odel", "K.", ""]],
    } | values)  # fmt: skip


def read(path: Path, content: str | bytes, **options: object) -> list[Paper | BadPaper]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(open_source(str(path), ReadOptions(**options)).records)  # type: ignore[arg-type]


def papers(records: list[Paper | BadPaper]) -> list[Paper]:
    return [record for record in records if isinstance(record, Paper)]


def complaints(records: list[Paper | BadPaper], path: Path) -> list[str]:
    bad = [str(record) for record in records if isinstance(record, BadPaper)]
    return [text.removeprefix(f"{path.parent}/") for text in bad]


def test_bibtex_is_read_with_names_dates_and_accents(tmp_path: Path) -> None:
    records = read(tmp_path / "b", BIBTEX)
    tides, waves = papers(records)
    assert (tides.id, tides.version, tides.title) == ("2401.00001", 2, "The Tides of a Pönd")
    assert tides.abstract == "We study 5% of ponds, where $x_1 > 2$. They are wet."
    assert (tides.authors, str(tides.published)) == (
        ("Ada Lovelace", "Bo Li", "The Pond Team"), "2024-01",
    )  # fmt: skip
    assert (tides.url, tides.sources) == ("https://doi.org/10.1000/xyz", ("bibtex",))
    assert (waves.is_identified, waves.url, str(waves.published)) == (
        False, "https://example.org/w", "2023-05-17",
    )  # fmt: skip
    assert complaints(records, tmp_path / "b") == [
        "b:12: bare: no abstract",
        "b:13: is no sound BibTeX: Duplicate field keys on entry: 'title'",
        "b:14: is no sound BibTeX: it is not closed",
    ]


def test_ris_is_read_with_names_dates_and_arxiv_ids(tmp_path: Path) -> None:
    records = read(tmp_path / "r", RIS)
    tides, waves = papers(records)
    assert (tides.id, tides.authors) == ("2401.00001", ("Ada Lovelace", "Bo Li"))
    assert tides.abstract == "We study tides, which rise twice a day."
    assert (str(tides.published), tides.url) == ("2024-01-05", "https://example.org/tides")
    assert (waves.title, str(waves.published)) == ("Waves", "2023")
    assert waves.sources == ("ris",)
    assert complaints(records, tmp_path / "r") == ["r:18: no abstract"]


def test_csv_is_read_by_the_names_of_its_columns(tmp_path: Path) -> None:
    records = read(tmp_path / "c", CSV)
    tides, waves = papers(records)
    assert (tides.title, tides.abstract) == ('The "Tides"', "We study tides; they rise.")
    assert (tides.id, tides.upvotes, str(tides.published)) == ("2401.00001", 7, "2024-01-05")
    assert (waves.authors, waves.upvotes, waves.sources) == (
        ("Ada Lovelace", "Bo Li"), None, ("csv",),
    )  # fmt: skip
    assert complaints(records, tmp_path / "c") == [
        "c:6: has 7 cells, more than the 6 columns",
        "c:7: no abstract",
    ]


def test_a_quote_that_is_not_closed_costs_what_it_swallows_and_no_more(tmp_path: Path) -> None:
    lines = [f"Title {n},We study pond {n}. {'It is wet. ' * 20}" for n in range(2_000)]
    lines[500] = '"Title 500,We study'
    records = read(tmp_path / "c", "title,abstract\n" + "\n".join(lines))
    assert complaints(records, tmp_path / "c")[0].startswith("c:502: is no sound CSV: field larger")
    assert len(papers(records)) > 1_000
    assert papers(records)[-1].title == "Title 1999"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_may_have_commas_semicolons_or_tabs(tmp_path: Path, separator: str) -> None:
    rows = [["id", "title", "summary"], ["1", "Tides", "They rise."]]
    text = "\ufeff" + "\r\n".join(separator.join(row) for row in rows)
    (paper,) = papers(read(tmp_path / "c", text))
    assert (paper.id, paper.title, paper.abstract) == ("1", "Tides", "They rise.")


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


def zip_of(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize("pack", [gzip.compress, lambda content: zip_of(a=content)])
@pytest.mark.parametrize("content", [BIBTEX, RIS, CSV, snapshot_line("1")])
def test_every_format_may_be_packed(
    tmp_path: Path, pack: Callable[[bytes], bytes], content: str
) -> None:
    plain = read(tmp_path / "p", content)
    assert papers(plain)
    packed = read(tmp_path / "p", pack(content.encode()))
    assert list(map(str, packed)) == list(map(str, plain))


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (zip_of(a=b"x", b=b"y"), "the archive has 2 files; unpack it"),
        (zip_of(), "is binary"),
        (zip_of(a=b"x" * 1_000)[:40], "the archive is cut short or damaged"),
        (gzip.compress(b"")[:10], "the archive is cut short or damaged"),
        (b"\x1f\x8b" + b"\xff" * 50, "the archive is cut short or damaged"),
    ],
    # An archive has the time in it: by its bytes a test would have another name in each worker.
    ids=["two files", "no file", "cut zip", "cut gzip", "damaged gzip"],
)
def test_an_archive_that_cannot_be_read_is_named(
    tmp_path: Path, content: bytes, complaint: str
) -> None:
    with pytest.raises(BadSource, match=complaint):
        read(tmp_path / "a", content)


def test_an_archive_that_is_cut_short_gives_what_it_holds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "\n".join(snapshot_line(f"2301.{n:05}") for n in range(10_000))
    packed = gzip.compress(text.encode())
    (tmp_path / "s.gz").write_bytes(packed[: len(packed) // 2])
    options = ReadOptions(categories=frozenset({"none"}))
    with pytest.raises(BadSource, match="the archive is cut short"):
        list(open_source(str(tmp_path / "s.gz"), options).records)
    read_before: list[Paper | BadPaper] = []
    with pytest.raises(BadSource):
        read_before.extend(open_source(str(tmp_path / "s.gz")).records)
    kept = []
    for record in open_source(str(tmp_path / "s.gz")).records:
        kept.append(record)
        if len(kept) == 2_500:
            break
    assert len(papers(kept)) == 2_500


def test_a_folder_of_any_of_these_is_read_and_what_is_none_passed_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "papers"
    (folder / "more").mkdir(parents=True)
    (folder / "a.ris").write_text(RIS.rpartition("TY  - BOOK")[0])
    packed = gzip.compress(snapshot_line("2301.00001").encode())
    (folder / "more" / "s.jsonl.gz").write_bytes(packed)
    (folder / "README.md").write_text("# What lies here\n")
    (folder / "picture.png").write_bytes(b"\x89PNG\0\0")
    (folder / ".hidden.csv").write_text("title,abstract\nHidden,It is.\n")
    assert index_command.main([str(folder), "--to", str(tmp_path / "index"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["new"] == 3
    assert sorted(record.message.split(": ")[1] for record in caplog.records) == [
        str(folder / "README.md"), str(folder / "picture.png"),
    ]  # fmt: skip
    titles = {paper.title for paper in IndexReader(tmp_path / "index").papers()}
    assert titles == {"The Tides of a Pond", "Waves", "On Pond 2301.00001"}
    (folder / "answer.json").write_text('{\n"error": "none"}')
    assert index_command.main([str(folder), "--to", str(tmp_path / "index"), "--prune"]) == 1
    shown = capsys.readouterr().err
    assert f"skipped: {folder / 'answer.json'}: is one JSON object" in shown
    assert "nothing is pruned" in shown


@pytest.mark.parametrize("content", [CSV, BIBTEX, gzip.compress(snapshot_line("1").encode())])
def test_standard_input_is_read_as_a_file_is(tmp_path: Path, content: str | bytes) -> None:
    data = content.encode() if isinstance(content, str) else content
    done = subprocess.run(
        [sys.executable, "-m", "index", "-", "--to", str(tmp_path / "index"), "--json"],
        cwd=ROOT, input=data, capture_output=True, check=False,
    )  # fmt: skip
    assert json.loads(done.stdout)["new"] == len(papers(read(tmp_path / "f", data)))
    assert b"skipped: -:" in done.stderr or not isinstance(content, str)


def test_standard_input_with_nothing_in_it_is_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "index", "-", "--to", str(tmp_path / "index")],
        cwd=ROOT, input=b"", capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert done.stderr.startswith(b"python -m index: -: is empty")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--categories", "cs.CL;cs.LG"], "'cs.CL;cs.LG' is no category such as cs.CL or math"),
        (["--since", "soon"], "date 'soon' is not YYYY, YYYY-MM or YYYY-MM-DD"),
        (["--pause", "-1"], "'-1' is not a number of seconds"),
    ],
)
def test_an_option_that_cannot_be_meant_is_named(
    capsys: pytest.CaptureFixture[str], arguments: list[str], complaint: str
) -> None:
    with pytest.raises(SystemExit):
        index_command.main(["sample", *arguments])
    assert complaint in capsys.readouterr().err
