"""Records of lines with tags: RIS, PubMed's nbib, Web of Science's text, EndNote's %-tags.

What differs is data: how a tagged line looks, which tag begins a record, and which hold what.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.papers.paper import BadPaper, Record
from index.readers.input import lines
from index.readers.input.types import Gauge, Placed, TextFile
from index.readers.values.columns import Places, Value, collect, fold_name, read_table
from index.readers.values.latex import decode_macros
from index.readers.values.names import split_names, turn_name
from index.readers.values.reading import read_record

MAX_RECORD = 500_000  # characters
_NEAR = 100  # lines in which a file's first record begins, behind a search strategy perhaps


class Dialect(NamedTuple):
    """One way of writing such records.

    `line` matches a tagged line, with its tag and what follows as groups. A record goes from one
    line that `begins` matches to the next; behind the tag `ends` only tagged lines belong to it.
    `authors` are tags with a name a line, in groups; the first whose first tag occurs is taken.
    """

    name: str
    line: re.Pattern[str]
    begins: re.Pattern[str]
    ends: str
    authors: tuple[tuple[str, ...], ...]
    places: Places


_DIALECTS = (
    Dialect(
        "ris", re.compile(r"\s*([A-Z][A-Z0-9])(?:\s{1,3}-\s*|-\s+|-$)(.*)"),
        re.compile(r"\s*TY\s{0,3}-\s*[A-Z]{3}"), "ER", (("au", "a1"),),
        read_table("""
title: TI, T1, CT, BT?
abstract: AB, N2
published: DA, PY, Y1, YR
doi: DO, DI?, M3?, L3?, UR?
url: UR, LK, L2?, L1?
arxiv: AN?, ID?, M1?, C1?, JO?, JF?, T2?
"""),
    ),
    Dialect(
        "nbib", re.compile(r"([A-Z]{2,4}) {0,2}-(?: +(.*)|$)"), re.compile(r"PMID ?- *\d"), "",
        (("fau", "cn"), ("au", "cn")),
        read_table("""
title: TI, BTI, TT
abstract: AB, OAB
published: DP, DEP, EDAT
doi: LID?, AID?
pubmed: PMID
"""),
    ),
    Dialect(
        "wos", re.compile(r"([A-Z][A-Z0-9])(?: (.*)|$)"), re.compile(r"PT [A-Z]$"), "ER",
        (("af", "ca"), ("au", "ca")),
        read_table("""
title: TI
abstract: AB
published: PY
doi: DI
"""),
    ),
    Dialect(
        "enw", re.compile(r"(%[0-9A-Z@!&^*<>~$])(?: (.*)|$)"), re.compile(r"%0 "), "", (("a",),),
        read_table("""
title: %T
abstract: %X
published: %8, %D
doi: %R?, %M?
url: %U
"""),
    ),
)  # fmt: skip


def recognise(text: str) -> bool:
    """Whether a record begins in the first lines."""
    return _find(text) is not None


def _find(text: str) -> Dialect | None:
    """The dialect whose first record begins first."""
    for line in text.lstrip().splitlines()[:_NEAR]:
        for dialect in _DIALECTS:
            if dialect.begins.match(line):
                return dialect
    return None


def read(file: TextFile, gauge: Gauge) -> Placed:
    """Yield (line of the record, paper, remark or complaint). Streams the file."""
    dialect: Dialect | None = None
    start, block, size = 0, list[str](), 0
    for number, written in lines.read_lines(file, gauge):
        line = written.replace("\u00a0", " ")  # as pages write it, from which records are copied
        dialect = dialect or _find(line)
        if dialect and dialect.begins.match(line):
            yield from _place(start, block, dialect)
            start, block, size = number, [], 0
        if dialect and start and size <= MAX_RECORD:
            block.append(line)
            size += len(line) + 1
    if dialect:
        yield from _place(start, block, dialect)


def _place(start: int, block: list[str], dialect: Dialect) -> Placed:
    if block:
        for record in _read_block(block, dialect):
            yield start, record


def _read_block(block: list[str], dialect: Dialect) -> list[Record]:
    try:
        lines.check_text("\n".join(block), MAX_RECORD)
    except BadPaper as error:
        return [error]
    fields = list(_read_fields(block, dialect))
    names = next((found for tags in dialect.authors if (found := _names(fields, tags))), [])
    values = collect(_join(fields, dialect.places), dialect.places)
    if names:
        values["authors"] = [Value("author", names)]
    for _, number, _ in values.pop("pubmed", []):
        values["id"] = [Value("PMID", f"https://pubmed.ncbi.nlm.nih.gov/{number}/")]
    return read_record(values, dialect.name)


def _read_fields(block: list[str], dialect: Dialect) -> Iterator[tuple[str, list[str]]]:
    """Yield each tag with its lines; a line without a tag goes on with the one before."""
    tag, held = "", list[str]()
    for line in block:
        found = dialect.line.match(line)
        if found and not (found[1] == dialect.ends and found[2]):  # "ER - the emergency room"
            if tag:
                yield tag, held
            tag, held = found[1], [found[2] or ""]
        elif tag and tag != dialect.ends:
            held.append(line)
    if tag:
        yield tag, held


def _names(fields: list[tuple[str, list[str]]], tags: tuple[str, ...]) -> list[str]:
    """The authors under these tags, in the order of the file; [] where only bodies are."""
    found = [(fold_name(tag), line) for tag, held in fields for line in held]
    if not any(tag in (tags[0], "a1") for tag, _ in found):
        return []
    written = [decode_macros(line) for tag, line in found if tag in tags]
    return [turn_name(name) for line in written for name in split_names(line)]


def _join(fields: list[tuple[str, list[str]]], places: Places) -> Iterator[tuple[str, object]]:
    """The fields as texts; an abstract that is told in several of one tag is one."""
    whole: dict[str, str] = {}
    for tag, held in fields:
        # ADS and JabRef write TeX into RIS.
        text = decode_macros(" ".join(line.strip() for line in held).strip())
        if any(place.field == "abstract" for place in places.get(fold_name(tag), ())):
            whole[tag] = f"{whole.get(tag, '')} {text}".strip()
        else:
            yield tag, text
    yield from whole.items()
