"""The shell commands as a user calls them: what they print, and how they exit."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from index import __main__ as index_command
from index.store.reader import IndexReader
from rag import __main__ as rag_command
from tests.conftest import ROOT, MakeIndex

LINES = [
    {"id": "1", "title": "Tides", "abstract": "We study tides. They rise twice a day."},
    {"id": "2", "title": "Merging", "abstract": "We merge models. It helps by 5 points."},
]


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    file = tmp_path / "papers.jsonl"
    file.write_text("\n".join(map(json.dumps, LINES)))
    return file


def run_index(*arguments: object) -> int:
    return index_command.main([str(argument) for argument in arguments])


def test_indexing_ends_with_one_line_of_counts(
    tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_index(papers, "--to", tmp_path / "index", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "read": 2, "new": 2, "changed": 0, "unchanged": 0, "duplicate": 0, "withdrawn": 0,
        "bad": 0, "removed": 0,
    }  # fmt: skip
    assert run_index(papers, "--to", tmp_path / "index") == 0
    assert "2 read, 0 new, 0 changed, 2 unchanged, 0 bad" in capsys.readouterr().out


def test_prune_takes_out_what_no_source_has_any_more(
    tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, more = tmp_path / "index", tmp_path / "more.jsonl"
    more.write_text('{"title": "Snow", "abstract": "It melts.", "id": "9"}')
    run_index(papers, more, "--to", folder)
    assert run_index(papers, more, "--to", folder, "--prune") == 0
    assert "0 changed, 2 unchanged" not in capsys.readouterr().out
    assert run_index(papers, "--to", folder, "--prune") == 0
    assert "2 unchanged, 0 bad, 1 removed" in capsys.readouterr().out
    assert IndexReader(folder).count_papers() == 2
    assert run_index("status", "--at", folder) == 0


def test_nothing_is_pruned_where_a_record_could_not_be_read(
    tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, less = tmp_path / "index", tmp_path / "less.jsonl"
    run_index(papers, "--to", folder)
    less.write_text(papers.read_text().split("\n")[0] + '\n{"title": "Half a record"}')
    assert run_index(less, "--to", folder, "--prune") == 1
    assert "nothing is pruned, since 1 sources or records" in capsys.readouterr().err
    assert IndexReader(folder).count_papers() == 2


def test_an_index_is_exported_and_imported(
    tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, file, copy = tmp_path / "index", tmp_path / "file", tmp_path / "copy"
    run_index(papers, "--to", folder)
    assert run_index("export", file, "--at", folder) == 0
    assert run_index("import", file, "--to", copy) == 0
    assert f"{copy}: 2 papers" in capsys.readouterr().out
    assert run_index("import", file, "--to", copy) == 2
    assert f"{copy}: has an index already" in capsys.readouterr().err
    assert IndexReader(copy).count_papers() == 2


def test_a_bad_record_is_told_and_sets_the_exit_status(
    tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    papers.write_text(papers.read_text() + '\n{"title": "No more"}')
    assert run_index(papers, "--to", tmp_path / "index") == 1
    shown = capsys.readouterr()
    assert f"skipped: {papers}:3: no abstract" in shown.err
    assert "3 read, 2 new" in shown.out


def test_a_bad_source_does_not_keep_the_others_out(
    tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_index(tmp_path / "none", papers, "--to", tmp_path / "index") == 2
    shown = capsys.readouterr()
    assert "none: cannot be read" in shown.err
    assert "2 new" in shown.out


def test_a_bad_source_alone_makes_no_index(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("")
    assert run_index(tmp_path / "empty", "--to", tmp_path / "index") == 2
    assert not (tmp_path / "index").exists()


def test_status_papers_and_repair(
    tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "index"
    run_index(papers, "--to", folder)
    capsys.readouterr()
    assert run_index("status", "--at", folder, "--json") == 0
    status = json.loads(capsys.readouterr().out)
    assert (status["papers"], status["chunks"], status["stores"]) == (2, 2, "agree")
    assert run_index("papers", "--at", folder, "--json") == 0
    listed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [paper["title"] for paper in listed] == ["Tides", "Merging"]
    assert set(listed[0]) >= {
        "id", "title", "abstract", "published", "author_count", "organization", "comments",
    }  # fmt: skip
    assert run_index("repair", "--at", folder, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"chunks": 2}


def test_status_of_a_damaged_index_is_1_and_of_none_2(
    tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "index"
    assert run_index("status", "--at", folder) == 2
    run_index(papers, "--to", folder)
    (folder / "stores" / "000001" / "lexical" / "meta.json").unlink()
    capsys.readouterr()
    assert run_index("status", "--at", folder) == 1
    assert f"python -m index repair --at {folder}" in capsys.readouterr().err


def test_a_question_is_answered_as_text_and_as_json(
    sample_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rag_command.main(["What is dropout?", "--index", str(sample_folder)]) == 0
    text = capsys.readouterr().out
    assert "\n\n[1] Dropout: A Simple Way" in text
    assert rag_command.main(["What is dropout?", "--index", str(sample_folder), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    citation = answer["citations"][0]
    abstract = citation["paper"]["abstract"]
    assert abstract[citation["start"] : citation["end"]] == citation["quote"]
    assert set(citation) >= {"number", "paper", "quote", "start", "end", "verdict"}
    assert set(answer["passages"][0]) >= {"paper", "rank", "score"}


@pytest.mark.parametrize(
    ("question", "index", "complaint"),
    [
        (" ", "", "the question is empty"),
        ("x" * 100_000, "", "100,000 characters"),
        ("🙂", "", "has no word in it"),
        ("What is dropout?", "nowhere", "no index at nowhere: there is no such folder"),
    ],
)
def test_a_mistake_is_one_line_and_exit_status_2(
    sample_folder: Path,
    capsys: pytest.CaptureFixture[str],
    question: str,
    index: str,
    complaint: str,
) -> None:
    assert rag_command.main([question, "--index", index or str(sample_folder)]) == 2
    shown = capsys.readouterr()
    assert complaint in shown.err
    assert shown.err.count("\n") == 1
    assert shown.out == ""


def test_filters_are_options_and_are_shown(
    sample_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = ["--index", str(sample_folder)]
    options = ["--author", "Hinton", "--since", "1990", "--until", "2015-12"]
    assert rag_command.main(["What is dropout?", *index, *options]) == 0
    shown = capsys.readouterr().out
    assert "\n\nPapers: from 1990 to 2015-12, by Hinton\n[1] Dropout" in shown
    assert rag_command.main(["What is the oldest paper here?", *index, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["composer"], answer["order"]) == ("records", "date asc")
    assert answer["filters"]["since"] is None
    assert "October 9, 1986. [1]" in answer["text"]
    assert rag_command.main(["What is dropout?", *index, "--since", "soon"]) == 2
    assert "since: date 'soon' is not YYYY" in capsys.readouterr().err


def test_the_lister_stops_quietly_when_nobody_reads_on(sample_folder: Path) -> None:
    command = f"{sys.executable} -m index papers --at {sample_folder} --json | head -n 1"
    done = subprocess.run(
        ["/bin/bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert json.loads(done.stdout)["title"]
    assert done.stderr == ""


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; from rag.__main__ import main\n"
        "try: main(['-h'])\nexcept SystemExit: pass\n"
        "print(sorted({'torch', 'gradio', 'sentence_transformers'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("[]\n")


def test_an_index_can_be_asked_of_by_another_process(tmp_path: Path, make_index: MakeIndex) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "index", "sample", "--to", str(tmp_path / "index"), "--json"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout)["bad"] == 0
    script = "from rag import ask; print(ask('How does LoRA cut the number of parameters?').text)"
    asked = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(ROOT), "ASKPAPERS_INDEX": "index", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert "LoRA" in asked.stdout, asked.stderr


NEVER = ("torch", "transformers", "sentence_transformers", "llama_index", "gradio", "sklearn")


@pytest.mark.parametrize(
    ("module", "arguments", "more"),
    [
        ("rag", ["What error rate did AlexNet reach on ImageNet?", "--index"], ()),
        ("rag", ["What is the oldest paper here?", "--index"], ()),
        ("index", ["status", "--at"], ("onnxruntime",)),
        ("index", ["papers", "--at"], ("onnxruntime", "tokenizers")),
    ],
)
def test_nobody_waits_for_libraries_that_are_not_used(
    module: str, arguments: list[str], more: tuple[str, ...], sample_folder: Path
) -> None:
    code = (
        "import runpy, sys\n"
        f"sys.argv = [{module!r}, *{arguments!r}, {str(sample_folder)!r}]\n"
        "try:\n"
        f"    runpy.run_module({module!r}, run_name='__main__', alter_sys=True)\n"
        "except SystemExit as end:\n"
        "    status = end.code\n"
        f"found = [name for name in {(*NEVER, *more)!r} if name in sys.modules]\n"
        "sys.stderr.write(f'{status} {found}')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stderr == "0 []"
    assert done.stdout
