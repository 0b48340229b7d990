"""Answers to take away: Markdown, BibTeX and RIS of the papers that they cite, JSON of all."""

import json
from collections.abc import Iterable, Iterator

from index.papers.filters import date_of
from index.papers.paper import Paper
from page.keeping.bibtex import write_bibtex
from page.markup.parcels import Format
from page.turns.turn import cited
from rag.answer.answer import Answer
from rag.answer.text import ABSTENTION, escape_markdown


def cited_papers(answers: Iterable[Answer]) -> list[Paper]:
    """The papers that the answers cite, each once, in order of first appearance."""
    return list({paper.id: paper for answer in answers for paper in cited(answer)}.values())


def to_markdown(answers: list[Answer]) -> str:
    """Every question with its answer, and the quotes behind it under their papers."""
    return "\n".join("\n".join(_answer_lines(answer)) for answer in answers)


def _answer_lines(answer: Answer) -> Iterator[str]:
    yield f"# {escape_markdown(answer.question)}\n"
    if answer.abstained:
        yield f"{ABSTENTION}\n"
        return
    for sentence in answer.sentences:
        text = escape_markdown(sentence.text)
        text = f"“{text}”" if sentence.quoted else text
        if sentence.verdict == "unsupported":
            text = f"~~{text}~~ (not supported: {escape_markdown(sentence.reason)})"
        yield " ".join([text, *(f"[{number}]" for number in sentence.numbers)])
    yield "\n## Sources\n"
    for number, paper in {c.number: c.paper for c in answer.citations}.items():
        facts = [", ".join(paper.authors[:12]), str(date_of(paper) or ""), paper.url or ""]
        yield ". ".join(
            [
                f"{number}\\. {escape_markdown(paper.title)}",
                *filter(None, map(escape_markdown, facts)),
            ]
        )
        for citation in dict.fromkeys(c for c in answer.citations if c.number == number):
            if not citation.is_record:
                yield f"   > {escape_markdown(citation.quote)}"
    yield ""


def to_bibtex(answers: list[Answer]) -> str:
    """An entry for every cited paper."""
    return write_bibtex(cited_papers(answers))


def to_ris(answers: list[Answer]) -> str:
    """A record for every cited paper."""
    return "\n".join("\n".join(_ris_lines(paper)) for paper in cited_papers(answers))


def _ris_lines(paper: Paper) -> Iterator[str]:
    day = date_of(paper)
    parts = (day.year, day.month, day.day) if day else ()
    yield "TY  - GEN"
    yield f"TI  - {_flat(paper.title)}"
    for author in paper.authors:
        yield f"AU  - {_flat(author)}"
    if day:
        yield f"PY  - {day.year:04}"
        yield "DA  - " + "/".join(f"{part:02}" for part in parts if part)
    if paper.organization:
        yield f"PB  - {_flat(paper.organization)}"
    if paper.doi:
        yield f"DO  - {paper.doi}"
    if paper.url:
        yield f"UR  - {_flat(paper.url)}"
    yield f"AB  - {_flat(paper.abstract)}"
    yield f"ID  - {_flat(paper.id)}"
    yield "ER  - \n"


def to_json(answers: list[Answer]) -> str:
    """The answers as `Answer.to_dict` gives them."""
    return json.dumps([answer.to_dict() for answer in answers], ensure_ascii=False, indent=1)


def _flat(text: str) -> str:
    return " ".join(text.split())


EXPORTS: dict[str, Format[list[Answer]]] = {
    "Markdown": Format("md", "text/markdown", to_markdown),
    "BibTeX": Format("bib", "application/x-bibtex", to_bibtex),
    "RIS": Format("ris", "application/x-research-info-systems", to_ris),
    "JSON": Format("json", "application/json", to_json),
}
