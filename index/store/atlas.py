"""DOOR. A map of an index's papers in two dimensions: near on it is near in meaning.

Made when papers are indexed, and kept beside the stores. It is a picture, and nothing else goes by
it: an index without one is whole.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.embedding.tokens import Vectors
from index.errors import IndexBusy, IndexMismatch, IndexNotFound
from index.papers.chunks import to_first_chunk
from index.store.reader import IndexReader

FILE = "map.json"
MOST = 3_000  # papers on it: t-SNE takes 13 s for so many on one core, and grows faster than they
_FEW = 30  # papers that t-SNE has nothing to show of, and for which scikit-learn is not loaded
_GROWTH = 0.1  # of the papers, after which it is made anew
_BATCH = 500
_PERPLEXITY = 30.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paper stands: x and y from 0 to 1."""

    id: str
    x: float
    y: float


def read_map(folder: Path) -> list[Place]:
    """The map of the index in a folder; empty where none was made, or it cannot be read."""
    try:
        kept = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return [Place(str(id), float(x), float(y)) for id, x, y in kept["places"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def refresh_map(folder: Path) -> None:
    """Make the map where there is none, or where the index has changed by a tenth since."""
    try:
        index = IndexReader(folder)
    except (IndexBusy, IndexMismatch, IndexNotFound):
        return  # no run has ended yet
    papers, mapped = index.count_papers(), _count_mapped(folder)
    if mapped is None or abs(papers - mapped) > _GROWTH * mapped:
        make_map(index)


def make_map(index: IndexReader) -> list[Place]:
    """Make the map and keep it. Raises OSError where it cannot be written."""
    places = list(_place(index))
    kept = {
        "papers": index.count_papers(),
        "places": [[p.id, round(p.x, 4), round(p.y, 4)] for p in places],
    }
    part = index.folder / f"{FILE}.part"
    part.write_text(json.dumps(kept), encoding="utf-8")
    part.replace(index.folder / FILE)
    return places


def _count_mapped(folder: Path) -> int | None:
    """How many papers the index had when the map was made."""
    try:
        return int(json.loads((folder / FILE).read_text(encoding="utf-8"))["papers"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _place(index: IndexReader) -> Iterator[Place]:
    """Every paper of up to MOST, else as many spread evenly over their order of arrival."""
    ids = index.overview().ids()
    chosen = [ids[n * len(ids) // MOST] for n in range(MOST)] if len(ids) > MOST else ids
    vectors: dict[str, Vectors] = {}
    for start in range(0, len(chosen), _BATCH):
        vectors |= index.vectors(to_first_chunk(id) for id in chosen[start : start + _BATCH])
    known = [id for id in chosen if to_first_chunk(id) in vectors]
    if known:
        flat = _flatten(np.stack([vectors[to_first_chunk(id)] for id in known]))
        for id, (x, y) in zip(known, flat.tolist(), strict=True):
            yield Place(id, x, y)


def _flatten(vectors: Vectors) -> Vectors:
    """Vectors of shape (papers, dimensions) as (papers, 2) from 0 to 1.

    By t-SNE (van der Maaten and Hinton, 2008) on the first 50 principal components; few papers by
    the first two components.
    """
    centred = vectors - vectors.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    flat = np.zeros((len(vectors), 2), np.float32)
    flat[:, : min(2, len(axes))] = centred @ axes[:2].T
    if len(vectors) >= _FEW:
        from sklearn.manifold import TSNE  # 2 s to load

        perplexity = min(_PERPLEXITY, len(vectors) / 4)
        spread = TSNE(2, perplexity=perplexity, init="pca", max_iter=500, random_state=0)
        flat = spread.fit_transform(centred @ axes[:50].T)
    low, high = flat.min(axis=0), flat.max(axis=0)
    scaled: Vectors = (flat - low) / np.where(high > low, high - low, 1)
    return scaled
