"""What is nearest in words: to a paper, where a plausible error comes from, and to a question."""

from collections.abc import Mapping, Sequence

import numpy as np
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


def find_hits(questions: Sequence[str], papers: Mapping[str, Paper], count: int) -> list[list[str]]:
    """For each question the ids of so many papers that a search by its words would give."""
    if not questions:
        return []
    ids = list(papers)
    texts = [f"{paper.title} {paper.abstract}" for paper in papers.values()]
    weigh = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit(texts)
    vectors, asked = weigh.transform(texts), weigh.transform(questions)
    hits = []
    for start in range(0, len(questions), _ROWS):
        cosines = (asked[start : start + _ROWS] @ vectors.T).toarray()
        best = np.argsort(-cosines, axis=1, kind="stable")[:, :count]
        hits += [[ids[n] for n in row] for row in best]
    return hits
