"""A paper's title and facts as HTML."""

from typing import Any

import pytest

from page.markup.papers import describe_facts, link_title
from tests.conftest import make_paper
from tests.page.conftest import HOSTILE


def test_a_title_is_linked_where_there_is_an_address() -> None:
    assert link_title(make_paper("Tides & $x$")) == "Tides &amp; \ue000x\ue001"
    linked = link_title(make_paper("Tides", url="https://a.example/?q=1&b"))
    assert linked.startswith('<a href="https://a.example/?q=1&amp;b" target="_blank"')
    assert "<img" not in link_title(make_paper(HOSTILE))


@pytest.mark.parametrize(
    ("known", "facts"),
    [
        ({}, "no date"),
        ({"published": "2020-01", "author_count": 1}, "2020-01 · 1 author"),
        ({"authors": list("ABCD"), "author_count": 9}, "no date · A, B, C and 6 others"),
        ({"authors": ["A", "B"], "author_count": None}, "no date · A, B and others"),
        ({"listed": "2020-02-01", "organization": "<b>"}, "listed 2020-02-01 · &lt;b&gt;"),
    ],
)
def test_facts_are_those_that_are_known(known: dict[str, Any], facts: str) -> None:
    assert describe_facts(make_paper(id="1", **known)) == facts
