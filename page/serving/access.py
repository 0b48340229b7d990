"""Who may see the page: accounts with hashed passwords, which are slow to guess, and logins."""

import base64
import hashlib
import hmac
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path

from index.errors import AskpapersError
from page.serving.asgi import Refusal, Scope

LOOPBACK = ("127.0.0.1", "localhost", "::1")  # this machine, for itself
# RFC 7914's parameters for interactive logins: 16 MB and some 50 ms a try.
_N, _R, _P = 2**14, 8, 1
_SCHEME = "scrypt"


class BadAccount(AskpapersError):
    """An account that cannot be read; the message says where and why."""


def hash_password(password: str, salt: bytes | None = None) -> str:
    """ "scrypt$SALT$HASH", both in base64."""
    salt = salt or secrets.token_bytes(16)
    digest = hashlib.scrypt(password.encode(), salt=salt, n=_N, r=_R, p=_P)
    return "$".join([_SCHEME, *(base64.b64encode(part).decode() for part in (salt, digest))])


def read_accounts(file: Path) -> dict[str, str]:
    """Name to hash, from lines "NAME:scrypt$SALT$HASH"; empty lines and # are passed over.

    Raises BadAccount, OSError.
    """
    accounts = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, hashed = line.strip().partition(":")
        if not name or len(hashed.split("$")) != 3 or not hashed.startswith(f"{_SCHEME}$"):
            raise BadAccount(
                f"{file}, line {number}: not NAME:{_SCHEME}$SALT$HASH; make such a line with: "
                "python app.py --hash NAME"
            )
        accounts[name] = hashed
    if not accounts:
        raise BadAccount(f"{file} has no account; make a line with: python app.py --hash NAME")
    return accounts


def parse_account(text: str) -> dict[str, str]:
    """Name to hash, from "NAME:PASSWORD". Raises BadAccount."""
    name, colon, password = text.partition(":")
    if not (name.strip() and colon and password):
        raise BadAccount("--auth is NAME:PASSWORD; give both, or a file with --auth-file")
    return {name.strip(): hash_password(password)}


class Accounts:
    """Checks a name and a password; an unknown name takes as long as a known one."""

    def __init__(self, hashes: Mapping[str, str]) -> None:
        self._hashes = dict(hashes)
        self._nobody = hash_password(secrets.token_hex(16))

    def __call__(self, name: str, password: str) -> bool:
        known = self._hashes.get(name)
        return _matches(password, known or self._nobody) and known is not None


def _matches(password: str, hashed: str) -> bool:
    _, salt, _ = hashed.split("$")
    try:
        made = hash_password(password, base64.b64decode(salt, validate=True))
    except ValueError:
        return False
    return hmac.compare_digest(made.encode(), hashed.encode())


class Throttle:
    """Failed logins by address: after FREE of them each further one doubles the wait.

    `clock` gives seconds.
    """

    FREE = 5
    LONGEST = 900.0  # seconds
    ADDRESSES = 10_000

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failed: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait(self, address: str) -> float:
        """Seconds until this address may try again, 0 or more."""
        count, last = self._failed.get(address, (0, 0.0))
        if count < self.FREE:
            return 0.0
        return max(0.0, last + min(2.0 ** (count - self.FREE), self.LONGEST) - self._clock())

    def refuse(self, address: str) -> Refusal | None:
        """Why this address may not try to log in now, if it may not."""
        wait = self.wait(address)
        return (429, f"too many failed logins; try again in {wait:.0f} s", wait) if wait else None

    def note(self, address: str, *, passed: bool) -> None:
        """A login that passed, which forgives those before, or failed."""
        count, _ = self._failed.pop(address, (0, 0.0))
        if not passed:
            self._failed[address] = (count + 1, self._clock())
            if len(self._failed) > self.ADDRESSES:
                self._failed.popitem(last=False)


class Logins:
    """Who a request is from: by the cookie of the page's login, or by a name and a password of its
    own (HTTP Basic), as programs have them. These become such a cookie for the page's app.

    Without `accounts` everybody may ask. A name with its password is checked once; it is known from
    then on by what only this process can compute from both.
    """

    def __init__(self, accounts: Accounts | None, throttle: Throttle) -> None:
        self._accounts, self._throttle = accounts, throttle
        self._key = secrets.token_bytes(32)
        self._known: dict[str, tuple[bytes, str]] = {}

    def refuse(self, scope: Scope) -> Refusal | None:
        """Why this request may not be answered; None where it may."""
        if self._accounts is None:
            return None
        app = scope["app"]
        if any(token in app.tokens for token in _read_tokens(scope)):
            return None
        name, password = _read_basic(scope)
        if not name:
            return 401, "log in on the page, or send a name and a password (HTTP Basic)"
        digest = hmac.digest(self._key, f"{name}:{password}".encode(), "sha256")
        known, token = self._known.get(name, (b"", ""))
        if not (hmac.compare_digest(known, digest) and token in app.tokens):
            if refusal := self._check(self._accounts, scope, name, password):
                return refusal
            token = secrets.token_urlsafe(16)
            self._known[name], app.tokens[token] = (digest, token), name
        cookie = f"access-token-unsecure-{app.cookie_id}={token}".encode()
        kept = [(k, v) for k, v in scope["headers"] if k not in (b"cookie", b"authorization")]
        scope["headers"] = [*kept, (b"cookie", cookie)]
        return None

    def _check(self, accounts: Accounts, scope: Scope, name: str, password: str) -> Refusal | None:
        address = (scope.get("client") or ("",))[0]
        if refusal := self._throttle.refuse(address):
            return refusal
        passed = accounts(name, password)
        self._throttle.note(address, passed=passed)
        return None if passed else (401, "this name with this password is not known here")


def _read_tokens(scope: Scope) -> list[str]:
    """Gradio has two cookies with the same: one for https, one for any."""
    name = rf"access-token-(?:unsecure-)?{re.escape(scope['app'].cookie_id)}"
    cookies = b";".join(v for k, v in scope["headers"] if k == b"cookie").decode("latin-1")
    return re.findall(rf"(?:^|;)\s*{name}=([\w-]+)", cookies)


def _read_basic(scope: Scope) -> tuple[str, str]:
    """The name and the password of a request's header; empty where it has none."""
    for key, value in scope["headers"]:
        scheme, _, coded = value.partition(b" ")
        if key == b"authorization" and scheme.lower() == b"basic":
            try:
                name, _, password = base64.b64decode(coded.strip()).decode().partition(":")
            except ValueError:
                return "", ""
            return name, password
    return "", ""
