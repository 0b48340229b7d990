"""What the judge says of sentences and questions, and that nobody talks it into anything."""

import numpy as np
import pytest

from rag.judge.judge import Judge, _widen, open_judge
from rag.judge.network import Odds
from rag.judge.reading import TEXT, Passage, Row

LORA = Passage(
    "LoRA: low-rank adapters for large language models",
    (
        "Fine-tuning all weights of a large language model needs much memory.",
        "We freeze the weights and train two small matrices beside each layer instead.",
    ),
)


def test_the_packaged_judge_has_probabilities_for_sentences_and_questions() -> None:
    judge = open_judge()
    (support,) = judge.weigh_claims(["The weights are frozen."], [LORA])
    assert 0 < support.probability < 1
    assert 0 < support.contradicted < 1
    (found,) = judge.weigh_question("What is frozen?", [LORA])
    assert 0 < found.answers < 1
    assert found.evidence.shape == (2,)
    assert judge.weigh_question("What is frozen?", []) == []


class Counting:
    """A network that has odds for each text, in turn."""

    def __init__(self, *supports: float) -> None:
        self.supports = supports

    def run(self, row: Row) -> list[Odds]:
        return [
            Odds(
                odds, np.full(len(text.words), -odds, np.float32), 0.0, 0.0, np.zeros(1, np.float32)
            )
            for odds, text in zip(self.supports, row.texts, strict=True)
        ]


SCALES = {head: (1.0, 0.0) for head in ("supports", "contradicts", "unsupported")}


def test_a_long_sentence_is_as_good_as_its_worst_part_and_all_of_it_is_read() -> None:
    judge = Judge(Counting(3.0, 3.0, -3.0), SCALES)  # type: ignore[arg-type]
    (support,) = judge.weigh_claims(["tide " * 2 * (TEXT - 8) + "moon"], [LORA])
    assert support.probability == pytest.approx(1 / (1 + np.exp(3)))
    assert support.doubts == ("moon",)


def test_probabilities_are_scaled_odds() -> None:
    judge = Judge(Counting(1.0), {**SCALES, "supports": (2.0, 1.0)})  # type: ignore[arg-type]
    (support,) = judge.weigh_claims(["tide"], [LORA])
    assert support.probability == pytest.approx(1 / (1 + np.exp(-3)))


def test_several_sentences_are_read_beside_one_source_each_with_its_own_parts() -> None:
    judge = Judge(Counting(3.0, 2.0, -3.0, 1.0), SCALES)  # type: ignore[arg-type]
    texts = ["Tides.", "tide " * TEXT + "moon", "Ebb."]
    found = judge.weigh_claims(texts, [LORA])
    odds = [np.log(one.probability / (1 - one.probability)) for one in found]
    assert odds == pytest.approx([3.0, -3.0, 1.0])
    assert judge.weigh_claims([], [LORA]) == []


def test_a_doubted_word_is_named_whole() -> None:
    judge = Judge(Counting(-3.0), {**SCALES, "unsupported": (1.0, 0.0)})  # type: ignore[arg-type]
    (support,) = judge.weigh_claims(["Tidewatchers, 87.5%"], [LORA])
    assert support.doubts == ("Tidewatchers, 87.5%",)
    assert _widen("a tidewatcher's", 6, 9) == (2, 13)
    assert _widen("87.5%", 0, 2) == (0, 2)
