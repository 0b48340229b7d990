"""A paper of arXiv's, which may be withdrawn without its abstract saying so."""

from index.papers.paper import Paper
from index.papers.withdrawal import says_withdrawn


def make_paper(
    *, id: str, title: object, abstract: object, comment: str, authors: list[str],
    published: object, source: str, version: object = None,
) -> Paper:  # fmt: skip
    """A paper as arXiv describes it. Raises BadPaper.

    Where the authors' comment is a notice of withdrawal it stands for the abstract, which arXiv
    keeps.
    """
    paper = Paper.make(
        id=id,
        title=title,
        abstract=comment if says_withdrawn("", comment) else abstract,
        authors=authors,
        author_count=len(authors) or None,
        published=published,
        version=version,
        source=source,
    )
    return Paper.make(**paper.to_dict() | {"url": f"https://arxiv.org/abs/{paper.id}"})
