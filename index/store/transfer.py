"""An index as one file: written from a catalog, and made into an index elsewhere.

A file may come from anybody. It is checked whole, never opened for writing, and nothing of it but
records, texts, vectors, tokens, keys and the gate gets into the index that is made.
"""

import json
import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from index.embedding.loading import PACKAGED, choose_embedder, load_embedder
from index.embedding.packaged import packaged_stamp
from index.errors import AskpapersError, IndexMismatch
from index.papers.paper import Paper
from index.store.catalog.catalog import Catalog
from index.store.catalog.file import catalog_errors, connect_to_read
from index.store.catalog.schema import find_stamp
from index.store.catalog.stamp import FILE, UPGRADABLE, read_embedder
from index.store.damage import find_catalog_damage
from index.store.derived.checksums import read_blocks
from index.store.derived.derived import STORES, publish_changes
from index.store.ledger.ledger import Ledger
from index.store.ledger.migration import copy_papers, unlink_catalog, upgrade_catalog
from index.store.lock import lock_index

# What an exported catalog leaves behind: states that its generation does not show.
_FORGET = """
BEGIN;
DELETE FROM papers WHERE born > {n} OR died <= {n};
UPDATE papers SET born = 1, died = NULL, indexed = 1;
DELETE FROM records WHERE entry NOT IN (SELECT entry FROM papers);
DELETE FROM authors WHERE entry NOT IN (SELECT entry FROM papers);
DELETE FROM chunks WHERE body NOT IN (SELECT body FROM papers);
DELETE FROM tokens WHERE body NOT IN (SELECT body FROM papers);
DELETE FROM keys WHERE id NOT IN (SELECT id FROM papers UNION SELECT id FROM withdrawn);
DELETE FROM generations;
COMMIT;
"""
_NOT_FORGOTTEN = """
SELECT (SELECT count(*) FROM generations)
    + (SELECT count(*) FROM papers WHERE (born, indexed) != (1, 1) OR died IS NOT NULL)
    + (SELECT count(*) FROM records WHERE entry NOT IN (SELECT entry FROM papers))
    + (SELECT count(*) FROM authors WHERE entry NOT IN (SELECT entry FROM papers))
    + (SELECT count(*) FROM chunks WHERE body NOT IN (SELECT body FROM papers))
    + (SELECT count(*) FROM tokens WHERE body NOT IN (SELECT body FROM papers))
    + (SELECT count(*) FROM keys
       WHERE id NOT IN (SELECT id FROM papers UNION SELECT id FROM withdrawn))
"""
_ROUNDING = 0.01
_BATCH = 5_000  # chunks held in memory at once
# Where a SQLite file keeps its user's number; ours is the file's CRC-32, taken with 0 there. Files
# from before there was one have 0.
_SUM_AT, _SUM_SIZE = 60, 4


def export_index(folder: Path, file: Path) -> int:
    """Write the newest finished generation as one file, which `import_index` takes.

    It is the catalog alone, since the other stores are made from it. Returns the papers in it.
    Raises FileExistsError, IndexNotFound, IndexFull, IndexMismatch.
    """
    if file.exists():
        raise FileExistsError(17, "is there already; give a new name", str(file))
    with closing(Catalog.open(folder)) as catalog:
        generation = catalog.generation
    if not generation:
        raise IndexMismatch(f"the index at {folder} was never finished: there is nothing to export")
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with catalog_errors(folder), closing(connect_to_read(folder / FILE)) as whole:
            whole.execute("VACUUM INTO ?", [str(part)])
        with catalog_errors(file.parent), closing(sqlite3.connect(part)) as copy:
            copy.executescript(_FORGET.format(n=generation.number))
            copy.execute("VACUUM")
        _seal(part)
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)
    return generation.papers


def import_index(file: Path, folder: Path, embedder: str | None = None) -> int:
    """Make an index from an exported file, embedding nothing. Returns the papers in it.

    The whole file is read and checked before there is anything of the index, and where something
    fails there is nothing of it. `embedder` names the model that made the vectors, where that is
    not the packaged one; see `choose_embedder`.
    Raises FileExistsError (there is one already), FileNotFoundError, IndexBusy, IndexFull,
    IndexMismatch.
    """
    _refuse_second(folder)
    if not file.is_file():
        raise FileNotFoundError(2, "is no file", str(file))
    with _open_export(file, embedder) as export:
        made = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with lock_index(folder):
                _refuse_second(folder)
                return _copy(export, file, folder)
        except BaseException:
            if made:
                (folder / "writer.lock").unlink(missing_ok=True)
                with suppress(OSError):
                    folder.rmdir()
            raise


def _refuse_second(folder: Path) -> None:
    if (folder / FILE).exists():
        raise FileExistsError(17, "has an index already; give another folder", str(folder))


def _copy(export: sqlite3.Connection, file: Path, folder: Path) -> int:
    part, stamp = folder / f"{FILE}.part", find_stamp(export)
    try:
        unlink_catalog(part)
        with closing(Ledger(folder, read_embedder(stamp, file), part.name)) as ledger:
            copy_papers(export, stamp, ledger)
            made = publish_changes(folder, ledger, anew=True)
        part.replace(folder / FILE)
        return made.papers if made else 0
    except BaseException:
        unlink_catalog(part)
        shutil.rmtree(folder / STORES, ignore_errors=True)
        raise


@contextmanager
def _open_export(file: Path, embedder: str | None) -> Iterator[sqlite3.Connection]:
    """Raises IndexMismatch, naming the file, where it is no export or not whole."""
    with TemporaryDirectory(prefix="askpapers-") as folder, ExitStack() as opened:
        try:
            export = opened.enter_context(_connect(_upgrade(file, Path(folder))))
            _check(export, file, embedder)
        except (AskpapersError, ValueError, KeyError, TypeError) as error:
            raise IndexMismatch(f"{file} cannot be imported: {error}") from error
        yield export


@contextmanager
def _connect(file: Path) -> Iterator[sqlite3.Connection]:
    # Nothing is made beside it, and nothing beside it is taken for a part of it.
    uri = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
    with catalog_errors(file), closing(sqlite3.connect(uri, uri=True)) as export:
        yield export


def _upgrade(file: Path, folder: Path) -> Path:
    """The file, or where it is of an older schema, a copy in a folder that is of this one."""
    with _connect(file) as export:
        if find_stamp(export).get("schema") not in UPGRADABLE:
            return file
    shutil.copyfile(file, folder / FILE)
    upgrade_catalog(folder)
    return folder / FILE


def _check(export: sqlite3.Connection, file: Path, embedder: str | None) -> None:
    catalog = Catalog(export, file)
    catalog.show("TRUE")
    _check_content(catalog)
    _check_sum(file)
    name = choose_embedder(catalog.embedder, embedder, Path("it"))
    catalog.check_embedder(packaged_stamp() if name == PACKAGED else load_embedder(name).stamp)


def _check_content(catalog: Catalog) -> None:
    for _, _, record in catalog.noted_papers():
        paper = Paper.from_json(record)
        # Cleaned and checked when it was read, if it was: a link may have got in since.
        if Paper.make(**json.loads(record)) != paper:
            raise IndexMismatch(f"the record of {paper.id} is not a valid paper's")
    for damage in find_catalog_damage(catalog):
        raise IndexMismatch(damage)
    ((left,),) = catalog.query(_NOT_FORGOTTEN)
    if left:
        raise IndexMismatch(f"{left} rows in it are not as an export leaves them")
    catalog.gate  # noqa: B018 - raises where it is none
    for _, vectors, _ in catalog.embedded_chunks(_BATCH):
        lengths = np.linalg.norm(vectors, axis=1)
        if not (abs(lengths - 1) < _ROUNDING).all():  # nor is anything less than what is no number
            raise IndexMismatch("a vector in it is not of length 1")


def _seal(file: Path) -> None:
    """Write a file's CRC-32 into it."""
    total = _sum(file)
    with file.open("r+b") as opened:
        opened.seek(_SUM_AT)
        opened.write(total.to_bytes(_SUM_SIZE, "big"))


def _check_sum(file: Path) -> None:
    """Raises IndexMismatch where a file is not what was written; accidents, not intent."""
    with file.open("rb") as opened:
        opened.seek(_SUM_AT)
        noted = int.from_bytes(opened.read(_SUM_SIZE), "big")
    if noted and noted != (found := _sum(file)):
        raise IndexMismatch(
            f"it was damaged on its way: its checksum is {found:08x}, not {noted:08x}; copy it, or "
            "export it, again"
        )


def _sum(file: Path) -> int:
    """The CRC-32 with nothing where it is kept; of a file that has it 0, 1."""
    total, start = 0, True
    for block in read_blocks(file):
        if start:
            end = _SUM_AT + _SUM_SIZE
            block, start = block[:_SUM_AT] + bytes(_SUM_SIZE) + block[end:], False
        total = zlib.crc32(block, total)
    return total or 1
