"""Train the judge, and write its weights and a report on them.

    python -m training.judge SHARED --work DIR [--to rag/judge]

SHARED holds hf_daily_papers, scifact and verification. In DIR a checkpoint is kept: the same
command goes on where it was cut off. It begins from the packaged MiniLM or, with --further, from
the weights that lie in the folder --to. How those in the repository came about is told in
docs/judge.md.
"""

import argparse
import hashlib
import json
import logging
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

from index.papers.paper import Paper
from index.paths import read_path
from index.shell import run
from training.examples.papers import check_papers, read_papers
from training.examples.written import TEST, TUNE, read_claims, read_hostile, read_questions
from training.export import build_judge, read_judge
from training.learning import Plan, learn
from training.lessons.gathering import Mixture, Written, gather_sheets, sort_written
from training.lessons.lesson import Sheet
from training.lessons.public import gather_public, gather_scifact
from training.measuring import fit_scales, measure, write_report
from training.network import JudgeNetwork

PUBLIC = ("factcg_doc", "summedits", "clapnq_answerability")
LONG_SOURCE, LONG_TEXT = 2_000, 400  # characters of what is public from which it is left out
SHOWN = 0.3  # share of what is public that goes with one showing of what was written

_log = logging.getLogger(__name__)


def main(arguments: Sequence[str]) -> int:
    """Run the command line; 0, or 2 where something cannot be read."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    return run(lambda: _train(_read_options(arguments)), "training.judge")


def _read_options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.judge", description=__doc__)
    parser.add_argument("shared", type=read_path, help="folder of papers and public sets")
    parser.add_argument("--work", type=read_path, required=True, help="where checkpoints are kept")
    parser.add_argument("--to", type=read_path, default=Path("rag/judge"))
    parser.add_argument("--further", action="store_true", help="begin from the weights in --to")
    parser.add_argument("--share", type=float, default=1.0, help="of what was written, 0 to 1")
    parser.add_argument("--without", choices=("rule", "public", "written"), action="append")
    parser.add_argument("--epochs", type=int, default=2, help="showings of everything")
    parser.add_argument("--rate", type=float, default=1e-4, help="the highest learning rate")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args(arguments)


def _train(options: argparse.Namespace) -> int:
    papers = read_papers(options.shared / "hf_daily_papers" / "papers.jsonl")
    papers |= read_papers(options.shared / "scifact" / "corpus.jsonl")
    check_papers(papers)
    options.work.mkdir(parents=True, exist_ok=True)
    sheets = gather(options, papers)
    lessons = sum(len(sheet.lessons) for sheet in sheets)
    _log.info("%d lessons on %d sheets", lessons, len(sheets))
    plan = Plan(rate=options.rate, workers=options.workers, seed=options.seed)
    start = read_judge(options.to) if options.further else None
    network = learn(sheets, plan, options.work / "judge.pt", start)
    publish(network, options.shared, papers, options.to)
    return 0


def gather(options: argparse.Namespace, papers: Mapping[str, Paper]) -> list[Sheet]:
    """Everything that is to be learned from, each showing mixed anew."""
    without, chance = set(options.without or ()), Random(options.seed)
    public = [] if "public" in without else _gather_public(options.shared)
    share = 0.0 if "written" in without else options.share
    mixture, words = Mixture(ruled=0.0 if "rule" in without else 0.5), read_hostile()
    claims = [one for one in read_claims() if one.writer not in TUNE + TEST]
    questions = [one for one in read_questions() if one.writer not in TUNE + TEST]
    chosen = _choose(sort_written(claims, questions, papers), share, chance)
    claims = [one for one in claims if one.papers[0] in chosen]
    questions = [one for one in questions if one.paper in chosen]
    sheets: list[Sheet] = []
    for _ in range(options.epochs):
        written = sort_written(claims, questions, papers)
        sheets += gather_sheets(written, questions, papers, mixture, words, chance)
        sheets += chance.sample(public, round(SHOWN * len(public)))
    return sheets


def _gather_public(shared: Path) -> list[Sheet]:
    folder = shared / "verification"
    sheets = [one for name in PUBLIC for one in gather_public(folder / f"{name}.jsonl")]
    sheets += gather_public(folder / "clinifact.jsonl", "train")
    sheets += gather_scifact(shared / "scifact", "train")
    return [sheet for sheet in sheets if _is_short(sheet)]


def _is_short(sheet: Sheet) -> bool:
    """Whether what the label rests on is likely to be read."""
    source = sum(len(text) for passage in sheet.passages for text in passage.sentences)
    return source <= LONG_SOURCE and max(len(one.text) for one in sheet.lessons) <= LONG_TEXT


def _choose(written: Written, share: float, chance: Random) -> set[str]:
    about = written.papers
    return set(chance.sample(about, round(share * len(about))))


def publish(network: JudgeNetwork, shared: Path, papers: Mapping[str, Paper], folder: Path) -> None:
    """Write the graph, its card, and the report that is measured on what nobody trained on."""
    graph = build_judge(network)
    card = {**describe(network), "digest": hashlib.sha256(graph).hexdigest()}
    (folder / "judge.onnx").write_bytes(graph)
    _write_card(card, folder)
    network.load_state_dict(read_judge(folder), strict=False)  # in 8 bits, as they ship
    scales = fit_scales(network, papers)
    _write_card(card | {"scales": scales}, folder)
    write_report(measure(network, scales, shared, papers), Path("training") / "report.md")


def _write_card(card: Mapping[str, Any], folder: Path) -> None:
    (folder / "judge.json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")


def describe(network: JudgeNetwork) -> dict[str, float]:
    """What the graph's outputs are put together with."""
    return {
        name: round(float(getattr(network, name).detach()), 6)
        for name in ("worst", "best", "likeness", "offset")
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
