"""A follow-up in a language model's words, if these bring in nothing that was not said.

The rules of rag.query.followup condense without a model. With one, its rewriting takes the place of
the follow-up, what was said before still stands behind it in brackets, and whatever names or
figures the conversation does not have make it be thrown away.
"""

import re
from collections.abc import Callable, Sequence

from index.papers.terms import extract_terms
from rag.generation.prompt import neutralise
from rag.llm.opening import Llm, LlmUnavailable, Prompt
from rag.query.followup import Exchange, condense, is_follow_up
from rag.query.question import MAX_QUESTION, Question

RECENT = 3  # exchanges that the model reads; of those before them, the questions alone
MAX_EARLIER = 600  # characters of earlier questions, the newest of them
MAX_TOKENS = 80
KEPT = 0.8  # share of the follow-up's terms that its rewriting must keep
_NAMED = re.compile(r"\w*[A-Z\d]\w*")  # a word with a capital or a digit
_SYSTEM = """\
Rewrite the last question of a conversation so that it is understood alone: name what "it", "that" \
and the like stand for. Do not answer it. Reply with the question alone, in one line, as here:

Question: Which network predicts floods from river gauges?
Answered from: FloodNet: forecasting floods from river gauges
Last question: and how many gauges was it trained on?
How many gauges was FloodNet trained on?"""


def condense_with(
    open_llm: Callable[[], Llm], question: Question, history: Sequence[Exchange]
) -> Question:
    """The question as one that stands alone, by a model where its rewriting can be trusted.

    `open_llm` is called only where the question leans on the history. The rules' own where it
    needs no rewriting, the model fails, or what it wrote does not keep to the conversation.
    """
    ruled = condense(question, history)
    if ruled is question:
        return question
    try:
        reply = open_llm().complete(build_prompt(question, history))
    except LlmUnavailable:
        return ruled
    rewritten = neutralise(reply).strip("\"'` ")
    if not _keeps(rewritten, question, history):
        return ruled
    text = f"{rewritten}{ruled.text[ruled.own :]}"
    return Question(text, len(rewritten), ruled.paper) if len(text) <= MAX_QUESTION else ruled


def build_prompt(question: Question, history: Sequence[Exchange]) -> Prompt:
    """The last RECENT exchanges, the questions before them in short, and the question."""
    earlier = " / ".join(exchange.question for exchange in history[:-RECENT])[-MAX_EARLIER:]
    lines = [f"Earlier questions: {neutralise(earlier)}"] if earlier else []
    for exchange in history[-RECENT:]:
        lines.append(f"Question: {neutralise(exchange.question)}")
        said = neutralise("; ".join(exchange.titles[:2]) or exchange.answer)[:400]
        lines.append(f"Answered from: {said}" if said else "Not answered.")
    lines.append(f"Last question: {neutralise(question.text)}")
    return Prompt(_SYSTEM, "\n".join(lines), max_tokens=MAX_TOKENS)


def _keeps(rewritten: str, question: Question, history: Sequence[Exchange]) -> bool:
    """Whether a rewriting asks the same by itself, and names nothing that was not named before."""
    said = " ".join([question.text, *(exchange.context for exchange in history)])
    if not rewritten.endswith("?") or is_follow_up(Question(rewritten[:MAX_QUESTION])):
        return False
    new, own = set(extract_terms(rewritten)), set(extract_terms(question.text))
    kept = len(own & new) / len(own) if own else 1.0
    names = set(_NAMED.findall(rewritten.partition(" ")[2]))
    return kept >= KEPT and bool(new - own) and names <= set(_NAMED.findall(said))
