"""The verdicts on a text: as text, as JSON, as Markdown to take along."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from index.papers.chunks import Sentence
from index.papers.paper import Paper
from rag.verify.verdicts import Ruling, Verdict

RULINGS: tuple[Ruling, ...] = get_args(Ruling)
_ALWAYS = ("supported", "contradicted", "not said")  # which the summary counts, be it 0
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!])")


@dataclass(frozen=True, slots=True)
class Report:
    """A verdict on each sentence of a text, in order."""

    verdicts: tuple[Verdict, ...]

    @property
    def counts(self) -> dict[Ruling, int]:
        """How many sentences have each verdict."""
        found = Counter(verdict.ruling for verdict in self.verdicts)
        return {ruling: found[ruling] for ruling in RULINGS}

    @property
    def contradicted(self) -> bool:
        """Whether an abstract says otherwise than some sentence."""
        return self.counts["contradicted"] > 0

    @property
    def summary(self) -> str:
        """ "5 supported, 3 contradicted, 2 not said"."""
        counts = self.counts.items()
        return ", ".join(
            f"{count} {_say(ruling, count)}"
            for ruling, count in counts
            if count or ruling in _ALWAYS
        )

    def to_dict(self) -> dict[str, Any]:
        """JSON values."""
        return {
            "summary": self.summary,
            "counts": dict(self.counts),
            "sentences": [verdict.to_dict() for verdict in self.verdicts],
        }


def to_text(report: Report) -> str:
    """For a terminal: the summary last."""
    return "\n".join([*map(_to_lines, report.verdicts), report.summary])


def _to_lines(verdict: Verdict) -> str:
    lines = [f"{verdict.ruling.upper()}  {verdict.sentence}", f"    {verdict.reason}"]
    if verdict.paper:
        lines += [f"    {part}" for part in _say_source(verdict.paper, verdict.quote)]
    return "\n".join([*lines, ""])


def to_markdown(report: Report) -> str:
    """A document, in which nothing of the text or the abstracts is markup."""
    return "\n".join([f"# Checked: {report.summary}", "", *_list_items(report)])


def _list_items(report: Report) -> Iterator[str]:
    for number, verdict in enumerate(report.verdicts, 1):
        yield f"{number}. **{verdict.ruling}**: {_escape(verdict.sentence)}"
        yield f"   - {_escape(verdict.reason)}"
        if verdict.paper:
            yield f"   - {_escape(', '.join(_say_source(verdict.paper, verdict.quote)))}"


def _say_source(paper: Paper, quote: Sentence | None) -> list[str]:
    return [f"“{quote.text}”", say_paper(paper)] if quote else [say_paper(paper)]


def say_paper(paper: Paper) -> str:
    """A paper's title, date and address."""
    facts = ", ".join(str(fact) for fact in (paper.published, paper.url) if fact)
    return f"{paper.title} ({facts})" if facts else paper.title


def _say(ruling: Ruling, count: int) -> str:
    if ruling == "needs none":
        return "needs no citation" if count == 1 else "need no citation"
    return "with a source not in the index" if ruling == "source not in index" else ruling


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
