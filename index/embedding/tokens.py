"""DOOR. A chunk's tokens, each a vector that knows its context: what is compared word by word.

Late interaction (Khattab and Zaharia, ColBERT, 2020) needs a vector for every token. Of each only
the signs are kept, 48 bytes instead of 1,536 for the packaged model, and of stop words nothing: on
SciFact's train claims and the development questions the ranking is as good.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.papers.chunks import Chunk, split_sentences
from index.papers.terms import STOP_WORDS

Vectors = npt.NDArray[np.float32]
Spans = npt.NDArray[np.uint16]
Signs = npt.NDArray[np.uint8]  # of each token a row, 1 for each positive dimension, packed

# The catalog's table of them. A chunk without a row is read again when it is needed.
CREATE = """
CREATE TABLE tokens (
    body INTEGER NOT NULL,
    number INTEGER NOT NULL,
    signs BLOB NOT NULL,        -- uint8, a row of packed bits for each token
    spans BLOB NOT NULL,        -- uint16, from and to, for each token
    PRIMARY KEY (body, number)
);
"""

_WORD = re.compile(r"[^\W_]+")
MAX_WINDOWS = 8  # of one chunk: 2,048 tokens for a model that reads 256; what follows has none


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as a model reads it; a text longer than the model's limit is read to there.

    Args:
        vector: the whole, float32, shape (dimensions,), length 1.
        tokens: each token in its context, float32, shape (tokens, dimensions), of any length.
        spans: where each token stands in the text, from and to, shape (tokens, 2).

    """

    vector: Vectors
    tokens: Vectors
    spans: Spans


@dataclass(frozen=True, slots=True)
class TokenSigns:
    """The tokens of a chunk that fit its vector's signs.

    Args:
        signs: shape (tokens, ceil(dimensions / 8)).
        spans: where each token stands in `chunk.text`, from and to, shape (tokens, 2).

    """

    signs: Signs
    spans: Spans

    def compare(self, query: Vectors) -> Vectors:
        """Similarity of each of the query's tokens to each of these, shape (query tokens, tokens).

        `query` has rows of length 1; the value is the cosine of a row to the signs, -1 to 1.
        """
        bits = np.unpackbits(self.signs, axis=1, count=query.shape[1]).astype(np.float32)
        cosines: Vectors = 2 * query @ bits.T - query.sum(axis=1, keepdims=True)  # signs: 2 bit - 1
        return cosines / np.float32(np.sqrt(query.shape[1]))

    def to_blobs(self) -> tuple[bytes, bytes]:
        return self.signs.tobytes(), self.spans.tobytes()

    @staticmethod
    def from_blobs(signs: bytes, spans: bytes, dimensions: int) -> "TokenSigns":
        """What `to_blobs` gave for vectors of so many dimensions. Raises ValueError on others."""
        places = np.frombuffer(spans, np.uint16).reshape(-1, 2)
        width = -(-dimensions // 8)
        return TokenSigns(np.frombuffer(signs, np.uint8).reshape(len(places), width), places)


def find_best(query: Vectors, passages: Sequence[TokenSigns]) -> Vectors:
    """What each of the query's tokens finds in each passage, shape (query tokens, passages).

    The highest similarity to a token there, -1 to 1, told by signs alone: of two vectors a share of
    angle / π differs (Charikar, 2002). On SciFact's train claims nDCG@10 is .748, and .745 by
    `compare` at the same token, which takes longer. The query, and each passage, has a token or
    more.
    """
    signs = np.concatenate([passage.signs for passage in passages])
    starts = np.cumsum([0, *(len(passage.spans) for passage in passages[:-1])])
    differing = count_differing(np.packbits(query > 0, axis=1), signs)
    fewest = np.minimum.reduceat(differing, starts, axis=1)
    similarity: Vectors = np.cos(np.pi / query.shape[1] * fewest.astype(np.float32))
    return similarity


def count_differing(ours: Signs, theirs: Signs) -> npt.NDArray[np.uint16]:
    """In how many signs each row of ours differs from each of theirs, shape (ours, theirs)."""
    counts = np.zeros((len(ours), len(theirs)), np.uint16)
    pairs = list(zip(_to_columns(ours), _to_columns(theirs), strict=True))
    # 64 signs at a time, in one piece; the sum of three such counts still fits a byte.
    for start in range(0, len(pairs), 3):
        few = np.zeros(counts.shape, np.uint8)
        for our, their in pairs[start : start + 3]:
            few += np.bitwise_count(our[:, None] ^ their)
        counts += few
    return counts


def _to_columns(signs: Signs) -> npt.NDArray[np.uint64]:
    """64 signs in a number, shape (numbers, tokens); what is filled up is the same in all."""
    spare = -signs.shape[1] % 8
    whole = np.pad(signs, ((0, 0), (0, spare))) if spare else signs  # 0.1 ms even for nothing
    return np.ascontiguousarray(whole.view(np.uint64).T)


class Reader(Protocol):
    """The part of an embedder that reads texts token by token."""

    def read_documents(self, texts: list[str]) -> list[Reading]:
        """Read what is searched."""


def read_chunks(chunks: Sequence[Chunk], reader: Reader) -> tuple[Vectors, list[TokenSigns]]:
    """The vector of each chunk, shape (chunks, dimensions), and its tokens.

    The vector is made of what the model reads at once. The tokens go on to the chunk's end: what
    the model did not reach is read again from the sentence that was cut, under the title.
    """
    if not chunks:
        return np.empty((0, 0), np.float32), []
    first = reader.read_documents([chunk.text for chunk in chunks])
    parts = [[(reading.tokens, reading.spans)] for reading in first]
    for _ in range(MAX_WINDOWS - 1):
        cuts = dict(_find_cut_off(chunks, parts))
        if not cuts:
            break
        texts = [chunks[n].paper.title + ". " + chunks[n].text[cut:] for n, cut in cuts.items()]
        for (n, cut), reading in zip(cuts.items(), reader.read_documents(texts), strict=True):
            parts[n] = _extend(parts[n], cut, reading, len(chunks[n].paper.title) + 2)
    vectors = np.stack([reading.vector for reading in first])
    return vectors, [_join(chunk.text, part) for chunk, part in zip(chunks, parts, strict=True)]


_Part = tuple[Vectors, Spans]


def _find_cut_off(
    chunks: Sequence[Chunk], parts: Sequence[list[_Part]]
) -> Iterator[tuple[int, int]]:
    """Yield (position of the chunk, where to read on) of those that are not read to their end."""
    for n, (chunk, part) in enumerate(zip(chunks, parts, strict=True)):
        spans = part[-1][1]
        if not len(spans) or spans[-1][1] >= len(chunk.text):
            continue  # nothing was read, or all
        start, end = int(spans[0][0]), int(spans[-1][1])
        offset = len(chunk.paper.title) + 2 - chunk.start
        cut = next(
            (s.start + offset for s in split_sentences(chunk.paper) if end < s.end + offset), end
        )
        # A sentence that alone is longer than the model reads is gone on with where it was cut.
        yield n, cut if start < cut else end


def _extend(part: list[_Part], cut: int, reading: Reading, title: int) -> list[_Part]:
    """The parts with one more, which takes the place of the tokens from `cut` on."""
    tokens, spans = part[-1]
    before = spans[:, 0] < cut
    kept = reading.spans[:, 0] >= title
    moved = (reading.spans[kept].astype(np.int64) - title + cut).astype(np.uint16)
    return [*part[:-1], (tokens[before], spans[before]), (reading.tokens[kept], moved)]


def _join(text: str, part: list[_Part]) -> TokenSigns:
    tokens = np.concatenate([tokens for tokens, _ in part])
    spans = np.concatenate([spans for _, spans in part])
    kept = find_kept(text, spans)
    return TokenSigns(np.packbits(tokens[kept] > 0, axis=1), spans[kept])


def find_kept(text: str, spans: Spans) -> npt.NDArray[np.bool_]:
    """Which tokens stand in no stop word, shape (tokens,); all where there are no others."""
    silent = [word.span() for word in _WORD.finditer(text) if word[0].lower() in STOP_WORDS]
    starts, ends = np.array(silent or [(0, 0)]).T
    # Of each token, the first stop word that ends behind its start, or the last of all.
    nearest = np.searchsorted(ends[:-1], spans[:, 0], side="right")
    kept: npt.NDArray[np.bool_] = (spans[:, 0] < starts[nearest]) | (spans[:, 0] >= ends[nearest])
    return kept if kept.any() else ~kept
