"""The writer of an index: it holds the lock, fills the catalog, and ends with a new generation."""

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType

from index.embedding.embedder import EmbedderStamp
from index.embedding.tokens import TokenSigns, Vectors
from index.papers.chunks import Chunk
from index.papers.paper import Paper
from index.store.catalog.ledger import Ledger
from index.store.catalog.migration import upgrade_catalog
from index.store.catalog.stamp import IndexFull
from index.store.derived.derived import Report, publish_changes
from index.store.lock import WriterLock

# Measured: 22 to 26 KB a paper in catalog and derived stores; the rest is for SQLite's log.
_BYTES_PER_PAPER = 32_000


class IndexWriter:
    """The one writer of an index, for the time of a `with` block.

    Entering makes the folder and the catalog where they are missing, and takes the lock. What is
    put goes into the catalog at once, and a kill loses none of it; readers see it when the block
    ends without an error, which makes the next generation, or when a later run's does.
    `report` gets how many chunks the end has stored since it was last called.
    Raises IndexBusy, IndexFull, IndexMismatch (another embedder) and OSError (a folder that
    refuses).
    """

    def __init__(
        self, folder: Path, embedder: EmbedderStamp, report: Report = lambda _: None
    ) -> None:
        self._folder, self._embedder, self._report = folder, embedder, report

    def __enter__(self) -> "IndexWriter":
        if self._folder.exists() and not self._folder.is_dir():
            raise NotADirectoryError(20, "is a file, not a folder for an index", str(self._folder))
        self._folder.mkdir(parents=True, exist_ok=True)
        self._lock = WriterLock(self._folder)
        self._lock.acquire()
        try:
            upgrade_catalog(self._folder)
            self._ledger = Ledger(self._folder, self._embedder)
        except BaseException:
            self._lock.release()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                publish_changes(self._folder, self._ledger, report=self._report)
        finally:
            self._ledger.close()
            self._lock.release()

    def check_space(self, papers: int) -> None:
        """Raises IndexFull where the disk has no room for so many papers in all."""
        published = self._ledger.published
        known = published.papers if published else 0
        needed = max(0, papers - known) * _BYTES_PER_PAPER
        if needed > shutil.disk_usage(self._folder).free:
            raise IndexFull(self._folder, needed)

    def known(self, ids: Iterable[str]) -> dict[str, Paper]:
        """Those of the papers that are there, by id; the withdrawn ones too."""
        return self._ledger.known(ids)

    def known_titles(self, keys: Iterable[str]) -> dict[str, list[str]]:
        """The ids of the papers with these title keys."""
        return self._ledger.known_titles(keys)

    def put(
        self,
        papers: Sequence[Paper],
        chunks: Sequence[Chunk],
        vectors: Vectors,
        tokens: Sequence[TokenSigns | None],
        removed: Iterable[str] = (),
        withdrawn: Sequence[Paper] = (),
    ) -> None:
        """Write one batch: papers, and the chunks of those with new text, each with its vector
        and tokens. Papers with a `removed` id are taken out, and so are those that are `withdrawn`,
        which are remembered.
        """
        self._ledger.put(papers, chunks, vectors, tokens, removed, withdrawn)

    def keep_only(self, kept: Path) -> int:
        """Take out every paper whose id is not in the table `kept` of a SQLite file."""
        return self._ledger.keep_only(kept)
