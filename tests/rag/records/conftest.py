"""Five papers whose records say much, little and nothing, in an index."""

import pytest

from index.embedding.loading import Embedder
from index.store.reader import IndexReader
from rag.chatbot import Chatbot
from tests.conftest import MakeIndex, make_paper

PAPERS = [
    make_paper("DeepArchitect: Searching Designs", "We search over designs of networks.", id="1",
               published="2017-04-27", authors=["Renato Negrinho", "Geoff Gordon"], author_count=2,
               url="https://arxiv.org/abs/1704.08792"),
    make_paper("BroRL: Broadened Exploration", "We broaden the exploration of RL agents.", id="2",
               published="2025-10-01", organization="NVIDIA", author_count=11, upvotes=5),
    make_paper("MUSCLE: A Strategy for Updates", "Model updates should not break cases. It works.",
               id="3", published="2024-07", listed="2024-07-15", organization="Apple",
               author_count=15, upvotes=9, comments=1),
    make_paper("No Date Is Known for This", "We study calendars of old towns.", id="4"),
    make_paper("Xenon <b>[1]</b> Lamps", "We do not increase the brightness of lamps.", id="5",
               published="2024-07", organization="Apple", authors=["Albert No", "Ada Lee"]),
]  # fmt: skip


@pytest.fixture(scope="session")
def bot(
    tmp_path_factory: pytest.TempPathFactory, make_index: MakeIndex, embedder: Embedder
) -> Chatbot:
    folder = tmp_path_factory.mktemp("records") / "index"
    make_index(folder, list(PAPERS))
    return Chatbot(IndexReader(folder), embedder)
