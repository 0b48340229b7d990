"""The packaged MiniLM in ONNX Runtime: starts in a tenth of a second, and gives torch's numbers."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from index.embedding.tokens import Vectors

GRAPH = Path(__file__).with_name("minilm.onnx")  # made by index.embedding.tools.graph


class OnnxNetwork:
    """Token ids to token vectors, in 32 bits, on one core for each caller.

    Args:
        folder: where the weights' file is.

    Raises ONNX Runtime's own errors where it does not work on this machine.
    """

    def __init__(self, folder: Path) -> None:
        self._session = start_session(GRAPH.read_bytes(), folder)

    def run(self, ids: npt.NDArray[np.int64], mask: npt.NDArray[np.int64]) -> Vectors:
        """Float32, shape (texts, tokens, dimensions); ids and mask have shape (texts, tokens)."""
        (tokens,) = self._session.run(None, {"ids": ids, "mask": mask})
        found: Vectors = tokens
        return found


def start_session(graph: bytes, folder: Path) -> onnxruntime.InferenceSession:
    """A graph with the weights in a folder, ready to be run on one core."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.add_session_config_entry(
        "session.model_external_initializers_file_folder_path", str(folder)
    )
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
