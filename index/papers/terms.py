"""DOOR. Text as search terms: the same for the lexical index, for evidence and for checks."""

from functools import cache
from itertools import pairwise

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

# Words that say nothing about the subject of a question, in lower case; contractions come apart
# at the apostrophe, hence "s" and "t".
_STOP_WORDS = """
a about above after again all also am an and any are as at be because been before being below
between both but by can could did do does doing down during each for from further had has have
having he her here hers him his how i if in into is it its itself just let me more most my of
off on once one only or other our ours out over own paper papers please same shall she should so
some such t than that the their theirs them then there these they this those through to too
under until up us very was we were what when where which while who whom whose why will with
would you your yours s d ll m re ve tell show give say does abstract abstracts
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())


@cache
def analyzer() -> TextAnalyzer:
    """Words, lower case, accents folded, without stop words, stemmed (Snowball English)."""
    return (
        TextAnalyzerBuilder(Tokenizer.simple())
        .filter(Filter.remove_long(60))
        .filter(Filter.lowercase())
        .filter(Filter.ascii_fold())
        .filter(Filter.custom_stopword(list(STOP_WORDS)))
        .filter(Filter.stemmer("english"))
        .build()
    )


def extract_terms(text: str) -> list[str]:
    """The text's terms in order, repeats kept. May be empty."""
    terms: list[str] = analyzer().analyze(text)
    return terms


FORM = "="  # stands in every form, and in no term


def extract_forms(text: str) -> list[str]:
    """What terms leave out: "=trained" for a word as written, "model=train" for what follows.

    The words are folded, and stop words are skipped in both. Repeats are kept; may be empty.
    """
    words = (FORM + word for word in fold_words(text) if word not in STOP_WORDS)
    return [*words, *map(FORM.join, pairwise(extract_terms(text)))]


@cache
def _folder() -> TextAnalyzer:
    return (
        TextAnalyzerBuilder(Tokenizer.simple())
        .filter(Filter.lowercase())
        .filter(Filter.ascii_fold())
        .build()
    )


def fold_words(text: str) -> list[str]:
    """All words of a name in order, lower case, accents folded: "Łukasz" is "lukasz"."""
    words: list[str] = _folder().analyze(text)
    return words
