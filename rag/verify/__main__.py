r"""Check a text against an index, from the shell: whether its abstracts bear each sentence out.

    python -m rag.verify TEXT_OR_FILE [--index DIR] [--json | --markdown]

TEXT_OR_FILE is a paragraph, a file that holds one, or - for standard input: plain text, Markdown
or LaTeX, with \cite keys, [1], arXiv ids, DOIs, or no citations at all.

Exit status: 0 nothing is contradicted; 1 something is; 2 a mistake in the call.
"""

import argparse
import json
import sys
from pathlib import Path

from index.paths import read_path
from index.shell import run
from index.store.reader import default_index
from rag.verify.document import MAX_TEXT, BadText, read_document
from rag.verify.report import to_markdown, to_text
from rag.verify.verifier import verify

_MOST_BYTES = 4 * MAX_TEXT  # of UTF-8
_LONGEST_NAME = 1_000  # characters; nothing longer is a file's


def main(arguments: list[str]) -> int:
    """Check one text; returns the exit status."""
    return run(lambda: _check(_parse(arguments)), "python -m rag.verify")


def _check(options: argparse.Namespace) -> int:
    text = _read(options.text)
    read_document(text)  # a mistake should not wait for the index to open
    report = verify(text, options.index, embedder=options.embedder, checker=options.checker)
    if options.json:
        print(json.dumps(report.to_dict(), ensure_ascii=False))
    else:
        print(to_markdown(report) if options.markdown else to_text(report))
    return int(report.contradicted)


def _read(text: str) -> str:
    """The text itself, or what the file has that it names."""
    if text == "-":
        return _decode(sys.stdin.buffer.read(_MOST_BYTES + 1), "standard input")
    path = read_path(text)
    if len(text) > _LONGEST_NAME or "\n" in text or "\0" in text or not path.is_file():
        _check_name(path, text)
        return text
    with path.open("rb") as file:
        return _decode(file.read(_MOST_BYTES + 1), text)


def _check_name(path: Path, text: str) -> None:
    """One word is a name: of a file that is not there, or is none."""
    if len(text.split()) == 1:
        what = (
            "is no file"
            if len(text) <= _LONGEST_NAME and path.exists()
            else "there is no such file"
        )
        raise BadText(f"{text[:80]!r}: {what}; give a file or a paragraph")


def _decode(content: bytes, name: str) -> str:
    if len(content) > _MOST_BYTES:
        raise BadText(f"{name} has more than {_MOST_BYTES:,} bytes; check it in parts")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadText(f"{name} is no text in UTF-8: byte {error.start}; convert it") from error


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m rag.verify",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("text", metavar="TEXT_OR_FILE")
    parser.add_argument("--index", "--at", type=read_path, default=default_index(), metavar="DIR")
    parser.add_argument("--embedder", metavar="NAME", help="the model that made the index")
    parser.add_argument("--checker", metavar="NAME_OR_PATH", help="an entailment CrossEncoder")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="the whole report as one JSON object")
    form.add_argument("--markdown", action="store_true", help="the report as Markdown")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
