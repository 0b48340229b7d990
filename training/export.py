"""The trained network as an ONNX graph and back: its layers in 8 bits, embeddings by reference.

It needs onnx, which askpapers does not.
"""

import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor

from index.embedding.packaged import LAYERS, WEIGHTS, packaged_folder
from index.embedding.tools.graph import (
    Graph,
    add_layer,
    load_embeddings,
    read_header,
    sum_embeddings,
)
from training.network import FAR, JudgeNetwork

_FUSED = "com.microsoft"
_ODDS = ("supports", "contradicts", "answers", "unsupported")


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

    Inputs `ids`, `parts` and `places`, int64, shape (rows, tokens), as the network's batches have
    them. Outputs, float32: `supports`, `contradicts` and `answers`, shape (rows, tokens), to be
    read at a text's first token; `unsupported`, likewise, at its others; `tokens`, shape (rows,
    tokens, dimensions), their vectors; `asked` and `held`, likewise, of which *evidence* is made.
    """
    graph = JudgeGraph(network)
    x = _embed(graph)
    _tell_seen(graph)
    for layer in range(LAYERS):
        x = add_layer(graph, x, layer, ("", "bias"))
    graph.apply("Reshape", [x, "shape"], "tokens")
    whole = graph.apply("Tanh", [graph.dense(x, "whole", "whole.rows")], "whole.tanh")
    for name, read in zip(_ODDS, (whole, whole, whole, x), strict=True):
        graph.apply("Reshape", [graph.dense(read, name, f"{name}.rows"), "size"], name)
    for name in ("asked", "held"):
        graph.apply("Reshape", [graph.dense(x, name, f"{name}.rows"), "shape"], name)
    size: list[str | int] = ["rows", "length"]
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, size)
        for name in ("ids", "parts", "places")
    ]
    given = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, None)
        for name in (*_ODDS, "tokens", "asked", "held")
    ]
    made = helper.make_graph(graph.nodes, "judge", inputs, given, graph.initializers)
    operators = [helper.make_opsetid("", 17), helper.make_opsetid(_FUSED, 1)]
    model = helper.make_model(made, opset_imports=operators, ir_version=8)
    serialised: bytes = model.SerializeToString(deterministic=True)
    return serialised


def _embed(graph: Graph) -> str:
    """A token's place is given, and its type is 1 where it is of the source."""
    words, places, types = load_embeddings(graph)
    graph.apply("Gather", [places, "places"], "place")
    graph.apply("Equal", ["parts", "zero"], "of.source")
    graph.apply("Cast", ["of.source"], "types", to=TensorProto.INT64)
    graph.apply("Gather", [types, "types"], "type")
    return sum_embeddings(graph, words)


def _tell_seen(graph: Graph) -> None:
    """What is added to the score of a pair of tokens: nothing, or what makes its share nothing."""
    across, down = graph.constant("across", [1]), graph.constant("down", [2])
    graph.apply("Unsqueeze", ["parts", across], "seen.parts")
    graph.apply("Unsqueeze", ["parts", down], "seeing.parts")
    graph.apply("Equal", ["seen.parts", "seeing.parts"], "own")
    graph.apply("Equal", ["seen.parts", "zero"], "sourced")
    graph.apply("Or", ["own", "sourced"], "seen")
    for name, value in (("nothing", 0.0), ("far", FAR)):
        graph.initializers.append(numpy_helper.from_array(np.float32(value).reshape(1), name))
    graph.apply("Where", ["seen", "nothing", "far"], "bias.rows")
    graph.apply("Unsqueeze", ["bias.rows", across], "bias")


def read_judge(folder: Path) -> dict[str, Tensor]:
    """The weights of a graph and its card, by their names in `training.network`."""
    model = onnx.load(folder / "judge.onnx", load_external_data=False)
    kept = {
        one.name: torch.from_numpy(numpy_helper.to_array(one).copy())
        for one in model.graph.initializer
        if one.data_location != TensorProto.EXTERNAL and "." in one.name
    }
    for name in [name for name in kept if name.endswith(".codes")]:
        name = name.removesuffix(".codes")
        scales = kept.pop(f"{name}.scales")
        kept[name] = kept.pop(f"{name}.codes").float() * scales[:, None]
    card = json.loads((folder / "judge.json").read_text("utf-8"))
    kept |= {name: torch.tensor(card[name]) for name in ("worst", "best", "likeness", "offset")}
    return {f"encoder.{n}" if n.startswith("encoder.") else n: value for n, value in kept.items()}
