"""The page's endpoints as tools of the Model Context Protocol.

Gradio's own would ask the page by HTTP for each, which a page with a login refuses.
"""

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, MutableMapping
from contextlib import aclosing, asynccontextmanager
from inspect import isasyncgenfunction, iscoroutinefunction
from typing import Any

import anyio
from gradio import Blocks
from gradio.utils import get_function_description
from mcp.server import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.types import Tool
from starlette.routing import Route

from page.engine.faults import word

PLACE = "/gradio_api/mcp"


class Tools:
    """An ASGI app; each tool is an endpoint, and says what its docstring does."""

    def __init__(self, page: Blocks) -> None:
        offered = page.get_api_info()["named_endpoints"]
        named = {fn.api_name: fn.fn for fn in page.fns.values()}
        self._functions = {name: named[name] for name in (path.strip("/") for path in offered)}
        self._tools = [
            _describe(name, function, offered[f"/{name}"]["parameters"])
            for name, function in self._functions.items()
        ]
        self._server: Server[Any, Any] = Server(page.title)
        self._server.list_tools()(self._list)  # type: ignore[no-untyped-call]
        self._server.call_tool()(self._call)
        self._manager = StreamableHTTPSessionManager(self._server, stateless=True)

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        await self._manager.handle_request(scope, receive, send)

    @asynccontextmanager
    async def live(self, _: object) -> AsyncIterator[None]:
        """As long as the page is served."""
        async with self._manager.run():
            yield

    async def _list(self) -> list[Tool]:
        return self._tools

    async def _call(self, name: str, values: dict[str, Any]) -> dict[str, Any]:
        """What an endpoint gives, of a stream the last. Raises an Error in words."""
        try:
            function = self._functions[name]
            if isasyncgenfunction(function):
                return await self._exhaust(function(**values))
            return await _await(function, values)
        except Exception as error:
            raise ValueError(word(error, f"the tool {name[:80]!a}").message) from None

    async def _exhaust(self, states: AsyncGenerator[dict[str, Any]]) -> dict[str, Any]:
        """The last of a stream; whoever wants to know is told that it goes on."""
        asked, last = self._server.request_context, dict[str, Any]()
        wanted, count = asked.meta.progressToken if asked.meta else None, 0
        async with aclosing(states):
            async for state in states:
                last, count = state, count + 1
                if wanted is not None:
                    await asked.session.send_progress_notification(
                        wanted, count, related_request_id=str(asked.request_id)
                    )
        return last


async def _await(function: Callable[..., Any], values: dict[str, Any]) -> dict[str, Any]:
    if iscoroutinefunction(function):
        return dict(await function(**values))
    return dict(await anyio.to_thread.run_sync(lambda: function(**values)))


def _describe(name: str, function: Callable[..., Any], given: list[dict[str, Any]]) -> Tool:
    """A tool as its callers are told of it; `given` is what Gradio knows of its parameters."""
    told, of_each, _ = get_function_description(function)
    properties = {
        one["parameter_name"]: {
            "type": one["type"]["type"],
            "description": of_each[one["parameter_name"]],
            **({"default": one["parameter_default"]} if one["parameter_has_default"] else {}),
        }
        for one in given
    }
    schema = {
        "type": "object",
        "properties": properties,
        "required": [name for name, kind in properties.items() if "default" not in kind],
        "additionalProperties": False,
    }
    return Tool(name=name, description=told, inputSchema=schema)


def offer_tools(page: Blocks) -> dict[str, Any]:
    """What Gradio's app is made with so that it has the tools."""
    # The library logs pages about what is no JSON or no request; whoever sends that is told, too.
    logging.getLogger("mcp.server").setLevel(logging.CRITICAL)
    logging.getLogger().addFilter(_cut)
    tools = Tools(page)
    return {"routes": [Route(PLACE, tools), Route(f"{PLACE}/", tools)], "lifespan": tools.live}


def _cut(record: logging.LogRecord) -> bool:
    record.msg, record.args = f"{record.getMessage()[:200]!a}", ()
    return True
