"""Daily Papers live: `hf:2026-10-01..`, `hf:2026-10-01..2026-10-05`, `hf:2026-10-01`, `hf:today`.

One request a day. The answer is kept beside the index, so that a day that is known is not asked for
again, and a run that was cut off goes on. Votes and comments still come in the days after, so a day
is taken for known only when it was asked for a week after it. A day without papers is asked for
every time, since papers may be entered later.
"""

import gzip
import json
import zlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from index.errors import BadSource
from index.papers.paper import BadPaper
from index.readers.formats import json_list, jsonl
from index.readers.input.types import Gauge, ReadOptions, Records, Source, place
from index.readers.live.kept import write_whole
from index.readers.live.web import BadAnswer, Manners, NoAnswer, Refused, Web

PREFIX = "hf:"
VARIABLE = "ASKPAPERS_HF_URL"
ADDRESS = "https://huggingface.co"
PAUSE = 0.6  # seconds: the hub lets a stranger ask 500 times in 5 minutes
_PATH = "/api/daily_papers"
_SETTLED = timedelta(days=7)
_PAGE, _LARGEST = 50, 100  # papers in an answer: where nothing is said, and at most
_PAGES = 20  # of a day, at most: more are no papers of one day
_IN_VAIN = 3  # days asked for in a row without an answer, after which no more are


def open_days(name: str, options: ReadOptions) -> Source:
    """The papers of some days, oldest day first. Raises BadSource."""
    first, last = _parse_days(name)
    pause = PAUSE if options.pause is None else options.pause
    web = Web(VARIABLE, ADDRESS, Manners(pause, options.timeout))
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    gauge = Gauge("days", len(days))
    return Source(name, None, _Days(web, options).read(days, gauge), gauge)


def _parse_days(name: str) -> tuple[date, date]:
    """The first and the last day. Raises BadSource."""
    text, today = name.removeprefix(PREFIX), datetime.now(UTC).date()
    start, dots, end = text.partition("..")
    first = today if start == "today" else _parse_day(name, start)
    last = first if not dots else today if end in ("", "today") else _parse_day(name, end)
    if first > today:
        raise BadSource(f"{name}: {first} is in the future; today is {today} (UTC)")
    if last < first:
        raise BadSource(f"{name}: ends before it begins; swap the two days")
    return first, min(last, today)


def _parse_day(name: str, text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError as error:
        raise BadSource(
            f"{name}: {text[:40]!r} is no day of the calendar; days are written hf:2026-10-01, "
            "hf:2026-10-01..2026-10-05, hf:2026-10-01.. (until today) or hf:today"
        ) from error


@dataclass(frozen=True, slots=True)
class _Days:
    web: Web
    options: ReadOptions

    def read(self, days: list[date], gauge: Gauge) -> Records:
        """Yield the papers of each day; a day that cannot be had is a complaint.

        Raises BadSource where several in a row cannot, or the server knows of none.
        """
        failed, answered = 0, False
        for number, day in enumerate(days, 1):
            try:
                items = self._recall(day)
                if not items:
                    items = self._ask(day)
                    failed, answered = 0, True
                records = ((n, r) for n, i in enumerate(items, 1) for r in jsonl.read_item(i))
                yield from place(f"{PREFIX}{day}", records)
            except BadSource as error:
                raise BadSource(f"{PREFIX}{day}: {error}") from error
            except NoAnswer as error:
                failed += 1
                unknown = isinstance(error, Refused) and number == len(days) and not answered
                if failed == _IN_VAIN or unknown:
                    vain = "" if failed == 1 else f"; given up after {failed} days"
                    raise BadSource(f"{PREFIX}{day}: {error}{vain}") from error
                yield BadPaper(str(error), f"{PREFIX}{day}")
            gauge.move(number)

    def _ask(self, day: date) -> list[object]:
        """The papers of a day as the server has them now, which are kept."""
        items = self.web.ask(_PATH, {"date": str(day)}, _read_list)
        for page in range(_PAGES if len(items) >= _PAGE else 0):
            query = {"date": str(day), "limit": str(_LARGEST), "p": str(page)}
            more = self.web.ask(_PATH, query, _read_list)
            known = {_identify(item) for item in items}
            new = [item for item in more if _identify(item) not in known]
            items += new
            if not new or len(more) < _LARGEST:
                break
        if items and self.options.kept:
            write_whole(
                self._file(self.options.kept, day), gzip.compress(json.dumps(items).encode())
            )
        return items

    def _recall(self, day: date) -> list[object]:
        """The papers of a day as they are kept; none where it is to be asked for."""
        if not self.options.kept or self.options.refresh:
            return []
        file = self._file(self.options.kept, day)
        try:
            asked = datetime.fromtimestamp(file.stat().st_mtime, UTC)
            if asked < datetime(day.year, day.month, day.day, tzinfo=UTC) + _SETTLED:
                return []
            return _read_list(gzip.decompress(file.read_bytes()))
        except (OSError, EOFError, zlib.error, BadAnswer):
            return []

    def _file(self, kept: Path, day: date) -> Path:
        return kept / "hf" / f"{day}.json.gz"


def _identify(item: object) -> str:
    paper = item.get("paper") if isinstance(item, dict) else None
    return str(paper.get("id") if isinstance(paper, dict) else item)


def _read_list(content: bytes) -> list[object]:
    """Raises BadAnswer."""
    try:
        items = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise BadAnswer(f"is not JSON ({len(content):,} bytes)") from error
    if not isinstance(items, list):
        shown = json_list.show(content.decode(errors="replace"))
        raise BadAnswer(f"is no list of papers: {shown}")
    return items
