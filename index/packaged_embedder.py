"""The packaged MiniLM as an embedder: what sentence-transformers gives, without its import."""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from index.embedder import EmbedderStamp, make_reading, normalise
from index.onnx_network import OnnxNetwork
from index.packaged import has_bfloat16, packaged_folder, packaged_stamp
from index.tokens import Reading, Vectors

LENGTH = 256  # tokens that are read of a text, the model's marks among them
BATCH = 4  # measured on 500 abstracts: as fast as 1 and 8, faster than 16
MANY = 64  # documents that are worth the import of torch, where bfloat16 is faster
# What sentence-transformers gives for a text: the vector's first eight dimensions.
_KNOWN = "Tides rise twice a day."
_VECTOR = (-0.002077, 0.016919, 0.143471, 0.039619, -0.081541, -0.06127, -0.047246, -0.056559)

Network = Callable[[npt.NDArray[np.int64], npt.NDArray[np.int64]], Vectors]


class WrongVectors(RuntimeError):
    """This machine computes something else than it should."""


class PackagedEmbedder:
    """An embedder with the packaged weights, on the CPU; it may be used from several threads.

    Queries and few documents are read in 32 bits by ONNX Runtime, which starts at once. Many
    documents are read in bfloat16, where the CPU has instructions for it.
    Raises ModelUnavailable where the weights are missing or damaged, WrongVectors or one of ONNX
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
        network = self._many if len(texts) >= MANY else self._few
        return _read_all(self._tokenizer.encode_batch(texts), network)

    def read_query(self, text: str) -> Reading:
        return _read([self._tokenizer.encode(text)], self._few)[0]

    @cached_property
    def _many(self) -> Network:
        if not has_bfloat16():
            return self._few
        try:
            from index.bfloat16_network import Bfloat16Network

            network = Bfloat16Network(self._folder).run
            self._check(network, 1e-2)
        except Exception as error:  # whatever a foreign library's loading may raise
            logging.getLogger(__name__).warning(
                "bfloat16 does not work here (%s); embedding in 32 bits, more slowly", error
            )
            return self._few
        return network

    def _check(self, network: Network, tolerance: float) -> None:
        found = _read_all([self._tokenizer.encode(_KNOWN)], network)[0].vector[: len(_VECTOR)]
        if not np.allclose(found, _VECTOR, rtol=0, atol=tolerance):
            raise WrongVectors(f"a known text's vector begins {found.tolist()}, not {_VECTOR}")


def _read_all(encodings: Sequence[Encoding], network: Network) -> list[Reading]:
    # The longest first, so that a batch needs little padding and no core ends alone.
    order = sorted(range(len(encodings)), key=lambda n: -len(encodings[n].ids))
    batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    readings: dict[int, Reading] = {}
    # One thread each on several batches beats several on one batch.
    with ThreadPoolExecutor(_count_cores()) as pool:
        found = pool.map(lambda batch: _read([encodings[n] for n in batch], network), batches)
        for batch, read in zip(batches, found, strict=True):
            readings |= zip(batch, read, strict=True)
    return [readings[n] for n in range(len(encodings))]


def _read(encodings: Sequence[Encoding], network: Network) -> list[Reading]:
    ids = np.zeros((len(encodings), max(len(e.ids) for e in encodings)), np.int64)
    mask = np.zeros_like(ids)
    for row, encoding in enumerate(encodings):
        ids[row, : len(encoding.ids)] = encoding.ids
        mask[row, : len(encoding.ids)] = 1
    return list(_to_readings(encodings, network(ids, mask)))


def _to_readings(encodings: Sequence[Encoding], tokens: Vectors) -> Iterator[Reading]:
    """The mean of all tokens is the vector, as the model was trained."""
    for encoding, padded in zip(encodings, tokens, strict=True):
        row = padded[: len(encoding.ids)]
        vector = normalise(row.mean(axis=0, keepdims=True))[0]
        yield make_reading(vector, row, encoding.offsets)


def _count_cores() -> int:
    """The cores that this process may use, which may be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
