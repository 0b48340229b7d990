"""How well the checker tells what an abstract supports: python -m benchmarks.checker PAPERS --json.

From the abstracts of a JSONL of papers it makes true and false variants by rule, and adds those
that were written by hand (pairs.jsonl beside it, about the sample corpus). Papers are split in dev
and test by their digest. `--pairs FILE` judges the pairs of a file instead, JSON lines with
`abstract`, `sentence`, `label` (true or false), `class` and perhaps `title`; `--scifact FOLDER`
SciFact's claims, beside the plain cosine of claim and abstract. Each is judged as a draft that an
answer holds, beside the whole abstract. `--written FOLDER` judges the sentences that the held-out
writers of training/data wrote, about the abstracts of PAPERS. `balanced` is the mean of what was
kept and caught: a coin has .5.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from benchmarks.checker.faithful import TRUE, merge
from benchmarks.checker.judging import Judge, Judgement, balance, make_paper
from benchmarks.checker.reading import HAND, BadPairs, read_lines, read_pairs, read_written
from benchmarks.checker.scifact import score_claims
from benchmarks.checker.variants import Maker, Pair
from benchmarks.checker.wrong import find_coined, make_false
from index.embedding.loading import SentenceEmbedder
from index.papers.chunks import split_sentences
from index.papers.paper import Paper
from index.paths import read_path
from index.shell import run
from rag.verification.checker import ClaimJudge
from rag.verification.entailment import CrossEncoderEntailment

PAPERS = 560  # abstracts that variants are made from
PER_PAPER = 2  # variants of each kind and paper, at most
TEST_SHARE = 0.5


def main(arguments: Sequence[str]) -> int:
    """Print the report; 0, or 2 where a file or a model cannot be read."""
    return run(lambda: _report(_read_options(arguments)), "checker")


def _report(options: argparse.Namespace) -> int:
    report = _measure(options)
    if options.json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        _show(report)
    return 0


def _measure(options: argparse.Namespace) -> dict[str, Any]:
    judge = CrossEncoderEntailment(options.checker) if options.checker else None
    if options.scifact:
        return score_claims(options.scifact, SentenceEmbedder(), judge)
    if options.pairs:
        pairs = read_pairs(options.pairs)
    elif options.written:
        pairs = list(read_written(options.papers))
    else:
        pairs = [*_make_pairs(options.papers, options.seed), *read_pairs(HAND)]
        pairs = [pair for pair in pairs if options.split in ("all", _split(pair.paper))]
    return score_pairs(pairs, judge, options.failures)


def _read_options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.checker", description=__doc__)
    parser.add_argument("papers", nargs="?", type=read_path, help="JSONL with title and abstract")
    parser.add_argument("--pairs", type=read_path, help="judge these pairs instead")
    parser.add_argument("--scifact", type=read_path, help="judge the claims of this folder instead")
    parser.add_argument("--written", action="store_true", help="judge what was written by hand")
    parser.add_argument("--split", choices=("dev", "test", "all"), default="test")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--checker", help="an entailment CrossEncoder, in place of the judge")
    parser.add_argument(
        "--failures", type=read_path, help="write what was judged wrongly, as JSON lines"
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    if not (options.papers or options.pairs or options.scifact):
        parser.error("give a JSONL of papers, --pairs or --scifact")
    return options


def score_pairs(
    pairs: Sequence[Pair], judge: ClaimJudge | None = None, failures: Path | None = None
) -> dict[str, Any]:
    """Share of false pairs caught by class, of true ones kept, both `balanced`, and the time.

    `ms_per_sentence` is the time of one check that is no exact quote.
    """
    checks = Judge(judge)
    judged = [
        (pair, checks.judge(pair.sentence, [pair.paper, *pair.beside]))
        for pair in tqdm(pairs, unit="pair", disable=None, file=sys.stderr)
    ]
    caught: dict[str, list[bool]] = {}
    kept: dict[str, list[bool]] = {}
    for pair, judgement in judged:
        kinds, kind = (kept, pair.made) if pair.label else (caught, pair.kind)
        kinds.setdefault(kind, []).append(judgement.supported == pair.label)
    if failures:
        _write_failures(failures, judged)
    true = [right for rights in kept.values() for right in rights]
    false = [right for rights in caught.values() for right in rights]
    weighed = [judgement.seconds for _, judgement in judged if judgement.check.support]
    truth = [pair.label for pair, _ in judged]
    return {
        "balanced": round(balance([one.supported for _, one in judged], truth), 3),
        "caught": {kind: _share(rights) for kind, rights in sorted(caught.items())},
        "kept": _share(true),
        "kept_by": {made: _share(rights) for made, rights in sorted(kept.items())},
        "ms_per_sentence": round(1000 * sum(weighed) / max(1, len(weighed)), 2),
        "variants": {"true": len(true), "false": len(false)}
        | {kind: len(rights) for kind, rights in sorted(caught.items())},
    }


def _write_failures(path: Path, judged: Sequence[tuple[Pair, Judgement]]) -> None:
    """What was judged wrongly, as JSON lines."""
    lines = [
        {"class": pair.kind, "made": pair.made, "sentence": pair.sentence,
         "abstract": pair.paper.abstract, "reason": judgement.check.reason}
        for pair, judgement in judged
        if judgement.supported != pair.label
    ]  # fmt: skip
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))


def _share(rights: Sequence[bool]) -> float:
    return round(sum(rights) / len(rights), 3) if rights else 0.0


def _split(paper: Paper) -> str:
    """By the digest of the text: the same for all variants of a paper, whatever the seed."""
    return "test" if int(paper.id[:2], 16) < TEST_SHARE * 256 else "dev"


def _make_pairs(papers: Path, seed: int) -> Iterator[Pair]:
    """True and false variants of sentences of PAPERS abstracts."""
    chance = random.Random(seed)  # noqa: S311 - chance, not a secret
    known = [
        make_paper(str(record.get("title") or ""), str(record.get("abstract") or ""))
        for record in read_lines(papers)
    ]
    known = [paper for paper in known if 500 < len(paper.abstract) < 2500]
    if len(known) < 2:
        raise BadPairs(
            f"{papers} has {len(known)} abstracts of 500 to 2,500 characters; give 2 or more"
        )
    names = sorted({name for paper in known for name in find_coined(paper.abstract)})
    makers = make_false(names if len(names) >= 20 else names + [f"Zyxo{n}Net" for n in range(20)])
    for paper in chance.sample(known, min(PAPERS, len(known))):
        usable = _choose(paper, 8)
        if len(usable) < 3:
            continue
        yield from _make_variants(paper, usable, makers, chance)
        yield from _make_merged(paper, usable, chance)
        other = chance.choice(known)
        strays = _choose(other, 12)
        if strays and strays[0] not in paper.abstract:
            stray = chance.choice(strays)
            yield Pair(paper, stray, False, "wrong paper", "wrong paper")


def _choose(paper: Paper, shortest: int) -> list[str]:
    """The sentences of some length that say something of the paper, not where its code is."""
    sentences = [sentence.text for sentence in split_sentences(paper)]
    return [
        s
        for s in sentences
        if shortest <= len(s.split()) <= 45 and "http" not in s and "code" not in s.lower()
    ]


def _make_variants(
    paper: Paper, usable: list[str], makers: dict[str, Maker], chance: random.Random
) -> Iterator[Pair]:
    for made, maker in {**TRUE, **makers}.items():
        label = made in TRUE
        count = 1 if made == "added detail" else PER_PAPER
        for sentence in chance.sample(usable, min(count, len(usable))):
            changed = maker(sentence, paper.abstract, chance)
            if changed and (changed != sentence or made == "verbatim"):
                yield Pair(paper, changed, label, "kept" if label else made, made)


def _make_merged(paper: Paper, usable: list[str], chance: random.Random) -> Iterator[Pair]:
    where = chance.randrange(len(usable) - 1)
    first, second = usable[where : where + 2]
    if paper.abstract.find(second) - paper.abstract.find(first) - len(first) < 3:
        yield Pair(paper, merge(first, second), True, "kept", "merged")


def _show(report: dict[str, Any]) -> None:
    for name, value in report.items():
        if isinstance(value, dict):
            print(f"{name}:")
            for key, share in value.items():
                print(f"  {key:16} {share}")
        else:
            print(f"{name}: {value}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
