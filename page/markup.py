"""Untrusted text as markup: abstracts, titles, questions and model output, all shown literally."""

import html
import re

# LaTeX as arXiv writes it: no space inside the dollars, no digit after ("$5 and $10" is money).
_MATH = re.compile(r"(\$(?=[^\s$])[^$<>&\"\n]{1,300}?(?<=[^\s\\])\$(?!\d))")
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>=])")
LATEX = [{"left": "$", "right": "$", "display": False}]


def escape_html(text: str) -> str:
    """For the inside of an element or a quoted attribute, as HTML."""
    return html.escape(_unescape_percent(text), quote=True)


def escape_markdown(text: str) -> str:
    """For Markdown: no element, link, image or emphasis comes of it; LaTeX in $…$ stays LaTeX."""
    # With one group the split gives text, math, text, math, …
    parts = _MATH.split(_unescape_percent(text))
    return "".join(part if n % 2 else _escape_plain(part) for n, part in enumerate(parts))


def _escape_plain(text: str) -> str:
    # Entities where a backslash would not do: a bare address would become a link by its "://".
    escaped = _SPECIAL.sub(r"\\\1", html.escape(text, quote=False).replace("://", "&colon;//"))
    return escaped.replace("$", "&dollar;").replace("@", "&commat;").replace("\n", " ")


def _unescape_percent(text: str) -> str:
    r"""Abstracts on arXiv say "54.6\%" outside of math too."""
    return text.replace("\\%", "%").replace("\\&", "&")
