"""A source by its name: what ships, a file, a folder, standard input, or a server that is asked."""

from importlib import resources
from pathlib import Path

from index.paths import read_path
from index.readers.files import HEAD, open_file
from index.readers.folders import INPUT, open_folder, open_input
from index.readers.input.types import Gauge, ReadOptions, Source

__all__ = ["HEAD", "SAMPLE", "Gauge", "ReadOptions", "Source", "open_source"]

SAMPLE = "sample"
_DAYS, _ARXIV = "hf:", "arxiv:"
_AS_IT_IS = ReadOptions()


def open_source(name: str, options: ReadOptions = _AS_IT_IS) -> Source:
    """Recognise a source by its name, and a file by its content.

    `sample` is the corpus that ships with askpapers. Raises BadSource, as reading the records does
    where a source goes away meanwhile.
    """
    # What asks the network is loaded where it is used: httpx takes a fifth of a second.
    if name.startswith(_DAYS):
        from index.readers.live import daily_api

        return daily_api.open_days(name, options)
    if name.startswith(_ARXIV):
        from index.readers.live import arxiv_api

        return arxiv_api.open_arxiv(name, options)
    if name == INPUT:
        return open_input(options)
    path = _sample() if name == SAMPLE else read_path(name)
    if _is_folder(path):
        return open_folder(path, options)
    return open_file(name, path, options)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # too long a name, or a NUL in it; said when it is opened
        return False


def _sample() -> Path:
    return Path(str(resources.files("index") / "sample" / "papers.jsonl"))
