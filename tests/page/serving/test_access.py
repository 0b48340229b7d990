"""Who may see the page."""

import base64
import subprocess
import sys
from pathlib import Path

import pytest

from page.serving.access import (
    Accounts,
    BadAccount,
    Logins,
    Throttle,
    hash_password,
    parse_account,
    read_accounts,
)
from page.serving.asgi import Scope
from tests.conftest import ROOT


def test_a_password_is_known_by_its_hash(tmp_path: Path) -> None:
    file = tmp_path / "accounts"
    file.write_text(f"# ours\n\nann:{hash_password('sea')}\n")
    accounts = Accounts(read_accounts(file))
    assert accounts("ann", "sea")
    assert not accounts("ann", "see")
    assert not accounts("bob", "sea")
    assert "sea" not in file.read_text().replace("# ours", "")
    assert Accounts(parse_account("ann:a:b"))("ann", "a:b")


@pytest.mark.parametrize("text", ["", "ann", "ann:sea", "ann:md5$a$b", ":scrypt$a$b"])
def test_a_file_that_is_no_accounts_says_how_to_make_one(tmp_path: Path, text: str) -> None:
    file = tmp_path / "accounts"
    file.write_text(text)
    with pytest.raises(BadAccount, match="--hash NAME"):
        read_accounts(file)


def run_app(*arguments: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "app.py", *arguments],
        cwd=ROOT, input=typed, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_other_machines_are_let_in_only_when_it_is_said_who_may() -> None:
    done = run_app("--host", "0.0.0.0", "--index", "no-such-index")  # noqa: S104 - that is the point
    assert done.returncode == 2
    assert "--auth NAME:PASSWORD" in done.stderr
    assert "--no-auth" in done.stderr


def test_a_proxy_lets_other_machines_in_too() -> None:
    done = run_app("--proxy", "127.0.0.1, 10.0.0.0/24", "--index", "no-such-index")
    assert done.returncode == 2
    assert "--proxy lets other machines in" in done.stderr


def test_a_proxy_is_named_by_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASKPAPERS_PROXY", "nginx.example")
    done = run_app("--no-auth", "--index", "no-such-index")
    assert done.returncode == 2
    assert "'nginx.example' does not appear to be an IPv4 or IPv6 network" in done.stderr
    assert "an address is 127.0.0.1" in done.stderr


def test_a_line_for_the_accounts_is_made_by_a_command(tmp_path: Path) -> None:
    done = run_app("--hash", "ann", typed="sea\n")
    file = tmp_path / "accounts"
    file.write_text(done.stdout)
    assert Accounts(read_accounts(file))("ann", "sea")


def test_the_wait_doubles_and_a_login_that_passes_forgives() -> None:
    now = [100.0]
    throttle = Throttle(lambda: now[0])
    for _ in range(Throttle.FREE + 2):
        throttle.note("a", passed=False)
    assert throttle.wait("a") == 4.0
    assert throttle.wait("b") == 0.0
    now[0] += 4
    assert throttle.wait("a") == 0.0
    throttle.note("a", passed=False)
    assert throttle.wait("a") == 8.0
    throttle.note("a", passed=True)
    assert throttle.wait("a") == 0.0


def test_addresses_that_failed_are_forgotten_before_they_fill_the_memory() -> None:
    throttle = Throttle()
    for n in range(Throttle.ADDRESSES + 5):
        throttle.note(str(n), passed=False)
    assert len(throttle._failed) == Throttle.ADDRESSES


class App:
    """What of Gradio's app says who has logged in."""

    def __init__(self) -> None:
        self.cookie_id, self.tokens = "xyz", {"abc-1": "ann"}


def scope_of(app: App, *headers: tuple[bytes, bytes]) -> Scope:
    return {"app": app, "client": ("192.0.2.1", 5), "headers": list(headers)}


def basic(text: str) -> tuple[bytes, bytes]:
    return b"authorization", b"Basic " + base64.b64encode(text.encode())


@pytest.fixture
def logins() -> Logins:
    return Logins(Accounts(parse_account("ann:low:tide")), Throttle())


@pytest.mark.parametrize(
    ("cookie", "is_in"),
    [
        (b"access-token-xyz=abc-1", True),
        (b"a=b; access-token-unsecure-xyz=abc-1; c=d", True),
        (b"access-token-other=abc-1", False),
        (b"access-token-xyz=abc-2", False),
        (b"not-access-token-xyz=abc-1", False),
        (b"", False),
    ],
)
def test_who_has_the_page_s_cookie_is_in(logins: Logins, cookie: bytes, is_in: bool) -> None:
    refusal = logins.refuse(scope_of(App(), (b"cookie", cookie)))
    assert (refusal is None) == is_in
    assert refusal is None or refusal[0] == 401


def test_a_name_and_a_password_with_the_request_become_a_cookie(logins: Logins) -> None:
    app = App()
    for _ in range(3):
        scope = scope_of(app, (b"cookie", b"access-token-xyz=old"), basic("ann:low:tide"))
        assert logins.refuse(scope) is None
        ((name, cookie),) = scope["headers"]
        assert name == b"cookie"
    assert len(app.tokens) == 2  # it was checked once
    token = cookie.decode().removeprefix("access-token-unsecure-xyz=")
    assert app.tokens.pop(token) == "ann"  # as when ann logs out
    assert logins.refuse(scope_of(app, basic("ann:low:tide"))) is None


def test_guessing_with_each_request_gets_slow_too(logins: Logins) -> None:
    assert logins.refuse(scope_of(App(), basic("ann:low:tide"))) is None
    guesses = [logins.refuse(scope_of(App(), basic(f"ann:{n}"))) for n in range(Throttle.FREE + 1)]
    assert [guess[0] for guess in guesses if guess] == [401] * Throttle.FREE + [429]
    app = App()
    refused = logins.refuse(scope_of(app, basic("ann:low:tide")))
    assert refused is not None
    assert refused[0] == 429
    assert set(app.tokens) == {"abc-1"}


@pytest.mark.parametrize("value", [b"", b"Basic", b"Basic !", b"Basic /w==", b"Bearer abc-1"])
def test_odd_headers_are_no_login(logins: Logins, value: bytes) -> None:
    refusal = logins.refuse(scope_of(App(), (b"authorization", value)))
    assert refusal is not None
    assert refusal[0] == 401
