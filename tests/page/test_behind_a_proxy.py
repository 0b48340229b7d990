"""The page behind Debian's nginx and HAProxy, with the very configurations that docs/ gives."""

import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from page.serving.access import Throttle
from tests.conftest import ROOT, MakeIndex, find_port, go_without, make_paper, serving
from tests.llm_server import Handler, LlmServer, running

pytestmark = pytest.mark.browser  # one process for all: each start of the page takes seconds
CONFIGURATIONS = ROOT / "docs" / "proxies"
# Each configuration as it stands, and what makes it treat Host in the other way.
KEPT = 'Host $http_host; proxy_set_header X-Forwarded-Host ""'
REWRITTEN = "http-request set-header Host 127.0.0.1:7860\n    server page"
FRONTS = {
    "nginx": {},
    "nginx, Host kept": {"X-Forwarded-Host $http_host": KEPT},
    "haproxy": {},
    "haproxy, Host rewritten": {"server page": REWRITTEN},
}
# nginx with a line missing, and what the page says of it.
FAULTY = {
    "nginx, silent on Host": {"X-Forwarded-Host $http_host": 'X-Forwarded-Host ""'},
    "nginx, silent on the prefix": {"X-Forwarded-Prefix /askpapers": 'X-Forwarded-Prefix ""'},
}
ADVICE = (
    "have the proxy at 127.0.0.1 send X-Forwarded-Host, or keep Host",
    "have the reverse proxy send X-Forwarded-Prefix: /askpapers",
)
# What stands around an nginx site, here in one process without rights.
NGINX = """
daemon off; master_process off; pid {folder}/pid; error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxied;
    fastcgi_temp_path {folder}/1; uwsgi_temp_path {folder}/2; scgi_temp_path {folder}/3;
    include {folder}/site.conf;
}}
"""
FOR_OTHERS = ("--auth", "ann:sea", "--proxy", "127.0.0.1", "--mcp")
CLIENT = {"name": "test", "version": "1"}
JOIN = "/gradio_api/queue/join"


@dataclass(frozen=True)
class Front:
    """A proxy that runs, and the clients that ask of it: each front has some of its own."""

    port: int
    plain_port: int
    trusted: ssl.SSLContext
    network: str  # "127.0.1"

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.port}/askpapers"

    def open(self, client: int = 1) -> httpx.Client:
        """A client of its own address, by which the proxy knows it."""
        own = httpx.HTTPTransport(self.trusted, local_address=f"{self.network}.{client}")
        return httpx.Client(transport=own, base_url=self.address, timeout=60)

    def ask(self, path: str, body: str | None = None, **headers: str) -> httpx.Response:
        """The answer to a GET, or to a POST of JSON."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with self.open() as client:
            if body is None:
                return client.get(path, headers=named)
            return client.post(
                path, content=body, headers={"Content-Type": "application/json"} | named
            )

    def log_in(self, password: str, client: int = 1, **headers: str) -> httpx.Response:
        with self.open(client) as reader:
            return reader.post(
                "/login", data={"username": "ann", "password": password}, headers=headers
            )

    def admit(self) -> str:
        """The cookies of somebody who is logged in."""
        return "; ".join(f"{name}={value}" for name, value in self.log_in("sea").cookies.items())


@pytest.fixture(scope="module")
def going_on() -> threading.Event:
    """The model writes its first words, and the others while this is set."""
    event = threading.Event()
    event.set()
    return event


@pytest.fixture(scope="module")
def model(going_on: threading.Event) -> Iterator[str]:
    server = LlmServer()

    def write(handler: Handler) -> None:
        handler.start(Content_Type="text/event-stream")
        handler.piece("The moon moves ")
        going_on.wait(60)
        handler.piece("the sea. [1]")
        handler.piece("", "stop")

    server.script = write
    with running(server):
        yield server.spec


@pytest.fixture(scope="module")
def app_port(
    tmp_path_factory: pytest.TempPathFactory, make_index: MakeIndex, model: str
) -> Iterator[int]:
    folder, port = tmp_path_factory.mktemp("page") / "index", find_port()
    make_index(folder, [make_paper("Tides", "The moon moves the sea.", published="2024-01")])
    options = ["--index", str(folder), "--port", str(port), "--llm", model]
    with serving(port, "app.py", *options, *FOR_OTHERS):
        yield port


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate of 127.0.0.1 and its key, and both in one."""
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=papers.example", "-keyout", "key.pem",
         "-addext", "subjectAltName=IP:127.0.0.1", "-out", "cert.pem"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    both = (folder / "cert.pem").read_text() + (folder / "key.pem").read_text()
    (folder / "both.pem").write_text(both)
    return folder


@pytest.fixture(scope="module", params=FRONTS)
def front(
    request: pytest.FixtureRequest,
    app_port: int,
    certificate: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("front")
    port, plain_port = find_port(), find_port()
    program = request.param.partition(",")[0]
    here = (FRONTS | FAULTY)[request.param] | {"127.0.0.1:7860": f"127.0.0.1:{app_port}"}
    if program == "nginx":
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder))
        (folder / "site.conf").write_text(
            adapt("nginx.conf", here | {
                "listen 443": f"listen 127.0.0.1:{port}",
                "listen 80": f"listen 127.0.0.1:{plain_port}",
                "/etc/letsencrypt/live/papers.example/fullchain.pem": f"{certificate}/cert.pem",
                "/etc/letsencrypt/live/papers.example/privkey.pem": f"{certificate}/key.pem",
            })
        )  # fmt: skip
        command = ["-p", str(folder), "-c", str(folder / "nginx.conf")]
    else:
        (folder / "haproxy.cfg").write_text(
            adapt("haproxy.cfg", here | {
                "bind :443": f"bind 127.0.0.1:{port}",
                "bind :80": f"bind 127.0.0.1:{plain_port}",
                "/etc/haproxy/papers.example.pem": f"{certificate}/both.pem",
            })
        )  # fmt: skip
        command = ["-db", "-f", str(folder / "haproxy.cfg")]
    trusted = ssl.create_default_context(cafile=certificate / "cert.pem")
    network = f"127.0.{[*FRONTS, *FAULTY].index(request.param) + 1}"
    with proxying(port, program, *command):
        yield Front(port, plain_port, trusted, network)


def adapt(name: str, places: dict[str, str]) -> str:
    """The configuration with this machine's ports and paths in place of those it names."""
    text = (CONFIGURATIONS / name).read_text()
    for old, new in places.items():
        assert old in text, f"{name} has no {old!r}"
        text = text.replace(old, new)
    return text


@contextmanager
def proxying(port: int, program: str, *arguments: str) -> Iterator[None]:
    """The proxy, until it is no longer needed."""
    found = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        go_without(f"Debian's {program} is missing; run: apt-get install nginx-light haproxy")
    with subprocess.Popen([found, *arguments]) as process:
        try:
            wait_for_port(port, process)
            yield
        finally:
            process.terminate()


def wait_for_port(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 5).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"nothing listens on {port}; exit status {process.poll()}")


def test_the_page_and_its_parts_are_below_the_prefix(front: Front) -> None:
    page = front.ask("/").text
    assert f'"root":"{front.address}"' in page
    parts = re.findall(r'(?:src|href)="\.(/[^"?]+\.(?:js|css))"', page)
    assert "/askpapers.js" in parts
    assert len(parts) > 2
    assert [part for part in parts if front.ask(part).status_code != 200] == []
    assert front.ask("/gradio_api/upload").status_code == 404


def test_without_the_slash_or_tls_the_page_is_found(front: Front) -> None:
    with front.open() as client:
        bare = client.get(front.address)
        plain = client.get(f"http://127.0.0.1:{front.plain_port}/askpapers/?q=a")
    assert bare.status_code in (301, 308)
    assert bare.headers["location"] in ("/askpapers/", f"{front.address}/")
    assert plain.status_code == 301
    assert re.fullmatch(r"https://127.0.0.1(:\d+)?/askpapers/\?q=a", plain.headers["location"])


def test_a_login_counts_below_the_prefix_and_over_tls_alone(front: Front) -> None:
    assert front.ask("/gradio_api/login_check").status_code == 401
    assert front.log_in("lake").status_code == 400
    passed = front.log_in("sea")
    assert passed.status_code == 200
    assert_narrow(passed)
    cookie = front.admit()
    assert front.ask("/gradio_api/login_check", Cookie=cookie).status_code == 200
    left = front.ask("/logout", Cookie=cookie)
    assert left.status_code == 302
    assert left.headers["location"] == front.address
    assert_narrow(left)
    assert front.ask("/gradio_api/login_check", Cookie=cookie).status_code == 401


def assert_narrow(response: httpx.Response) -> None:
    """What cookies it sets are for this page alone, and for TLS alone."""
    cookies = response.headers.get_list("set-cookie")
    assert cookies
    assert [c for c in cookies if not {"Path=/askpapers", "Secure"} <= set(c.split("; "))] == []


def test_an_answer_arrives_while_it_is_written(front: Front, going_on: threading.Event) -> None:
    cookie = front.admit()
    question = json.dumps({"question": "What moves the sea?"})
    asked = front.ask(
        "/gradio_api/call/v2/ask", question, Cookie=cookie, Origin=f"https://127.0.0.1:{front.port}"
    )
    assert asked.status_code == 200
    path = f"/gradio_api/call/ask/{asked.json()['event_id']}"
    going_on.clear()
    try:
        with front.open() as client, client.stream("GET", path, headers={"Cookie": cookie}) as told:
            lines = told.iter_lines()
            assert "event: generating" in lines  # as far as that line, with the others to come
            going_on.set()
            assert "event: complete" in lines
    finally:
        going_on.set()


def test_tools_are_offered_below_the_prefix(front: Front) -> None:
    hello = {"protocolVersion": "2025-03-26", "capabilities": {}, "clientInfo": CLIENT}
    message = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}
    kinds = "application/json, text/event-stream"
    path = "/gradio_api/mcp/"
    told = front.ask(path, json.dumps(message), Accept=kinds, Cookie=front.admit())
    assert told.status_code == 200
    assert '"serverInfo"' in told.text


def test_clients_are_told_apart_by_what_the_proxy_says_of_them(front: Front) -> None:
    guesses = [
        front.log_in("lake", client=2, **{"X-Forwarded-For": f"192.0.2.{n}"}).status_code
        for n in range(2 * Throttle.FREE)
    ]
    assert 429 in guesses
    assert front.log_in("lake", client=3).status_code == 400


def test_no_client_says_where_the_page_is(front: Front) -> None:
    """The proxy says it anew, whatever its client had said."""
    said = {"X_Forwarded_Host": "evil.example", "X_Forwarded_Prefix": "/evil"}
    assert f'"root":"{front.address}"' in front.ask("/", **said).text
    asked = front.ask(JOIN, "{}", **said, Origin="https://evil.example")
    assert asked.status_code == 403
    assert "another site" in asked.text


@pytest.fixture
def address(front: Front) -> str:
    """For a browser's page, see conftest.py."""
    return f"{front.address}/"


@pytest.mark.parametrize("front", ["nginx", "haproxy"], indirect=True)
def test_a_reader_logs_in_asks_and_takes_along(
    page: Page, address: str, going_on: threading.Event
) -> None:
    page.get_by_label("username").fill("ann")
    page.get_by_label("password").fill("sea")
    page.get_by_role("button", name="Login").click()
    going_on.clear()
    try:
        page.locator("#question textarea").fill("What moves the sea?")
        page.locator("#question textarea").press("Enter")
        expect(page.locator("#chat")).to_contain_text("The moon moves")
        expect(page.locator("#chat")).not_to_contain_text("The moon moves the sea.")
    finally:
        going_on.set()
    expect(page.locator("body.answered")).to_be_attached()
    with page.expect_download() as started:
        page.get_by_role("button", name="JSON", exact=True).click()
    assert "What moves the sea?" in started.value.path().read_text()
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#spoken")).to_have_text("The link is copied.")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{address}?q=What+moves+the+sea%3F"
    page.goto(link)
    expect(page.locator("#chat")).to_contain_text("The moon moves the sea.")


@pytest.mark.parametrize(
    ("front", "advice"), [*zip(FAULTY, ADVICE, strict=True)], indirect=["front"]
)
def test_a_page_that_must_stay_empty_says_which_line_is_missing(
    front: Front, advice: str, chromium: Browser
) -> None:
    page = chromium.new_page(ignore_https_errors=True)
    page.goto(f"{front.address}/")
    expect(page.get_by_role("alert").filter(has_text="proxy")).to_contain_text(advice)
    page.close()


def test_what_another_than_the_proxy_says_counts_for_nothing(app_port: int) -> None:
    """From an address that --proxy does not name."""
    stranger = httpx.HTTPTransport(local_address="127.0.1.9")
    here = f"http://127.0.0.1:{app_port}"
    said = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/evil"}
    with httpx.Client(transport=stranger, base_url=here, headers=said, timeout=60) as client:
        assert f'"root":"{here}"' in client.get("/").text
        asked = client.post(JOIN, json={}, headers={"Origin": "https://evil.example"})
        assert asked.status_code == 403
        assert "start it with --proxy ADDRESS" in asked.text
        form = {"username": "ann", "password": "lake"}
        guesses = [
            client.post("/login", data=form, headers={"X-Forwarded-For": f"192.0.2.{n}"})
            for n in range(2 * Throttle.FREE)
        ]
    assert 429 in [guess.status_code for guess in guesses]
