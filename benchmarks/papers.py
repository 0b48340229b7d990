"""The papers that a benchmark of speed is run on."""

import argparse
from itertools import islice

from index.papers.paper import Paper
from index.readers.sources import BadSource, open_source


def read_papers(source: str, most: int) -> list[Paper]:
    """The first papers of a source, at most so many. Raises BadSource where there is none."""
    records = open_source(source).records
    papers = list(islice((r for r in records if isinstance(r, Paper)), most))
    if not papers:
        raise BadSource(f"{source} has no paper")
    return papers


def count(text: str) -> int:
    """A number from 1 on, of the command line."""
    if not (text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)
