"""Files that are there whole or not at all."""

from pathlib import Path


def replace_text(path: Path, text: str) -> None:
    """Write a file whole or not at all: a full disk leaves the one that was there."""
    new = path.with_name(f"{path.name}.new")
    try:
        # Half of a surrogate pair, which UTF-8 cannot hold, is written as its escape.
        new.write_text(text, encoding="utf-8", errors="backslashreplace")
        new.replace(path)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from error
