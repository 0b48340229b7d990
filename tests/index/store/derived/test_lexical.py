"""Chunks found by their words: as stems, as written, and where words meet."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tantivy

from index.store.reader import IndexReader
from tests.conftest import MakeIndex, make_paper
from tests.index.store.conftest import PAPERS


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


def test_a_rare_term_weighs_more(folder: Path) -> None:
    reader = IndexReader(folder)
    # Three chunks: "we" is a stop word, "studi" stands in one, "xyz" in none.
    assert reader.rarity("xyz") == pytest.approx(np.log(1 + 3.5 / 0.5))
    assert reader.rarity("tide") == pytest.approx(np.log(1 + 2.5 / 1.5))


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
