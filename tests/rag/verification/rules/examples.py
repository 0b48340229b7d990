"""What the tests of the rules share: abstracts, and the examples in a rule's docstring."""

import re
from importlib import import_module

from rag.verification.checker import check_sentence

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
PASSED = "figures, names and words agree with the source"
_EXAMPLE = re.compile(r"^(Source|Other|Passes|Fails): (.+)$", re.MULTILINE)


def check_examples(name: str) -> None:
    """A rule passes the one sentence of its docstring and complains of the other."""
    judge_examples(name, import_module(f"rag.verification.rules.{name}").__doc__ or "")


def judge_examples(name: str, definition: str) -> None:
    """The same of a docstring by itself: "Source:", "Passes:" and "Fails:", perhaps "Other:"."""
    found = dict(_EXAMPLE.findall(definition))
    assert {"Source", "Passes", "Fails"} <= found.keys(), f"{name} gives no examples"
    sources, others = [found["Source"]], [found["Other"]] if "Other" in found else []
    passed = check_sentence(found["Passes"], sources, others=others)
    assert (passed.verdict, passed.reason) == ("supported", PASSED), (name, passed)
    failed = check_sentence(found["Fails"], sources, others=others)
    assert (failed.verdict, failed.rule) == ("unsupported", name), (name, failed)


def assert_complaint(rule: str, sentence: str, source: str, reason: str = "") -> None:
    """A rule, and none before it, complains of a sentence in these words among others."""
    check = check_sentence(sentence, [source])
    assert (check.verdict, check.rule, reason in check.reason) == ("unsupported", rule, True), check
