"""The panel of sources."""

from page.views.sources import mark_quotes, to_panel
from tests.page.conftest import turn_about


def test_the_quote_is_marked_inside_its_abstract() -> None:
    turn = turn_about("Tides", "They rise & rise. They fall.")
    (citation,) = turn.answer.citations
    marked = mark_quotes(citation.paper, [citation])
    assert marked == "<mark>They rise &amp; rise.</mark> They fall."


def test_cited_sources_come_first_and_the_others_are_folded() -> None:
    panel = to_panel([turn_about("Tides", "They rise.")])
    assert "1 cited of 2 passages retrieved" in panel
    assert panel.index("Tides") < panel.index("Also retrieved, not cited (1)")
    assert "2020-01 · 5 authors" in panel


def test_earlier_answers_keep_their_cards() -> None:
    panel = to_panel([turn_about("Tides", "Rise.", key="a"), turn_about("Seas", "Fall.", key="b")])
    assert panel.index('id="s-b-1"') < panel.index('id="s-a-1"')


def test_a_card_says_why_its_paper_was_found() -> None:
    turn = turn_about("Tides", "They rise.", question="Why do tides rise & fall?")
    panel = to_panel([turn])
    assert "Found by words: tides, rise; meaning: 0.20 of 1" in panel


def test_earlier_turns_keep_only_the_cards_that_markers_lead_to() -> None:
    first, last = turn_about("Tides", "Rise.", key="a"), turn_about("Seas", "Fall.", key="b")
    assert to_panel([first, last]).count("Also retrieved") == 1
