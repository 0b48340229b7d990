"""Sentences of abstracts that speak to a language model, not to a reader.

They are quoted like any other, in quotation marks; no model is given them, and none may rest a
sentence on them. Rules over words: an order in other words is given, and checked, as evidence.
"""

import re

_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override) (?:\w+ ){0,3}"
    r"(?:question|instruction|prompt|context|evidence|rule|above|previous|prior)"
    r"|\b(?:answer|reply|respond|output|print|say) (?:only |just )?(?:that|with|exactly|the word)\b"
    r"|\byou (?:are now|must (?:now )?(?:answer|say|reply|respond|output))\b"
    r"|\b(?:system|developer) (?:prompt|message)\s*:"
    # Marks of chat templates, and what would be an image or a link on a page.
    r"|<[|｜]|\[/?INST\]|<start_of_turn>|!?\[[^\]]*\]\((?:https?|javascript|data):",
    re.IGNORECASE,
)


def gives_orders(text: str) -> bool:
    """Whether a sentence tells a model what to do, or carries marks that only a machine reads."""
    return bool(_ORDER.search(text))
