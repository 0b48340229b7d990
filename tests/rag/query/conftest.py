"""Four papers whose organizations and authors questions may name."""

import pytest

from index.store.reader import IndexReader
from tests.conftest import MakeIndex, make_paper

PAPERS = [
    make_paper("Tides", "We study the tides of the sea.", id="1", published="2025-10-13",
               organization="NVIDIA", authors=["Sepp Hochreiter", "Bo Li"]),
    make_paper("Waves", "We study the waves.", id="2", published="2024-03", organization="Qwen",
               authors=["Tri Dao"]),
    make_paper("Rain", "We study rain.", id="3", organization="Mercedes-Benz AG"),
    make_paper("Snow", "We study snow.", id="4", organization="Stanford University"),
]  # fmt: skip


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory, make_index: MakeIndex) -> IndexReader:
    folder = tmp_path_factory.mktemp("weather") / "index"
    make_index(folder, list(PAPERS))
    return IndexReader(folder)
