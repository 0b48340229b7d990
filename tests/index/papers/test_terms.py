"""Text as terms and as forms: what is folded, stemmed and left out."""

import pytest

from index.papers.terms import FORM, extract_forms, extract_terms, fold_words


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("The moon's tides are rising", ["moon", "tide", "rise"]),
        ("Échos of LoRA, LoRA!", ["echo", "lora", "lora"]),
        ("self-attention in GPT-4", ["self", "attent", "gpt", "4"]),
        ("What does this paper say about it?", []),
        ("x" * 61, []),
        ("", []),
    ],
)
def test_terms_are_stems_without_stop_words(text: str, terms: list[str]) -> None:
    assert extract_terms(text) == terms


def test_forms_are_words_as_written_and_terms_that_meet() -> None:
    assert extract_forms("Trained on the models") == ["=trained", "=models", "train=model"]
    assert all(FORM in form for form in extract_forms("Models trained at sea, twice."))
    assert extract_forms("the of and") == []


def test_names_keep_every_word() -> None:
    assert fold_words("Łukasz of THE Émile-Lab") == ["lukasz", "of", "the", "emile", "lab"]
    assert fold_words("'); --") == []
