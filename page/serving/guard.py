"""What stands before the page's server: which paths there are, and who may ask."""

import logging
import re

from page.engine.faults import describe
from page.serving.access import Accounts, Logins, Throttle
from page.serving.asgi import ADVICE, App, Message, Receive, Refusal, Scope, Send, answer, find_path
from page.serving.bodies import Bodies
from page.serving.policy import SCRIPT, Secured

# Everything else that Gradio serves (uploads, files, proxies, run history, …) is not there.
_OPEN = re.compile(
    r"/|/askpapers\.js|/(?:assets|static|svelte)/[^?]*|/(?:config|login|logout|theme\.css|favicon\.ico|robots\.txt)/?"
    r"|/manifest\.json|/gradio_api/(?:info|openapi\.json|config|app_id|login_check|user"
    r"|startup-events|cancel|reset)/?|/gradio_api/queue/(?:join|data)/?"
    r"|/gradio_api/heartbeat/[^/]*|/gradio_api/(?:call|run|api)/[^?]*|/gradio_api/mcp(?:/.*)?"
)
# What only those may ask who have logged in; what Gradio asks itself when it starts is not.
_INNER = re.compile(r"/config/?|/gradio_api/(?!startup-events/?$).*")
_log = logging.getLogger(__name__)
_MOST_TOLD = 100  # refusals in the log, each another
_LOCAL = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?", re.IGNORECASE)


class Guard:
    """ASGI middleware: a Content-Security-Policy, only the paths the page needs, slow guessing.

    `script` is the page's own, which every page loads: what Gradio would put into it by itself
    would need a policy that lets anything run. `local` says that the page is for this machine alone
    and has no password: it then answers to this machine's own names only, so that no other site can
    pass for it by its DNS. With `accounts` only who has logged in may ask, and of all others no
    body is read but that of a login.
    """

    def __init__(
        self,
        app: App,
        script: str = "",
        local: bool = True,
        accounts: Accounts | None = None,
        bodies: Bodies | None = None,
    ) -> None:
        self._app, self._script, self._local = app, script, local
        self._throttle, self._bodies = Throttle(), bodies or Bodies()
        self._logins = Logins(accounts, self._throttle)
        self._told: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":  # the page has none
            await send({"type": "websocket.close"})
        elif scope["type"] != "http":
            await self._app(scope, receive, send)
        elif refusal := self._refuse(scope):
            await answer(Secured(send).send, *refusal)
        elif find_path(scope) == f"/{SCRIPT}":
            await answer(Secured(send).send, 200, self._script, kind=b"text/javascript")
        else:
            await self._read(scope, receive, send)

    async def _read(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._bodies.read(scope, receive) as read:
            if isinstance(read, tuple):
                await answer(Secured(send).send, *read)
            elif find_path(scope).rstrip("/") == "/login" and scope["method"] == "POST":
                await self._log_in(scope, read, send)
            else:
                await self._pass(scope, read, send)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        secured = Secured(send)
        try:
            await self._app(scope, receive, secured.send)
        except Exception as error:  # uvicorn would log the whole stack of each
            asked = f"{scope['method']} {find_path(scope)[:80]!a}"
            _log.warning("%s failed: %s", asked, describe(error))
            await secured.break_off("this request cannot be answered")

    def _refuse(self, scope: Scope) -> Refusal | None:
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        origin = headers.get(b"origin", b"").decode("latin-1")
        advice = scope.get(ADVICE, "")
        if self._local and not _LOCAL.fullmatch(host):
            said = f"this page answers to localhost only, not to {host[:80]!r}; {advice}"
            return 421, self._tell(said)
        if scope["method"] != "GET" and origin and origin.partition("://")[2] != host:
            came = f"Origin is {origin[:80]!r}, Host {host[:80]!r}"
            return 403, self._tell(f"another site's page may not ask here: {came}; {advice}")
        path = find_path(scope)
        if not _OPEN.fullmatch(path):
            return 404, "there is nothing here"
        if refusal := self._bodies.refuse(scope):
            return refusal
        return self._logins.refuse(scope) if _INNER.fullmatch(path) else None

    def _tell(self, refusal: str) -> str:
        """The refusal, which the log has once; not all that strangers may think of."""
        if refusal not in self._told and len(self._told) < _MOST_TOLD:
            self._told.add(refusal)
            _log.warning(refusal)
        return refusal

    async def _log_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = (scope.get("client") or ("",))[0]
        if refusal := self._throttle.refuse(address):
            await answer(Secured(send).send, *refusal)
            return
        # It has failed until it passes: of many at once no more are checked than one by one.
        self._throttle.note(address, passed=False)

        async def watch(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                self._throttle.note(address, passed=True)
            await send(message)

        await self._pass(scope, receive, watch)
