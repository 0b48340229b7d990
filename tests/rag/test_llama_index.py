"""Our index in llama-index: its own query engine, evaluators' nodes, a real small model."""

from collections.abc import Iterator

import pytest
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine

from index.papers.filters import PaperFilter
from rag.chatbot import Chatbot
from rag.evaluate.measures.judge import judge_result
from rag.evaluate.measures.llama_judges import judge_answer
from rag.llama_index import PaperRetriever
from rag.llm.opening import Prompt
from rag.query.question import BadQuestion


def test_nodes_are_our_passages(chatbot: Chatbot) -> None:
    question = "How does LoRA cut the number of trainable parameters?"
    nodes = PaperRetriever(chatbot, k=5).retrieve(question)
    passages = chatbot.ask(question, k=5).passages
    assert [node.node.node_id for node in nodes] == [p.chunk.id for p in passages]
    assert [node.score for node in nodes] == [p.score for p in passages]
    first, paper = nodes[0].node, passages[0].paper
    start, end = first.metadata["start"], first.metadata["end"]
    assert first.get_content() == paper.abstract[start:end]
    assert (first.metadata["paper"], first.metadata["title"]) == (paper.id, paper.title)
    assert first.metadata["published"] == str(paper.published)


def test_filters_hold(chatbot: Chatbot) -> None:
    retriever = PaperRetriever(chatbot, filter=PaperFilter.make(since="2020"))
    nodes = retriever.retrieve("language models")
    assert nodes
    assert all(node.node.metadata["published"] >= "2020" for node in nodes)


def test_its_query_engine_answers_from_our_index(chatbot: Chatbot) -> None:
    engine = RetrieverQueryEngine.from_args(PaperRetriever(chatbot, k=2), llm=MockLLM())
    response = engine.query("What is dropout?")
    assert [n.node.node_id for n in response.source_nodes] == [
        p.chunk.id for p in chatbot.ask("What is dropout?", k=2).passages
    ]
    # The mock model repeats what it is given: the abstracts, with title and date.
    assert "dropout" in str(response).lower()
    assert "title: " in str(response)


class Judge:
    """A judge that says yes unless it reads a word."""

    name, takes_grammar, context = "judge", False, None

    def __init__(self) -> None:
        self.asked: list[str] = []

    def complete(self, prompt: Prompt) -> str:
        self.asked.append(prompt.user)
        return "NO" if "green" in prompt.user else "YES"

    def stream(self, prompt: Prompt) -> Iterator[str]:
        yield self.complete(prompt)


def test_its_evaluators_judge_with_our_model() -> None:
    judge = Judge()
    assert judge_answer(judge, "Why?", "They rise.", ["They rise."]) == {
        "faithful": 1.0, "relevant": 1.0,
    }  # fmt: skip
    assert all("They rise." in asked for asked in judge.asked)
    assert judge_answer(judge, "Why?", "It is green.", ["They rise."])["faithful"] == 0.0
    assert judge_answer(judge, "Why?", "Nothing.", []) == {"faithful": None, "relevant": None}


def test_the_batch_report_takes_their_columns() -> None:
    citation = {"quote": "They rise."}
    answer = {"abstained": False, "text": "They rise.", "citations": [citation]}
    result = {
        "question": "Why?", "gold": {"facts": ["they rise"], "answerable": True}, "error": None,
        "answer": answer, "scores": {},
    }  # fmt: skip
    scores = judge_result(Judge(), result, evaluators=True)["scores"]
    assert (scores["faithful"], scores["relevant"]) == (1.0, 1.0)
    assert "faithful" not in judge_result(Judge(), result)["scores"]


def test_a_bad_question_stays_ours(chatbot: Chatbot) -> None:
    with pytest.raises(BadQuestion):
        PaperRetriever(chatbot).retrieve("   ")
