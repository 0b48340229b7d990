"""The page on a port: by itself on this machine, behind a guard, asking nobody for anything."""

import gc
import os
from collections.abc import Mapping
from typing import Any

import gradio as gr
import matplotlib
from gradio import routes
from starlette.middleware import Middleware
from threadpoolctl import threadpool_limits

from page.engine.faults import word_faults
from page.engine.patience import limit_patience
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
    _prepare(page)
    known = Accounts(accounts) if accounts else None
    local = host in LOOPBACK and not accounts and not proxies
    app: dict[str, Any] = {"middleware": _stand_before(local, known, proxies)}
    page.queue(max_size=_WAITING)
    _launch(
        page,
        server_name=host,
        server_port=port,
        root_path="",  # nor does it go by a variable: each request says where the page is
        auth=known,
        max_threads=_AT_ONCE,
        max_file_size=1,
        state_session_capacity=MOST,
        share=False,
        ssr_mode=False,
        run_history=False,
        enable_monitoring=False,
        footer_links=[],
        show_error=False,
        mcp_server=False,
        app_kwargs=app | _offer_tools(page) if mcp else app,
        **appearance(),
    )


def _launch(page: gr.Blocks, **options: Any) -> None:
    """Start the page, which then asks its own address, and serve it until interrupted."""
    with past_proxies():
        page.launch(prevent_thread_lock=True, **options)
    page.block_thread()


def _prepare(page: gr.Blocks) -> None:
    """Make this process and Gradio ready for many readers."""
    keep_sessions()
    word_faults(page)
    limit_patience()
    # At the first question Gradio would load it, and without a backend all of it: 2 s to wait.
    matplotlib.use("agg")
    # Each answer's matrices are small. Cores that share them wait for each other: on a busy machine
    # 87 ms of processor time a question, alone 33.
    threadpool_limits(1, user_api="blas")
    gc.collect()
    gc.freeze()  # what is here stays: looking through it takes a third of a second from all readers


def _stand_before(local: bool, accounts: Accounts | None, proxies: Networks) -> list[Middleware]:
    """What each request passes before it comes to Gradio."""
    # It would stand before these, and let every other site read what its reader may.
    routes.CustomCORSMiddleware = lambda app, **_: app
    # Gradio starts uvicorn in such a way that it would believe X-Forwarded-For of every program on
    # this machine, and of whomever this variable names. `Forwarded` decides that alone.
    os.environ["FORWARDED_ALLOW_IPS"] = ""
    guard = Middleware(Guard, script(), local=local, accounts=accounts)
    return [Middleware(Forwarded, proxies), guard]


def _offer_tools(page: gr.Blocks) -> dict[str, Any]:
    from page.engine.tools import offer_tools  # of an extra, which not everybody has

    return offer_tools(page)
