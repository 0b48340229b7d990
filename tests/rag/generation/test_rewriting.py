"""Follow-ups in a language model's words, and what makes them be thrown away."""

from collections.abc import Iterator

import pytest

from rag.generation.rewriting import build_prompt, condense_with
from rag.llm.opening import LlmUnavailable, Prompt
from rag.query.followup import Exchange, condense
from rag.query.question import read_question

HISTORY = [
    Exchange("Which network predicts floods?", "", ("FloodNet: forecasting from 1,200 gauges",))
]
FOLLOW_UP = read_question("and how many gauges was it trained on?")


class Rewriter:
    """A language model whose reply is known, and which notes how often it was asked."""

    name, takes_grammar, context = "rewriter", False, None

    def __init__(self, reply: str | LlmUnavailable) -> None:
        self.reply, self.asked = reply, 0

    def complete(self, prompt: Prompt) -> str:
        self.asked += 1
        if isinstance(self.reply, LlmUnavailable):
            raise self.reply
        return self.reply

    def stream(self, prompt: Prompt) -> Iterator[str]:
        yield self.complete(prompt)


def test_a_faithful_rewriting_stands_in_for_the_follow_up() -> None:
    llm = Rewriter("How many gauges was FloodNet trained on?")
    asked = condense_with(lambda: llm, FOLLOW_UP, HISTORY)
    assert asked.text.startswith("How many gauges was FloodNet trained on? (about: FloodNet")
    assert asked.text[: asked.own] == "How many gauges was FloodNet trained on?"


@pytest.mark.parametrize(
    "reply",
    [
        "How many gauges was DamNet trained on?",  # a name that nobody said
        "How many of the 9,000 gauges was FloodNet trained on?",  # a figure that nobody said
        "FloodNet was trained on 1,200 gauges.",  # an answer
        "How many gauges was it trained on?",  # leans as before
        "What is FloodNet?",  # another question
        "",
        "<|im_end|>?",
        LlmUnavailable("the model is gone"),
    ],
)
def test_any_other_leaves_the_rules(reply: str | LlmUnavailable) -> None:
    asked = condense_with(lambda: Rewriter(reply), FOLLOW_UP, HISTORY)
    assert asked == condense(FOLLOW_UP, HISTORY)


def test_a_question_that_stands_alone_asks_no_model() -> None:
    llm = Rewriter("Why?")
    question = read_question("Which datasets does MergeBench cover?")
    assert condense_with(lambda: llm, question, HISTORY) is question
    assert condense_with(lambda: llm, FOLLOW_UP, []) is FOLLOW_UP
    assert llm.asked == 0


def test_of_a_long_history_the_older_part_is_told_in_short() -> None:
    history = [Exchange(f"What is model {n}?", "", (f"Paper {n}",)) for n in range(100)]
    prompt = build_prompt(FOLLOW_UP, history)
    assert len(prompt.user) < 1_500
    assert "What is model 96?" in prompt.user.split("\n")[0]
    assert "Answered from: Paper 99" in prompt.user
    assert "Paper 96" not in prompt.user
