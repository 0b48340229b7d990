"""Daily Papers by the day, from a server on this machine that behaves and misbehaves."""

import json
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from index import __main__ as index_command
from index.embedding.loading import load_embedder
from index.errors import BadSource
from index.papers.paper import BadPaper, Paper
from index.readers.sources import ReadOptions, open_source
from index.store.reader import IndexReader
from tests.conftest import find_port
from tests.index.conftest import CountingEmbedder, read_counts
from tests.index.readers.live.conftest import RANGE, index, read
from tests.paper_server import (
    Fault,
    Handler,
    PaperServer,
    break_off,
    busy,
    hang,
    list_paper,
    list_papers,
    say,
)

DAYS = ("2025-10-01", "2025-10-02", "2025-10-03")


def ids_of(folder: Path) -> set[str]:
    return {paper.id for paper in IndexReader(folder).papers()}


def test_a_day_is_read_whole(server: PaperServer) -> None:
    (paper,) = read("hf:2025-10-02")
    assert isinstance(paper, Paper)
    assert (paper.id, paper.upvotes, paper.comments) == ("2510.00003", 1, 2)
    assert (paper.authors, paper.organization) == (("Ada Lovelace", "Bo Li"), "Acme Research")
    assert (str(paper.published), str(paper.listed)) == ("2025-10-01", "2025-10-02")
    assert paper.code == "https://github.com/acme/ponds"
    assert paper.sources == ("daily-papers-api",)


def test_a_second_run_asks_for_nothing_that_is_known(
    server: PaperServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert index(tmp_path, RANGE) == 0
    assert server.asked_days() == list(DAYS)
    assert read_counts(capsys) == {"read": 5, "new": 5}
    assert index(tmp_path, RANGE) == 0
    assert server.asked_days() == []
    assert read_counts(capsys) == {"read": 5, "unchanged": 5}


def test_a_day_that_is_added_later_is_all_that_is_asked_for(
    server: PaperServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    late = server.days.pop("2025-10-02")
    index(tmp_path, RANGE)
    assert read_counts(capsys) == {"read": 4, "new": 4}
    server.asked.clear()
    server.days["2025-10-02"] = late
    index(tmp_path, RANGE)
    assert server.asked_days() == ["2025-10-02"]
    assert read_counts(capsys) == {"read": 5, "new": 1, "unchanged": 4}


def test_a_refresh_brings_votes_comments_organization_and_code_and_embeds_nothing(
    server: PaperServer,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    index(tmp_path, RANGE)
    later = list_paper(
        "2510.00003", 99, organization={"name": "pond", "fullname": "Pond Lab"}, githubRepo=None
    ) | {"numComments": 7}  # fmt: skip
    server.days["2025-10-02"] = json.dumps([later]).encode()
    counting = CountingEmbedder(load_embedder())
    monkeypatch.setattr(index_command, "load_embedder", lambda _: counting)
    capsys.readouterr()
    index(tmp_path, RANGE, "--refresh")
    assert read_counts(capsys) == {"read": 5, "changed": 1, "unchanged": 4}
    assert counting.texts == []
    (paper,) = (p for p in IndexReader(tmp_path).papers() if p.id == "2510.00003")
    assert (paper.upvotes, paper.comments) == (99, 7)
    assert (paper.organization, paper.code) == ("Pond Lab", None)


def test_days_of_the_last_week_are_asked_for_again(server: PaperServer, tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    days = [str(today - timedelta(n)) for n in (8, 3, 0)]
    for n, day in enumerate(days):
        server.days[day] = list_papers(f"2511.0000{n}")
    for name in (f"hf:{days[0]}", f"hf:{days[1]}", "hf:today"):
        index(tmp_path, name)
    assert server.asked_days() == days
    index(tmp_path, f"hf:{days[0]}..")
    assert days[0] not in server.asked_days()
    old = time.time() - 6 * 86_400  # asked for two days after it: more votes may have come
    os.utime(tmp_path / "fetched" / "hf" / f"{days[0]}.json.gz", (old, old))
    index(tmp_path, f"hf:{days[0]}")
    assert server.asked_days() == [days[0]]


FAULTS: dict[str, list[Fault]] = {
    "429 with Retry-After": [busy(429, Retry_After="1")],
    "500": [busy(500), busy(503)],
    "silence": [hang],
    "an answer that breaks off": [break_off],
    "half JSON": [say(b'[{"paper": {"id": "2507.1')],
    "an error object": [say(b'{"error": "Internal Error"}'), say(b'{"error": "again"}')],
    "a page of HTML": [say(b"<html>Bad gateway</html>")],
    "no UTF-8": [say(b'["\xff"]')],
    "brackets without end": [say(b"[" * 100_000)],
}


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize("kind", FAULTS)
def test_all_papers_come_in_once_whatever_the_server_does_first(
    server: PaperServer, kind: str
) -> None:
    server.faults["2025-10-02"] = list(FAULTS[kind])
    start = time.monotonic()
    papers = [record.id for record in read(RANGE) if isinstance(record, Paper)]
    assert papers == [f"2510.0000{n}" for n in range(1, 6)]
    assert len(server.asked) == 3 + len(FAULTS[kind])
    if "Retry-After" in kind:
        assert time.monotonic() - start >= 1


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        (busy(500), "answers 500 Internal Server Error"),
        (say(b'{"error": "Too many"}'), 'is no list of papers: {"error": "Too many"}'),
        (say(b'[{"paper":'), "is not JSON (10 bytes)"),
    ],
)
def test_a_day_that_cannot_be_had_is_one_line_and_comes_with_the_next_run(
    server: PaperServer,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    fault: Fault,
    complaint: str,
) -> None:
    server.faults["2025-10-02"] = [fault] * 5
    assert index(tmp_path, RANGE) == 1
    shown = capsys.readouterr().err
    (line,) = (line for line in shown.splitlines() if line.startswith("skipped"))
    assert line.startswith(f"skipped: hf:2025-10-02: {server.address}/api/daily_papers answers")
    assert complaint in line
    assert len(ids_of(tmp_path)) == 4
    server.asked.clear()
    assert index(tmp_path, RANGE) == 0
    assert server.asked_days() == ["2025-10-02"]
    assert len(ids_of(tmp_path)) == 5


def test_a_run_that_is_cut_off_goes_on_where_it_was(
    server: PaperServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ReadOptions(kept=tmp_path / "fetched", pause=0)
    for record in open_source(RANGE, options).records:
        if isinstance(record, Paper) and record.id == "2510.00003":
            break  # as a kill does: the third day was never asked for
    assert server.asked_days() == ["2025-10-01", "2025-10-02"]
    assert index(tmp_path, RANGE) == 0
    assert server.asked_days() == ["2025-10-03"]
    assert read_counts(capsys) == {"read": 5, "new": 5}


def test_an_answer_that_was_kept_half_is_asked_for_again(
    server: PaperServer, tmp_path: Path
) -> None:
    index(tmp_path, RANGE)
    kept = tmp_path / "fetched" / "hf" / "2025-10-02.json.gz"
    kept.write_bytes(kept.read_bytes()[:50])
    server.asked.clear()
    index(tmp_path, RANGE)
    assert server.asked_days() == ["2025-10-02"]


def test_a_bad_record_in_an_answer_is_named_and_the_others_are_read(server: PaperServer) -> None:
    items = [list_paper("2510.1"), list_paper("2510.2", title=None), 7, list_paper("2510.3")]
    server.days["2025-10-02"] = json.dumps(items).encode()
    records = read("hf:2025-10-02")
    assert [str(r) for r in records if isinstance(r, BadPaper)] == [
        "hf:2025-10-02:2: no title",
        "hf:2025-10-02:3: is not a JSON object but a int",
    ]
    assert sum(isinstance(record, Paper) for record in records) == 2


def test_a_link_to_code_that_is_none_costs_no_paper(server: PaperServer) -> None:
    items = [list_paper("2510.1", githubRepo="javascript:alert(1)")]
    server.days["2025-10-02"] = json.dumps(items).encode()
    (paper,) = read("hf:2025-10-02")
    assert isinstance(paper, Paper)
    assert paper.code is None


def test_a_long_day_is_asked_for_to_its_end(server: PaperServer) -> None:
    items = [list_paper(f"2510.{n:05}") for n in range(130)]

    def page(handler: object) -> None:
        query = server.asked[-1]
        size, number = int(query.get("limit", 50)), int(query.get("p", 0))
        say(json.dumps(items[size * number : size * (number + 1)]).encode())(handler)  # type: ignore[arg-type]

    server.faults["2025-10-02"] = [page] * 9
    assert len({record.id for record in read("hf:2025-10-02") if isinstance(record, Paper)}) == 130
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("hf:2025-13-01", "'2025-13-01' is no day of the calendar; days are written hf:2026-10-01"),
        ("hf:2025-02-30..", "'2025-02-30' is no day of the calendar"),
        ("hf:yesterday", "'yesterday' is no day"),
        ("hf:", "'' is no day"),
        ("hf:2025-10-01..soon", "'soon' is no day"),
        ("hf:2025-10-05..2025-10-01", "ends before it begins"),
        ("hf:9998-10-05", "9998-10-05 is in the future; today is"),
    ],
)
def test_days_that_cannot_be_meant_are_one_line(
    server: PaperServer,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    complaint: str,
) -> None:
    assert index(tmp_path / "index", name) == 2
    shown = capsys.readouterr().err
    assert shown.startswith(f"python -m index: {name}: {complaint}")
    assert shown.count("\n") == 1
    assert not (tmp_path / "index").exists()
    assert server.asked == []


@pytest.mark.parametrize(
    ("address", "complaint"),
    [
        ("nonsense", "ASKPAPERS_HF_URL='nonsense' is no web address; one is https://huggingface"),
        ("ftp://127.0.0.1", "is no web address"),
        ("http://[::1", "is no web address"),
        ("http://127.0.0.1:{port}", "cannot be reached: "),
        ("{server}/elsewhere", "/elsewhere/api/daily_papers?date=2025-10-03 answers 404 Not Found"),
    ],
)
def test_a_wrong_address_is_one_line_and_costs_nothing_of_what_was_there(
    server: PaperServer,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    complaint: str,
) -> None:
    index(tmp_path, "hf:2025-10-02")
    there = address.format(port=find_port(), server=server.address)
    monkeypatch.setenv("ASKPAPERS_HF_URL", there)
    capsys.readouterr()
    assert index(tmp_path, "hf:2025-10-01..2025-10-03") == 2
    shown = capsys.readouterr().err
    (line,) = (line for line in shown.splitlines() if line.startswith("python -m index"))
    assert complaint in line
    assert ids_of(tmp_path) == {"2510.00003"}


def test_a_source_that_breaks_off_keeps_what_came_before_and_lets_others_in(
    server: PaperServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.faults["2025-10-02"] = [busy(403)]
    more = tmp_path / "more.jsonl"
    more.write_text('{"title": "Snow", "abstract": "It melts.", "id": "9"}')
    assert index(tmp_path / "index", RANGE, str(more), "--prune") == 2
    assert "answers 403 Forbidden" in capsys.readouterr().err
    assert ids_of(tmp_path / "index") == {"2510.00001", "2510.00002", "9"}


def test_a_day_that_never_ends_is_left_at_two_thousand_papers(server: PaperServer) -> None:
    def more(handler: Handler) -> None:
        start = 100 * len(server.asked)
        ids = (f"2510.{n:05}" for n in range(start, start + 100))
        handler.answer(list_papers(*ids))

    server.faults["2025-10-02"] = [more] * 30
    assert len(read("hf:2025-10-02")) == 2_100
    assert len(server.asked) == 21


def test_a_day_that_the_server_refuses_keeps_no_other_out(server: PaperServer) -> None:
    server.faults["2025-10-02"] = [busy(404)]
    complaint, *papers = sorted(read(RANGE), key=lambda record: isinstance(record, Paper))
    assert "date=2025-10-02 answers 404 Not Found" in str(complaint)
    assert len(papers) == 4


def test_a_server_that_fails_day_after_day_is_left_alone(server: PaperServer) -> None:
    for n in range(1, 10):
        server.faults[f"2025-09-0{n}"] = [busy(500)] * 5
    with pytest.raises(BadSource, match="500 Internal Server Error; given up after 3 days"):
        read("hf:2025-09-01..2025-09-09")
    assert set(server.asked_days()) == {"2025-09-01", "2025-09-02", "2025-09-03"}


@pytest.mark.shared
def test_the_real_answers_come_in_whole_and_once(
    server: PaperServer, shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {file.stem: file for file in (shared / "data/hf_daily_api").glob("*.json")}
    server.days = {day: file.read_bytes() for day, file in files.items()}
    listed = {day: json.loads(body) for day, body in server.days.items()}
    assert len(listed) == 6
    for day, items in listed.items():
        server.faults[day] = [busy(429, Retry_After="0"), break_off, say(b'{"error": "no"}')]
        papers = read(f"hf:{day}")
        assert [getattr(paper, "id", paper) for paper in papers] == [
            i["paper"]["id"] for i in items
        ]
    short = sorted(listed, key=lambda day: len(listed[day]))[:2]  # the others take long to embed
    names = [f"hf:{day}" for day in short]
    server.faults[short[0]] = [say(b"[]")]  # added later
    assert index(tmp_path, *names) == 0
    assert read_counts(capsys) == {"read": len(listed[short[1]]), "new": len(listed[short[1]])}
    server.asked.clear()
    assert index(tmp_path, *names) == 0
    assert server.asked_days() == [short[0]]
    wanted = [item["paper"]["id"] for day in short for item in listed[day]]
    assert ids_of(tmp_path) == set(wanted)
    assert len(ids_of(tmp_path)) == len(wanted)
