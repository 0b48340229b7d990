"""The derived stores together: made anew or from the ones before, opened, errors in words.

They stand in a folder of their own and are never written again once they are finished: readers keep
those they have open while the next ones are made, and Chroma is never written by one process and
read by another, which it does not survive.
"""

import ctypes
import errno
import os
import shutil
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from index.embedding.tokens import Vectors
from index.errors import IndexFull, IndexMismatch, first_line
from index.papers.chunks import Chunk
from index.store.catalog.file import is_writable
from index.store.catalog.stamp import Generation, mend, tell_full
from index.store.derived.axes import SAMPLE, find_axes, need_axes
from index.store.derived.checksums import copy_whole, find_damage, write_checksums
from index.store.derived.lending import lend_stores
from index.store.derived.lexical import LexicalIndex
from index.store.derived.sketches import Sketches
from index.store.derived.vectors import VectorIndex
from index.store.ledger.ledger import Ledger

STORES = "stores"
_MAKING = ".making"
_BATCH = 5_000  # chunks held in memory at once
_STALE = 0.25  # of the chunks: Chroma's graph keeps what is deleted, and gets slower by it
_CHECKED_AT_OPENING = 64_000_000  # bytes, a tenth of a second


class Stores(NamedTuple):
    """The derived stores of one generation."""

    lexical: LexicalIndex
    vectors: VectorIndex
    sketches: Sketches


def open_derived(folder: Path, generation: Generation) -> Stores:
    """For a reader. Raises IndexMismatch where one is lost or damaged."""
    stores = folder / STORES / generation.stores
    damage = find_damage(stores, _CHECKED_AT_OPENING)
    if damage:
        raise IndexMismatch(
            f"the index at {folder} has lost a store or part of one ({damage}); "
            f"mend it with: {mend(folder)}"
        )
    with store_errors(folder):
        if is_writable(stores / "lexical") and is_writable(stores / "vectors" / "chroma.sqlite3"):
            return _open(stores, stores)
        lent = lend_stores(stores, ("lexical", "vectors"))
        try:
            made = _open(stores, Path(lent.name))
        except BaseException:
            lent.cleanup()
            raise
        weakref.finalize(made.vectors, lent.cleanup)
        return made


def _open(stores: Path, lent: Path) -> Stores:
    return Stores(
        LexicalIndex.open(lent / "lexical"),
        VectorIndex.open(lent / "vectors"),
        Sketches.open(stores / "sketches"),
    )


Report = Callable[[int], object]  # gets how many chunks were stored since the last time


def publish_changes(
    folder: Path, ledger: Ledger, *, anew: bool = False, report: Report = lambda _: None
) -> Generation | None:
    """Finish the next generation: its derived stores first, then its number in the catalog.

    The stores are made from those before where these are sound, and from nothing where they are
    not, where too much of them is stale, or where `anew` says so. None where nothing has changed
    and the stores are sound.
    Raises IndexFull, IndexMismatch; the generation before stays what it was.
    """
    last = ledger.published
    sound = not anew and last is not None and _is_sound(folder, last, ledger)
    _clear(folder, ledger.kept_stores())
    if last and sound and not ledger.has_changes():
        return None
    removed = ledger.removed_chunks()
    stale = last.stale + len(removed) if last else 0
    # A graph that is emptied would be written by its readers; see VectorIndex.finish.
    if last and sound and stale < min(_STALE * last.chunks, last.chunks):
        if not (removed or ledger.has_new_chunks()):
            return ledger.publish(last.stores, last.stale)
        source = folder / STORES / last.stores
    else:
        source, stale = None, 0
    name = f"{ledger.working:06}"
    with store_errors(folder):
        _make(folder / STORES / name, source, removed, ledger, report)
    made = ledger.publish(name, stale)
    _clear(folder, ledger.kept_stores())
    return made


def _is_sound(folder: Path, generation: Generation, ledger: Ledger) -> bool:
    """Whether nothing is damaged, or missing, or of another version, or has grown too large."""
    stores = folder / STORES / generation.stores
    there = (stores / "sketches").is_dir() and LexicalIndex.fits(stores / "lexical")
    large = need_axes(generation.chunks, ledger.catalog.embedder.dimensions)
    fits = not large or VectorIndex.has_axes(stores / "vectors")
    return there and fits and not find_damage(stores)


def _make(
    target: Path, source: Path | None, removed: dict[str, int], ledger: Ledger, report: Report
) -> None:
    """The stores, complete or not there."""
    making = target.with_name(target.name + _MAKING)
    if source:
        shutil.copytree(source, making, copy_function=copy_whole)
    making.mkdir(parents=True, exist_ok=True)
    axes = None if source else _choose_axes(ledger)
    vectors = VectorIndex.create(making / "vectors", axes)
    try:
        lexical = LexicalIndex.create(making / "lexical")
        gone, since = (removed, ledger.working) if source else ({}, 0)
        vectors.remove(list(gone))
        kept = [Sketches.open(making / "sketches").without(gone.values())] if source else []
        lexical.write(gone, _add_vectors(vectors, kept, ledger, since, report))
        sketches = Sketches.join(kept)
        kept.clear()
        sketches.write(making / "sketches")
        _compare(making, Stores(lexical, vectors, sketches), ledger)
        vectors.finish()
        _give_back()
        # Opened as a reader does, so that whatever Chroma still does then is done now.
        VectorIndex.open(making / "vectors").close()
    except BaseException:
        vectors.close()
        raise
    write_checksums(making)
    _sync(making)
    making.rename(target)


def _choose_axes(ledger: Ledger) -> Vectors | None:
    catalog = ledger.catalog
    _, chunks = catalog.count()
    needed = need_axes(chunks, catalog.embedder.dimensions)
    return find_axes(catalog.some_vectors(1 + chunks // SAMPLE)) if needed else None


def _compare(making: Path, made: Stores, ledger: Ledger) -> None:
    counts = [store.count() for store in made]
    _, chunks = ledger.catalog.count()
    if counts != [chunks] * len(made):
        raise IndexMismatch(
            f"the stores made at {making} have {counts} chunks, the catalog {chunks}; "
            "please report this"
        )


def _add_vectors(
    vectors: VectorIndex, sketches: list[Sketches], ledger: Ledger, since: int, report: Report
) -> Iterator[tuple[Chunk, Sequence[int]]]:
    """Write what came since a generation to Chroma, sketch it, and yield it on with its keys."""
    for chunks, rows, keys in ledger.catalog.embedded_chunks(_BATCH, since):
        vectors.add([chunk.id for chunk in chunks], rows)
        sketches.append(Sketches.make(keys, rows))
        yield from zip(chunks, keys.tolist(), strict=True)
        _give_back()
        report(len(chunks))


def _give_back() -> None:
    """Return freed memory to the system, where the C library can: glibc keeps it for threads.

    Chroma's threads free what others then ask for anew: to make the stores of a million papers took
    1.6 GB, and takes 1.2.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if os.name == "posix" else None
    if trim:
        trim(0)


def _sync(folder: Path) -> None:
    """Have the disk itself hold what was written, so that a power cut cannot take it back."""
    for path in [*folder.rglob("*"), folder, folder.parent]:
        if path.is_dir() and os.name == "nt":
            continue  # there a folder cannot be opened
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _clear(folder: Path, kept: set[str]) -> None:
    """Delete pairs that no generation names: superseded, or left by a run that was killed."""
    root = folder / STORES
    for path in root.iterdir() if root.is_dir() else ():
        if path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)
    for name in ("lexical", "vectors"):  # where schemas 1 and 2 had them
        shutil.rmtree(folder / name, ignore_errors=True)


@contextmanager
def store_errors(folder: Path) -> Iterator[None]:
    """What Tantivy and Chroma raise, a Rust panic included, as an IndexMismatch that says so."""
    try:
        yield
    except (IndexMismatch, IndexFull, MemoryError, ImportError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        if not (isinstance(error, Exception) or type(error).__name__ == "PanicException"):
            raise
        if _is_full(error):
            raise tell_full(folder) from error
        raise IndexMismatch(
            f"the index at {folder} has lost a store or part of one ({first_line(error)}); "
            f"mend it with: {mend(folder)}"
        ) from error


def _is_full(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return True
    # The Rust libraries have only their words.
    return "No space left" in str(error) or "disk is full" in str(error)
