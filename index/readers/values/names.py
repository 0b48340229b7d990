"""Names of people: one turned to "Given Family", several in one text told apart."""

import re

from index.papers.cleaning import clean_text

_AND = re.compile(r",?\s+(?:and|&|und|et)\s+(?!al\b)", re.IGNORECASE)
_REST = re.compile(
    r",?\s*(?:\band\s+)?\b(?:et\.?\s+al\b\.?|and\s+others|others|\.\.\.|…)\s*$", re.IGNORECASE
)
# "Lloy AC", as PubMed and Embase write
_FAMILY_FIRST = re.compile(r"(.*[a-z].*?)\s+([A-Z]\.?(?:[\s-]?[A-Z]\.?){0,2})")
_EXTENDED = re.compile(r"\s*(family|given|prefix|suffix)\s*=\s*(.*)")
# What Scopus and others put behind a name: numbers of authors, affiliations, DBLP's homonyms.
_NUMBERS = re.compile(
    r"\s*\((?:\d[\d\s;]*|[a-z0-9]\s*(?:,\s*[a-z0-9])*)\)|\s*\[\d[\d, ]*\]|\s+0\d{3}$"
    r"|\s*\([^()]*\)$"
)
_INITIALS = re.compile(r"(?:[^\W\d_a-zß-öø-ÿ]{1,2}\.?[\s-]*){1,5}$")
_BODY = re.compile(r"(?:inc|ltd|llc|gmbh|co)\.?$", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:jr|sr|junior|senior|ii|iii|iv)\.?$", re.IGNORECASE)
_PARTICLE = re.compile(r"(?:[a-z'’]{1,4}\s+)+\S")
_LONGEST = 200  # characters of one name


def turn_name(name: str) -> str:
    """ "Lovelace, Ada" as "Ada Lovelace", "King, Martin, Jr." as "Martin King Jr."."""
    return turn_parts(name.split(","))


def drop_rest(text: str) -> str:
    """Names without what says that there are more: "and others", "et al."."""
    return _REST.sub("", " ".join(text.split())).strip(" ,;")


def is_suffix(name: str) -> bool:
    """Whether a part of a name is "Jr." or the like."""
    return _SUFFIX.match(name.strip()) is not None


def split_names(text: str) -> list[str]:
    """The names where one is meant to stand: "Lee, Ann; Park, Bo", "Lee, Ann and Park, Bo"."""
    names = text.split(";") if ";" in text else _AND.split(text)
    if ";" not in text and not all("," in name for name in names):
        names = [text]
    return [name for name in names if name.strip(" ,")]


def split_text(text: str) -> list[str]:
    """The names in one text, each turned, by what stands between them; lines are names too."""
    text = ";".join(" ".join(line.split()) for line in text.splitlines())
    return [name for part in _split(drop_rest(text)) if (name := clean_name(part))]


def clean_name(name: str) -> str:
    """A name without the numbers and affiliations behind it."""
    return clean_text(_NUMBERS.sub("", " ".join(name.split()))).strip(" ,;")


def says_more(text: str) -> bool:
    """Whether names end in "and others", "et al." or the like."""
    return _REST.search(" ".join(text.split())) is not None


def is_two(name: str) -> bool:
    """Whether it may be two names, as "Ann Lee, Bo Park": no part is one word, nor "van der …"."""
    family, _, given = name.partition(",")
    alone = " " not in family.strip() or " " not in given.strip()
    return not alone and not _PARTICLE.match(family)


def turn_parts(parts: list[str]) -> str:
    """The same of a name that is divided at its commas."""
    parts = [part.strip() for part in parts if part.strip()]
    extended = {m[1]: m[2] for part in parts if (m := _EXTENDED.match(part))}
    if "family" in extended:  # biblatex's "family=Berg, given=Jan, prefix=van der"
        order = ("given", "prefix", "family", "suffix")
        return " ".join(extended[name].strip("{}") for name in order if name in extended)
    suffixes = [part for part in parts[1:] if _SUFFIX.match(part)]
    rest = parts[:1] + [part for part in parts[1:] if not _SUFFIX.match(part)]
    if len(rest) == 1 and len(rest[0]) < _LONGEST and (m := _FAMILY_FIRST.fullmatch(rest[0])):
        rest = [m[1], m[2]]
    if len(rest) != 2 or _BODY.match(rest[1]):
        return ", ".join(parts)
    given = rest[1].split()
    if len(given) > 1 and _SUFFIX.match(given[-1]):
        suffixes = [given.pop(), *suffixes]
    return " ".join([*given, rest[0], *suffixes])


def _split(text: str) -> list[str]:
    """The names in one text, by what stands between them."""
    for mark in (";", "|", " / "):
        if mark in text:
            return [turn_name(part) for part in text.split(mark)]
    parts = _AND.split(text)
    if len(parts) > 1 and all(part.count(",") in (1, 2) or part[:1] == "{" for part in parts):
        return [turn_name(part).strip("{}") for part in parts]
    pieces = [piece.strip() for part in parts for piece in part.split(",") if piece.strip()]
    pairs = len(parts) == 1 or _in_pairs(pieces)
    return list(map(turn_name, _join_pairs(pieces) if pairs else pieces))


def _in_pairs(pieces: list[str]) -> bool:
    """Whether every second piece is of initials: "Gatic, G.N., Sequei, F.A."."""
    families, given = pieces[::2], pieces[1::2]
    return (
        len(families) == len(given)
        and all(map(_INITIALS.match, given))
        and not any(map(_INITIALS.match, families))
    )


def _join_pairs(pieces: list[str]) -> list[str]:
    """Names where one comma stands between family and given, and between authors too."""
    suffixes = [piece for piece in pieces if _SUFFIX.match(piece)]
    named = [piece for piece in pieces if not _SUFFIX.match(piece)]
    if (
        len(named) == 2
        and not _BODY.match(named[1])
        and (" " not in named[1].strip(" .") or _PARTICLE.match(named[0]))
    ):
        return [" ".join([named[1], named[0], *suffixes])]
    single = len(named) > 2 and len(named) % 2 == 0 and not any(" " in piece for piece in named)
    if _in_pairs(named) or single:
        return [f"{given} {family}" for family, given in zip(named[::2], named[1::2], strict=True)]
    return pieces
