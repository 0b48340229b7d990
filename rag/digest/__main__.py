"""What is new on some topics, as a file, as a mail, or for all who subscribed.

    python -m rag.digest --since 7d --topic "model merging" [--topic …] --out FILE [--index DIR]
                         [--until DATE] [--feed FILE]
                         [--to ADDRESS … [--from ADDRESS] [--unsubscribe URL] [--send SERVER]]
    python -m rag.digest subscriptions.toml

FILE ends in .md, .html or .eml. DATE is YYYY-MM-DD; --since also takes 7d, 2w, or Monday. A paper
is new on the day on which it was listed, where that is known, else published. SERVER is
smtp://user@host:port, which must speak TLS unless it is this machine, or smtps://; its password is
in ASKPAPERS_SMTP_PASSWORD.

Exit status: 0 done, also where nothing is new; 1 some messages were not sent; 2 a mistake in the
call; 130 interrupted.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from email.headerregistry import Address

from index.embedding.loading import choose_embedder, load_embedder
from index.paths import read_path
from index.shell import complain, run
from index.store.reader import IndexReader, default_index
from rag.digest.feed import to_feed
from rag.digest.issue import Digest, make_digest, read_topics
from rag.digest.mail import SENDER, check_unsubscribe, make_message, read_address
from rag.digest.post import MailServer, MailUnsent, read_server, send_message
from rag.digest.rendering import to_html, to_markdown
from rag.digest.subscriptions import read_subscriptions, send_due
from rag.query.question import BadQuestion
from rag.query.window import read_window
from rag.whole_file import replace_text

PROGRAM = "python -m rag.digest"
ENDINGS = (".md", ".html", ".eml")


def main(arguments: list[str]) -> int:
    """Write or send; returns the exit status."""
    return run(
        lambda: _obey(_parse(arguments)),
        PROGRAM,
        "interrupted; the same command goes on from there",
    )


def _obey(options: argparse.Namespace) -> int:
    return _serve(options) if options.subscriptions else _write(options)


def _serve(options: argparse.Namespace) -> int:
    file = read_subscriptions(options.subscriptions)
    complaints = 0
    now = datetime.now().astimezone()
    for line, failed in send_due(file, options.index, now, options.embedder):
        complaints += failed
        complain(PROGRAM, line) if failed else print(line)
    return 1 if complaints else 0


def _write(options: argparse.Namespace) -> int:
    mail = _Mail(options)  # a mistake should not wait for the index to open
    topics = read_topics(options.topic)
    index = IndexReader(options.index)
    window = read_window(options.since, options.until, index, date.today())
    embedder = load_embedder(choose_embedder(index.embedder, options.embedder, index.folder))
    digest = make_digest(topics, window, index, embedder)
    what = f"{len(topics)} topics" if len(topics) > 1 else "the topic"
    print(f"Papers on {what}: {len(digest.found):,}. {window.said}.")
    if options.out:
        replace_text(options.out, mail.write(digest))
    if options.feed:
        replace_text(options.feed, to_feed(digest))
    return mail.send(digest)


class _Mail:
    """What the call says of the form, and of mail. Raises BadQuestion."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._sender = read_address(options.sender)
        self._to = [read_address(text) for text in options.to]
        self._unsubscribe = check_unsubscribe(options.unsubscribe, self._sender)
        self._server = read_server(options.send) if options.send else None
        self._ending = options.out.suffix.lower() if options.out else ""
        if options.out and self._ending not in ENDINGS:
            raise BadQuestion(f"--out {options.out} ends in none of {', '.join(ENDINGS)}")
        if options.send and not self._to:
            raise BadQuestion("--send needs somebody to send to: --to ADDRESS")

    def write(self, digest: Digest) -> str:
        """The digest in the form that the file's ending says."""
        if self._ending == ".eml":
            message = make_message(digest, self._sender, self._to, self._unsubscribe)
            return message.as_bytes().decode()
        forms: dict[str, Callable[[Digest], str]] = {".md": to_markdown, ".html": to_html}
        return forms[self._ending](digest)

    def send(self, digest: Digest) -> int:
        """To each by itself; returns the exit status."""
        server = self._server
        return (
            max((self._send_one(digest, server, to) for to in self._to), default=0) if server else 0
        )

    def _send_one(self, digest: Digest, server: MailServer, recipient: Address) -> int:
        message = make_message(digest, self._sender, [recipient], self._unsubscribe)
        try:
            send_message(server, message, self._sender, recipient)
        except MailUnsent as error:
            complain(PROGRAM, f"not sent to {recipient.addr_spec}: {error}")
            return 1
        return 0


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("subscriptions", nargs="?", type=read_path, metavar="SUBSCRIPTIONS.toml")
    parser.add_argument("--topic", action="append", default=[], help="may be given again")
    parser.add_argument("--since", default="7d", metavar="WHEN", help="7d by default")
    parser.add_argument("--until", metavar="DATE", help="the last day, inclusive")
    parser.add_argument("--index", "--at", type=read_path, metavar="DIR")
    parser.add_argument("--embedder", metavar="NAME", help="the model that made the index")
    parser.add_argument("--out", type=read_path, metavar="FILE", help="ends in .md, .html or .eml")
    parser.add_argument("--feed", type=read_path, metavar="FILE", help="the same as an Atom feed")
    parser.add_argument("--to", action="append", default=[], metavar="ADDRESS", help="of the mail")
    parser.add_argument("--from", dest="sender", default=SENDER, metavar="ADDRESS")
    parser.add_argument("--unsubscribe", metavar="URL", help="https: or mailto:")
    parser.add_argument("--send", metavar="SERVER", help="mail it, to each --to by itself")
    options = parser.parse_args(arguments)
    if options.subscriptions is None:
        options.index = options.index or default_index()
        if not options.topic or not (options.out or options.feed or options.send):
            parser.error("give --topic, and one of --out, --feed and --send; or SUBSCRIPTIONS.toml")
    elif options.topic or options.out or options.feed or options.send:
        parser.error("a subscription file says itself what is sent, and to whom")
    return options


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
