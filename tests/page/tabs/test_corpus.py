"""What happens on a click in the Corpus tab."""

from page.tabs.corpus import Corpus
from page.views.corpus import to_card
from rag.chatbot import Chatbot


def test_the_table_is_of_a_search_or_of_all(corpus: Chatbot) -> None:
    tab = Corpus(corpus)
    table, told = tab.find("", "oldest")
    assert table.index("Tides") < table.index("Bread")
    assert table.index("Bread") < table.index("Zebras")  # which has no date to be sorted by
    assert "[&quot;a&quot;, &quot;b&quot;, &quot;c&quot;]" in told
    sort, table, _ = tab.find_best("moon and sea")
    assert sort == "best match"
    assert table.index("Tides") < table.index("Bread")
    table, _ = tab.find("moon and sea", "most upvoted")
    assert table.index("Bread") < table.index("Tides")
    assert "No paper matches." in tab.find("🙂", "best match")[0]


def test_a_paper_is_chosen_by_its_id(corpus: Chatbot) -> None:
    paper, card, button = Corpus(corpus).choose("c 12.5")
    assert paper.id == "c"
    assert "&lt;img" in card
    assert "<img" not in card
    assert button["visible"]
    assert Corpus(corpus).choose("nowhere 1")[0] is None
    assert "Choose a paper" in to_card(None)
