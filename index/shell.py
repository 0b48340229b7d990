"""DOOR. The frame of every command line: what ends it early is one line, and an exit status."""

import io
import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from index.errors import AskpapersError
from index.papers.cleaning import escape_hidden

_ESCAPES = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]")
ENOUGH = 1_100_000_000  # bytes of addresses: measured, with 900 million a question was aborted


def run(command: Callable[[], int], program: str, interrupted: str = "") -> int:
    """Run a command; returns its exit status.

    Where something is missing, or the file system refuses, one line on standard error says so, and
    the status is 2: also where standard output is closed, or on a full disk. An interrupt gives
    130, and the line `interrupted`, if any. Where nobody reads standard output any more, as after
    `| head`, it ends quietly, with 0.
    """
    _open_streams()
    if not sys.stdout:  # and the next file that is opened would be taken for it
        complain(program, "standard output is closed; send it somewhere, such as to /dev/null")
        return 2
    # Abstracts hold every script; a terminal that does not must not end the run.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    _warn_of_limit(program)
    try:
        return _finish(command)
    except BrokenPipeError:
        _drop_output()
        return 0
    except (AskpapersError, OSError) as error:
        _drop_output()
        complain(program, _describe(error))
        return 2
    except (MemoryError, ImportError) as error:
        if isinstance(error, ImportError) and "failed to map" not in str(error):
            raise
        complain(program, "there is not enough memory; end other programs, or raise its limit")
        return 2
    except KeyboardInterrupt:
        if interrupted:
            complain(program, interrupted)
        return 130


def _warn_of_limit(program: str) -> None:
    """Say of a limit on memory that it is low: what Rust and C++ do then is to end the process."""
    try:
        import resource  # which Windows lacks
    except ImportError:
        return
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit != resource.RLIM_INFINITY and limit < ENOUGH:
        complain(
            program,
            f"the memory of this process is limited to {limit / 1e6:,.0f} MB (ulimit -v), and "
            f"asking takes {ENOUGH / 1e6:,.0f}: it may end in the middle",
        )


def complain(program: str, text: str) -> None:
    """One line on standard error, whatever the text quotes."""
    print(escape_hidden(f"{program}: {text}"), file=sys.stderr)


def _finish(command: Callable[[], int]) -> int:
    """Run a command until all that it printed is out, argparse's help too."""
    try:
        status = command()
    except SystemExit:
        sys.stdout.flush()
        raise
    sys.stdout.flush()
    return status


def _describe(error: AskpapersError | OSError) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)


def _drop_output() -> None:
    """What cannot be written is dropped; Python would complain of it when it ends."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _StandardError(io.FileIO):
    """What cannot be written is lost, since complaining would be no use.

    In a log, and where NO_COLOR or a dumb terminal wants none, the escape sequences are left out
    with which libraries colour their warnings and move their bars.
    """

    def __init__(self) -> None:
        super().__init__(2, "w", closefd=False)
        dumb = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        self._plain = bool(dumb) or not self.isatty()

    def write(self, data: Any) -> int:
        rest = _ESCAPES.sub(b"", data) if self._plain else bytes(data)
        with suppress(OSError):
            while rest:
                rest = rest[super().write(rest) or len(rest) :]
        return len(data)


def _open_streams() -> None:
    """Standard input and error, closed or full, are as good as empty and unheard."""
    if not sys.stdin:
        sys.stdin = Path(os.devnull).open()  # noqa: SIM115  for as long as the process runs
    if not sys.stderr:
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115
    elif (error := sys.__stderr__) and sys.stderr is error:
        whole = io.BufferedWriter(_StandardError())
        sys.stderr = io.TextIOWrapper(
            whole, error.encoding, "backslashreplace", line_buffering=True
        )
