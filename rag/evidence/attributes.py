"""What a question asks for of its subject, and whether an abstract says anything of that kind.

An abstract fits most words of "under what licence is MarS released?", and has no licence in it.
"""

import re
from collections.abc import Iterator

import numpy as np

from index.embedding.tokens import TokenSigns
from rag.language.reading import has_figure
from rag.retrieval.late_interaction import EncodedQuestion

COUNT_WINDOW = 4  # tokens on either side of a figure that say what it counts
COUNTED = 2  # words after "how many" that say what is counted

_PEOPLE = r"(?:annotators?|raters?|labell?ers?|reviewers?|graders?|judges|experts|humans?|coders)"
_AGREE = r"\bagree(?:d|ment|s)?\b"
# Name, how it is asked for, and how an abstract that tells it would speak; None: in the same words.
# Kinds that a researcher asks after whatever the subject; each is rare in abstracts.
_ATTRIBUTES = [
    (name, re.compile(wanted, re.IGNORECASE), re.compile(told or wanted, re.IGNORECASE))
    for name, wanted, told in (
        ("a licence", r"\blicen[cs]\w*|\bcopyright\w*",
         r"\blicen[cs]|copyright|\bpermissive|\bMIT\b|\bApache\b|\bCC[- ]BY"),
        ("hardware", r"\b[GT]PUs?\b|\bhardware\b|\bVRAM\b|\bgraphics cards?\b",
         r"\b[CGNT]PUs?\b|hardware|VRAM|\b[ABHV]\d{2,3}s?\b|\bRTX\b|NVIDIA|\bMI\d00|\bdevices?\b"
         r"|laptop|smartphone|\bmemory\b"),
        ("money", r"\bAPI (?:bill|fees?|costs?|dollars|price)|\bdollars?\b|\bprice\b"
         r"|(?<!attention )(?<!attention is )(?<!attention was )\bpaid\b"
         r"|\b(?:salary|wages?|fund(?:ed|ing)|sponsor\w*)\b",
         r"[$€£]|dollar|\bUSD\b|\bpric|\bpaid\b|\bcost|cheap|budget|econom|\bfund"),
        ("agreement", rf"\binter-?\s?(?:annotator|rater|coder)|\bkappa\b|\b{_PEOPLE}\b.{{0,60}}"
         rf"{_AGREE}|{_AGREE}.{{0,40}}\b{_PEOPLE}\b",
         r"\bagree|\bkappa\b|\binter-?\s?(?:annotator|rater|coder)|correlat|consisten|\balign|\bmatch"),
        ("an affiliation",
         r"\baffiliat\w+"
         r"|\b(?:which|what|whose) (?:labs?|universit\w+|institut\w+|compan\w+)\b(?!['’])",
         r"universit|institut|\blabs?\b|compan|affiliat|organization"),
        ("a learning rate", r"\blearning[- ]rates?\b", None),
        ("a batch size", r"\bbatch[- ]sizes?\b", r"\bbatch"),
        ("a temperature", r"\btemperatures?\b", None),
        ("epochs", r"\bepochs?\b", None),
        ("dropout", r"\bdropout\b", None),
        ("weight decay", r"\bweight decay\b", None),
        ("a warm-up", r"\bwarm-?up\b", None),
        ("seeds", r"\b(?:random )?seeds\b", r"\bseed"),
        ("an optimizer", r"\boptimi[sz]ers?\b", None),
        ("energy or carbon", r"\bcarbon\b|\bCO2\b|\belectricity\b|\bkWh\b|\bemissions?\b",
         r"\bcarbon\b|\bCO2\b|electric|\bkWh\b|\bemission|\benergy\b|\bpower\b"),
        ("a deviation",
         r"\b(?:standard deviations?|confidence intervals?|p-?values?|error bars?)\b",
         r"deviation|confidence|\bp-?value|error bar|varianc|significan|±"),
        ("a time", r"(?<!these )\b(?:minutes|hours|days|weeks|(?:milli)?seconds)\b|(?-i:\bms\b)",
         r"second|\d ?m?s\b|minute|\bhours?\b|\bdays?\b|\bweeks?\b|\bmonths?\b|real-?time|\bFPS\b"
         r"|latenc|faster|slower|speed|overhead|throughput"),
        ("a lens or microphone", r"\b(?:lens|microphones?)\b", None),
        ("a venue", r"\b(?:venue|conference|journal)\b",
         r"\b(?:venue|conference|journal|accepted|proceedings)\b"),
    )
]  # fmt: skip
_HOW_MANY = re.compile(
    r"\bhow (?:many|much|often)\b"
    r"|(?:^|[.,:;?] *|\band )(?:what(?:'s| is| are) )?(?:the )?(?:total )?"
    r"(?:number|count|size|amount|share|percentage) of\b",
    re.IGNORECASE,
)


def find_unsaid(question: str, text: str) -> Iterator[str]:
    """The kinds of things that a question asks for and a text says nothing of, by name."""
    for name, wanted, told in _ATTRIBUTES:
        if wanted.search(question) and not told.search(text):
            yield name


def fit_count(encoded: EncodedQuestion, text: str, tokens: TokenSigns) -> float | None:
    """How well what a question has counted fits the words beside a passage's figures, -1 to 1.

    None where it asks for no count, or does not say of what. `text` is the passage's, in which its
    tokens' spans lie.
    """
    own = encoded.question.text[: encoded.question.own]
    how_many = _HOW_MANY.search(own)
    if not how_many:
        return None
    counted = [
        n
        for n, (start, end, rarity) in enumerate(encoded.words)
        if rarity > 0
        and how_many.end() <= start
        and end <= len(own)
        and (encoded.places == n).any()
    ][:COUNTED]
    if not counted:
        return None
    spans = tokens.spans.tolist()
    figures = [n for n, (start, end) in enumerate(spans) if has_figure(text[start:end])]
    if not figures:
        return -0.1
    away = np.abs(np.arange(len(spans))[:, None] - figures)
    near = (away <= COUNT_WINDOW).any(axis=1)
    best = encoded.compare(tokens)[:, near].max(axis=1)
    return float(np.mean([best[encoded.places == n].mean() for n in counted]))
