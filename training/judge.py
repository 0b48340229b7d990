"""Train the judge, and write its weights and a report on them.

    python -m training.judge SHARED --work DIR [--to rag/judge]

SHARED holds hf_daily_papers, scifact and verification. In DIR checkpoints are kept: the same
command goes on where it was cut off. Two lessons follow each other: first what was made by rule and
what is public, in volume, then what was written. How the weights in the repository came about is
told in docs/judge.md.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

from index.papers.paper import Paper
from index.paths import read_path
from index.shell import run
from training.examples.papers import check_papers, read_papers
from training.examples.written import TEST, TUNE, Claim, read_claims, read_questions
from training.export import build_judge
from training.learning import Plan, learn
from training.lessons.gathering import (
    teach_claims,
    teach_contrast,
    teach_public,
    teach_questions,
    teach_scifact,
    teach_strangers,
)
from training.lessons.hostile import (
    read_hostile,
    teach_hostile_claims,
    teach_hostile_questions,
)
from training.lessons.lesson import Lesson
from training.lessons.neighbours import find_hits, find_neighbours
from training.measuring import fit_scales, measure, write_report
from training.network import JudgeNetwork

RULED = 3_400  # papers of which sentences are made by rule, a right and a wrong one of each
WRITTEN_SOURCE = 128  # tokens of the source beside a written sentence; what it rests on is in it
STRANGE = 0.5  # share of the questions that are shown beside other papers too,
STRANGERS = 3  # the first so many that a search for it gives
HOSTILE = 0.1  # share of the papers whose examples are shown again, with somebody who speaks to us


def main(arguments: Sequence[str]) -> int:
    """Run the command line; 0, or 2 where something cannot be read."""
    return run(lambda: _train(_read_options(arguments)), "training.judge")


def _read_options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.judge", description=__doc__)
    parser.add_argument("shared", type=read_path, help="folder of papers and public sets")
    parser.add_argument("--work", type=read_path, required=True, help="where checkpoints are kept")
    parser.add_argument("--to", type=read_path, default=Path("rag/judge"))
    parser.add_argument("--share", type=float, default=1.0, help="of what was written, 0 to 1")
    parser.add_argument("--without", choices=("rule", "public", "written"), action="append")
    parser.add_argument("--epochs", type=int, default=2, help="of what was written")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args(arguments)


def _train(options: argparse.Namespace) -> int:
    papers = read_papers(options.shared / "hf_daily_papers" / "papers.jsonl")
    papers |= read_papers(options.shared / "scifact" / "corpus.jsonl")
    check_papers(papers)
    options.work.mkdir(parents=True, exist_ok=True)
    without, chance = set(options.without or ()), Random(options.seed)
    first = options.work / "first.pt"
    plan = Plan(epochs=1, rate=8e-5, workers=options.workers, seed=options.seed)
    learn(gather_first(options.shared, papers, without, chance), plan, first)
    network = learn(
        gather_written(papers, options.share if "written" not in without else 0.0, chance),
        Plan(options.epochs, 1e-4, workers=options.workers, seed=options.seed),
        options.work / "second.pt",
        first,
    )
    publish(network, options.shared, papers, options.to)
    return 0


def gather_first(
    shared: Path, papers: Mapping[str, Paper], without: set[str], chance: Random
) -> list[Lesson]:
    """What was made by rule, of papers that training writers wrote about, and what is public."""
    known = {paper: papers[paper] for claim in _list_claims() for paper in claim.papers}
    lessons: list[Lesson] = []
    if "rule" not in without:
        near = find_neighbours(known)
        chosen = chance.sample(sorted(known), min(RULED, len(known)))
        lessons += teach_contrast([known[id] for id in chosen], near, known, chance, 1)
    if "public" not in without:
        for name in ("factcg_doc", "summedits", "clapnq_answerability"):
            lessons += teach_public(shared / "verification" / f"{name}.jsonl")
        lessons += teach_public(shared / "verification" / "clinifact.jsonl", "train")
        lessons += teach_scifact(shared / "scifact", "train")
    return lessons


def gather_written(papers: Mapping[str, Paper], share: float, chance: Random) -> list[Lesson]:
    """What was written, but for the held-out writers; of a share of the papers."""
    claims = _list_claims()
    questions = [one for one in read_questions() if not _is_held(one.writer)]
    about = sorted({claim.papers[0] for claim in claims} | {one.paper for one in questions})
    chosen = set(chance.sample(about, round(share * len(about))))
    claims = [claim for claim in claims if claim.papers[0] in chosen]
    questions = [one for one in questions if one.paper in chosen]
    known = {id: papers[id] for id in about}
    strange = [one for one in questions if chance.random() < STRANGE]
    hits = find_hits([one.text for one in strange], known, STRANGERS)
    spoken_to = set(chance.sample(sorted(chosen), round(HOSTILE * len(chosen))))
    words = read_hostile()
    return [
        *teach_claims(claims, papers, WRITTEN_SOURCE),
        *teach_questions(questions, papers),
        *teach_strangers(strange, papers, hits),
        *teach_hostile_claims(
            [one for one in claims if one.papers[0] in spoken_to], papers, words, chance
        ),
        *teach_hostile_questions(
            [one for one in questions if one.paper in spoken_to], papers, words, chance
        ),
    ]


def publish(network: JudgeNetwork, shared: Path, papers: Mapping[str, Paper], folder: Path) -> None:
    """Write the graph, its card, and the report that is measured on what nobody trained on."""
    graph = build_judge(network)
    card = describe(network) | {
        "digest": hashlib.sha256(graph).hexdigest(),
        "scales": fit_scales(network, papers),
    }
    (folder / "judge.onnx").write_bytes(graph)
    (folder / "judge.json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")
    write_report(measure(network, card["scales"], shared, papers), Path("training") / "report.md")


def describe(network: JudgeNetwork) -> dict[str, Any]:
    """What the graph's outputs are put together with."""
    return {
        "worst": float(network.worst.detach()),
        "best": float(network.best.detach()),
        "likeness": float(network.likeness.detach()),
        "offset": float(network.evidence.bias.detach()),
        "evidence": [round(float(one), 6) for one in network.evidence.weight.detach()[0]],
    }


def _list_claims() -> list[Claim]:
    """Those that may be learned from."""
    return [claim for claim in read_claims() if not _is_held(claim.writer)]


def _is_held(writer: str) -> bool:
    return writer in TUNE + TEST


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
