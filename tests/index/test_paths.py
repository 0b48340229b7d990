"""Paths as people write them: every place where one is given knows the home folder."""

import re
from pathlib import Path

import pytest

from index.embedding.loading import load_embedder
from index.paths import read_name, read_path
from index.store.reader import default_index
from rag import ask
from rag.__main__ import main as ask_main
from rag.digest.__main__ import main as digest_main
from rag.evaluate.__main__ import main as evaluate_main
from rag.llm.opening import LlmUnavailable, open_llm
from rag.llm.weights.weights import cache_folder
from rag.trends import main as trends_main
from tests.index.conftest import run_index
from tests.test_architecture import read_sources


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another folder than the one in which commands run."""
    folder = tmp_path / "home"
    folder.mkdir()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.setenv("HOME", str(folder))
    return folder


def test_the_home_folder_is_meant_by_a_tilde_and_nobodys_by_a_name_that_nobody_has(
    home: Path,
) -> None:
    assert read_path("~/tides") == home / "tides"
    assert [read_path(text) for text in ("tides/~", "~nobody-of-here/x")] == [
        Path("tides/~"), Path("~nobody-of-here/x"),
    ]  # fmt: skip
    assert read_name("~/model") == str(home / "model")
    assert read_name("maker//model") == "maker//model"


def test_every_command_finds_the_home_folder(
    home: Path, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers.rename(home / "papers.jsonl")
    assert run_index("~/papers.jsonl", "--to=~/index") == 0
    for command in (["status"], ["papers"], ["gate"], ["map"], ["repair"], ["export", "~/all"]):
        assert run_index(*command, "--at=~/index") == 0
    assert run_index("import", "~/all", "--to=~/copy") == 0
    index = "--index=~/index"
    (home / "questions.jsonl").write_text(
        '{"id": "1", "question": "How often do tides rise?", "answerable": false}\n'
    )
    assert ask_main(["How often do tides rise?", index]) == 0
    assert evaluate_main(["~/questions.jsonl", index, "--out=~/run"]) == 0
    assert trends_main([index]) == 0
    assert digest_main(["--topic=tides", index, "--out=~/new.md", "--feed=~/new.xml"]) == 0
    made = {"papers.jsonl", "questions.jsonl", "index", "all", "copy", "run", "new.md", "new.xml"}
    assert {path.name for path in home.iterdir()} - {".cache"} == made  # matplotlib's
    assert not list(Path.cwd().iterdir())
    monkeypatch.setenv("ASKPAPERS_INDEX", "~/index")
    assert default_index() == home / "index"
    assert ask("How often do tides rise?").text == ask("How often do tides rise?", "~/index").text


def test_models_and_their_caches_are_found_there(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "model").mkdir()
    assert load_embedder("~/model").name == str(home / "model")  # type: ignore[attr-defined]
    (home / "tides.gguf").write_bytes(b"no model")
    with pytest.raises(LlmUnavailable, match="is no GGUF file"):
        open_llm("gguf:~/tides.gguf")
    monkeypatch.setenv("ASKPAPERS_CACHE", "~/cache")
    assert cache_folder() == home / "cache"


def test_no_option_reads_a_path_by_itself() -> None:
    own = {
        name: found
        for name, text in read_sources().items()
        if (found := re.findall(r"type=Path\b|\.expanduser\(", text))
    }
    assert own == {"index.paths": [".expanduser("]}
