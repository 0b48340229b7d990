"""What needs no citation: questions, headings, and what a text says of itself.

Few words, and kept short: whatever else is said is checked.
"""

import re

from index.papers.terms import extract_terms

_LEAST = 2  # words that say something; with fewer there is nothing to look for
_HEADINGS = """
abstract; introduction; background; motivation; related work; related works; preliminaries; method;
methods; methodology; approach; experiments; results; discussion; limitations; conclusion;
conclusions; summary; future work; acknowledgements; acknowledgments; appendix; overview;
literature review; state of the art; tl;dr; key takeaways; key points
"""
_TITLES = frozenset(_HEADINGS.replace("\n", " ").replace("; ", ";").strip().split(";"))
# Wherever they stand, the sentence is about the text itself.
_PARTS = (
    r"(?:this|the next|the following|the previous|each) (?:section|subsection|chapter|appendix)",
    r"the (?:rest|remainder) of (?:this|the|our) (?:paper|work|article|section|chapter|survey)",
    r"(?:is|are) (?:organi[sz]ed|structured) as follows",
    r"(?:described|discussed|shown|listed|given|summari[sz]ed|reported) (?:above|below)",
    r"in what follows",
)
# At its beginning.
_STARTS = (
    r"(?:in |see )?(?:figs?\.|figures?|tables?|sections?|sec\.|appendix|algorithm|equation|eq\.)"
    r" \(?(?:[\d.]{1,6}|[A-Z]|N)\)?(?!\w)",
    r"(?:in |throughout )?(?:this|our) (?:paper|work|article|survey|review|thesis|study),? we\b",
    r"(?:here|below|next|now|finally|first|then|in turn|to conclude),? (?:we|i)\b",
    r"(?:we|i) (?:now|next|then|first|will|shall|briefly|conclude|begin|start|turn|review"
    r"|summari[sz]e|refer|discuss|survey|thank)\b",
    r"(?:here|below) (?:is|are)\b",
    r"let (?:us|me)\b|let['’]s\b",
    r"(?:i hope|feel free|note that we|in (?:summary|short|conclusion)[,:]? we)\b",
)  # fmt: skip
_OF_ITSELF = re.compile(
    rf"(?i)\b(?:{'|'.join(_PARTS)})\b|^\W{{0,3}}(?:{'|'.join(_STARTS)})"
)  # fmt: skip


def needs_no_citation(sentence: str, *, cites: bool = False, leans: bool = False) -> str:
    """Why a sentence is left alone, in words; "" where it is to be checked.

    One that `cites` something says of itself that it is to be checked, unless it is a question. One
    that `leans` on the sentence before may say little.
    """
    if sentence.rstrip(" \"')”’").endswith("?"):
        return "a question"
    if cites:
        return ""
    title = re.sub(r"^[\d.]{0,6}\s?|[:.]$", "", sentence.casefold())
    if title in _TITLES:
        return "a heading"
    if _OF_ITSELF.search(sentence):
        return "speaks of the text itself"
    if not leans and len(set(extract_terms(sentence))) < _LEAST:
        return "says too little to be looked for"
    return ""
