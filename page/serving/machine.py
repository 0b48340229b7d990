"""What the page needs of this machine: a port, and that nobody asks a proxy for its own address."""

import errno
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from index.errors import AskpapersError

_NEXT = 100  # ports that are looked at for a free one


class PortTaken(AskpapersError):
    """Nobody can listen there; the message has a port that is free."""


def check_port(host: str, port: int) -> None:
    """Raises PortTaken where the page could not be served."""
    # Whatever its host, Gradio wants the port on loopback too.
    for place in (host, "127.0.0.1"):
        if error := _listen(place, port):
            raise PortTaken(_tell(host, port, error))


def _tell(host: str, port: int, error: OSError) -> str:
    why = "taken" if error.errno == errno.EADDRINUSE else f"refused ({error.strerror})"
    near = range(port + 1, min(port + _NEXT, 65_536))
    free = next((other for other in near if not _listen(host, other)), None)
    if not free:
        return f"port {port} on {host} is {why}; take another address or port: --host, --port, PORT"
    return (
        f"port {port} on {host} is {why}, and {free} is free: --port {free}, PORT={free}, or: make "
        f"chat PORT={free}"
    )


def _listen(host: str, port: int) -> OSError | None:
    """What the system says against it."""
    kind = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host.strip("[]"), port), family=kind).close()
    except OSError as error:
        return error
    return None


@contextmanager
def past_proxies() -> Iterator[None]:
    """Clients that are made meanwhile go through no proxy of the environment.

    Gradio makes some when it is imported, for which a proxy may lack a package, and asks its own
    address before it serves, which a proxy does not know.
    """
    name = "no_proxy"  # which beats NO_PROXY
    before = os.environ.get(name)
    os.environ[name] = "*"
    try:
        yield
    finally:
        os.environ.pop(name)
        if before is not None:
            os.environ[name] = before
