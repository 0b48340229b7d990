"""The corpus tab's parts: pure functions of an index."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from index.embedding.loading import Embedder
from index.store.atlas import make_map
from index.store.reader import IndexReader
from page.tabs.corpus import count_times, to_card, to_overview, to_points, to_table
from page.tabs.corpus_tab import Corpus
from rag.chatbot import Chatbot
from tests.conftest import ROOT, MakeIndex, make_paper

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def corpus(
    tmp_path_factory: pytest.TempPathFactory, make_index: MakeIndex, embedder: Embedder
) -> Chatbot:
    """Three papers, one of them hostile."""
    folder = tmp_path_factory.mktemp("corpus") / "index"
    make_index(
        folder,
        [
            make_paper("Tides", "The moon moves the sea.", id="a", published="2024-01", upvotes=3),
            make_paper("Bread", "Flour and yeast.", id="b", published="2024-03", upvotes=9),
            make_paper(f"Zebras {HOSTILE}", "They have stripes.", id="c", organization=HOSTILE),
        ],
    )
    make_map(IndexReader(folder))
    return Chatbot(IndexReader(folder), embedder)


def test_the_overview_counts_and_escapes(corpus: Chatbot) -> None:
    shown = to_overview(corpus.index)
    assert "<dt>Papers</dt><dd>3</dd>" in shown
    assert "2024-01 to 2024-03" in shown
    assert "Papers by month" in shown
    assert "<img" not in shown
    assert "\n" not in shown
    # Bread has the most upvotes, so the whole width; Tides a third of it.
    assert shown.index("width:100.0%", shown.index("Most upvoted")) < shown.index("width:33.3%")


def test_many_months_are_counted_by_year() -> None:
    months = [(date(2020 + n // 12, 1 + n % 12, 1), 2) for n in range(40)]
    assert count_times(months) == [("2023", 8), ("2022", 24), ("2021", 24), ("2020", 24)]
    assert count_times(months[:2]) == [("2020-02", 2), ("2020-01", 2)]


def test_the_table_is_of_a_search_or_of_all(corpus: Chatbot) -> None:
    tab = Corpus(corpus)
    table, told = tab.find("", "oldest")
    assert table.index("Tides") < table.index("Bread")
    assert table.index("Bread") < table.index("Zebras")  # which has no date to be sorted by
    assert "[&quot;a&quot;, &quot;b&quot;, &quot;c&quot;]" in told
    sort, table, _ = tab.find_best("moon and sea")
    assert sort == "best match"
    assert table.index("Tides") < table.index("Bread")
    table, _ = tab.find("moon and sea", "most upvoted")
    assert table.index("Bread") < table.index("Tides")
    assert "No paper matches." in tab.find("🙂", "best match")[0]


def test_a_paper_is_chosen_by_its_id(corpus: Chatbot) -> None:
    paper, card, button = Corpus(corpus).choose("c 12.5")
    assert paper.id == "c"
    assert "&lt;img" in card
    assert "<img" not in card
    assert button["visible"]
    assert Corpus(corpus).choose("nowhere 1")[0] is None
    assert "Choose a paper" in to_card(None)


def test_the_map_has_the_papers_that_are_still_there(corpus: Chatbot) -> None:
    told = to_points(corpus.index)
    assert {point[0] for point in told["points"]} == {"a", "b", "c"}
    assert told["papers"] == 3
    assert to_table([]).count("<tr>") == 2


def test_an_empty_index_has_a_page_too(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    make_index(tmp_path, [])
    empty = Chatbot(IndexReader(tmp_path), embedder)
    assert "<dd>0</dd>" in to_overview(empty.index)
    assert to_points(empty.index)["points"] == []
    # In a process of its own: Gradio leaves event loops open.
    script = (
        "import app, sys, pathlib\n"
        "from page.layout import build_page\n"
        "from rag.ask import open_chatbot\n"
        "build_page(open_chatbot(pathlib.Path(sys.argv[1])))\n"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, check=True)
