"""The panel beside the chat: for each answer a card a source, the quotes marked in the abstract.

HTML without a line break, since it is shown through Markdown, whose sanitiser it passes.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from index.papers.paper import Paper
from index.papers.terms import extract_terms
from page.markup.escaping import escape_html
from page.markup.papers import describe_facts, link_title, say_count
from page.turns.turn import BY_RULE, Turn, anchor, uncited
from rag.answer.answer import Answer
from rag.answer.parts import Citation, Passage
from rag.answer.text import NEAREST
from rag.answer.wording import list_facts

EMPTY = '<p class="hint">The sources of an answer stand here, with what it quotes marked.</p>'
_WORDS = 6  # matched words named on a card


def to_panel(turns: list[Turn]) -> str:
    """All answers' sources, the newest first and open, the earlier ones folded."""
    return "".join(_turn_html(turn, n == 0) for n, turn in enumerate(reversed(turns))) or EMPTY


def _turn_html(turn: Turn, newest: bool) -> str:
    cards = "".join(_cards(turn))
    if newest:
        rest = _others(turn) + _draft(turn.answer)
        return f'<section class="sources"><h2>Sources</h2>{_summary(turn)}{cards}{rest}</section>'
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
    """The cards that markers lead to; of an answer that has none yet, all that was retrieved."""
    answer = turn.answer
    found = {p.paper.id: p for p in reversed(answer.passages)}
    for number in sorted({citation.number for citation in answer.citations}):
        mine = [citation for citation in answer.citations if citation.number == number]
        passage = found.get(mine[0].paper.id)
        yield _card(anchor(turn, number), str(number), mine[0].paper, mine, why(answer, passage))
    if answer.abstained:  # the nearest papers have markers, which need cards to lead to
        for number, passage in enumerate(uncited(answer)[:NEAREST], 1):
            reason = why(answer, passage)
            yield _card(anchor(turn, number), str(number), passage.paper, (), reason)
    elif turn.live and not answer.citations:
        for passage in uncited(answer):
            yield _card_of_uncited(passage.paper, why(answer, passage))


def _others(turn: Turn) -> str:
    """What was retrieved and is not cited, folded."""
    others = uncited(turn.answer)[NEAREST if turn.answer.abstained else 0 :]
    if not others or (turn.live and not turn.answer.citations):
        return ""
    cards = "".join(_card_of_uncited(p.paper, why(turn.answer, p)) for p in others)
    count = len(others)
    return f"<details><summary>Also retrieved, not cited ({count})</summary>{cards}</details>"


def _draft(answer: Answer) -> str:
    """What a model wrote before it was checked, folded."""
    if answer.composer in BY_RULE or not answer.draft:
        return ""
    lines = "".join(
        f'<li class="{s.verdict}">{escape_html(s.text)} '
        f'<span class="verdict">{s.verdict}: {escape_html(s.reason)}</span></li>'
        for s in answer.draft
    )
    invented = f'<p class="hint">{say_count(answer.invented, "citation")} named no source.</p>'
    return (
        f'<details class="draft"><summary>What {escape_html(answer.composer)} wrote, as checked'
        f"</summary>{invented if answer.invented else ''}<ul>{lines}</ul></details>"
    )


def why(answer: Answer, passage: Passage | None) -> str:
    """Why a passage was found: the question's words that it has, and how near its meaning is."""
    if passage is None:
        return ""
    words = list(islice(_matched_words(answer, passage.paper), _WORDS))
    parts = [f"words: {', '.join(words)}"] if words else []
    if passage.dense is not None:
        parts.append(f"meaning: {passage.dense:.2f} of 1")
    return f"Found by {'; '.join(parts)}" if parts else ""


def _matched_words(answer: Answer, paper: Paper) -> Iterator[str]:
    """The question's words whose stems stand in title or abstract, as the question has them."""
    terms = _terms_of(paper)
    asked = answer.standalone or answer.question
    for word in dict.fromkeys(re.findall(r"\w[\w-]*", asked)):
        own = _terms_of_word(word)
        if own and terms.issuperset(own):
            yield word


@lru_cache(4_096)
def _terms_of_word(word: str) -> frozenset[str]:
    return frozenset(extract_terms(word))


@lru_cache(4_096)
def _terms_of(paper: Paper) -> frozenset[str]:
    return frozenset(extract_terms(f"{paper.title} {paper.abstract}"))


def _card(
    id: str, label: str, paper: Paper, cited: Iterable[Citation] = (), reason: str = ""
) -> str:
    citations = list(cited)
    quotes = "".join(
        f'<blockquote class="{c.verdict}"><mark>{escape_html(_cited_text(c))}</mark>'
        f'<span class="verdict"> {c.verdict}: {escape_html(c.reason)}</span></blockquote>'
        for c in dict.fromkeys(citations)
    )
    number = f'<span class="number">{label}</span> ' if label else ""
    identity = f' id="{id}" tabindex="-1"' if id else ""
    found = f'<p class="hint">{escape_html(reason)}</p>' if reason else ""
    return (
        f'<div class="source"{identity}><h3>{number}{link_title(paper)}</h3>'
        f'<p class="hint">{describe_facts(paper)}</p>{quotes}{found}'
        f"<details><summary>Abstract</summary><p>{mark_quotes(paper, citations)}</p></details>"
        f"{_back(id)}</div>"
    )


def _back(id: str) -> str:
    """On a phone the answer is out of sight; elsewhere this is not shown."""
    return f'<a class="back" href="#back-{id}">↑ back to the answer</a>' if id else ""


def _cited_text(citation: Citation) -> str:
    """The quote; of a record, which has no words of its own, the facts."""
    return "; ".join(list_facts(citation.paper)) if citation.is_record else citation.quote


@lru_cache(2_048)
def _card_of_uncited(paper: Paper, reason: str) -> str:
    return _card("", "", paper, (), reason)


def mark_quotes(paper: Paper, citations: Iterable[Citation]) -> str:
    """The whole abstract as HTML, the cited sentences inside `<mark>`."""
    parts, last = [], 0
    for start, end in sorted({(c.start, c.end) for c in citations if not c.is_record}):
        if start < last:  # spans of a restored answer may overlap
            continue
        parts.append(escape_html(paper.abstract[last:start]))
        parts.append(f"<mark>{escape_html(paper.abstract[start:end])}</mark>")
        last = end
    return "".join([*parts, escape_html(paper.abstract[last:])])
