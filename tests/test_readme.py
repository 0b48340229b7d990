"""What the README and the other papers of the project say exists."""

import re
import subprocess
import sys
import tomllib

import pytest

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text()
COMMANDS = "\n".join(re.findall(r"```(?:bash|python)\n(.*?)```", README, re.DOTALL))
SOURCES = "\n".join(
    path.read_text()
    for path in [
        ROOT / "Makefile",
        ROOT / "app.py",
        *ROOT.glob("index/**/*.py"),
        *ROOT.glob("rag/**/*.py"),
        *ROOT.glob("benchmarks/*.py"),
    ]
)


def test_every_make_target_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)", README))
    assert {"chat", "test", "setup", "ask", "check"} <= named
    assert named <= targets


def test_every_environment_variable_is_read() -> None:
    named = set(re.findall(r"\b(?:ASKPAPERS_[A-Z_]+|PORT|INDEX|HF_[A-Z_]+)\b", README))
    assert "ASKPAPERS_INDEX" in named
    assert [name for name in named if not re.search(rf"\b{name}\b", SOURCES)] == []


@pytest.mark.parametrize(
    "module",
    [
        "index",
        "rag",
        "rag.evaluate",
        "rag.digest",
        "rag.trends",
        "benchmarks.retrieval",
        "benchmarks.index_speed",
        "benchmarks.query_speed",
    ],
)
def test_every_option_exists(module: str) -> None:
    shown = ""
    for command in ([], ["status"]) if module == "index" else ([],):
        shown += subprocess.run(
            [sys.executable, "-m", module, *command, "-h"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    lines = re.findall(rf"-m {re.escape(module)}(?![.\w])(.*)", README)
    assert lines
    named = {option for line in lines for option in re.findall(r"(--[a-z-]+)", line)}
    assert [option for option in named if option not in shown] == []


@pytest.mark.parametrize("example", re.findall(r"```python\n(.*?)```", README, re.DOTALL))
def test_each_python_example_runs_as_it_stands(example: str, sample_folder: object) -> None:
    done = subprocess.run(
        [sys.executable, "-c", example],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={"ASKPAPERS_INDEX": str(sample_folder), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "2106.09685" in done.stdout


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


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
