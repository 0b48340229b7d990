"""The tree of errors that is drawn, against the classes that there are."""

import ast
import builtins
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pytest

import index.errors
from index.errors import AskpapersError
from tests.test_architecture import read_sources

ROOM = "index.errors"
ROOT = AskpapersError.__name__
MODULE_TREES = {name: ast.parse(text) for name, text in read_sources().items()}
BUILTIN = {
    name
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, BaseException)
}


class Failure(NamedTuple):
    """A class of the tree: its name, its parent's, and the module in which it stands."""

    name: str
    parent: str
    module: str


def read_tree(text: str) -> set[Failure]:
    """What a docstring draws: a line for each, indented by four under its parent."""
    parents, found = [""] * 9, set()
    for indent, name, module in re.findall(r"^( *)([A-Z]\w+)(?:, ([\w.]+))?: ", text, re.MULTILINE):
        depth = len(indent) // 4
        parents[depth + 1] = name
        found.add(Failure(name, parents[depth], module or ROOM))
    return found


def find_tree(modules: Mapping[str, ast.Module]) -> set[Failure]:
    """The classes that derive from the root, and the root."""
    classes = list(read_classes(modules))
    known = derive({ROOT}, classes)
    found = {Failure(name, (bases & known).pop(), module) for module, name, bases in classes
             if bases & known}  # fmt: skip
    return {Failure(ROOT, "", ROOM)} | found


def find_strays(modules: Mapping[str, ast.Module]) -> set[str]:
    """What is raised or caught across modules, and is not of the tree."""
    classes = list(read_classes(modules))
    own = {name for _, name, _ in classes if not name.startswith("_")}
    failures = (derive(BUILTIN, classes) | find_raised(modules)) & own
    return failures - derive({ROOT}, classes)


def derive(roots: set[str], classes: list[tuple[str, str, set[str]]]) -> set[str]:
    known = set(roots)
    while more := {name for _, name, bases in classes if bases & known} - known:
        known |= more
    return known


def read_classes(modules: Mapping[str, ast.Module]) -> Iterator[tuple[str, str, set[str]]]:
    for module, tree in modules.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                yield module, node.name, {ast.unparse(base).split(".")[-1] for base in node.bases}


def find_raised(modules: Mapping[str, ast.Module]) -> set[str]:
    """The names that are raised or caught, whatever they derive from."""
    found = set()
    for node in (node for tree in modules.values() for node in ast.walk(tree)):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            found.add(ast.unparse(node.exc.func).split(".")[-1])
        elif isinstance(node, ast.ExceptHandler) and node.type:
            found |= {part.id for part in ast.walk(node.type) if isinstance(part, ast.Name)}
    return found


def test_the_tree_that_is_drawn_is_the_one_that_there_is() -> None:
    assert read_tree(str(index.errors.__doc__)) == find_tree(MODULE_TREES)


def test_a_class_that_is_not_drawn_is_found() -> None:
    planted = {"rag.news": ast.parse("class BadNews(BadQuestion): ...")}
    drawn = read_tree(str(index.errors.__doc__))
    assert find_tree(MODULE_TREES | planted) - drawn == {
        Failure("BadNews", "BadQuestion", "rag.news")
    }


def test_every_failure_is_of_the_tree() -> None:
    assert find_strays(MODULE_TREES) == set()


@pytest.mark.parametrize(
    "planted",
    [
        "class Late(ValueError): ...",
        "class Late(smtplib.SMTPException): ...\nraise Late('news')",
        "class Late(Foreign): ...\ntry: ...\nexcept (OSError, Late): ...",
    ],
)
def test_a_failure_that_is_not_of_the_tree_is_found(planted: str) -> None:
    assert find_strays(MODULE_TREES | {"rag.news": ast.parse(planted)}) == {"Late"}
