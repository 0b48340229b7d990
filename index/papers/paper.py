"""Paper, and what makes one valid."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from operator import gt
from typing import Any

from index.errors import first_line
from index.papers.cleaning import blank_hidden, clean_text
from index.papers.fields import (
    MAX_ABSTRACT,
    MAX_AUTHORS,
    MAX_ID,
    MAX_TITLE,
    BadPaper,
    PaperDate,
    Remark,
    check_count,
    check_date,
    check_doi,
    check_names,
    check_optional_text,
    check_sources,
    check_text,
    check_url,
    is_number,
    is_web_address,
)
from index.papers.identity import (
    Naming,
    clean_arxiv_id,
    clean_doi,
    clean_id,
    find_naming,
    fold_title,
    hash_title,
    is_arxiv_id,
    split_arxiv_id,
)
from index.papers.withdrawal import says_withdrawn

__all__ = [
    "MAX_ABSTRACT", "MAX_AUTHORS", "BadPaper", "Paper", "PaperDate", "Record", "Remark",
    "clean_arxiv_id",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper as read. Build it with `Paper.make`, which cleans and checks.

    `id` is the arXiv id without version and class where known, else the source's own, else the
    DOI, else "t" and 16 hex digits of the hash of the folded title; `version` is the arXiv version,
    where the source names one.
    `published` is the paper's own date, `listed` the day on Daily Papers. `author_count` may be
    known where the names are not, and is None where only some are. `code` is the address of its
    code. `doi` is bare, in lower case, and never arXiv's own. `sources` names the readers that told
    of it, the one whose text this is first.
    """

    id: str
    title: str
    abstract: str
    published: PaperDate | None = None
    listed: PaperDate | None = None
    authors: tuple[str, ...] = ()
    author_count: int | None = None
    organization: str | None = None
    upvotes: int | None = None
    comments: int | None = None
    url: str | None = None
    code: str | None = None
    sources: tuple[str, ...] = ()
    version: int | None = None
    doi: str | None = None

    @staticmethod
    def make(
        title: object, abstract: object, *, id: object = None, authors: object = (),
        published: object = None, listed: object = None, url: object = None,
        organization: object = None, author_count: object = None, upvotes: object = None,
        comments: object = None, code: object = None, source: object = None, sources: object = (),
        version: object = None, doi: object = None,
    ) -> "Paper":  # fmt: skip
        """Clean and check the values of one record.

        `version` counts for an arXiv id only; the one that `id` names beats it, it beats `url`'s.
        `source` is for a record of one source.
        Raises BadPaper, naming the field and the value.
        """
        clean_title = check_text("title", title, MAX_TITLE)
        address = check_url(url)
        written, own_doi = _read_names(_write_id(id), check_doi(doi))
        identity = clean_id(written) or own_doi or hash_title(clean_title)
        return Paper(
            id=identity,
            title=clean_title,
            abstract=check_text("abstract", abstract, MAX_ABSTRACT),
            published=check_date("published", published),
            listed=check_date("listed", listed),
            authors=check_names(authors),
            author_count=check_count("author_count", author_count),
            organization=check_optional_text("organization", organization),
            upvotes=check_count("upvotes", upvotes),
            comments=check_count("comments", comments),
            url=address,
            code=check_url(code, "code"),
            sources=check_sources(source, sources),
            doi=own_doi,
            version=(
                _named_version(written, identity, clean_title)
                or _given_version(version, identity)
                or _named_version(address or "", identity, clean_title)
            ),
        )

    def to_dict(self) -> dict[str, Any]:
        """JSON values, in the shape that the JSONL reader takes back; dates are ISO or None."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        for name in ("published", "listed"):
            values[name] = str(values[name]) if values[name] else None
        return values | {"authors": list(self.authors), "sources": list(self.sources)}

    @staticmethod
    def from_dict(values: Mapping[str, Any]) -> "Paper":
        """The inverse of `to_dict`, for values that anybody may have had in hand since.

        Places in the texts stay: what is hidden becomes a space. An address that is none is left
        out. Records from before papers had several sources have `source`.
        Raises BadPaper where they are no paper's.
        """
        try:
            paper = _restore(values)
            if not "".join(_list_texts(paper)).isprintable():  # it is nearly always
                paper = _blank(paper)
                _list_texts(paper)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BadPaper(f"is no paper's record: {first_line(error)}") from error
        return paper

    @staticmethod
    def from_json(record: str) -> "Paper":
        """The same from a record as JSON."""
        try:
            values = json.loads(record)
        except (TypeError, ValueError, RecursionError) as error:
            raise BadPaper(f"is no JSON: {first_line(error)}") from error
        return Paper.from_dict(values)

    @property
    def text_hash(self) -> str:
        """Changes when title or abstract do, so when the paper must be embedded again."""
        text = json.dumps([self.title, self.abstract])
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def title_key(self) -> str:
        """The title without case and punctuation: two sources' records of one paper share it."""
        return fold_title(self.title)

    @property
    def naming(self) -> Naming:
        """What the id is."""
        return find_naming(self.id, self.doi)

    @property
    def is_identified(self) -> bool:
        """Whether the source named the id (arXiv's or its own); else it is DOI or title's hash."""
        return self.naming >= Naming.OWN

    @property
    def withdrawn(self) -> bool:
        """Whether title or abstract say, as arXiv and journals do, that it was withdrawn."""
        return says_withdrawn(self.title, self.abstract)


# What a source holds: a paper, what is wrong with one, what is to be said of the one that follows.
Record = Paper | BadPaper | Remark


def _restore(values: Mapping[str, Any]) -> Paper:
    """Raises BadPaper, and what Python raises on values of another kind."""
    older = values.get("source")
    sources = values.get("sources") or ([older] if older else [])
    dates = {
        name: PaperDate.parse(values[name]) if values[name] else None
        for name in ("published", "listed")
    }
    links = {
        name: url if (url := values.get(name)) is not None and is_web_address(url) else None
        for name in ("url", "code")
    }
    names = {"authors": tuple(values["authors"]), "sources": tuple(sources)}
    known = {name: value for name, value in values.items() if name != "source"}
    paper = Paper(**{**known, **dates, **links, **names})
    for count in (paper.author_count, paper.upvotes, paper.comments, paper.version):
        check_count("a count", count)
    if paper.doi is not None and check_doi(paper.doi) != paper.doi:
        raise BadPaper(f"doi is not as it was written: {paper.doi[:60]!r}")
    return paper


def _list_texts(paper: Paper) -> list[str]:
    """All of them. Raises BadPaper where one that must be there is empty, or too long."""
    needed = [paper.id, paper.title, paper.abstract, *paper.authors]
    if not all(map(str.strip, needed)):
        raise BadPaper("is no paper's record: a text in it is empty")
    sizes = (len(paper.id), len(paper.title), len(paper.abstract), len(paper.authors))
    if any(map(gt, sizes, (MAX_ID, MAX_TITLE, MAX_ABSTRACT, MAX_AUTHORS))):
        raise BadPaper(f"is no paper's record: id, title, abstract and authors have {sizes}")
    organization = () if paper.organization is None else (paper.organization,)
    return [*needed, *paper.sources, *organization]


def _blank(paper: Paper) -> Paper:
    return replace(
        paper,
        id=blank_hidden(paper.id),
        title=blank_hidden(paper.title),
        abstract=blank_hidden(paper.abstract),
        authors=tuple(map(blank_hidden, paper.authors)),
        organization=paper.organization and blank_hidden(paper.organization),
        sources=tuple(map(blank_hidden, paper.sources)),
    )


def _write_id(id: object) -> str:
    """The id as the source writes it, "" where it names none."""
    text = str(id) if is_number(id) and id and abs(id) < 10**MAX_ID else id
    return check_text("id", text, MAX_ID) if isinstance(text, str) and clean_text(text) else ""


def _read_names(id: str, doi: str | None) -> tuple[str, str | None]:
    """The id as written, or that of the preprint which arXiv's own DOI names; and any other DOI."""
    if doi and is_arxiv_id(clean_arxiv_id(doi)):
        return (id if is_arxiv_id(clean_arxiv_id(id)) else doi), None
    return id, doi or clean_doi(clean_id(id))


def _named_version(text: str, id: str, title: str) -> int | None:
    """The version that a text names of this paper, or of any where only its title is known."""
    named, version = split_arxiv_id(text)
    return version if named == id or id == hash_title(title) else None


def _given_version(version: object, id: str) -> int | None:
    # Other corpora have a field of that name too, for other things.
    return version if is_arxiv_id(id) and is_number(version) and 0 < version < 1000 else None
