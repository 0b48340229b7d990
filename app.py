"""The chat page.

    python app.py [--index DIR] [--port N] [--reranker NAME_OR_PATH]

ASKPAPERS_INDEX names the index, PORT the port, where the options do not.
"""

import argparse
import os
import sys
from pathlib import Path

# Read by Gradio when it is imported: the page asks nobody outside this machine for anything.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

from index.embedding import ModelUnavailable
from index.store import IndexBusy, IndexMismatch, IndexNotFound, default_index
from rag.ask import open_chatbot

MISTAKES = (IndexNotFound, IndexMismatch, IndexBusy, ModelUnavailable, OSError)


def main(arguments: list[str]) -> int:
    """Serve the page until interrupted; returns the exit status."""
    options = _parse(arguments)
    try:
        chatbot = open_chatbot(options.index, options.embedder, options.reranker)
        from page.layout import build_page, serve  # 3 s that a mistake in the call need not cost

        serve(build_page(chatbot), options.port)
    except KeyboardInterrupt:
        return 130
    except MISTAKES as error:
        print(f"python app.py: {error}", file=sys.stderr)  # noqa: T201 - a command line prints
        return 2
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python app.py", description="Serve the chat page.")
    port = os.environ.get("PORT") or "7860"
    parser.add_argument("--index", "--at", type=Path, default=default_index(), metavar="DIR")
    parser.add_argument("--port", type=_port, default=port, metavar="N")
    parser.add_argument("--embedder", metavar="NAME", help="where the index's own has moved to")
    parser.add_argument(
        "--reranker", metavar="NAME_OR_PATH", help="a CrossEncoder; none by default"
    )
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 65_535):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 1 to 65535")
    return int(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
