"""The command on five documents and three queries."""

import json
import sys
from math import log2
from pathlib import Path
from typing import Any

import pytest

from benchmarks.retrieval import __main__ as retrieval
from benchmarks.retrieval.beir import BadDataset, read_dataset
from index.embedding.packaged_embedder import PackagedEmbedder
from tests.benchmarks.conftest import DOCUMENTS, QRELS, QUERIES, write_lines

KEYS = ["dataset", "system", "ndcg@10", "recall@5", "recall@10", "recall@100", "mrr@10", "queries"]
MEASURES = KEYS[2:7]


def run(folder: Path, *more: object) -> int:
    return retrieval.main([str(folder), "--json", *map(str, more)])


def read_rows(text: str) -> dict[str, dict[str, Any]]:
    rows = [json.loads(line) for line in text.splitlines()]
    return {row["system"]: row for row in rows}


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
    monkeypatch.delitem(sys.modules, "benchmarks.baseline.llama_index", raising=False)
    monkeypatch.setitem(sys.modules, "llama_index.core", None)
    assert run(folder) == 2
    shown = capsys.readouterr().err
    assert "llama_index.core is not installed; run: pip install" in shown
    assert "[benchmarks]" in shown
    assert shown.count("\n") == 1
