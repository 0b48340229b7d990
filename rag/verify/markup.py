r"""Markdown and LaTeX as blocks of plain text: paragraphs, items, cells, headings.

Citations are taken out on the way. What is no prose (code, formulas that stand alone, figures,
tables of LaTeX) is left out.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from index.papers.cleaning import clean_text
from index.readers.values.latex import decode_latex
from rag.verify.citations import Citation, Marks, mark_citations, mark_latex, read_address

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_BEGIN = re.compile(
    r"\\begin\{((?:equation|align|gather|multline|figure|table|tabular|verbatim|lstlisting"
    r"|algorithm|algorithmic|tikzpicture)\*?)\}"
)
_SECTION = re.compile(r"\\(?:part|chapter|(?:sub){0,2}section|paragraph)\*?\s?\{([^{}]{0,300})\}")
_RULES = [
    (re.compile(r"(?m)^[ \t]*%[^\n]*\n?"), ""),  # a comment; elsewhere % may be per cent
    (_SECTION, r"\n\n## \1\n\n"),
    (re.compile(r"\\(?:begin|end)\{[^{}]{0,40}\}(?:\[[^\[\]]{0,100}\])?"), "\n\n"),
    (re.compile(r"\\item\b(?:\[[^\[\]]{0,100}\])?"), "\n- "),
    (re.compile(r"\\(?:label|vspace|hspace|bibliography|bibliographystyle|includegraphics)\*?"
                r"(?:\[[^\[\]]{0,100}\])?\{[^{}]{0,200}\}"
                r"|\\(?:noindent|maketitle|centering)\b"), ""),
    (re.compile(r"\\(?:eq|auto|page|[cC])?ref\*?\{[^{}]{0,200}\}"), "N"),
    (re.compile(r"\\href\{([^{}\s]{1,500})\}\{([^{}]{0,500})\}"), r"[\2](\1)"),
    (re.compile(r"\\url\{([^{}\s]{1,500})\}"), r"\1"),
    (re.compile(r"\\footnote\{([^{}]{0,1000})\}"), r" (\1)"),
]  # fmt: skip
_STARTS_BLOCK = re.compile(r"\n(?=- |## )")
_ENDS = re.compile(r"[.!?](?:\s|$)")  # without it, what stands in a cell is no sentence
_LABEL = re.compile(r"\[?\d{1,3}\]?")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, an item or a cell, on one line; its citations are marks."""

    text: str
    is_heading: bool = False


def read_blocks(text: str, marks: Marks, known: Collection[str]) -> list[Block]:
    """The prose of a text, whose references have the `known` keys."""
    tokens = _markdown().parse(_read_latex(text, marks) if "\\" in text else text)
    inside, blocks = "", []
    for token in tokens:
        if token.type.startswith(("heading", "th_", "td_")):
            inside = token.type[:2] if token.nesting == 1 else ""
        elif token.type == "inline":
            children = token.children or []
            plain = mark_citations("".join(_flatten(children, marks)), marks, known)
            line = clean_text(plain)
            if line and (inside not in ("th", "td") or _ENDS.search(line)):
                blocks.append(Block(line, inside == "he" or _is_title(children, line)))
    return blocks


@cache
def _markdown() -> "MarkdownIt":
    """CommonMark with tables. HTML is text like other text, and a rule makes no heading."""
    from markdown_it import MarkdownIt  # for which nobody waits who asks a question

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    return parser.disable(["lheading", "code"])


def _flatten(tokens: Sequence["Token"], marks: Marks) -> Iterator[str]:
    """The text of inline tokens; a link to a paper is a citation of it."""
    inside: list[str] = []
    link: str | None = None
    for token in tokens:
        piece = " " if token.type in ("softbreak", "hardbreak") else token.content
        if token.type == "image":
            continue
        if token.type == "link_open":
            link, inside = read_address(str(token.attrs.get("href", ""))), []
        elif token.type == "link_close":
            yield from _close_link("".join(inside), link, marks)
            link = None
        elif link:
            inside.append(piece)
        else:
            yield piece


def _close_link(text: str, link: str | None, marks: Marks) -> Iterator[str]:
    if link is None:
        return
    if _LABEL.fullmatch(text):
        yield marks.hide(Citation(f"[{text.strip('[]')}]", (link,)))
    elif text.startswith(("http://", "https://")):
        yield marks.hide(Citation(text, (link,)))
    else:
        yield text + marks.hide(Citation("", (link,)))


def _is_title(tokens: Sequence["Token"], line: str) -> bool:
    """Whether a paragraph is a few words in bold, as a model's answer has its headings."""
    kinds = [token.type for token in tokens if token.type != "text" or token.content]
    bold = kinds[:1] == ["strong_open"] and kinds.index("strong_close") == len(kinds) - 1
    return bold and line[-1] not in ".!?"


def _read_latex(text: str, marks: Marks) -> str:
    """LaTeX as Markdown: sections are headings, items are items."""
    start, end = text.find(r"\begin{document}"), text.find(r"\end{document}")
    if 0 <= start < end:
        text = text[start + len(r"\begin{document}") : end]
    text = mark_latex(_drop_formulas(text), marks)
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    paragraphs = re.split(r"\n[ \t]*\n", text)
    return "\n\n".join(
        "\n".join(map(_decode, _STARTS_BLOCK.split(paragraph))) for paragraph in paragraphs
    )


def _decode(piece: str) -> str:
    """A piece without macros; what is Markdown in it begins its first line."""
    return decode_latex(" ".join(piece.split())) if "\\" in piece or "{" in piece else piece


def _drop_formulas(text: str) -> str:
    """Without the environments that hold no prose; one that is not closed stays."""
    parts, last = [], 0
    for found in _BEGIN.finditer(text):
        closing = f"\\end{{{found[1]}}}"
        end = text.find(closing, found.end())
        if found.start() >= last and end >= 0:
            parts.append(text[last : found.start()])
            last = end + len(closing)
    return "".join([*parts, text[last:]])
