"""What stands before the page's server: which paths there are, and who may ask."""

import logging
import re

from page.serving.access import Throttle
from page.serving.asgi import ADVICE, App, Message, Receive, Scope, Send, answer, find_path
from page.serving.policy import SCRIPT, Secured

# Everything else that Gradio serves (uploads, files, proxies, run history, …) is not there.
_OPEN = re.compile(
    r"/|/askpapers\.js|/(?:assets|static|svelte)/[^?]*|/(?:config|login|logout|theme\.css|favicon\.ico|robots\.txt)/?"
    r"|/manifest\.json|/gradio_api/(?:info|openapi\.json|config|app_id|login_check|user"
    r"|startup-events|cancel|reset)/?|/gradio_api/queue/(?:join|data)/?"
    r"|/gradio_api/heartbeat/[^/]*|/gradio_api/(?:call|run|api)/[^?]*|/gradio_api/mcp(?:/.*)?"
)
_log = logging.getLogger(__name__)
_MOST_TOLD = 100  # refusals in the log, each another
_LOCAL = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?", re.IGNORECASE)


class Guard:
    """ASGI middleware: a Content-Security-Policy, only the paths the page needs, slow guessing.

    `script` is the page's own, which every page loads: what Gradio would put into it by itself
    would need a policy that lets anything run. `local` says that the page is for this machine alone
    and has no password: it then answers to this machine's own names only, so that no other site can
    pass for it by its DNS.
    """

    def __init__(
        self, app: App, script: str = "", local: bool = True, throttle: Throttle | None = None
    ) -> None:
        self._app, self._script, self._local = app, script, local
        self._throttle = throttle or Throttle()
        self._told: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path, refusal = find_path(scope), self._refuse(scope)
        if refusal:
            await answer(send, *refusal)
        elif path == f"/{SCRIPT}":
            await answer(Secured(send).send, 200, self._script, kind=b"text/javascript")
        elif path.rstrip("/") == "/login" and scope["method"] == "POST":
            await self._log_in(scope, receive, send)
        else:
            await self._app(scope, receive, Secured(send).send)

    def _refuse(self, scope: Scope) -> tuple[int, str] | None:
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
        if not _OPEN.fullmatch(find_path(scope)):
            return 404, "there is nothing here"
        return None

    def _tell(self, refusal: str) -> str:
        """The refusal, which the log has once; not all that strangers may think of."""
        if refusal not in self._told and len(self._told) < _MOST_TOLD:
            self._told.add(refusal)
            _log.warning(refusal)
        return refusal

    async def _log_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = (scope.get("client") or ("",))[0]
        wait = self._throttle.wait(address)
        if wait:
            await answer(send, 429, f"too many failed logins; try again in {wait:.0f} s", wait)
            return

        async def watch(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._throttle.note(address, passed=message["status"] == 200)
            await send(message)

        await self._app(scope, receive, Secured(watch).send)
