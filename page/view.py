"""What the page shows of a conversation, as values for its components: all derived from turns."""

import html
import json
from dataclasses import dataclass
from typing import Any

from page.chips import list_chips
from page.links import to_query
from page.saved import save_turn
from page.sources import to_panel
from page.turns import Turn, describe, to_messages


@dataclass(frozen=True, slots=True)
class View:
    """Values for the chat, the panel, the chips (shown with their keys), and the page's script.

    `saved` is what the browser keeps: the turns' keys, and the last of them whole.
    """

    messages: list[dict[str, Any]]
    panel: str
    chips: list[tuple[str, str]]
    news: str
    saved: str


def to_view(turns: list[Turn]) -> View:
    """All of it."""
    last = turns[-1] if turns else None
    chips = [] if last is None or last.live else list_chips(last.answer)
    return View(to_messages(turns), to_panel(turns), chips, to_news(turns), to_saved(turns))


def to_news(turns: list[Turn]) -> str:
    """What the page's script is told: whether an answer is being written, and what came of it."""
    live = bool(turns) and turns[-1].live
    said = describe(turns[-1]) if turns and not live else ""
    link = to_query(turns[-1].answer) if turns else ""
    cited = [citation.paper.id for citation in turns[-1].answer.citations] if turns else []
    told = {"live": live, "said": said, "turns": len(turns), "link": link}
    return carry({**told, "cited": list(dict.fromkeys(cited))})


def to_saved(turns: list[Turn]) -> str:
    """What has changed of a conversation since it was kept last."""
    last = save_turn(turns[-1]) if turns else None
    return carry({"keys": [turn.key for turn in turns], "turn": last})


def carry(message: Any) -> str:
    """A JSON value as an element that the page's script reads, through Markdown."""
    text = json.dumps(message, ensure_ascii=True).replace("%", "\\u0025")
    return f'<div class="news">{html.escape(text)}</div>'
