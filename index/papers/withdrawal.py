"""Whether a paper says of itself that it was withdrawn."""

import re

# "study", "report" and "work" are left out: trials are withdrawn from registers, products from
# markets.
_PAPER = r"(?:paper|article|manuscript|submission|pre-?print|e-?print|letter|contribution|version)"
_GONE = r"(?:withdrawn|retracted|(?:removed|deleted) by arxiv)\b"
_AUTHOR = r"(?:the |its |all )?(?:authors?\b|arxiv\b|submitter|editors?\b|publisher|journal)"
_NOTICES = [
    # "This paper has been withdrawn by the author due to a crucial error in section 3." Authors
    # put it before, behind or in place of the abstract. arXiv's own note reads "arXiv admin note:
    # this submission has been removed by arXiv administrators because …".
    rf"(?:^|[.!?;:\])]\s)[*(\[\s]*this {_PAPER} (?:is|has|as) (?:now |been )*{_GONE}",
    # Only as the first words, since a history of science may say it of another paper.
    rf"^\W*(?:arxiv admin note: )?(?:(?:this|the|our) )?{_PAPER} (?:(?:was|is|has) )?(?:been )?"
    rf"{_GONE}",
    rf"^\W*(?:(?:the )?authors?|we|i) (?:have |has |wish to |would like to |hereby |are |am )*"
    rf"(?:withdr[ae]w(?:n|ing)?|retract(?:ed|ing)?) (?:this|the|our|my) {_PAPER}\b",
    # "Withdrawn", "Withdrawn by the authors …" and, where little follows, "Withdrawn due to …": a
    # drug may be withdrawn due to something too.
    rf"^\W*{_GONE}(?:\W*$|[.:;!)\]]| by {_AUTHOR}|"
    r" (?:due to|because|as|since|for)\b.{0,200}$)",
]
_NOTICE = re.compile("|".join(_NOTICES), re.IGNORECASE)
_HINTS = ("withdr", "retract", "by arxiv")  # every notice has one, and they are found much faster
# "WITHDRAWN: a title", "RETRACTED ARTICLE: a title", "[Withdrawn] A title", "A title (withdrawn)".
_TITLE = re.compile(
    r"^(?:WITHDRAWN|RETRACTED)(?: [A-Z]+)?:|(?i:^[\[(](?:withdrawn|retracted)\b[^\])]{0,40}[\])]"
    r"|[\[(](?:withdrawn|retracted)[\])]$|^(?:withdrawn|retracted)$)"
)


def says_withdrawn(title: str, abstract: str) -> bool:
    """Whether title or abstract are a notice of withdrawal or retraction, as arXiv's read.

    An abstract that only speaks of withdrawal, of a drug or of another paper, is none.
    """
    said = abstract.lower()
    hinted = any(word in said for word in _HINTS)
    return bool(_TITLE.search(title) or (hinted and _NOTICE.search(abstract)))
