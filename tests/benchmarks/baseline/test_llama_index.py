"""llama-index's own pipeline."""

from pathlib import Path

from benchmarks.baseline.llama_index import LlamaIndexBaseline
from benchmarks.retrieval.beir import read_dataset
from index.embedding.loading import load_embedder


def test_llama_index_starts_anew_where_the_corpus_changed(folder: Path, tmp_path: Path) -> None:
    papers, embedder = read_dataset(folder).papers, load_embedder()
    embedded: list[int] = []
    for chosen in (papers, papers, papers[:2]):
        baseline = LlamaIndexBaseline(chosen, embedder, tmp_path, embedded.append)
    assert embedded == [5, 2]
    assert sorted(baseline.search("volcano", 10)) == ["bees", "honey"]
