"""An answer as plain text: quotation marks, markers, headings, and the papers that are nearest."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from rag.answer.parts import CheckedSentence, Citation, Passage

ABSTENTION = "The indexed abstracts do not say."
NEAREST = 3  # papers that an abstention names
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~@]|(?<=www)\.|:(?=//)|&(?=\w|#))")
_MARKER = re.compile(r"\[(\d+)\]")
_INNER_QUOTES = str.maketrans("“”", "‘’")


def render_refusal(explanation: Iterable[str], passages: Sequence[Passage]) -> str:
    """That the abstracts do not say, why (a sentence or nothing), and which papers are nearest."""
    nearest = name_nearest(passage.paper.title for passage in passages)
    return " ".join([ABSTENTION, *explanation, *nearest])


def render_sentences(
    sentences: Sequence[CheckedSentence], citations: Sequence[Citation], *, prose: bool
) -> str:
    """What an answer says, as plain text in which only our own marks are marks.

    What different papers say in their own words stands on lines of its own, under the first one's
    title; what a model wrote is `prose`, whichever papers it cites.
    """
    titles = {citation.number: citation.paper.title for citation in citations}
    return "\n".join(
        ("- " + "".join(f"{tame(t)}: " for t in heading(group[0], titles)) if is_list else "")
        + mark_all(group)
        for is_list, group in group_sentences(sentences, prose=prose)
    )


def group_sentences(
    sentences: Sequence[CheckedSentence], *, prose: bool
) -> list[tuple[bool, list[CheckedSentence]]]:
    """Sentences that stand together, and whether they do so as an item of a list, under a title.

    What one paper says is an item, unless there is nothing else; a model's own words, which are in
    `prose`, are none.
    """
    groups = [
        (numbers is not None, list(group))
        for numbers, group in groupby(
            sentences, lambda s: None if prose and not s.quoted else s.numbers
        )
    ]
    return groups if len(groups) > 1 else [(False, group) for _, group in groups]


def heading(sentence: CheckedSentence, titles: Mapping[int, str]) -> tuple[str, ...]:
    """What to put before a line: its first paper's title, unless the sentence has it.

    Of "Name: what it is about" the name, by which people call the paper; the card has the rest.
    """
    named = (titles[n] for n in sentence.numbers[:1] if titles[n] not in sentence.text)
    return tuple(title.partition(": ")[0] for title in named)


def mark_all(sentences: list[CheckedSentence]) -> str:
    """Sentences with their markers; an unsupported one is struck out, with the reason."""
    return " ".join(_mark(sentence) for sentence in sentences)


def _mark(sentence: CheckedSentence) -> str:
    text = tame(sentence.text)
    text = f"“{text}”" if sentence.quoted else text
    if sentence.verdict == "unsupported":
        text = f"~~{text}~~ (not supported: {sentence.reason})"
    return " ".join([text, *(f"[{number}]" for number in sentence.numbers)])


def tame(text: str) -> str:
    """A sentence or title that cannot pass for two: its own quotation marks and [1] are changed."""
    return _MARKER.sub(r"(\1)", text.translate(_INNER_QUOTES))


def name_nearest(titles: Iterable[str]) -> list[str]:
    """ "Nearest: …", with the first NEAREST different titles; nothing where there are none."""
    named = dict.fromkeys(map(tame, titles))
    return ["Nearest: " + "; ".join(list(named)[:NEAREST]) + "."] if named else []


def escape_markdown(text: str) -> str:
    """Text as one line of Markdown in which nothing is a mark, a link or an entity."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
