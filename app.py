"""The chat page.

    python app.py [--index DIR] [--port N] [--reranker NAME_OR_PATH] [--llm SPEC ...] [--mcp]
                  [--host ADDRESS] [--proxy ADDRESS[,ADDRESS]]
                  [--auth NAME:PASSWORD | --auth-file FILE | --no-auth]
    python app.py --hash NAME

ASKPAPERS_INDEX names the index, PORT the port, ASKPAPERS_PROXY the proxy, where the options do not.
--proxy says where a reverse proxy asks from: it alone may say whom it asks for, and where the page
is. --mcp offers the page's endpoints as tools of the Model Context Protocol at /gradio_api/mcp/.
--hash reads a password and prints the line that --auth-file wants.
"""

import argparse
import getpass
import os
import sys
from importlib.util import find_spec
from ipaddress import ip_network

# Read by Gradio when it is imported: the page asks nobody outside this machine for anything.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
# How long answers took, of which it would make a table of 10,000 lines after each.
os.environ.setdefault("GRADIO_ANALYTICS_MAX_EVENTS", "1")
os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", str(10**12))

from index.errors import IndexBusy, IndexNotFound, MissingExtra
from index.paths import read_path
from index.shell import complain, run
from index.store.reader import default_index
from page.serving.access import LOOPBACK, BadAccount, hash_password, parse_account, read_accounts
from page.serving.machine import check_port, past_proxies
from page.serving.proxy import Networks
from rag.ask import open_chatbot
from rag.chatbot import Chatbot
from rag.generation.model_composer import choose_composer
from rag.llm.opening import QUOTE

PROGRAM = "python app.py"


def main(arguments: list[str]) -> int:
    """Serve the page until interrupted; returns the exit status."""
    return run(lambda: _obey(_parse(arguments)), PROGRAM)


def _obey(options: argparse.Namespace) -> int:
    if options.hash:
        print(f"{options.hash}:{hash_password(_read_password())}")  # noqa: T201 - it is asked for
        return 0
    accounts = _read_accounts(options)
    if options.mcp and not find_spec("mcp"):
        raise MissingExtra('--mcp needs the package mcp; install it with: pip install -e ".[mcp]"')
    check_port(options.host, options.port)
    _serve(options, accounts)
    return 0


def _serve(options: argparse.Namespace, accounts: dict[str, str]) -> None:
    """The page for the index, or where there is none yet one that says so."""
    chatbot: Chatbot | IndexNotFound | IndexBusy
    try:
        chatbot = open_chatbot(
            options.index, options.embedder, options.reranker, next(iter(options.llm or ()), None),
            options.checker, strict=options.strict,
        )  # fmt: skip
    except (IndexNotFound, IndexBusy) as error:
        complain(PROGRAM, str(error))
        chatbot = error
    # 3 s that a mistake in the call need not cost
    with past_proxies():
        from page.layout import build_notice, build_page
        from page.serving.server import serve

    if isinstance(chatbot, Chatbot):
        page = build_page(chatbot, _choose_models(chatbot, options.llm or []))
    else:
        page = build_notice(str(chatbot))
    serve(page, options.port, options.host, accounts, mcp=options.mcp, proxies=options.proxy)


def _choose_models(chatbot: Chatbot, specs: list[str]) -> dict[str, Chatbot]:
    """Who may word an answer: the first model, the others that were named, and quotes."""
    first = chatbot.composer.name
    others = (choose_composer(spec) for spec in [*specs[1:], QUOTE])
    named = {composer.name: composer for composer in others}
    return {first: chatbot} | {
        name: chatbot.compose_by(composer) for name, composer in named.items() if name != first
    }


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=PROGRAM, description="Serve the chat page.")
    port = os.environ.get("PORT") or "7860"
    parser.add_argument("--index", "--at", type=read_path, default=default_index(), metavar="DIR")
    parser.add_argument("--port", type=_port, default=port, metavar="N")
    parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="0.0.0.0: any")
    parser.add_argument(
        "--proxy", type=_networks, default=os.environ.get("ASKPAPERS_PROXY") or (),
        metavar="ADDRESS[,ADDRESS]",
        help="where a reverse proxy asks from: an address, or a network such as 10.0.0.0/24",
    )  # fmt: skip
    parser.add_argument("--embedder", metavar="NAME", help="the model that made the index")
    parser.add_argument(
        "--reranker", metavar="NAME_OR_PATH", help="a CrossEncoder; none by default"
    )
    parser.add_argument(
        "--llm", action="append", metavar="SPEC", help="a language model; again for a choice"
    )
    parser.add_argument("--checker", metavar="NAME_OR_PATH", help="an entailment CrossEncoder")
    parser.add_argument("--strict", action="store_true", help="leave unsupported sentences out")
    parser.add_argument("--mcp", action="store_true", help="tools at /gradio_api/mcp/ too")
    who = parser.add_mutually_exclusive_group()
    who.add_argument("--auth", metavar="NAME:PASSWORD", help="who may see the page")
    who.add_argument("--auth-file", type=read_path, metavar="FILE", help="lines made by --hash")
    who.add_argument("--no-auth", action="store_true", help="everybody may")
    who.add_argument("--hash", metavar="NAME", help="make a line for --auth-file")
    return parser.parse_args(arguments)


def _read_accounts(options: argparse.Namespace) -> dict[str, str]:
    """Name to hashed password. Raises BadAccount where other machines would need none."""
    if options.auth_file:
        return read_accounts(options.auth_file)
    if options.auth:
        return parse_account(options.auth)
    wide = "" if options.host in LOOPBACK else f"--host {options.host}"
    opener = wide or ("--proxy" if options.proxy else "")
    if opener and not options.no_auth:
        raise BadAccount(
            f"{opener} lets other machines in: say who may, with "
            "--auth NAME:PASSWORD or --auth-file FILE, or that everybody may, with --no-auth"
        )
    return {}


def _read_password() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\n")


def _port(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 65_535):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 1 to 65535")
    return int(text)


def _networks(text: str) -> Networks:
    try:
        return tuple(ip_network(part.strip()) for part in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{error}; an address is 127.0.0.1 or ::1, a network 10.0.0.0/24"
        ) from error


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
