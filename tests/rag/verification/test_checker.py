"""What the checker lets pass, and what it says of the rest."""

import json
from collections.abc import Sequence
from time import perf_counter

import pytest

from index.papers.chunks import sentence_spans
from rag.judge.judge import Support
from rag.judge.reading import Passage
from rag.verification.checker import MAX_SENTENCE, check_sentence
from tests.conftest import ROOT

SAMPLE = ROOT / "index" / "sample" / "papers.jsonl"
BITES = "Painted horses get 54.6% fewer bites than plain ones."
ZEBRA = Passage("Zebra stripes", ("We paint 40 horses with stripes.", BITES))


class Told:
    """A judge that always says the same, and remembers what it was asked."""

    def __init__(self, probability: float, contradicted: float = 0.0, *doubts: str) -> None:
        self.says = Support(probability, contradicted, doubts)
        self.asked: list[tuple[str, frozenset[int]]] = []

    def weigh_claims(
        self, texts: Sequence[str], passages: Sequence[Passage], cited: frozenset[int] = frozenset()
    ) -> list[Support]:
        self.asked += [(text, cited) for text in texts]
        return [self.says for _ in texts]


def test_every_sentence_of_the_sample_quoted_is_supported_and_never_weighed() -> None:
    abstracts = [json.loads(line)["abstract"] for line in SAMPLE.read_text().splitlines()]
    judge, count = Told(0.0), 0
    for text in abstracts:
        sentences = tuple(text[a:b] for a, b in sentence_spans(text))
        for number, sentence in enumerate(sentences):
            check = check_sentence(sentence, [Passage("", sentences)], frozenset([number]), judge)
            assert check.verdict == "supported"
            count += 1
    assert count > 1000
    assert judge.asked == []


def test_a_quote_with_other_white_space_is_still_a_quote() -> None:
    check = check_sentence(BITES.replace(" ", "\n "), [ZEBRA], judge=Told(0.0))
    assert check.reason == "the abstract's own words"


def test_a_sentence_without_a_source_is_uncited() -> None:
    assert check_sentence("The sky is red.", [], judge=Told(1.0)).verdict == "uncited"
    assert check_sentence("The sky is red.", [Passage("Sky", ())]).verdict == "uncited"


def test_what_the_judge_weighs_decides_and_is_told() -> None:
    judge = Told(0.91)
    check = check_sentence("Stripes keep flies off.", [ZEBRA], frozenset([1]), judge)
    assert (check.verdict, check.reason) == ("supported", "follows from the abstract (91%)")
    assert judge.asked == [("Stripes keep flies off.", frozenset([1]))]
    check = check_sentence("Stripes keep lions off.", [ZEBRA], judge=Told(0.2, 0.1, "lions"))
    assert check.verdict == "unsupported"
    assert check.reason == "the abstract does not say “lions” (20% that it does)"
    check = check_sentence("Stripes keep lions off.", [ZEBRA], judge=Told(0.2))
    assert check.reason == "the abstract does not say so (20% that it does)"


def test_an_exact_figure_that_the_abstract_lacks_needs_no_judge() -> None:
    judge = Told(1.0)
    check = check_sentence("Painted horses get 45.6% fewer bites.", [ZEBRA], judge=judge)
    assert (check.verdict, check.reason) == ("unsupported", "the abstract does not have 45.6")
    assert judge.asked == []


def test_a_sentence_without_end_is_none() -> None:
    check = check_sentence("x" * (MAX_SENTENCE + 1), [ZEBRA], judge=Told(1.0))
    assert check.verdict == "unsupported"


@pytest.mark.parametrize(
    "hostile",
    [
        "a" + "\u0301" * 10_000,
        "9" * 20_000,
        "1," * 10_000 + "000",
        "1e99 " * 3_000 + "10e-9 billion%",
        "not " * 5_000,
        "from 1 to " * 3_000,
        "(" * 20_000,
        "\ud800 \x00 [1] <|im_end|>" * 500,
        "1.25 2.50 " * 4_000,
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_hostile_text_is_judged_in_linear_time(hostile: str) -> None:
    start = perf_counter()
    for sentence, source in ((hostile, BITES), (BITES, hostile), (hostile[:1_900], hostile)):
        assert check_sentence(sentence, [Passage("", (source,))]).verdict
    assert perf_counter() - start < 6
