"""Which papers of the index a sentence is held against: what it cites, else what is nearest."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from index.embedding.loading import Embedder
from index.papers.filters import PaperFilter
from index.papers.identity import fold_title
from index.papers.paper import Paper
from index.papers.terms import extract_terms, fold_words
from index.store.reader import IndexReader
from rag.query.question import MAX_QUESTION, BadQuestion, read_question
from rag.retrieval.retriever import Retriever
from rag.verify.document import Claim
from rag.verify.references import Reference

NEAREST = 3  # papers that a sentence which cites nothing is held against
_PASSAGES = 5  # which hold as many papers, mostly
_CANDIDATES = 20  # chunks in which an entry's paper is looked for by its words
_KEY = re.compile(
    r"(?P<name>[^\W\d_]{2,30})[ _:-]?(?P<year>(?:19|20)\d\d)[ _:-]?(?P<word>[a-z]{0,30})"
)
_SHOWN = 100  # characters of an entry
_LONGEST = 1_000  # characters of an entry that are read
_WORDS = 3  # of a title that may stand anywhere in an entry; a shorter one begins it


@dataclass(frozen=True, slots=True)
class Sources:
    """What a sentence is held against.

    Args:
        papers: of the index, those that are cited, else the nearest, best first.
        cited: whether they are what the sentence cites.
        subject: of these papers, where nothing is cited, the ones that the sentence before is about
            and this one goes on about.
        missing: what it cites that is not in the index, as the text names it.
        untold: names that it cites and that the text does not say the paper of.

    """

    papers: tuple[Paper, ...]
    cited: bool
    subject: tuple[Paper, ...] = ()
    missing: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()


class Library:
    """Finds papers in one generation of an index, for the sentences of one text."""

    def __init__(
        self, index: IndexReader, embedder: Embedder, references: Mapping[str, Reference]
    ) -> None:
        self._index, self._references = index, references
        self._retriever = Retriever(index, embedder)
        self._known: dict[str, Paper | None] = {}

    def find(self, claim: Claim, before: Iterable[Paper] = ()) -> Sources:
        """The sources of a claim; `before` are those of the sentence that it goes on from."""
        found = {name: self._look_up(name) for name in claim.cited}
        papers = tuple(dict.fromkeys(paper for paper in found.values() if paper))
        unknown = [name for name, paper in found.items() if not paper]
        missing = tuple(self._describe(name) for name in unknown if self._is_told(name))
        untold = tuple(name for name in unknown if not self._is_told(name))
        if papers or missing:
            return Sources(papers, True, (), missing, untold)
        subject = tuple(before)
        near = dict.fromkeys([*subject, *self._search(claim.text)])
        return Sources(tuple(near), False, subject, (), untold)

    def _is_told(self, name: str) -> bool:
        """A key without an entry says nothing; an arXiv id or a DOI needs none."""
        return name in self._references or "." in name or "/" in name

    def _describe(self, name: str) -> str:
        """A name, and of a key what the text says it is."""
        entry = self._references.get(name)
        return f"[{name}] {entry.title or entry.text[:_SHOWN]}" if entry else name

    def _look_up(self, name: str) -> Paper | None:
        if name not in self._known:
            reference = self._references.get(name, Reference((name,)))
            found = self._find_cited(reference) if self._is_told(name) else self._guess(name)
            self._known[name] = next(found, None)
        return self._known[name]

    def _guess(self, key: str) -> Iterator[Paper]:
        """The paper of a key such as "vaswani2017attention" or "Vaswani 2017": one, or none."""
        read = _KEY.fullmatch(key.casefold())
        if not read:
            return
        year = int(read["year"])  # of the preprint, or of the publication
        filter = PaperFilter.make(since=year - 1, until=year, author=read["name"])
        papers = [
            paper
            for paper in self._index.select(filter, limit=_CANDIDATES)
            if paper.authors
            and read["name"] in fold_words(paper.authors[0])
            and (not read["word"] or read["word"] in fold_words(paper.title))
        ]
        yield from papers if len(papers) == 1 else ()

    def _find_cited(self, reference: Reference) -> Iterator[Paper]:
        """By its ids, by its title, by a title of the index that stands in it."""
        for name in reference.names:
            yield from self._index.find_known(name.casefold(), 1)
        if reference.title:
            yield from self._index.find_known(fold_title(reference.title), 1)
        text = reference.text[:_LONGEST]
        found = self._index.search_terms(dict.fromkeys(extract_terms(text)), _CANDIDATES)
        papers = {chunk.paper.id: chunk.paper for chunk in self._index.chunks(found).values()}
        named = [paper for paper in papers.values() if _names(text, paper.title)]
        yield from sorted(named, key=lambda paper: -len(paper.title))

    def _search(self, text: str) -> list[Paper]:
        try:
            question = read_question(text[:MAX_QUESTION])
        except BadQuestion:
            return []
        found = self._retriever.retrieve(question, _PASSAGES).passages
        return list({passage.paper.id: passage.paper for passage in found}.values())[:NEAREST]


def _names(entry: str, title: str) -> bool:
    """Whether an entry names a title: it holds it, or begins as it does up to a colon."""
    held, words = f" {' '.join(fold_words(entry))} ", fold_words(title)
    own = " ".join(words)
    if len(words) >= _WORDS and f" {own} " in held:
        return True
    begins = own.startswith(held.strip()) and len(held.split()) >= _WORDS
    return begins or held.startswith(f" {own} ")
