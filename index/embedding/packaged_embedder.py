"""The packaged MiniLM as an embedder: what sentence-transformers gives, without its import."""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from index.embedding.embedder import EmbedderStamp, make_reading, normalise
from index.embedding.onnx_network import OnnxNetwork
from index.embedding.packaged import LENGTH, has_int8, packaged_folder, packaged_stamp
from index.embedding.tokens import Reading, Vectors
from index.errors import AskpapersError

BATCH = 4  # measured on 500 abstracts: as fast as 1 and 8, faster than 16
MANY = 64  # documents that are worth the import of torch, where 8 bits are faster
# What sentence-transformers gives for a text: the vector's first eight dimensions.
_KNOWN = "Tides rise twice a day."
_VECTOR = (-0.002077, 0.016919, 0.143471, 0.039619, -0.081541, -0.06127, -0.047246, -0.056559)

Network = Callable[[npt.NDArray[np.int64], npt.NDArray[np.int64]], Vectors]


class WrongVectors(AskpapersError):
    """This machine computes something else than it should."""


class PackagedEmbedder:
    """An embedder with the packaged weights, on the CPU; it may be used from several threads.

    Queries and few documents are read in 32 bits by ONNX Runtime, which starts at once. Many
    documents are read with 8-bit products, where the CPU has instructions for them, and on to
    twice LENGTH tokens.
    Raises EncoderUnavailable where the weights are missing or damaged, WrongVectors or one of ONNX
    Runtime's errors where it does not work on this machine.
    """

    def __init__(self) -> None:
        self._folder = packaged_folder()
        self._tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(LENGTH)
        self._tokenizer.no_padding()
        self._few = OnnxNetwork(self._folder).run
        self._check(self._few, 1e-4)

    @property
    def stamp(self) -> EmbedderStamp:
        return packaged_stamp()

    def read_documents(self, texts: list[str]) -> list[Reading]:
        encodings = self._tokenizer.encode_batch(texts)
        if len(texts) < MANY or not self._many:
            return _read_all(list(map(_begin, encodings)), self._few)
        return _read_all(list(map(_go_on, encodings)), self._many)

    def read_query(self, text: str) -> Reading:
        return _read([_begin(self._tokenizer.encode(text))], self._few)[0]

    @cached_property
    def _many(self) -> Network | None:
        if not has_int8():
            return None
        try:
            from index.embedding.int8_network import Int8Network

            network = Int8Network(self._folder).run
            self._check(network, 2e-2)
        except Exception as error:  # whatever a foreign library's loading may raise
            logging.getLogger(__name__).warning(
                "8 bits do not work here (%s); embedding in 32 bits, more slowly", error
            )
            return None
        return network

    def _check(self, network: Network, tolerance: float) -> None:
        # In threads of its own, since the network may set the number of its caller's.
        (reading,) = _read_all([_begin(self._tokenizer.encode(_KNOWN))], network)
        found = reading.vector[: len(_VECTOR)]
        if not np.allclose(found, _VECTOR, rtol=0, atol=tolerance):
            raise WrongVectors(f"a known text's vector begins {found.tolist()}, not {_VECTOR}")


@dataclass(frozen=True, slots=True)
class _Tokens:
    """A text's tokens, and where each stands in it; the model's marks have no width."""

    ids: list[int]
    places: list[tuple[int, int]]


def _begin(encoding: Encoding) -> _Tokens:
    """The first LENGTH tokens."""
    return _Tokens(encoding.ids, encoding.offsets)


def _go_on(encoding: Encoding) -> _Tokens:
    """As many again, where there are, without a second mark of the beginning."""
    tokens = _begin(encoding)
    for rest in encoding.overflowing[:1]:
        tokens = _Tokens(tokens.ids + rest.ids[1:], tokens.places + rest.offsets[1:])
    return tokens


def _read_all(texts: Sequence[_Tokens], network: Network) -> list[Reading]:
    # The longest first, so that a batch needs little padding and no core ends alone.
    order = sorted(range(len(texts)), key=lambda n: -len(texts[n].ids))
    batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    readings: dict[int, Reading] = {}
    # One thread each on several batches beats several on one batch.
    with ThreadPoolExecutor(_count_cores()) as pool:
        found = pool.map(lambda batch: _read([texts[n] for n in batch], network), batches)
        for batch, read in zip(batches, found, strict=True):
            readings |= zip(batch, read, strict=True)
    return [readings[n] for n in range(len(texts))]


def _read(texts: Sequence[_Tokens], network: Network) -> list[Reading]:
    ids = np.zeros((len(texts), max(len(text.ids) for text in texts)), np.int64)
    mask = np.zeros_like(ids)
    for row, text in enumerate(texts):
        ids[row, : len(text.ids)] = text.ids
        mask[row, : len(text.ids)] = 1
    return list(_to_readings(texts, network(ids, mask)))


def _to_readings(texts: Sequence[_Tokens], tokens: Vectors) -> Iterator[Reading]:
    """The mean of the first LENGTH tokens is the vector, as the model was trained."""
    for text, padded in zip(texts, tokens, strict=True):
        row = padded[: len(text.ids)]
        vector = normalise(row[:LENGTH].mean(axis=0, keepdims=True))[0]
        yield make_reading(vector, row, text.places)


def _count_cores() -> int:
    """The cores that this process may use, which may be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
