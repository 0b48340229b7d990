"""What the page shows of a conversation, as values for its components: all derived from turns."""

import html
import json
from dataclasses import dataclass
from typing import Any

from page.turns.links import to_query
from page.turns.saved import save_turn
from page.turns.turns import Turn, describe, to_messages
from page.views.chips import list_chips
from page.views.sources import to_panel


@dataclass(frozen=True, slots=True)
class View:
    """Values for the chat, the panel, and what the page's script is told."""

    messages: list[dict[str, Any]]
    panel: str
    news: str


def to_view(turns: list[Turn]) -> View:
    """All of it."""
    return View(to_messages(turns), to_panel(turns), to_news(turns))


def to_news(turns: list[Turn]) -> str:
    """What the page's script is told of a conversation.

    Whether an answer is being written (`live`), one line on what came of it (`said`), the chips of
    what was read out of the question, the papers it cites, a link's query, and what the browser
    keeps: all turns' `keys`, and the last `turn` whole.
    """
    last = turns[-1] if turns else None
    told: dict[str, Any] = {"live": False, "said": "", "chips": [], "cited": [], "link": ""}
    if last:
        told["live"], told["link"] = last.live, to_query(last.answer)
        told["cited"] = list(dict.fromkeys(c.paper.id for c in last.answer.citations))
    if last and not last.live:
        told["said"], told["chips"] = describe(last), list_chips(last.answer)
    kept = save_turn(last) if last else None
    return carry({**told, "keys": [turn.key for turn in turns], "turn": kept})


def carry(message: Any) -> str:
    """A JSON value as an element that the page's script reads, through Markdown."""
    text = json.dumps(message, ensure_ascii=True).replace("%", "\\u0025")
    return f'<div class="news">{html.escape(text)}</div>'
