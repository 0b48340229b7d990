"""What one writer puts into a catalog, and what of it a generation shows."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index.embedding.loading import EmbedderStamp
from index.errors import IndexMismatch
from index.store.catalog.catalog import Catalog
from index.store.ledger.changes import Changes
from index.store.ledger.ledger import Ledger
from tests.conftest import make_paper
from tests.index.store.conftest import PAPERS, STAMP, embed_anyhow

TIDES, MERGING, ECHOS = PAPERS
GONE = replace(TIDES, abstract="This paper has been withdrawn.")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A new one, in which PAPERS are about to be published."""
    with closing(Ledger(tmp_path, STAMP)) as ledger:
        ledger.put(embed_anyhow(*PAPERS))
        yield ledger


def shown(folder: Path) -> list[str]:
    """The ids that a reader sees."""
    with closing(Catalog.open(folder)) as catalog:
        return [paper.id for paper in catalog.papers()]


def without_text(**changes: object) -> Changes:
    return replace(embed_anyhow(), **changes)  # type: ignore[arg-type]


def test_a_reader_sees_what_is_published_and_no_more(ledger: Ledger, tmp_path: Path) -> None:
    assert shown(tmp_path) == []
    assert ledger.published is None
    assert ledger.has_changes()
    made = ledger.publish("000001", 0)
    assert (made.number, made.papers, made.chunks, ledger.working) == (1, 3, 3, 2)
    assert not ledger.has_changes()
    assert not ledger.has_new_chunks()
    ledger.put(without_text(renamed={"2": "1"}))
    assert list(ledger.known(["1", "2", "9"])) == ["1"]
    assert ledger.has_changes()
    assert shown(tmp_path) == ["1", "2", "3"]
    ledger.publish("000002", 1)
    assert shown(tmp_path) == ["1", "3"]
    assert ledger.kept_stores() == {"000001", "000002"}


def test_new_text_replaces_chunks_and_new_facts_alone_keep_them(ledger: Ledger) -> None:
    ledger.publish("000001", 0)
    ledger.put(without_text(papers=[replace(MERGING, upvotes=7)]))
    assert (ledger.has_new_chunks(), ledger.removed_chunks()) == (False, {})
    ledger.put(without_text(papers=[replace(ECHOS, organization="Pond Lab")]))
    assert ledger.has_new_chunks()  # of the same text, with a fact that the derived stores hold
    assert list(ledger.removed_chunks()) == ["3#0"]
    ledger.put(embed_anyhow(replace(TIDES, abstract="They fall.")))
    assert sorted(ledger.removed_chunks()) == ["1#0", "3#0"]
    assert ledger.catalog.chunks(["1#0"])["1#0"].text == "Tides. They fall."
    assert ledger.catalog.count() == (3, 3)


def test_what_is_withdrawn_is_remembered_until_it_comes_back(
    ledger: Ledger, tmp_path: Path
) -> None:
    ledger.put(without_text(withdrawn=[GONE]))
    ledger.publish("000001", 0)
    assert shown(tmp_path) == ["2", "3"]
    assert ledger.known(["1"]) == {"1": GONE}
    ledger.put(embed_anyhow(TIDES))
    assert ledger.known(["1"]) == {"1": TIDES}


def test_titles_are_known_by_their_keys(ledger: Ledger) -> None:
    ledger.put(embed_anyhow(make_paper("TIDES", "Others.", id="9")))
    known = ledger.known_titles([TIDES.title_key, "unheard"])
    assert {key: sorted(ids) for key, ids in known.items()} == {"tides": ["1", "9"]}


def test_of_one_title_no_more_than_a_hundred_are_known(ledger: Ledger) -> None:
    editorials = [make_paper("Editorial", f"Number {n}.", id=f"e{n:03}") for n in range(120)]
    ledger.put(embed_anyhow(*editorials))
    assert ledger.known_titles(["editorial"]) == {"editorial": [p.id for p in editorials[:100]]}


def test_what_is_withdrawn_is_known_by_its_title_too(ledger: Ledger) -> None:
    ledger.put(without_text(withdrawn=[GONE]))
    assert ledger.known_titles(["tides"]) == {"tides": ["1"]}


def test_a_paper_is_known_by_its_doi_and_by_other_keys(ledger: Ledger) -> None:
    cited = make_paper("Ebb", "It falls.", id="9", doi="10.1234/a")
    ledger.put(replace(embed_anyhow(cited), keys=[("tkey", "9"), ("tkey", "1")]))
    assert ledger.known_keys(["10.1234/a", "tkey", "other"]) == {
        "10.1234/a": ["9"], "tkey": ["1", "9"],
    }  # fmt: skip
    ledger.put(without_text(renamed={"9": "1"}))
    assert ledger.known_keys(["10.1234/a", "tkey"]) == {"10.1234/a": ["1"], "tkey": ["1"]}


def test_a_paper_under_another_id_keeps_its_text_and_place(ledger: Ledger, tmp_path: Path) -> None:
    ledger.publish("000001", 0)
    ledger.put(without_text(papers=[replace(TIDES, id="10.1234/a")], renamed={"1": "10.1234/a"}))
    assert ledger.has_new_chunks()
    assert list(ledger.removed_chunks()) == ["1#0"]
    ledger.publish("000002", 1)
    assert shown(tmp_path) == ["10.1234/a", "2", "3"]
    assert ledger.catalog.count() == (3, 3)


def test_all_but_what_is_kept_is_taken_out(ledger: Ledger, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "arrivals")) as other, other:
        other.execute("CREATE TABLE kept (id TEXT)")
        other.execute("INSERT INTO kept VALUES ('2')")
    ledger.put(without_text(keys=[("t1", "1"), ("t2", "2")]))
    assert ledger.keep_only(tmp_path / "arrivals") == 2
    assert list(ledger.known(["1", "2", "3"])) == ["2"]
    assert ledger.known_keys(["t1", "t2"]) == {"t2": ["2"]}


def test_of_two_generations_past_nothing_is_left(ledger: Ledger) -> None:
    for number in (1, 2, 3):
        ledger.put(embed_anyhow(replace(TIDES, abstract=f"They rise {number} times.")))
        ledger.publish(f"{number:06}", 0)
    assert ledger.kept_stores() == {"000002", "000003"}
    counts = [
        ledger.catalog.query(f"SELECT count(*) FROM main.{table}")[0][0]  # noqa: S608
        for table in ("papers", "records", "chunks")
    ]
    assert counts == [4, 4, 4]


def test_another_embedder_is_refused_and_the_gate_can_be_set(
    ledger: Ledger, tmp_path: Path
) -> None:
    ledger.set_gate(0.25)
    assert ledger.catalog.gate == 0.25
    with pytest.raises(IndexMismatch, match="made with small"):
        Ledger(tmp_path, EmbedderStamp("large", 8, "1" * 64))
