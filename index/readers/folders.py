"""A folder of sources, and standard input: each file is read as if it were named itself."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from index.errors import BadSource, NoPapers
from index.papers.paper import BadPaper, Record, Remark
from index.readers.files import open_file
from index.readers.input.types import ReadOptions, Records, Source

INPUT = "-"


def open_folder(path: Path, options: ReadOptions) -> Source:
    """The files in a folder and the folders in it, by name; hidden ones are left out.

    A file that is none of papers is passed over, which is remarked; one that cannot be read is a
    complaint. Raises BadSource where no file is one of papers.
    """
    sources: list[Source | BadPaper | Remark] = []
    for file in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
        if hidden or not file.is_file():
            continue
        try:
            sources.append(open_file(str(file), file, options))
        except NoPapers as error:
            sources.append(Remark(f"passed over: {_reason(error, file)}", str(file)))
        except BadSource as error:
            sources.append(BadPaper(_reason(error, file), str(file)))
    foreign = [source for source in sources if isinstance(source, Remark)]
    if len(foreign) == len(sources):
        such = f"; {foreign[0]}" if foreign else ""
        raise BadSource(f"{path}: is a folder without a file of papers{such}")
    totals = [_count(source) for source in sources]
    known = [total for total in totals if total is not None]
    total = sum(known) if len(known) == len(totals) else None
    return Source(str(path), total, _read_all(sources))


def _reason(error: BadSource, name: object) -> str:
    return str(error).removeprefix(f"{name}: ")


def _count(source: Source | BadPaper | Remark) -> int | None:
    """How many records it has, where that is known."""
    return source.total if isinstance(source, Source) else int(isinstance(source, BadPaper))


def _read_all(sources: list[Source | BadPaper | Remark]) -> Iterator[Record]:
    for source in sources:
        if not isinstance(source, Source):
            yield source
            continue
        try:
            yield from source.records
        except BadSource as error:
            yield BadPaper(_reason(error, source.name), source.name)


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
