r"""LaTeX as names, titles and abstracts have it: G\"odel becomes Gödel; math stays as it is."""

import re
from functools import cache
from typing import Any

from index.papers.cleaning import clean_text
from index.readers.values.prose import raise_digits

_LONGEST = 20_000  # characters, of which reading takes seconds
# \\^{} and \\~{} stand for the signs themselves, of which 10^2 must not lose one.
_BARE = {r"\^{}": r"\textasciicircum{}", r"\~{}": r"\textasciitilde{}"}
# An accent on a letter that has one: "\\`\\^a", which pylatexenc does not put together.
_TWO_ACCENTS = re.compile(r"\\([`'^\"~=.])\\([`'^\"~=.])\{?([a-zA-Z])\}?")
_SINGLE_QUOTES = re.compile(r"(?<![`\w])`([^`'\n]+)'(?!')")
# A sign that is text, also as "57\\%", where a program escaped what was escaped before.
_SIGN = re.compile(r"\\*([%&])")
_DOLLAR = re.compile(r"(?<!\\)\$")
_SIGNS = {
    "textless": "<", "textgreater": ">", "textbar": "|", "textquotesingle": "'",
    "textbraceleft": "{", "textbraceright": "}", "textquotedbl": '"', "textasciitilde": "~",
    "textasciicircum": "^", "textunderscore": "_", "textdollar": "$", "textmu": "µ",
    "textpm": "±", "texttimes": "×", "textendash": "–", "textemdash": "—", "pounds": "£",
    "textsterling": "£", "textyen": "¥", "euro": "€", "texteuro": "€", "textminus": "−",
    "textapprox": "≈", "textleq": "≤", "textgeq": "≥", "thinspace": " ", "slash": "/",
    "textquotedblleft": "“", "textquotedblright": "”", "textquoteleft": "‘",
    "textquoteright": "’", "backslash": "\\", "newblock": " ", "par": " ",
    "TeX": "TeX", "LaTeX": "LaTeX", "BibTeX": "BibTeX", "S": "§", "copyright": "©",
}  # fmt: skip
# Of these only what they hold is text; of switches, which hold nothing, nothing is.
_PLAIN = (
    "url", "nolinkurl", "path", "mbox", "hbox", "text", "textnormal", "textup", "textmd", "textrm",
    "textsf", "textsl", "textsc", "texttt", "textbf", "textit", "emph", "underline", "enquote",
    "ensuremath", "textsubscript",
)  # fmt: skip
_SWITCHES = (
    "em", "bf", "it", "tt", "sc", "sf", "rm", "sl", "small", "large", "itshape", "bfseries",
    "scshape", "upshape", "normalfont", "protect", "relax",
)  # fmt: skip
_GROUP = r"\{(?:[^{}]|\{[^{}]*\})*\}"
_ACCENT = rf"\\(?:[\"'`^~=.]|[Hcuvkrbdt](?![a-zA-Z]))\s*(?:{_GROUP}|\\[ij](?![a-zA-Z])|[a-zA-Z])"
# Math and an escaped dollar, which stay; a group that begins with a macro; an accent; a macro with
# its groups.
_MACRO = re.compile(
    rf"(?P<kept>\\\$|\$[^$]*\$)|\\[%&_#]|\{{(?:{_ACCENT}|\\[a-zA-Z]+[^{{}}$]*)\}}|{_ACCENT}"
    rf"|\\[a-zA-Z]+\s?(?:{_GROUP})*"
)


def decode_latex(text: str) -> str:
    r"""A text that was written for TeX, with accents, braces and known macros resolved.

    A macro that is not known stays as it is written, and so does what cannot be read.
    """
    if not set(text) & set("\\{~%`'-") or len(text) > _LONGEST:
        return text
    walker, writer = _decoders()
    try:
        # Escaped, so that the decoder sees a sign and no comment or table.
        if len(_DOLLAR.findall(text)) % 2:
            text = _DOLLAR.sub(r"\\$", text)  # a price, since no math has one dollar alone
        text = _TWO_ACCENTS.sub(r"\\\1{\\\2{\3}}", text)
        for written, sign in _BARE.items():
            text = text.replace(written, sign)
        text = _SIGN.sub(r"\\\1", text)
        plain = clean_text(writer.latex_to_text(text, latex_context=walker))
        return _SINGLE_QUOTES.sub("‘\\1’", plain) or text
    except Exception:  # pylatexenc's own, and what Python raises inside it on nonsense
        return text


def decode_macros(text: str) -> str:
    r"""A text that no TeX reads, as on arXiv, with accents and macros resolved: ~ and -- stay."""
    if "\\" not in text or len(text) > _LONGEST:
        return text
    return _MACRO.sub(lambda found: found[0] if found["kept"] else _decode_piece(found[0]), text)


def _decode_piece(piece: str) -> str:
    space = " " if piece[-1:].isspace() else ""
    return decode_latex(piece) + space


@cache
def _decoders() -> tuple[Any, Any]:
    """What tells the macros of a text, and what writes it; a tenth of a second to load."""
    from pylatexenc import latex2text, latexwalker
    from pylatexenc.macrospec import MacroSpec, MacroStandardArgsParser, ParsedMacroArgs

    class Groups(MacroStandardArgsParser):  # type: ignore[misc]
        """All groups directly behind a macro that is not known are of it."""

        def parse_args(self, w: Any, pos: int, parsing_state: Any = None) -> tuple[Any, int, int]:
            held, end = [], pos
            while w.s[pos - 1].isalpha() and w.s[end : end + 1] == "{":
                node, start, length = w.get_latex_braced_group(end, parsing_state=parsing_state)
                held.append(node)
                end = start + length
            return ParsedMacroArgs(argspec="{" * len(held), argnlist=held), pos, end - pos

    spec = latex2text.MacroTextSpec
    walker = latexwalker.get_default_latex_context_db()
    walker.add_context_category(
        "askpapers", prepend=True,
        macros=[MacroSpec(name, "{") for name in (*_PLAIN, "textsuperscript")]
        + [MacroSpec(name, "") for name in (*_SIGNS, *_SWITCHES)],
    )  # fmt: skip
    walker.set_unknown_macro_spec(MacroSpec("", args_parser=Groups()))
    texts = latex2text.get_default_latex_context_db()
    texts.add_context_category(
        "askpapers", prepend=True,
        macros=[spec(name, simplify_repl=_read_group) for name in _PLAIN]
        + [spec(name, simplify_repl=sign) for name, sign in _SIGNS.items()]
        + [spec(name, discard=True) for name in _SWITCHES]
        + [spec("textsuperscript", simplify_repl=_raise)]
        + [spec(name, simplify_repl=_keep) for name in ("cite", "citep", "citet", "ref")],
    )  # fmt: skip
    texts.set_unknown_macro_spec(spec("", simplify_repl=_keep))
    writer = latex2text.LatexNodes2Text(
        latex_context=texts, math_mode="verbatim", keep_comments=True
    )
    return walker, writer


def _keep(node: Any) -> str:
    return str(node.latex_verbatim())


def _read_group(node: Any, l2tobj: Any) -> str:
    """What a macro is of, which may be missing; the names are pylatexenc's."""
    held = node.nodeargd.argnlist if node.nodeargd else []
    return str(l2tobj.nodelist_to_text(held[:1])).strip() if held else str(node.latex_verbatim())


def _raise(node: Any, l2tobj: Any) -> str:
    return raise_digits(_read_group(node, l2tobj))
