"""The page's server, as a process of its own."""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from page.serving.access import Throttle
from tests.conftest import ROOT, find_port, serving

# Prints the modules that are loaded while the first question to a page is answered.
ASK_FIRST = """
import json, sys, threading, time
from urllib.request import Request, urlopen
import app
folder, port = sys.argv[1:]
serving = ["--index", folder, "--port", port]
threading.Thread(target=app.main, args=(serving,), daemon=True).start()
address = f"http://127.0.0.1:{port}/"
for _ in range(600):
    try:
        urlopen(address).read()
        break
    except OSError:
        time.sleep(0.1)
known = set(sys.modules)
body = json.dumps({"question": "What is LoRA?"}).encode()
asked = Request(address + "gradio_api/call/v2/ask", body)
asked.add_header("content-type", "application/json")
event = json.load(urlopen(asked))["event_id"]
answer = urlopen(address + "gradio_api/call/ask/" + event).read()
assert b"event: complete" in answer, answer
print("loaded:", sorted(set(sys.modules) - known))
"""

# A page with an account, in which programs of this machine are no proxies.
SERVE = """
import sys
import app
from page.layout import build_notice
from page.serving.access import parse_account
from page.serving.server import serve
serve(build_notice("Nothing."), int(sys.argv[1]), accounts=parse_account("ann:sea"))
"""


def test_the_first_question_does_not_wait_for_modules(sample_folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASK_FIRST, str(sample_folder), str(find_port())],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "loaded: []"


def test_a_program_of_this_machine_speaks_for_itself_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever uvicorn would believe: guessing does not go on under other addresses."""
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    port = find_port()
    form = {"username": "ann", "password": "lake"}
    with serving(port, "-c", SERVE, str(port)) as address:
        guesses = [
            httpx.post(
                f"{address}login", data=form, headers={"X-Forwarded-For": f"192.0.2.{n}"}
            ).status_code
            for n in range(2 * Throttle.FREE)
        ]
    assert guesses[: Throttle.FREE] == [400] * Throttle.FREE
    assert 429 in guesses
