"""A source and all that is said or asked of it, as the judge's network reads them: one row.

    title sentence sentence … [SEP]   [CLS] text [SEP]   [CLS] text [SEP] …

A text is a sentence that is checked, or a question. It sees itself and the source, and the source
sees only itself: so the source is read once for all texts, and beside the same source no text
changes what is said of another. What of a long source is read is chosen by the words of all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from index.embedding.loading import packaged_folder
from index.papers.terms import STOP_WORDS

TITLE = 48  # tokens of a title that are read
TEXT = 96  # tokens of a text that are read; a longer one is cut
QUESTION_SOURCE = 320  # tokens of the source beside questions: nearly every abstract whole
CLAIM_SOURCE = 128  # of each passage beside sentences that are checked: what is nearest to them
SOURCE_PLACE = 48  # of its first token; a text begins at 0, as if the source followed it
_START, _STOP = 101, 102  # [CLS] and [SEP]

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Passage:
    """What is read of one paper: its title, and sentences of its abstract in order."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """Where a text stands in a row.

    Args:
        start: the number of its [CLS]; its own tokens follow.
        words: where each of its tokens stands in it, from and to.

    """

    start: int
    words: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A source and its texts.

    Args:
        ids: the tokens, shape (tokens,).
        parts: 0 for a token of the source, n for one of the nth text, shape (tokens,).
        places: of each token, as the network counts them, shape (tokens,).
        sentences: the tokens, from and to, of each sentence of the source; from equals to for one
            that found no room. A passage's title is none of them.
        texts: in the order in which they were given.

    """

    ids: Ids
    parts: Ids
    places: Ids
    sentences: tuple[tuple[int, int], ...]
    texts: tuple[Text, ...]


@cache
def open_tokenizer() -> Tokenizer:
    """The packaged model's. Raises EncoderUnavailable where that is missing or damaged."""
    tokenizer = Tokenizer.from_file(str(packaged_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def read_row(
    texts: Sequence[str], passages: Sequence[Passage], room: int,
    cited: frozenset[int] = frozenset(),
) -> Row:  # fmt: skip
    """A row of passages and all texts about them.

    Where the passages have more than `room` tokens, the sentences that are `cited`, by their
    numbers over all passages, are read before the others, and these in the order in which they hold
    words of the texts that none before them held.
    """
    said = open_tokenizer().encode_batch(list(texts), add_special_tokens=False)
    wanted = {token for one in said for token in one.ids[:TEXT]}
    ids, spans = _read_source(passages, wanted, room, cited)
    parts, places = [0] * len(ids), list(range(SOURCE_PLACE, SOURCE_PLACE + len(ids)))
    found = []
    for number, one in enumerate(said, 1):
        found.append(Text(len(ids), tuple(one.offsets[:TEXT])))
        own = [_START, *one.ids[:TEXT], _STOP]
        ids += own
        parts += [number] * len(own)
        places += range(len(own))
    own_ids, own_parts, own_places = (np.array(one, np.int64) for one in (ids, parts, places))
    return Row(own_ids, own_parts, own_places, spans, tuple(found))


def find_room(passages: Sequence[Passage]) -> int:
    """The tokens of passages that are read beside a sentence that is checked."""
    return min(CLAIM_SOURCE * max(len(passages), 1), QUESTION_SOURCE)


def read_windows(text: str) -> list[str]:
    """A text in parts that the network reads whole: mostly one.

    A part may begin within a word, and then has a token or two more than it had in the whole.
    """
    places = open_tokenizer().encode(text, add_special_tokens=False).offsets
    if len(places) <= TEXT:
        return [text]
    starts = [places[n][0] for n in range(TEXT - 8, len(places), TEXT - 8)]
    return [text[a:b] for a, b in zip([0, *starts], [*starts, len(text)], strict=True)]


def _read_source(
    passages: Sequence[Passage], wanted: set[int], room: int, cited: frozenset[int]
) -> tuple[list[int], tuple[tuple[int, int], ...]]:
    """The tokens of passages, and where each sentence stands among them."""
    longest = min(TITLE, room // (2 * max(len(passages), 1)))  # of many titles less is read
    titles = [title[:longest] for title in _encode([f"{p.title}." for p in passages])]
    sentences = _encode([one for passage in passages for one in passage.sentences])
    chosen = _choose(wanted, sentences, room - sum(map(len, titles)), cited)
    ids: list[int] = []
    spans: list[tuple[int, int]] = []
    for title, passage in zip(titles, passages, strict=True):
        ids += title
        for _ in passage.sentences:
            own = chosen.get(len(spans), [])
            spans.append((len(ids), len(ids) + len(own)))
            ids += own
    return [*ids, _STOP], tuple(spans)


def _encode(texts: Sequence[str]) -> list[list[int]]:
    found = open_tokenizer().encode_batch(list(texts), add_special_tokens=False)
    return [encoding.ids for encoding in found]


def _choose(
    wanted: set[int], sentences: Sequence[list[int]], room: int, cited: frozenset[int]
) -> dict[int, list[int]]:
    """The tokens of each sentence that finds room, by its number; the last one may be cut."""
    chosen: dict[int, list[int]] = {}
    open_ids = wanted - _stop_ids()
    rest = {number for number, tokens in enumerate(sentences) if tokens}
    while rest and room > 0:
        best = max(rest, key=lambda n: (n in cited, len(open_ids & set(sentences[n])), -n))
        chosen[best] = sentences[best][:room]
        room -= len(chosen[best])
        open_ids -= set(sentences[best])
        rest.remove(best)
    return chosen


@cache
def _stop_ids() -> frozenset[int]:
    words = " ".join(sorted(STOP_WORDS))
    return frozenset(_encode([f"{words} . , ; : ( ) - ' \" %"])[0])
