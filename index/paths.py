"""DOOR. Paths as people write them, where no shell has read them before: `--to=~/papers`."""

from pathlib import Path


def read_path(text: str) -> Path:
    """A path, in which `~` is the home folder and `~ann` Ann's; where there is none it stays."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)


def read_name(text: str) -> str:
    """The same of what may be a path or another name, such as a model's, which stays as it is."""
    return str(read_path(text)) if text.startswith("~") else text
