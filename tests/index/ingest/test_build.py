"""The offline path: what is new, changed, unchanged and bad."""

from pathlib import Path

import pytest

from index.embedding.loading import Embedder
from index.ingest.batches import BATCH
from index.papers.paper import BadPaper, Record
from index.store.health import check_index
from index.store.reader import IndexReader
from tests.conftest import MakeIndex, make_paper
from tests.index.conftest import CountingEmbedder


def test_unchanged_papers_are_not_embedded_again(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    papers: list[Record] = [make_paper(f"Paper {n}", f"Text {n}.") for n in range(3)]
    assert make_index(tmp_path, papers).to_dict() == {
        "read": 3, "new": 3, "changed": 0, "unchanged": 0, "duplicate": 0, "withdrawn": 0, "bad": 0,
        "removed": 0,
    }  # fmt: skip
    counting = CountingEmbedder(embedder)
    again = make_index(tmp_path, papers, by=counting)
    assert (again.unchanged, counting.texts) == (3, [])


def test_changed_text_replaces_all_old_chunks(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    long = " ".join(f"Sentence {n} about zebras." for n in range(300))
    make_index(tmp_path, [make_paper("T", long, id="1"), make_paper("U", "Stays.", id="2")])
    assert IndexReader(tmp_path).generation.chunks > 2
    tally = make_index(tmp_path, [make_paper("T", "Now about lions.", id="1")])
    assert (tally.changed, tally.new) == (1, 0)
    reader = IndexReader(tmp_path)
    assert reader.generation.chunks == 2
    assert check_index(tmp_path) == []
    assert reader.search_terms(["zebra"], 10) == {}
    assert next(iter(reader.search_vector(embedder.read_query("lions").vector, 10))) == "1#0"
    assert [paper.id for paper in reader.papers()] == ["1", "2"]


def test_new_metadata_alone_embeds_nothing(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    make_index(tmp_path, [make_paper(upvotes=1)])
    counting = CountingEmbedder(embedder)
    tally = make_index(tmp_path, [make_paper(upvotes=9)], by=counting)
    assert (tally.changed, counting.texts) == (1, [])
    assert next(IndexReader(tmp_path).papers()).upvotes == 9


def test_a_bad_record_and_a_second_id_are_reported_and_skipped(
    tmp_path: Path, make_index: MakeIndex
) -> None:
    bad: list[BadPaper] = []
    records = [
        make_paper("First", id="1"),
        BadPaper("no abstract", "file", 2),
        make_paper("Second", id="1"),
        make_paper("Third", id="3"),
    ]
    tally = make_index(tmp_path, records, bad)
    assert (tally.read, tally.new, tally.bad) == (4, 2, 2)
    assert [str(complaint) for complaint in bad] == [
        "file:2: no abstract",
        "id '1' occurs twice: 'Second' is skipped, the first, 'First', is kept",
    ]


def test_more_papers_than_a_batch_all_arrive(tmp_path: Path, make_index: MakeIndex) -> None:
    papers: list[Record] = [make_paper(f"P {n}", f"x{n}.") for n in range(BATCH + 1)]
    assert make_index(tmp_path, papers).new == BATCH + 1
    assert IndexReader(tmp_path).generation.chunks == BATCH + 1
    assert check_index(tmp_path) == []


OLD = make_paper("Tides", "We study tides.", id="2401.00001", version=1)
NEW = make_paper("Tides", "We study the tides of the sea.", id="2401.00001", version=2)
BARE = make_paper("Tides", "Tides, as a page lists them.", id=None)


@pytest.mark.parametrize("records", [[OLD, NEW], [NEW, OLD]])
def test_of_two_versions_the_newer_is_kept_whichever_comes_first(
    tmp_path: Path, make_index: MakeIndex, records: list[Record]
) -> None:
    tally = make_index(tmp_path, records)
    assert (tally.read, tally.new, tally.duplicate) == (2, 1, 1)
    assert list(IndexReader(tmp_path).papers()) == [NEW]


def test_an_older_version_does_not_replace_a_newer_one_in_the_index(
    tmp_path: Path, make_index: MakeIndex
) -> None:
    make_index(tmp_path, [NEW])
    assert make_index(tmp_path, [OLD]).unchanged == 1
    assert list(IndexReader(tmp_path).papers()) == [NEW]


@pytest.mark.parametrize("records", [[BARE, NEW], [NEW, BARE]])
def test_a_title_from_two_sources_is_one_paper_the_one_with_an_id(
    tmp_path: Path, make_index: MakeIndex, records: list[Record]
) -> None:
    for once, again in ((tmp_path / "together", False), (tmp_path / "apart", True)):
        for part in [[record] for record in records] if again else [records]:
            make_index(once, part)
        assert list(IndexReader(once).papers()) == [NEW]
        tally = make_index(once, records)
        assert (tally.unchanged, tally.duplicate) == (1, 1)
        assert check_index(once) == []


def test_two_papers_with_ids_may_have_one_title(tmp_path: Path, make_index: MakeIndex) -> None:
    other = make_paper("Tides", "Other tides.", id="2402.00002")
    assert make_index(tmp_path, [NEW, other]).new == 2


def test_the_same_record_twice_is_a_duplicate(tmp_path: Path, make_index: MakeIndex) -> None:
    tally = make_index(tmp_path, [NEW, NEW])
    assert (tally.new, tally.duplicate, tally.bad) == (1, 1, 0)


def test_a_withdrawn_paper_leaves_the_index(tmp_path: Path, make_index: MakeIndex) -> None:
    withdrawn = make_paper("Tides", "This paper has been withdrawn by the authors.", id=NEW.id)
    make_index(tmp_path, [NEW, make_paper("Rain", "It falls.", id="7")])
    assert make_index(tmp_path, [withdrawn]).withdrawn == 1
    assert [paper.id for paper in IndexReader(tmp_path).papers()] == ["7"]
    assert make_index(tmp_path / "first", [NEW, withdrawn]).withdrawn == 0  # of no newer version
    newest = make_paper(
        "Tides", "This paper has been withdrawn by the authors.", id=NEW.id, version=3
    )
    tally = make_index(tmp_path / "second", [NEW, newest])
    assert (tally.read, tally.duplicate) == (2, 1)
    assert IndexReader(tmp_path / "second").count_papers() == 0
