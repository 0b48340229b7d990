"""The page's endpoints for programs: through gradio_client, over HTTP, and as MCP tools."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from rag.chatbot import Chatbot
from tests.conftest import find_port, serving

QUESTION = "How does LoRA cut the number of trainable parameters?"


@pytest.fixture(scope="module")
def address(sample_folder: Path) -> Iterator[str]:
    """app.py with MCP on the sample."""
    port = find_port()
    program = ["app.py", "--mcp", "--index", str(sample_folder)]
    with serving(port, *program, "--port", str(port)) as url:
        yield url


@pytest.fixture(scope="module")
def client(address: str) -> Client:
    return Client(address, analytics_enabled=False, verbose=False)


def round_scores(values: dict[str, Any]) -> dict[str, Any]:
    """An answer without its timings; BM25's last digits differ from process to process."""
    passages = [
        {name: round(v, 4) if isinstance(v, float) else v for name, v in passage.items()}
        for passage in values["passages"]
    ]
    return {n: v for n, v in values.items() if n not in ("timings", "asked")} | {
        "passages": passages
    }


def test_ask_streams_and_ends_with_the_answer_that_python_gives(
    client: Client, chatbot: Chatbot
) -> None:
    job = client.submit(QUESTION, api_name="/ask")
    last = job.result(timeout=60)
    streamed = job.outputs()
    assert streamed[0]["passages"]
    assert not streamed[0]["citations"]
    assert round_scores(last) == round_scores(chatbot.ask(QUESTION).to_dict())


def test_settings_are_those_of_the_command_line(client: Client, chatbot: Chatbot) -> None:
    answer = client.predict("What is attention?", k=3, since="2020", api_name="/ask")
    assert len(answer["passages"]) == 3
    assert answer["filters"]["since"] == "2020"


def test_search_and_paper_give_what_the_index_holds(client: Client) -> None:
    found = client.predict("low-rank adaptation", 2, api_name="/search")
    paper = found["passages"][0]["paper"]
    assert paper["id"] == "2106.09685"
    assert len(found["passages"]) == 2
    assert client.predict("2106.09685", api_name="/paper") == paper


def test_verify_gives_a_verdict_on_each_sentence(client: Client) -> None:
    quote = "Mamba is a sequence model based on selective state spaces"  # which needs no judge
    report = client.predict(f"{quote} (arXiv:2312.00752). Is it so?", api_name="/verify")
    assert report["summary"] == "1 supported, 0 contradicted, 0 not said, 1 needs no citation"
    first, second = report["sentences"]
    assert (first["verdict"], first["paper"]["id"]) == ("supported", "2312.00752")
    assert first["quote"].startswith(quote)
    assert second["verdict"] == "needs none"


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("/ask", [""], "the question is empty"),
        ("/ask", ["What?", 10, "soon"], "'soon' is not YYYY"),
        ("/ask", ["What?", 10, "", "", "", "", "gpt"], "there is no model 'gpt'"),
        ("/search", ["x", 0], "1 to 100, not 0"),
        ("/paper", ["nowhere"], "has the id 'nowhere'"),
        ("/verify", [""], "there is no sentence to check"),
    ],
)
def test_a_wrong_call_is_told_what_is_wrong(
    client: Client, name: str, arguments: list[object], told: str
) -> None:
    with pytest.raises(Exception, match=told):
        client.predict(*arguments, api_name=name)


def test_only_these_are_offered_and_each_is_typed(client: Client) -> None:
    endpoints = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
    assert set(endpoints) == {"/ask", "/search", "/paper", "/verify"}
    kinds = {p["parameter_name"]: p["python_type"]["type"] for p in endpoints["/ask"]["parameters"]}
    assert kinds["question"] == "str"
    assert kinds["k"] == "int"


def test_curl_can_ask(address: str) -> None:
    call = f"{address}gradio_api/call"
    id = httpx.post(f"{call}/v2/ask", json={"question": QUESTION}).json()["event_id"]
    events = httpx.get(f"{call}/ask/{id}", timeout=60).text
    assert "event: generating" in events
    last = [line for line in events.splitlines() if line.startswith("data: [")][-1]
    (answer,) = json.loads(last.removeprefix("data: "))
    assert answer["citations"][0]["paper"]["id"] == "2106.09685"


def test_the_endpoints_are_tools_of_mcp(address: str) -> None:
    async def use() -> tuple[dict[str, str], Any]:
        async with (
            streamable_http_client(f"{address}gradio_api/mcp/") as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            tools = (await session.list_tools()).tools
            called = await session.call_tool("ask", {"question": QUESTION})
            return {tool.name: tool.description or "" for tool in tools}, called.content[0]

    tools, content = asyncio.run(use())
    assert set(tools) == {"ask", "search", "paper", "verify"}
    assert "checked citations" in tools["ask"]
    assert "2106.09685" in content.text
