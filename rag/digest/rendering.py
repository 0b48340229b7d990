"""A digest as Markdown, HTML and plain text, in which nothing of a paper or a topic is markup."""

import html
from collections.abc import Iterator

from index.papers.paper import Paper
from rag.answer.parts import CheckedSentence
from rag.answer.text import escape_markdown, tame
from rag.answer.wording import say_names
from rag.digest.issue import Digest, list_items, say_facts, say_found

_STYLE = (
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;"
    "max-width:46rem;padding:0 1rem;overflow-wrap:anywhere}h1{font-size:1.4rem}"
    "h2{font-size:1.15rem}li{margin:.6rem 0}.hint{opacity:.8;font-size:.9rem}"
)


def to_markdown(digest: Digest, footer: str = "") -> str:
    """Topics, each a list; then the papers."""
    return "\n".join(_write_markdown(digest, footer)) + "\n"


def _write_markdown(digest: Digest, footer: str) -> Iterator[str]:
    yield f"# {escape_markdown(digest.title)}\n\n{escape_markdown(digest.window.said)}."
    for answer in digest.answers:
        yield f"\n## {escape_markdown(answer.question)}\n\n{escape_markdown(say_found(answer))}\n"
        for sentence, paper in list_items(answer):
            facts = escape_markdown(say_facts(paper))
            said = escape_markdown(_quote(sentence))
            yield f"- {_link(paper)} ({facts}): {said} \\[{digest.number(paper)}\\]"
    if digest.numbered:
        yield "\n## Papers\n"
    for number, paper in digest.numbered:
        yield ". ".join(
            filter(None, [str(number), _link(paper), escape_markdown(say_names(paper))])
        )
    if footer:
        yield f"\n{escape_markdown(footer)}"


def _link(paper: Paper) -> str:
    """A paper's address holds no space, quotation mark or angle bracket; see Paper."""
    title = escape_markdown(paper.title)
    address = (paper.url or "").replace("\\", "%5C")  # before ">" it would let the link run on
    return f"[{title}](<{address}>)" if address else title


def _quote(sentence: CheckedSentence) -> str:
    return f"“{tame(sentence.text)}”"


def to_html(digest: Digest, footer: str = "") -> str:
    """A page that needs no other file and runs nothing."""
    title = html.escape(digest.title)
    topics = "".join(_write_topic(digest, n) for n in range(len(digest.answers)))
    papers = "".join(f'<li id="p{n}">{_write_paper(paper)}</li>' for n, paper in digest.numbered)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><main><h1>{title}</h1>"
        f'<p class="hint">{html.escape(digest.window.said)}.</p>{topics}'
        + (f"<h2>Papers</h2><ol>{papers}</ol>" if papers else "")
        + (f'<p class="hint">{_link_addresses(footer)}</p>' if footer else "")
        + "</main></body></html>\n"
    )


def _write_topic(digest: Digest, place: int) -> str:
    answer = digest.answers[place]
    items = "".join(
        f'<li>{_anchor(paper)} <span class="hint">({html.escape(say_facts(paper))})</span><br>'
        f'{html.escape(_quote(sentence))} <a href="#p{digest.number(paper)}">'
        f"[{digest.number(paper)}]</a></li>"
        for sentence, paper in list_items(answer)
    )
    head = f"<h2>{html.escape(answer.question)}</h2><p>{html.escape(say_found(answer))}</p>"
    return f"{head}<ul>{items}</ul>" if items else head


def _write_paper(paper: Paper) -> str:
    return ". ".join(filter(None, [_anchor(paper), html.escape(say_names(paper))]))


def _anchor(paper: Paper) -> str:
    title = html.escape(paper.title)
    return f'<a href="{html.escape(paper.url)}">{title}</a>' if paper.url else title


def _link_addresses(text: str) -> str:
    """A footer of our own with the address in it, if any, as a link."""
    words = (html.escape(word) for word in text.split())
    return " ".join(
        f'<a href="{word}">{word}</a>' if word.startswith(("https://", "mailto:")) else word
        for word in words
    )


def to_text(digest: Digest, footer: str = "") -> str:
    """For a mail program that shows no HTML."""
    return "\n".join(_write_text(digest, footer)) + "\n"


def _write_text(digest: Digest, footer: str) -> Iterator[str]:
    yield f"{digest.title}\n\n{digest.window.said}."
    for answer in digest.answers:
        yield f"\n\n{answer.question.upper()}\n\n{say_found(answer)}"
        for sentence, paper in list_items(answer):
            yield f"\n* {tame(paper.title)} ({say_facts(paper)})"
            yield f"  {_quote(sentence)} [{digest.number(paper)}]"
    yield "\n" if digest.numbered else ""
    for number, paper in digest.numbered:
        yield ". ".join(filter(None, [f"[{number}] {paper.title}", paper.url]))
    if footer:
        yield f"\n--\n{footer}"
