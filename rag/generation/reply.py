"""A language model's reply, read while it arrives: sentences, and the evidence each names."""

import re
from collections.abc import Iterator, Mapping

from index.papers.chunks import Sentence, sentence_spans
from rag.answer.draft import Draft

MAX_REPLY = 6_000  # characters; a model that goes on is not listened to
_MARK = r"[A-Za-z]{0,3}\d{1,3}"
_MARKS = rf"{_MARK}(?:\s*(?:,|;|&|\band\b)\s*{_MARK})*"
# [K1], [K1, K2], 【K1】, and [7], which stands for nothing here.
_BRACKETED = re.compile(rf"\s*[\[【]\s*({_MARKS})\s*[\]】]")
_ROUND = re.compile(rf"\s*\(\s*({_MARKS})\s*\)")  # only where it is a key: (8B) is a size
_LEADING = re.compile(rf"^({_MARK})\s*[:.)]\s+")
_KEY = re.compile(_MARK)
_AFTER_STOP = re.compile(rf"([.!?])((?:\s*[\[【]\s*{_MARKS}\s*[\]】])+)\.?")
_HALF = re.compile(r"[\[【(][^\[\]()【】]{0,40}$")  # of a key that is still to come, perhaps
# What a model puts around its text: emphasis, bullets, headings, links, marks of chat templates.
_DRESS = re.compile(r"\*\*|__|`|<\|[^|<>]{0,40}\|>|</?s>|!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_LEAD = re.compile(
    r"^(?:based on|according to) (?:the )?(?:\w+ )?(?:evidence|abstracts?|papers?)(?: \w+)?, ",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^(?:[-*•#>]+|\d{1,2}[.)])\s+")


class ReplyReader:
    """Turns pieces of text into drafts: one for each finished sentence, without its keys.

    Args:
        keys: the sentence of the evidence that each key stands for.

    A key that stands for nothing, and a marker such as [7], is left out and counted in the draft's
    `invented`.
    """

    def __init__(self, keys: Mapping[str, Sentence]) -> None:
        self._keys = {key.upper(): sentence for key, sentence in keys.items()}
        self._text = ""
        self._length = 0

    @property
    def is_full(self) -> bool:
        """Whether nothing more is read."""
        return self._length >= MAX_REPLY

    def read(self, piece: str) -> Iterator[Draft]:
        """Yield the sentences that a piece ends, then the open one as far as it is known."""
        piece = piece[: MAX_REPLY - self._length]
        self._length += len(piece)
        self._text += piece
        known = _HALF.sub("", self._text)  # whether a sentence ends there, the rest will tell
        *ended, _ = self._split(known) or [(0, 0)]
        if ended:
            yield from self._finish(known, ended)
            self._text = self._text[ended[-1][1] :]
        pending = self._draft(_HALF.sub("", self._text))
        if pending.text:
            yield Draft(pending.text, (), open=True)

    def close(self) -> Iterator[Draft]:
        """Yield what is left when the reply has ended."""
        yield from self._finish(self._text, self._split(self._text))
        self._text = ""

    def _split(self, text: str) -> list[tuple[int, int]]:
        """Where the sentences stand, each with the keys behind its full stop."""
        spans = list(_split_sentences(text))
        joined: list[tuple[int, int]] = []
        for start, end in spans:
            found = re.match(rf"(?:{_BRACKETED.pattern})+\.?", text[start:end])
            if found and joined:
                joined[-1] = (joined[-1][0], start + found.end())
                start += found.end()
            if text[start:end].strip():
                joined.append((start, end))
        return joined

    def _finish(self, text: str, spans: list[tuple[int, int]]) -> Iterator[Draft]:
        for start, end in spans:
            draft = self._draft(text[start:end])
            if any(c.isalnum() for c in draft.text) or draft.invented:
                yield draft

    def _draft(self, text: str) -> Draft:
        text = _LINK.sub(r"\1", _DRESS.sub("", text))
        text = _BULLET.sub("", text.strip())
        cited: dict[Sentence, None] = {}
        invented = 0

        def take(found: re.Match[str], strict: bool = False) -> str:
            nonlocal invented
            named = [key.upper() for key in _KEY.findall(found[1])]
            known = [self._keys[key] for key in named if key in self._keys]
            if strict and not known:
                return found[0]
            cited.update(dict.fromkeys(known))
            invented += len(named) - len(known)
            return ""

        text = _BRACKETED.sub(take, text)
        text = _ROUND.sub(lambda found: take(found, True), text)
        text = _LEADING.sub(lambda found: take(found, True), text)
        text = _LEAD.sub("", " ".join(text.split()))
        return Draft(text[:1].upper() + text[1:], tuple(cited), invented=invented)


def _split_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Sentences of each line; a line break ends one."""
    start = 0
    for line in text.split("\n"):
        yield from ((start + a, start + b) for a, b in sentence_spans(line))
        start += len(line) + 1
