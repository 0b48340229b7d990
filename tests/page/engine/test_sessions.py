"""What Gradio keeps of conversations."""

import asyncio
from collections.abc import Awaitable, Callable

import gradio as gr
import httpx
import pytest
from gradio import routes
from gradio.state_holder import StateHolder

from page.engine.sessions import LEFT, MOST, Session, Sessions, keep_sessions

Asking = Callable[[httpx.AsyncClient], Awaitable[None]]


@pytest.fixture(autouse=True)
def ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "StateHolder", StateHolder)
    keep_sessions()


def build() -> gr.Blocks:
    """A page that counts a conversation's questions, and offers programs to count letters."""
    with gr.Blocks() as page:
        asked, box = gr.State([]), gr.Textbox()
        box.submit(lambda past, text: ([*past, text], len(past)), [asked, box], [asked, box])
        gr.api(len_of, api_name="len")
    page.queue()
    page.is_running, page.state_session_capacity = True, MOST
    page.app = routes.App.create_app(page)
    return page


def len_of(text: str) -> int:
    """Count letters."""
    return len(text)


def use(asking: Asking) -> gr.Blocks:
    """The page after some requests."""

    async def run() -> gr.Blocks:
        page = build()
        transport = httpx.ASGITransport(page.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            await client.get("/gradio_api/startup-events")
            await asking(client)
        return page

    return asyncio.run(run())


def kept(page: gr.Blocks) -> Sessions:
    held = page.app.state_holder
    assert isinstance(held, Sessions)
    return held


def test_a_conversation_keeps_its_turns_and_no_description_of_the_page() -> None:
    async def ask(client: httpx.AsyncClient) -> None:
        for n in range(3):
            body = {"data": [None, "Why?"], "fn_index": 0, "session_hash": "mine"}
            assert (await client.post("/gradio_api/queue/join", json=body)).status_code == 200
            events = await client.get("/gradio_api/queue/data", params={"session_hash": "mine"})
            assert f"[null,{n}]" in events.text.replace('"', "")

    session = kept(use(ask)).session_data["mine"]
    assert isinstance(session, Session)
    assert list(session.state_data.values()) == [["Why?"] * 3]
    assert session.config_values == {}


def test_a_program_s_call_leaves_nothing() -> None:
    async def call(client: httpx.AsyncClient) -> None:
        for _ in range(3):
            body = {"data": ["four"]}
            event = (await client.post("/gradio_api/call/len", json=body)).json()["event_id"]
            assert "[4]" in (await client.get(f"/gradio_api/call/len/{event}")).text

    page = use(call)
    assert kept(page).session_data == {}
    assert kept(page)["a conversation"]
    assert page._queue.pending_event_ids_session == {}


def test_of_conversations_that_were_left_only_the_newest_stay() -> None:
    async def leave(_: httpx.AsyncClient) -> None:
        pass

    sessions = kept(use(leave))
    assert sessions.capacity == MOST
    stays = sessions["stays"]
    for n in range(LEFT + 5):
        sessions[f"left {n}"].is_closed = True
    assert sessions["new"] is not stays
    left = [f"left {n}" for n in range(5, LEFT + 5)]
    assert list(sessions.session_data) == ["stays", *left, "new"]
    assert set(sessions.time_last_used) == set(sessions.session_data)
    assert sessions["stays"] is stays
