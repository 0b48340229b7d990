"""Make an index of papers, and look after it.

    python -m index SOURCE... [--to DIR]     index papers; SOURCE is a file, a folder, - (standard
                                             input), sample, hf:2026-10-01.., hf:today,
                                             arxiv:"cat:cs.CL AND abs:retrieval", arxiv:2510.13515
                              [--prune]      and take out those that no SOURCE has any more
    python -m index follow SOURCE... [--every 6h]   the same again and again, until it is ended
    python -m index status [--at DIR]        what is there, and whether it is sound
    python -m index papers [--at DIR]        list every paper
    python -m index repair [--at DIR]        make the derived stores anew from the catalog,
                                             and upgrade an older index
    python -m index gate [VALUE] [--at DIR]  from which confidence on a question is answered
    python -m index map [--at DIR]           draw the page's map of the papers anew
    python -m index export FILE [--at DIR]   write the index as one file
    python -m index import FILE [--to DIR]   make an index from such a file

Exit status: 0 done; 1 done but some records were bad, or (status) the index is not sound;
2 a mistake in the call, with one line that says which; 130 interrupted.
"""

import argparse
import json
import logging
import re
import sys
from functools import partial

from index.commands import COMMANDS, PROGRAM, parse_number, run_command
from index.embedding.loading import PACKAGED, load_embedder
from index.ingest.intake import Intake
from index.ingest.report import Report
from index.papers.cleaning import escape_hidden
from index.papers.paper import BadPaper, PaperDate
from index.paths import read_path
from index.readers.sources import ReadOptions
from index.shell import run
from index.store.reader import default_index

FOLLOW = "follow"


def main(arguments: list[str]) -> int:
    """Run one command; returns its exit status."""
    return run(
        lambda: _obey(arguments),
        PROGRAM,
        "interrupted; what was written is kept, and the same command goes on from there",
    )


def _obey(arguments: list[str]) -> int:
    if arguments and arguments[0] in COMMANDS:
        return run_command(arguments)
    if arguments and arguments[0] == FOLLOW:
        return _follow(_parse_sources(arguments[1:], FOLLOW))
    return _index(_parse_sources(arguments))


def _parse_sources(arguments: list[str], command: str = "") -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog=f"{PROGRAM} {command}".strip(),
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help="see above")
    parser.add_argument("--to", type=read_path, default=default_index(), metavar="DIR")
    parser.add_argument("--embedder", metavar="NAME", default=PACKAGED, help="model or its folder")
    parser.add_argument("--as-of", metavar="DATE", type=_year, help="the year of a saved page")
    parser.add_argument(
        "--refresh", action="store_true", help="hf: ask for days again that are known"
    )
    parser.add_argument(
        "--pause",
        type=partial(parse_number, most=3600, unit=" of seconds"),
        metavar="S",
        help="least seconds between two requests",
    )
    parser.add_argument(
        "--categories", type=_categories, default=frozenset(), metavar="cs.CL,cs.LG",
        help="of arXiv's snapshot only these",
    )  # fmt: skip
    parser.add_argument(
        "--since", type=_date, metavar="DATE", help="of arXiv's snapshot only from then on"
    )
    parser.add_argument(
        "--prune", action="store_true", help="take out papers that no SOURCE has any more"
    )
    if command == FOLLOW:
        parser.add_argument(
            "--every",
            type=_interval,
            default="6h",
            metavar="TIME",
            help="30m, 6h (the default), 1d",
        )
    parser.add_argument("--json", action="store_true", help="end with the report as one JSON line")
    return parser.parse_args(arguments)


def _year(text: str) -> int:
    if not (text[:4].isdecimal() and 1900 <= int(text[:4]) <= 2100):
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2025 or 2025-10-27")
    return int(text[:4])


def _categories(text: str) -> frozenset[str]:
    found = frozenset(part.strip() for part in text.split(","))
    wrong = [part for part in found if not re.fullmatch(r"[a-z-]+(\.[A-Za-z-]+)?", part)]
    if wrong:
        raise argparse.ArgumentTypeError(f"{wrong[0]!r} is no category such as cs.CL or math")
    return found


def _date(text: str) -> PaperDate:
    try:
        return PaperDate.parse(text)
    except BadPaper as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _interval(text: str) -> float:
    from index.ingest.follow import read_interval

    try:
        return read_interval(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _read_options(options: argparse.Namespace) -> ReadOptions:
    return ReadOptions(
        options.as_of,
        refresh=options.refresh,
        whole=options.prune,
        pause=options.pause,
        categories=options.categories,
        since=options.since,
    )


def _follow(options: argparse.Namespace) -> int:
    from index.ingest.follow import Follower

    logging.basicConfig(format="%(asctime)s %(message)s", datefmt="%Y-%m-%d %H:%M:%S")
    logging.getLogger("index").setLevel(logging.INFO)
    embedder = load_embedder(options.embedder)
    reading = _read_options(options)
    follower = Follower(
        options.sources, options.to, embedder, reading, options.every, options.prune
    )
    return follower.run()


def _index(options: argparse.Namespace) -> int:
    embedder = load_embedder(options.embedder)
    intake = Intake(options.sources, options.to, embedder, _read_options(options))
    if not intake.sources:
        return 2
    tally = intake.run(prune=options.prune)
    _print_report(intake.report, options)
    return 2 if intake.refused else 1 if tally.bad else 0


def _print_report(report: Report, options: argparse.Namespace) -> None:
    if options.json:
        print(json.dumps(report.to_dict()))
    else:
        print(f"{escape_hidden(str(options.to))}: {report}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
