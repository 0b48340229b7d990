"""Answers as values: JSON and back."""

import json

from rag.answer.answer import Answer
from tests.rag.answer.examples import answer, cite


def test_an_answer_goes_through_json_and_back() -> None:
    whole = answer(cite(1, "They rise."), cite(2, "It helps."))
    assert Answer.from_dict(json.loads(json.dumps(whole.to_dict()))) == whole
