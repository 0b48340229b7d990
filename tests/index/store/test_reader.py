"""Three stores as one: what opens, what refuses, and what mends it."""

import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tantivy

from index.embedding.loading import SentenceEmbedder
from index.errors import IndexBusy, IndexMismatch, IndexNotFound
from index.store.catalog.catalog import Catalog
from index.store.derived.checksums import find_damage, write_checksums
from index.store.health import check_index
from index.store.reader import IndexReader
from index.store.upkeep import repair_index
from index.store.writer import write_index
from tests.conftest import ROOT, MakeIndex, embed, make_paper

PAPERS = [
    make_paper("Tides", "We study the tides of the sea. They rise.", id="1", published="2020-01"),
    make_paper("Merging", "We merge language models. It helps.", id="2", published="2021-05-06"),
    make_paper("Échos", "Nous étudions LoRA and MUSCLE. Fine-tuning is cheap.", id="3"),
]


@pytest.fixture
def folder(tmp_path: Path, make_index: MakeIndex) -> Path:
    make_index(tmp_path / "index", list(PAPERS))
    return tmp_path / "index"


def test_what_was_written_is_read_back_in_order(folder: Path) -> None:
    reader = IndexReader(folder)
    assert list(reader.papers()) == PAPERS
    assert reader.count_papers() == 3
    assert check_index(folder) == []
    assert reader.overview().date_span() == ("2020-01", "2021-05-06")


def test_words_find_by_stem_and_without_accents(folder: Path) -> None:
    reader = IndexReader(folder)
    assert list(reader.search_terms(["tide"], 10)) == ["1#0"]
    assert list(reader.search_terms(["echo"], 10)) == ["3#0"]
    assert reader.search_terms([], 10) == {}
    assert reader.search_terms(["AND", "(", "*"], 10) == {}


def test_words_as_written_and_words_that_meet_count_beside_stems(
    tmp_path: Path, make_index: MakeIndex
) -> None:
    texts = {"1": "Models merged by sea.", "2": "Models merge at sea.", "3": "Merge sea models."}
    make_index(tmp_path, [make_paper("Notes", text, id=id) for id, text in texts.items()])
    reader = IndexReader(tmp_path)
    stems = reader.search_terms(["model", "merg"], 10)
    assert len(set(stems.values())) == 1  # all three hold both, in texts of one length
    assert list(reader.search_terms(["=merged"], 10)) == ["1#0"]
    assert set(reader.search_terms(["model=merg"], 10)) == {"1#0", "2#0"}
    both = reader.search_terms(["model", "merg", "=merged", "model=merg"], 10)
    assert list(both) == ["1#0", "2#0", "3#0"]
    assert both["3#0"] == stems["3#0"]


def test_titles_count_more_than_texts(tmp_path: Path, make_index: MakeIndex) -> None:
    make_index(tmp_path, [make_paper("Sea", "Tides.", id="1"), make_paper("Tides", "Sea.", id="2")])
    assert list(IndexReader(tmp_path).search_terms(["tide"], 10)) == ["2#0", "1#0"]


def test_meaning_finds_by_cosine(folder: Path, embedder: SentenceEmbedder) -> None:
    query = embedder.read_query("ocean waves").vector
    found = IndexReader(folder).search_vector(query, 3)
    assert next(iter(found)) == "1#0"
    expected = float(
        query @ embed(embedder, ["Tides. We study the tides of the sea. They rise."])[0]
    )
    assert found["1#0"] == pytest.approx(expected, abs=1e-5)


def test_a_rare_term_weighs_more(folder: Path) -> None:
    reader = IndexReader(folder)
    # Three chunks: "we" is a stop word, "studi" stands in one, "xyz" in none.
    assert reader.rarity("xyz") == pytest.approx(np.log(1 + 3.5 / 0.5))
    assert reader.rarity("tide") == pytest.approx(np.log(1 + 2.5 / 1.5))


def test_a_reader_never_makes_anything(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFound, match="no such folder; make one with: python -m index"):
        IndexReader(tmp_path / "none")
    assert not (tmp_path / "none").exists()
    (tmp_path / "empty").mkdir()
    with pytest.raises(IndexNotFound, match=r"it has no catalog\.sqlite3"):
        IndexReader(tmp_path / "empty")
    assert not list((tmp_path / "empty").iterdir())


def test_another_embedder_is_refused_by_both_names(
    folder: Path, embedder: SentenceEmbedder
) -> None:
    other = replace(embedder.stamp, name="mpnet", dimensions=768, digest="0" * 64)
    with pytest.raises(IndexMismatch, match=r"made with all-MiniLM-L6-v2 \(384.*mpnet \(768"):
        IndexReader(folder).check_embedder(other)
    with pytest.raises(IndexMismatch, match="to another folder"), write_index(folder, other):
        pass


def stores(folder: Path) -> Path:
    """The folder of the newest derived stores."""
    return max((folder / "stores").iterdir())


def old_schema() -> Any:
    """Without the forms."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("chunk", stored=True, tokenizer_name="raw")
    for name in ("title", "text"):
        builder.add_text_field(name, tokenizer_name="terms")
    return builder.build()


def test_a_lexical_index_of_other_fields_is_made_anew_by_the_next_run(
    tmp_path: Path, make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr("index.store.derived.lexical._schema", old_schema)
        make_index(tmp_path, list(PAPERS))
    assert make_index(tmp_path, list(PAPERS)).unchanged == 3
    assert list(IndexReader(tmp_path).search_terms(["=tides"], 10)) == ["1#0"]


@pytest.mark.parametrize(
    "lost", ["lexical", "vectors", "vectors/chroma.sqlite3", "sketches", "checksums.json"]
)
def test_a_lost_store_is_noticed_and_repaired(folder: Path, lost: str) -> None:
    victim = stores(folder) / lost
    shutil.rmtree(victim) if victim.is_dir() else victim.unlink()
    with pytest.raises(IndexMismatch, match=f"repair --at {folder}"):
        IndexReader(folder)
    assert repair_index(folder) == 3
    assert check_index(folder) == []
    reader = IndexReader(folder)
    assert list(reader.search_terms(["tide"], 10)) == ["1#0"]


def test_stores_of_before_there_were_sketches_are_made_anew_by_the_next_run(
    folder: Path, make_index: MakeIndex
) -> None:
    old = stores(folder)
    shutil.rmtree(old / "sketches")
    write_checksums(old)
    with pytest.raises(IndexMismatch, match=f"sketches.*repair --at {folder}"):
        IndexReader(folder)
    assert make_index(folder, list(PAPERS)).unchanged == 3
    assert stores(folder) != old
    assert check_index(folder) == []


def test_a_flipped_byte_in_any_derived_file_is_noticed_and_mended_by_the_next_run(
    folder: Path, make_index: MakeIndex
) -> None:
    files = [path for path in stores(folder).rglob("*") if path.is_file() and path.stat().st_size]
    assert len(files) > 8
    for name in [path.relative_to(stores(folder)) for path in files if "lock" not in path.name]:
        if len(name.parts) > 2 or name.suffix in (".pos", ".term"):
            # Chroma's and Tantivy's files have new names in each generation.
            kind = f"*/{name.name}" if len(name.parts) > 2 else f"*{name.suffix}"
            (victim,) = (stores(folder) / name.parts[0]).glob(kind)
        else:
            victim = stores(folder) / name
        if not victim.is_file():
            continue
        content = bytearray(victim.read_bytes())
        content[len(content) // 2] ^= 0xFF
        victim.write_bytes(content)
        if victim.suffix == ".sqlite3" and not find_damage(stores(folder)):
            continue  # it hit a page that holds nothing
        with pytest.raises(IndexMismatch, match=f"repair --at {folder}"):
            IndexReader(folder)
        assert make_index(folder, list(PAPERS)).unchanged == 3
        assert check_index(folder) == []


@pytest.mark.parametrize("kind", ["pos", "idx", "term", "store", "fieldnorm"])
def test_a_lost_part_of_the_lexical_index_is_noticed(folder: Path, kind: str) -> None:
    parts = list((stores(folder) / "lexical").glob(f"*.{kind}"))
    assert parts
    for part in parts:
        part.unlink()
    with pytest.raises(IndexMismatch, match=f"repair --at {folder}"):
        IndexReader(folder)


def test_a_catalog_cut_off_while_it_was_made_is_made_again(
    tmp_path: Path, make_index: MakeIndex
) -> None:
    (tmp_path / "catalog.sqlite3").write_bytes(b"")
    with pytest.raises(IndexMismatch, match="its making was cut off"):
        IndexReader(tmp_path)
    assert make_index(tmp_path, list(PAPERS)).new == 3


def test_a_model_that_has_moved_is_the_same_by_its_digest(
    folder: Path, embedder: SentenceEmbedder
) -> None:
    moved = replace(embedder.stamp, name="/elsewhere/model")
    reader = IndexReader(folder)
    reader.check_embedder(moved)  # raises nothing
    with write_index(folder, moved) as ledger:
        assert list(ledger.known(["1"]).values()) == PAPERS[:1]
    assert (reader.latest().embedder, reader.latest()) == (embedder.stamp, reader)


def test_a_catalog_of_garbage_is_an_error_in_words(folder: Path) -> None:
    file = folder / "catalog.sqlite3"
    file.write_bytes(b"\x00garbage" * 512 + file.read_bytes()[4096:])
    with pytest.raises(IndexMismatch, match=f"{folder}.*is damaged"):
        IndexReader(folder)


def test_stores_that_disagree_say_how(folder: Path) -> None:
    with sqlite3.connect(folder / "catalog.sqlite3") as connection:
        connection.execute("UPDATE generations SET chunks = 2")
    with pytest.raises(
        IndexMismatch, match="catalog 2, lexical 3, vectors 3, sketches 3; mend it with"
    ):
        IndexReader(folder)


def test_a_second_writer_is_refused_and_told_by_whom(
    folder: Path, embedder: SentenceEmbedder
) -> None:
    with write_index(folder, embedder.stamp):
        with (
            pytest.raises(IndexBusy, match=f"written by process {os.getpid()}"),
            write_index(folder, embedder.stamp),
        ):
            pass
        assert IndexReader(folder).count_papers() == 3


def test_a_writer_that_died_holds_nothing(folder: Path, embedder: SentenceEmbedder) -> None:
    script = (
        "import os, sys; from pathlib import Path; from index.store.writer import write_index; "
        "from index.embedding.loading import SentenceEmbedder; "
        "writing = write_index(Path(sys.argv[1]), SentenceEmbedder().stamp); writing.__enter__(); "
        "os._exit(9)"
    )
    died = subprocess.run([sys.executable, "-c", script, str(folder)], cwd=ROOT, check=False)
    assert died.returncode == 9
    assert (folder / "writer.txt").exists()
    IndexReader(folder)
    with write_index(folder, embedder.stamp):
        pass


def test_a_file_where_the_folder_should_be_is_refused(
    tmp_path: Path, embedder: SentenceEmbedder
) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(NotADirectoryError), write_index(tmp_path / "file", embedder.stamp):
        pass


def test_another_schema_is_refused(folder: Path) -> None:
    with sqlite3.connect(folder / "catalog.sqlite3") as connection:
        connection.execute("UPDATE stamp SET value = '99' WHERE key = 'schema'")
    with pytest.raises(IndexMismatch, match="has schema 99"):
        Catalog.open(folder)


def test_a_form_that_very_many_hold_is_not_searched(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = IndexReader(folder)
    found = {form: set(reader.search_terms([form], 9)) for form in ("=we", "=sea", "tide=sea")}
    assert found == {"=we": set(), "=sea": {"1#0"}, "tide=sea": {"1#0"}}
    monkeypatch.setattr("index.store.derived.lexical._COMMON", 0)
    assert reader.search_terms(["=sea", "tide=sea"], 9) == {}
    assert set(reader.search_terms(["=sea", "sea"], 9)) == {"1#0"}


def test_a_stem_that_very_many_hold_gives_way_to_rarer_ones_that_enough_hold(
    tmp_path: Path, make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["Models of tides.", "Models and tides.", "Models near a reef.", "Models.", "Models!"]
    papers = [make_paper(f"Paper {n}", text, id=str(n)) for n, text in enumerate(texts)]
    make_index(tmp_path / "index", list(papers))
    reader, everything = IndexReader(tmp_path / "index"), {f"{n}#0" for n in range(5)}
    assert set(reader.search_terms(["model", "tide"], 9)) == everything
    monkeypatch.setattr(
        "index.store.derived.lexical._COMMON", 2
    )  # chunks; a fifth of these is fewer
    monkeypatch.setattr("index.store.derived.lexical._ENOUGH", 2)
    assert set(reader.search_terms(["model", "tide"], 9)) == {"0#0", "1#0"}
    assert set(reader.search_terms(["model", "reef"], 9)) == everything  # one holds "reef"
    assert set(reader.search_terms(["model", "unheard"], 9)) == everything
    assert set(reader.search_terms(["model"], 9)) == everything
