"""What may be asked."""

import pytest

from rag.query.question import MAX_QUESTION, BadQuestion, read_question


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "is empty"),
        (" \n\t", "is empty"),
        ("🙂🎉", "'🙂🎉' has no word in it"),
        ("?!…", "has no word in it"),
        ("x" * 100_000, f"has 100,000 characters, more than {MAX_QUESTION:,}"),
        (None, "is text, not NoneType"),
    ],
)
def test_what_is_no_question_is_said(text: object, complaint: str) -> None:
    with pytest.raises(BadQuestion) as caught:
        read_question(text)
    assert complaint in str(caught.value)


def test_terms_are_stems_without_stop_words_once_each() -> None:
    question = read_question("  How do the  models of models\nmerge? ")
    assert question.text == "How do the models of models merge?"
    assert question.terms == ("model", "merg")


def test_forms_are_words_as_written_and_pairs_of_terms() -> None:
    question = read_question("How do Merged models of échos help merged models?")
    assert question.forms == (
        "=merged", "=models", "=echos", "=help",
        "merg=model", "model=echo", "echo=help", "help=merg",
    )  # fmt: skip
    assert read_question("What is it?").forms == ()


def test_a_question_in_another_script_is_one() -> None:
    assert read_question("模型合并是什么？").terms
