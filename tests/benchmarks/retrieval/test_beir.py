"""A folder of documents, queries and judgements, read."""

from pathlib import Path

from benchmarks.retrieval.beir import read_dataset


def test_no_document_is_lost_to_how_papers_are_named(folder: Path) -> None:
    dataset = read_dataset(folder)
    assert [dataset.documents[paper.id] for paper in dataset.papers] == [
        "bees", "honey", "1706.03762v5", "1706.03762v6", "5",
    ]  # fmt: skip
    assert dataset.papers[2].title == "Tides rise twice a day because of the sun."
    assert dataset.complaints == ()
