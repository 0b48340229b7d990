"""The rules that a sentence is read by, in the order in which they are heard."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rag.language.alignment import Alignment
from rag.verification.rules.content import find_new_content
from rag.verification.rules.denial import find_denial
from rag.verification.rules.direction import find_turned_direction
from rag.verification.rules.figures import find_wrong_figure
from rag.verification.rules.flip import find_flip
from rag.verification.rules.names import find_new_names
from rag.verification.rules.roles import find_swapped_roles
from rag.verification.rules.source import find_better_source
from rag.verification.rules.strength import find_overclaim


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which a sentence may say what its source does not.

    Args:
        name: that of its file in rag/verification/rules, which defines it and gives examples.
        soft: whether an entailment model that is sure may overrule it: it cannot be trusted with
            figures and names.
        complain: says in words a reader understands what is wrong, or nothing.

    """

    name: str
    soft: bool
    complain: Callable[[Alignment], str]


# The first complaint is the reason that is told.
RULES = (
    Rule("figures", False, find_wrong_figure),
    Rule("names", False, find_new_names),
    Rule("direction", True, find_turned_direction),
    Rule("denial", True, find_denial),
    Rule("flip", True, find_flip),
    Rule("roles", True, find_swapped_roles),
    Rule("strength", True, find_overclaim),
    Rule("content", True, find_new_content),
    Rule("source", False, find_better_source),
)


def find_complaints(pair: Alignment) -> Iterator[tuple[Rule, str]]:
    """Each rule that a sentence breaks, with its complaint; heard one by one, as one is needed."""
    for rule in RULES:
        complaint = rule.complain(pair)
        if complaint:
            yield rule, complaint
