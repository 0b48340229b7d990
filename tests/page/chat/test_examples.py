"""Examples that fit the index."""

from page.chat.examples import COUNT, choose_examples
from rag.chatbot import Chatbot


def test_examples_are_questions_that_the_index_answers(chatbot: Chatbot) -> None:
    examples = choose_examples(chatbot)
    assert len(examples) == COUNT
    assert not any(chatbot.ask(example).abstained for example in examples)
