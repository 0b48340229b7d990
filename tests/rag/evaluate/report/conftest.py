"""Made-up results, whose figures can be checked by eye."""

from typing import Any

from rag.evaluate.report.report import (
    MEANS,
)

EVIL = "<script>alert('x')</script>|</td> $x^$ --> \ud800"


def make_result(id: str, *, kind: str = "single-fact", **more: Any) -> dict[str, Any]:
    """A result as rag.evaluate writes it; `more` replaces what the test is about."""
    values: dict[str, Any] = {
        "confidence": 0.5, "abstained": False, "facts": 1.0, "timings": {}, "text": "Yes.",
        "quote": "", "answerable": True, "gold_answer": "", "error": None,
    } | more  # fmt: skip
    citations = [{"number": 1, "quote": values["quote"], "paper": {"title": values["quote"]}}]
    scores = {name: None for name in MEANS} | {
        "fact_recall": values["facts"], "invented": 0, "words": 1, "ms": 2.0,
        "answered_rightly": float(values["abstained"] != values["answerable"]),
    }  # fmt: skip
    answer = {
        "text": values["text"], "abstained": values["abstained"], "timings": values["timings"],
        "confidence": values["confidence"], "citations": citations if values["quote"] else [],
    }  # fmt: skip
    gold = {
        "papers": [values["gold_answer"]], "also": [], "facts": [values["gold_answer"]],
        "answerable": values["answerable"],
    }  # fmt: skip
    return {
        "id": id, "question": values["text"], "kind": kind, "gold": gold, "history": [],
        "gold_answer": values["gold_answer"], "extra": {}, "error": values["error"],
        "answer": None if values["error"] else answer, "scores": {} if values["error"] else scores,
    }  # fmt: skip
