"""The least that a Gradio page can do with a question: embed it, and say so in the chat."""

import asyncio
import os
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import gradio as gr
from threadpoolctl import threadpool_limits

from benchmarks.page_load.signs import DONE, PACE, PENDING, SOURCES, TOKENS
from index.embedding.loading import Embedder

SHOWN = 20  # tokens from one view to the next


def serve_bare(embedder: Embedder, port: int) -> None:
    """Serve until interrupted: no search, no sources, no checks, and words that mean nothing."""
    threadpool_limits(1, user_api="blas")
    cores = ThreadPoolExecutor(os.cpu_count())

    async def ask(question: str, past: list[Any]) -> AsyncGenerator[list[Any]]:
        asked = [*past, {"role": "user", "content": question}]
        yield asked
        await asyncio.get_running_loop().run_in_executor(cores, embedder.read_query, question)
        yield [*asked, _say(SOURCES)]
        for n in range(1, TOKENS + 1):
            await asyncio.sleep(1 / PACE)
            if n % SHOWN == 1:
                yield [*asked, _say(f"{PENDING} {'word ' * n}")]
        yield [*asked, _say(DONE)]

    with gr.Blocks() as page:
        chat, box = gr.Chatbot(), gr.Textbox(elem_id="question")
        box.submit(ask, [box, chat], [chat], concurrency_limit=None)
    page.queue(max_size=1_024)
    page.launch(
        server_name="127.0.0.1", server_port=port, max_threads=512, share=False, ssr_mode=False
    )


def _say(text: str) -> dict[str, str]:
    return {"role": "assistant", "content": text}
