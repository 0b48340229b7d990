"""DOOR. The frame of every command line: what ends it early is one line, and an exit status."""

import os
import sys
from collections.abc import Callable

from index.errors import AskpapersError
from index.papers.cleaning import escape_hidden

ENOUGH = 1_100_000_000  # bytes of addresses: measured, with 900 million a question was aborted


def run(command: Callable[[], int], program: str, interrupted: str = "") -> int:
    """Run a command; returns its exit status.

    Where something is missing, or the file system refuses, one line on standard error says so, and
    the status is 2. An interrupt gives 130, and the line `interrupted`, if any. Where nobody reads
    standard output any more, as after `| head`, it ends quietly, with 0.
    """
    # Abstracts hold every script; a terminal that does not must not end the run.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    _warn_of_limit(program)
    try:
        status = command()
        sys.stdout.flush()
        return status
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
