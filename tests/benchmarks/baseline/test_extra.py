"""Whether the extra is there."""

import sys

import pytest

from benchmarks.baseline.extra import require_extra
from index.errors import MissingExtra


def test_what_is_missing_is_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    require_extra()
    monkeypatch.delitem(sys.modules, "benchmarks.baseline.llama_index")
    monkeypatch.setitem(sys.modules, "llama_index.core", None)
    with pytest.raises(MissingExtra, match=r"llama_index.core is not installed; run: pip install"):
        require_extra()


def test_a_fault_of_our_own_is_not_taken_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "benchmarks.baseline.llama_index", raising=False)
    monkeypatch.setitem(sys.modules, "index.papers.chunks", None)
    with pytest.raises(ModuleNotFoundError, match=r"index\.papers\.chunks"):
        require_extra()
