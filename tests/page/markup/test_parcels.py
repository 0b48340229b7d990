"""What the page's script is handed."""

import html
import json
import re

from page.markup.parcels import Format, carry


def read(element: str) -> object:
    """What the script reads of it."""
    found = re.fullmatch(r'<div class="news">([^<]*)</div>', element)
    assert found
    return json.loads(html.unescape(found[1]))


def test_any_text_comes_through_an_element() -> None:
    message = {"text": "100 % <b> $x$ “é”\n%%%LATEX_BLOCK_0%%%"}
    assert read(carry(message)) == message
    assert "%" not in carry(message)


def test_a_file_has_its_name_kind_and_text_and_differs_each_time() -> None:
    shout = Format("txt", "text/plain", str.upper)
    first, second = (read(shout.carry("tides", "rise")) for _ in range(2))
    assert isinstance(first, dict)
    assert {**first, "id": ""} == {
        "name": "tides.txt", "kind": "text/plain", "id": "", "text": "RISE"
    }  # fmt: skip
    assert first != second
