"""How good the rankings of many queries are, by ir-measures."""

from collections.abc import Mapping, Sequence

import ir_measures
from ir_measures import RR, Qrel, R, ScoredDoc, nDCG

from benchmarks.retrieval.beir import Qrels

MEASURES = {
    "ndcg@10": nDCG @ 10,
    "recall@5": R @ 5,
    "recall@10": R @ 10,
    "recall@100": R @ 100,
    "mrr@10": RR @ 10,
}


def score_run(qrels: Qrels, run: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """nDCG@10, recall@5, @10 and @100, and MRR@10, each 0 to 1, means over all judged queries.

    `run` gives each query's documents, best first; a query without any counts 0. A document is
    relevant from 1 on, and nDCG takes its relevance as the gain, as trec_eval does.
    """
    judged = [
        Qrel(query, document, relevance)
        for query, documents in qrels.items()
        for document, relevance in documents.items()
    ]
    found = [
        ScoredDoc(query, document, -rank)
        for query in qrels
        # A query that the run lacks might be left out of the mean: it gets one unknown document.
        for rank, document in enumerate(run.get(query) or [""])
    ]
    means = ir_measures.calc_aggregate(MEASURES.values(), judged, found)
    return {name: float(means[measure]) for name, measure in MEASURES.items()}
