"""The trained network as an ONNX graph: its layers in 8 bits, the embeddings by reference.

It needs onnx, which askpapers does not.
"""

import numpy as np
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor

from index.embedding.packaged import LAYERS, WEIGHTS, packaged_folder
from index.embedding.tools.graph import Graph, add_layer, embed, read_header
from training.network import JudgeNetwork

_FUSED = "com.microsoft"
_GIVEN = ("supports", "contradicts", "answers", "unsupported", "tokens")


class JudgeGraph(Graph):
    """A graph whose weights are a trained network's; embeddings stay in the package's file."""

    def __init__(self, network: JudgeNetwork) -> None:
        super().__init__(*read_header(packaged_folder() / WEIGHTS))
        self._trained = {
            name.removeprefix("encoder."): tensor
            for name, tensor in network.state_dict().items()
            if "embeddings" not in name
        }

    def weight(self, name: str) -> str:
        tensor = self._trained.get(name)
        if tensor is None:
            return super().weight(name)
        return self._add_exact(name, tensor) if tensor.ndim < 2 else self._add_codes(name, tensor)

    def _add_exact(self, name: str, tensor: Tensor) -> str:
        self.initializers.append(numpy_helper.from_array(tensor.numpy(), name))
        return name

    def _add_codes(self, name: str, tensor: Tensor) -> str:
        """In 8 bits, with a scale for each row, which is one output."""
        rows = tensor.numpy()
        scales = np.maximum(np.abs(rows).max(axis=1), 1e-12) / 127
        codes = np.round(rows / scales[:, None]).astype(np.int8)
        self.initializers.append(numpy_helper.from_array(codes, f"{name}.codes"))
        self.initializers.append(
            numpy_helper.from_array(scales.astype(np.float32), f"{name}.scales")
        )
        return self.apply("DequantizeLinear", [f"{name}.codes", f"{name}.scales"], name, axis=0)


def build_judge(network: JudgeNetwork) -> bytes:
    """The graph, serialised.

    Inputs `ids`, `types` and `mask`, int64, shape (rows, tokens). Outputs, float32: `supports`,
    `contradicts` and `answers`, shape (rows, 1), of the whole row; `unsupported`, shape (rows,
    tokens), of each token; and `tokens`, shape (rows, tokens, dimensions), the vectors of which
    *evidence* is made.
    """
    graph = JudgeGraph(network)
    x = embed(graph, typed=True)
    for layer in range(LAYERS):
        x = add_layer(graph, x, layer)
    tokens = graph.apply("Reshape", [x, "shape"], "tokens")
    first = graph.apply("Gather", [tokens, "zero"], "first", axis=1)
    first = graph.apply("Reshape", [first, "flat"], "first.rows")
    whole = graph.apply("Tanh", [graph.dense(first, "whole", "whole.rows")], "whole.tanh")
    for name in ("supports", "contradicts", "answers"):
        graph.dense(whole, name, f"{name}.out")
        graph.apply("Identity", [f"{name}.out"], name)
    graph.apply(
        "Reshape", [graph.dense(x, "unsupported", "unsupported.rows"), "size"], "unsupported"
    )
    size: list[str | int] = ["rows", "tokens"]
    asked = [
        helper.make_tensor_value_info(name, TensorProto.INT64, size)
        for name in ("ids", "types", "mask")
    ]
    given = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in _GIVEN]
    made = helper.make_graph(graph.nodes, "judge", asked, given, graph.initializers)
    operators = [helper.make_opsetid("", 17), helper.make_opsetid(_FUSED, 1)]
    model = helper.make_model(made, opset_imports=operators, ir_version=8)
    serialised: bytes = model.SerializeToString(deterministic=True)
    return serialised
