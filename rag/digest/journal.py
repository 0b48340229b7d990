"""What was sent to whom: a line before and a line after each message, both on the disk.

A message is handed in between the two, and a run may be killed at any moment. Where the first line
is missing, no server can have taken it: it is sent again, under the same Message-ID. Where only the
second one is missing, the server had all of it and nobody knows whether it took it: it counts as
sent, since nobody wants a mail twice, and is told once as in doubt.
"""

import errno
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock, Timeout

from index.errors import AskpapersError

State = Literal["sending", "sent", "doubt", "refused"]


class BadJournal(AskpapersError):
    """The journal has a line that is none of its own; the message has its number."""


class DigestBusy(AskpapersError):
    """Another run is sending; what is due is in its hands."""


@dataclass(frozen=True, slots=True)
class Record:
    """One issue of one subscription to one address, and how far it got.

    `since` and `until` are ISO days, `time` is an ISO moment; `papers` are the ids of all that was
    new in it.
    """

    state: State
    name: str
    to: str
    issue: int
    id: str
    time: str
    since: str
    until: str
    papers: tuple[str, ...]

    @property
    def out(self) -> bool:
        """Whether it is not to be sent again."""
        return self.state in ("sent", "doubt")


class Journal:
    """The records of a file, the last state of each issue; open for one run at a time.

    Raises OSError where it cannot be written, BadJournal where it is none, DigestBusy where
    another run has it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._records: dict[tuple[str, str, int], Record] = {}

    @contextmanager
    def open(self) -> Iterator["Journal"]:
        lock = FileLock(self.path.with_suffix(".lock"), timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise DigestBusy(f"another run is sending ({self.path}); it will send all") from error
        try:
            self._read()
            yield self
        finally:
            lock.release()

    def _read(self) -> None:
        """What is there; half a line, where a run was killed, is cut off."""
        with self.path.open("a+b") as file:
            file.seek(0)
            text = file.read()
            whole = text.rfind(b"\n") + 1
            file.truncate(whole)
        for number, line in enumerate(text[:whole].splitlines(), 1):
            try:
                record = _load(json.loads(line))
            except (ValueError, TypeError, KeyError) as error:
                raise BadJournal(f"{self.path}:{number} is no line of this journal") from error
            self._records[record.name, record.to, record.issue] = record

    def write(self, record: Record) -> None:
        """Note it, on the disk. Raises OSError, and then the file is as it was."""
        line = json.dumps(asdict(record)).encode() + b"\n"
        with self.path.open("ab", buffering=0) as file:
            size = file.tell()
            try:
                if file.write(line) != len(line):  # a disk that is nearly full takes a part
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                os.fsync(file.fileno())
            except OSError as error:
                file.truncate(size)
                raise OSError(error.errno, error.strerror, str(self.path)) from error
        self._records[record.name, record.to, record.issue] = record

    def list_out(self, name: str, to: str) -> list[Record]:
        """The issues of a subscription that went to an address, oldest first."""
        own = [r for r in self._records.values() if (r.name, r.to) == (name, to) and r.out]
        return sorted(own, key=lambda record: record.issue)

    def settle(self, now: datetime) -> Iterator[Record]:
        """Yield each message that was being handed in when a run was killed, now as in doubt."""
        for record in list(self._records.values()):
            if record.state == "sending":
                doubt = replace(record, state="doubt", time=now.isoformat())
                self.write(doubt)
                yield doubt


def _load(values: Mapping[str, Any]) -> Record:
    record = Record(**{**values, "papers": tuple(values["papers"])})
    datetime.fromisoformat(record.time)
    date.fromisoformat(record.since)
    date.fromisoformat(record.until)
    return record
