"""What would answer a question: a figure, a name, an explanation, one paper or several."""

import re
from typing import Literal

from rag.query.filters.grammar import HOW_MANY, ignore_case

Aim = Literal["fact", "name", "explain", "topic", "list"]

_LIST = ignore_case(
    r"\b(?:papers|works|studies|publications|articles|methods|approaches|findings"
    r"|(?:any|every)thing(?= (?:(?:new|recent|else) )?(?:on|about|regarding|by|from|for|with|like"
    r"|that|to|related|here|in)\b)"
    r"|literature(?= (?:on|about|say))|overview|survey|evidence|ways of|which of (?:these|them)"
    r"|(?:in|on) this list|what(?:'s| is| has) been (?:done|tried)"
    r"|(?:has|is there|are there) any(?:one|body| (?:papers?|works?|stud(?:y|ies)|datasets?))"
    r"|anybody|have (?:people|we|they|researchers)|do (?:we|you) have"
    r"|what'?s (?:there|(?:in )?here)(?! (?:by far|the|to|an?)\b))\b"
    r"|(?:^|[.,:;?] *(?:and )?)who (?!(?:is|was|has|does|wins|gets|this|its)\b)\w+s\b"
)
_EXPLAIN = ignore_case(r"how (?:do|does|did|can|could|is|are|was|were)\b")
_FACT = ignore_case(
    r"\b(?:how (?:many|much|often|long|large|big|small|fast|far|old|reliably|well|high|low|close"
    r"|accurate)|numbers?|counts?|sizes?|shares?|fraction|percent(?:age)?|rates?|scores?|gains?"
    r"|speed-?ups?|overhead|seconds|ms|minutes|hours|days|costs?|savings?|accuracy|improvements?"
    r"|advantages?|hardware|(?:training|inference) time|delay|latency|max(?:imum)?"
    r"|at (?:most|least)|(?:big|larg|small|high|low|fast|short|long|cheap|deep)est|resolution"
    r"|length|before and after|time saved|leads? over)\b"
    r"|(?:^|[.,:;?] *(?:and )?)(?:who|where|when)\b"
)
_COUNT = ignore_case(
    rf"\b{HOW_MANY}\b"
    r"|(?:^|[.,:;?] *|\band )(?:what(?:'s| is| are) )?(?:the )?(?:total )?number of\b"
)
# "Which sampler …", "on what data", but not "what makes it work", "which is better".
_NAME = ignore_case(
    r"(?:^|[.,:;?-] *|\band )(?:and |so )?(?:(?:on|in|for|from|with|at|to|by|under) )?"
    r"(?:which|what) (?:(?:two|three|four|kind of|sort of) )?"
    r"(?!(?:is|are|was|were|be|does|do|did|goes|happen\w*|makes?|helps?|would|could|should|can|has"
    r"|have|had|it|they|this|that|these|those|of|in|on|for|to|if|about|keeps?|changes?|fixes|causes?"
    r"|plays|stops|the|a|an|you|we|ways?|reasons?|role|problem|extent"
    r"|effect|challenges?|limitations?|and|instead|exactly|else)\b"
    r"|\w+s (?:the|it|this|that|an?|their|its|them)\b)\w"
    r"|\bnames? of\b|(?:'s|\bits|\bthe|\bdataset|\bmodel|\bmethod|\bbenchmark) name\b"
    r"|(?<!so-)\bcalled *(?:$|[?,])"
)
_WHY = ignore_case(r"\bwhy\b|(?:^|[.,:;?-] *|\b(?:please|you) )explain\b")
# Only where a clause begins: "models that can listen" asks nothing.
_ASKS_SOMETHING = ignore_case(
    r"(?:^|[.,:;?-] *(?:and |so )?)(?:how|why|what|which|does|do|is|are|can|could|explain)\b"
)
_JOINTS = re.compile(r"\band\b|\bvs\b|\?|,")


def read_aim(text: str, *, leans: bool) -> Aim:
    """What would answer; a question that leans on earlier turns is never only a topic.

    A phrase that asks nothing ("video virtual try-on") names a topic: how many papers it wants
    shows in what is found.
    """
    if _LIST.search(text) and not _COUNT.search(text):
        return "list"
    if not (_EXPLAIN.match(text) or _WHY.search(text)):
        if _FACT.search(text):
            return "fact"
        if _NAME.search(text):
            return "name"
    return "explain" if "?" in text or leans or _ASKS_SOMETHING.search(text) else "topic"


def has_parts(text: str) -> bool:
    """Whether more than one thing is asked: "how many tasks, and from which areas?"."""
    return " and " in text or len(_JOINTS.findall(text)) > 1
