"""Follow-ups: which questions lean on what was said, and what they become."""

from pathlib import Path

import pytest

from index.embedding.loading import Embedder
from index.store.reader import IndexReader
from page.turns.turn import Turn, to_history
from rag import ask
from rag.answer.answer import Answer
from rag.chatbot import Chatbot
from rag.query.followup import MAX_CONTEXT, Exchange, condense, is_follow_up, pair_turns
from rag.query.question import Question, read_question
from tests.conftest import MakeIndex, make_paper


@pytest.mark.parametrize(
    "text",
    [
        "and how much faster was it?",
        "What does it cost?",
        "ok, and on a single GPU?",
        "Does that help?",
        "How many layers does their model have?",
        "which datasets?",
        "on what hardware?",
        "Why?",
        "how well does the method do in the end, compared with the others?",
    ],
)
def test_a_question_that_leans_on_another_is_seen(text: str) -> None:
    assert is_follow_up(read_question(text))


@pytest.mark.parametrize(
    "text",
    [
        "Which models that can listen and talk at once are open source?",
        "What is MUSCLE?",
        "Who wrote Hamlet?",
        "what is the capital of france?",
        "What is dropout?",
        "diffusion models",
        "How does LoRA cut the number of trainable parameters?",
        "papers on diffusion models for video",
        "Do tools like a code interpreter always help language models?",
        "What error rate did AlexNet reach on ImageNet?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(text: str) -> None:
    question = read_question(text)
    assert not is_follow_up(question)
    assert condense(question, [Exchange("What is dropout?", "A trick.")]) is question


def test_a_follow_up_takes_along_what_it_is_about() -> None:
    past = [Exchange("What is BERT?"), Exchange("What is dropout?", "", ("Dropout: A Simple Way",))]
    question = condense(read_question("and why does it work?"), past)
    assert question.text == "and why does it work? (about: Dropout: A Simple Way What is dropout?)"
    assert question.text[: question.own] == "and why does it work?"
    assert question.context == "Dropout: A Simple Way What is dropout?"
    assert condense(read_question("and why does it work?"), []).text == "and why does it work?"


def test_a_question_from_elsewhere_is_refused_in_a_conversation_too(chatbot: Chatbot) -> None:
    past = [Exchange.of(chatbot.ask("What is dropout?"))]
    for question in ("Who wrote Hamlet?", "and what is the capital of France?"):
        assert chatbot.ask(question, history=past).abstained


def test_the_past_is_bounded() -> None:
    long = Exchange("What is dropout?", "word " * 1_000)
    assert len(long.context) <= MAX_CONTEXT
    hostile = Exchange("x" * 5_000)
    assert len(condense(read_question("why is it?"), [hostile]).text) < 2_000


def test_other_words_can_stand_before_the_context() -> None:
    question = Question("how fast is it? (about: dropout)", len("how fast is it?"))
    assert question.reword("speed").text == "speed (about: dropout)"
    assert question.reword("speed").own == len("speed")
    assert question.reword("") is question


def test_messages_become_exchanges() -> None:
    turns = [
        {"role": "assistant", "content": "Hello"},
        {"role": "user", "content": "What is dropout?"},
        {"role": "assistant", "content": "A trick."},
        {"role": "user", "content": "Why?"},
    ]
    assert pair_turns(turns) == [Exchange("What is dropout?", "A trick."), Exchange("Why?")]


def test_a_follow_up_is_answered_from_the_paper_before(chatbot: Chatbot) -> None:
    first = chatbot.ask("What error rate did AlexNet reach on ImageNet?")
    answer = chatbot.ask("and how many parameters does it have?", history=[Exchange.of(first)])
    assert answer.question == "and how many parameters does it have?"
    assert "ImageNet Classification" in answer.standalone
    assert {c.paper.id for c in answer.citations} == {first.citations[0].paper.id}
    assert "60 million" in answer.text
    assert Answer.from_dict(answer.to_dict()) == answer


def test_a_record_is_asked_for_by_a_pronoun(sample_folder: Path) -> None:
    first = ask("What error rate did AlexNet reach on ImageNet?", sample_folder)
    answer = ask("who wrote it?", sample_folder, history=[first])
    assert answer.composer == "records"
    assert "Krizhevsky" in answer.text


def test_the_page_hands_on_what_was_answered(chatbot: Chatbot) -> None:
    answer = chatbot.ask("What is dropout?")
    past = to_history([Turn("a", answer), Turn("b", Answer("?"), error="it broke")])
    assert past == [Exchange.of(answer)]


def test_the_context_of_one_that_failed_is_its_question(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    make_index(tmp_path, [make_paper("Zebras", "Zebras have stripes.", id="1")])
    refused = Chatbot(IndexReader(tmp_path), embedder).ask("What is the capital of France?")
    assert refused.abstained
    assert Exchange.of(refused).context == "What is the capital of France?"
