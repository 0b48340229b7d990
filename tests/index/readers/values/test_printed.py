"""Lists and objects that a program printed."""

import pytest

from index.readers.values.printed import open_printed


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("['a', None]", ["a", None]),
        ('{"a": [0]}', {"a": [0]}),
        ("{'a': [0]}", {"a": [0]}),
        ("[{'a': 1}]", [{"a": 1}]),
        ("a text", None),
        ("[1] a reference", None),
        (r"{\beta}-decay", None),
        ("['a'", None),
        ("{'a': open('x')}", None),
    ],
)
def test_what_was_printed_is_opened_and_nothing_is_run(text: str, value: object) -> None:
    assert open_printed(text) == value


@pytest.mark.usefixtures("uncollected")
def test_what_is_nested_too_deeply_is_a_text() -> None:
    assert open_printed("[" * 50_000 + "'a'" + "]" * 50_000) is None
