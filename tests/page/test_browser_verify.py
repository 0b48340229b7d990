"""The tab that checks a text, in a real browser: verdicts, the file, hostile texts and papers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import MakeIndex, make_paper, serve_page
from tests.page.conftest import serious
from tests.page.test_browser import HOSTILE

pytestmark = pytest.mark.browser
IMAGE = "<img src=x onerror=alert(1)>"  # which, unlike a link, gives no orders to a model
QUOTE = "The moon moves the sea twice a day."  # which needs no judge


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, make_index: MakeIndex) -> Iterator[str]:
    """The page on two papers, of which one is hostile."""
    folder = tmp_path_factory.mktemp("verify-page") / "index"
    make_index(
        folder,
        [
            make_paper("Tides", QUOTE, id="2401.00001", url="https://arxiv.org/abs/2401.00001"),
            make_paper(f"Zebra {HOSTILE}", f"Zebras swim {IMAGE}.", id="2401.00002"),
        ],
    )
    with serve_page(folder) as url:
        yield url


def check(page: Page, text: str) -> None:
    page.get_by_role("tab", name="Check a text").click()
    page.get_by_label("Text to check").fill(text)
    page.get_by_role("button", name="Check", exact=True).click()


def test_each_sentence_has_a_verdict_and_the_report_is_a_file(page: Page) -> None:
    check(page, f"# On tides\n\n{QUOTE} (arXiv:2401.00001)\n\nIt is so [1].\n\n[1] Nobody. 1999.")
    report = page.locator("#verified")
    expect(report.locator("h2")).to_have_text(
        "1 supported, 0 contradicted, 0 not said, 1 with a source not in the index, "
        "1 needs no citation"
    )
    expect(report.locator("li")).to_have_count(3)
    expect(report.locator("li.supported")).to_contain_text(f"“{QUOTE}”")
    expect(report.get_by_role("link", name="Tides")).to_have_attribute(
        "href", "https://arxiv.org/abs/2401.00001"
    )
    with page.expect_download() as download:
        page.get_by_role("button", name="Report as Markdown").click()
    assert download.value.suggested_filename == "checked.md"
    assert Path(download.value.path()).read_text().startswith("# Checked: 1 supported")


def test_hostile_texts_and_papers_are_only_shown(page: Page) -> None:
    check(page, f"Zebras swim\n\n{HOSTILE} is so (arXiv:9901.00001).")
    report = page.locator("#verified")
    expect(report).to_contain_text("“Zebras swim <img src=x")
    expect(report.locator("li.unsaid")).to_contain_text("<img src=x")
    expect(report.locator("img, iframe, form, script")).to_have_count(0)
    assert page.title() == "askpapers"


def test_a_mistake_is_told(page: Page) -> None:
    check(page, "  ")
    expect(page.locator("#verified").get_by_role("alert")).to_contain_text("no sentence to check")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_is_found_by_axe(page: Page, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    check(page, f"{QUOTE}\n\nIt is so (arXiv:9901.00001). Is it?")
    expect(page.locator("#verified li")).to_have_count(3)
    page.locator("#verified h2").click()  # off the button, whose colours move
    assert serious(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
