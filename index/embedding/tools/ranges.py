"""How far the inputs of the packaged MiniLM's linear layers reach, which 8-bit products must know.

    python -m index.embedding.tools.ranges    writes index/embedding/minilm.ranges.npy anew

It needs onnx, as `index.embedding.tools.graph` does. They are measured in 32 bits on the sample's
abstracts, which are in our own words.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from index.embedding.int8_network import RANGES
from index.embedding.onnx_network import start_session
from index.embedding.packaged import LAYERS, LENGTH, packaged_folder
from index.embedding.tools.graph import build_graph, name_inputs
from index.papers.chunks import split_chunks
from index.papers.paper import Paper
from index.readers.sources import SAMPLE, open_source


def measure_ranges(folder: Path) -> npt.NDArray[np.float16]:
    """The ranges for the weights in a folder.

    Shape (layers, lowest and highest value, channels of the layer's four inputs in a row).
    """
    highest, lowest = np.float32(-np.inf), np.float32(np.inf)
    for inputs in _read_inputs(folder):
        highest = np.maximum(highest, inputs.max(axis=1))
        lowest = np.minimum(lowest, inputs.min(axis=1))
    return np.stack([lowest, highest], axis=1).astype(np.float16)


def _read_inputs(folder: Path) -> Iterator[npt.NDArray[np.float32]]:
    """Yield the inputs of all layers for each abstract, shape (layers, tokens, channels)."""
    names = [name for layer in range(LAYERS) for name in name_inputs(layer)]
    session = start_session(build_graph(folder, names), folder)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(LENGTH)
    tokenizer.no_padding()
    for paper in open_source(SAMPLE).records:
        if isinstance(paper, Paper):
            ids = np.array([tokenizer.encode(split_chunks(paper)[0].text).ids])
            found = session.run(names, {"ids": ids, "mask": np.ones_like(ids)})
            yield np.stack([np.hstack(found[n : n + 4]) for n in range(0, len(found), 4)])


if __name__ == "__main__":
    np.save(RANGES, measure_ranges(packaged_folder()))
