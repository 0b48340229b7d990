"""What tests of the page share: turns about a paper, answers of some, a browser's page."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, ViewportSize

from index.embedding.loading import Embedder
from index.papers.chunks import split_chunks, split_sentences
from index.store.atlas import make_map
from index.store.reader import IndexReader
from page.turns.turn import Turn
from rag.answer.answer import Answer
from rag.answer.parts import CheckedSentence, Citation, Passage
from rag.chatbot import Chatbot
from tests.conftest import MakeIndex, make_paper

HOSTILE = "<img src=x onerror=alert(1)> ![i](http://evil.example/p.png) [x](javascript:alert(1))"


def turn_about(title: str, abstract: str, question: str = "Why?", key: str = "k1") -> Turn:
    """A turn whose answer quotes the first sentence of an abstract."""
    paper = make_paper(title, abstract, id="1", published="2020-01", author_count=5)
    other = make_paper("Another", "Not cited.", id="2")
    first = split_sentences(paper)[0]
    citation = Citation(1, first, "supported", "its own words")
    passages = tuple(
        Passage(split_chunks(p)[0], n, 0.5, None, 0.2) for n, p in enumerate((paper, other), 1)
    )
    sentence = CheckedSentence(first.text, (1,), True, "supported", "its own words")
    return Turn(key, Answer(question, (sentence,), (citation,), passages))


def answer_with(*titles: str, abstract: str = "It is so. It is not.") -> Answer:
    """An answer that cites a paper of each title, and retrieved one more."""
    papers = [
        make_paper(
            t,
            abstract,
            id=(arxiv := f"2401.{n}{ord(t[0]):04}"),
            url=f"https://arxiv.org/abs/{arxiv}",
            authors=["Zoë Śmith", "Ann and Bob Inc"],
            published="2024-01-05",
        )
        for n, t in enumerate(titles)
    ]
    first = [split_sentences(paper)[0] for paper in papers]
    citations = tuple(Citation(n, s, "supported", "its own words") for n, s in enumerate(first, 1))
    sentences = tuple(
        CheckedSentence(s.text, (n,), True, "supported", "its own words")
        for n, s in enumerate(first, 1)
    )
    found = [*papers, make_paper("Not cited", "Nothing.")]
    passages = tuple(Passage(split_chunks(p)[0], n, 0.5, 1.0, 0.2) for n, p in enumerate(found, 1))
    return Answer("Is it so?", sentences, citations, passages, composer="quote")


@pytest.fixture(scope="session")
def corpus(
    tmp_path_factory: pytest.TempPathFactory, make_index: MakeIndex, embedder: Embedder
) -> Chatbot:
    """Three papers, one of them hostile."""
    folder = tmp_path_factory.mktemp("corpus") / "index"
    make_index(
        folder,
        [
            make_paper("Tides", "The moon moves the sea.", id="a", published="2024-01", upvotes=3),
            make_paper("Bread", "Flour and yeast.", id="b", published="2024-03", upvotes=9),
            make_paper(f"Zebras {HOSTILE}", "They have stripes.", id="c", organization=HOSTILE),
        ],
    )
    make_map(IndexReader(folder))
    return Chatbot(IndexReader(folder), embedder)


@pytest.fixture
def page(address: str, chromium: Browser) -> Iterator[Page]:
    """A fresh browser's page; at its end nothing was asked of anybody else, and nothing failed."""
    size: ViewportSize = {"width": 1280, "height": 900}
    context = chromium.new_context(viewport=size, ignore_https_errors=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    outside: list[str] = []
    faults: list[str] = []

    def watch(request: Request) -> None:
        if not request.url.startswith((address, "data:", "blob:")):
            outside.append(request.url)

    page.on("request", watch)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    page.goto(address)
    yield page
    context.close()
    assert outside == []
    assert faults == []


def serious(page: Page) -> list[str]:
    """What axe-core finds that is serious or worse, each with the first elements it is in."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{v['id']}: {[(n['target'], n.get('failureSummary', '')) for n in v['nodes'][:3]]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
