"""The query benchmark on a few papers: what it prints, and which mistakes it names."""

import json
from pathlib import Path

import pytest

from benchmarks import query_speed
from index.papers.paper import Paper
from index.store.reader import IndexReader
from tests.conftest import MakeIndex, make_paper

PAPERS = [make_paper(f"Tides {n}", f"The moon pulls {n} seas.", id=f"p{n}") for n in range(12)]


def report(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, float]:
    assert query_speed.main([*arguments, "--json"]) == 0
    found: dict[str, float] = json.loads(capsys.readouterr().out)
    return found


def test_three_systems_are_timed_on_papers_of_a_file(
    tmp_path: Path, sample_papers: list[Paper], capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "papers.jsonl"
    file.write_text("\n".join(json.dumps(p.to_dict()) for p in sample_papers), encoding="utf-8")
    found = report(capsys, str(file), "--papers", "12", "--rounds", "1")
    assert found["papers"] == found["questions"] == 12  # the titles are asked
    assert all(found[f"{name}_p95_ms"] > 0 for name in ("ours", "llama_index", "chroma"))
    assert found["ratio_chroma"] == pytest.approx(
        found["ours_p95_ms"] / found["chroma_p95_ms"], rel=0.02
    )


def test_questions_are_asked_of_an_index_that_was_made_before(
    tmp_path: Path, make_index: MakeIndex, capsys: pytest.CaptureFixture[str]
) -> None:
    make_index(tmp_path / "index", list(PAPERS))
    file = tmp_path / "questions.jsonl"
    file.write_text('{"question": "What pulls the sea?"}\n\n', encoding="utf-8")
    found = report(
        capsys, "--index", str(tmp_path / "index"), "--questions", str(file), "--rounds", "1"
    )
    assert (found["papers"], found["questions"]) == (12, 1)


def test_all_three_find_as_many(tmp_path: Path, make_index: MakeIndex) -> None:
    make_index(tmp_path / "index", list(PAPERS))
    index = IndexReader(tmp_path / "index")
    searches = query_speed.open_searches(index, tmp_path, 5)
    found = {name: search("How many seas?") for name, search in searches.items()}
    assert {name: len(ids) for name, ids in found.items()} == dict.fromkeys(searches, 5)
    assert found["llama-index"] == found["chroma"]


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("questions.jsonl", '{"asked": "What?"}', "not JSON lines that each have a question"),
        ("questions.jsonl", "not JSON", "not JSON lines that each have a question"),
        ("questions.jsonl", "\n", "has no question"),
        ("questions.jsonl", '{"question": "?"}', "has no word in it"),
        ("other.jsonl", "", "No such file"),
    ],
)
def test_mistakes_are_named(
    name: str,
    text: str,
    complaint: str,
    tmp_path: Path,
    sample_folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    call = ["--index", str(sample_folder), "--questions", str(tmp_path / "questions.jsonl")]
    assert query_speed.main(call) == 2
    assert complaint in capsys.readouterr().err


def test_a_file_without_papers_and_an_index_that_is_not_there_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "papers.jsonl").write_text('{"title": ""}\n', encoding="utf-8")
    assert query_speed.main([str(tmp_path / "papers.jsonl")]) == 2
    assert "has no paper" in capsys.readouterr().err
    assert query_speed.main(["--index", str(tmp_path / "none")]) == 2
    assert "none" in capsys.readouterr().err
