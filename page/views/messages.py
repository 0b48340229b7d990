"""What the chat shows: Markdown in which only our own marks are marks."""

from collections.abc import Iterator
from inspect import cleandoc
from typing import Any

from index.papers.chunks import split_sentences
from index.papers.paper import Paper
from page.markup.escaping import escape_markdown, escape_title
from page.turns.suggestions import suggest_questions
from page.turns.turn import BY_RULE, Turn, anchor, uncited
from rag.answer.parts import CheckedSentence
from rag.answer.text import ABSTENTION, NEAREST, group_sentences, heading

Message = dict[str, Any]
_GLIMPSE = 160  # characters shown of what a paper does say


def to_messages(turns: list[Turn]) -> list[Message]:
    """A question and an answer a turn; the last one suggests what to ask next."""
    messages: list[Message] = []
    for turn in turns:
        question, answer = escape_markdown(turn.answer.question), _answer_markdown(turn)
        messages.append({"role": "user", "content": question})
        messages.append({"role": "assistant", "content": answer})
    if turns and not turns[-1].live:
        asked = {turn.answer.question for turn in turns}
        options = [q for q in suggest_questions(turns[-1].answer) if q not in asked]
        messages[-1]["options"] = [{"value": question} for question in options]
    return messages


def wrap_messages(messages: list[Message]) -> list[dict[str, Any]]:
    """Messages as the browser's part of gr.Chatbot takes them."""
    return [
        {
            "role": message["role"],
            "metadata": None,
            "content": [{"text": cleandoc(message["content"]), "type": "text"}],
            "options": message.get("options"),
        }
        for message in messages
    ]


def describe(turn: Turn) -> str:
    """One line that says what has come of a question, for those who cannot see the page."""
    answer = turn.answer
    if turn.error:
        return f"No answer. {turn.error}"
    if answer.abstained:
        return f"{ABSTENTION} The nearest papers are listed."
    papers, sentences = len({c.number for c in answer.citations}), len(answer.sentences)
    state = "Answer stopped" if turn.stopped else "Answer ready"
    return f"{state}: {sentences} sentences from {papers} cited papers."


def _answer_markdown(turn: Turn) -> str:
    if turn.error:
        return f"**{escape_markdown(turn.error)}**"
    if turn.answer.abstained:
        reason = [f"{escape_markdown(text)}\n" for text in turn.answer.explanation]
        lines = [f"**{ABSTENTION}**", "", *reason, *_nearest_lines(turn)]
        return "\n".join([*lines, *_note_lines(turn)])
    lines = [*_sentence_lines(turn), *_pending_lines(turn)]
    if not lines:
        lines = [_empty_line(turn)]
    return "\n".join([*lines, *_note_lines(turn)])


def _empty_line(turn: Turn) -> str:
    if turn.live:
        read = len(turn.answer.passages)
        return f"Reading {read} passages…" if read else "Looking through the abstracts…"
    return "Nothing was answered." if turn.stopped else "There is nothing to show."


def _nearest_lines(turn: Turn) -> Iterator[str]:
    """The papers that are nearest, each with the first thing that it does say."""
    passages = uncited(turn.answer)[:NEAREST]
    if not passages:
        yield "The index is empty."
        return
    yield "The nearest papers, which do not seem to answer it:"
    yield ""
    for number, passage in enumerate(passages, 1):
        link = f"[[{number}]](#{anchor(turn, number)})"
        said = escape_markdown(_glimpse(passage.paper))
        yield f"- {escape_markdown(passage.paper.title)} {link} says: “{said}”"


def _glimpse(paper: Paper) -> str:
    """How the abstract begins."""
    first = split_sentences(paper)[0].text
    return first if len(first) <= _GLIMPSE else f"{first[:_GLIMPSE].rsplit(' ', 1)[0]} …"


def _sentence_lines(turn: Turn) -> Iterator[str]:
    """One bullet for each paper; a single paper's sentences need none, nor does a model's prose."""
    titles = {citation.number: citation.paper.title for citation in turn.answer.citations}
    for is_list, group in group_sentences(turn.answer.sentences, prose=bool(turn.answer.draft)):
        lead = ""
        if is_list:
            lead = "- " + "".join(f"*{escape_markdown(t)}*: " for t in heading(group[0], titles))
        elif turn.answer.draft:
            lead = "\n"  # a paragraph of its own, not the item before it gone on
        for sentence in group:
            yield lead + _sentence_markdown(turn, sentence)
            lead = "  " if is_list else ""


def _sentence_markdown(turn: Turn, sentence: CheckedSentence) -> str:
    text = escape_markdown(sentence.text)
    text = f"“{text}”" if sentence.quoted else text
    if sentence.verdict == "unsupported":
        text = f"~~{text}~~ (not supported: {escape_markdown(sentence.reason)})"
    elif sentence.verdict == "uncited":
        text = f"{text} (no source)"
    elif sentence.quoted and turn.answer.composer not in BY_RULE:
        text = f'{text} <small class="note">({escape_markdown(sentence.reason)})</small>'
    title = escape_title(f"{sentence.verdict}: {sentence.reason}")
    links = "".join(f' [[{n}]](#{anchor(turn, n)} "{title}")' for n in sentence.numbers)
    return text + links


def _pending_lines(turn: Turn) -> Iterator[str]:
    """The sentence that is still being written: nobody has checked it."""
    if turn.live and turn.answer.pending:
        text = escape_markdown(turn.answer.pending)
        yield f'<span class="pending">{text} <small>(being checked…)</small></span>'


def _note_lines(turn: Turn) -> Iterator[str]:
    notes = [turn.answer.note, "Stopped before its end." if turn.stopped else ""]
    for note in filter(None, notes):
        yield f'\n<small class="note">{escape_markdown(note)}</small>'
