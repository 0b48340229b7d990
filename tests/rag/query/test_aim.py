"""What would answer a question."""

import pytest

from rag.query.aim import Aim, has_parts, read_aim


@pytest.mark.parametrize(
    ("text", "aim"),
    [
        ("which sampler do they use, and on what data?", "name"),
        ("a corpus of tides: what is it called?", "name"),
        ("what makes it work?", "explain"),
        ("which tides rise, and why?", "explain"),
        ("Who uses tides, and what for?", "list"),
        ("Who wrote it?", "fact"),
        ("What's been done on tides?", "list"),
        ("how many methods are compared?", "fact"),
        ("what does the model keep when everything has to be right?", "explain"),
        ("Which papers reduce the number of parameters?", "list"),
        ("transformers in which attention is replaced by convolution", "topic"),
        ("What problem does LoRA solve?", "explain"),
        ("How do you defend against a user who sends malicious prompts?", "explain"),
        ("Is there any speedup over full attention?", "fact"),
        ("How much of the variance does the model explain?", "fact"),
        ("Is there anything recent on tokenizers?", "list"),
    ],
)
def test_what_would_answer_shows_in_the_words(text: str, aim: Aim) -> None:
    assert read_aim(text, leans=False) == aim


def test_a_phrase_is_no_topic_where_it_leans_on_what_was_said() -> None:
    assert read_aim("in deep water", leans=False) == "topic"
    assert read_aim("in deep water", leans=True) == "explain"


def test_a_question_may_have_parts() -> None:
    assert has_parts("how many tasks, and from which areas?")
    assert not has_parts("how many tasks?")
