"""Untrusted text as markup: abstracts, titles, questions and model output, all shown literally."""

import html
import re
from collections.abc import Callable

# LaTeX as arXiv writes it: no space inside the dollars, no digit after ("$5 and $10" is money).
_MATH = re.compile(r"(\$(?=[^\s$])[^$<>\"\n]{1,300}?(?<=[^\s\\])\$(?!\d))")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
# Symbols and plain structure. KaTeX knows commands that redefine others, paint over the page or
# set words; text that uses any of those is shown as it stands.
_HARMLESS = frozenset(
    """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi
    rho sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi
    Omega times cdot cdots ldots dots pm mp le leq ge geq ne neq ll gg lt gt approx sim simeq equiv
    propto to rightarrow leftarrow leftrightarrow Rightarrow mapsto infty frac sqrt sum prod int log
    ln exp min max arg argmin argmax sup inf lim det dim in notin subset subseteq cup cap setminus
    emptyset forall exists partial nabla circ odot oplus otimes star ast dagger prime ell hbar Re Im
    left right langle rangle lfloor rfloor lceil rceil mid parallel perp angle hat bar tilde vec dot
    mathbb mathcal mathbf mathrm mathit
    """.split()  # noqa: SIM905 - a hundred quoted words are harder to read
)
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>=])")
_ESCAPED = re.compile(r"\\([%&$#_])")

# Private characters stand around what may become LaTeX: no text can hold them, and a price in one
# card never pairs with a price in the next.
_OPEN, _CLOSE = "\ue000", "\ue001"
LATEX = [{"left": _OPEN, "right": _CLOSE, "display": False}]


def escape_html(text: str) -> str:
    """For the inside of an element, as HTML; LaTeX in $…$ becomes LaTeX."""
    return _escape(text, lambda plain: html.escape(plain, quote=True).replace("%", "&#37;"))


def escape_attribute(text: str) -> str:
    """For a quoted attribute, as HTML."""
    return html.escape(text, quote=True)


def escape_markdown(text: str) -> str:
    """For Markdown: no element, link, image or emphasis comes of it; LaTeX in $…$ stays LaTeX."""
    return _escape(text, _escape_plain)


def escape_title(text: str) -> str:
    """For a Markdown link's title in double quotes."""
    return _escape_plain(text).replace('"', "&quot;")


def split_math(text: str) -> list[tuple[str, bool]]:
    """The text's parts in order, each with whether it is harmless LaTeX, then without dollars."""
    # With one group the split gives text, math, text, math, …
    parts = _MATH.split(text.replace(_OPEN, "").replace(_CLOSE, ""))
    harmless = [n % 2 == 1 and set(_COMMAND.findall(p)) <= _HARMLESS for n, p in enumerate(parts)]
    pairs = zip(parts, harmless, strict=True)
    return [(part[1:-1], True) if is_math else (part, False) for part, is_math in pairs]


def _escape(text: str, escape_plain: Callable[[str], str]) -> str:
    return "".join(
        _OPEN + html.escape(part, quote=True) + _CLOSE
        if is_math
        # Abstracts on arXiv say "54.6\\%" outside of math too.
        else escape_plain(_ESCAPED.sub(r"\1", part))
        for part, is_math in split_math(text)
    )


def _escape_plain(text: str) -> str:
    # Entities where a backslash would not do: a bare address would become a link by its "://", and
    # the chat's own placeholders begin with a percent sign.
    escaped = _SPECIAL.sub(r"\\\1", html.escape(text, quote=False).replace("://", "&colon;//"))
    for char, entity in {"$": "&dollar;", "@": "&commat;", "%": "&#37;", "\n": " "}.items():
        escaped = escaped.replace(char, entity)
    return escaped
