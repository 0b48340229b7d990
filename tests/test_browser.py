"""The page in a real browser: ask, read, click a citation; hostile papers; no outside request."""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, MakeIndex, make_paper
from playwright.sync_api import Page, Request, expect, sync_playwright

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PORT = 7951
HOSTILE = (
    "<img src=x onerror=\"document.title='owned'\"> ![p](http://evil.example/p.png) "
    "[click](javascript:document.title='owned') <script>document.title='owned'</script>"
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, make_index: MakeIndex) -> Iterator[str]:
    """The real app.py, serving a small index in which one paper is hostile."""
    folder = tmp_path_factory.mktemp("page") / "index"
    make_index(
        folder,
        [
            make_paper(
                "TideNet: Learning the Sea",
                "TideNet predicts tides from the moon. It needs $O(n^2)$ steps. "
                "TideNet is 54.6\\% better than a table of tides.",
                id="2401.00001",
                url="https://arxiv.org/abs/2401.00001",
                published="2024-01-01",
            ),
            make_paper(
                "The Price of Lions",
                "Feeding a lion costs $15 a day in $O(n)$ zoos. A cub costs less than $4 a day. "
                "$\\gdef\\le{\\ge}\\colorbox{red}{x}$ is no formula.",
            ),
            make_paper(f"Zebra {HOSTILE}", f"Zebra stripes deter flies {HOSTILE}. They do."),
        ],
    )
    command = [sys.executable, "app.py", "--index", str(folder), "--port", str(PORT)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as server:
        try:
            url = f"http://127.0.0.1:{PORT}/"
            _wait_for(url, server)
            yield url
        finally:
            server.terminate()


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.3)
    raise AssertionError(f"app.py did not serve {url}; exit status {server.poll()}")


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    if CHROMIUM is None:
        message = "Debian's chromium is missing; run: apt-get install chromium"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        outside: list[str] = []

        def watch(request: Request) -> None:
            if not request.url.startswith((address, "data:", "blob:")):
                outside.append(request.url)

        page.on("request", watch)
        page.goto(address)
        yield page
        browser.close()
    assert outside == []


def ask(page: Page, question: str) -> None:
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")


def test_a_question_is_answered_and_its_citation_leads_to_the_marked_quote(page: Page) -> None:
    ask(page, "How much better is TideNet than a table?")
    marker = page.locator('#chat a[href^="#s-"]').first
    expect(marker).to_have_text("[1]")
    expect(page.locator("#chat")).to_contain_text("54.6% better than a table of tides")
    marker.click()
    card = page.locator(".source.hit")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("TideNet: Learning the Sea")
    expect(card.locator("details mark")).not_to_have_count(0)
    expect(card.locator("details mark").first).to_be_visible()
    expect(card.get_by_role("link")).to_have_attribute("href", "https://arxiv.org/abs/2401.00001")
    assert page.evaluate("document.activeElement.id") == card.get_attribute("id")
    assert page.url.count("#") == 0


def test_a_marker_works_from_the_keyboard_and_in_earlier_answers(page: Page) -> None:
    ask(page, "How much better is TideNet than a table?")
    expect(page.locator('#chat a[href^="#s-"]')).not_to_have_count(0)
    ask(page, "Who wrote Hamlet?")
    expect(page.locator("#chat")).to_contain_text("The indexed abstracts do not say.")
    page.locator('#chat a[href^="#s-"]').first.focus()
    page.keyboard.press("Enter")
    card = page.locator(".source.hit")
    expect(card).to_contain_text("TideNet")
    expect(card).to_be_visible()


def test_an_abstention_says_so_and_cites_nothing(page: Page) -> None:
    ask(page, "What is the capital of France?")
    expect(page.locator("#chat")).to_contain_text("The indexed abstracts do not say.")
    expect(page.locator("#sources")).to_contain_text("0 cited")


def test_a_hostile_paper_and_question_are_only_shown(page: Page) -> None:
    ask(page, f"What do zebra stripes deter? {HOSTILE}")
    expect(page.locator("#chat")).to_contain_text("Zebra stripes deter flies <img src=x")
    expect(page.locator("#sources")).to_contain_text("<script>document.title='owned'</script>")
    page.wait_for_timeout(500)
    assert page.title() == "askpapers"
    assert page.locator("#chat img[src='x'], #sources img").count() == 0
    assert page.locator("a[href^='javascript'], a[href*='evil']").count() == 0


def test_latex_is_set_and_prices_are_not(page: Page) -> None:
    ask(page, "How much does feeding a lion cost a day?")
    expect(page.locator("#chat")).to_contain_text("costs $15 a day in")
    expect(page.locator("#chat .katex")).not_to_have_count(0)
    sources = page.locator("#sources")
    expect(sources).to_contain_text("A cub costs less than $4 a day.")
    expect(sources.locator(".source summary").first).to_have_text("Abstract")
    assert sources.locator(".katex").count() >= 1
    # What could repaint the page is shown as it was written.
    page.locator('#chat a[href^="#s-"]').first.click()
    expect(sources).to_contain_text("colorbox{red}")
    assert page.locator(".katex .colorbox, .katex-error").count() == 0


def test_what_is_typed_while_an_answer_streams_stays(page: Page) -> None:
    ask(page, "How much better is TideNet than a table?")
    expect(page.locator("#question textarea")).to_have_value("")
    page.locator("#question textarea").fill("and the next")
    expect(page.locator('#chat a[href^="#s-"]')).not_to_have_count(0)
    page.wait_for_timeout(500)
    expect(page.locator("#question textarea")).to_have_value("and the next")


def test_an_example_is_one_click_away_from_an_answer(page: Page) -> None:
    page.get_by_text("What is TideNet, and what does it show?").click()
    expect(page.locator("#question textarea")).to_have_value(
        "What is TideNet, and what does it show?"
    )
    page.locator("#question textarea").press("Enter")
    expect(page.locator('#chat a[href^="#s-"]')).not_to_have_count(0)


def test_a_phone_needs_no_sideways_scrolling(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    ask(page, "How much better is TideNet than a table?")
    expect(page.locator('#chat a[href^="#s-"]')).not_to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_page_asks_no_name_of_the_network(tmp_path: Path, sample_folder: Path) -> None:
    """The server, from start to its first answer, looks up and connects to this machine only."""
    script = (
        "import json, sys, threading\n"
        "asked = []\n"
        "def watch(event, args):\n"
        "    if event == 'socket.getaddrinfo': asked.append(str(args[0]))\n"
        "    if event == 'socket.connect' and isinstance(args[1], tuple):\n"
        "        asked.append(str(args[1][0]))\n"
        "sys.addaudithook(watch)\n"
        "import app, pathlib, gradio as gr\n"
        "def stop(*args, **options): pass\n"
        "gr.Blocks.block_thread = stop\n"
        f"app.main(['--index', {str(sample_folder)!r}, '--port', '7952'])\n"
        "threading.Event().wait(5)\n"
        "print(json.dumps(sorted(set(asked))))\n"
        "import os; sys.stdout.flush(); os._exit(0)\n"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=180,
    )  # fmt: skip
    asked = json.loads(done.stdout.splitlines()[-1])
    assert set(asked) <= {"127.0.0.1", "localhost", "::1", "0.0.0.0", "None"}, asked  # noqa: S104
