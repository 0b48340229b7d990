"""The page on a port: by itself on this machine, behind a guard, asking nobody for anything."""

import gc
import os
from collections.abc import Mapping
from typing import Any

import gradio as gr
import matplotlib
from starlette.middleware import Middleware
from threadpoolctl import threadpool_limits

from page.engine.sessions import MOST, keep_sessions
from page.serving.access import LOOPBACK, Accounts
from page.serving.guard import Guard
from page.serving.looks import appearance, script
from page.serving.machine import past_proxies
from page.serving.proxy import Forwarded, Networks

_AT_ONCE = 512  # answers that are being written at once; Gradio's own 40 would let the 41st wait
_WAITING = 1_024  # questions beyond which the page refuses


def serve(
    page: gr.Blocks,
    port: int,
    host: str = "127.0.0.1",
    accounts: Mapping[str, str] | None = None,
    *,
    mcp: bool = False,
    proxies: Networks = (),
) -> None:
    """Serve until interrupted. Raises OSError when the port is taken.

    With `mcp` the endpoints are tools of the Model Context Protocol too, at /gradio_api/mcp/.
    `proxies` are where a reverse proxy may ask from, which then speaks for its clients.
    `accounts` are names and hashed passwords; without them everybody who reaches the port may ask.
    """
    _prepare()
    keep_sessions()
    local = host in LOOPBACK and not accounts and not proxies
    page.queue(max_size=_WAITING)
    _launch(
        page,
        server_name=host,
        server_port=port,
        root_path="",  # nor does it go by a variable: each request says where the page is
        auth=Accounts(accounts) if accounts else None,
        max_threads=_AT_ONCE,
        max_file_size=1,
        state_session_capacity=MOST,
        share=False,
        ssr_mode=False,
        run_history=False,
        enable_monitoring=False,
        footer_links=[],
        show_error=False,
        mcp_server=mcp,
        app_kwargs={"middleware": _stand_before(local, proxies)},
        **appearance(),
    )


def _launch(page: gr.Blocks, **options: Any) -> None:
    """Start the page, which then asks its own address, and serve it until interrupted."""
    with past_proxies():
        page.launch(prevent_thread_lock=True, **options)
    page.block_thread()


def _prepare() -> None:
    """Make this process ready for many readers."""
    # At the first question Gradio would load it, and without a backend all of it: 2 s to wait.
    matplotlib.use("agg")
    # Each answer's matrices are small. Cores that share them wait for each other: on a busy machine
    # 87 ms of processor time a question, alone 33.
    threadpool_limits(1, user_api="blas")
    gc.collect()
    gc.freeze()  # what is here stays: looking through it takes a third of a second from all readers


def _stand_before(local: bool, proxies: Networks) -> list[Middleware]:
    """What each request passes before it comes to Gradio."""
    # Gradio starts uvicorn in such a way that it would believe X-Forwarded-For of every program on
    # this machine, and of whomever this variable names. `Forwarded` decides that alone.
    os.environ["FORWARDED_ALLOW_IPS"] = ""
    return [Middleware(Forwarded, proxies), Middleware(Guard, script(), local=local)]
