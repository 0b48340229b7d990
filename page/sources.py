"""The panel beside the chat: for each answer a card a source, the quotes marked in the abstract.

HTML without a line break, since it is shown through Markdown, whose sanitiser it passes.
"""

from collections.abc import Iterable, Iterator

from index.papers import Paper
from page.markup import escape_attribute, escape_html
from page.turns import Turn, anchor, uncited
from rag.answer import Citation
from rag.marks import NEAREST
from rag.wording import list_facts

EMPTY = '<p class="hint">The sources of an answer stand here, with what it quotes marked.</p>'
_NAMES = 3  # authors shown before "and N others"


def to_panel(turns: list[Turn]) -> str:
    """All answers' sources, the newest first and open, the earlier ones folded."""
    return "".join(_turn_html(turn, n == 0) for n, turn in enumerate(reversed(turns))) or EMPTY


def _turn_html(turn: Turn, newest: bool) -> str:
    cards = "".join(_cards(turn))
    if newest:
        return f'<section class="sources"><h2>Sources</h2>{_summary(turn)}{cards}</section>'
    question = escape_html(turn.answer.question[:80])
    return f'<details class="sources"><summary>Sources of “{question}”</summary>{cards}</details>'


def _summary(turn: Turn) -> str:
    answer = turn.answer
    cited = len({citation.number for citation in answer.citations})
    read = len(answer.passages)
    scope = f'<p class="hint">Papers: {escape_html(answer.scope)}</p>' if answer.scope else ""
    read_as = f"Read as: {escape_html(answer.standalone)}" if answer.standalone else ""
    understood = f'<p class="hint">{read_as}</p>' if read_as else ""
    return f'<p class="hint">{cited} cited of {read} passages retrieved</p>{scope}{understood}'


def _cards(turn: Turn) -> Iterator[str]:
    answer = turn.answer
    for number in sorted({citation.number for citation in answer.citations}):
        mine = [citation for citation in answer.citations if citation.number == number]
        yield _card(anchor(turn, number), str(number), mine[0].paper, mine)
    others = uncited(answer)
    if answer.abstained:  # the nearest papers have markers, which need cards to lead to
        for number, passage in enumerate(others[:NEAREST], 1):
            yield _card(anchor(turn, number), str(number), passage.paper)
        others = others[NEAREST:]
    if others:
        rest = "".join(_card("", "", passage.paper) for passage in others)
        summary = f"<summary>Also retrieved, not cited ({len(others)})</summary>"
        yield f"<details>{summary}{rest}</details>"


def _card(id: str, label: str, paper: Paper, citations: Iterable[Citation] = ()) -> str:
    cited = list(citations)
    quotes = "".join(
        f'<blockquote class="{c.verdict}"><mark>{escape_html(_cited_text(c))}</mark>'
        f'<span class="verdict"> {c.verdict}: {escape_html(c.reason)}</span></blockquote>'
        for c in dict.fromkeys(cited)
    )
    number = f'<span class="number">{label}</span> ' if label else ""
    return (
        f'<div class="source" id="{id}" tabindex="-1"><h3>{number}{_title(paper)}</h3>'
        f'<p class="hint">{_facts(paper)}</p>{quotes}'
        f"<details><summary>Abstract</summary><p>{mark_quotes(paper, cited)}</p></details></div>"
    )


def _cited_text(citation: Citation) -> str:
    """The quote; of a record, which has no words of its own, the facts."""
    return "; ".join(list_facts(citation.paper)) if citation.is_record else citation.quote


def mark_quotes(paper: Paper, citations: Iterable[Citation]) -> str:
    """The whole abstract as HTML, the cited sentences inside `<mark>`."""
    parts, last = [], 0
    for start, end in sorted({(c.start, c.end) for c in citations if not c.is_record}):
        parts.append(escape_html(paper.abstract[last:start]))
        parts.append(f"<mark>{escape_html(paper.abstract[start:end])}</mark>")
        last = end
    return "".join([*parts, escape_html(paper.abstract[last:])])


def _title(paper: Paper) -> str:
    title = escape_html(paper.title)
    if not paper.url:
        return title
    return f'<a href="{escape_attribute(paper.url)}" target="_blank" rel="noopener">{title}</a>'


def _facts(paper: Paper) -> str:
    who = paper.organization or _authors(paper)
    # An id that stands in the address is arXiv's; one of ours is a hash that tells nobody a thing.
    identity = paper.id if paper.url and paper.id in paper.url else ""
    facts = [str(paper.published) if paper.published else "no date", who, identity]
    return " · ".join(escape_html(fact) for fact in facts if fact)


def _authors(paper: Paper) -> str:
    names = paper.authors[:_NAMES]
    count = paper.author_count
    if not names:
        return f"{count} author{'s' if count != 1 else ''}" if count else ""
    if count is None:
        return ", ".join(names) + " and others"
    return ", ".join(names) + (f" and {count - len(names)} others" if count > len(names) else "")
