"""A question: what may be asked, and the terms in it that can be looked for."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from index.papers.paper import clean_text
from index.papers.terms import extract_forms, extract_terms

MAX_QUESTION = 2_000  # characters; longer than any abstract on arXiv


Aim = Literal["fact", "name", "explain", "topic", "list"]

_LIST = re.compile(
    r"\b(?:papers|works|studies|publications|articles|methods|approaches|findings"
    r"|(?:any|every)thing(?= (?:(?:new|recent|else) )?(?:on|about|regarding|by|from|for|with|like"
    r"|that|to|related|here|in)\b)"
    r"|literature(?= (?:on|about|say))|overview|survey|evidence|ways of|which of (?:these|them)"
    r"|(?:in|on) this list|what(?:'s| is| has) been (?:done|tried)"
    r"|(?:has|is there|are there) any(?:one|body| (?:papers?|works?|stud(?:y|ies)|datasets?))"
    r"|anybody|have (?:people|we|they|researchers)|do (?:we|you) have"
    r"|what'?s (?:there|(?:in )?here)(?! (?:by far|the|to|an?)\b))\b"
    r"|(?:^|[.,:;?] *(?:and )?)who (?!(?:is|was|has|does|wins|gets|this|its)\b)\w+s\b",
    re.IGNORECASE,
)
_EXPLAIN = re.compile(r"how (?:do|does|did|can|could|is|are|was|were)\b", re.IGNORECASE)
_FACT = re.compile(
    r"\b(?:how (?:many|much|often|long|large|big|small|fast|far|old|reliably|well|high|low|close"
    r"|accurate)|numbers?|counts?|sizes?|shares?|fraction|percent(?:age)?|rates?|scores?|gains?"
    r"|speed-?ups?|overhead|seconds|ms|minutes|hours|days|costs?|savings?|accuracy|improvements?"
    r"|advantages?|hardware|(?:training|inference) time|delay|latency|max(?:imum)?"
    r"|at (?:most|least)|(?:big|larg|small|high|low|fast|short|long|cheap|deep)est|resolution"
    r"|length|before and after|time saved|leads? over)\b"
    r"|(?:^|[.,:;?] *(?:and )?)(?:who|where|when)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\bhow many\b"
    r"|(?:^|[.,:;?] *|\band )(?:what(?:'s| is| are) )?(?:the )?(?:total )?number of\b",
    re.IGNORECASE,
)
# "Which sampler …", "on what data", but not "what makes it work", "which is better".
_NAME = re.compile(
    r"(?:^|[.,:;?-] *|\band )(?:and |so )?(?:(?:on|in|for|from|with|at|to|by|under) )?"
    r"(?:which|what) (?:(?:two|three|four|kind of|sort of) )?"
    r"(?!(?:is|are|was|were|be|does|do|did|goes|happen\w*|makes?|helps?|would|could|should|can|has"
    r"|have|had|it|they|this|that|these|those|of|in|on|for|to|if|about|keeps?|changes?|fixes|causes?"
    r"|plays|stops|the|a|an|you|we|ways?|reasons?|role|problem|extent"
    r"|effect|challenges?|limitations?|and|instead|exactly|else)\b"
    r"|\w+s (?:the|it|this|that|an?|their|its|them)\b)\w"
    r"|\bnames? of\b|(?:'s|\bits|\bthe|\bdataset|\bmodel|\bmethod|\bbenchmark) name\b"
    r"|(?<!so-)\bcalled *(?:$|[?,])",
    re.IGNORECASE,
)
_WHY = re.compile(r"\bwhy\b|(?:^|[.,:;?-] *|\b(?:please|you) )explain\b", re.IGNORECASE)
_JOINTS = re.compile(r"\band\b|\bvs\b|\?|,")
# Only where a clause begins: "models that can listen" asks nothing.
_ASKS = re.compile(
    r"(?:^|[.,:;?-] *(?:and |so )?)(?:how|why|what|which|does|do|is|are|can|could|explain)\b",
    re.IGNORECASE,
)


class BadQuestion(ValueError):
    """What was asked is no question; the message says why."""


@dataclass(frozen=True)
class Question:
    """A cleaned question. Make it with `read_question`.

    The first `own` characters of `text` were asked; the rest, if any, is what earlier turns were
    about, and `paper` the title of the paper that was cited first (see rag.query.followup).
    """

    text: str
    own: int = MAX_QUESTION
    paper: str = ""

    @property
    def context(self) -> str:
        """What earlier turns were about, without the brackets."""
        return self.text[self.own :].strip().removeprefix("(about: ").removesuffix(")")

    def reword(self, own: str) -> "Question":
        """The same with other words in the place of its own, where there are any."""
        if not own or own == self.text[: self.own]:
            return self
        end = len(own) if self.context else MAX_QUESTION
        return Question(own + self.text[self.own :], end, self.paper)

    @cached_property
    def aim(self) -> Aim:
        """What would answer it: a figure, a name, an explanation, one to several papers, several.

        A phrase that asks nothing ("video virtual try-on") names a topic: how many papers it wants
        shows in what is found.
        """
        text = self.text[: self.own]
        if _LIST.search(text) and not _COUNT.search(text):
            return "list"
        if not (_EXPLAIN.match(text) or _WHY.search(text)):
            if _FACT.search(text):
                return "fact"
            if _NAME.search(text):
                return "name"
        return "explain" if "?" in text or self.context or _ASKS.search(text) else "topic"

    @cached_property
    def has_parts(self) -> bool:
        """Whether more than one thing is asked: "how many tasks, and from which areas?"."""
        text = self.text[: self.own]
        return " and " in text or len(_JOINTS.findall(text)) > 1

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """Its distinct search terms in order; none when it holds only stop words."""
        return tuple(dict.fromkeys(extract_terms(self.text)))

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """Its distinct words as written and pairs of terms, to look for beside the terms."""
        return tuple(dict.fromkeys(extract_forms(self.text)))


def read_question(text: object) -> Question:
    """Clean a question. Raises BadQuestion when there is nothing to look for, or too much."""
    if not isinstance(text, str):
        raise BadQuestion(f"a question is text, not {type(text).__name__}")
    clean = clean_text(text)
    if not clean:
        raise BadQuestion("the question is empty; ask something about the papers")
    if len(clean) > MAX_QUESTION:
        raise BadQuestion(
            f"the question has {len(clean):,} characters, more than {MAX_QUESTION:,}; shorten it"
        )
    if not re.search(r"[^\W_]", clean):
        raise BadQuestion(f"the question {clean[:20]!r} has no word in it; ask in words")
    return Question(clean)
