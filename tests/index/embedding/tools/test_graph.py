"""The packaged model's graph is part of the source: it is what its tool makes."""

from index.embedding import onnx_network, packaged
from index.embedding.tools import graph


def test_the_graph_is_what_its_module_makes() -> None:
    assert graph.build_graph(packaged.packaged_folder()) == onnx_network.GRAPH.read_bytes()
