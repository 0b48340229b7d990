"""Atom, as arXiv's API answers it."""

import pytest

from index.papers.paper import Paper
from index.readers.live.atom import read_page
from index.readers.live.web import BadAnswer
from tests.index.readers.live.conftest import entry, feed


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE f [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><feed>&b;</feed>',
        b'<!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/passwd">]><feed>&x;</feed>',
        b'<!DOCTYPE f SYSTEM "http://127.0.0.1/f.dtd"><feed/>',
        b"<html><body>Rate exceeded.</body></html>",
        b'<?xml version="1.0" encoding="no-such"?><feed/>',
        b"",
        b"\0\xff",
        b"<feed>" * 100_000,
    ],
)
def test_xml_that_is_no_feed_is_refused_unread(content: bytes) -> None:
    with pytest.raises(BadAnswer):
        read_page(content)


def test_a_page_has_its_papers_and_how_many_there_are() -> None:
    page = read_page(feed([entry("2510.00001", 2), entry("2510.1", summary=" ")], 40))
    paper, bad = page.records
    assert isinstance(paper, Paper)
    assert (paper.id, paper.version, paper.url) == (
        "2510.00001", 2, "https://arxiv.org/abs/2510.00001",
    )  # fmt: skip
    assert str(bad) == "http://arxiv.org/abs/2510.1v1: abstract is empty"
    assert (page.total, page.complaint) == (40, None)


def test_arxivs_complaint_is_no_paper() -> None:
    error = "<entry><id>http://arxiv.org/api/errors#x</id><summary>malformed\n id</summary></entry>"
    page = read_page(feed([error]))
    assert (page.records, page.complaint) == ([], "malformed id")


def test_a_comment_that_is_a_notice_stands_for_the_abstract() -> None:
    (paper,) = read_page(feed([entry("2510.00001", comment="This paper is withdrawn.")])).records
    assert isinstance(paper, Paper)
    assert paper.withdrawn
