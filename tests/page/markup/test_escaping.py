"""Untrusted text as markup stays text."""

import pytest

from page.markup.escaping import escape_attribute, escape_html, escape_markdown


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("a_b*c", "a\\_b\\*c"),
        ("gain of 54.6\\%", "gain of 54\\.6&#37;"),
        ("$O(n^2)$ steps", "\ue000O(n^2)\ue001 steps"),
        ("$50\\%\\to 80\\%$", "\ue00050\\%\\to 80\\%\ue001"),
        ("$\\gdef\\le{\\ge}$", "&dollar;\\\\gdef\\\\le\\{\\\\ge\\}&dollar;"),
        ("a\ue000b\ue001", "ab"),
        ("%%%LATEX_BLOCK_0%%%", "&#37;&#37;&#37;LATEX\\_BLOCK\\_0&#37;&#37;&#37;"),
        ("from $5 to $10", "from &dollar;5 to &dollar;10"),
        ("$x<img>$", "&dollar;x&lt;img&gt;&dollar;"),
        ("see https://a.b", "see https&colon;//a\\.b"),
        ("1. no list", "1\\. no list"),
    ],
)
def test_markdown_keeps_latex_and_nothing_else(text: str, markdown: str) -> None:
    assert escape_markdown(text) == markdown


def test_html_is_escaped_and_prices_do_not_pair() -> None:
    assert escape_html("\"a\" & '<b>'") == "&quot;a&quot; &amp; &#x27;&lt;b&gt;&#x27;"
    assert escape_html("under $15 a paper, over $x<y$") == "under $15 a paper, over $x&lt;y$"
    assert escape_attribute("https://a.b/?c=1&d=$2$") == "https://a.b/?c=1&amp;d=$2$"
