"""Whether a question asks what is new: "what is new on merging since Monday", "trending now"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from index.papers.paper import PaperDate
from index.papers.terms import extract_terms
from rag.query.filters.authors import PAPER
from rag.query.filters.dates import DatePhrase
from rag.query.filters.spans import cut

WEEK = 7  # days back, where a question says no time
_BE = r"(?:['’]s|\s+(?:is|are|was|has|have)(?:\s+been)?)"
_OPENING = r"^(?:(?:hi|hey|hello|please|ok(?:ay)?|so|and|tell\s+me|show\s+me|list)\b[,\s]*)*"
# What asks for news by itself; and what does so only with a time, or with nothing else: "what is
# new in FlashAttention-2" asks for its content.
_SURE = re.compile(
    rf"{_OPENING}(?:(?:what|which(?:\s+{PAPER})?){_BE}?\s+(?:trending|hot)(?:\s+{PAPER})?"
    rf"|(?:the\s+)?trending(?:\s+{PAPER})?|(?:is\s+there\s+)?anything\s+new|(?:any\s+)?news)\b",
    re.IGNORECASE,
)
_TIMED = re.compile(
    rf"{_OPENING}(?:what{_BE}?\s+(?:new|changed|(?:the\s+)?news)(?:\s+{PAPER})?"
    rf"|(?:the\s+|any\s+)?new\s+{PAPER}|(?:what|which){_BE}?\s+(?:the\s+)?new\s+{PAPER})\b",
    re.IGNORECASE,
)
_LAST_ASKED = re.compile(
    r"\bsince\s+(?:i\s+(?:last\s+)?(?:asked|was\s+here|looked|came)(?:\s+last)?"
    r"|(?:my|the)\s+last\s+(?:question|visit|time)|last\s+time)\b",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"^(?:(?:on|about|in|for|with|regarding|around|here|of|to|topic)\b[\s,:]*)+", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class NewsAsk:
    """From when on, and on what topic; without one on any.

    `since` is None where the question counts from the last one, and nobody knows when that was.
    """

    since: PaperDate | None
    until: PaperDate | None
    topic: str


def find_news_ask(
    text: str,
    dates: Sequence[DatePhrase],
    hidden: Sequence[tuple[int, int]],
    today: date,
    asked: date | None,
) -> NewsAsk | None:
    """None where a question does not ask what is new.

    `dates` are the times that it speaks of, `hidden` is what is said of whose papers. `asked` is
    when the last question was asked.
    """
    sure = _SURE.search(text)
    lead, last = sure or _TIMED.search(text), _LAST_ASKED.search(text)
    if not lead:
        return None
    times = [d for d in dates if d.start >= lead.end() and (d.relative or not (d.alone or d.loose))]
    spans = [lead.span(), *hidden, *([last.span()] if last else [])]
    spans += [(times[-1].start, times[-1].end)] if times and not last else []
    topic = _JOINT.sub("", cut(text, spans)).strip(" ?.!,;:")
    topic = topic if extract_terms(topic) else ""
    if not (sure or times or last or not topic):
        return None
    if last:
        return NewsAsk(PaperDate.of(asked) if asked else None, None, topic)
    if times:
        return NewsAsk(times[-1].since, times[-1].until, topic)
    return NewsAsk(PaperDate.of(today - timedelta(WEEK)), None, topic)
