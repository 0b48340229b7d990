"""The page on a port: by itself on this machine, behind a guard, asking nobody for anything."""

import gc
from collections.abc import Mapping
from functools import partial
from inspect import signature

import gradio as gr
import matplotlib
from starlette.middleware import Middleware
from threadpoolctl import threadpool_limits

from page.serving.access import LOOPBACK, Accounts
from page.serving.guard import Guard
from page.serving.looks import appearance, script

_AT_ONCE = 512  # answers that are being written at once; Gradio's own 40 would let the 41st wait
_WAITING = 1_024  # questions beyond which the page refuses


def serve(
    page: gr.Blocks,
    port: int,
    host: str = "127.0.0.1",
    accounts: Mapping[str, str] | None = None,
    *,
    mcp: bool = False,
) -> None:
    """Serve until interrupted. Raises OSError when the port is taken.

    With `mcp` the endpoints are tools of the Model Context Protocol too, at /gradio_api/mcp/.
    `accounts` are names and hashed passwords; without them everybody who reaches the port may ask.
    """
    # At the first question Gradio would load it, and without a backend all of it: 2 s to wait.
    matplotlib.use("agg")
    keep_signatures(page)
    keep_configs(page)
    # Each answer's matrices are small. Cores that share them wait for each other: on a busy machine
    # 87 ms of processor time a question, alone 33.
    threadpool_limits(1, user_api="blas")
    gc.collect()
    gc.freeze()  # what is here stays: looking through it takes a third of a second from all readers
    guard = Middleware(Guard, script(), local=host in LOOPBACK and not accounts)
    page.queue(max_size=_WAITING)
    page.launch(
        server_name=host,
        server_port=port,
        auth=Accounts(accounts) if accounts else None,
        max_threads=_AT_ONCE,
        max_file_size=1,
        share=False,
        ssr_mode=False,
        run_history=False,
        enable_monitoring=False,
        footer_links=[],
        show_error=False,
        mcp_server=mcp,
        app_kwargs={"middleware": [guard]},
        **appearance(),
    )


def keep_signatures(page: gr.Blocks) -> None:
    """Let Python read each component's signature once.

    Gradio asks for it for every component of every new conversation, and for some in every view:
    half of what a new conversation costs, and that before its question is read.
    """
    kinds = {kind for block in page.blocks.values() for kind in type(block).__mro__}
    for kind in kinds - {object}:
        begin = vars(kind).get("__init__")
        if begin:
            begin.__signature__ = signature(begin)


def keep_configs(page: gr.Blocks) -> None:
    """Let each component of the page describe itself once, for all conversations.

    Gradio has them do so for each new one: after `keep_signatures` 2.6 ms of the 3.3 it takes.
    A component that is changed is another object, which describes itself.
    """
    for block in page.blocks.values():
        vars(block)["get_config"] = partial(dict, block.get_config())
