"""A paper as chunks (what is embedded and searched) and sentences (what is quoted)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.papers.paper import Paper

CHUNKING = "title+abstract, at most 2500 characters of abstract, cut at sentences"
MAX_CHUNK = 2_500

# A sentence ends at . ! ? (with closing quotes or brackets), then white space and something that
# can begin one: an opening mark, LaTeX, a capital, a digit, a letter of a script without case, a
# name such as iFormer, a link.
# "inference.Transformers have" lost its space; 。！？ never have one.
_END = re.compile(
    r"""(?<=[a-z]{3}[.!?])(?=[A-Z][a-z]*[ ,])"""
    # Not from the middle of a run, and never giving back: 20,000 dots must not take seconds.
    r"""|(?<![.!?])[.!?]++["')\]”’]*+(?P<gap>\s++)(?=["'(\[“‘$\\]|[^\W_a-zß-öø-ÿ]|[a-z]{1,4}[A-Z]|https?:)"""
    r"""|(?<=[。！？])"""
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[])(?:e\.g|i\.e|cf|vs|al|figs?|eqs?|secs?|tabs?|nos?|vol|resp|approx|dr|prof|mr|ms"
    r"|st|w\.r\.t|a\.k\.a)\.[\"')\]”’]*$",
    re.IGNORECASE,
)
_INITIAL = re.compile(r"(?:^|[\s(])[A-Z]\.$")
_ENUMERATOR = re.compile(r"\s*\(?\w{1,3}\)?\.$")
_STARTER = re.compile(r"(?:We|The|This|These|In|Our|It|A|An|To|However|For|By|On|As|With)\b")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`paper.abstract[start:end]`, exactly."""

    paper: Paper
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.paper.abstract[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a paper's abstract, nearly always the whole. `id` is "<paper id>#<number>"."""

    id: str
    paper: Paper
    start: int
    end: int

    @property
    def text(self) -> str:
        """What is embedded: the title belongs to every chunk."""
        return f"{self.paper.title}. {self.paper.abstract[self.start : self.end]}"


def to_paper_id(chunk: str) -> str:
    """The id of the paper that a chunk with this id is of."""
    return chunk.rpartition("#")[0]


def to_first_chunk(paper: str) -> str:
    """The id of the first chunk of the paper with this id; every paper has one."""
    return f"{paper}#0"


def split_sentences(paper: Paper) -> list[Sentence]:
    """The abstract's sentences in order; together they leave out only the space between them."""
    return [Sentence(paper, start, end) for start, end in sentence_spans(paper.abstract)]


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each sentence of a text."""
    start = 0
    for found in _END.finditer(text):
        end = found.start("gap") if found["gap"] else found.end()
        if not _joins(text[start:end], text[found.end() :]):
            yield from _stripped(text, start, end)
            start = found.end()
    yield from _stripped(text, start, len(text))


def split_chunks(paper: Paper) -> list[Chunk]:
    """One chunk, or several of at most MAX_CHUNK characters that end where sentences do.

    A single sentence longer than that is a chunk of its own.
    """
    spans: list[tuple[int, int]] = []
    for start, end in sentence_spans(paper.abstract):
        if spans and end - spans[-1][0] <= MAX_CHUNK:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return [Chunk(f"{paper.id}#{n}", paper, *span) for n, span in enumerate(spans)]


def _joins(before: str, after: str) -> bool:
    """Whether the full stop belongs to an abbreviation, an initial or a number such as "(2)."."""
    if _ABBREVIATION.search(before[-12:]) or _ENUMERATOR.match(before):
        return True
    return bool(_INITIAL.search(before[-4:])) and not _STARTER.match(after)


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    part = text[start:end]
    left = start + len(part) - len(part.lstrip())
    right = start + len(part.rstrip())
    if left < right:
        yield left, right
