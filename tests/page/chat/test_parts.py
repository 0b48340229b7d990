"""The components' order."""

from dataclasses import fields

from page.chat.parts import Controls
from page.turns.steering import Choices


def test_controls_come_in_the_order_in_which_their_values_are_read() -> None:
    assert [part.name for part in fields(Controls)] == [part.name for part in fields(Choices)]
