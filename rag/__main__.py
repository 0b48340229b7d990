"""Ask a question of an index, from the shell.

    python -m rag "Which five domains does MergeBench cover?" [--index DIR] [--json] [--k N]
                  [--since DATE] [--until DATE] [--org NAME] [--author NAME] [--llm SPEC]
                  [--last-asked DATE]

SPEC is a language model, see rag.llm.opening: ASKPAPERS_LLM's by default, or else quote, which is
none. DATE is YYYY, YYYY-MM or YYYY-MM-DD, inclusive. These beat what the question itself says.

Exit status: 0 answered, or abstained, which is an answer too; 2 a mistake in the call.
"""

import argparse
import json
import sys
from datetime import date

from index.papers.paper import Paper
from index.paths import read_path
from index.shell import run
from index.store.reader import default_index
from rag.answer.answer import Answer
from rag.ask import open_chatbot
from rag.chatbot import PASSAGES
from rag.query.followup import Exchange
from rag.query.question import read_question
from rag.query.request import make_filter


def main(arguments: list[str]) -> int:
    """Answer one question; returns the exit status."""
    return run(lambda: _ask(_parse(arguments)), "python -m rag")


def _ask(options: argparse.Namespace) -> int:
    read_question(options.question)  # a mistake should not wait for the index to open
    filter = make_filter(options.since, options.until, options.org, options.author)
    chatbot = open_chatbot(
        options.index, options.embedder, options.reranker, options.llm, options.checker,
        strict=options.strict,
    )  # fmt: skip
    past = [Exchange("", asked=options.last_asked)] if options.last_asked else []
    answer = chatbot.ask(options.question, options.k, filter, past)
    print(
        json.dumps(answer.to_dict(), ensure_ascii=False) if options.json else format_answer(answer)
    )
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m rag",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("question")
    parser.add_argument("--index", "--at", type=read_path, default=default_index(), metavar="DIR")
    parser.add_argument("--embedder", metavar="NAME", help="the model that made the index")
    parser.add_argument(
        "--reranker", metavar="NAME_OR_PATH", help="a CrossEncoder; none by default"
    )
    parser.add_argument("--llm", metavar="SPEC", help="a language model that words the answer")
    parser.add_argument("--checker", metavar="NAME_OR_PATH", help="an entailment CrossEncoder")
    parser.add_argument("--strict", action="store_true", help="leave unsupported sentences out")
    parser.add_argument("--json", action="store_true", help="the whole answer as one JSON object")
    parser.add_argument("--k", type=_positive, default=PASSAGES, metavar="N", help="passages")
    parser.add_argument("--since", metavar="DATE", help="only papers from this date on")
    parser.add_argument("--until", metavar="DATE", help="only papers up to this date")
    parser.add_argument(
        "--last-asked", type=_day, metavar="DATE", help="what “since I last asked” means"
    )
    parser.add_argument("--org", metavar="NAME", help="only papers by this organization")
    parser.add_argument("--author", metavar="NAME", help="only papers by this author")
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 100):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 100")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no date such as 2026-08-14") from error


def format_answer(answer: Answer) -> str:
    """The answer, which papers it looked at, its sources: number, title, date, address."""
    papers = {citation.number: citation.paper for citation in answer.citations}
    sources = [f"[{n}] {_format_source(p, answer.filters.listed)}" for n, p in papers.items()]
    scope = [f"Papers: {answer.scope}"] if answer.scope else []
    note = [f"({answer.note})"] if answer.note else []
    rest = [*note, *scope, *sources]
    return "\n".join([answer.text, *([""] if rest else []), *rest])


def _format_source(paper: Paper, listed: bool) -> str:
    """With the date that the papers were chosen by."""
    day = f"listed {paper.listed}" if listed and paper.listed else paper.published
    facts = ", ".join(str(fact) for fact in (day, paper.url) if fact)
    return f"{paper.title} ({facts})" if facts else paper.title


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
