"""What `python -m index` does to an index that is there: looks at it, mends it, moves it."""

import argparse
import json
from functools import partial

from index.errors import IndexMismatch
from index.paths import read_path
from index.shell import complain
from index.store.atlas import make_map
from index.store.health import check_index
from index.store.reader import IndexReader, default_index
from index.store.transfer import export_index, import_index
from index.store.upkeep import repair_index, set_gate

PROGRAM = "python -m index"


def run_command(arguments: list[str]) -> int:
    """Run the command that the first argument names; returns its exit status."""
    return COMMANDS[arguments[0]](_parse(arguments))


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"{PROGRAM} {arguments[0]}")
    parser.add_argument("--at", "--to", type=read_path, default=default_index(), metavar="DIR")
    parser.add_argument("--json", action="store_true", help="JSON instead of text")
    if arguments[0] == "gate":
        parser.add_argument(
            "value", nargs="?", type=partial(parse_number, most=1), metavar="VALUE", help="0 to 1"
        )
    if arguments[0] in ("export", "import"):
        parser.add_argument("file", type=read_path, metavar="FILE")
    if arguments[0] == "import":
        parser.add_argument(
            "--embedder", metavar="NAME", help="the model that made it, if not the packaged one"
        )
    return parser.parse_args(arguments[1:])


def parse_number(text: str, most: float, unit: str = "") -> float:
    """An option's text as a number from 0 to `most`; the complaint names the unit (" of …")."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= most:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number{unit} from 0 to {most:g}")
    return value


def _status(options: argparse.Namespace) -> int:
    try:
        reader = IndexReader(options.at)
        problems = check_index(options.at)
    except IndexMismatch as error:
        problems = [str(error)]
    if problems:
        for problem in problems:
            complain(PROGRAM, problem)
        return 1
    stamp, span = reader.embedder, reader.overview().date_span()
    facts = {
        "index": str(options.at),
        "papers": reader.count_papers(),
        "oldest": span[0] if span else None,
        "newest": span[1] if span else None,
        "embedder": stamp.name,
        "dimensions": stamp.dimensions,
        "chunks": reader.generation.chunks,
        "gate": reader.gate,
        "generation": reader.generation.number,
        "stores": "agree",
    }
    text = "\n".join(f"{name + ':':<12}{value}" for name, value in facts.items())
    return _tell(options, facts, text)


def _papers(options: argparse.Namespace) -> int:
    for paper in IndexReader(options.at).papers():
        date = str(paper.published) if paper.published else "no date"
        print(json.dumps(paper.to_dict()) if options.json else f"{paper.id}  {date}  {paper.title}")
    return 0


def _repair(options: argparse.Namespace) -> int:
    chunks = repair_index(options.at)
    return _tell(options, {"chunks": chunks}, f"{options.at}: {chunks} chunks")


def _gate(options: argparse.Namespace) -> int:
    if options.value is not None:
        set_gate(options.at, options.value)
    gate = IndexReader(options.at).gate
    return _tell(options, {"gate": gate}, f"{options.at}: {gate}")


def _export(options: argparse.Namespace) -> int:
    papers = export_index(options.at, options.file)
    return _tell(options, {"papers": papers}, f"{options.file}: {papers} papers")


def _import(options: argparse.Namespace) -> int:
    papers = import_index(options.file, options.at, options.embedder)
    return _tell(options, {"papers": papers}, f"{options.at}: {papers} papers")


def _map(options: argparse.Namespace) -> int:
    places = len(make_map(IndexReader(options.at)))
    return _tell(options, {"places": places}, f"{options.at}: {places} papers")


def _tell(options: argparse.Namespace, facts: dict[str, object], text: str) -> int:
    """Print what was done, as a person or a program wants it; returns the exit status."""
    print(json.dumps(facts) if options.json else text)
    return 0


COMMANDS = {
    "export": _export, "gate": _gate, "import": _import, "map": _map, "papers": _papers,
    "repair": _repair, "status": _status,
}  # fmt: skip
