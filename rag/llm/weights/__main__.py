"""python -m rag.llm.weights [local | local:1.5b | hf:OWNER/REPO/FILE]: fetch a model's weights, once.

Exit status: 0 they are here, and verified; 2 they are not; 130 interrupted.
"""

import argparse
import sys

from index.embedding.loading import ModelUnavailable
from rag.llm.weights.fetching import fetch, fetch_hub_file
from rag.llm.weights.weights import DEFAULT, KNOWN, Weights, name_weights


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m rag.llm.weights", description=__doc__)
    parser.add_argument("spec", nargs="?", default=DEFAULT, help=f"{', '.join(KNOWN)} or hf:…")
    spec = parser.parse_args(arguments).spec
    try:
        file = fetch_hub_file(spec) if spec.startswith("hf:") else fetch(_announce(spec))
    except ModelUnavailable as error:
        print(f"rag.llm.weights: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("rag.llm.weights: interrupted; the same command goes on from there", file=sys.stderr)
        return 130
    print(f"{spec} is in {file}, and verified.")
    return 0


def _announce(spec: str) -> Weights:
    weights = name_weights(spec)
    print(f"{weights.file}: {weights.size:,} bytes, {weights.licence}, SHA-256 {weights.digest}")
    return weights


if __name__ == "__main__":
    sys.exit(main())
