"""Content: what a sentence says that its source says nothing of."""

from collections.abc import Sequence

from rag.language.alignment import Alignment, is_plain
from rag.language.reading import Text, is_verb
from rag.language.units import NUMERALS, UNIT_WORDS
from rag.verification.rules.denial import DENIALS
from rag.verification.rules.direction import poles

MIN_COVERAGE = 0.45  # share of the sentence's content that the source must hold
# Of a sentence of so few words with content, half is not enough: "lions are green" says one thing.
BRIEF, BRIEF_COVERAGE = 3, 0.5
# A new word counts 0 from LIKE on and 1 at UNLIKE, by what is most like it in the source.
LIKE, UNLIKE = 0.5, 0.2
UNKNOWN = 0.3  # how alike a new word is where nothing compares it
KNOWN_VERB = 0.3  # what a new verb of the vocabulary counts
MAX_NEW = 1.1  # what the new words of a sentence may count together
RUN, RUN_NEW = 3, 0.5  # words in a row that are new, and what they must count together
BETTER = 0.3  # by how much another passage must cover the sentence better


def find_new_content(pair: Alignment) -> str:
    """What is new, or nothing: a detail that was added, or a sentence from elsewhere."""
    new = {
        n: _count(pair, n)
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


def _count(pair: Alignment, n: int) -> float:
    """How new a word is, 0 to 1: what another rule judges is not counted again."""
    word = pair.says.words[n]
    if (
        word.lower in UNIT_WORDS
        or word.lower in NUMERALS
        or poles(word.lower)
        or word.lower in DENIALS
    ):
        return 0.0
    alike = pair.likeness(word.start, word.end) if pair.likeness else UNKNOWN
    new = min(1.0, max(0.0, (LIKE - alike) / (LIKE - UNLIKE)))
    return KNOWN_VERB * new if is_verb(word.lower) else new


def find_better_source(pair: Alignment, others: Sequence[Text]) -> str:
    """Whether another passage covers the sentence clearly better."""
    for other in others:
        if Alignment(pair.says, other).coverage > pair.coverage + BETTER:
            return "fits another passage better than the one it cites"
    return ""
