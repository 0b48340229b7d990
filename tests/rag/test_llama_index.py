"""Our index in llama-index: its nodes, its filters, its own query engine."""

import pytest
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine

from index.papers.filters import PaperFilter
from rag.chatbot import Chatbot
from rag.llama_index import PaperRetriever
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


def test_a_bad_question_stays_ours(chatbot: Chatbot) -> None:
    with pytest.raises(BadQuestion):
        PaperRetriever(chatbot).retrieve("   ")
