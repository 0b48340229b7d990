"""The command: the forms that it writes, the file that it serves, its mistakes."""

import subprocess
import sys
from pathlib import Path

import pytest

from rag.digest.__main__ import main
from tests.conftest import ROOT
from tests.rag.digest.conftest import Post


def run(folder: Path, *arguments: str) -> int:
    return main(["--index", str(folder), *arguments])


def test_the_ending_of_the_file_chooses_its_form(
    news_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for ending, begins in ((".md", "# Papers"), (".html", "<!doctype"), (".eml", "Subject: ")):
        out = tmp_path / f"digest{ending}"
        asked = ["--since", "2025-06-05", "--topic", "tides", "--out", str(out)]
        assert run(news_index, *asked, "--feed", str(tmp_path / "feed.xml")) == 0
        assert out.read_text().startswith(begins)
    assert (tmp_path / "feed.xml").read_text().startswith("<?xml")
    assert "Papers on the topic: 2. New since June 5, 2025; the newest" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--since", "2025-02-30", "--out", "o.md"], "2025-02-30"),
        (["--out", "o.pdf"], ".md, .html, .eml"),
        (["--out", "missing/folder/o.md"], "missing/folder/o.md: No such file"),
        (["--topic", "the", "--out", "o.md"], "has no word"),
        (["--send", "smtp://127.0.0.1:9"], "--to"),
        (["--send", "smtp://a:b@example.org", "--to", "a@b.de"], "ASKPAPERS_SMTP_PASSWORD"),
        (["--send", "smtp+plain://a@example.org", "--to", "a@b.de"], "without TLS"),
        (["--send", "gopher://example.org", "--to", "a@b.de"], "no mail server"),
        (["--out", "o.eml", "--to", "ann"], "'ann' is no mail address"),
        (["nowhere.toml"], "nowhere.toml: No such file"),
    ],
)
def test_a_mistake_is_one_line(
    arguments: list[str], told: str, news_index: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    topic = [] if arguments[0].endswith(".toml") else ["--topic", "tides"]
    assert run(news_index, *topic, *arguments) == 2
    complaint = capsys.readouterr().err
    assert told in complaint
    assert complaint.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_what_it_takes() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "rag.digest", "-h"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    assert "--unsubscribe" in shown


def test_the_command_serves_a_file_and_its_mistakes_are_one_line(
    file: Path, post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(file)]) == 0
    assert capsys.readouterr().out.count("\n") == 2
    assert main([str(file)]) == 0
    assert capsys.readouterr() == ("", "")
    file.write_text(file.read_text().replace("bob@", "bob"))
    assert main([str(file)]) == 2
    told = capsys.readouterr().err
    assert told.endswith("write ann@example.org or Ann <ann@…>\n")
    assert told.count("\n") == 1
