"""A text against the sample, weighed by a judge that goes by words."""

import json
from pathlib import Path

import pytest

from rag import verify
from rag.judge.network import CARD
from rag.verify.report import Report, to_markdown, to_text
from rag.verify.verdicts import Verdict
from rag.verify.verifier import Verifier

PARAGRAPH = Path(__file__).with_name("paragraph.md").read_text()
LORA, BERT, ATTENTION = "2106.09685", "1810.04805", "1706.03762"
SAYS_LORA = "LoRA freezes the pre-trained weights"
with_judge = pytest.mark.skipif(
    not CARD.exists(), reason="rag/judge/judge.json is not here: the judge is not trained yet"
)


def only(verifier: Verifier, text: str) -> Verdict:
    (verdict,) = verifier.verify(text).verdicts
    return verdict


def find_id(verdict: Verdict) -> str | None:
    return verdict.paper.id if verdict.paper else None


TITLE = "LoRA: Low-Rank Adaptation of Large Language Models"


@pytest.mark.parametrize(
    "text",
    [
        f"{SAYS_LORA} (arXiv:2106.09685v1).",
        f"{SAYS_LORA} [LoRA](https://arxiv.org/abs/2106.09685).",
        f"{SAYS_LORA} [1].\n\n[1] Hu et al. {TITLE}. 2022.",
        f"{SAYS_LORA} [1].\n\n[1] {TITLE}",
        f"{SAYS_LORA} \\cite{{h}}.\n@misc{{h, title={{{{{TITLE}}}}}}}",
        f"{SAYS_LORA} \\cite{{h}}.\n@misc{{h, title={{{{LoRA}}: Low-rank Adaptation}}, year=2021}}",
        f"{SAYS_LORA} \\cite{{hu2021lora}}.",
        f"{SAYS_LORA} \\cite{{hu2022lora}}.",
    ],
)  # fmt: skip
def test_a_cited_paper_is_found_by_what_the_text_tells_of_it(verifier: Verifier, text: str) -> None:
    verdict = only(verifier, text)
    assert (verdict.ruling, find_id(verdict)) == ("supported", LORA)
    assert verdict.quote
    assert verdict.quote.text.startswith("LoRA freezes the pre-trained weights and learns")


def test_what_cites_nothing_is_held_against_the_nearest(verifier: Verifier) -> None:
    verdict = only(verifier, "BERT comes in two sizes, a base and a large model.")
    assert (verdict.ruling, find_id(verdict), verdict.cited) == ("supported", BERT, ())


def test_a_quote_needs_no_judge(verifier: Verifier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifier, "_judge", None)  # the packaged one, which need not be there
    verdict = only(
        verifier,
        "“BERT is a Transformer encoder that conditions on the words to the left and to the right "
        "of a token in every layer.” (arXiv:1810.04805)",
    )
    assert (verdict.ruling, verdict.reason) == ("supported", "the abstract's own words")
    assert verdict.support is None


def test_a_sentence_that_goes_on_is_about_the_paper_before(verifier: Verifier) -> None:
    text = f"{SAYS_LORA} (arXiv:2106.09685). It cuts the parameters by a factor of 77,000."
    first, second = verifier.verify(text).verdicts
    assert first.ruling == "supported"
    assert (second.ruling, find_id(second)) == ("contradicted", LORA)
    assert second.doubts == ("77,000",)


def test_what_is_not_in_the_index_is_said(verifier: Verifier) -> None:
    verdict = only(verifier, "Penguins are blue [1].\n\n[1] Frost. On Penguins. 1999.")
    assert verdict.ruling == "source not in index"
    assert verdict.reason.endswith("[1] Frost. On Penguins. 1999.")
    assert only(verifier, "Penguins are blue (arXiv:9901.00001).").ruling == "source not in index"


def test_one_source_of_two_is_enough(verifier: Verifier) -> None:
    cites = "(arXiv:2106.09685) (arXiv:9901.00001)"
    assert only(verifier, f"{SAYS_LORA} {cites}.").ruling == "supported"
    assert only(verifier, f"LoRA freezes penguins {cites}.").ruling == "source not in index"


def test_a_key_that_nothing_explains_is_no_source(verifier: Verifier) -> None:
    verdict = only(verifier, f"{SAYS_LORA} of penguins [7].")
    assert verdict.ruling == "not said"
    assert verdict.reason.startswith("nothing says which paper 7 is, and the nearest abstracts do")


def test_a_far_paper_contradicts_nothing(verifier: Verifier) -> None:
    """Which lacks the number, as it lacks all else."""
    assert only(verifier, "Penguins of Chile lay 2 blueish eggs each winter.").ruling == "not said"


def test_a_paragraph_is_told_sentence_by_sentence(verifier: Verifier) -> None:
    report = verifier.verify(PARAGRAPH)
    assert len(report.verdicts) == 11
    assert report.verdicts[3].ruling == "needs none"
    assert [find_id(verdict) for verdict in report.verdicts if verdict.cited] == [
        ATTENTION, BERT, LORA, ATTENTION, "2010.11929", BERT, "2312.00752",
    ]  # fmt: skip
    assert all(v.quote for v in report.verdicts if v.ruling != "needs none")
    assert report.verdicts[6].ruling == "contradicted"
    assert report.verdicts[6].doubts == ("48.4",)


def test_a_report_is_text_json_and_markdown(verifier: Verifier) -> None:
    report = verifier.verify("LoRA has 77 *parameters* <b>of</b> it (arXiv:2106.09685). Is it so?")
    assert report.summary == "0 supported, 1 contradicted, 0 not said, 1 needs no citation"
    assert report.contradicted
    text, markdown = to_text(report), to_markdown(report)
    assert text.startswith("CONTRADICTED  LoRA has 77 parameters <b>of</b> it (arXiv:2106.09685).")
    assert text.endswith(report.summary)
    assert "\\<b\\>of\\</b\\>" in markdown
    values = json.loads(json.dumps(report.to_dict()))
    first, second = values["sentences"]
    assert first["paper"]["id"] == LORA
    assert "77" in first["doubts"]
    assert (second["verdict"], second["paper"], second["quote"]) == ("needs none", None, None)
    assert values["counts"]["contradicted"] == 1
    assert Report(()).summary == "0 supported, 0 contradicted, 0 not said"


@with_judge
def test_ten_sentences_are_five_supported_three_contradicted_two_not_said(
    sample_folder: Path,
) -> None:
    report = verify(PARAGRAPH, sample_folder)
    assert report.summary == "5 supported, 3 contradicted, 2 not said, 1 needs no citation"
    rulings = [v.ruling for v in report.verdicts if v.ruling != "needs none"]
    assert rulings == ["supported"] * 5 + ["contradicted"] * 3 + ["not said"] * 2


@with_judge
def test_each_sentence_of_an_abstract_is_supported(sample_folder: Path) -> None:
    text = f"{SAYS_LORA}. BERT is pre-trained by predicting masked words (arXiv:1810.04805)."
    assert verify(text, sample_folder).summary == "2 supported, 0 contradicted, 0 not said"
