"""What the tests of the store share: small indexes, and a way to damage them."""

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.embedding.loading import EmbedderStamp
from index.papers.chunks import split_chunks
from index.papers.paper import Paper
from index.store.writer import Changes
from tests.conftest import MakeIndex, make_paper

PAPERS = [
    make_paper("Tides", "We study the tides of the sea. They rise.", id="1", published="2020-01"),
    make_paper("Merging", "We merge language models. It helps.", id="2", published="2021-05-06"),
    make_paper("Échos", "Nous étudions LoRA and MUSCLE. Fine-tuning is cheap.", id="3"),
]
WITH_FACTS = [
    make_paper("Tides", "We study tides of the sea.", id="1", published="2021-12-31",
               organization="Google DeepMind", authors=["Jürgen Müller", "Ada Byron King"],
               author_count=2, upvotes=7),
    make_paper("Waves", "We study waves of the sea.", id="2", published="2021",
               organization="Google", authors=["Ada Lovelace"], author_count=1, upvotes=9),
    make_paper("Rain", "We study rain.", id="3", published="2022-01-01",
               organization="Mercedes-Benz AG", author_count=40, comments=0),
    make_paper("Snow", "We study snow.", id="4", listed="2020-05"),
    make_paper("Fog", "We study fog of the sea.", id="5", organization="Googleplex"),
]  # fmt: skip
WITH_PAST = [
    make_paper("Tides", "The moon pulls the sea. Tides rise twice a day.", id="1", upvotes=3),
    make_paper("Waves", "Waves travel across the sea.", id="2", organization="Google"),
    make_paper("Rain", "Clouds bring rain.", id="3", authors=["Ada Lovelace"]),
]
TOPICS = {
    "tides": "The moon moves the water of the sea in tides number {n}.",
    "bread": "Flour, yeast and an oven make loaf of bread number {n}.",
}
STAMP = EmbedderStamp("small", 4, "0" * 64)


@pytest.fixture
def folder(tmp_path: Path, make_index: MakeIndex) -> Path:
    """An index of PAPERS."""
    make_index(tmp_path / "index", list(PAPERS))
    return tmp_path / "index"


@pytest.fixture
def with_facts(tmp_path: Path, make_index: MakeIndex) -> Path:
    """An index of WITH_FACTS."""
    make_index(tmp_path / "index", list(WITH_FACTS))
    return tmp_path / "index"


@pytest.fixture
def with_past(tmp_path: Path, make_index: MakeIndex) -> Path:
    """An index of WITH_PAST, of which one was another before."""
    make_index(tmp_path / "index", [make_paper("Tides", "Old words.", id="1"), *WITH_PAST[1:]])
    make_index(tmp_path / "index", list(WITH_PAST))
    return tmp_path / "index"


@pytest.fixture(scope="session")
def two_topics(tmp_path_factory: pytest.TempPathFactory, make_index: MakeIndex) -> Path:
    """Twenty papers on tides and twenty on bread."""
    folder = tmp_path_factory.mktemp("topics") / "index"
    papers = [
        make_paper(
            f"{topic} {n}",
            text.format(n=n),
            id=f"{topic}{n}",
            published=f"2024-0{1 + n % 3}",
            organization="Harbour" if topic == "tides" else "Bakery" if n < 5 else None,
        )
        for topic, text in TOPICS.items()
        for n in range(20)
    ]
    make_index(folder, list(papers))
    return folder


def find_stores(folder: Path) -> Path:
    """The folder of the newest derived stores."""
    return max((folder / "stores").iterdir())


def change(place: Path, sql: str) -> None:
    """Write into a catalog, or that of an index, behind the back of its ledger."""
    file = place / "catalog.sqlite3" if place.is_dir() else place
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(sql)


def embed_anyhow(*papers: Paper) -> Changes:
    """Papers to be written, each chunk with some vector of STAMP's dimensions, without tokens."""
    chunks = [chunk for paper in papers for chunk in split_chunks(paper)]
    vectors = np.random.default_rng(5).normal(size=(len(chunks), 4)).astype(np.float32)
    return Changes(papers, chunks, vectors, [None] * len(chunks))
