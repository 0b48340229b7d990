"""What a writer puts into a catalog at once."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from index.embedding.tokens import TokenSigns, Vectors
from index.papers.chunks import Chunk
from index.papers.paper import Paper

Text = list[tuple[Chunk, bytes, TokenSigns | None]]  # with vector and tokens


@dataclass(frozen=True, slots=True)
class Changes:
    """What is written in one transaction.

    Args:
        papers: those that are new or not what they were.
        chunks: of those with new text, in place of their old ones.
        vectors: a row for each chunk, in order.
        tokens: of each chunk, in order; where None they are read anew when they are needed.
        renamed: of papers that get another id, the old one and the new: the old one is taken out,
            and a paper under the new one that is not there yet goes on with its text and place.
        withdrawn: papers to take out and to remember.
        keys: by what else papers are known, each with the paper's id; their DOIs go without saying.

    """

    papers: Sequence[Paper]
    chunks: Sequence[Chunk]
    vectors: Vectors
    tokens: Sequence[TokenSigns | None]
    renamed: Mapping[str, str] = field(default_factory=dict)
    withdrawn: Sequence[Paper] = ()
    keys: Collection[tuple[str, str]] = ()

    def group_texts(self) -> dict[str, Text]:
        """The chunks of each paper that has new text, by its id."""
        texts: dict[str, Text] = {}
        for chunk, vector, signs in zip(self.chunks, self.vectors, self.tokens, strict=True):
            texts.setdefault(chunk.paper.id, []).append((chunk, vector.tobytes(), signs))
        return texts

    def group_renamed(self) -> dict[str, list[str]]:
        """The old ids of each paper that had one, by its new id."""
        found: dict[str, list[str]] = {}
        for old, new in self.renamed.items():
            found.setdefault(new, []).append(old)
        return found

    def list_dois(self) -> Iterator[tuple[str, str]]:
        """Yield the DOI of each paper that is not known by it alone, and its id."""
        for paper in (*self.papers, *self.withdrawn):
            if paper.doi and paper.doi != paper.id:
                yield paper.doi, paper.id
