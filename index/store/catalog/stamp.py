"""What a catalog says of its own making, and the errors where it is not what is wanted."""

import re
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import gettempdir

from index.embedding.embedder import EmbedderStamp
from index.errors import IndexFull, IndexMismatch, IndexNotFound
from index.papers.chunks import CHUNKING

FILE = "catalog.sqlite3"
SCHEMA = 5
# Probability from which a question counts as answered, where an index has no gate of its own: see
# rag.evidence.selection. What indexes held before was on another scale.
GATE = 0.5
FORMER_GATE = "0.64"
_LONGEST = 1_000  # characters of a model's name, or of its folder's
_MOST = 2**48  # of what is counted: a number that is higher was not counted
_STORES = re.compile(r"\d{6,20}")
_DIMENSIONS = re.compile("[1-9][0-9]{0,5}")
# What these schemas lack can be made from what they hold; see index.store.ledger.migration.
UPGRADABLE = ("1", "2", "3", "4")


@dataclass(frozen=True, slots=True)
class Generation:
    """A finished state of an index: `stores` names the folder of its derived stores.

    `stale` chunks were deleted from these since they were made from nothing.
    """

    number: int
    stores: str
    papers: int
    chunks: int
    stale: int

    def __post_init__(self) -> None:
        counts = (self.papers, self.chunks, self.stale)
        if not (0 < self.number < _MOST and all(0 <= count < _MOST for count in counts)):
            raise ValueError(f"its generation is {self.number}, of {counts}")
        if not _STORES.fullmatch(self.stores):
            raise ValueError(f"its generation's stores are in {self.stores!r}")


def find_catalog(folder: Path) -> Path:
    """The file of an index that is there. Raises IndexNotFound."""
    file = folder / FILE
    if not file.is_file():
        what = "there is no such folder" if not folder.exists() else f"it has no {FILE}"
        raise IndexNotFound(
            f"no index at {folder}: {what}; make one with: python -m index sample --to {folder}"
        )
    return file


def write_stamp(embedder: EmbedderStamp) -> dict[str, object]:
    """What a new catalog says of itself."""
    return asdict(embedder) | {"schema": SCHEMA, "chunking": CHUNKING}


def read_stamp(stamp: Mapping[str, str], folder: Path) -> EmbedderStamp:
    """The embedder, of a catalog that this version reads. Raises IndexMismatch on another."""
    if stamp.get("schema") is None:
        raise IndexMismatch(
            f"the catalog of the index at {folder} is empty: its making was cut off; "
            f"run again: python -m index SOURCE --to {folder}"
        )
    if stamp.get("schema") in UPGRADABLE and stamp.get("chunking") == CHUNKING:
        raise IndexMismatch(
            f"the index at {folder} has schema {stamp['schema']}, this version reads {SCHEMA}; "
            f"upgrade it, without embedding, with: {mend(folder)}"
        )
    if stamp.get("schema") != str(SCHEMA) or stamp.get("chunking") != CHUNKING:
        raise IndexMismatch(
            f"the index at {folder} has schema {stamp.get('schema')} and chunking "
            f"{stamp.get('chunking')!r}, this version reads {SCHEMA} and {CHUNKING!r}; "
            "index again to another folder: python -m index SOURCE --to NEWDIR"
        )
    return read_embedder(stamp, folder)


def read_embedder(stamp: Mapping[str, str], folder: Path) -> EmbedderStamp:
    """The embedder that a stamp of any schema names. Raises IndexMismatch where it names none."""
    name, dimensions, digest = (stamp.get(key, "") for key in ("name", "dimensions", "digest"))
    if not (name.strip() and len(name) <= _LONGEST and _DIMENSIONS.fullmatch(dimensions)):
        raise IndexMismatch(
            f"the index at {folder} names as its embedder {name[:40]!r} of {dimensions[:40]!r} "
            "dimensions, which is none; index again to another folder: "
            "python -m index SOURCE --to NEWDIR"
        )
    return EmbedderStamp(name, int(dimensions), digest[:_LONGEST])


def read_gate(text: str, folder: Path) -> float:
    """A gate as a stamp has it, 0 to 1; the FORMER_GATE, which nobody set, is none of its own.

    Raises IndexMismatch on what is no gate.
    """
    if text == FORMER_GATE:
        return GATE
    try:
        gate = float(text)
    except ValueError:
        gate = -1.0
    if not 0 <= gate <= 1:
        raise IndexMismatch(
            f"the index at {folder} has a gate of {text[:40]!r}, which is no number from 0 to 1; "
            f"set it with: python -m index gate {GATE} --at {folder}"
        )
    return gate


def check_same(asked: EmbedderStamp, known: EmbedderStamp, folder: Path) -> None:
    """Raises IndexMismatch, naming both, unless the index was made by the asked embedder."""
    if (asked.dimensions, asked.digest) != (known.dimensions, known.digest):
        raise IndexMismatch(
            f"the index at {folder} was made with {_describe(known)}, asked to "
            f"use it with {_describe(asked)}; give the first one, or index again to "
            "another folder: python -m index SOURCE --to NEWDIR --embedder NAME"
        )


def tell_full(folder: Path, needed: int | None = None) -> IndexFull:
    """The complaint of a disk without room for an index, which wants so many bytes if known.

    Where that is not known it is the disk of the index or that of temporary files: the fuller one.
    """
    places = [folder] if needed else [folder, Path(gettempdir())]
    free, place = min((shutil.disk_usage(place).free, place) for place in places)
    wanted = f"about {needed / 1e6:,.0f} MB are needed and" if needed else "the disk is full:"
    return IndexFull(
        f"{place}: {wanted} {free / 1e6:,.0f} MB are free; make room, then run the same command "
        "again (what was written before is kept)"
    )


def mend(folder: Path) -> str:
    """The command that rebuilds what can be made from the catalog's records."""
    return f"python -m index repair --at {folder}"


def _describe(embedder: EmbedderStamp) -> str:
    return f"{embedder.name} ({embedder.dimensions} dimensions, {embedder.digest[:12]})"
