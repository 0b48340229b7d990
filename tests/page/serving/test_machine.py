"""What the page needs of the machine: a port of its own, and its own address without a proxy."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

import app
from index.embedding.loading import Embedder
from index.store.writer import open_ledger
from page.serving.machine import PortTaken, check_port, past_proxies
from tests.conftest import ROOT, find_port, wait_for


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "localhost"])  # noqa: S104
def test_a_port_that_is_taken_is_told_with_one_that_is_free(host: str, taken: int) -> None:
    with pytest.raises(
        PortTaken, match=f"port {taken} on {host} is taken, and [0-9]+ is free"
    ) as told:
        check_port(host, taken)
    free = int(re.findall(r"--port (\d+), PORT=", str(told.value))[0])
    check_port(host, free)


def test_an_address_that_is_not_this_machines_is_refused() -> None:
    with pytest.raises(PortTaken, match=r"is refused .*; take another address or port: --host"):
        check_port("192.0.2.1", find_port())


@pytest.mark.parametrize("by", ["--port", "PORT"])
def test_the_page_says_so_before_it_opens_anything(
    by: str, taken: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if by == "PORT":
        monkeypatch.setenv("PORT", str(taken))
    options = ["--port", str(taken)] if by == "--port" else []
    assert app.main([*options, "--index", "no-such-folder"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"python app.py: port {taken} on 127.0.0.1 is taken, and ")
    assert said.count("\n") == 1


@pytest.mark.parametrize("before", [None, "tides.example"])
def test_proxies_are_passed_for_a_while_only(
    before: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    if before:
        monkeypatch.setenv("no_proxy", before)
    with past_proxies():
        assert os.environ["no_proxy"] == "*"
    assert os.environ.get("no_proxy") == before


def test_a_page_of_an_index_that_is_being_written_says_so(
    tmp_path: Path, embedder: Embedder, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    shown: list[str] = []
    monkeypatch.setattr("page.layout.build_notice", shown.append)
    monkeypatch.setattr("page.serving.server.serve", lambda *_, **__: None)
    with open_ledger(tmp_path, embedder.stamp):
        assert app.main(["--index", str(tmp_path), "--port", str(find_port())]) == 0
    said = f"being written for the first time, or mended, by process {os.getpid()}; try again when"
    assert said in capsys.readouterr().err
    assert [said in text for text in shown] == [True]


PROXIES = {
    "cannot be used": {"ALL_PROXY": "socks5://127.0.0.1:9", "http_proxy": "http://:::"},
    "not there": {"HTTP_PROXY": "http://127.0.0.1:9", "ALL_PROXY": "foo"},
}


@pytest.mark.parametrize("settings", PROXIES.values(), ids=PROXIES.keys())
def test_the_page_starts_and_answers_whatever_proxy_there_should_be(
    settings: dict[str, str], sample_folder: Path
) -> None:
    port = find_port()
    kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    command = [sys.executable, "app.py", "--index", str(sample_folder), "--port", str(port)]
    with subprocess.Popen(
        command, cwd=ROOT, env=kept | settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as page:  # fmt: skip
        try:
            wait_for(f"http://127.0.0.1:{port}/", page)
            body = b'{"question": "What error rate did AlexNet reach on ImageNet?"}'
            url = f"http://127.0.0.1:{port}/gradio_api/call/"
            asked = Request(f"{url}v2/ask", body, {"content-type": "application/json"})
            event = json.load(urlopen(asked, timeout=30))["event_id"]
            answer = urlopen(f"{url}ask/{event}", timeout=60).read()
        finally:
            page.terminate()
        assert b"event: complete" in answer
        assert (page.stderr and page.stderr.read()) == b""
