"""What a writer puts into a catalog at once, as the ledger asks for it."""

from dataclasses import replace

from tests.conftest import make_paper
from tests.index.store.conftest import embed_anyhow

TIDES = make_paper("Tides", "They rise.", id="1", doi="10.1234/a")
CITED = make_paper("Waves", "They break.", doi="10.1234/b")
GONE = make_paper("Rain", "This paper has been withdrawn.", id="3", doi="10.1234/c")


def test_chunks_are_grouped_by_paper() -> None:
    texts = embed_anyhow(TIDES, CITED).group_texts()
    assert {id: [chunk.id for chunk, *_ in text] for id, text in texts.items()} == {
        "1": ["1#0"], "10.1234/b": ["10.1234/b#0"],
    }  # fmt: skip


def test_a_paper_may_have_had_several_ids() -> None:
    changes = replace(embed_anyhow(), renamed={"a": "1", "b": "2", "c": "1"})
    assert changes.group_renamed() == {"1": ["a", "c"], "2": ["b"]}


def test_dois_are_noted_where_they_are_no_ids() -> None:
    changes = replace(embed_anyhow(TIDES, CITED), withdrawn=[GONE])
    assert list(changes.list_dois()) == [("10.1234/a", "1"), ("10.1234/c", "3")]
