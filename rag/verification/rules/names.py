"""Names: whoever and whatever a sentence names is named by its source.

Source: Compared to a 7B model, our G_stack model converges to the same loss with fewer tokens.
Passes: G_stack converges to the same loss as a 7B model.
Fails: The STA model converges to the same loss.
"""

import re
from functools import lru_cache
from itertools import pairwise

from rag.language.alignment import Alignment, is_plain
from rag.language.figures import find_figures
from rag.language.reading import list_words, root, says_something, stem

_TOKEN = re.compile(r"[^\W_]+(?:[-_.@/+][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_PLURAL = re.compile(r"(?<=[A-Z0-9])s$")
# Written short by everybody, whatever the source writes.
_KNOWN = {
    "ai": "", "ml": "", "nlp": "", "llm": "model", "llms": "model", "vlm": "model", "vlms": "model",
    "mllm": "model", "mllms": "model", "gpu": "gpus", "i": "", "us": "", "ii": "",
    "3d": "", "2d": "",
}  # fmt: skip
# What begins a sentence before a verb without being a name.
_OPENERS = list_words("""
it this that these those they we there here what which who he she you i its their his her our both
each all some many most few several none one two three four five six seven eight nine ten such
another other others either neither everyone nobody people humans researchers authors scientists
experts users readers participants results experiments evidence training inference performance
accuracy research work today
""")
_VERBS = list_words(
    "is are was were has have had does do did can could may might will would should must cannot"
)


def find_new_names(pair: Alignment) -> str:
    """Names that the source does not have, or nothing."""
    held = _held(pair.source.text)
    new = [name for name in _names(pair) if not _is_held(name, held, pair)]
    return f"names {', '.join(dict.fromkeys(new))}, which the source does not" if new else ""


def _names(pair: Alignment) -> list[str]:
    """What looks like a name: a capital or a digit in it, or a capital where none belongs."""
    text = pair.says.text
    found = []
    counted = [(figure.start, figure.end) for figure in find_figures(text)]
    starts = {0} | {match.end() for match in re.finditer(r"(?:[.!?]\s+|[:“\"(]\s*)", text)}
    for match in _TOKEN.finditer(text):
        token = match[0]
        if any(start <= match.start() < end for start, end in counted):
            continue
        inner = any(c.isupper() or c.isdigit() for c in token[1:])
        if (
            inner
            or (token[0].isupper() and match.start() not in starts)
            or (token[0].isupper() and _is_new_subject(match, pair))
        ):
            found.append(token)
    return found


def _is_new_subject(match: re.Match[str], pair: Alignment) -> bool:
    """Whether the first word stands like a name: new, and a verb or 's follows."""
    lower = match[0].lower()
    if (
        not says_something(lower)
        or lower in _OPENERS
        or is_plain(lower)
        or lower.endswith(("ing", "ed", "ly", "s"))
    ):
        return False
    if stem(lower) in pair.source.places or root(lower) in pair.source.places:
        return False
    after = pair.says.text[match.end() : match.end() + 40]
    if re.match(r"['’]s\b|(?:,| and| &) [A-Z][a-z]", after):
        return True
    following = re.match(r"\s+([a-z]+)", after)
    if not following:
        return False
    verb = following[1]
    if verb in _VERBS:
        return True
    return verb.endswith(("s", "ed")) and not verb.endswith(("ss", "us", "is"))


@lru_cache(maxsize=512)
def _held(text: str) -> frozenset[str]:
    """The parts of a text in lower case, neighbours also as one: "VOC 2007" holds "voc2007"."""
    parts = [part.lower() for part in _PART.findall(text)]
    joined = (a + b for a, b in pairwise(parts))
    # "16K" is "16" and "k", "H100s" is "H100".
    loose = (
        piece for part in parts for piece in re.findall(r"\d+|[^\W\d_]+", part) if len(piece) > 2
    )
    return frozenset([*parts, *joined, *loose])


def _is_held(name: str, held: frozenset[str], pair: Alignment) -> bool:
    name = _PLURAL.sub("", name)
    parts = [part.lower() for part in _PART.findall(name)]
    if "".join(parts) in held:
        return True
    if all(_is_part_held(part, held, pair, len(parts) == 1) for part in parts):
        return True
    return name.isupper() and _is_initialism(name.lower(), pair)


def _is_part_held(part: str, held: frozenset[str], pair: Alignment, alone: bool) -> bool:
    if part in held or part.rstrip("s") in held or part + "s" in held:
        return True
    if part in _KNOWN:
        needs = _KNOWN[part]
        return not needs or any(word.startswith(needs) for word in held)
    if part.isdigit():
        return False
    # "Agent" of "Multi-agent": an ordinary word in another form.
    if not alone and (root(part) in pair.source.places or is_plain(part)):
        return True
    if len(part) > 6 and any(word[:6] == part[:6] for word in held if len(word) > 5):
        return True
    return _is_spelled_out(part, pair) or any(
        part + more in held for more in ("an", "ian", "ese", "ish", "n")
    )


def _is_initialism(letters: str, pair: Alignment) -> bool:
    """Whether neighbouring words of the source begin with these letters."""
    initials = "".join(
        word.lower[0] if word.content else " " for word in pair.source.words
    )  # what a function word parts is no name
    return len(letters) > 2 and letters in initials


def _is_spelled_out(part: str, pair: Alignment) -> bool:
    """Whether a word belongs to a row whose initials the source writes, as MCTS."""
    words = [word.lower for word in pair.says.words]
    if part not in words:
        return False
    n = words.index(part)
    held = set(re.findall(r"\b[A-Z]{2,6}\b", pair.source.text))
    for start in range(max(0, n - 4), n + 1):
        for stop in range(n + 1, min(len(words), start + 5) + 1):
            if stop - start >= 2 and "".join(w[0] for w in words[start:stop]).upper() in held:
                return True
    return False
