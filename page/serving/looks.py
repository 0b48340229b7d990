"""The page's looks and its own script, from the files in `page/assets`."""

from importlib import resources
from typing import Any

import gradio as gr

from page.serving.bodies import LARGEST

SCRIPTS = (
    "place.js",
    "hear.js",
    "cite.js",
    "news.js",
    "keep.js",
    "map.js",
)  # as one, in this order


def appearance() -> dict[str, Any]:
    """What Gradio is told of the page's looks; no font is asked of anybody."""
    return {
        "theme": gr.themes.Soft(font=["system-ui", "sans-serif"], font_mono=["ui-monospace"]),
        "css": _asset("style.css"),
    }


def script() -> str:
    """The page's own script, which knows how many bytes it may send at once."""
    return "\n".join([f"const MOST_SENT = {LARGEST};", *map(_asset, SCRIPTS)])


def _asset(name: str) -> str:
    return resources.files("page").joinpath("assets", name).read_text(encoding="utf-8")
