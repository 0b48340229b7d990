"""A text beside a source, as the judge's network reads them: one row of tokens.

    [CLS] text [SEP] title sentence sentence … [SEP]

The text is a sentence that is checked, or a question. The network is a cross-encoder (Nogueira and
Cho, 2019): every token sees every other.
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
TEXT = 96  # tokens of the text that are read; a longer one is cut
CLAIM_SOURCE = 160  # tokens of the source beside a sentence that is checked
QUESTION_SOURCE = 320  # and beside a question: nearly every abstract whole
_START, _STOP = 101, 102  # [CLS] and [SEP]

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Passage:
    """What is read of one paper: its title, and sentences of its abstract in order."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A text beside its source.

    Args:
        ids: the tokens, shape (tokens,).
        source: the number of the first token of the source.
        words: where each of the text's tokens stands in it, from and to.
        sentences: the tokens, from and to, of each sentence of the source; from equals to for one
            that found no room. A passage's title is none of them.

    """

    ids: Ids
    source: int
    words: tuple[tuple[int, int], ...]
    sentences: tuple[tuple[int, int], ...]


@cache
def open_tokenizer() -> Tokenizer:
    """The packaged model's. Raises EncoderUnavailable where that is missing or damaged."""
    tokenizer = Tokenizer.from_file(str(packaged_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def read_pair(
    text: str, passages: Sequence[Passage], room: int, cited: frozenset[int] = frozenset()
) -> Row:
    """A row of a text and so many tokens of its source at most.

    Where the source has more, the sentences that are `cited`, by their numbers over all passages,
    are read before the others, and these in the order in which they hold words of the text that
    none before them held.
    """
    tokenizer = open_tokenizer()
    said = tokenizer.encode(text, add_special_tokens=False)
    titles = [title[:TITLE] for title in _encode([f"{p.title}." for p in passages])]
    sentences = _encode([one for passage in passages for one in passage.sentences])
    left = room - sum(map(len, titles))
    chosen = _choose(set(said.ids[:TEXT]), sentences, left, cited)
    ids = [_START, *said.ids[:TEXT], _STOP]
    start, spans, number = len(ids), [], 0
    for title, passage in zip(titles, passages, strict=True):
        ids += title
        for _ in passage.sentences:
            own = chosen.get(number, [])
            spans.append((len(ids), len(ids) + len(own)))
            ids += own
            number += 1
    return Row(np.array([*ids, _STOP], np.int64), start, tuple(said.offsets[:TEXT]), tuple(spans))


def read_windows(text: str) -> list[str]:
    """A text in parts that the network reads whole: mostly one."""
    places = open_tokenizer().encode(text, add_special_tokens=False).offsets
    starts = [places[n][0] for n in range(TEXT, len(places), TEXT)]
    return [text[a:b] for a, b in zip([0, *starts], [*starts, len(text)], strict=True)]


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
