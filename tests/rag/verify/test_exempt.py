"""What needs no citation, and what does."""

import pytest

from rag.verify.exempt import needs_no_citation


@pytest.mark.parametrize(
    "sentence",
    [
        "In this section we describe adapters.",
        "The rest of this paper is organized as follows.",
        "Figure 2 shows the pipeline of LoRA and its layers.",
        "Table N lists all models and their sizes.",
        "We now turn to quantization of large models.",
        "Here is a summary of the related work on adapters:",
        "Does LoRA add latency at inference time?",
        "2.1 Related Work",
        "Conclusions",
        "Indeed.",
    ],
)
def test_what_speaks_of_the_text_itself_is_left_alone(sentence: str) -> None:
    assert needs_no_citation(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "LoRA freezes the pre-trained weights.",
        "We show that LoRA matches full fine-tuning.",
        "Tables with numbers are hard for language models.",
        "Figures of speech confuse BERT.",
        "The next token is predicted by the Transformer.",
        "Our method outperforms LoRA on GLUE.",
    ],
)
def test_anything_else_is_checked(sentence: str) -> None:
    assert not needs_no_citation(sentence)


def test_what_cites_is_checked_whatever_it_speaks_of() -> None:
    assert not needs_no_citation("Figure 2 shows that LoRA is small.", cites=True)
    assert needs_no_citation("Is LoRA small?", cites=True)
