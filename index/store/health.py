"""Whether an index is sound: its catalog, its derived stores, and that one finds what is in it."""

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from index.papers.terms import extract_terms
from index.store.catalog.catalog import Catalog
from index.store.damage import find_catalog_damage
from index.store.derived.checksums import find_damage
from index.store.derived.derived import STORES, Stores, open_derived, store_errors
from index.store.derived.lexical import LexicalIndex
from index.store.derived.vectors import VectorIndex
from index.store.lock import open_finished

_SAMPLE = 50  # chunks that are searched for
_AMONG = 10  # a chunk is found when it is among so many
_SAME = 0.999  # cosine of a vector with what Chroma kept of it


def check_index(folder: Path) -> list[str]:
    """What is wrong with the newest finished generation, each in words; empty where nothing is.

    Reads the whole catalog and every file of the derived stores, compares the three stores chunk
    by chunk, and searches for a sample. Raises what opening it does: IndexNotFound, IndexMismatch,
    IndexBusy.
    """
    catalog = open_finished(folder)
    assert catalog.generation  # noqa: S101  it is finished
    problems = list(find_catalog_damage(catalog))
    damage = find_damage(folder / STORES / catalog.generation.stores)
    if damage:
        return [*problems, f"the derived stores are damaged: {damage}"]
    stores = open_derived(folder, catalog.generation)
    with store_errors(folder):
        unlike = list(_compare(catalog, stores))
        # What is searched for is the catalog's.
        lost = [] if problems else list(_search(catalog, stores.lexical, stores.vectors))
    return [*problems, *unlike, *lost]


def _compare(catalog: Catalog, stores: Stores) -> Iterator[str]:
    counts = catalog.generation and (catalog.generation.papers, catalog.generation.chunks)
    if counts != catalog.count():
        yield f"the generation has {counts} papers and chunks, the catalog {catalog.count()}"
    wanted = catalog.chunk_ids()
    for name, store in (("lexical", stores.lexical), ("vectors", stores.vectors)):
        found = set(store.ids())
        missing, extra = len(wanted - found), len(found - wanted)
        if missing or extra:
            yield f"{name} lacks {missing} chunks of {len(wanted)} and has {extra} too many"
    bodies, *facts = catalog.keys().T
    if not np.array_equal(bodies, stores.sketches.bodies):
        yield f"the sketches are of {stores.sketches.count()} other chunks, not {len(bodies)}"
    elif not np.array_equal(facts, stores.sketches.facts):
        yield "the sketches have other facts of papers than the catalog"


def _search(catalog: Catalog, lexical: LexicalIndex, vectors: VectorIndex) -> Iterator[str]:
    """Search for some chunks by their own words and vectors, which must find them."""
    ids = sorted(catalog.chunk_ids())
    sample = random.Random(0).sample(ids, min(_SAMPLE, len(ids)))  # noqa: S311 - no secret
    known = catalog.vectors(sample)
    lost: list[str] = []
    for id, chunk in catalog.chunks(sample).items():
        near = vectors.search(known[id], 1)  # it, or another of the same text
        if max(near.values(), default=0.0) < _SAME:
            lost.append(f"{id} (by its vector)")
        terms = extract_terms(chunk.text)
        if terms and id not in lexical.search(terms, _AMONG):
            lost.append(f"{id} (by its words)")
    if lost:
        yield f"{len(lost)} of {2 * len(sample)} searches miss what they look for: {lost[0]}"
