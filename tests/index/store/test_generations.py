"""Generations: what readers see while a run writes, when it ends, and when it is cut off."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.embedding.loading import Embedder
from index.embedding.tokens import read_chunks
from index.errors import IndexMismatch
from index.papers.chunks import split_chunks
from index.papers.paper import Paper
from index.store.health import check_index
from index.store.reader import IndexReader
from index.store.upkeep import repair_index
from index.store.writer import Changes, Ledger, write_index
from rag.chatbot import Chatbot
from tests.conftest import ROOT, MakeIndex, embed, make_paper

TIDES = make_paper("Tides", "We study the tides of the sea. They rise.", id="1")
WAVES = make_paper("Waves", "We study waves of the sea.", id="2")
RAIN = make_paper("Rain", "We study rain, which falls.", id="3", upvotes=1)


def put(ledger: Ledger, embedder: Embedder, *papers: Paper) -> None:
    chunks = [chunk for paper in papers for chunk in split_chunks(paper)]
    ledger.put(Changes(papers, chunks, *read_chunks(chunks, embedder)))


def cut_off(folder: Path, embedder: Embedder, *papers: Paper) -> None:
    with write_index(folder, embedder.stamp) as ledger:
        put(ledger, embedder, *papers)
        raise KeyboardInterrupt


def titles(reader: IndexReader) -> list[str]:
    return [paper.title for paper in reader.papers()]


def test_a_reader_keeps_its_generation_and_latest_gives_the_new_one(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    make_index(tmp_path, [TIDES, WAVES])
    reader = IndexReader(tmp_path)
    changed = make_paper("Tides", "We study zebras.", id="1")
    with write_index(tmp_path, embedder.stamp) as ledger:
        put(ledger, embedder, changed, RAIN)
        assert titles(reader) == titles(IndexReader(tmp_path)) == ["Tides", "Waves"]
        assert list(reader.search_terms(["tide"], 9)) == ["1#0"]
        assert reader.chunks(["1#0"])["1#0"].paper == TIDES
        assert reader.latest() is reader
    assert titles(reader) == ["Tides", "Waves"]
    assert reader.chunks(["1#0"])["1#0"].paper == TIDES
    assert list(reader.search_vector(embed(embedder, [TIDES.abstract])[0], 1)) == ["1#0"]
    newer = reader.latest()
    assert newer.generation.number == 2
    assert titles(newer) == ["Tides", "Waves", "Rain"]
    assert list(newer.search_terms(["zebra"], 9)) == ["1#0"]
    assert newer.search_terms(["rise"], 9) == {}
    assert newer.chunks(["1#0"])["1#0"].paper == changed
    assert check_index(tmp_path) == []


def test_an_open_chatbot_answers_from_the_newest_generation(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    make_index(tmp_path, [TIDES])
    chatbot = Chatbot(IndexReader(tmp_path), embedder)
    assert chatbot.ask("What do zebra stripes deter?").abstained
    make_index(tmp_path, [make_paper("Zebras", "Zebra stripes deter biting flies.", id="9")])
    answer = chatbot.ask("What do zebra stripes deter?")
    assert answer.citations[0].paper.id == "9"


def test_a_run_that_is_cut_off_shows_nothing_and_the_next_goes_on(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    make_index(tmp_path, [TIDES])
    with pytest.raises(KeyboardInterrupt):
        cut_off(tmp_path, embedder, WAVES)
    assert titles(IndexReader(tmp_path)) == ["Tides"]
    assert make_index(tmp_path, [TIDES, WAVES, RAIN]).to_dict() == {
        "read": 3, "new": 1, "changed": 0, "unchanged": 2, "duplicate": 0, "withdrawn": 0,
        "bad": 0, "removed": 0,
    }  # fmt: skip
    assert titles(IndexReader(tmp_path)) == ["Tides", "Waves", "Rain"]
    assert check_index(tmp_path) == []


def test_a_first_run_that_is_cut_off_says_so_and_can_be_taken_as_it_is(
    tmp_path: Path, embedder: Embedder
) -> None:
    with pytest.raises(KeyboardInterrupt):
        cut_off(tmp_path, embedder, WAVES)
    with pytest.raises(IndexMismatch, match=f"was never finished.*repair --at {tmp_path}"):
        IndexReader(tmp_path)
    assert repair_index(tmp_path) == 1
    assert titles(IndexReader(tmp_path)) == ["Waves"]


def test_metadata_alone_makes_a_generation_on_the_same_stores(
    tmp_path: Path, make_index: MakeIndex
) -> None:
    make_index(tmp_path, [TIDES, RAIN])
    before = IndexReader(tmp_path)
    make_index(tmp_path, [make_paper("Rain", RAIN.abstract, id="3", upvotes=7)])
    after = before.latest()
    assert (before.generation.stores, before.generation.number + 1) == (
        after.generation.stores,
        after.generation.number,
    )
    assert [paper.upvotes for paper in before.papers()] == [None, 1]
    assert [paper.upvotes for paper in after.papers()] == [None, 7]
    assert check_index(tmp_path) == []


def test_an_unchanged_run_makes_no_generation(tmp_path: Path, make_index: MakeIndex) -> None:
    make_index(tmp_path, [TIDES, RAIN])
    make_index(tmp_path, [TIDES, RAIN])
    assert IndexReader(tmp_path).generation.number == 1


def test_old_generations_leave_no_trace(tmp_path: Path, make_index: MakeIndex) -> None:
    for n in range(6):
        make_index(tmp_path, [make_paper("Tides", f"We saw {n} tides.", id="1"), WAVES, RAIN])
    reader = IndexReader(tmp_path)
    assert reader.generation.number == 6
    assert len(list((tmp_path / "stores").iterdir())) == 2
    # Of the tides the newest, and the one that readers of the generation before still see.
    for table, rows in (("papers", 4), ("records", 4), ("chunks", 4), ("tokens", 4)):
        assert reader._catalog.query(f"SELECT count(*) FROM main.{table}") == [(rows,)]  # noqa: S608
    assert check_index(tmp_path) == []


def test_all_papers_can_leave_and_come_back(tmp_path: Path, make_index: MakeIndex) -> None:
    make_index(tmp_path, [TIDES, RAIN])
    gone = [make_paper(p.title, "This paper has been withdrawn.", id=p.id) for p in (TIDES, RAIN)]
    assert make_index(tmp_path, list(gone)).withdrawn == 2
    reader = IndexReader(tmp_path)
    assert (reader.count_papers(), reader.search_terms(["tide"], 9)) == (0, {})
    assert check_index(tmp_path) == []
    assert make_index(tmp_path, [TIDES]).new == 1
    assert titles(reader.latest()) == ["Tides"]


def test_a_newer_generation_that_cannot_be_opened_is_passed_over_with_a_warning(
    tmp_path: Path, make_index: MakeIndex, caplog: pytest.LogCaptureFixture
) -> None:
    make_index(tmp_path, [TIDES])
    reader = IndexReader(tmp_path)
    make_index(tmp_path, [WAVES])
    (tmp_path / "stores" / "000002" / "checksums.json").unlink()
    assert reader.latest() is reader
    assert "still answering from generation 1" in caplog.text


READING = """
import sys
from pathlib import Path
from index.store.reader import IndexReader
reader = IndexReader(Path(sys.argv[1]))
seen = set()
for n in range(200):
    reader = reader.latest()
    (found,) = [c.paper.abstract for c in reader.chunks(reader.search_terms(["tide"], 5)).values()]
    assert list(reader.papers())[0].abstract == found
    vector = reader.search_vector(__import__("numpy").ones(384, "float32"), 5)
    assert set(reader.chunks(vector)) == set(vector)
    seen.add(reader.generation.number)
    if reader.generation.number == int(sys.argv[2]):
        break
print(len(seen))
"""


def test_several_reading_processes_follow_a_writer(tmp_path: Path, make_index: MakeIndex) -> None:
    make_index(tmp_path, [make_paper("Tides", "We saw 0 tides.", id="1"), WAVES])
    command = [sys.executable, "-c", READING, str(tmp_path), "4"]
    readers = [
        subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for n in (1, 2, 3):
        make_index(tmp_path, [make_paper("Tides", f"We saw {n} tides.", id="1"), WAVES])
    for reader in readers:
        out, complaints = reader.communicate(timeout=120)
        assert (reader.returncode, complaints) == (0, "")
        assert int(out) >= 1


def test_many_threads_ask_while_generations_pass(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    make_index(tmp_path, [make_paper("Tides", "We saw 0 tides of the sea.", id="1"), WAVES])
    chatbot = Chatbot(IndexReader(tmp_path), embedder)

    def ask(_: int) -> str:
        return chatbot.ask("How many tides of the sea were seen?").citations[0].quote

    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(ask, range(24))
        for n in (1, 2, 3):
            make_index(tmp_path, [make_paper("Tides", f"We saw {n} tides of the sea.", id="1")])
        assert set(answers) <= {f"We saw {n} tides of the sea." for n in range(4)}
    assert ask(0) == "We saw 3 tides of the sea."
