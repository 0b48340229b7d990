"""The rules in a row: who is heard first, and who may be overruled."""

from rag.verification.checker import align, check_sentence
from rag.verification.rule import RULES, find_complaints

SOURCE = "Mamba-3B outperforms Transformers of equal size on most of the 12 tasks."
WRONG = "Jamba outperforms Transformers on all of the 14 tasks."


def test_rules_are_heard_in_their_order_and_the_first_gives_the_reason() -> None:
    broken = [(rule.name, complaint) for rule, complaint in find_complaints(align(WRONG, [SOURCE]))]
    assert [name for name, _ in broken] == ["figures", "names", "strength"]
    check = check_sentence(WRONG, [SOURCE])
    assert (check.rule, check.reason) == broken[0]


def test_figures_names_and_sources_are_not_overruled() -> None:
    assert {rule.name for rule in RULES if not rule.soft} == {"figures", "names", "source"}
