"""What a question is about, once dates, names and orders are taken out of it."""

from index.papers.terms import extract_terms

# What "the newest paper" may be asked to do, without any subject.
CLAIM_TERMS = set(
    extract_terms(
        "say propose show report argue claim conclude find finding contribution main result idea "
        "describe present introduce method approach topic subject about do"
    )
)
# Terms that say nothing about a subject once dates, names and orders are taken out.
_CATALOG_TERMS = frozenset(
    extract_terms(
        "articles publications preprints manuscripts works list lists collection corpus index "
        "indexed library page catalog catalogue database set whole entire author authors coauthors "
        "co published publish written wrote write released release find found get give see look "
        "looking want need know date dates dated year month day number count total many name names "
        "title titles come came out appear appeared posted post submitted hold holds store contain "
        "include available exist anything everything something new recent recently late lately "
        "work worked make made display need like interested every first overall ever far carry "
        "carries bear put done organization organizations affiliation time times altogether "
        "entry entries got gets receive received daily arxiv featured showed among"
    )
)


def list_topic_terms(text: str) -> list[str]:
    """The terms of a text that speak of a subject, not of papers and where they are kept."""
    return [term for term in extract_terms(text) if term not in _CATALOG_TERMS]
