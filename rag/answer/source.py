"""What a sentence of an answer rests on: a sentence of an abstract, or a paper's record."""

from dataclasses import dataclass

from index.papers.chunks import Sentence
from index.papers.paper import Paper


@dataclass(frozen=True, slots=True)
class Record:
    """What the catalog holds of a paper besides its abstract: dates, people, counts."""

    paper: Paper


Source = Sentence | Record
