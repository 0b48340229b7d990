"""A digest as Markdown, HTML and plain text; hostile papers."""

from pathlib import Path

from markdown_it import MarkdownIt

from index.embedding.loading import Embedder
from index.store.reader import IndexReader
from rag.digest.feed import to_feed
from rag.digest.issue import Digest, make_digest, read_topics
from rag.digest.rendering import to_html, to_markdown, to_text
from rag.query.window import read_window
from tests.conftest import MakeIndex, make_paper
from tests.index.store.conftest import change
from tests.rag.digest.conftest import TODAY, check_page


def test_a_topic_with_nothing_new_says_so_plainly(digest: Digest) -> None:
    assert digest.answers[2].abstained
    for text in (to_markdown(digest), to_html(digest), to_text(digest)):
        assert "Nothing new: no paper on “volcanoes” is new since June 5, 2025." in text


def test_an_address_does_not_break_out_of_its_link(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    flood = make_paper("Flood", "We show floods.", listed="2025-06-11", url="http://x.example/\\")
    make_index(tmp_path, [flood])
    index = IndexReader(tmp_path)
    window = read_window("7d", None, index, TODAY)
    digest = make_digest(read_topics(["floods"]), window, index, embedder)
    page = MarkdownIt().render(to_markdown(digest))
    assert page.count('<a href="http://x.example/%5C">Flood</a>') == 2


def test_hostile_papers_are_only_shown(digest: Digest) -> None:
    check_page(to_html(digest))
    check_page(MarkdownIt("gfm-like", {"linkify": False}).render(to_markdown(digest)))
    assert "<script>" in to_text(digest)  # as it stands, where nothing is markup


def test_an_index_that_somebody_has_poisoned_gives_no_link_and_no_escape(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    make_index(tmp_path, [make_paper("Flood", "We show floods.", listed="2025-06-11")])
    poison = "'$.url', 'javascript:alert(1)', '$.title', 'Flood' || char(27) || '[31m'"
    change(tmp_path, f"UPDATE records SET record = json_set(record, {poison})")  # noqa: S608
    index = IndexReader(tmp_path)
    window = read_window("7d", None, index, TODAY)
    digest = make_digest(read_topics(["floods"]), window, index, embedder)
    for text in (to_html(digest), to_markdown(digest), to_text(digest), to_feed(digest)):
        assert "Flood \\[31m" in text or "Flood [31m" in text
        assert "\x1b" not in text
        assert "javascript:" not in text
