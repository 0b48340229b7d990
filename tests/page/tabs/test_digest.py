"""What happens on a click in the Digest tab."""

import pytest

from page.tabs.digest import FORMATS, MOST_TOPICS, Digests
from rag.chatbot import Chatbot


@pytest.fixture
def digests(corpus: Chatbot) -> Digests:
    return Digests(corpus)


def test_topics_are_previewed_and_plotted(digests: Digests) -> None:
    assert "Tides" in digests.show("the moon and the sea\n\nvolcanoes", "2024-01")
    assert "on the moon and the sea" in digests.plot("the moon and the sea")


@pytest.mark.parametrize("topics", ["", "\n".join(f"tide {n}" for n in range(MOST_TOPICS + 1))])
def test_too_few_and_too_many_topics_are_told(digests: Digests, topics: str) -> None:
    assert f"write 1 to {MOST_TOPICS} topics" in digests.show(topics, "7d")
    assert digests.plot(topics) == ""
    complaint, parcel = digests.pack("HTML", topics, "7d")
    assert "write 1 to" in complaint
    assert parcel == ""


@pytest.mark.parametrize("format", FORMATS)
def test_each_format_is_a_file_of_the_digest(digests: Digests, format: str) -> None:
    preview, parcel = digests.pack(format, "the moon and the sea", "2024-01")
    assert "Tides" in preview
    assert f"digest.{FORMATS[format].ending}" in parcel
