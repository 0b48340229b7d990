"""Strength: all, always, proves and best are the source's own words, or it has some as strong.

Source: Mamba-3B outperforms Transformers of equal size on most of the tasks.
Passes: Mamba-3B outperforms Transformers of equal size on the majority of tasks.
Fails: Mamba-3B outperforms Transformers of equal size on all of the tasks.
"""

from rag.language.alignment import Alignment
from rag.language.reading import Text, list_words, stem

NEAR = 4  # words around a word where "all" is said of it
_PROOF = list_words("""
prove proves proved proven proof conclusively definitively definitive certainly undoubtedly
guarantee guarantees guaranteed undeniably unquestionably settles indisputable irrefutable
""")
_SUPERLATIVE = list_words("""
best strongest fastest largest smallest cheapest first only sole ideal optimal unique uniquely
unmatched unbeatable unprecedented leading exclusively solely perfect
""")
_MAJORITY = list_words("most majority mostly overwhelmingly predominantly")
_PARTIAL = list_words("""
some several many most few often sometimes typically usually generally partly partially frequently
mostly nearly almost largely limited certain particular
""")
# Each group of claims, and what in a source is as strong.
_ALL = list_words("all every everything everyone everywhere any anything whatever")
_AS_ALL = _ALL | list_words("""
each both whole entire entirely always throughout no never none regardless
""")
_ALWAYS = frozenset(["always", "invariably", "universally"])
_AS_ALWAYS = _ALWAYS | frozenset(
    ["consistently", "all", "every", "universal", "never", "any", "whenever"]
)
_WHOLLY = list_words("""
entirely completely fully perfectly flawless flawlessly perfect zero unlimited arbitrary infinitely
immune impossible guarantee guaranteed guarantees universal
""")
_AS_WHOLLY = _WHOLLY | list_words("""
whole entire complete exact exactly alone purely solely arbitrarily eliminates eliminate eliminating
any none
""")
_AS_MAJORITY = _MAJORITY.union(_ALL, list_words("""
mainly primarily largely half majority dominate dominates over nearly almost commonly usually
"""))  # fmt: skip
_AS_SUPERLATIVE = _SUPERLATIVE | list_words("""
state sota top most highest lowest record leading superior optimal maximum outperforms outperforming
outperform surpasses surpass surpassing exceeds beats winning wins won
""")
_FIRST_OF = frozenset(["to", "ever", "of", "work", "paper", "and"])


def find_overclaim(pair: Alignment) -> str:
    """The first word that claims more than the source does, or nothing."""
    home = {word.lower for word in pair.home_words}
    for n, word in enumerate(pair.says.words):
        complaint = _check(pair, n, word.lower, home)
        if complaint:
            return complaint
    return ""


def _check(pair: Alignment, n: int, lower: str, home: set[str]) -> str:
    if lower in _PROOF:
        return "" if home & _PROOF else f"says “{lower}”, the source does not go so far"
    if lower in _ALL and not _is_idiom(pair.says, n):
        return _check_near(pair, n, _AS_ALL)
    if lower in _ALWAYS:
        return _check_near(pair, n, _AS_ALWAYS)
    if lower in _WHOLLY:
        return "" if home & _AS_WHOLLY else _tell(pair, n)
    if lower in _MAJORITY and not _is_idiom(pair.says, n):
        return "" if home & _AS_MAJORITY else _tell(pair, n)
    if lower in _SUPERLATIVE and not _is_idiom(pair.says, n):
        known = home & _AS_SUPERLATIVE or stem(lower) in {stem(word) for word in home}
        return "" if known else _tell(pair, n)
    return ""


def _check_near(pair: Alignment, n: int, as_strong: frozenset[str]) -> str:
    """Whether something as strong is said in the source of what the next words are about."""
    source = pair.source.words
    about = [m for m in range(n + 1, min(n + 7, len(pair.says.words))) if m in pair.says.content]
    known = next((m for m in about[:2] if m in pair.places), None)
    number = pair.source.words[pair.places[known]].sentence if known is not None else -1
    found = pair.candidates.get(known if known is not None else -1, ())
    places = [place for place in found if source[place].sentence == number]
    if _stands_as_it_is(pair, n):
        return ""
    if not places:
        strong = {word.lower for word in pair.home_words} & as_strong - {"each", "both", "no"}
        return "" if strong else _tell(pair, n)
    for place in places:
        for m in range(max(0, place - NEAR), min(len(source), place + 3)):
            if source[m].sentence == source[place].sentence and source[m].lower in as_strong:
                return ""
    return _tell(pair, n)


def _stands_as_it_is(pair: Alignment, n: int) -> bool:
    """Whether the source has the very word before the very next one: "all seven"."""
    pairs = [[word.lower for word in text.words] for text in (pair.says, pair.source)]
    mine = pairs[0][n : n + 2]
    return len(mine) == 2 and any(
        mine == [a, b] for a, b in zip(pairs[1], pairs[1][1:], strict=False)
    )


def _tell(pair: Alignment, n: int) -> str:
    lower = pair.says.words[n].lower
    part = [word.lower for word in pair.home_words if word.lower in _PARTIAL]
    return f"says “{lower}”, the source {f'“{part[0]}”' if part else 'does not'}"


def _is_idiom(text: Text, n: int) -> bool:
    """ "at all", "first of all", "without any", "at most", "the most capable" claim nothing."""
    lower = text.words[n].lower
    before = text.words[n - 1].lower if n else ""
    after = text.words[n + 1].lower if n + 1 < len(text.words) else ""
    if lower == "only":
        return True  # what is only so is so; nearly every "only" is the writer's
    if lower == "most":
        return (before in ("the", "at", "its", "their", "matter", "matters") and after != "of") or (
            after == "of" and n + 2 < len(text.words) and text.words[n + 2].lower == "all"
        )
    if lower == "first":
        return before != "the" or after not in _FIRST_OF
    if lower == "all":
        return (
            before in ("at", "above", "after")
            or not after
            or (before == "of" and n > 1 and (text.words[n - 2].lower in ("first", "most", "best")))
        )
    if lower in ("any", "anything"):
        early = {word.lower for word in text.words[max(0, n - 3) : n]}
        return bool(early & {"without", "not", "if", "than", "never"}) or after in (
            "other",
            "longer",
        )
    return False
