"""What happens on a click in the tab that checks a text."""

import pytest

from page.tabs.verify import Verification
from rag.chatbot import Chatbot

QUOTE = "The moon moves the sea."  # which needs no judge


@pytest.fixture
def checks(corpus: Chatbot) -> Verification:
    return Verification(corpus)


def test_a_text_is_checked_and_its_report_is_a_file(checks: Verification) -> None:
    assert "<b>supported</b>" in checks.show(QUOTE)
    shown, parcel = checks.pack(QUOTE)
    assert shown == checks.show(QUOTE)
    assert "checked.md" in parcel
    assert "# Checked: 1 supported" in parcel


@pytest.mark.parametrize(
    ("text", "told"), [("", "no sentence to check"), ("x" * 50_001, "more than 50,000")]
)
def test_a_mistake_is_told(checks: Verification, text: str, told: str) -> None:
    assert told in checks.show(text)
    complaint, parcel = checks.pack(text)
    assert told in complaint
    assert parcel == ""
