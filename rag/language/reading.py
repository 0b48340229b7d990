"""A text as the checker reads it: words with roots, clauses and sentences."""

import re
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from index.papers.chunks import sentence_spans
from index.papers.terms import extract_terms
from rag.language import vocabulary

_WORD = re.compile(r"\d+(?:[.,]\d+)*[^\W_]*|[^\W\d_][^\W_]*")
# What parts clauses: marks, and words that begin another statement. A comma or full stop inside a
# number is none.
_BREAK = re.compile(
    r"[;:!?()—–\[\]]|,(?!\d)|\.(?!\d)|\b(?:while|whereas|but|although|though|however|because|unless)\b",
    re.IGNORECASE,
)
_BRITISH = re.compile(r"(?<=[a-z]{3})is(?=(?:e|es|ed|ing|ation|ations|er|ers)$)")
_OUR = re.compile(r"^(col|behavi|neighb|fav|lab|hon|hum|endeav|rig)our")


def list_words(text: str) -> frozenset[str]:
    """The words of a list as it is written here."""
    return frozenset(text.split())


_FUNCTION = list_words("""
no not never neither nor none cannot without since per also although though whereas because either
yet thus hence therefore upon via within among amongst onto whether unless however us may might
must shall every another one ones whose even ever so instead rather unlike despite every
everything nothing something much many still already thereby within across around along toward
towards etc like well non against percent
""")
_SMALL = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen
"""
SMALL = _SMALL.split()
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
NUMERALS = dict(zip([*SMALL, *TENS], [*range(20), *range(20, 100, 10)], strict=True))
# The powers of ten that are written behind a number.
SCALES = {
    "k": 3, "thousand": 3, "m": 6, "million": 6, "mn": 6, "b": 9, "billion": 9, "bn": 9,
    "t": 12, "trillion": 12, "tn": 12, "hundred": 2,
}  # fmt: skip
SCALE_WORDS = frozenset(name for name in SCALES if len(name) > 2)
_ASKED = {word: n for word, n in NUMERALS.items() if 0 < n < 13} | {
    "a couple of": 2, "couple of": 2, "few": 3, "several": 3, "a few": 3,
}  # fmt: skip
# How questions count papers and days: "the last three", "a couple of".
NUMBER = rf"(?:\d{{1,3}}|{'|'.join(sorted(_ASKED, key=len, reverse=True))})"
_FIGURE = re.compile(
    rf"(?<![\w.-])\d|\b(?:{'|'.join(SMALL[2:] + TENS)}"
    r"|(?:dozen|hundred|thousand|million|billion)s?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text.

    Args:
        lower: in lower case.
        root: what it shares with its other forms and its synonyms.
        start: where it stands in the text, from
        end: and to.
        clause: the number of its clause in the text, from 0.
        sentence: the number of its sentence, from 0.
        content: whether it says something, as "model" does and "of" does not.

    """

    lower: str
    root: str
    start: int
    end: int
    clause: int
    sentence: int
    content: bool


@dataclass(frozen=True)
class Text:
    """A text with its words, read once."""

    text: str

    @cached_property
    def words(self) -> tuple[Word, ...]:
        return tuple(_read_words(self.text))

    @cached_property
    def content(self) -> tuple[int, ...]:
        """The positions of the words that say something."""
        return tuple(n for n, word in enumerate(self.words) if word.content)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each root stands, as positions of words."""
        found: dict[str, list[int]] = {}
        for n, word in enumerate(self.words):
            found.setdefault(word.root, []).append(n)
        return found

    @cached_property
    def questions(self) -> frozenset[int]:
        """The numbers of the sentences that ask."""
        spans = enumerate(sentence_spans(self.text))
        return frozenset(n for n, (_, end) in spans if self.text[:end].endswith("?"))

    @cached_property
    def lowers(self) -> frozenset[str]:
        return frozenset(word.lower for word in self.words)


def _read_words(text: str) -> list[Word]:
    # A full stop inside "e.g." or a number begins no sentence: the index's own rule decides.
    starts = [start for start, _ in sentence_spans(text)][1:]
    breaks = [found.start() for found in _BREAK.finditer(text)]
    words, clause, sentence = [], 0, 0
    for found in _WORD.finditer(text):
        while clause < len(breaks) and breaks[clause] <= found.start():
            clause += 1
        while sentence < len(starts) and starts[sentence] <= found.start():
            sentence += 1
        lower = found[0].lower()
        content = says_something(lower)
        words.append(
            Word(lower, root(lower), found.start(), found.end(), clause, sentence, content)
        )
    return words


@lru_cache(maxsize=1 << 16)
def says_something(lower: str) -> bool:
    """Whether a word in lower case is about something: no function word and no number."""
    if lower in _FUNCTION or lower in NUMERALS or lower in SCALE_WORDS or lower[0].isdigit():
        return False
    return bool(extract_terms(lower))


@lru_cache(maxsize=1 << 16)
def root(lower: str) -> str:
    """The same for "outperforms" and "beats", "utilises" and "used"."""
    plain = stem(lower)
    return _synonyms().get(plain, plain)


@lru_cache(maxsize=1 << 16)
def stem(lower: str) -> str:
    """The same for all forms of one word: "took" and "takes", "normalised" and "normalizing"."""
    plain = _forms().get(lower, lower)
    plain = _comparatives().get(plain, plain)
    plain = _OUR.sub(r"\1or", _BRITISH.sub("iz", plain))
    terms = extract_terms(plain)
    return terms[0] if terms else plain


@cache
def _forms() -> dict[str, str]:
    groups = [group.split() for group in vocabulary.FORMS.replace("\n", " ").split("|")]
    return {form: group[0] for group in groups for form in group[1:]}


@cache
def _comparatives() -> dict[str, str]:
    """ "higher" and "highest" are forms of "high", which no stemmer knows."""
    found = {}
    for adjective in vocabulary.ADJECTIVES.split():
        trunk = adjective[:-1] + "i" if adjective.endswith("y") else adjective.rstrip("e")
        for ending in ("er", "est"):
            found[trunk + ending] = adjective
            found[adjective + adjective[-1] + ending] = adjective  # bigger, thinner
    del found["lower"]  # a verb too, and as such no form of "low"
    return found


@cache
def _synonyms() -> dict[str, str]:
    """Each stem's first group wins: a word that stands in two is not their bridge."""
    found: dict[str, str] = {}
    for line in (vocabulary.VERB_SYNONYMS + vocabulary.SYNONYMS).split("\n"):
        if not line.strip():
            continue
        first, *rest = map(stem, line.split())
        for word in (first, *rest):
            found.setdefault(word, found.get(first, first))
    return found


@cache
def stems(words: str) -> frozenset[str]:
    """The stems of a list of the vocabulary."""
    return frozenset(map(stem, words.split()))


@lru_cache(maxsize=1 << 14)
def is_verb(lower: str) -> bool:
    """Whether a word in lower case is one of the verbs that the vocabulary knows."""
    return stem(lower) in _verbs()


@lru_cache(maxsize=1)
def _verbs() -> frozenset[str]:
    return stems(vocabulary.VERB_SYNONYMS) | stems(vocabulary.VERBS)


def read_number(text: str) -> int:
    """What a match of NUMBER means: "5" and "five" are 5."""
    return int(text) if text.isdecimal() else _ASKED[" ".join(text.casefold().split())]


@lru_cache(maxsize=1 << 14)  # the same tokens come again in every abstract
def has_figure(text: str) -> bool:
    """Whether a text holds a number, written out or not: "4 datasets", not the 4 of GPT-4."""
    return bool(_FIGURE.search(text))
