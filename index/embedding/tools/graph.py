"""The packaged MiniLM as an ONNX graph, whose weights stay in the package that carries them.

    python -m index.embedding.tools.graph     writes index/embedding/minilm.onnx anew

It needs onnx, which askpapers does not.

The graph names the weights by their place in `model.safetensors`, which ONNX Runtime maps into
memory. So nothing is exported or cached: the 20 KB of graph are part of the source, and a test
compares them with what this module makes. The architecture is BERT's (Devlin et al., 2018).
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from onnx import NodeProto, TensorProto, helper

from index.embedding.onnx_network import GRAPH
from index.embedding.packaged import DIMENSIONS, EPSILON, HEADS, LAYERS, WEIGHTS, packaged_folder

_FUSED = "com.microsoft"  # ONNX Runtime's own operators, on the CPU since 1.15


class Graph:
    """Nodes and initializers as they are added; a value is known by its name."""

    def __init__(self, places: dict[str, Any], start: int) -> None:
        self._places, self._start = places, start
        self.nodes: list[NodeProto] = []
        self.initializers: list[TensorProto] = []

    def apply(self, operator: str, inputs: list[str], output: str, **options: Any) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], **options))
        return output

    def constant(self, name: str, values: list[int]) -> str:
        tensor = helper.make_tensor(name, TensorProto.INT64, [len(values)], values)
        self.initializers.append(tensor)
        return name

    def weight(self, name: str) -> str:
        """A tensor of the safetensors file, by reference."""
        place = self._places[name]
        begin, end = place["data_offsets"]
        tensor = TensorProto(name=name, dims=place["shape"], data_type=TensorProto.FLOAT)
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in (
            ("location", WEIGHTS), ("offset", self._start + begin), ("length", end - begin)
        ):  # fmt: skip
            tensor.external_data.add(key=key, value=str(value))
        self.initializers.append(tensor)
        return name

    def dense(self, x: str, name: str, output: str) -> str:
        parts = [x, self.weight(f"{name}.weight"), self.weight(f"{name}.bias")]
        return self.apply("Gemm", parts, output, transB=1)

    def normalise_sum(self, x: str, y: str, name: str, output: str) -> str:
        parts = [x, y, self.weight(f"{name}.weight"), self.weight(f"{name}.bias")]
        return self.apply("SkipLayerNormalization", parts, output, domain=_FUSED, epsilon=EPSILON)


def build_graph(folder: Path, watched: Sequence[str] = ()) -> bytes:
    """The graph for the weights in a folder, serialised.

    Inputs `ids` and `mask`, int64, shape (texts, tokens), where `mask` is 1 for a token and 0 for
    padding; output `tokens`, float32, shape (texts, tokens, dimensions), and those watched.
    """
    places, start = read_header(folder / WEIGHTS)
    graph = Graph(places, start)
    x = embed(graph)
    for layer in range(LAYERS):
        x = add_layer(graph, x, layer)
    graph.apply("Reshape", [x, "shape"], "tokens")
    size: list[str | int] = ["texts", "length"]
    asked = [
        helper.make_tensor_value_info(name, TensorProto.INT64, size) for name in ("ids", "mask")
    ]
    given = [helper.make_tensor_value_info("tokens", TensorProto.FLOAT, [*size, DIMENSIONS])]
    given += [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in watched]
    made = helper.make_graph(graph.nodes, "minilm", asked, given, graph.initializers)
    operators = [helper.make_opsetid("", 17), helper.make_opsetid(_FUSED, 1)]
    model = helper.make_model(made, opset_imports=operators, ir_version=8)
    serialised: bytes = model.SerializeToString(deterministic=True)
    return serialised


def name_inputs(layer: int) -> list[str]:
    """What a layer's linear layers read: its input, what is seen, and each side of GELU's two."""
    before = f"rows.{layer - 1}" if layer else "rows"
    return [before, f"heads.rows.{layer}", f"attended.{layer}", f"gelu.{layer}"]


def embed(graph: Graph) -> str:
    """Words, places and types, summed and normalised; one row for each token.

    All tokens have the first type, and stand in order.
    """
    words, places, types = load_embeddings(graph)
    one = graph.constant("one", [1])
    graph.apply("Gather", ["size", one], "length")
    graph.apply("Cast", ["mask"], "padding", to=TensorProto.INT32)
    graph.apply("Slice", [places, "zero", "length", "zero"], "place")
    graph.apply("Slice", [types, "zero", one, "zero"], "type")
    return sum_embeddings(graph, words)


def load_embeddings(graph: Graph) -> list[str]:
    """The names of the tables of words, places and types; and sizes that layers need."""
    names = ("word_embeddings", "position_embeddings", "token_type_embeddings")
    tables = [graph.weight(f"embeddings.{name}.weight") for name in names]
    graph.constant("zero", [0])
    graph.apply("Shape", ["ids"], "size")
    graph.apply("Concat", ["size", graph.constant("width", [DIMENSIONS])], "shape", axis=0)
    return tables


def sum_embeddings(graph: Graph, words: str) -> str:
    """The words' vectors with those named "place" and "type", one row for each token."""
    graph.apply("Gather", [words, "ids"], "word")
    graph.apply("Add", ["place", "type"], "where")
    graph.apply("Add", ["word", "where"], "sum")
    norm = [graph.weight(f"embeddings.LayerNorm.{part}") for part in ("weight", "bias")]
    graph.apply("LayerNormalization", ["sum", *norm], "embedded", axis=-1, epsilon=EPSILON)
    return graph.apply("Reshape", ["embedded", graph.constant("flat", [-1, DIMENSIONS])], "rows")


def add_layer(graph: Graph, x: str, layer: int, seen: Sequence[str] = ("padding",)) -> str:
    """A layer of BERT on the rows of tokens named `x`; the name of its output.

    `seen` names what a token may see: the padding, or none and what is added to each pair's score.
    """
    name = f"encoder.layer.{layer}"
    asked = []
    for part in ("query", "key", "value"):
        rows = graph.dense(x, f"{name}.attention.self.{part}", f"{part}.rows.{layer}")
        asked.append(graph.apply("Reshape", [rows, "shape"], f"{part}.{layer}"))
    asked += ["", *seen]  # no bias: it was added above
    graph.apply("MultiHeadAttention", asked, f"heads.{layer}", domain=_FUSED, num_heads=HEADS)
    heads = graph.apply("Reshape", [f"heads.{layer}", "flat"], f"heads.rows.{layer}")
    found = graph.dense(heads, f"{name}.attention.output.dense", f"seen.{layer}")
    norm = f"{name}.attention.output.LayerNorm"
    x = graph.normalise_sum(found, x, norm, f"attended.{layer}")
    inner = graph.dense(x, f"{name}.intermediate.dense", f"inner.{layer}")
    inner = graph.apply("Gelu", [inner], f"gelu.{layer}", domain=_FUSED)
    outer = graph.dense(inner, f"{name}.output.dense", f"outer.{layer}")
    return graph.normalise_sum(outer, x, f"{name}.output.LayerNorm", f"rows.{layer}")


def read_header(weights: Path) -> tuple[dict[str, Any], int]:
    """Where each tensor stands, and where the first begins, of a safetensors file."""
    with weights.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        return json.loads(file.read(size)), 8 + size


if __name__ == "__main__":
    GRAPH.write_bytes(build_graph(packaged_folder()))
