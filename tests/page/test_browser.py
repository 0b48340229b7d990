"""The page in a real browser: ask, read, click a citation; hostile papers; no outside request."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import bibtexparser
import pytest
from playwright.sync_api import Browser, Page, expect

from index.store.atlas import make_map
from index.store.reader import IndexReader
from tests.conftest import ROOT, MakeIndex, find_port, make_paper, serve_page, serving
from tests.page.conftest import serious

pytestmark = pytest.mark.browser
HOSTILE = (
    "<img src=x onerror=\"document.title='owned'\"> ![p](http://evil.example/p.png) "
    "[click](javascript:document.title='owned') <script>document.title='owned'</script> "
    "<iframe srcdoc=\"<script>top.document.title='owned'</script>\"></iframe> "
    "<form action=http://evil.example><button>Send</button></form> "
)
MARKS = "e" + "\u0301" * 10_000
MARKER = '#chat a[href^="#s-"]'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("page") / "index"


@pytest.fixture(scope="module")
def closed(folder: Path) -> Path:
    """Where the slow model writes that it was closed."""
    return folder.parent / "closed.txt"


@pytest.fixture(scope="module")
def address(folder: Path, make_index: MakeIndex) -> Iterator[str]:
    """The page on a small index in which one paper is hostile."""
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
            make_paper("Accents on Yaks", f"Yaks carry accents. {MARKS} is one of them."),
            make_paper(
                "潮汐 Tides in Chinese",
                "Lunar gravity moves the tides 潮汐受月球引力影响. المد is Arabic for it.",
                published="2023-05",
                organization="Harbour Institute",
            ),
            make_paper(
                "On Harbours",
                "Harbours silt up within forty years. Dredging is dear.",
                published="2024-03",
                organization="Harbour Institute",
                authors=["Ann Quay"],
            ),
        ],
    )
    make_map(IndexReader(folder))
    with serve_page(folder) as url:
        yield url


def ask(page: Page, question: str) -> None:
    """Ask when the answer before has ended: until then the button beside the box stops it."""
    expect(page.locator("body")).not_to_have_class(re.compile(r"\banswering\b"))
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")


def test_an_answer_with_a_formula_waits_for_no_more_of_the_page(page: Page) -> None:
    expect(page.locator("#formula .katex")).to_be_attached()
    page.route(re.compile(r"\.(js|css)$"), lambda route: route.abort())
    ask(page, "How many steps does TideNet need?")
    expect(page.locator(MARKER).first).to_have_text("[1]")
    expect(page.locator("#chat .katex").first).to_contain_text("O(n2)")


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
    assert page.locator("#chat iframe, #sources iframe, #chat form, #sources form").count() == 0
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
    page.get_by_role("button", name="What is TideNet, and what does it show?").click()
    expect(page.locator(MARKER)).not_to_have_count(0)


def test_a_suggestion_after_an_answer_asks_on(page: Page) -> None:
    ask(page, "How long until harbours silt up?")
    page.get_by_role("button", name="Who wrote “On Harbours”?").click()
    expect(page.locator("#chat")).to_contain_text("Ann Quay")


def test_a_chip_taken_away_asks_again_without_it(page: Page) -> None:
    ask(page, "What do papers until 2023 say about harbours that silt up?")
    chip = page.get_by_role("button", name="Take away: until 2023")
    expect(chip).to_be_visible()
    expect(page.locator("#chat")).not_to_contain_text("forty years")
    chip.click()
    expect(page.locator("#chat")).to_contain_text("Harbours silt up within forty years.")
    expect(page.locator("#chat")).not_to_contain_text("until 2023")
    expect(chip).to_have_count(0)


def test_a_chip_can_be_edited_and_the_question_asked_again(page: Page) -> None:
    ask(page, "What do papers by Harbour Institute from 2024 say about harbours or tides?")
    expect(page.get_by_role("button", name="Take away: in 2024")).to_be_visible()
    page.get_by_role("button", name="Edit", exact=True).last.click()
    expect(page.get_by_label("From", exact=True)).to_have_value("2024")
    expect(page.get_by_role("combobox", name="Organization")).to_have_value("Harbour Institute")
    page.get_by_label("From", exact=True).fill("2023")
    page.get_by_label("Until", exact=True).fill("2023")
    page.get_by_role("button", name="Ask the last question again with these").click()
    expect(page.get_by_role("button", name="Take away: in 2023")).to_be_visible()
    expect(page.locator("#sources .source").first).to_contain_text("Tides in Chinese")


def test_a_wrong_date_says_so(page: Page) -> None:
    page.get_by_text("Filters and settings").click()
    page.get_by_label("From", exact=True).fill("soon")
    ask(page, "How long until harbours silt up?")
    expect(page.locator("#chat")).to_contain_text("soon")
    expect(page.locator(MARKER)).to_have_count(0)


def choose_model(page: Page, name: str) -> None:
    page.get_by_text("Filters and settings").click()
    page.get_by_label(name, exact=True).check()


def test_an_answer_that_is_stopped_keeps_what_it_has_and_its_model_is_closed(
    page: Page, closed: Path
) -> None:
    choose_model(page, "slow")
    ask(page, "How long until harbours silt up?")
    expect(page.locator("#chat .pending")).to_contain_text("of a sentence (being checked…)")
    expect(page.locator("#question textarea")).to_have_value("")
    page.locator("#question textarea").fill("and then?")
    page.locator("#question textarea").press("Enter")  # does not cut the answer off
    expect(page.locator("#question textarea")).to_have_value("and then?")
    page.get_by_role("button", name="Stop the answer").click()
    expect(page.locator("#chat")).to_contain_text("Stopped before its end.")
    expect(page.locator("#chat .pending")).to_have_count(0)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    expect(page.locator("#spoken")).to_contain_text("Answer stopped")
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and not closed.is_file():
        time.sleep(0.1)
    assert closed.read_text() == "closed How long until harbours silt up?\n"
    ask(page, "How much better is TideNet than a table?")
    expect(page.locator("#chat")).to_contain_text("TideNet")


def test_a_model_that_fails_leaves_what_it_had_said(page: Page) -> None:
    choose_model(page, "broken")
    ask(page, "How long until harbours silt up?")
    expect(page.locator("#chat")).to_contain_text("Harbours silt up within forty years.")
    expect(page.locator("#chat")).to_contain_text("Broken off.")


def test_a_question_is_edited_asked_again_and_taken_back(page: Page) -> None:
    ask(page, "Who wrote Hamlet (or *not*)?")
    chat = page.locator("#chat")
    expect(chat).to_contain_text("The indexed abstracts do not say.")
    chat.get_by_role("button", name="Edit").click()
    box = chat.get_by_label("Edit the question")
    expect(box).to_have_value("Who wrote Hamlet (or *not*)?")
    box.fill("How long until harbours silt up?")
    chat.get_by_role("button", name="Submit").click()
    expect(chat).to_contain_text("within forty years")
    expect(chat).not_to_contain_text("Hamlet")
    chat.get_by_role("button", name="Retry").click()
    expect(chat).to_contain_text("within forty years")
    chat.get_by_role("button", name="Undo").click()
    expect(page.locator("#question textarea")).to_have_value("How long until harbours silt up?")
    expect(chat).not_to_contain_text("within forty years")


def test_what_is_copied_is_what_is_read(page: Page) -> None:
    ask(page, "How much better is TideNet than a table?")
    expect(page.locator(MARKER)).not_to_have_count(0)
    page.locator("#chat").get_by_role("button", name="Copy message").last.click()
    page.wait_for_timeout(300)
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "TideNet is 54.6% better than a table of tides.” [1]" in copied
    assert "\\" not in copied


def test_clearing_empties_chat_and_panel(page: Page) -> None:
    ask(page, "How much better is TideNet than a table?")
    expect(page.locator(MARKER)).not_to_have_count(0)
    page.locator("#chat").get_by_role("button", name="Clear").click()
    expect(page.locator(MARKER)).to_have_count(0)
    expect(page.locator("#sources")).to_contain_text("The sources of an answer stand here")


def test_an_answer_is_announced_once_when_it_is_whole(page: Page) -> None:
    ask(page, "How much better is TideNet than a table?")
    spoken = page.locator("#spoken[role=status]")
    expect(spoken).to_contain_text("Answer ready: ")
    expect(page.locator('#chat [role="log"]')).to_have_attribute("aria-live", "off")


def test_a_question_about_what_has_ten_thousand_marks_stays_in_its_box(page: Page) -> None:
    ask(page, "What do yaks carry?")
    expect(page.locator("#chat")).to_contain_text("Yaks carry accents.")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_other_scripts_keep_their_direction(page: Page) -> None:
    ask(page, "What moves the tides?")
    expect(page.locator("#sources")).to_contain_text("潮汐受月球引力影响")
    expect(page.locator("#chat")).to_contain_text("Lunar gravity moves the tides")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(page: Page, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    page.reload()
    page.get_by_text("Filters and settings").click()
    expect(page.get_by_label("Author")).to_be_visible()
    assert serious(page) == []
    ask(page, "What do papers since 2023 by Harbour Institute say about tides?")
    expect(page.locator(MARKER)).not_to_have_count(0)
    ask(page, "Who wrote Hamlet?")
    expect(page.locator("#chat")).to_contain_text("The indexed abstracts do not say.")
    assert serious(page) == []


def test_a_phone_needs_no_sideways_scrolling(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    ask(page, "How much better is TideNet than a table?")
    expect(page.locator('#chat a[href^="#s-"]')).not_to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_reload_keeps_the_conversation_with_its_citations(page: Page) -> None:
    ask(page, "How much better is TideNet than a table?")
    expect(page.locator("#chat")).to_contain_text("54.6% better")
    ask(page, "How long until harbours silt up?")
    expect(page.locator("#chat")).to_contain_text("within forty years")
    page.reload()
    expect(page.locator("#chat")).to_contain_text("within forty years")
    page.locator(MARKER).first.click()
    expect(page.locator(".source.hit")).to_contain_text("TideNet: Learning the Sea")
    expect(page.locator(".source.hit details mark").first).to_be_visible()


def test_conversations_are_listed_opened_again_and_deleted(page: Page) -> None:
    page.get_by_role("button", name="Toggle Sidebar").click()
    shelf = page.locator("#conversations")
    ask(page, "How long until harbours silt up?")
    expect(shelf.get_by_role("button", name="How long until harbours", exact=False)).to_have_count(
        2
    )
    shelf.get_by_role("button", name="New conversation").click()
    expect(page.locator(MARKER)).to_have_count(0)
    ask(page, "How much better is TideNet than a table?")
    expect(shelf.locator("li")).to_have_count(2)
    shelf.get_by_role("button", name="How long until harbours silt up?", exact=True).click()
    expect(page.locator("#chat")).to_contain_text("within forty years")
    expect(page.locator("#chat")).not_to_contain_text("TideNet is")
    shelf.get_by_role("button", name="Delete “How long until harbours silt up?”").click()
    expect(shelf.locator("li")).to_have_count(1)
    expect(page.locator(MARKER)).to_have_count(0)
    page.once("dialog", lambda dialog: dialog.accept())
    shelf.get_by_role("button", name="Delete all").click()
    expect(shelf.locator("li")).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage).filter(k => k.includes('askpapers'))") == []


def test_exports_hold_the_cited_papers_and_no_others(page: Page) -> None:
    ask(page, "How long until harbours silt up?")
    expect(page.locator("#chat")).to_contain_text("within forty years")
    ask(page, "How much better is TideNet than a table?")
    expect(page.locator("#chat")).to_contain_text("54.6% better")
    assert set(titles(page)) == {"TideNet: Learning the Sea"}
    page.get_by_label("All answers").check()
    assert set(titles(page)) == {"On Harbours", "TideNet: Learning the Sea"}
    answers = json.loads(download(page, "JSON"))
    cited = [c["paper"]["title"] for answer in answers for c in answer["citations"]]
    assert set(cited) == set(titles(page))
    assert "## Sources" in download(page, "Markdown")
    assert download(page, "RIS").count("TY  - GEN") == 2


def titles(page: Page) -> list[str]:
    """What a BibTeX parser finds in the BibTeX."""
    entries = bibtexparser.parse_string(download(page, "BibTeX")).entries
    return [str(entry["title"]).strip("{}") for entry in entries]


def download(page: Page, name: str) -> str:
    with page.expect_download() as started:
        page.get_by_role("button", name=name, exact=True).click()
    return started.value.path().read_text(encoding="utf-8")


def test_a_link_asks_the_same_of_the_same_papers(page: Page) -> None:
    ask(page, "What do papers until 2023 say about tides?")
    expect(page.get_by_role("button", name="Take away: until 2023")).to_be_visible()
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#spoken")).to_contain_text("The link is copied.")
    link = page.evaluate("navigator.clipboard.readText()")
    assert "until=2023" in link
    page.goto(link)
    expect(page.locator("#chat")).to_contain_text("What do papers until 2023 say about tides?")
    expect(page.get_by_role("button", name="Take away: until 2023")).to_be_visible()
    assert "?" not in page.url


def test_what_somebody_wrote_into_the_browser_s_store_is_not_believed(page: Page) -> None:
    ask(page, "How much better is TideNet than a table?")
    expect(page.locator(MARKER)).not_to_have_count(0)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    page.evaluate(
        """() => { for (const [key, text] of Object.entries(localStorage)) {
          if (key.startsWith("askpapers")) localStorage.setItem(key,
            text.replaceAll("https://arxiv.org", "javascript:document.title=1//")); } }"""
    )
    page.reload()
    expect(page.locator("#question textarea")).to_be_visible()
    page.wait_for_timeout(1000)
    assert page.locator('a[href^="javascript"]').count() == 0


def test_a_conversation_that_is_too_long_shows_its_newest_questions_and_loses_none(
    page: Page,
) -> None:
    ask(page, "How long until harbours silt up?")
    expect(page.locator("#spoken")).to_contain_text("Answer ready")
    page.evaluate(
        """() => { for (const [key, text] of Object.entries(localStorage)) {
          if (!key.startsWith("askpapers:conversation")) continue;
          const kept = JSON.parse(text), [turn] = kept.turns;
          kept.turns = Array.from({ length: 150 }, (_, n) => ({
            ...turn, key: n.toString(16), answer: { ...turn.answer, reason: "x".repeat(25000) } }));
          localStorage.setItem(key, JSON.stringify(kept)); } }"""
    )
    page.reload()
    expect(page.locator("#too-long")).to_have_text(
        re.compile(r"too long to be sent as a whole: here are the newest \d\d of its 150 questions")
    )
    expect(page.locator("#chat")).to_contain_text("within forty years")
    ask(page, "How much better is TideNet than a table?")
    expect(page.locator("#chat")).to_contain_text("54.6% better")
    page.wait_for_function(
        """() => Object.entries(localStorage).some(([key, text]) =>
          key.startsWith("askpapers:conversation") && JSON.parse(text).turns.length === 151)"""
    )


def open_corpus(page: Page) -> None:
    page.get_by_role("tab", name="Corpus").click()
    expect(page.locator("#map canvas")).to_be_visible()
    expect(page.locator("#papers tbody tr")).to_have_count(6)


def test_a_click_on_the_map_opens_the_paper_and_asks_about_it(page: Page) -> None:
    open_corpus(page)
    expect(page.locator("#overview")).to_contain_text("all-MiniLM-L6-v2")
    expect(page.locator("#overview")).to_contain_text("Harbour Institute")
    click_on_map(page, "TideNet: Learning the Sea")
    expect(page.locator("#paper h3")).to_have_text("TideNet: Learning the Sea")
    page.get_by_role("button", name="Ask about this paper").click()
    expect(page.locator("#chat")).to_contain_text("What is TideNet, and what does it show?")
    expect(page.locator(MARKER)).not_to_have_count(0)


def click_on_map(page: Page, title: str) -> None:
    told = json.loads(page.locator("#points .news").text_content() or "")
    (x, y) = next((x, y) for _, x, y, name, _ in told["points"] if name == title)
    box = page.locator("#map canvas").bounding_box()
    assert box
    inside = {"x": 20 + x * (box["width"] - 40), "y": 20 + y * (box["height"] - 40)}
    page.locator("#map canvas").click(position=inside)  # type: ignore[arg-type]


def test_the_map_can_be_used_without_a_pointer(page: Page) -> None:
    open_corpus(page)
    page.locator("#map canvas").focus()
    for key in ("+", "ArrowLeft", "-", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#chosen h3")).to_be_visible()


def test_the_table_is_searched_and_sorted_and_hostile_titles_are_only_shown(page: Page) -> None:
    open_corpus(page)
    expect(page.locator("#papers")).to_contain_text("<script>document.title='owned'</script>")
    page.get_by_label("oldest").check()
    expect(page.locator("#papers tbody tr").first).to_contain_text("Tides in Chinese")
    page.get_by_label("Search the papers").fill("silt in a harbour")
    page.get_by_label("Search the papers").press("Enter")
    expect(page.locator("#papers tbody tr").first).to_contain_text("On Harbours")
    page.locator("#papers a").first.click()
    expect(page.locator("#paper")).to_contain_text("Harbours silt up within forty years.")
    assert page.title() == "askpapers"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_corpus(
    page: Page, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    open_corpus(page)
    page.locator("#papers a").first.click()
    expect(page.locator("#chosen h3")).to_be_visible()
    assert serious(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_missing_index_is_a_page_that_says_the_command(chromium: Browser) -> None:
    port = find_port()
    with serving(port, "app.py", "--index", "no-such-index", "--port", str(port)) as url:
        page = chromium.new_page()
        page.goto(url)
        expect(page.locator("#notice")).to_contain_text("python -m index")
        page.close()
    assert not Path("no-such-index").exists()


def test_only_who_logs_in_may_ask_and_a_login_lasts_until_logging_out(
    chromium: Browser, folder: Path, address: str
) -> None:
    port = find_port()
    program = ["app.py", "--index", str(folder), "--port", str(port), "--auth", "ann:low tide"]
    context = chromium.new_context()
    page = context.new_page()
    with serving(port, *program) as url:
        page.goto(url)
        log_in(page, "ann", "high tide")
        expect(page.get_by_text("Incorrect Credentials")).to_be_visible()
        expect(page.locator("#question")).to_have_count(0)
        log_in(page, "ann", "low tide")
        ask(page, "How long until harbours silt up?")
        expect(page.locator("#chat")).to_contain_text("within forty years")
        page.reload()
        expect(page.locator("#chat")).to_contain_text("within forty years")
        page.goto(f"{url}logout")
        page.goto(url)
        expect(page.get_by_role("button", name="Login")).to_be_visible()
        expect(page.locator("#question")).to_have_count(0)
        context.close()


def log_in(page: Page, name: str, password: str) -> None:
    page.get_by_label("username").fill(name)
    page.get_by_label("password").fill(password)
    page.get_by_role("button", name="Login").click()


def test_a_server_that_starts_again_finds_the_conversation(
    chromium: Browser, folder: Path, address: str
) -> None:
    port = find_port()
    program = ["app.py", "--index", str(folder), "--port", str(port)]
    context = chromium.new_context()
    page = context.new_page()
    with serving(port, *program) as url:
        page.goto(url)
        ask(page, "How long until harbours silt up?")
        expect(page.locator("#chat")).to_contain_text("within forty years")
        expect(page.locator("#spoken")).to_contain_text("Answer ready")
    with serving(port, *program) as url:
        page.goto(url)
        expect(page.locator("#chat")).to_contain_text("within forty years")
        expect(page.locator(MARKER)).not_to_have_count(0)
        context.close()


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
