"""What the page's script is told of a conversation."""

from typing import Any

from page.keeping.links import to_query
from page.keeping.saved import save_turn
from page.markup.parcels import carry
from page.turns.turn import Turn, cited
from page.views.chips import list_chips
from page.views.messages import describe


def to_news(turns: list[Turn]) -> str:
    """An element that the script reads.

    It holds whether an answer is being written (`live`), one line on what came of it (`said`), the
    chips of what was read out of the question, the papers it cites, a link's query, and what the
    browser keeps: all turns' `keys`, and the last `turn` whole.
    """
    last = turns[-1] if turns else None
    told: dict[str, Any] = {"live": False, "said": "", "chips": [], "cited": [], "link": ""}
    if last:
        told["live"], told["link"] = last.live, to_query(last.answer)
        told["cited"] = [paper.id for paper in cited(last.answer)]
    if last and not last.live:
        told["said"], told["chips"] = describe(last), list_chips(last.answer)
    kept = save_turn(last) if last else None
    return carry({**told, "keys": [turn.key for turn in turns], "turn": kept})
