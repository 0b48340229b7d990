"""Takes the README's pictures of the page: python tests/take_pictures.py INDEX FOLDER."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.conftest import serve_page

QUESTION = "How does LoRA cut the number of trainable parameters?"
LIST = "What do papers since 2017 say about attention?"
MARKER = '#chat a[href^="#s-"]'


def main(index: Path, folder: Path) -> None:
    """All pictures, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with serve_page(index) as url:
        for take in (take_empty, take_answers, take_corpus, take_digest, take_narrow):
            take(url, folder)
    (index.parent / "closed.txt").unlink(missing_ok=True)  # that an answer was stopped


@contextmanager
def opened(url: str, *, width: int = 1280, dark: bool = False) -> Iterator[Page]:
    """The page in a fresh browser."""
    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(
            viewport={"width": width, "height": 844 if width < 500 else 860},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        page.goto(url)
        page.locator("#question textarea").wait_for()
        page.wait_for_timeout(500)
        yield page
        browser.close()


def ask(page: Page, question: str) -> None:
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
    page.locator(MARKER).first.wait_for()
    page.wait_for_timeout(800)


def save(page: Page, folder: Path, name: str) -> None:
    page.screenshot(path=folder / f"{name}.png")


def take_empty(url: str, folder: Path) -> None:
    with opened(url) as page:
        save(page, folder, "empty")


def take_answers(url: str, folder: Path) -> None:
    """Streaming, answered, abstained."""
    with opened(url) as page:
        page.get_by_text("Filters and settings").click()
        page.get_by_label("slow", exact=True).check()
        page.get_by_text("Filters and settings").click()
        ask(page, QUESTION)
        page.locator("#chat .pending").wait_for()
        save(page, folder, "streaming")
        page.reload()
        page.locator("#question textarea").wait_for()
    with opened(url) as page:
        ask(page, LIST)
        page.locator(MARKER).first.click()
        page.wait_for_timeout(500)
        save(page, folder, "answered")
    with opened(url) as page:
        ask(page, "What is the capital of France?")
        save(page, folder, "abstained")


def take_corpus(url: str, folder: Path) -> None:
    with opened(url) as page:
        ask(page, QUESTION)
        page.get_by_role("tab", name="Corpus").click()
        page.locator("#map canvas").wait_for()
        page.get_by_label("Search the papers").fill("retrieval")
        page.get_by_label("Search the papers").press("Enter")
        page.wait_for_timeout(1_500)
        save(page, folder, "corpus")


def take_digest(url: str, folder: Path) -> None:
    with opened(url) as page:
        page.get_by_role("tab", name="Digest").click()
        page.locator("#digest-topics textarea").fill("language models\nimage recognition")
        page.locator("#digest-since input, #digest-since textarea").fill("2022-01-01")
        page.locator("#digest-show").click()
        page.locator("#trends figure").first.wait_for()
        page.wait_for_timeout(800)
        save(page, folder, "digest")


def take_narrow(url: str, folder: Path) -> None:
    """On a phone, and dark."""
    with opened(url, width=390) as page:
        ask(page, QUESTION)
        save(page, folder, "phone")
    with opened(url, dark=True) as page:
        ask(page, LIST)
        save(page, folder, "dark")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
