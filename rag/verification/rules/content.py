"""Content: a sentence says nothing that its source says nothing of.

Source: Mamba generates text with up to 5 times the throughput of a Transformer of similar size.
Passes: The throughput of Mamba is up to five times that of a similar Transformer.
Fails: Mamba generates text on submarine telephones.
"""

from rag.language.alignment import Alignment, is_plain
from rag.language.figures import UNITS
from rag.language.negation import DENIALS, poles
from rag.language.reading import NUMERALS, is_verb

MIN_COVERAGE = 0.45  # share of the sentence's content that the source must hold
# Of a sentence of so few words with content, half is not enough: "lions are green" says one thing.
BRIEF, BRIEF_COVERAGE = 3, 0.5
NEW, NEW_VERB = 0.67, 0.2  # what a new word counts, and a new verb of the vocabulary
MAX_NEW = 1.1  # what the new words of a sentence may count together
RUN, RUN_NEW = 3, 0.5  # words in a row that are new, and what they must count together


def find_new_content(pair: Alignment) -> str:
    """What is new, or nothing: a detail that was added, or a sentence from elsewhere."""
    new = {
        n: _count(pair.says.words[n].lower)
        for n in pair.says.content
        if not pair.candidates[n] and not is_plain(pair.says.words[n].lower)
    }
    brief = len(pair.says.content) <= BRIEF and pair.coverage <= BRIEF_COVERAGE and new
    if brief or (pair.coverage < MIN_COVERAGE and len(new) > 1):
        return f"only {pair.coverage:.0%} of its content is in the source"
    if sum(new.values()) >= MAX_NEW or _has_run(pair, new):
        words = [pair.says.words[n].lower for n in sorted(new, key=lambda n: -new[n])[:3]]
        return f"the source says nothing of {', '.join(words)}"
    return ""


def _has_run(pair: Alignment, new: dict[int, float]) -> bool:
    """Whether RUN words of content in a row are not in the source, some of them truly new."""
    run: list[int] = []
    for n in pair.says.content:
        run = [] if pair.candidates[n] else [*run, n]
        if len(run) >= RUN and sum(new.get(m, 0.0) for m in run) >= RUN_NEW:
            return True
    return False


def _count(lower: str) -> float:
    """How new a word is, 0 to 1: what another rule judges is not counted again."""
    if lower in UNITS or lower in NUMERALS or lower in DENIALS or poles(lower):
        return 0.0
    return NEW_VERB if is_verb(lower) else NEW
