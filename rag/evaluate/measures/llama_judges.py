"""What llama-index's own evaluators say of an answer, with a judge model: beside our measures.

Its faithfulness evaluator asks whether the answer follows from the quotes that it cites, its
relevancy evaluator whether it fits the question with them. Both ask for YES or NO.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from llama_index.core.evaluation import FaithfulnessEvaluator, RelevancyEvaluator
from llama_index.core.llms import CompletionResponse, CompletionResponseGen, CustomLLM, LLMMetadata
from pydantic import PrivateAttr

from rag.llm.opening import Llm, Prompt

CONTEXT = 4_096  # tokens, for a model that does not say


class _Bridge(CustomLLM):  # type: ignore[misc]  # mypy does not read llama-index
    """One of our models as one of llama-index's."""

    _llm: Any = PrivateAttr()

    def __init__(self, llm: Llm) -> None:
        super().__init__()
        self._llm = llm

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(context_window=self._llm.context or CONTEXT, model_name=self._llm.name)

    def complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponse:
        return CompletionResponse(text=self._llm.complete(Prompt("", prompt)))

    def stream_complete(
        self, prompt: str, formatted: bool = False, **_: Any
    ) -> CompletionResponseGen:
        yield self.complete(prompt)


def judge_answer(
    llm: Llm, question: str, answer_text: str, quotes: Sequence[str]
) -> dict[str, float | None]:
    """`faithful` and `relevant`, 1 or 0 as llama-index's evaluators judge; None without quotes.

    Raises LlmUnavailable where the model cannot be asked.
    """
    if not quotes:
        return {"faithful": None, "relevant": None}
    bridge = _Bridge(llm)
    evaluators = {
        "faithful": FaithfulnessEvaluator(llm=bridge),
        "relevant": RelevancyEvaluator(llm=bridge),
    }
    return {
        # Run here: `evaluate` leaves the event loop open that it makes.
        name: asyncio.run(evaluator.aevaluate(question, answer_text, list(quotes))).score
        for name, evaluator in evaluators.items()
    }
