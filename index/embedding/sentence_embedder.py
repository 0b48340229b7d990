"""Any sentence-transformers model as an embedder, on the GPU where there is one."""

import hashlib
import re
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.embedding.embedder import EmbedderStamp, make_reading, normalise
from index.embedding.packaged import PACKAGED, packaged_folder, packaged_stamp
from index.embedding.tokens import Reading, Vectors
from index.errors import EncoderUnavailable, first_line
from index.paths import read_name

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

BATCH = 8  # small batches are fastest on a CPU: less padding, and the caches hold them
GPU_BATCH = 64


class SentenceEmbedder:
    """A sentence-transformers model, by name or by the path of its folder.

    Args:
        name: PACKAGED for the weights that come with askpapers; else a folder, or a model's name,
            which sentence-transformers downloads once or takes from its cache.

    """

    def __init__(self, name: str = PACKAGED) -> None:
        # A folder by its full path: the index must find it from any other place.
        name = read_name(name)
        self.name = str(Path(name).resolve()) if Path(name).is_dir() else name

    @cached_property
    def _model(self) -> "SentenceTransformer":
        # Seconds of import that no command but those that embed should pay.
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # a bar for loading 0.1 s of weights is noise

        folder = str(packaged_folder()) if self.name == PACKAGED else self.name
        try:
            return SentenceTransformer(folder, local_files_only=Path(folder).is_dir())
        except Exception as error:
            raise EncoderUnavailable(
                f"embedder {self.name!r} cannot be loaded ({first_line(error)}); give the folder "
                f"of a sentence-transformers model, or {PACKAGED}"
            ) from error

    @cached_property
    def stamp(self) -> EmbedderStamp:
        if self.name == PACKAGED:  # known without loading it
            packaged_folder()
            return packaged_stamp()
        dimensions = len(self.read_query("dimensions").vector)
        return EmbedderStamp(self.name, dimensions, _digest_weights(self._model))

    def read_documents(self, texts: list[str]) -> list[Reading]:
        found = self._encode(self._model.encode_document, texts)
        return self._to_readings(texts, found, self._prompt("document"))

    def read_query(self, text: str) -> Reading:
        found = self._encode(self._model.encode_query, [text])
        return self._to_readings([text], found, self._prompt("query"))[0]

    def _encode(self, encode: Callable[..., Any], texts: list[str], **options: Any) -> Any:
        on_cpu = self._model.device.type == "cpu"
        return encode(
            texts,
            batch_size=BATCH if on_cpu else GPU_BATCH,
            show_progress_bar=False,
            **{"output_value": None} | options,
        )

    def _prompt(self, task: str) -> str:
        return (self._model.prompts or {}).get(task) or ""

    def _to_readings(self, texts: list[str], found: Any, prompt: str) -> list[Reading]:
        if not texts:
            return []
        whole = normalise(np.stack([_to_numpy(item["sentence_embedding"]) for item in found]))
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
            make_reading(vector, _to_numpy(item["token_embeddings"]), spans, len(prompt))
            for vector, item, spans in zip(whole, found, places, strict=True)
        ]

    def _read_words(self, text: str, vector: Vectors) -> Reading:
        """For a model that does not show its tokens: its words, each embedded by itself."""
        words = list(re.finditer(r"\w+", text))
        spans = np.array([word.span() for word in words], np.uint16).reshape(-1, 2)
        if not words:
            return Reading(vector, np.empty((0, len(vector)), np.float32), spans)
        single = [word[0] for word in words]
        rows = self._encode(self._model.encode, single, output_value="sentence_embedding")
        return Reading(vector, np.asarray(rows, np.float32), spans)


def _to_numpy(tensor: "Tensor") -> Vectors:
    rows: Vectors = tensor.float().cpu().numpy()
    return rows


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
