"""Where the words of a sentence stand in its source."""

from dataclasses import dataclass
from functools import cached_property

from rag.language import vocabulary
from rag.language.reading import Text, Word, root, stem, stems

HOMES = 3  # sentences of the source that a sentence may be drawn from
PLAIN_WEIGHT = 0.25  # of a word that claims nothing by itself, against 1
ASKED = 0.7  # of a word in a question of the source, which says nothing yet
MAX_PLACES = 40  # of one word: a source that repeats one word costs no more


@dataclass(frozen=True)
class Alignment:
    """A sentence and its source, word by word; `others` are passages that it does not cite."""

    says: Text
    source: Text
    others: tuple[Text, ...] = ()

    @cached_property
    def candidates(self) -> dict[int, list[int]]:
        """For each word of content the positions where the source has it; may be empty."""
        return {n: self._find(n) for n in self.says.content}

    @cached_property
    def homes(self) -> tuple[int, ...]:
        """The source's sentences that hold most of the sentence, best first, at most HOMES."""
        open_words = {n: places for n, places in self.candidates.items() if places}
        homes: list[int] = []
        asked = self.source.questions
        while open_words and len(homes) < HOMES:
            gains: dict[int, float] = {}
            for n, places in open_words.items():
                for number in {self.source.words[place].sentence for place in places}:
                    gain = weigh(self.says.words[n]) * (ASKED if number in asked else 1.0)
                    gains[number] = gains.get(number, 0.0) + gain
            # Of equals the sentence next to one that is chosen already: what is said goes on.
            best = max(gains, key=lambda number: (gains[number], -_distance(number, homes)))
            if homes and gains[best] < 1.0:
                break
            homes.append(best)
            open_words = {
                n: places
                for n, places in open_words.items()
                if all(self.source.words[place].sentence != best for place in places)
            }
        return tuple(homes)

    @cached_property
    def places(self) -> dict[int, int]:
        """For each word of content that the source has, the place that fits best."""
        chosen: dict[int, int] = {}
        last: int | None = None
        for n, candidates in self.candidates.items():
            if candidates:
                chosen[n] = min(candidates, key=lambda place: self._rank(place, last))
                last = chosen[n]
        return chosen

    def is_home(self, place: int) -> bool:
        """Whether a word of the source stands in one of the homes."""
        return self.source.words[place].sentence in self.homes

    @cached_property
    def home_words(self) -> tuple[Word, ...]:
        return tuple(word for word in self.source.words if word.sentence in self.homes)

    @cached_property
    def coverage(self) -> float:
        """The share of the sentence's content that the source has, 0 to 1, plain words light."""
        weights = {n: weigh(self.says.words[n]) for n in self.says.content}
        found = sum(weight for n, weight in weights.items() if self.candidates[n])
        return found / sum(weights.values()) if weights else 1.0

    def _rank(self, place: int, last: int | None) -> tuple[int, int]:
        number = self.source.words[place].sentence
        home = self.homes.index(number) if number in self.homes else HOMES
        return home, abs(place - last) if last is not None else 0

    def _find(self, n: int) -> list[int]:
        words, places = self.says.words, self.source.places
        word = words[n]
        found = places.get(word.root)
        if not found:
            found = self._joins.get(word.lower) or self._joins.get(stem(word.lower))
        if not found and n + 1 < len(words):
            found = places.get(root(word.lower + words[n + 1].lower))
        if not found and n:
            found = places.get(root(words[n - 1].lower + word.lower))
        return (found or self._find_kin(word))[:MAX_PLACES]

    def _find_kin(self, word: Word) -> list[int]:
        """Where a word of the same family stands: "accuracy" for "accurate"."""
        mine = stem(word.lower)
        if len(mine) < 5:
            return []
        return [
            place
            for kin, found in self._families.get(mine[:5], {}).items()
            if _is_kin(mine, kin)
            for place in found
        ]

    @cached_property
    def _families(self) -> dict[str, dict[str, list[int]]]:
        found: dict[str, dict[str, list[int]]] = {}
        for place in self.source.content:
            other = stem(self.source.words[place].lower)
            if len(other) >= 5:
                found.setdefault(other[:5], {}).setdefault(other, []).append(place)
        return found

    @cached_property
    def _joins(self) -> dict[str, list[int]]:
        """ "pre-trained" and "data set" as one word."""
        found: dict[str, list[int]] = {}
        words = self.source.words
        for n in range(len(words) - 1):
            if words[n + 1].start - words[n].end <= 1:
                joined = words[n].lower + words[n + 1].lower
                found.setdefault(joined, []).append(n + 1)
                found.setdefault(stem(joined), []).append(n + 1)
        return found


def weigh(word: Word) -> float:
    """What a word counts: 1, or PLAIN_WEIGHT."""
    return PLAIN_WEIGHT if is_plain(word.lower) else 1.0


def is_plain(lower: str) -> bool:
    """Whether a word may be added without adding a claim: verbs of telling, most adverbs."""
    return stem(lower) in stems(vocabulary.PLAIN) or (lower.endswith("ly") and len(lower) > 4)


def _is_kin(one: str, other: str) -> bool:
    """Whether two stems of 5 letters or more share all but the last few of the shorter one."""
    shared = next(
        (n for n, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )
    return shared >= max(5, min(len(one), len(other)) - 2)


def _distance(number: int, homes: list[int]) -> int:
    return min((abs(number - home) for home in homes), default=0)
