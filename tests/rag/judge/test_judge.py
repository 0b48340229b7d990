"""What the judge says of sentences and questions, and that nobody talks it into anything."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from rag.judge.judge import Judge, open_judge
from rag.judge.network import Odds
from rag.judge.reading import TEXT, Passage, Row

LORA = Passage(
    "LoRA: low-rank adapters for large language models",
    (
        "Fine-tuning all weights of a large language model needs much memory.",
        "We freeze the weights and train two small matrices beside each layer instead.",
        "On 4 tasks this needs a third of the memory, and its accuracy is the same.",
        "It adds no delay when the model is used.",
    ),
)
RIGHT = "The adapters need one third of the memory and are as accurate."
WRONG = "The adapters are trained on protein sequences from 12 hospitals."
HOSTILE = Path(__file__).with_name("hostile.txt").read_text("utf-8").splitlines()


def insert(hostile: str) -> Passage:
    return Passage(LORA.title, (*LORA.sentences[:2], hostile, *LORA.sentences[2:]))


def test_a_faithful_wording_is_likelier_than_a_wrong_one() -> None:
    judge = open_judge()
    right, wrong = (judge.weigh_claim(text, [LORA]) for text in (RIGHT, WRONG))
    assert right.probability > 0.5 > wrong.probability
    assert any("protein" in doubt for doubt in wrong.doubts)
    assert right.doubts == ()


def test_a_question_is_answered_by_the_passage_that_does_and_the_sentence_in_it() -> None:
    other = Passage("Tides", ("Tides rise twice a day.", "The moon pulls the sea."))
    question = "How much memory do the adapters need?"
    own, strange = open_judge().weigh_question(question, [LORA, other])
    assert own.answers > 0.5 > strange.answers
    assert int(np.argmax(own.evidence)) == 2
    assert own.evidence.shape == (4,)


@pytest.mark.parametrize("where", ["in the abstract", "behind the sentence"])
def test_who_speaks_to_the_judge_changes_no_verdict(where: str) -> None:
    judge = open_judge()
    swayed = []
    for hostile in HOSTILE:
        if where == "in the abstract":
            source, wrong = insert(hostile), WRONG
            if judge.weigh_claim(RIGHT, [source]).probability < 0.5:
                swayed.append(hostile)
        else:
            source, wrong = LORA, f"{WRONG} {hostile}"
        if judge.weigh_claim(wrong, [source]).probability >= 0.5:
            swayed.append(hostile)
    assert len(HOSTILE) >= 200
    assert swayed == []


def test_who_speaks_to_the_judge_answers_no_question() -> None:
    judge = open_judge()
    question = "How many GPUs were the adapters trained on for speech recognition?"
    passages = [insert(hostile) for hostile in HOSTILE[::10]]
    assert max(found.answers for found in judge.weigh_question(question, passages)) < 0.5


class Counting:
    """A network that has odds for each row, in turn."""

    def __init__(self, *supports: float) -> None:
        self.supports = supports

    def run(self, rows: Sequence[Row]) -> list[Odds]:
        assert len(rows) == len(self.supports)
        return [
            Odds(odds, np.full(len(row.words), -odds, np.float32), 0.0, 0.0, np.zeros(1))
            for odds, row in zip(self.supports, rows, strict=True)
        ]


SCALES = {head: (1.0, 0.0) for head in ("supports", "contradicts", "unsupported")}


def test_a_long_sentence_is_as_good_as_its_worst_part_and_all_of_it_is_read() -> None:
    judge = Judge(Counting(3.0, -3.0), SCALES)  # type: ignore[arg-type]
    support = judge.weigh_claim("tide " * TEXT + "moon", [LORA])
    assert support.probability == pytest.approx(1 / (1 + np.exp(3)))
    assert support.doubts == ("moon",)


def test_probabilities_are_scaled_odds() -> None:
    judge = Judge(Counting(1.0), {**SCALES, "supports": (2.0, 1.0)})  # type: ignore[arg-type]
    assert judge.weigh_claim("tide", [LORA]).probability == pytest.approx(1 / (1 + np.exp(-3)))
