"""The command line that fetches weights."""

import pytest

from rag.llm.opening import LlmUnavailable, find_llm, open_llm
from rag.llm.weights.__main__ import main


def test_weights_that_are_not_here_are_refused_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(LlmUnavailable, match=r"fetch its 491,400,064 bytes: make model$"):
        open_llm("local")
    with pytest.raises(LlmUnavailable, match=r"make model MODEL=local:1\.5b$"):
        open_llm("local:1.5b")
    assert find_llm() is None
    assert main(["local"]) == 2
    (line,) = [line for line in capsys.readouterr().err.splitlines() if "rag.llm.weights: " in line]
    assert "language model 'local' cannot be fetched: the model hub: " in line
