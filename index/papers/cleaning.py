"""DOOR. Text fit to be kept and shown: what hides in it, or gives a terminal orders, is gone."""

import re
import unicodedata

# Control characters, lone surrogates (no store can write them), and what hides text from a reader:
# zero-width spaces, bidirectional overrides, tags. The joiners that Persian and Hindi need stay.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_UNSHOWN = re.compile(rf"{_HIDDEN.pattern}|[^\S ]")  # and all white space but the space
# No letter carries more than 30 combining marks (Unicode's stream-safe text, UAX 15). A longer run
# takes normalising a time that grows with its square: 40,000 marks one second, a million ten
# minutes.
_PILED = re.compile(r"([^\w\s\x00-\x7f]{30})[^\w\s\x00-\x7f]+")


def clean_text(text: str) -> str:
    """NFC, control and hidden characters dropped, white space folded to single spaces."""
    if text.isascii() and text.isprintable():  # as most names are: there is nothing to drop
        return " ".join(text.split())
    visible = _PILED.sub(r"\1", _HIDDEN.sub("", text))
    return " ".join(unicodedata.normalize("NFC", visible).split())


def blank_hidden(text: str) -> str:
    """A space for each character that `clean_text` drops or folds: places in the text stay."""
    return text if text.isprintable() else _UNSHOWN.sub(" ", text)


def escape_hidden(text: str) -> str:
    r"""One line for a terminal: what hides, or gives orders, as Python writes it, such as "\x1b".

    For names of files, which are no use to anyone with a character less.
    """
    return _UNSHOWN.sub(lambda found: ascii(found[0])[1:-1], text)
