"""The examples of the rules are read, and fail where they are not what they say."""

from pathlib import Path

import pytest

from rag.verification import rules
from rag.verification.rule import RULES
from tests.rag.verification.rules.examples import judge_examples

SOURCE = "Source: Wrens sing at dawn in the reeds.\n"


def test_each_rule_is_a_file_and_has_a_test_of_its_own() -> None:
    names = sorted(rule.name for rule in RULES)
    files = [path for folder in rules.__path__ for path in Path(folder).glob("[!_]*.py")]
    assert sorted(path.stem for path in files) == names
    tests = sorted(path.stem.removeprefix("test_") for path in Path(__file__).parent.glob("test_*"))
    assert tests == sorted([*names, "examples"])


@pytest.mark.parametrize(
    "definition",
    [
        SOURCE,
        SOURCE + "Passes: Wrens sing at dawn.\n",
        SOURCE + "Passes: In the reeds, wrens sing at dawn.\nFails: At dawn, wrens sing.\n",
        SOURCE + "Passes: 40 wrens sing at dawn.\nFails: At dawn, 50 wrens sing.\n",
        SOURCE + "Passes: At dawn, wrens sing.\nFails: Wrens never sing at dawn.\n",
        SOURCE + "Passes: Wrens sing at dawn in the reeds.\nFails: At dawn, 50 wrens sing.\n",
    ],
    ids=["none", "one", "no complaint", "a complaint", "another rule", "a quote"],
)
def test_an_example_that_is_not_what_it_says_fails(definition: str) -> None:
    with pytest.raises(AssertionError):
        judge_examples("figures", definition)


def test_right_examples_pass() -> None:
    judge_examples(
        "figures", SOURCE + "Passes: At dawn, wrens sing.\nFails: At dawn, 50 wrens sing.\n"
    )
