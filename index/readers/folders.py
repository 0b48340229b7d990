"""A folder of sources, and standard input: each file is read as if it were named itself."""

import logging
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from index.errors import BadSource, NoPapers
from index.papers.fields import escape_hidden
from index.papers.paper import BadPaper, Record
from index.readers.files import open_file
from index.readers.input.types import ReadOptions, Records, Source

INPUT = "-"
_log = logging.getLogger(__name__)


def open_folder(path: Path, options: ReadOptions) -> Source:
    """The files in a folder and the folders in it, by name; hidden ones are left out.

    A file that is none of papers is passed over, with a line in the log; one that cannot be read is
    a complaint. Raises BadSource where no file is one of papers.
    """
    sources: list[Source | BadPaper] = []
    for file in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
        if hidden or not file.is_file():
            continue
        try:
            sources.append(open_file(str(file), file, options))
        except NoPapers as error:
            _log.warning("passed over: %s", escape_hidden(str(error)))
        except BadSource as error:
            sources.append(BadPaper(str(error).removeprefix(f"{file}: "), str(file)))
    if not sources:
        raise BadSource(f"{path}: is a folder without a file of papers")
    totals = [1 if isinstance(source, BadPaper) else source.total for source in sources]
    known = [total for total in totals if total is not None]
    total = sum(known) if len(known) == len(totals) else None
    return Source(str(path), total, _read_all(sources))


def _read_all(sources: list[Source | BadPaper]) -> Iterator[Record]:
    for source in sources:
        if isinstance(source, BadPaper):
            yield source
            continue
        try:
            yield from source.records
        except BadSource as error:
            yield BadPaper(str(error).removeprefix(f"{source.name}: "), source.name)


def open_input(options: ReadOptions) -> Source:
    """Standard input, kept in a temporary file, since what it is shows only when it is there."""
    file = NamedTemporaryFile(prefix="askpapers-")  # noqa: SIM115 - closed by _hold
    try:
        shutil.copyfileobj(sys.stdin.buffer, file)
        file.flush()
        source = open_file(INPUT, Path(file.name), options)
    except BaseException:
        file.close()
        raise
    return replace(source, records=_hold(file, source.records))


def _hold(file: IO[bytes], records: Records) -> Records:
    """The temporary file is there until its records are read."""
    with file:
        yield from records
