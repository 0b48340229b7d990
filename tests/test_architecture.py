"""Who may import whom: one table, and checks that fail on each breach planted beside them."""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT

Sources = Mapping[str, str]  # each module's text by its name, a package's by the folder's

TOPS = ("app", "benchmarks", "index", "page", "rag", "training")
LONGEST_MODULE, LONGEST_FUNCTION, MOST_MODULES = 250, 40, 9  # lines, lines, modules of a folder
REASON = "# Long: "  # begins the comment above a function of more lines
DRAWERS = re.compile(r"(?:utils?|helpers?|manager|service|base|common)$")

# Each room and which others it may import. A room is a folder, or a module that stands by itself
# beside folders; none stands above one that imports it.
ROOMS = {
    # index: offline, from papers to stores.
    "index": "",
    "index.errors": "",
    "index.papers": "index.errors",
    "index.shell": "index.errors index.papers",
    "index.deadline": "",
    "index.paths": "",
    "index.exchange": "index.errors index.deadline",
    "index.embedding": "index.errors index.paths index.papers",
    "index.readers.input": "index.papers",
    "index.readers.values": "index.papers",
    "index.readers.formats": "index.errors index.papers index.readers.input index.readers.values",
    "index.store.catalog": "index.errors index.papers index.embedding",
    "index.readers.live": "index.errors index.exchange index.papers index.readers.input "
    "index.readers.formats",
    "index.store.ledger": "index.errors index.papers index.embedding index.store.catalog",
    "index.store.derived": "index.errors index.papers index.embedding index.store.catalog "
    "index.store.ledger",
    "index.readers": "index.errors index.paths index.papers index.readers.input "
    "index.readers.formats index.readers.live",
    "index.store": "index.errors index.paths index.papers index.embedding index.store.catalog "
    "index.store.ledger index.store.derived",
    "index.commands": "index.errors index.paths index.shell index.store",
    "index.embedding.tools": "index.papers index.embedding index.readers",
    "index.ingest": "index.errors index.papers index.embedding index.readers index.store",
    "index.__main__": "index.paths index.papers index.shell index.embedding index.readers "
    "index.store index.commands index.ingest",
    # rag: online, from a question to a checked answer.
    "rag.cross_encoder": "index.errors index.paths",
    "rag.pacing": "",
    "rag.whole_file": "",
    "rag.answer": "index.papers",
    "rag.language": "",
    "rag.judge": "index.errors index.embedding index.papers",
    "rag.llm.weights": "index.errors index.paths index.exchange index.papers index.shell",
    "rag.llm": "index.errors index.paths index.exchange rag.llm.weights",
    "rag.evaluate.measures": "index.errors index.papers rag.answer rag.language rag.llm",
    "rag.evaluate.report": "index.errors rag.whole_file rag.evaluate.measures",
    "rag.query.filters": "index.errors index.papers index.store rag.language",
    "rag.verification": "index.errors index.papers index.store rag.cross_encoder rag.answer "
    "rag.judge rag.language",
    "rag.query": "index.errors index.papers index.store rag.answer rag.query.filters",
    "rag.retrieval": "index.errors index.papers index.embedding index.store rag.cross_encoder "
    "rag.pacing rag.answer rag.query",
    "rag.evidence": "index.papers rag.answer rag.judge rag.language rag.query rag.retrieval",
    "rag.generation": "index.papers rag.answer rag.llm rag.verification rag.query rag.evidence",
    "rag.records": "index.papers index.embedding index.store rag.pacing rag.answer "
    "rag.language rag.verification rag.query rag.retrieval",
    "rag.chatbot": "index.papers index.embedding index.store rag.pacing rag.answer rag.judge "
    "rag.verification rag.query rag.retrieval rag.evidence rag.generation rag.records",
    "rag.digest": "index.errors index.paths index.deadline index.papers index.shell "
    "index.embedding index.store rag.whole_file rag.answer rag.query.filters rag.query rag.records",
    "rag.trends": "index.paths index.papers index.shell index.store rag.records",
    "rag.ask": "index.paths index.embedding index.store rag.answer rag.llm rag.verification "
    "rag.query rag.retrieval rag.generation rag.chatbot",
    "rag.verify": "index.errors index.paths index.papers index.shell index.embedding "
    "index.readers.values index.readers.formats index.store rag.judge rag.verification rag.query "
    "rag.retrieval rag.chatbot rag.ask",
    "rag": "index.errors index.papers rag.answer rag.query rag.chatbot rag.ask rag.verify",
    "rag.__main__": "index.paths index.papers index.shell index.store rag.answer rag.query "
    "rag.chatbot rag.ask",
    "rag.evaluate": "index.paths index.shell index.store rag.whole_file rag.llm "
    "rag.evaluate.measures rag.evaluate.report rag.query rag.generation rag.chatbot rag.ask",
    "rag.llama_index": "index.paths index.papers rag.answer rag.chatbot rag.ask",
    # page: what a browser shows of answers.
    "page": "",
    "page.engine": "",
    "page.serving": "index.errors page.engine",
    "page.markup": "index.papers",
    "page.turns": "index.errors index.papers rag.answer rag.query rag.chatbot",
    "page.endpoints": "index.errors rag.answer rag.query rag.chatbot rag.verify page.turns",
    "page.keeping": "index.errors index.papers rag.answer rag.query rag.chatbot page.markup "
    "page.turns",
    "page.views": "index.papers index.store rag.answer rag.query rag.digest rag.trends "
    "rag.verify page.markup page.turns page.keeping",
    "page.chat": "index.papers index.store rag.answer rag.query rag.chatbot page.markup "
    "page.turns page.keeping page.views",
    "page.tabs": "index.papers rag.query rag.records rag.chatbot rag.digest rag.trends "
    "rag.verify page.markup page.turns page.views page.chat",
    "page.layout": "index.papers rag.llm rag.query rag.chatbot page.markup page.turns "
    "page.endpoints page.views page.chat page.tabs",
    "app": "index.errors index.paths index.shell index.store rag.llm rag.generation rag.chatbot "
    "rag.ask page.serving page.layout",
    # training: how the judge learns.
    "training.examples": "index.errors index.embedding index.papers index.paths index.shell "
    "rag.generation rag.llm rag.query",
    "training.lessons": "index.papers rag.judge training.examples",
    "training": "index.errors index.embedding index.embedding.tools index.papers index.paths "
    "index.shell rag.judge training.examples training.lessons",
    # benchmarks: they make what they measure.
    "benchmarks": "",
    "benchmarks.snapshot": "index.shell",
    "benchmarks.baseline": "index.errors index.papers index.embedding",
    "benchmarks.material": "index.errors index.papers index.readers",
    "benchmarks.checker": "index.errors index.paths index.papers index.shell index.embedding "
    "rag.judge rag.verification training.examples",
    "benchmarks.index_speed": "index.paths index.papers index.shell index.embedding index.readers "
    "index.store index.ingest benchmarks.baseline benchmarks.material",
    "benchmarks.growth": "index.paths index.papers index.shell index.embedding index.readers "
    "index.store rag.query rag.retrieval",
    "benchmarks.query_speed": "index.errors index.paths index.papers index.shell index.embedding "
    "index.store rag.query rag.retrieval benchmarks.baseline benchmarks.material",
    "benchmarks.retrieval": "index.errors index.paths index.papers index.shell index.embedding "
    "index.store index.ingest rag.query rag.retrieval benchmarks.baseline",
    "benchmarks.page_load": "index.paths index.shell index.embedding index.store rag.answer "
    "rag.chatbot page.serving page.layout app benchmarks.material",
}

# Of these rooms other packages see these modules alone; benchmarks and training make what they use.
DOORS = {
    "index.papers": "cleaning identity paper chunks terms filters",
    "index.embedding": "loading tokens",
    "index.store": "reader atlas",
    "index.readers": "",
    "index.ingest": "",
    "rag.digest": "issue rendering mail feed",
}

# Which modules own a foreign library: they alone import it, and translate what it raises.
OWNERS = {
    "chromadb": "benchmarks.baseline.llama_index benchmarks.query_speed "
    "index.store.derived.vectors",
    "sqlite3": "index.ingest.arrivals index.store.catalog.catalog index.store.catalog.file "
    "index.store.catalog.schema index.store.derived.checksums index.store.ledger.ledger "
    "index.store.ledger.migration index.store.transfer",
    "tantivy": "index.papers.terms index.store.derived.lexical",
    "sentence_transformers": "index.embedding.sentence_embedder rag.cross_encoder",
    "transformers": "index.embedding.sentence_embedder rag.cross_encoder training.network",
    "torch": "index.embedding.int8_linear index.embedding.int8_network "
    "index.embedding.loading index.embedding.sentence_embedder training.export training.learning "
    "training.loss training.measuring training.network",
    "safetensors": "index.embedding.int8_network",
    "onnxruntime": "index.embedding.onnx_network rag.judge.network",
    "sklearn": "index.store.atlas training.calibration training.lessons.neighbours "
    "training.measuring",
    "tokenizers": "index.embedding.packaged_embedder index.embedding.tools.ranges "
    "rag.judge.reading",
    "onnx": "index.embedding.tools.graph training.export",
    "filelock": "index.store.lock rag.digest.journal rag.llm.weights.weights",
    "gradio": "benchmarks.page_load.bare_page page.chat.clicks page.chat.parts "
    "page.chat.shelf page.endpoints page.engine.faults page.engine.sessions page.engine.tools "
    "page.layout page.serving.looks page.serving.server page.tabs.corpus page.tabs.digest "
    "page.tabs.verify",
    "starlette": "page.engine.tools page.serving.server",
    "uvicorn": "page.engine.patience",
    "mcp": "page.engine.tools",
    "threadpoolctl": "benchmarks.page_load.bare_page page.serving.server",
    "tqdm": "benchmarks.checker.__main__ benchmarks.growth "
    "benchmarks.retrieval.__main__ index.ingest.intake rag.evaluate.__main__ "
    "rag.llm.weights.fetching",
    "ir_measures": "benchmarks.retrieval.measures rag.evaluate.measures.metrics",
    "llama_index": "benchmarks.baseline.llama_index rag.evaluate.measures.llama_judges "
    "rag.llama_index rag.llm.served",
    "pybtex": "index.readers.formats.bibtex_parser",
    "markdown_it": "rag.verify.markup",
    "pylatexenc": "index.readers.values.latex",
    "defusedxml": "index.readers.live.atom",
    "tenacity": "index.readers.live.web",
    "aiohttp": "benchmarks.page_load.memory benchmarks.page_load.readers",
    "httpx": "benchmarks.page_load.__main__ index.exchange index.readers.live.web rag.llm.ollama "
    "rag.llm.weights.carriers",
    "xllamacpp": "rag.llm.gguf_server",
    "matplotlib": "page.serving.server rag.evaluate.report.plots",
    "smtplib": "rag.digest.post",
}


@cache
def read_sources() -> dict[str, str]:
    """All modules of the project, tests left out."""
    paths = [ROOT / "app.py", *(path for top in TOPS for path in (ROOT / top).rglob("*.py"))]
    return {_name(path): path.read_text() for path in paths}


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def _parse(text: str) -> ast.Module:
    return ast.parse(text)


@cache
def _find_imports(text: str) -> list[tuple[str, str]]:
    """Each module that a text imports from, and the name that it takes out of it or nothing."""
    found: list[tuple[str, str]] = []
    for node in ast.walk(_parse(text)):
        if isinstance(node, ast.Import):
            found += [(alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            found += [(module, alias.name) for alias in node.names]
    return found


def list_imports(text: str, known: Sources) -> Iterator[str]:
    """Every module that a text imports: at its top, inside functions, and for types alone."""
    for module, name in _find_imports(text):
        yield submodule if (submodule := f"{module}.{name}") in known else module


def find_room(name: str, folders: Sources) -> str:
    """The room of a module: itself where it has a row of its own, else its folder."""
    if name in ROOMS or name in folders:
        return name
    return name.rpartition(".")[0] or name


def list_folders(sources: Sources) -> dict[str, str]:
    """The packages among the modules."""
    parents = {name.rpartition(".")[0] for name in sources}
    return {name: text for name, text in sources.items() if name in parents}


def check_rooms(sources: Sources) -> Iterator[str]:
    """Imports that the table does not allow, and rows that it does not need."""
    folders = list_folders(sources)
    used = set()
    for name, text in sources.items():
        room = find_room(name, folders)
        if room not in ROOMS:
            yield f"{name} stands in no room of the table"
            continue
        for imported in list_imports(text, sources):
            theirs = find_room(imported, folders)
            if imported.split(".")[0] not in TOPS or theirs == room:
                continue
            used.add((room, theirs))
            if theirs not in ROOMS[room].split():
                yield f"{name} imports {imported}, which {room} may not"
            elif _is_hidden(name, imported, theirs):
                yield f"{name} imports {imported}, which is no door of {theirs}"
    for room, others in ROOMS.items():
        yield from (f"{room} needs no {one}" for one in others.split() if (room, one) not in used)


def _is_hidden(name: str, imported: str, theirs: str) -> bool:
    mine = name.split(".")[0]
    if theirs not in DOORS or mine in ("benchmarks", "training", theirs.split(".")[0]):
        return False
    return imported.removeprefix(f"{theirs}.") not in DOORS[theirs].split()


def check_table(_: Sources) -> Iterator[str]:
    """Rooms that stand above each other."""
    yield from find_cycles({room: set(others.split()) for room, others in ROOMS.items()})


def check_cycles(sources: Sources) -> Iterator[str]:
    """Modules that import each other, for types alone too."""
    yield from find_cycles(
        {name: set(list_imports(text, sources)) & set(sources) for name, text in sources.items()}
    )


def find_cycles(graph: Mapping[str, set[str]]) -> Iterator[str]:
    """What is left when all have gone, again and again, who import nobody that is left."""
    left = {name: set(others) - {name} for name, others in graph.items()}
    while ends := {name for name, others in left.items() if not others & set(left)}:
        left = {name: others for name, others in left.items() if name not in ends}
    if left:
        yield f"a circle is among {', '.join(sorted(left))}"


def check_owners(sources: Sources) -> Iterator[str]:
    """Foreign libraries that are imported where they are not owned, and owners that do not."""
    used = {
        (imported.split(".")[0], name)
        for name, text in sources.items()
        for imported in list_imports(text, sources)
    }
    listed = {(library, name) for library, names in OWNERS.items() for name in names.split()}
    for library, name in sorted(used - listed):
        if library in OWNERS:
            yield f"{name} imports {library}, which is owned by {OWNERS[library]}"
    yield from (f"{name} owns {library} and does not use it" for library, name in listed - used)


def check_functions(sources: Sources) -> Iterator[str]:
    """Functions that are long with no reason in the line above, or short with one."""
    for name, text in sources.items():
        lines = text.splitlines()
        for node in ast.walk(_parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
                length, long = node.end_lineno - node.lineno + 1, REASON in lines[first - 2]
                if (length > LONGEST_FUNCTION) != long:
                    yield f"{name}.{node.name} has {length} lines{' and a reason' * long}"


def check_modules(sources: Sources) -> Iterator[str]:
    """Modules that are long, and such as are named like a drawer."""
    for name, text in sources.items():
        if text.count("\n") > LONGEST_MODULE:
            yield f"{name} has {text.count(chr(10))} lines"
        if DRAWERS.search(name):
            yield f"{name} is named like a drawer"


def check_folders(sources: Sources) -> Iterator[str]:
    """Folders with many modules; `__init__` and `__main__` are not counted."""
    folders = list_folders(sources)
    inside = Counter(
        name.rpartition(".")[0]
        for name in sources
        if name not in folders and not name.endswith("__main__")
    )
    yield from (f"{room} has {n} modules" for room, n in inside.items() if n > MOST_MODULES)


def check_doors(sources: Sources) -> Iterator[str]:
    """Folders whose `__init__` does anything, or does not say what the table says of them."""
    for name, text in list_folders(sources).items():
        if name != "rag" and any(list_imports(text, sources)):
            yield f"{name}.__init__ imports something"
        said = ast.get_docstring(_parse(text)) or ""
        for word in ("In: ", "Out: ", "May import: "):
            if not re.search(rf"^{word}", said, re.MULTILINE):
                yield f"{name}.__init__ has no line “{word.strip()} …”"
        allowed = re.sub(r"\s+", " ", said.partition("May import: ")[2]).strip(". ")
        if allowed != (", ".join(ROOMS.get(name, "").split()) or "nothing of ours"):
            yield f"{name}.__init__ says that it may import {allowed}, the table has it otherwise"


CHECKS: list[Callable[[Sources], Iterator[str]]] = [
    check_rooms, check_table, check_cycles, check_owners, check_functions, check_modules,
    check_folders, check_doors,
]  # fmt: skip


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_house_is_in_order(check: Callable[[Sources], Iterator[str]]) -> None:
    assert list(check(read_sources())) == []


def _long(head: str, above: str = "") -> str:
    return f"{above}{head} f():\n" + "    pass\n" * LONGEST_FUNCTION


PLANTED = [
    (check_rooms, {"rag.query.planted": "import page.layout"}, "rag.query.planted imports page"),
    (check_rooms, {"index.planted": "def f():\n    from rag.ask import ask"}, "imports rag.ask"),
    (check_rooms, {"rag.query.planted": "import index.store.catalog.catalog"},
     "which rag.query may not"),
    (check_rooms, {"rag.query.planted": "import index.papers.merging"}, "no door of index.papers"),
    (check_rooms, {"rag.planted.new": ""}, "rag.planted.new stands in no room"),
    (check_cycles, {"rag.answer.a": "import rag.answer.b", "rag.answer.b": "import rag.answer.a"},
     "rag.answer.a, rag.answer.b"),
    (check_cycles, {"rag.answer.a": "from rag.answer import b",
                    "rag.answer.b": "if TYPE_CHECKING:\n    from rag.answer.a import A"},
     "rag.answer.a, rag.answer.b"),
    (check_owners, {"rag.query.planted": "def f():\n    import chromadb.api"},
     "planted imports chromadb"),
    (check_owners, {"page.planted": "from llama_index.core import x"}, "imports llama_index"),
    (check_functions, {"rag.query.planted": _long("def")}, "rag.query.planted.f has 41 lines"),
    (check_functions, {"rag.query.planted": _long("async def")}, "rag.query.planted.f has 41"),
    (check_functions, {"rag.query.planted": "# Long: it is not.\ndef f():\n    pass"},
     "rag.query.planted.f has 2 lines and a reason"),
    (check_modules, {"rag.query.planted": "\n" * 251}, "rag.query.planted has 251 lines"),
    (check_modules, {"rag.query.utils": ""}, "rag.query.utils is named like a drawer"),
    (check_folders, {f"rag.pacing.m{n}": "" for n in range(10)} | {"rag.pacing": ""},
     "rag.pacing has 10 modules"),
    (check_doors, {"rag.answer": "import rag.answer.text"}, "rag.answer.__init__ imports"),
    (check_doors, {"rag.answer": '"""Values.\n\nIn: a.\nMay import: index.papers.\n"""'},
     "no line “Out: …”"),
    (check_doors, {"rag.answer": '"""Values.\n\nIn: a.\nOut: b.\nMay import: page.\n"""'},
     "says that it may import page"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "planted", "complaint"), PLANTED)
def test_a_planted_breach_is_found(
    check: Callable[[Sources], Iterator[str]], planted: Sources, complaint: str
) -> None:
    before, after = (
        list(check(sources)) for sources in (read_sources(), read_sources() | dict(planted))
    )
    assert [said for said in after if said not in before and complaint in said]


def test_a_table_that_stands_on_itself_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ROOMS, "index.papers", "rag.chatbot")
    assert [said for said in check_table({}) if "index.papers" in said and "rag.chatbot" in said]


def test_a_row_that_nobody_needs_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ROOMS, "rag.pacing", "index.papers")
    assert "rag.pacing needs no index.papers" in list(check_rooms(read_sources()))


def test_a_long_function_with_a_reason_is_let_pass() -> None:
    planted = {"rag.query.planted": _long("async def", "# Long: one table.\n")}
    assert list(check_functions(planted)) == []
