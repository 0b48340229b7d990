"""What is done to a whole index between runs: rebuilt, its gate set, exported, imported."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from index.errors import AskpapersError, IndexMismatch
from index.papers.paper import Paper
from index.store.catalog.catalog import Catalog, sqlite_errors
from index.store.catalog.ledger import Ledger
from index.store.catalog.schema import has_own_tables, has_stamp
from index.store.catalog.stamp import FILE
from index.store.derived.derived import publish_changes
from index.store.health import find_catalog_damage
from index.store.lock import lock_index
from index.store.writer import open_ledger

# What an exported catalog leaves behind: states that its generation does not show.
_FORGET = """
BEGIN;
DELETE FROM papers WHERE born > {n} OR died <= {n};
UPDATE papers SET born = 1, died = NULL, indexed = 1;
DELETE FROM records WHERE entry NOT IN (SELECT entry FROM papers);
DELETE FROM authors WHERE entry NOT IN (SELECT entry FROM papers);
DELETE FROM chunks WHERE body NOT IN (SELECT body FROM papers);
DELETE FROM tokens WHERE body NOT IN (SELECT body FROM papers);
DELETE FROM generations;
COMMIT;
"""


def set_gate(folder: Path, gate: float) -> None:
    """Write into the index's stamp from which confidence on a question counts as answered.

    Raises IndexNotFound, IndexBusy, IndexMismatch, and ValueError for a gate outside 0 to 1.
    """
    if not 0 <= gate <= 1:
        raise ValueError(f"a gate is a number from 0 to 1, not {gate}")
    with open_ledger(folder) as ledger:
        ledger.set_gate(gate)


def repair_index(folder: Path) -> int:
    """Make the derived stores anew from the catalog, embedding nothing. Returns their chunks.

    What an unfinished run has written is taken with it, and an older schema is upgraded.
    Raises IndexNotFound, IndexBusy, IndexFull, IndexMismatch (the catalog itself is damaged).
    """
    with open_ledger(folder) as ledger:
        made = publish_changes(folder, ledger, anew=True)
        return made.chunks if made else 0


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
        with sqlite_errors(folder), closing(sqlite3.connect(folder / FILE)) as whole:
            whole.execute("VACUUM INTO ?", [str(part)])
        with sqlite_errors(file.parent), closing(sqlite3.connect(part)) as copy:
            copy.executescript(_FORGET.format(n=generation.number))
            copy.execute("VACUUM")
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)
    return generation.papers


def import_index(file: Path, folder: Path) -> int:
    """Make an index from an exported file, embedding nothing. Returns the papers in it.

    Every record is read and every hash compared before the index is there.
    Raises FileExistsError (there is one already), FileNotFoundError, IndexFull, IndexMismatch.
    """
    if (folder / FILE).exists():
        raise FileExistsError(17, "has an index already; give another folder", str(folder))
    if not file.is_file():
        raise FileNotFoundError(2, "is no file", str(file))
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{FILE}.part"
    with lock_index(folder):
        try:
            shutil.copyfile(file, part)
            _check_file(part, file)
            part.rename(folder / FILE)
        finally:
            part.unlink(missing_ok=True)
    repair_index(folder)
    with closing(Catalog.open(folder)) as catalog:
        return catalog.count()[0]


def _check_file(part: Path, file: Path) -> None:
    """Raises IndexMismatch, naming the file, where it is no export or not whole."""
    try:
        with sqlite_errors(part.parent), closing(sqlite3.connect(part)) as connection:
            if has_stamp(connection) and not has_own_tables(connection):
                raise IndexMismatch("its tables are not those of an exported index")
        with closing(Ledger(part.parent, None, part.name)) as ledger:
            for damage in find_catalog_damage(ledger.catalog):
                raise IndexMismatch(damage)
            for paper in ledger.catalog.papers():
                # Cleaned and checked when it was read, if it was: a link may have got in since.
                if Paper.make(**paper.to_dict()) != paper:
                    raise IndexMismatch(f"the record of {paper.id} is not a valid paper's")
    except (AskpapersError, ValueError, KeyError, TypeError) as error:
        raise IndexMismatch(f"{file} cannot be imported: {error}") from error
