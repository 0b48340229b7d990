"""What went wrong, in one line."""

import asyncio

import gradio as gr
import pytest

from page.engine.faults import TOLD, describe, word_faults


def fail(text: str) -> str:
    if text == "told":
        raise gr.Error("ask otherwise")
    raise ValueError(f"{text}\n" * 1000)


async def happen(event: int, value: str) -> None:
    """An event of a page, with the value of its component."""
    with gr.Blocks() as page:
        box, kind = gr.Textbox(), gr.Radio(["a", "b"])
        box.submit(fail, box, box)
        kind.change(lambda kind: kind, kind, box)
    word_faults(page)
    await page.process_api(page.fns[event], [value], None)


@pytest.mark.parametrize(
    ("event", "value", "told", "logged"),
    [
        (0, "told", "ask otherwise", "the page's event fail failed: Error 'ask otherwise' at "),
        (0, "x\x1b", TOLD, r"the page's event fail failed: ValueError 'x\x1b\nx\x1b\n"),
        (1, "c", "Value: 'c'", "the page's event <lambda> failed: Error \"Value: 'c' "),
    ],
)
def test_a_fault_is_a_line_and_gradio_prints_none(
    caplog: pytest.LogCaptureFixture, event: int, value: str, told: str, logged: str
) -> None:
    with pytest.raises(gr.Error) as raised:
        asyncio.run(happen(event, value))
    assert told in raised.value.message
    assert not raised.value.print_exception
    (record,) = caplog.records
    assert record.getMessage().startswith(logged)
    assert record.getMessage().isprintable()
    assert len(record.getMessage()) < 1000


def test_where_an_error_was_raised_is_said() -> None:
    with pytest.raises(ValueError, match="x") as raised:
        fail("x")
    assert describe(raised.value).endswith(" at test_faults.py:14")
    assert describe(ValueError("never")) == "ValueError 'never' at nowhere"
