"""Which paper a question names: by its title first, else by what it is about."""

import re
from collections.abc import Sequence

from index.papers.filters import Order
from index.papers.paper import Paper
from index.papers.terms import extract_terms, fold_words
from index.store.reader import IndexReader
from rag.answer.parts import Passage
from rag.answer.statements import sort_papers
from rag.query.request import Request

# Shares of the subject's terms, weighted by rarity, that name a paper.
IN_TITLE = 0.7
IN_TEXT = 0.75
IN_FILTERED = 0.4  # of what a filter left, the subject need only tell one from the others
TOPICAL = 0.5  # share of the best passage's score down to which a paper is on the topic


def find_paper(request: Request, passages: Sequence[Passage], index: IndexReader) -> Paper | None:
    """The paper that a subject names, None where none fits well."""
    rarity = {term: index.rarity(term) for term in extract_terms(request.topic)}
    papers = list({p.paper.id: p.paper for p in passages}.values())
    rated = [(_rate_title(request.topic, paper, rarity), -n) for n, paper in enumerate(papers)]
    if not rated:
        return None
    best, at = max(rated)
    if not request.filter and not (request.sure and not _is_short_name(request.topic)):
        ranked = [papers[-at], *papers]
        named = [paper for paper in ranked if _is_named(request.topic, paper)]
        coined = [p for p in papers if request.sure and _is_coined(request.topic, p)]
        return next(iter([*named, *coined]), None)
    if best >= IN_TITLE:
        return papers[-at]
    need = IN_FILTERED if request.filter else IN_TEXT
    for paper in papers[:3]:
        text = f"{paper.title} {paper.abstract}"
        together = len(rarity) > 2 or request.filter or _pad(request.topic) in _pad(text)
        if together and _share(rarity, text) >= need:
            return paper
    return None


def find_topical(
    topic: str, passages: Sequence[Passage], order: Order, index: IndexReader
) -> list[Paper]:
    """The papers on a topic, in an order: those that hold all of its terms, else the best few."""
    terms = set(extract_terms(topic))
    near = [p for p in passages if p.score >= TOPICAL * passages[0].score]
    whole = [p for p in near if terms <= set(extract_terms(f"{p.paper.title} {p.paper.abstract}"))]
    return sort_papers({p.paper.id: p.paper for p in whole or near}.values(), order)


def _is_short_name(topic: str) -> bool:
    """Not every title with BERT in it is "the BERT paper": such a name must be the paper's own."""
    return len(fold_words(topic)) < 3 and re.search(r"[A-Z0-9]", topic) is not None


def _is_named(topic: str, paper: Paper) -> bool:
    """Whether words that need not mean a paper are yet one's name: "LoRA", not "the questions".

    They hold what it coined before a colon, stand in its title as three words or more, or begin it.
    """
    words, title = _pad(topic), _pad(re.sub(r"(?i)^(?:the|an?)\s+", "", paper.title))
    coined = _pad(paper.title.split(":")[0]) if ":" in paper.title else ""
    in_title = words in title if len(words.split()) > 2 else title.startswith(words)
    # "Nemotron Nano 2" is "NVIDIA Nemotron Nano 2: …", but BERT is not "GPT or BERT: …", and LoRA
    # not "Trans-LoRA: …".
    name = r"[\W_]+".join(map(re.escape, fold_words(topic)))
    alone = re.search(rf"(?i)(?<![\w-]){name}(?![\w-])", paper.title.split(":")[0])
    owned = bool(alone) and words in coined and 2 * len(words.split()) >= len(coined.split())
    return bool(coined.strip() and coined in words) or in_title or owned


def _is_coined(topic: str, paper: Paper) -> bool:
    """Whether the abstract says "we present AlexNet", or "a network called AlexNet"."""
    verb = r"\b(?:introduc|propos|present|call|nam|dubb|releas)(?:e|es|ed|ing|s)?\b"
    return (
        re.search(rf"(?i){verb} (?:[\w,]+ ){{0,2}}{re.escape(topic)}\b(?!-)", paper.abstract)
        is not None
    )


def _pad(text: str) -> str:
    return f" {' '.join(fold_words(text))} "


def _rate_title(topic: str, paper: Paper, rarity: dict[str, float]) -> float:
    """How much of the subject the title holds, and a little for how much of the title it is.

    A coined name before a colon that is the whole subject is worth more than either.
    """
    words, coined = fold_words(topic), fold_words(paper.title.split(":")[0])
    if words and words in (coined, fold_words(paper.title)):
        return 2.0
    held = _share(rarity, paper.title)
    titled = set(extract_terms(paper.title))
    back = len(titled & set(rarity)) / len(titled) if titled else 0.0
    return held + 0.2 * back if held >= IN_TITLE else held


def _share(rarity: dict[str, float], text: str) -> float:
    total, held = sum(rarity.values()), set(extract_terms(text))
    return sum(weight for term, weight in rarity.items() if term in held) / total if total else 0.0
