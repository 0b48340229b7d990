"""Who is sent what, how often: a TOML file, and what of it is due."""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from email.headerregistry import Address
from functools import partial
from pathlib import Path
from typing import Any

from index.embedding.loading import Embedder, choose_embedder, load_embedder
from index.papers.filters import PaperFilter
from index.papers.paper import PaperDate
from index.paths import read_path
from index.store.reader import IndexReader, default_index
from rag.answer.wording import capitalise, say_date
from rag.digest.issue import Digest, make_digest, read_topics
from rag.digest.journal import Journal, Record
from rag.digest.mail import SENDER, check_unsubscribe, make_message, read_address
from rag.digest.post import MailInDoubt, MailServer, MailUnsent, read_server, send_message
from rag.query.filters.dates import find_today
from rag.query.question import BadQuestion
from rag.query.window import Window
from rag.records.news import Topic

LATE = 7  # days that a paper may come into the index after it was listed, and still be sent
_EVERY = re.compile(r"(\d{1,3})d")
_NAMED = {"daily": 1, "weekly": 7}


class BadSubscriptions(BadQuestion):
    """A subscription file that cannot be meant; the message names file, entry and value."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Topics for some addresses, each `every` so many days, not before `at` on that day."""

    name: str
    topics: tuple[Topic, ...]
    to: tuple[Address, ...]
    every: int
    at: time


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """A whole file."""

    path: Path
    index: Path | None
    server: MailServer
    sender: Address
    unsubscribe: str
    entries: tuple[Subscription, ...]


def read_subscriptions(path: Path) -> Subscriptions:
    """Raises BadSubscriptions, and OSError where the file cannot be read."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadSubscriptions(f"{path} is no TOML: {error}") from error
    try:
        _check_keys(values, {"smtp", "subscription"}, {"index", "from", "unsubscribe"})
        sender = read_address(values.get("from", SENDER))
        entries = values["subscription"]
        if not isinstance(entries, list) or not entries:
            raise BadQuestion("there is no [[subscription]]")
        read = tuple(_read_entry(number, entry) for number, entry in enumerate(entries, 1))
        names = [entry.name for entry in read]
        if len(set(names)) < len(names):
            raise BadQuestion(f"two subscriptions have one name: {sorted(names)}")
        return Subscriptions(
            path,
            path.parent / _read_folder(values["index"]) if "index" in values else None,
            read_server(values["smtp"]),
            sender,
            check_unsubscribe(values.get("unsubscribe"), sender),
            read,
        )
    except BadQuestion as error:
        raise BadSubscriptions(f"{path}: {error}") from error


def _read_folder(text: object) -> Path:
    if not isinstance(text, str) or not text or "\0" in text:
        raise BadQuestion(f"index is the name of a folder, not {text!r}")
    return read_path(text)


def _read_entry(number: int, values: Any) -> Subscription:
    try:
        if not isinstance(values, dict):
            raise BadQuestion("is no table")
        _check_keys(values, {"name", "topics", "to"}, {"every", "at"})
        if not all(isinstance(values[key], list) for key in ("topics", "to")):
            raise BadQuestion("topics and to are lists")
        name, to = values["name"], tuple(map(read_address, values["to"]))
        if not isinstance(name, str) or not name.strip() or not to:
            raise BadQuestion("it needs a name, and an address in to")
        at = values.get("at", time(0))
        if not isinstance(at, time):
            raise BadQuestion(f"at is a time of day such as 07:00:00, not {at!r}")
        topics = tuple(read_topics(values["topics"]))
        unique = tuple({address.addr_spec: address for address in to}.values())
        return Subscription(name, topics, unique, _read_every(values.get("every", "daily")), at)
    except BadQuestion as error:
        raise BadQuestion(f"subscription {number}: {error}") from error


def _check_keys(values: Mapping[str, Any], needed: set[str], optional: set[str]) -> None:
    missing, unknown = needed - set(values), set(values) - needed - optional
    if missing or unknown:
        told = [f"{word} {sorted(keys)}" for word, keys in (("lacks", missing), ("has", unknown))]
        wanted = f"it takes {sorted(needed)} and on wish {sorted(optional)}"
        raise BadQuestion(f"it {' and '.join(t for t in told if '[]' not in t)}; {wanted}")


def _read_every(text: object) -> int:
    found = _EVERY.fullmatch(str(text))
    days = _NAMED.get(str(text), int(found[1]) if found else 0)
    if not days:
        raise BadQuestion(f"every is daily, weekly or a number of days such as 3d, not {text!r}")
    return days


def send_due(
    file: Subscriptions, index: Path | None, now: datetime, embedder: str | None = None
) -> Iterator[tuple[str, bool]]:
    """Send each issue that is due; yield a line for each, and whether it failed.

    `embedder` names the model that made the index, where that is not the packaged one. A failure
    stops no other issue: what was not sent is due with the next run.
    Raises OSError where the journal beside the file cannot be written: then nothing was sent.
    """
    with Journal(file.path.with_suffix(".sent.jsonl")).open() as journal:
        for record in journal.settle(now):
            told = f"issue {record.issue} of {record.name} to {record.to} may have been sent or not"
            yield f"{told}: a run ended in that moment; it counts as sent ({journal.path})", True
        due = list(_find_due(file, journal, now))
        if due:
            reader = IndexReader(index or file.index or default_index())
            maker = load_embedder(choose_embedder(reader.embedder, embedder, reader.folder))
            press = _Press(file, journal, reader, maker, now)
            for entry, address in due:
                yield press.send(entry, address)


def _find_due(
    file: Subscriptions, journal: Journal, now: datetime
) -> Iterator[tuple[Subscription, Address]]:
    """By the calendar, so that hours of running late do not add up."""
    for entry in file.entries:
        for address in entry.to:
            out = journal.list_out(entry.name, address.addr_spec)
            last = datetime.fromisoformat(out[-1].time).astimezone(now.tzinfo) if out else None
            rested = last is None or (now.date() - last.date()).days >= entry.every
            if rested and now.time() >= entry.at:
                yield entry, address


class _Press:
    """Makes issues and sends them."""

    def __init__(
        self,
        file: Subscriptions,
        journal: Journal,
        index: IndexReader,
        embedder: Embedder,
        now: datetime,
    ) -> None:
        self._file, self._journal, self._now = file, journal, now
        self._index, self._embedder = index, embedder
        self._today = find_today(index.newest_day(now.date(), listed=True), now.date())
        self._made: dict[object, Digest] = {}

    def send(self, entry: Subscription, address: Address) -> tuple[str, bool]:
        """One issue to one address; a line on it, and whether it failed."""
        out = self._journal.list_out(entry.name, address.addr_spec)
        digest = self._make(entry, out)
        number = len(out) + 1
        record = Record(
            "sending", entry.name, address.addr_spec, number, self._name(entry, address, number),
            self._now.isoformat(), str(digest.window.filter.since), self._today.isoformat(),
            tuple(sorted(digest.found)),
        )  # fmt: skip
        what = f"issue {number} of {entry.name} to {address.addr_spec}"
        try:
            self._hand_in(digest, address, record)
        except MailInDoubt as error:
            self._journal.write(replace(record, state="doubt"))
            return f"{what} may have been sent or not: {error}; it counts as sent", True
        except MailUnsent as error:
            self._journal.write(replace(record, state="refused"))
            return f"{what} was not sent, and is due again: {error}", True
        self._journal.write(replace(record, state="sent"))
        return f"sent {what}: {len(digest.found)} new papers", False

    def _hand_in(self, digest: Digest, address: Address, record: Record) -> None:
        file = self._file
        message = make_message(
            digest, file.sender, [address], file.unsubscribe, record.id, self._now
        )
        commit = partial(self._journal.write, record)
        send_message(file.server, message, file.sender, address, commit)

    def _make(self, entry: Subscription, out: list[Record]) -> Digest:
        """What has come since the last issue: from LATE days before it on, less what was in any."""
        known = frozenset(id for record in out for id in record.papers)
        since = self._today - timedelta(entry.every)
        if out:
            late = date.fromisoformat(out[-1].until) - timedelta(LATE)
            since = max(late, date.fromisoformat(out[0].since))
        key = entry.topics, since, known
        if key not in self._made:
            filter = PaperFilter(since=PaperDate.of(since), listed=True)
            said = capitalise(filter.say(say_date)) + (", and in no earlier issue" if out else "")
            window = Window(filter, said)
            self._made[key] = make_digest(entry.topics, window, self._index, self._embedder, known)
        return self._made[key]

    def _name(self, entry: Subscription, address: Address, number: int) -> str:
        """The issue's Message-ID, the same however often it is tried."""
        whole = f"{entry.name}\0{address.addr_spec}\0{number}"
        digest = hashlib.sha256(whole.encode()).hexdigest()[:32]
        return f"<{digest}.{number}@{self._file.sender.domain}>"
