"""llama-index's evaluators, asking a judge of ours."""

from collections.abc import Iterator

from rag.evaluate.measures.judge import judge_result
from rag.evaluate.measures.llama_judges import judge_answer
from rag.llm.opening import Prompt


class Judge:
    """A judge that says yes unless it reads a word."""

    name, takes_grammar, context = "judge", False, None

    def __init__(self) -> None:
        self.asked: list[str] = []

    def complete(self, prompt: Prompt) -> str:
        self.asked.append(prompt.user)
        return "NO" if "green" in prompt.user else "YES"

    def stream(self, prompt: Prompt) -> Iterator[str]:
        yield self.complete(prompt)


def test_its_evaluators_judge_with_our_model() -> None:
    judge = Judge()
    assert judge_answer(judge, "Why?", "They rise.", ["They rise."]) == {
        "faithful": 1.0, "relevant": 1.0,
    }  # fmt: skip
    assert all("They rise." in asked for asked in judge.asked)
    assert judge_answer(judge, "Why?", "It is green.", ["They rise."])["faithful"] == 0.0
    assert judge_answer(judge, "Why?", "Nothing.", []) == {"faithful": None, "relevant": None}


def test_the_batch_report_takes_their_columns() -> None:
    citation = {"quote": "They rise."}
    answer = {"abstained": False, "text": "They rise.", "citations": [citation]}
    result = {
        "question": "Why?", "gold": {"facts": ["they rise"], "answerable": True}, "error": None,
        "answer": answer, "scores": {},
    }  # fmt: skip
    scores = judge_result(Judge(), result, evaluators=True)["scores"]
    assert (scores["faithful"], scores["relevant"]) == (1.0, 1.0)
    assert "faithful" not in judge_result(Judge(), result)["scores"]
