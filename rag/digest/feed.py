"""A digest as an Atom feed (RFC 4287): an entry for each new paper."""

import re
from datetime import UTC, datetime
from urllib.parse import quote
from xml.etree import ElementTree as ET

from index.papers.filters import day_listed, days_of
from index.papers.paper import Paper
from rag.answer.text import tame
from rag.digest.issue import Digest, list_items, say_facts

_ATOM = "http://www.w3.org/2005/Atom"
_TAG = "tag:askpapers.invalid,2026"  # what an entry is known by, on whatever machine (RFC 4151)
# Characters that XML 1.0 cannot hold, in whatever writing.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_feed(digest: Digest) -> str:
    """Each cited paper once, with the topics that it is new to."""
    feed = ET.Element(f"{{{_ATOM}}}feed")
    topics = [answer.question for answer in digest.answers]
    _add(feed, "title", f"askpapers: {', '.join(topics)}")
    _add(feed, "id", f"{_TAG}:digest:{quote('|'.join(topics), safe='')}")
    _add(_add(feed, "author"), "name", "askpapers")
    days = [_write_day(paper) for _, paper in digest.numbered]
    _add(feed, "updated", max(days, default=datetime.now(UTC).isoformat(timespec="seconds")))
    for _, paper in digest.numbered:
        _write_entry(feed, digest, paper)
    ET.register_namespace("", _ATOM)
    ET.indent(feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, "unicode") + "\n"


def _write_entry(feed: ET.Element, digest: Digest, paper: Paper) -> None:
    entry = _add(feed, "entry")
    _add(entry, "title", paper.title)
    _add(entry, "id", f"{_TAG}:paper:{quote(paper.id, safe='')}")
    _add(entry, "updated", _write_day(paper))
    if paper.url:
        _add(entry, "link", href=paper.url)
    for name in paper.authors:
        _add(_add(entry, "author"), "name", name)
    said = []
    for answer in digest.answers:
        quotes = [sentence.text for sentence, other in list_items(answer) if other.id == paper.id]
        said += quotes
        if quotes:
            _add(entry, "category", term=answer.question)
    quoted = " ".join(f"“{tame(text)}”" for text in dict.fromkeys(said))
    _add(entry, "summary", f"{quoted} ({say_facts(paper)})")


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    clean = {key: _UNWRITABLE.sub("", value) for key, value in attributes.items()}
    child = ET.SubElement(parent, f"{{{_ATOM}}}{name}", clean)
    child.text = _UNWRITABLE.sub("", text) or None
    return child


def _write_day(paper: Paper) -> str:
    """The first moment of the day on which it was new, in UTC."""
    day = day_listed(paper)
    first = datetime.fromordinal(days_of(day)[0]) if day else datetime(1970, 1, 1)
    return first.replace(tzinfo=UTC).isoformat()
