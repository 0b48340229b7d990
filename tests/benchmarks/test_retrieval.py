"""The retrieval benchmark on five documents and three queries, checked by hand."""

import json
import sys
from collections.abc import Sequence
from math import log2
from pathlib import Path
from typing import Any

import pytest

from benchmarks.retrieval import __main__ as retrieval
from benchmarks.retrieval.beir import BadDataset, read_dataset
from benchmarks.retrieval.measures import score_run
from index.embedding.loading import load_embedder
from index.embedding.packaged_embedder import PackagedEmbedder

DOCUMENTS: list[dict[str, object]] = [
    {"id": "bees", "title": "Bees", "abstract": "Bees dance to tell where flowers are."},
    {"id": "honey", "title": "Honey", "abstract": "Honey is made by bees."},
    {"_id": "1706.03762v5", "title": "", "text": "Tides rise twice a day because of the sun."},
    {"_id": "1706.03762v6", "title": "Tides", "text": "Tides fall twice a day."},
    {"id": 5, "title": "Bread", "abstract": "Bread is baked with yeast."},
]
QUERIES = [
    {"id": "q1", "question": "yeast"},
    {"_id": "q2", "text": "bees dance"},
    {"id": "q3", "question": "volcano"},
]
QRELS = "query-id\tdoc-id\trelevance\nq1\t5\t1\nq2\thoney\t1\nq3\t1706.03762v5\t1\n"
KEYS = ["dataset", "system", "ndcg@10", "recall@5", "recall@10", "recall@100", "mrr@10", "queries"]
MEASURES = KEYS[2:7]


def write_lines(path: Path, records: Sequence[object]) -> None:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "toy"
    folder.mkdir()
    write_lines(folder / "corpus.jsonl", DOCUMENTS)
    write_lines(folder / "queries.jsonl", QUERIES)
    (folder / "qrels.tsv").write_text(QRELS)
    return folder


def run(folder: Path, *more: object) -> int:
    return retrieval.main([str(folder), "--json", *map(str, more)])


def read_rows(text: str) -> dict[str, dict[str, Any]]:
    rows = [json.loads(line) for line in text.splitlines()]
    return {row["system"]: row for row in rows}


def test_measures_are_means_over_all_judged_queries() -> None:
    # DCG of "b x a": 1/log2(2) + 2/log2(4) = 2, at best "a b": 2 + 1/log2(3). The other query has
    # no hits, and counts 0.
    found = score_run({"q": {"a": 2, "b": 1}, "none": {"a": 1}}, {"q": ["b", "x", "a"]})
    assert found == pytest.approx(
        {
            "ndcg@10": 2 / (2 + 1 / log2(3)) / 2,
            "recall@5": 0.5, "recall@10": 0.5, "recall@100": 0.5, "mrr@10": 0.5,
        }
    )  # fmt: skip


def test_measures_look_only_as_deep_as_they_say() -> None:
    run = {"q": [*(f"x{n}" for n in range(10)), "a"]}
    found = score_run({"q": {"a": 1}}, run)
    assert (found["recall@10"], found["mrr@10"], found["recall@100"]) == (0, 0, 1)


def test_all_systems_are_measured_in_one_run(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder) == 0
    rows = read_rows(capsys.readouterr().out)
    assert list(rows) == ["lexical", "dense", "ours", "llama-index"]
    assert [list(row) for row in rows.values()] == [KEYS] * 4
    assert {(row["dataset"], row["queries"]) for row in rows.values()} == {("toy", 3)}
    # By words q1 finds bread first, q2 the bees before the honey, q3 nothing.
    words = {name: rows["lexical"][name] for name in MEASURES}
    assert words == pytest.approx(
        {
            "ndcg@10": (1 + 1 / log2(3)) / 3,
            "recall@5": 2 / 3, "recall@10": 2 / 3, "recall@100": 2 / 3,
            "mrr@10": (1 + 1 / 2) / 3,
        }
    )  # fmt: skip
    # By meaning all five documents are found for each query.
    assert {rows[name]["recall@5"] for name in ("dense", "ours", "llama-index")} == {1}
    # Whole abstracts with their titles, the same vectors: the same order as ours by meaning.
    assert [rows["llama-index"][name] for name in MEASURES] == pytest.approx(
        [rows["dense"][name] for name in MEASURES]
    )


def test_without_json_it_is_a_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert retrieval.main([str(folder), "--system", "lexical"]) == 0
    head, row = capsys.readouterr().out.splitlines()
    assert head.split() == KEYS
    assert row.split() == ["toy", "lexical", "0.5436", "0.6667", "0.6667", "0.6667", "0.5000", "3"]


def test_no_document_is_lost_to_how_papers_are_named(folder: Path) -> None:
    dataset = read_dataset(folder)
    assert [dataset.documents[paper.id] for paper in dataset.papers] == [
        "bees", "honey", "1706.03762v5", "1706.03762v6", "5",
    ]  # fmt: skip
    assert dataset.papers[2].title == "Tides rise twice a day because of the sun."
    assert dataset.complaints == ()


def test_kept_indexes_are_used_again(
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert run(folder, "--keep", tmp_path / "kept") == 0
    first = capsys.readouterr().out
    assert sorted(path.name for path in (tmp_path / "kept").iterdir()) == [
        "toy", "toy.llama-index",
    ]  # fmt: skip

    def refuse(*_: object) -> None:
        raise AssertionError("a document was embedded again")

    monkeypatch.setattr(PackagedEmbedder, "read_documents", refuse)
    assert run(folder, "--keep", tmp_path / "kept") == 0
    assert capsys.readouterr().out == first


def test_llama_index_starts_anew_where_the_corpus_changed(folder: Path, tmp_path: Path) -> None:
    from benchmarks.llama_index_baseline import LlamaIndexBaseline

    papers, embedder = read_dataset(folder).papers, load_embedder()
    embedded: list[int] = []
    for chosen in (papers, papers, papers[:2]):
        baseline = LlamaIndexBaseline(chosen, embedder, tmp_path, embedded.append)
    assert embedded == [5, 2]
    assert sorted(baseline.search("volcano", 10)) == ["bees", "honey"]


def test_a_kept_index_of_another_corpus_is_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder, "--keep", tmp_path / "kept", "--system", "lexical")
    write_lines(folder / "corpus.jsonl", DOCUMENTS[1:])
    assert run(folder, "--keep", tmp_path / "kept", "--system", "lexical") == 2
    kept = tmp_path / "kept" / "toy"
    assert f"holds 1 papers that are no documents of toy; make it anew after: rm -r {kept}" in (
        capsys.readouterr().err
    )


def test_other_judgements_can_be_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "qrels.train.tsv").write_text("q1\t5\t1\n")  # without a header
    assert run(folder, "--qrels", "qrels.train.tsv", "--system", "lexical") == 0
    row = read_rows(capsys.readouterr().out)["lexical"]
    assert (row["queries"], row["ndcg@10"]) == (1, 1)


def test_the_reranker_orders_ours_and_no_other(
    folder: Path, cross_encoder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    systems = ("--system", "dense", "ours")
    run(folder, *systems)
    plain = read_rows(capsys.readouterr().out)
    assert run(folder, *systems, "--reranker", cross_encoder) == 0
    reranked = read_rows(capsys.readouterr().out)
    assert reranked["dense"] == plain["dense"]
    assert reranked["ours"]["recall@5"] == 1
    assert reranked["ours"]["mrr@10"] != plain["ours"]["mrr@10"]  # random weights


def test_what_does_not_fit_is_counted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    huge = {"id": "huge", "title": "Huge", "abstract": "x" * 20_001}
    write_lines(folder / "corpus.jsonl", [*DOCUMENTS, huge])
    (folder / "qrels.tsv").write_text(f"{QRELS}q1\thuge\t1\nq1\tnone\t1\nq9\tbees\t1\n")
    assert run(folder, "--system", "lexical") == 1
    shown = capsys.readouterr()
    row = read_rows(shown.out)["lexical"]
    assert (row["queries"], row["recall@5"]) == (3, pytest.approx((1 / 3 + 1) / 3))
    assert "1 documents of" in shown.err
    assert "huge (abstract has 20,001 characters" in shown.err
    assert "1 queries in qrels.tsv are not in queries.jsonl, and left out: q9" in shown.err
    assert "2 documents in qrels.tsv are missing, and count as missed: huge, none" in shown.err


def test_a_query_that_asks_nothing_counts_0(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lines(folder / "queries.jsonl", [*QUERIES[1:], {"id": "q1", "question": "🙂"}])
    assert run(folder, "--system", "dense") == 0
    shown = capsys.readouterr()
    assert read_rows(shown.out)["dense"]["recall@5"] == pytest.approx(2 / 3)
    assert "query 'q1' counts 0" in shown.err


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("corpus.jsonl", None, "corpus.jsonl: cannot be read: No such file"),
        ("corpus.jsonl", b'{"id"', "corpus.jsonl:1: is not JSON"),
        ("corpus.jsonl", b"\n[]\n", "corpus.jsonl:2: is not a JSON object"),
        ("corpus.jsonl", b'{"title": "x"}', "corpus.jsonl:1: has no id"),
        ("corpus.jsonl", b'{"id": "a", "title": "x"}', "1: abstract or text is not text: 'None'"),
        ("corpus.jsonl", b'{"id": "a\xff"}', "corpus.jsonl:1: is not UTF-8"),
        ("queries.jsonl", b'{"id": 1, "text": "x"}\n' * 2, "queries.jsonl:2: id '1' occurs twice"),
        ("qrels.tsv", b"a\tb\tc\nq1 5 1\n", "qrels.tsv:2: is not query-id, doc-id and relevance"),
        ("qrels.tsv", b"q9\t5\t1\n", "qrels.tsv: judges no query that"),
    ],
)
def test_a_malformed_file_is_one_line_and_exit_status_2(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    text: bytes | None,
    complaint: str,
) -> None:
    (folder / name).unlink()
    if text is not None:
        (folder / name).write_bytes(text)
    with pytest.raises(BadDataset):
        read_dataset(folder)
    assert run(folder, "--system", "lexical") == 2
    shown = capsys.readouterr()
    assert complaint in shown.err
    assert (shown.out, shown.err.count("\n")) == ("", 1)


def test_a_missing_extra_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "benchmarks.llama_index_baseline", raising=False)
    monkeypatch.setitem(sys.modules, "llama_index.core", None)
    assert run(folder) == 2
    shown = capsys.readouterr().err
    assert "llama_index.core is not installed; run: pip install" in shown
    assert "[benchmarks]" in shown
    assert shown.count("\n") == 1
