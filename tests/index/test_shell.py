"""The frame of the command lines: how each way to end early looks from outside."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


def run(body: str, into: str = "cat", **environment: str) -> tuple[str, str, int]:
    """What a command with this body prints and complains of, and its exit status."""
    code = (
        "import sys; from index.errors import IndexNotFound; from index.shell import run\n"
        f"def command():\n    {body}\n    return 1\n"
        "sys.exit(run(command, 'python -m tides', 'interrupted; go on'))"
    )
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {sys.executable} -c \"$CODE\" {into}"],
        env={"CODE": code, **environment}, cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    return done.stdout.decode(), done.stderr.decode(), done.returncode


@pytest.mark.parametrize(
    ("body", "told", "status"),
    [
        ("pass", "", 1),
        ("raise IndexNotFound('no index here')", "python -m tides: no index here\n", 2),
        ("open('no-file')", "python -m tides: no-file: No such file or directory\n", 2),
        ("raise OSError(28, 'the disk is full')", "python -m tides: the disk is full\n", 2),
        ("raise OSError('a port is taken')", "python -m tides: a port is taken\n", 2),
        (
            "raise MemoryError",
            "python -m tides: there is not enough memory; end other programs, or raise its limit\n",
            2,
        ),
        (
            "raise ImportError('x.so: failed to map segment from shared object')",
            "python -m tides: there is not enough memory; end other programs, or raise its limit\n",
            2,
        ),
        ("raise KeyboardInterrupt", "python -m tides: interrupted; go on\n", 130),
    ],
)
def test_what_ends_a_command_is_one_line(body: str, told: str, status: int) -> None:
    assert run(body, "") == ("", told, status)


def test_a_mistake_of_ours_is_told_whole() -> None:
    _, told, status = run("raise ValueError('ours')", "")
    assert (told.count("Traceback"), status) == (1, 1)


@pytest.mark.parametrize("body", ["print('tide\\n' * 99_999)", "print('tide')"])
def test_nobody_who_reads_on_ends_it_quietly(body: str) -> None:
    assert run(f"import time; time.sleep(.2); {body}", "| true") == ("", "", 0)


def test_a_full_disk_behind_the_output_is_told() -> None:
    told = "python -m tides: No space left on device\n"
    assert run("print('tide')", ">/dev/full") == ("", told, 2)


@pytest.mark.parametrize(
    "body",
    ["print('tide' * 99_999)", "import argparse; argparse.ArgumentParser().parse_args(['-h'])"],
)
def test_a_full_disk_is_told_of_much_output_and_of_help(body: str) -> None:
    said, told, status = run(body, ">/dev/full")
    assert (said, told, status) == (
        "", "python -m tides: No space left on device\n", 2
    )  # fmt: skip


def test_a_closed_output_is_told_before_anything_is_done(tmp_path: Path) -> None:
    told = "python -m tides: standard output is closed; send it somewhere, such as to /dev/null\n"
    assert run(f"open({str(tmp_path / 'made')!r}, 'w')", ">&-") == ("", told, 2)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("error", ["2>/dev/full", "2>&-"])
@pytest.mark.parametrize("output", ["", ">/dev/full", ">&-"])
def test_complaints_that_nobody_can_hear_change_no_status(error: str, output: str) -> None:
    assert run("raise IndexNotFound('no index here')", f"{output} {error}") == ("", "", 2)
    said = "" if output else "tide\n"
    assert run("print('tide')", f"{output} {error}") == (said, "", 2 if output else 1)


def test_bars_that_nobody_can_see_end_no_run() -> None:
    body = "from tqdm import tqdm; [print(tide) for tide in tqdm(range(3), mininterval=0)]"
    assert run(body, "2>/dev/full") == ("0\n1\n2\n", "", 1)


def test_a_closed_input_is_an_empty_one() -> None:
    assert run("print(repr(sys.stdin.read()))", "<&-") == ("''\n", "", 1)


def test_what_a_terminal_cannot_show_is_escaped() -> None:
    said, told, _ = run("print('tide 潮')", "", PYTHONIOENCODING="ascii")
    assert (said, told) == ("tide \\u6f6e\n", "")


def test_a_file_that_is_not_ours_to_read_is_named(tmp_path: Path) -> None:
    assert run(f"open({str(tmp_path)!r})", "") == (
        "", f"python -m tides: {tmp_path}: Is a directory\n", 2
    )  # fmt: skip


RED = "sys.stderr.write('\\x1b[31mred\\x1b[0m, \\x1b[A\\rtide\\n')"


def test_a_log_has_no_escape_sequences() -> None:
    assert run(RED, "", TERM="xterm") == ("", "red, \rtide\n", 1)


@pytest.mark.parametrize(
    ("setting", "seen"),
    [
        ({"TERM": "xterm"}, "\x1b[31mred\x1b[0m, \x1b[A\rtide\r\n"),
        ({"TERM": "xterm", "NO_COLOR": "1"}, "red, \rtide\r\n"),
        ({"TERM": "dumb"}, "red, \rtide\r\n"),
    ],
)
def test_a_terminal_has_them_but_where_it_wants_none(setting: dict[str, str], seen: str) -> None:
    ours, theirs = pty.openpty()
    code = f"import sys; from index.shell import run; run(lambda: {RED}, 'tides')"
    subprocess.run([sys.executable, "-c", code], env=setting, cwd=ROOT, stderr=theirs, check=True)
    os.close(theirs)
    assert os.read(ours, 1_000).decode() == seen
    os.close(ours)


COMMANDS = [
    "-m index", "-m index follow", "-m index papers", "-m rag", "-m rag.digest", "-m rag.evaluate",
    "-m rag.llm.weights", "-m rag.trends", "app.py",
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stands_in_the_frame(command: str) -> None:
    told = []
    for into in (">/dev/full", ">&-"):
        done = subprocess.run(
            ["bash", "-c", f"{sys.executable} {command} -h {into}"],
            env={}, cwd=ROOT, capture_output=True, check=False,
        )  # fmt: skip
        told.append((done.stderr.decode().partition(": ")[2], done.returncode))
    assert told == [
        ("No space left on device\n", 2),
        ("standard output is closed; send it somewhere, such as to /dev/null\n", 2),
    ]


def test_a_low_limit_on_memory_is_said_before_it_ends_the_process() -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_AS, (800_000_000, -1))"
    code = f"{limit}; from index.shell import run; run(lambda: 0, 'python -m tides')"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert done.stderr.decode() == (
        "python -m tides: the memory of this process is limited to 800 MB (ulimit -v), and asking "
        "takes 1,100: it may end in the middle\n"
    )
