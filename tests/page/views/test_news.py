"""What the page's script is told of a conversation."""

from dataclasses import replace

from page.views.news import to_news
from tests.page.conftest import turn_about


def test_the_page_s_script_gets_json_that_markdown_leaves_alone() -> None:
    turn = replace(turn_about("Tides", "They rise."), error="100 % <b> $x$")
    news = to_news([turn])
    assert "<b>" not in news
    assert "%" not in news
