"""Citations in a text: where they stand, and what they name.

A citation is taken out of the text and leaves a mark of two private characters around a number,
which no reading of Markdown or LaTeX changes.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from index.papers.identity import clean_arxiv_id, clean_doi, is_arxiv_id

_OPEN, _CLOSE = "\ue010", "\ue011"
MARK = rf"{_OPEN}(\d+){_CLOSE}"
_MOST = 40  # papers of one "[3-99]"
# Every repeat has an end: a hostile text costs a time that grows with its length.
_LATEX = re.compile(
    r"~?\\(?P<how>[A-Za-z]{0,12}cite[a-z]{0,12})\*?\s?(?:\[[^\[\]{}]{0,200}\]){0,2}"
    r"\{(?P<keys>[^{}]{1,1000})\}"
)
_NEW_ID = r"\d\d(?:0[1-9]|1[0-2])\.\d{4,5}(?:v\d{1,2})?(?![\w%]|\.\d)"
_OLD_ID = r"[a-z-]{2,12}(?:\.[A-Z]{2})?/\d{7}(?:v\d{1,2})?(?!\w)"
_SURNAME = r"[^\W\d_a-zß-öø-ÿ][^\W\d_][\w'’-]{0,30}"
_PEOPLE = rf"(?-i:\b{_SURNAME}(?:\set\sal\.?|\s(?:and|&)\s{_SURNAME})?)"
_YEAR = r"(?:19|20)\d\d[a-z]?"
_FORMS = re.compile(
    rf"""
      (?P<pandoc>\[[^\[\]]{{0,200}}?@\w[^\[\]]{{0,300}}\])
    | (?P<numbers>\[\^?\d{{1,3}}(?:\s?[,;–-]\s?\^?\d{{1,3}}){{0,40}}\])
    | (?P<labels>\[\^?[A-Za-z][\w+:.&-]{{0,60}}(?:\s?[,;]\s?[A-Za-z][\w+:.&-]{{0,60}}){{0,20}}\])
    | (?P<address>https?://[^\s"'<>\[\]{_OPEN}{_CLOSE}]{{1,500}})
    | (?P<arxiv>(?:arXiv\spreprint\s)?\barXiv:\s?(?:{_NEW_ID}|{_OLD_ID})
        (?:\s\[[A-Za-z.-]{{2,20}}\])?)
    | (?P<id>(?<![\w.,/$-]){_NEW_ID})
    | (?P<doi>(?:\bdoi:\s?)?\b10\.\d{{4,9}}/[^\s"'<>\[\]{{}},;{_OPEN}{_CLOSE}]{{1,200}})
    | (?P<years>\((?:{_PEOPLE},?\s{_YEAR};?\s?){{1,12}}\))
    | (?P<people>{_PEOPLE}\s\({_YEAR}\))
    | (?P<author>(?<![\w@.])@\w[\w:./+-]{{0,100}})
    """,
    re.VERBOSE | re.IGNORECASE,
)
_YEARS = re.compile(rf"({_SURNAME})[^;\d]{{0,60}}((?:19|20)\d\d)")
_PANDOC = re.compile(r"(?:^|(?<=[\s;\[-]))@(\w[\w:./+-]{0,100})")
_RANGE = re.compile(r"(\d+)\s?[–-]\s?\^?(\d+)")
_RUN = rf"(?:{MARK})(?:\s?[,;]?\s?{MARK})*".replace(r"(\d+)", r"\d+")
_GROUP = re.compile(rf"\s*\(\s?(?:(?:see|cf\.|e\.g\.,?)\s)?{_RUN}\s?\)|\s*{_RUN}".replace("\n", ""))
_NUMBER = re.compile(MARK)


@dataclass(frozen=True, slots=True)
class Citation:
    """One citation: as it is written, what it names, whether the text speaks of its authors.

    A name is a key of the text's references, an arXiv id, or a DOI.
    """

    written: str
    names: tuple[str, ...]
    narrative: bool = False


@dataclass(slots=True)
class Marks:
    """The citations of a text, each by the number in its mark."""

    found: list[Citation] = field(default_factory=list)

    def hide(self, citation: Citation) -> str:
        """The mark that stands for a citation from now on."""
        self.found.append(citation)
        return f"{_OPEN}{len(self.found) - 1}{_CLOSE}"

    def show(self, text: str) -> str:
        """The text with its citations as they were written."""
        return _NUMBER.sub(lambda mark: self.found[int(mark[1])].written, text)

    def find_groups(self, text: str) -> Iterator[tuple[int, int, list[Citation]]]:
        """Yield from where to where a run of marks goes, with the space before it, and what it is.

        "(see [1], [2])" is one, with its brackets.
        """
        for group in _GROUP.finditer(text):
            numbers = map(int, _NUMBER.findall(group[0]))
            yield group.start(), group.end(), [self.found[number] for number in numbers]


def strip_marks(text: str) -> str:
    """A text of others, which may hold no marks yet."""
    return text.replace(_OPEN, "").replace(_CLOSE, "")


def mark_latex(text: str, marks: Marks) -> str:
    r"""Take out \\cite{a,b} and its kin."""

    def hide(found: re.Match[str]) -> str:
        keys = [key.strip() for key in found["keys"].split(",")][:_MOST]
        narrative = found["how"].casefold() in ("citet", "textcite", "citeauthor")
        written = f"[{', '.join(filter(None, keys))}]"
        space = " " if found[0].startswith("~") else ""
        return space + marks.hide(Citation(written, tuple(filter(None, keys)), narrative))

    return _LATEX.sub(hide, text)


def mark_citations(text: str, marks: Marks, known: Collection[str]) -> str:
    """Take out all other forms; words in brackets and "@name" only where they are `known` keys."""

    def hide(found: re.Match[str]) -> str:
        names = list(_read(found, known))
        if not names:
            return found[0]
        kept = found[0][len(found[0].rstrip(".,;:!?)")) :] if _is_open(found) else ""
        written = found[0].removesuffix(kept)
        narrative = found.lastgroup in ("author", "people")
        return marks.hide(Citation(written, tuple(names[:_MOST]), narrative)) + kept

    return _FORMS.sub(hide, text)


def read_address(address: str) -> str | None:
    """The arXiv id or DOI that an address is of; None for another."""
    id = clean_arxiv_id(address.split("#")[0].split("?")[0].replace("/html/", "/abs/"))
    return id if is_arxiv_id(id) else clean_doi(address)


def _is_open(found: re.Match[str]) -> bool:
    """Whether nothing but a space ends this form: then the sentence's own signs are none of it."""
    return found.lastgroup in ("address", "doi", "author")


def _read(found: re.Match[str], known: Collection[str]) -> Iterator[str]:
    form, text = found.lastgroup, found[0]
    if form == "pandoc":
        yield from (key.rstrip(".,:") for key in _PANDOC.findall(text))
    elif form == "numbers":
        yield from _count(text.strip("[]"))
    elif form == "labels":
        keys = [key.lstrip("^") for key in re.split(r"\s?[,;]\s?", text.strip("[]"))]
        yield from keys if all(key in known for key in keys) else ()
    elif form == "author":
        key = text[1:].rstrip(".,:")
        yield from [key] if key in known else ()
    elif form in ("years", "people"):
        yield from (f"{name} {year}" for name, year in _YEARS.findall(text))
    elif form in ("arxiv", "id"):
        bare = re.sub(r"^arxiv preprint |\s\[[^\]]*\]$", "", text, flags=re.IGNORECASE)
        yield clean_arxiv_id(bare)
    else:
        name = read_address(text.rstrip(".,;:!?)"))
        yield from [name] if name else ()


def _count(numbers: str) -> Iterator[str]:
    """ "1, 3-5" is 1, 3, 4 and 5."""
    for part in re.split(r"\s?[,;]\s?", numbers):
        span = _RANGE.fullmatch(part.lstrip("^"))
        if span and 0 <= int(span[2]) - int(span[1]) < _MOST:
            yield from map(str, range(int(span[1]), int(span[2]) + 1))
        elif not span:
            yield part.lstrip("^")
