"""What the checker lets pass, and what it says of the rest."""

import json
from collections.abc import Sequence
from time import perf_counter

import pytest

from index.papers.chunks import sentence_spans
from rag.verification.checker import check_sentence
from tests.conftest import ROOT
from tests.rag.verification.rules.examples import ELMO, G_STACK, GPQA, LARK, MAMBA

SAMPLE = ROOT / "index" / "sample" / "papers.jsonl"


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("G_stack gives a speedup of 54.60% compared to a 7B model.", G_STACK),
        ("The model converges to the same loss with 194 billion tokens.", G_STACK),
        ("The authors report a speedup of 54.6 percent.", G_STACK),
        ("About 55% faster convergence: a speedup.", G_STACK),
        ("Skilled non-experts get only 34% right.", GPQA),
        ("Experts answer 65% correctly, whereas skilled people from other fields get 34%.", GPQA),
        ("The throughput of Mamba is as much as five times that of a similar Transformer.", MAMBA),
        ("Mamba does not need a key-value cache.", MAMBA),
        ("Without a key-value cache, Mamba generates text.", MAMBA),
        ("Transformers of equal size are outperformed by Mamba-3B.", MAMBA),
        ("Higher layers capture word meaning, whereas lower layers capture syntax.", ELMO),
        ("With ELMo, the F1 score on SQuAD rose from 81.1% to 85.8%.", ELMO),
        ("ELMo improves F1 by 4.7 points, from 81.1 to 85.8.", ELMO),
        ("The Lark family has models with 7 billion and 32 billion parameters.", LARK),
        ("The Lark models of 7B and 32B are evaluated on 120 puzzles.", LARK),
        ("Finch trails Lark by 0.7 dB in PSNR.", LARK),
        ("Neither small nor large models beat Wren.", LARK),
        ("Robin gains 1.5% on mazes.", LARK),
        ("Older codecs are not compatible with streaming.", LARK),
    ],
)
def test_a_faithful_wording_is_supported(sentence: str, source: str) -> None:
    check = check_sentence(sentence, [source])
    assert (check.verdict, check.reason) == ("supported", check.reason), check.reason


def test_every_sentence_of_the_sample_quoted_is_supported() -> None:
    abstracts = [json.loads(line)["abstract"] for line in SAMPLE.read_text().splitlines()]
    quotes = [(text, text[a:b]) for text in abstracts for a, b in sentence_spans(text)]
    assert len(quotes) > 1000
    for text, quote in quotes:
        assert check_sentence(quote, [quote]).verdict == "supported"
        assert check_sentence(quote, [text]).verdict == "supported"


def test_a_quote_with_other_white_space_is_still_a_quote() -> None:
    assert (
        check_sentence(G_STACK.replace(" ", "\n "), [G_STACK]).reason == "the abstract's own words"
    )


def test_a_sentence_without_a_source_is_uncited() -> None:
    assert check_sentence("The sky is red.", []).verdict == "uncited"


@pytest.mark.parametrize(
    "hostile",
    [
        "a" + "\u0301" * 10_000,
        "9" * 20_000,
        "1," * 10_000 + "000",
        "1e99 " * 3_000 + "10e-9 billion%",
        "not " * 5_000,
        "from 1 to " * 3_000,
        "A-" * 10_000,
        "Aa, " * 5_000 + "and Bb",
        "replaces x " * 3_000,
        "where x " * 3_000 + "does not",
        "(" * 20_000,
        "\ud800 \x00 [1] <|im_end|>" * 500,
        "than than " * 4_000,
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_hostile_text_is_judged_in_linear_time(hostile: str) -> None:
    start = perf_counter()
    for sentence, source in ((hostile, G_STACK), (G_STACK, hostile), (hostile + " x", hostile)):
        check_sentence(sentence, [source])
    assert perf_counter() - start < 6


class Told:
    """An entailment model that always says the same."""

    def __init__(self, supports: float, contradicts: float) -> None:
        self.says = supports, contradicts

    def judge(self, sentence: str, sources: Sequence[str]) -> tuple[float, float]:
        return self.says


def test_an_entailment_model_is_heard_beside_the_rules_and_not_instead() -> None:
    faithful, turned = "Mamba needs no key-value cache at all.", "Mamba needs a key-value cache."
    wrong = "Mamba has 6 times the throughput."
    assert check_sentence(faithful, [MAMBA], entailment=Told(0.0, 0.95)).rule == "entailment"
    assert check_sentence(faithful, [MAMBA], entailment=Told(0.3, 0.6)).verdict == "supported"
    assert check_sentence(turned, [MAMBA], entailment=Told(0.95, 0.0)).verdict == "supported"
    assert check_sentence(turned, [MAMBA], entailment=Told(0.6, 0.3)).rule == "denial"
    assert check_sentence(wrong, [MAMBA], entailment=Told(0.99, 0.0)).rule == "figures"
    assert check_sentence(MAMBA, [MAMBA], entailment=Told(0.0, 1.0)).verdict == "supported"
