"""Fetch a language model's weights, once.

    python -m rag.llm.weights [local | local:1.5b | hf:OWNER/REPO/FILE]

Exit status: 0 they are here, and verified; 2 they are not; 130 interrupted.
"""

import argparse
import sys

from index.shell import run
from rag.llm.weights.fetching import fetch, fetch_hub_file
from rag.llm.weights.weights import DEFAULT, KNOWN, Weights, name_weights


def main(arguments: list[str]) -> int:
    """Run the command line; returns the exit status."""
    return run(
        lambda: _fetch(_parse(arguments)),
        "rag.llm.weights",
        "interrupted; the same command goes on from there",
    )


def _parse(arguments: list[str]) -> str:
    """The spec."""
    parser = argparse.ArgumentParser(
        prog="python -m rag.llm.weights",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("spec", nargs="?", default=DEFAULT, help=f"{', '.join(KNOWN)} or hf:…")
    return str(parser.parse_args(arguments).spec)


def _fetch(spec: str) -> int:
    file = fetch_hub_file(spec) if spec.startswith("hf:") else fetch(_announce(spec))
    print(f"{spec} is in {file}, and verified.")
    return 0


def _announce(spec: str) -> Weights:
    weights = name_weights(spec)
    print(f"{weights.file}: {weights.size:,} bytes, {weights.licence}, SHA-256 {weights.digest}")
    return weights


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
