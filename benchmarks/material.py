"""What a benchmark is run on: the papers of a source, the questions of a file."""

import argparse
import json
from itertools import islice
from pathlib import Path

from index.errors import BadSource
from index.papers.paper import Paper
from index.readers.sources import open_source


def read_papers(source: str, most: int) -> list[Paper]:
    """The first papers of a source, at most so many. Raises BadSource where there is none."""
    records = open_source(source).records
    papers = list(islice((r for r in records if isinstance(r, Paper)), most))
    if not papers:
        raise BadSource(f"{source} has no paper")
    return papers


def read_questions(file: Path) -> list[str]:
    """The field `question` of each JSON line. Raises BadSource where there is none, OSError."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        questions = [json.loads(line)["question"] for line in lines if line.strip()]
    except (ValueError, KeyError, TypeError) as error:
        raise BadSource(f"{file}: not JSON lines that each have a question: {error!r}") from error
    if not questions:
        raise BadSource(f"{file} has no question")
    return questions


def count(text: str) -> int:
    """A number from 1 on, of the command line."""
    if not (text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)
