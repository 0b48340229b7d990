"""A conversation as the page keeps it: one list of turns, from which all else is derived."""

from collections.abc import Iterator
from dataclasses import dataclass

from page.markup import escape_markdown
from rag.answer import Answer, CheckedSentence, Passage
from rag.conversation import Exchange
from rag.marks import ABSTENTION, NEAREST, heading

Message = dict[str, str]


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer so far.

    `key` is unique in the conversation: it names the turn's cards. `error` stands in for an answer
    that could not be given.
    """

    key: str
    answer: Answer
    live: bool = False
    error: str = ""


def anchor(turn: Turn, number: int) -> str:
    """The id of a source's card on the page."""
    return f"s-{turn.key}-{number}"


def to_history(turns: list[Turn]) -> list[Exchange]:
    """What was answered before, oldest first, for a question that leans on it."""
    return [Exchange.of(turn.answer) for turn in turns if not turn.error]


def to_messages(turns: list[Turn]) -> list[Message]:
    """What the chat shows: Markdown in which only our own marks are marks."""
    messages = []
    for turn in turns:
        question, answer = escape_markdown(turn.answer.question), _answer_markdown(turn)
        messages.append({"role": "user", "content": question})
        messages.append({"role": "assistant", "content": answer})
    return messages


def _answer_markdown(turn: Turn) -> str:
    if turn.error:
        return f"**{escape_markdown(turn.error)}**"
    if turn.answer.abstained:
        reason = [f"{escape_markdown(text)}\n" for text in turn.answer.explanation]
        return "\n".join([f"**{ABSTENTION}**", "", *reason, *_nearest_lines(turn)])
    lines = list(_sentence_lines(turn))
    if not lines:
        return "Reading the abstracts…" if turn.live else "There is nothing to show."
    return "\n".join(lines)


def _nearest_lines(turn: Turn) -> Iterator[str]:
    passages = uncited(turn.answer)[:NEAREST]
    if not passages:
        yield "The index is empty."
        return
    yield "The nearest papers, which do not seem to answer it:"
    yield ""
    for number, passage in enumerate(passages, 1):
        yield f"- {escape_markdown(passage.paper.title)} [[{number}]](#{anchor(turn, number)})"


def _sentence_lines(turn: Turn) -> Iterator[str]:
    """One bullet for each paper; a single paper's sentences need none."""
    answer = turn.answer
    titles = {citation.number: citation.paper.title for citation in answer.citations}
    several = len(titles) > 1
    last: tuple[int, ...] | None = None
    for sentence in answer.sentences:
        if several and sentence.numbers != last:
            title = "".join(f"*{escape_markdown(t)}*: " for t in heading(sentence, titles))
            yield f"- {title}{_sentence_markdown(turn, sentence)}"
        else:
            yield f"{'  ' if several else ''}{_sentence_markdown(turn, sentence)}"
        last = sentence.numbers


def _sentence_markdown(turn: Turn, sentence: CheckedSentence) -> str:
    text = escape_markdown(sentence.text)
    text = f"“{text}”" if sentence.quoted else text
    if sentence.verdict == "unsupported":
        text = f"~~{text}~~ (not supported: {escape_markdown(sentence.reason)})"
    links = "".join(f" [[{n}]](#{anchor(turn, n)})" for n in sentence.numbers)
    return text + links


def uncited(answer: Answer) -> list[Passage]:
    """The passages of papers that the answer does not cite, one a paper, best first."""
    cited = {citation.paper.id for citation in answer.citations}
    first: dict[str, Passage] = {}
    for passage in answer.passages:
        if passage.paper.id not in cited:
            first.setdefault(passage.paper.id, passage)
    return list(first.values())
