"""An index of the two papers."""

import pytest

from index.store.reader import IndexReader
from tests.conftest import MakeIndex
from tests.rag.generation.scripted import GIRAFFE, ZEBRA


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory, make_index: MakeIndex) -> IndexReader:
    folder = tmp_path_factory.mktemp("stripes") / "index"
    make_index(folder, [ZEBRA, GIRAFFE])
    return IndexReader(folder)
