"""DOOR. Texts to vectors: the packaged MiniLM, or any sentence-transformers model."""

import logging
import os
import shlex
from functools import cached_property
from pathlib import Path

from index.embedding.embedder import Embedder, EmbedderStamp
from index.embedding.packaged import PACKAGED, packaged_folder
from index.embedding.sentence_embedder import SentenceEmbedder
from index.embedding.tokens import Reading
from index.errors import EncoderUnavailable, IndexMismatch, first_line

__all__ = [
    "PACKAGED",
    "Embedder",
    "EmbedderStamp",
    "SentenceEmbedder",
    "choose_embedder",
    "load_embedder",
    "packaged_folder",
]

# What NVIDIA's driver puts there, on Linux and under Windows' own.
_GPU_DEVICES = ("/dev/nvidia0", "/dev/dxg")


EMBEDDER_VARIABLE = "ASKPAPERS_EMBEDDER"


def choose_embedder(made: EmbedderStamp, named: str | None, place: Path) -> str:
    """The name of the embedder for an index, or exported one, which may be anybody's.

    It is what the user has named; where that is nothing, the packaged one where it made the index,
    else the one that ASKPAPERS_EMBEDDER names. What only the index names is never loaded: it may be
    any model of the hub, or any folder. Raises IndexMismatch.
    """
    wanted = PACKAGED if made.name == PACKAGED else os.environ.get(EMBEDDER_VARIABLE)
    if named or wanted:
        return str(named or wanted)
    raise IndexMismatch(
        f"{place} says that {made.name!r} made its vectors, not {PACKAGED}; a model is loaded only "
        f"where you name it: if you trust this one, add --embedder {shlex.quote(made.name)}, or "
        f"set {EMBEDDER_VARIABLE} to it"
    )


def load_embedder(name: str = PACKAGED) -> Embedder:
    """An embedder by name: PACKAGED, or what sentence-transformers knows by name or folder.

    The packaged one runs in ONNX Runtime, without torch; only documents go to a CUDA GPU where
    there is one. Where ONNX Runtime does not work, sentence-transformers does it all, and stderr
    says so. Raises EncoderUnavailable where the packaged weights are missing or damaged; another
    model is loaded, and may raise it, when it first reads.
    """
    if name != PACKAGED:
        return SentenceEmbedder(name)
    try:
        from index.embedding.packaged_embedder import PackagedEmbedder

        queries = PackagedEmbedder()
    except EncoderUnavailable:
        raise
    except Exception as error:  # whatever a foreign library's loading may raise
        logging.getLogger(__name__).warning(
            "ONNX Runtime does not work here (%s: %s); sentence-transformers embeds instead, "
            "more slowly",
            type(error).__name__,
            first_line(error),
        )
        return SentenceEmbedder()
    if any(Path(device).exists() for device in _GPU_DEVICES):
        return GpuEmbedder(queries)
    return queries


class GpuEmbedder:
    """The packaged weights: documents on the GPU, queries where they need not wait for torch.

    Args:
        queries: the same weights on the CPU; they read documents too if torch finds no GPU.

    """

    def __init__(self, queries: Embedder) -> None:
        self._queries = queries

    @property
    def stamp(self) -> EmbedderStamp:
        return self._queries.stamp

    def read_documents(self, texts: list[str]) -> list[Reading]:
        return self._documents.read_documents(texts)

    def read_query(self, text: str) -> Reading:
        return self._queries.read_query(text)

    @cached_property
    def _documents(self) -> Embedder:
        import torch  # seconds, and only where a GPU is in sight

        return SentenceEmbedder() if torch.cuda.is_available() else self._queries
