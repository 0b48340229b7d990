"""The Digest tab in a real browser: topics, preview, plots, files to take away; hostile papers."""

import email
from collections.abc import Iterator
from email import policy
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import MakeIndex, make_paper, serve_page
from tests.page.conftest import serious
from tests.page.test_browser import HOSTILE

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, make_index: MakeIndex) -> Iterator[str]:
    """The page on three papers on tides, of which one is old and one hostile."""
    folder = tmp_path_factory.mktemp("digest-page") / "index"
    make_index(
        folder,
        [
            make_paper(
                "TideNet", "TideNet is new. We present tides that are learned. It needs $O(n^2)$.",
                id="2401.00001", listed="2024-03-10", published="2024-03-08", upvotes=3,
                url="https://arxiv.org/abs/2401.00001", authors=["Ann Quay"],
            ),
            make_paper("Old Tides", "Tides were tables.", listed="2023-12-01", upvotes=50),
            make_paper(
                f"Zebra {HOSTILE}", f"Zebras swim with tides {HOSTILE}.", listed="2024-03-09",
                organization=HOSTILE[:200],
            ),
        ],
    )  # fmt: skip
    with serve_page(folder) as url:
        yield url


def show(page: Page, topics: str, since: str = "7d") -> None:
    page.get_by_role("tab", name="Digest").click()
    page.get_by_label("Topics, one a line").fill(topics)
    page.get_by_label("Since").fill(since)
    page.get_by_role("button", name="Preview").click()


def test_a_preview_has_each_topic_with_its_window_and_its_plot(page: Page) -> None:
    show(page, "tides\nvolcanoes")
    preview = page.locator("#digest")
    expect(preview).to_contain_text("New since March 3, 2024, counted back from the newest paper")
    expect(preview).to_contain_text("“We present tides that are learned.”")
    expect(preview).to_contain_text("no paper on “volcanoes” is new since March 3, 2024")
    expect(preview).not_to_contain_text("Old Tides")
    expect(preview.get_by_role("link", name="TideNet")).to_have_attribute(
        "href", "https://arxiv.org/abs/2401.00001"
    )
    chart = page.locator("#trends .columns")
    expect(chart.locator("span")).to_have_count(4)
    heights = chart.locator("span").evaluate_all("all => all.map(one => one.offsetHeight)")
    assert heights[1] == 0
    assert heights[3] == pytest.approx(2 * heights[0], abs=2)
    page.get_by_text("Numbers").click()
    expect(page.locator("#trends li")).to_have_text(
        ["2023-12: 1 of 1 papers", "2024-01: 0 of 0 papers", "2024-02: 0 of 0 papers",
         "2024-03: 2 of 2 papers"]
    )  # fmt: skip
    expect(page.locator("#trends")).to_contain_text("No dated paper is on volcanoes.")


def test_hostile_papers_and_topics_are_only_shown(page: Page) -> None:
    show(page, f"tides\n{HOSTILE[:150]}")
    expect(page.locator("#digest")).to_contain_text("Zebras swim with tides <img src=x")
    expect(page.locator("#digest, #trends").locator("img, iframe, form, script")).to_have_count(0)
    expect(page.locator("#trends")).to_contain_text("<img")
    assert page.title() == "askpapers"


@pytest.mark.parametrize(
    ("topics", "since", "told"),
    [
        ("", "7d", "write 1 to 10 topics, one a line, not 0"),
        ("tides", "2024-02-30", "2024-02-30"),
        ("the", "7d", "has no word to look for"),
    ],
)
def test_a_mistake_is_told(topics: str, since: str, told: str, page: Page) -> None:
    show(page, topics, since)
    expect(page.locator("#digest").get_by_role("alert")).to_contain_text(told)


@pytest.mark.parametrize(
    ("name", "ending", "begins"),
    [("Markdown", "md", "# Papers"), ("HTML", "html", "<!doctype"), ("Atom", "xml", "<?xml")],
)
def test_a_digest_is_taken_away(
    name: str, ending: str, begins: str, page: Page, tmp_path: Path
) -> None:
    show(page, "tides")
    expect(page.locator("#digest")).to_contain_text("TideNet")
    with page.expect_download() as waited:
        page.locator("#digest-takeaway").get_by_role("button", name=name).click()
    assert waited.value.suggested_filename == f"digest.{ending}"
    waited.value.save_as(tmp_path / "file")
    assert (tmp_path / "file").read_text().startswith(begins)


def test_a_mail_taken_away_is_one(page: Page, tmp_path: Path) -> None:
    show(page, "tides")
    with page.expect_download() as waited:
        page.locator("#digest-takeaway").get_by_role("button", name="E-mail").click()
    waited.value.save_as(tmp_path / "file")
    message = email.message_from_bytes((tmp_path / "file").read_bytes(), policy=policy.default)
    assert message.get_content_type() == "multipart/alternative"
    assert message["Subject"] == "Papers new since March 3, 2024: tides"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_digest(
    page: Page, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.reload()
    show(page, "tides")
    expect(page.locator("#trends .columns")).to_be_visible()
    page.get_by_text("Numbers").click()
    assert serious(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
