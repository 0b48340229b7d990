"""arXiv's API, from a server on this machine that behaves and misbehaves."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from index.errors import BadSource
from index.papers.paper import BadPaper, Paper
from index.readers.live import arxiv_api
from index.store.reader import IndexReader
from tests.conftest import find_port
from tests.index.conftest import read_counts, run_index
from tests.index.readers.live.conftest import entry, feed, index, read
from tests.paper_server import PaperServer, Query, break_off, busy, hang, say, serve_papers

QUERY = "arxiv:cat:cs.CL AND abs:pond"


@dataclass
class Archive:
    """What the server has, the last changed first; it hands out three to a page at most."""

    entries: list[str] = field(default_factory=list)
    most: int = 3

    def answer(self, query: Query) -> bytes:
        if ids := query.get("id_list"):
            return feed([e for e in self.entries if any(f"abs/{id}" in e for id in ids.split(","))])
        start = int(query["start"])
        size = min(self.most, int(query["max_results"]))
        return feed(self.entries[start : start + size], len(self.entries))


@pytest.fixture
def archive() -> Archive:
    return Archive([entry(f"2510.0000{n}") for n in range(8, 0, -1)])


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, archive: Archive) -> Iterator[PaperServer]:
    with serve_papers() as server:
        monkeypatch.setenv("ASKPAPERS_ARXIV_URL", server.address)
        server.feed = archive.answer
        yield server


def starts(server: PaperServer) -> list[str]:
    """Where the pages began that were asked for."""
    asked = [query["start"] for query in server.asked]
    server.asked.clear()
    return asked


def test_single_papers_are_read_whole(server: PaperServer, archive: Archive) -> None:
    archive.entries.append(entry("2510.13515", 2))
    (paper,) = read("arxiv:2510.13515")
    assert isinstance(paper, Paper)
    assert (paper.id, paper.version, paper.title) == ("2510.13515", 2, "On Pond 2510.13515")
    assert paper.abstract == "We study pond 2510.13515. It is wet."
    assert (paper.authors, paper.author_count) == (("Ada Lovelace", "Bo Li"), 2)
    assert str(paper.published) == "2025-10-02"
    assert (paper.url, paper.sources) == ("https://arxiv.org/abs/2510.13515", ("arxiv-api",))


def test_several_ids_are_one_request_and_one_that_is_not_there_is_named(
    server: PaperServer,
) -> None:
    records = read("arxiv: 2510.00001, https://arxiv.org/abs/2510.00002v1,2510.99999")
    assert [record.id for record in records if isinstance(record, Paper)] == [
        "2510.00002", "2510.00001",
    ]  # fmt: skip
    (bad,) = (record for record in records if isinstance(record, BadPaper))
    assert str(bad) == "arxiv:2510.99999: arXiv has no such paper"
    assert server.asked[0]["id_list"] == "2510.00001,2510.00002v1,2510.99999"


def test_a_query_is_read_page_by_page_and_then_stops_at_what_is_known(
    server: PaperServer, archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert index(tmp_path, QUERY) == 0
    assert read_counts(capsys) == {"read": 8, "new": 8}
    assert server.asked[0]["search_query"] == "cat:cs.CL AND abs:pond"
    assert server.asked[0]["sortOrder"] == "descending"
    assert starts(server) == ["0", "3", "6"]
    index(tmp_path, QUERY)
    assert starts(server) == ["0"]
    assert read_counts(capsys) == {"read": 3, "unchanged": 3}
    archive.entries[:0] = [entry("2510.00009"), entry("2510.00004", 2, summary="It is dry.")]
    del archive.entries[6]  # the first version of the revised one
    index(tmp_path, QUERY)
    assert starts(server) == ["0", "3"]
    assert read_counts(capsys) == {"read": 6, "new": 1, "changed": 1, "unchanged": 4}
    revised = next(p for p in IndexReader(tmp_path).papers() if p.id == "2510.00004")
    assert (revised.version, revised.abstract) == (2, "It is dry.")


def test_a_query_that_was_cut_off_is_read_to_its_end(
    server: PaperServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = server.feed

    def refuse_further(query: Query) -> bytes:
        return answer(query) if query["start"] == "0" else b"<html>"

    server.feed = refuse_further
    assert index(tmp_path, QUERY) == 2
    shown = capsys.readouterr()
    (line,) = (line for line in shown.err.splitlines() if line.startswith("python"))
    assert f"{QUERY}: {server.address}/api/query answers with what is no sound XML" in line
    assert IndexReader(tmp_path).count_papers() == 3
    server.feed = answer
    starts(server)
    assert index(tmp_path, QUERY) == 0
    assert starts(server) == ["0", "3", "6"]
    assert read_counts(capsys) == {"read": 8, "new": 5, "unchanged": 3}


def test_pruning_reads_a_query_to_its_end(
    server: PaperServer, archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index(tmp_path, QUERY)
    del archive.entries[-1]
    capsys.readouterr()
    index(tmp_path, QUERY, "--prune")
    assert read_counts(capsys) == {"read": 7, "unchanged": 7, "removed": 1}


@pytest.mark.parametrize(
    "faults",
    [
        [busy(429, Retry_After="0")],
        [busy(503), busy(500)],
        [hang],
        [break_off],
        [say(b"<feed")],
        [say(feed([], 8))],  # an empty page where there are results, as arXiv sends at times
    ],
    ids=["429", "500", "silence", "broken off", "half", "empty"],
)
def test_all_papers_come_once_whatever_the_server_does_first(
    server: PaperServer, faults: list[object]
) -> None:
    server.faults["feed"] = list(faults)  # type: ignore[arg-type]
    assert [record.id for record in read(QUERY) if isinstance(record, Paper)] == [
        f"2510.0000{n}" for n in range(8, 0, -1)
    ]


def test_a_server_that_always_gives_the_same_page_is_left(server: PaperServer) -> None:
    server.feed = lambda _: feed([entry("2510.00001")], 1_000_000)
    assert len(read(QUERY)) == 2


def test_arxivs_own_complaint_is_passed_on(server: PaperServer) -> None:
    error = (
        "<entry><id>http://arxiv.org/api/errors#x</id><summary>malformed query</summary></entry>"
    )
    server.feed = lambda _: feed([error])
    with pytest.raises(BadSource, match=r"arxiv:cat:\(: arXiv refuses the query: malformed query"):
        read("arxiv:cat:(")


def test_a_withdrawn_paper_leaves_also_where_only_the_comment_says_so(
    server: PaperServer, archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index(tmp_path, "arxiv:2510.00001")
    archive.entries = [
        entry("2510.00001", 2, comment="This paper has been withdrawn by the author: error in it")
    ]
    capsys.readouterr()
    index(tmp_path, "arxiv:2510.00001")
    assert read_counts(capsys) == {"read": 1, "withdrawn": 1}
    assert IndexReader(tmp_path).count_papers() == 0


def test_entries_that_are_no_papers_are_named(server: PaperServer, archive: Archive) -> None:
    archive.entries = [entry("2510.1", summary=" "), "<entry/>", entry("2510.2", title="<b>T</b>")]
    records = read(QUERY)
    assert [str(record) for record in records[:2]] == [
        f"{QUERY}: http://arxiv.org/abs/2510.1v1: abstract is empty",
        f"{QUERY}: an entry without id: title is empty",
    ]
    assert isinstance(records[2], Paper)
    assert records[2].title == "<b>T</b>"


def test_three_seconds_lie_between_requests_unless_another_server_is_asked(
    server: PaperServer,
) -> None:
    assert arxiv_api.PAUSE == 3
    start = time.monotonic()
    read(QUERY, pause=0.2)
    assert time.monotonic() - start > 0.4


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("arxiv:", "is neither ids, such as arxiv:2510.13515, nor a query"),
        ("arxiv:2510.1", "is neither ids"),
        ("arxiv:ponds", "is neither ids"),
    ],
)
def test_what_is_neither_id_nor_query_is_one_line(
    server: PaperServer, capsys: pytest.CaptureFixture[str], name: str, complaint: str
) -> None:
    assert run_index(name) == 2
    shown = capsys.readouterr().err
    assert shown.startswith(f"python -m index: {name}: {complaint}")
    assert shown.count("\n") == 1
    assert server.asked == []


def test_a_host_that_cannot_be_reached_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASKPAPERS_ARXIV_URL", f"http://127.0.0.1:{find_port()}")
    assert index(tmp_path, "arxiv:2510.13515") == 2
    lines = capsys.readouterr().err.splitlines()
    assert len([line for line in lines if "cannot be reached: " in line]) == 1
