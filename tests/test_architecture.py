"""Who may import whom, read from the code itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

OURS = ("app", "benchmarks", "index", "page", "rag")
# What the online half may see of the offline half: the doors, and the types they hand out.
DOORS = {
    "index.errors", "index.shell", "index.embedding.loading", "index.store.reader",
    "index.papers.terms", "index.papers.paper", "index.papers.chunks",
    "index.papers.filters", "index.embedding.tokens", "index.store.atlas",
}  # fmt: skip
# What the page may see of the digest's room; the rest of rag/ sees nothing of it.
DIGEST_DOORS = {"rag.digest.issue", "rag.digest.rendering", "rag.digest.mail", "rag.digest.feed"}
# What makes an index: a benchmark makes the one that it measures.
MAKING = {
    "index.ingest.arrivals", "index.ingest.build", "index.readers.sources", "index.store.writer",
}  # fmt: skip
# The one room that owns each library.
OWNERS = {
    "chromadb": {
        "index.store.derived.vectors",
        "benchmarks.baseline.llama_index",
        "benchmarks.query_speed",
    },
    "sqlite3": {
        "index.ingest.arrivals",
        "index.store.catalog.catalog",
        "index.store.derived.checksums",
        "index.store.catalog.ledger",
        "index.store.catalog.migration",
        "index.store.catalog.schema",
        "index.store.upkeep",
    },
    "tantivy": {"index.store.derived.lexical", "index.papers.terms"},
    "sentence_transformers": {
        "index.embedding.sentence_embedder",
        "rag.retrieval.reranker",
    },
    "transformers": {"index.embedding.sentence_embedder", "rag.retrieval.reranker"},
    # The door asks it for a GPU.
    "torch": {
        "index.embedding.sentence_embedder",
        "index.embedding.loading",
        "index.embedding.int8_linear",
        "index.embedding.int8_network",
    },
    "safetensors": {"index.embedding.int8_network"},
    "onnxruntime": {"index.embedding.onnx_network"},
    "sklearn": {"index.store.atlas"},
    "tokenizers": {"index.embedding.packaged_embedder", "index.embedding.tools.ranges"},
    # No part of what is installed: it makes index/embedding/minilm.onnx.
    "onnx": {"index.embedding.tools.graph"},
    "filelock": {"index.store.lock", "rag.llm.weights.weights", "rag.digest.journal"},
    "gradio": {
        "page.layout",
        "page.chat.clicks",
        "page.chat.parts",
        "page.chat.shelf",
        "page.endpoints",
        "page.tabs.corpus",
        "page.tabs.digest",
        "page.serving.looks",
        "page.serving.server",
        "benchmarks.page_load.bare_page",
    },
    "starlette": {"page.serving.server"},
    "threadpoolctl": {"page.serving.server", "benchmarks.page_load.bare_page"},
    "tqdm": {
        "index.ingest.intake",
        "rag.evaluate",
        "rag.llm.weights.fetching",
        "benchmarks.checker.__main__",
        "benchmarks.gate",
        "benchmarks.growth",
        "benchmarks.retrieval.__main__",
    },
    "ir_measures": {"rag.evaluate.measures.metrics", "benchmarks.retrieval.measures"},
    "llama_index": {
        "benchmarks.baseline.llama_index",
        "rag.llm.served",
        "rag.llama_index",
        "rag.evaluate.measures.llama_judges",
    },
    "bibtexparser": {"index.readers.formats.bibtex"},
    "rispy": {"index.readers.formats.ris"},
    "pylatexenc": {"index.readers.formats.latex"},
    "defusedxml": {"index.readers.live.atom"},
    "tenacity": {"index.readers.live.web"},
    "aiohttp": {"benchmarks.page_load.readers"},
    "httpx": {
        "index.readers.live.web",
        "rag.llm.bounds",
        "rag.llm.weights.carriers",
        "benchmarks.page_load.__main__",
    },
    "xllamacpp": {"rag.llm.gguf_server"},  # a process of its own
    "matplotlib": {"rag.evaluate.report.plots", "page.serving.server"},
    "smtplib": {"rag.digest.post"},
}
MODULES = [
    path
    for path in [ROOT / "app.py", *(p for name in OURS[1:] for p in (ROOT / name).rglob("*.py"))]
]


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, at its top or inside a function."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            submodules = [f"{node.module}.{alias.name}" for alias in node.names]
            known = {module_name(module) for module in MODULES}
            yield from (name if name in known else node.module for name in submodules)


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_each_room_keeps_to_its_doors(path: Path) -> None:
    name = module_name(path)
    for imported in imports(path):
        top = imported.split(".")[0]
        if not name.startswith("benchmarks"):
            assert top != "benchmarks", f"{name} imports {imported}"
        if name.startswith("index"):
            assert top not in ("rag", "page", "app"), f"{name} imports {imported}"
        if name.startswith(("rag", "benchmarks")) and name != "benchmarks.page_load.pages":
            assert top not in ("page", "app"), f"{name} imports {imported}"
        if name.startswith("benchmarks") and imported in MAKING:
            continue  # a benchmark makes the index that it measures
        if not name.startswith("index") and top == "index":
            assert imported in DOORS, f"{name} imports {imported}, which is no door"
        if top in OWNERS:
            assert name in OWNERS[top], f"{name} imports {imported}"


def test_the_digest_is_seen_by_the_page_alone_and_through_its_doors() -> None:
    others = [path for path in MODULES if not module_name(path).startswith("rag.digest")]
    seen = {(module_name(path), name) for path in others for name in imports(path)}
    of_digest = {pair for pair in seen if pair[1].startswith("rag.digest")}
    assert of_digest
    assert {n for n, _ in of_digest if not n.startswith("page.")} == set()
    assert {name for _, name in of_digest} <= DIGEST_DOORS


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_modules_and_functions_stay_small(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= 250
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.end_lineno:
            assert node.end_lineno - node.lineno < 55, f"{module_name(path)}.{node.name}"


def test_the_offline_package_imports_nothing_by_itself() -> None:
    assert list(imports(ROOT / "index" / "__init__.py")) == []


def test_no_room_is_a_drawer() -> None:
    drawers = re.compile(r"(?:utils?|helpers?|manager|service|base|common)$")
    assert [p for p in MODULES if drawers.search(module_name(p))] == []
