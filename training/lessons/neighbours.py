"""For each paper the one nearest in words: where a plausible error comes from."""

from collections.abc import Mapping

from sklearn.feature_extraction.text import TfidfVectorizer

from index.papers.paper import Paper

_ROWS = 512  # compared at once


def find_neighbours(papers: Mapping[str, Paper]) -> dict[str, str]:
    """The id of each paper's nearest other one, by the cosine of weighed words; two or more."""
    ids = list(papers)
    texts = [f"{paper.title} {paper.abstract}" for paper in papers.values()]
    vectors = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit_transform(texts)
    nearest = {}
    for start in range(0, len(ids), _ROWS):
        rows = vectors[start : start + _ROWS]
        cosines = (rows @ vectors.T).toarray()
        for row, cosine in enumerate(cosines):
            cosine[start + row] = -1
            nearest[ids[start + row]] = ids[int(cosine.argmax())]
    return nearest
