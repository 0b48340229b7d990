"""A digest as a feed."""

from xml.etree import ElementTree as ET

from rag.digest.feed import to_feed
from rag.digest.issue import Digest
from tests.rag.conftest import HOSTILE


def test_the_feed_is_xml_whatever_papers_hold(digest: Digest) -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ET.fromstring(to_feed(digest))  # noqa: S314 - we wrote it
    entries = feed.findall(f"{atom}entry")
    assert len(entries) == 5
    assert len({entry.findtext(f"{atom}id") for entry in entries}) == 5
    assert entries[1].findtext(f"{atom}updated") == "2025-06-09T00:00:00+00:00"
    assert HOSTILE in (entries[4].findtext(f"{atom}title") or "")
    assert [link.get("href") for link in feed.iter(f"{atom}link")] == [
        "https://arxiv.org/abs/2506.00001"
    ]
