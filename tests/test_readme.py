"""What the README, its pages in docs/ and the other papers of the project say exists."""

import inspect
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from rag.__main__ import main as ask_in_the_shell
from tests.conftest import ROOT

README = ROOT / "README.md"
PAGES = [README, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXTS = {str(path.relative_to(ROOT)): path.read_text() for path in PAGES}
MAKEFILE = (ROOT / "Makefile").read_text()
PRODUCT = [
    ROOT / "app.py",
    *(p for room in ("index", "page", "rag") for p in ROOT.glob(f"{room}/**/*.py")),
]
SOURCES = "\n".join(path.read_text() for path in [*PRODUCT, *ROOT.glob("benchmarks/**/*.py")])
MOST_BYTES = 7_000  # of the README: what a newcomer reads in a few minutes
FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`([^`\n]+)`")
ROOMS = "index|page|rag|benchmarks"

each_page = pytest.mark.parametrize("page", TEXTS)


def read_code(page: str) -> str:
    """What stands between back quotes, a piece a line."""
    blocks = [block for _, block in FENCED.findall(TEXTS[page])]
    return "\n".join([*blocks, *INLINE.findall(FENCED.sub("", TEXTS[page]))])


def read_blocks(language: str) -> list[str]:
    """The blocks of a language, of all pages."""
    return [
        block
        for text in TEXTS.values()
        for named, block in FENCED.findall(text)
        if named == language
    ]


CODE = {page: read_code(page) for page in TEXTS}


@each_page
def test_every_make_target_exists(page: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)", TEXTS[page])) <= targets


def test_a_newcomer_is_told_the_targets_and_a_programmer_the_others() -> None:
    assert {"chat", "ask", "setup"} <= set(re.findall(r"\bmake ([a-z]+)", CODE["README.md"]))
    named = set(re.findall(r"\bmake ([a-z]+)", "\n".join(CODE.values())))
    assert {"model", "test", "check", "soak", "pictures"} <= named


@each_page
def test_every_variable_is_read(page: str) -> None:
    ours = re.findall(r"\b(?:ASKPAPERS|OPENAI|ANTHROPIC|OLLAMA|HF)_[A-Z_]+\b", CODE[page])
    rows = "\n".join(re.findall(r"^\|(.*?)\|", TEXTS[page], re.MULTILINE))
    listed = re.findall(r"`([A-Z][A-Z_]*)`", rows)
    given = re.findall(r"\bmake [a-z]+.*?\b([A-Z]+)=", CODE[page])
    assert [name for name in [*ours, *listed, *given] if not is_read(name)] == []


def is_read(variable: str) -> bool:
    return f'"{variable}"' in SOURCES or bool(re.search(rf"\$\((?:value )?{variable}\)", MAKEFILE))


def test_every_variable_of_ours_is_among_the_settings() -> None:
    read = set(re.findall(r'"(ASKPAPERS_[A-Z_]+)"', SOURCES))
    assert "ASKPAPERS_INDEX" in read
    assert read <= set(re.findall(r"`([A-Z_]+)`", TEXTS["docs/settings.md"]))


def find_commands() -> dict[str, set[str]]:
    """Each command that a page names ("index status"), and its options."""
    commands: dict[str, set[str]] = defaultdict(set)
    for code in CODE.values():
        for module, rest in re.findall(rf"-m ((?:{ROOMS})\b[\w.]*)(.*)", code):
            word = re.match(r" ([a-z]+)(?= |$)", rest) if module == "index" else None
            commands[module + (word[0] if word else "")] |= find_options(rest)
        for rest in re.findall(r"\bapp\.py( .*)", code):
            commands["app"] |= find_options(rest)
    return commands


def find_options(line: str) -> set[str]:
    return set(re.findall(r" (--[a-z-]+)", line.split(" #")[0]))


COMMANDS = find_commands()


def test_the_commands_are_found() -> None:
    assert {"index", "index follow", "rag", "rag.evaluate", "rag.digest", "rag.trends"} <= set(
        COMMANDS
    )
    assert {"--hash", "--auth-file", "--mcp"} <= COMMANDS["app"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_exists(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In this process, since each of its own would load all libraries anew."""
    name, *words = command.split()
    found = find_spec(name)
    module = import_module(
        f"{name}.__main__" if found and found.submodule_search_locations else name
    )
    assert '__name__ == "__main__"' in inspect.getsource(module)
    monkeypatch.setattr(sys, "argv", [name, *words, "-h"])
    with pytest.raises(SystemExit, match="0"):
        module.main(*([sys.argv[1:]] if inspect.signature(module.main).parameters else []))
    shown = set(re.findall(r"(?<!\w)--[a-z-]+", capsys.readouterr().out))
    assert COMMANDS[command] - shown == set()


@each_page
def test_every_option_named_by_itself_exists(page: str) -> None:
    named = re.findall(r"`(--[a-z-]+)", TEXTS[page])
    assert [option for option in named if f'"{option}"' not in SOURCES] == []


@pytest.mark.parametrize("example", read_blocks("python"))
def test_each_python_example_runs_as_it_stands(example: str, sample_folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", example],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={"ASKPAPERS_INDEX": str(sample_folder), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "2106.09685" in done.stdout


@pytest.mark.parametrize(
    ("question", "answer"),
    re.findall(
        r'^\$ make ask Q="([^"\n]*)"\n(.*?)^```', TEXTS["README.md"], re.DOTALL | re.MULTILINE
    ),
)
def test_each_answer_is_what_a_newcomer_gets(
    question: str, answer: str, sample_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask_in_the_shell([question, "--index", str(sample_folder)]) == 0
    assert capsys.readouterr().out == answer


@each_page
def test_every_link_leads_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", FENCED.sub("", TEXTS[page])):
        if not re.match(r"[a-z]+:", target):
            name, _, anchor = target.partition("#")
            path = ROOT.joinpath(page).parent / name if name else ROOT / page
            assert path.exists(), target
            assert not anchor or anchor in read_anchors(path), target


def read_anchors(path: Path) -> set[str]:
    """The names that GitHub gives a page's headings."""
    headings = re.findall(r"^#+ (.*)$", FENCED.sub("", path.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@each_page
def test_every_file_exists(page: str) -> None:
    paths = re.findall(rf"(?<![\w./:-])(?:{ROOMS}|tests|docs)/[\w./-]*\w/?", CODE[page])
    files = re.findall(r"^([A-Z]+\.md|[a-z]+\.(?:py|toml|txt))$", CODE[page], re.MULTILINE)
    assert [name for name in [*paths, *files] if not (ROOT / name).exists()] == []


@each_page
def test_every_module_exists(page: str) -> None:
    named = re.findall(rf"^((?:{ROOMS})(?:\.[a-z_]+)+)(?: .*)?$", CODE[page], re.MULTILINE)
    for name in named:
        place = ROOT / name.replace(".", "/")
        assert place.is_dir() or place.with_suffix(".py").is_file(), name


def test_the_readme_is_short() -> None:
    assert README.stat().st_size <= MOST_BYTES


def test_the_readme_names_every_page() -> None:
    assert [
        path
        for path in PAGES
        if path != README and f"]({path.relative_to(ROOT)})" not in TEXTS["README.md"]
    ] == []


def test_the_changelog_knows_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text()


def test_every_dependency_is_pinned_in_the_constraints() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = [name for names in project["optional-dependencies"].values() for name in names]
    wanted = {re.split(r"[>=\[]", name)[0] for name in project["dependencies"] + extras}
    wanted.discard("askpapers")  # one extra that needs another
    pins = (ROOT / "constraints.txt").read_text().lower().replace("_", "-")
    assert [name for name in wanted if f"\n{name}==" not in f"\n{pins}"] == []
