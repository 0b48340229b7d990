"""A paper from values under their names: of each field the first value that can be read."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import quote

from index.papers.fields import (
    BadPaper,
    Remark,
    check_count,
    check_names,
    check_optional_text,
    check_sources,
    check_url,
    show_value,
)
from index.papers.identity import clean_arxiv_id
from index.papers.paper import Paper, PaperDate, Record
from index.readers.values.columns import Say, Value, Values
from index.readers.values.dates import add_month, read_date
from index.readers.values.links import find_arxiv_id, read_address, read_doi, read_id
from index.readers.values.people import People, read_people
from index.readers.values.prose import read_abstract, read_prose, read_raw

Found = TypeVar("Found")
Reader = Callable[[Any, Say], Found | None]


def read_record(
    values: Values, source: str, *, raw: bool = False, sources: object = ()
) -> list[Record]:
    """What is to be said of the paper, then the paper; or what is wrong with it alone.

    A field that may be missing and cannot be read is left out, and said. With `raw` the source has
    plain text, in which no markup is looked for.
    """
    said: list[str] = []
    try:
        paper = _make(values, source, sources, raw, said.append)
    except BadPaper as error:
        return [error]
    except RecursionError:
        return [BadPaper("is nested too deeply")]
    return [*map(Remark, said), paper]


def _make(values: Values, source: str, sources: object, raw: bool, say: Say) -> Paper:
    def pick(field: str, read: Reader[Found]) -> Found | None:
        found, said = _pick(values.get(field, []), read)
        for note in said:
            say(note if found is not None else f"{note}, and is left out")
        return found

    # First, since most of what is refused lacks one of them.
    title = _require("title", values, read_raw if raw else read_prose)
    abstract = _require("abstract", values, read_raw if raw else read_abstract)
    people = pick("authors", _read_authors) or People()
    doi, url = pick("doi", read_doi), pick("url", read_address)
    arxiv = find_arxiv_id(
        found.value for field in ("arxiv", "id", "doi", "url") for found in values.get(field, [])
    )
    return Paper.make(
        title,
        abstract,
        id=arxiv or pick("id", read_id),
        authors=people.names,
        author_count=pick("count", read_count) if "count" in values else people.count,
        published=_add_month(pick("published", read_date), values),
        listed=pick("listed", read_date),
        url=url or _address(values, doi, arxiv),
        organization=pick("organization", _read_name),
        upvotes=pick("upvotes", read_count),
        comments=pick("comments", read_count),
        code=pick("code", lambda v, _: check_url(v)),
        version=pick("version", read_count),
        doi=doi,
        sources=_check_sources(source, sources, say),
    )


def _check_sources(one: str, several: object, say: Say) -> tuple[str, ...]:
    try:
        return check_sources(one, several)
    except BadPaper as error:
        say(f"{error.reason}, and is left out")
        return ()


def _add_month(date: PaperDate | None, values: Values) -> PaperDate | None:
    """A year with the month and day that stand in fields of their own."""
    if date is None or date.month:
        return date
    month, day = (str(next(iter(values.get(name, [("", "")])))[1]) for name in ("month", "day"))
    return add_month(date, month, day)


def _pick(candidates: list[Value], read: Reader[Found]) -> tuple[Found | None, list[str]]:
    """The first that can be read, with what there is to say of it; else what is wrong."""
    wrong: list[str] = []
    for name, value, sure in candidates:
        notes: list[str] = []
        try:
            found = read(value, notes.append)
        except BadPaper as error:
            notes, found = [error.reason], None
        said = [f"{name[:40]}: {note}" for note in notes]
        if found is not None:
            return found, said
        wrong = wrong or (said if sure else [])
    return None, wrong


def _require(field: str, values: Values, prose: Reader[str]) -> str:
    """The title or abstract. Raises BadPaper where there is none, or what is there is no text."""
    found, wrong = _pick(values.get(field, []), prose)
    if found is None:
        raise BadPaper(wrong[0] if wrong else f"no {field}")
    return found


def _read_authors(value: object, say: Say) -> People | None:
    """Raises BadPaper, also where a name is longer than any."""
    people = read_people(value, say)
    check_names(people.names if people else ())
    return people


def _read_name(value: object, _: Say) -> str | None:
    """The name of an organization, which may be in an object or the first of a list."""
    if isinstance(value, list):
        value = next(iter(value), None)
    if isinstance(value, Mapping):
        value = value.get("fullname") or value.get("name") or value.get("display_name")
    return check_optional_text("organization", value)


def _address(values: Values, doi: str | None, arxiv: str | None) -> str | None:
    """Where the paper is found if its source does not say: by DOI, arXiv's id or one of its own."""
    if doi:
        return f"https://doi.org/{quote(doi, safe='/:;()._-+@!*$,=~')}"
    if arxiv:
        return f"https://arxiv.org/abs/{clean_arxiv_id(arxiv)}"
    return _pick(values.get("id", []), read_address)[0]


def read_count(value: object, _: Say) -> int | None:
    """A whole number, also as "12", 5.0 or "1,204"; None stays. Raises BadPaper."""
    if isinstance(value, str):
        text = value.strip().replace(",", "").removesuffix(".0")
        value = int(text) if text.isdecimal() and len(text) < 20 else value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if value is not None and not isinstance(value, int):
        raise BadPaper(f"{show_value(value)} is no whole number")
    return check_count("count", value)
