"""Weights on this machine: trusted by digest alone, on a disk that holds them."""

import re
import shutil

import pytest

from rag.llm.weights.fetching import fetch, find_weights
from rag.llm.weights.weights import KNOWN, NoWeights
from tests.rag.llm.weights.conftest import DATA, TINY, Hub, refuse


def test_a_small_disk_is_told_before_anything_is_fetched(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage("/")._replace(free=1_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert re.search(r"needs 64,159,844 bytes in '.*', where 1,000 are free; make room", refuse())
    assert hub.asked == []


def test_a_file_that_changed_is_not_used(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KNOWN, "local", TINY)
    file = fetch(TINY)
    assert find_weights("local") == find_weights("local:0.5b") == file
    file.touch()  # read again, and still the same
    assert find_weights("local") == file
    file.write_bytes(DATA[:-1] + b"!")
    with pytest.raises(NoWeights, match="is not on this machine"):
        find_weights("local")
    assert fetch(TINY).read_bytes() == DATA
