"""Whether a question asks what is new: "what is new on merging since Monday", "trending now"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from index.papers.paper import PaperDate
from index.papers.terms import extract_terms
from rag.query.filters.dates import DatePhrase
from rag.query.filters.grammar import PAPER, ignore_case
from rag.query.filters.spans import Span, cut

WEEK = 7  # days back, where a question says no time

_BE = r"(?:['’]s|\s+(?:is|are|was|has|have)(?:\s+been)?)"
_OPENING = r"^(?:(?:hi|hey|hello|please|ok(?:ay)?|so|and|tell\s+me|show\s+me|list)\b[,\s]*)*"
# What asks for news by itself; and what does so only with a time, or with nothing else: "what is
# new in FlashAttention-2" asks for its content.
_SURE = ignore_case(
    rf"{_OPENING}(?:(?:what|which(?:\s+{PAPER})?){_BE}?\s+(?:trending|hot)(?:\s+{PAPER})?"
    rf"|(?:the\s+)?trending(?:\s+{PAPER})?|(?:is\s+there\s+)?anything\s+new|(?:any\s+)?news)\b"
)
_TIMED = ignore_case(
    rf"{_OPENING}(?:what{_BE}?\s+(?:new|changed|(?:the\s+)?news)(?:\s+{PAPER})?"
    rf"|(?:the\s+|any\s+)?new\s+{PAPER}|(?:what|which){_BE}?\s+(?:the\s+)?new\s+{PAPER})\b"
)
_SINCE_LAST = ignore_case(
    r"\bsince\s+(?:i\s+(?:last\s+)?(?:asked|was\s+here|looked|came)(?:\s+last)?"
    r"|(?:my|the)\s+last\s+(?:question|visit|time)|last\s+time)\b"
)
_ON = ignore_case(r"^(?:(?:on|about|in|for|with|regarding|around|here|of|to|topic)\b[\s,:]*)+")


@dataclass(frozen=True, slots=True)
class NewsRequest:
    """From when on, and on what topic; without one on any.

    `since` is None where the question counts from the last one, and nobody knows when that was.
    """

    since: PaperDate | None
    until: PaperDate | None
    topic: str


def find_news_request(
    text: str,
    times: Sequence[DatePhrase],
    hidden: Sequence[Span],
    today: date,
    last_asked: date | None,
) -> NewsRequest | None:
    """None where a question does not ask what is new.

    `times` are those that it speaks of, `hidden` is where it says whose papers. `last_asked` is the
    day of the question before.
    """
    sure = _SURE.search(text)
    lead, last = sure or _TIMED.search(text), _SINCE_LAST.search(text)
    if not lead:
        return None
    meant = [t for t in times if t.span[0] >= lead.end()]
    meant = [t for t in meant if t.relative or not (t.alone or t.loose)]
    said = last.span() if last else meant[-1].span if meant else None
    topic = _ON.sub("", cut(text, [lead.span(), *hidden, *([said] if said else [])]))
    topic = topic.strip(" ?.!,;:")
    topic = topic if extract_terms(topic) else ""
    if not (sure or said or not topic):
        return None
    if last:
        return NewsRequest(PaperDate.of(last_asked) if last_asked else None, None, topic)
    if meant:
        return NewsRequest(meant[-1].since, meant[-1].until, topic)
    return NewsRequest(PaperDate.of(today - timedelta(WEEK)), None, topic)
