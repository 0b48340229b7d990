"""What the checker lets pass, and what it says of the rest."""

import json
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest

from index.embedding.loading import SentenceEmbedder
from index.embedding.tokens import TokenSigns
from index.errors import EncoderUnavailable
from index.papers.chunks import sentence_spans
from rag.language.figures import find_figures
from rag.verification.checker import check_sentence
from rag.verification.entailment import CrossEncoderEntailment
from rag.verification.likeness import compare_tokens
from tests.conftest import ROOT, build_cross_encoder

G_STACK = (
    "Compared to a conventionally trained 7B model using 300B tokens, our G_stack model converges "
    "to the same loss with 194B tokens, resulting in a 54.6\\% speedup."
)
GPQA = (
    "Experts answer 65 percent of the questions correctly. Skilled people from other fields reach "
    "only 34 percent, even though they spend more than 30 minutes per question on average."
)
MAMBA = (
    "Mamba generates text with up to 5 times the throughput of a Transformer of similar size, "
    "because it needs no key-value cache. Mamba-3B outperforms Transformers of equal size on most "
    "of the tasks."
)
ELMO = (
    "Lower layers capture more syntax, while higher layers capture more of the word meaning. On "
    "SQuAD, ELMo raises the F1 score of the baseline model from 81.1% to 85.8%."
)
LARK = (
    "We present Lark, a family of models at the 7B and 32B parameter scales. The benchmark of Lark "
    "has 120 puzzles, 14 general mazes and 8 medical mazes. Lark raises PSNR by 0.7 dB over the "
    "strong baseline Finch, and training takes two stages on 16 GPUs. Older codecs remain "
    "incompatible with streaming. Can small models beat Wren? We find that they still cannot beat "
    "Wren on puzzles. Lark and Robin gain 5.8% and 1.5% on mazes, respectively, outperforming "
    "baselines such as Heron and Egret. Lark can decode speech in real time, but it does not yet "
    "ensure privacy."
)
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


@pytest.mark.parametrize(
    ("sentence", "source", "rule", "reason"),
    [
        ("G_stack gives a 45.6% speedup.", G_STACK, "figures", "says 45.6%, the source says 54.6"),
        ("G_stack gives a speedup of 194%.", G_STACK, "figures", "says 194%, the source says 194B"),
        ("The model uses 194M tokens.", G_STACK, "figures", "says 194M, the source says 194B"),
        ("They spend 30 hours per question.", GPQA, "figures", "says 30 hours"),
        ("Mamba has at least 5 times the throughput.", MAMBA, "figures", "says at least 5 times"),
        ("Experts reach 34 percent and skilled people 65 percent.", GPQA, "roles", "gives 34"),
        ("The STA model converges to the same loss.", G_STACK, "names", "names STA"),
        ("Tencent reports a 54.6% speedup.", G_STACK, "names", "names Tencent"),
        ("Jamba needs no key-value cache.", MAMBA, "names", "names Jamba"),
        ("ELMo lowers the F1 score on SQuAD.", ELMO, "direction", "says “lowers”"),
        ("On SQuAD, F1 went from 85.8% to 81.1%.", ELMO, "direction", "the other way"),
        ("The model does not converge to the same loss.", G_STACK, "denial", "denies"),
        ("Mamba needs a key-value cache.", MAMBA, "denial", "what the source denies"),
        ("Transformers of equal size outperform Mamba-3B.", MAMBA, "roles", "puts “mamba"),
        ("Higher layers capture syntax, lower layers meaning.", ELMO, "direction", "says “higher”"),
        ("Mamba-3B outperforms Transformers on all of the tasks.", MAMBA, "strength", "“all”"),
        (
            "Mamba provably generates text, which proves its throughput.",
            MAMBA,
            "strength",
            "proves",
        ),
        ("Mamba generates text on submarine telephones.", MAMBA, "content", "nothing of"),
        ("Quantum error correction needs many qubits.", G_STACK, "content", "only 0%"),
    ],
)
def test_an_invention_is_unsupported_and_the_reason_says_where(
    sentence: str, source: str, rule: str, reason: str
) -> None:
    check = check_sentence(sentence, [source])
    assert check.verdict == "unsupported"
    assert (check.rule, reason in check.reason) == (rule, True), check


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("Lark was trained on 7B and 32B tokens.", "figures"),
        ("The benchmark has 120 speakers.", "figures"),
        ("The benchmark has 14 medical mazes.", "figures"),
        ("Lark raises PSNR by 0.7% over Finch.", "figures"),
        ("The benchmark has 120% of the puzzles.", "figures"),
        ("Lark is trained on 16 layers.", "figures"),
        ("Finch outperforms Lark by 0.7 dB.", "roles"),
        ("Egret outperforms Lark on mazes.", "roles"),
        ("Small models beat Wren on puzzles.", "denial"),
        ("Robin gains 5.8% on mazes.", "roles"),
        ("Older codecs are compatible with streaming.", "flip"),
        ("Lark can not decode speech in real time.", "denial"),
        ("Lark does ensure privacy.", "denial"),
    ],
)
def test_what_is_counted_compared_or_denied_otherwise_is_found(sentence: str, rule: str) -> None:
    check = check_sentence(sentence, [LARK])
    assert (check.verdict, check.rule) == ("unsupported", rule), check.reason


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


def test_thousands_and_trailing_zeros_are_the_same_number() -> None:
    source = "The set holds 1,200 questions at 0.50 each."
    assert check_sentence("The set holds 1200 questions at 0.5 each.", [source]).verdict == (
        "supported"
    )


def test_a_sentence_that_fits_another_passage_better_is_told() -> None:
    source = "The model of the authors improves accuracy on the benchmark."
    other = "The routing network of the model improves accuracy on the benchmark by voting."
    sentence = "The routing network improves accuracy."
    assert check_sentence(sentence, [source]).verdict == "supported"
    check = check_sentence(sentence, [source], others=[other])
    assert (check.verdict, check.rule) == ("unsupported", "source")


def test_figures_are_read_with_their_units() -> None:
    text = "From 15.6 to 71.0 percent, 1.9x, 160 GB, 400M pairs, half of GPT-4 in 48 hours"
    found = [(str(figure.plain), figure.unit) for figure in find_figures(text)]
    assert found == [
        ("15.6", "%"), ("71.0", "%"), ("1.9", "×"), ("160", "bytes"), ("4.00E+8", ""),
        ("50", "part"), ("48", "time"),
    ]  # fmt: skip


def test_a_synonym_passes_by_its_likeness_and_an_addition_does_not(
    embedder: SentenceEmbedder,
) -> None:
    source = "Instances of the corpus are photographs of birds, taken by volunteers in parks."
    reading = embedder.read_documents([source])[0]
    signs = TokenSigns(np.packbits(reading.tokens > 0, axis=1), reading.spans)

    def check(sentence: str) -> str:
        own = embedder.read_documents([sentence])[0]
        likeness = compare_tokens(own, [signs])
        return check_sentence(sentence, [source], likeness=likeness).verdict

    assert check("The corpus has pictures of birds that volunteers shot in parks.") == "supported"
    assert check("The corpus has photographs of birds and submarine cables.") == "unsupported"


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


def test_a_cross_encoder_with_entailment_labels_judges(tmp_path: Path) -> None:
    folder = name_labels(build_cross_encoder(tmp_path, labels=3))
    model = CrossEncoderEntailment(str(folder))
    supports, contradicts = model.judge("Mamba needs a cache.", [MAMBA, ELMO])
    assert 0 < supports < 1
    assert 0 < contradicts < 1
    assert supports + contradicts < 1
    # Alone a sentence is read in another batch, and its last digits may differ.
    assert model.judge("Mamba needs a cache.", [MAMBA])[0] <= supports + 1e-6
    assert check_sentence("Mamba needs no cache.", [MAMBA], entailment=model).verdict


def test_a_model_that_cannot_judge_is_told(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="none' cannot be loaded"):
        CrossEncoderEntailment(str(tmp_path / "none"))
    with pytest.raises(EncoderUnavailable, match="labels label_0, label_1, label_2, and none for"):
        CrossEncoderEntailment(str(build_cross_encoder(tmp_path, labels=3)))


def name_labels(folder: Path) -> Path:
    config = json.loads((folder / "config.json").read_text())
    config["id2label"] = {"0": "CONTRADICTION", "1": "entailment", "2": "neutral"}
    config["label2id"] = {label: int(n) for n, label in config["id2label"].items()}
    (folder / "config.json").write_text(json.dumps(config))
    return folder
