"""What came from the network, kept beside the index."""

import os
from pathlib import Path


def write_whole(file: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
