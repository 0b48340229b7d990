"""Answers to take away: Markdown, BibTeX and RIS of the papers that they cite, JSON of all."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator

from index.papers.filters import date_of
from index.papers.paper import Paper
from page.markup.escaping import split_math
from page.markup.parcels import Format
from page.turns.turn import cited
from rag.answer.answer import Answer
from rag.answer.text import ABSTENTION, escape_markdown

_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "_": r"\_", "%": r"\%", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_ESCAPED = re.compile(r"\\([%&$#_])")  # as arXiv's abstracts say "54.6\%" outside of math too


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
    taken: set[str] = set()
    return "\n".join(_entry(paper, _name(paper, taken)) for paper in cited_papers(answers))


def _entry(paper: Paper, name: str) -> str:
    day = date_of(paper)
    arxiv = re.fullmatch(r"\d{4}\.\d{4,5}", paper.id)
    values = {
        "title": f"{{{_tex(paper.title)}}}",
        "author": " and ".join(
            f"{{{_tex(n)}}}" if " and " in n else _tex(n) for n in paper.authors
        ),
        "year": f"{day.year:04}" if day else "",
        "month": str(day.month) if day and day.month else "",
        "institution": _tex(paper.organization or ""),
        "url": re.sub(r"[{}\\\s]", "", paper.url or ""),
        "eprint": paper.id if arxiv else "",
        "archiveprefix": "arXiv" if arxiv else "",
        "abstract": _tex(paper.abstract),
    }
    lines = "".join(f"  {key} = {{{value}}},\n" for key, value in values.items() if value)
    return f"@misc{{{name},\n{lines}}}\n"


def _name(paper: Paper, taken: set[str]) -> str:
    """A key such as "vaswani2017attention", which no other paper of the file has."""
    day = date_of(paper)
    surname = paper.authors[0].split()[-1] if paper.authors else "anonymous"
    first = next((w for w in _ascii(paper.title).split() if len(w) > 3), "paper")
    plain = f"{_ascii(surname)}{day.year if day else ''}{first}".replace(" ", "")
    names = (f"{plain}{n}" if n > 1 else plain for n in range(1, len(taken) + 2))
    name = next(name for name in names if name not in taken)
    taken.add(name)
    return name


def _ascii(text: str) -> str:
    """Lower-case letters and digits of a text, between spaces."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def _tex(text: str) -> str:
    """Text that TeX sets as it stands; LaTeX between dollars stays LaTeX."""
    return "".join(
        f"${part}$"
        if is_math
        else "".join(_TEX.get(char, char) for char in _ESCAPED.sub(r"\1", part))
        for part, is_math in split_math(_flat(text))
    )


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
