"""Which papers the records of a batch are about: those that the index has, and new ones.

Two records are of one paper if both give the same id or DOI, or if they have one title and do not
contradict each other. A record may so join what were two papers until then.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from index.ingest.arrivals import Arrival
from index.ingest.likeness import (
    agreement,
    are_alike,
    are_told_apart,
    contradict,
    hash_record,
    share_doi,
)
from index.papers.identity import Naming, hash_title
from index.papers.merging import merge_papers
from index.papers.paper import BadPaper, Paper, Remark


def list_keys(record: Paper) -> set[str]:
    """By what the paper of a record may be known: id, DOI, title.

    Where it has no id of its own, by all that it says too, so that it is found again when several
    papers have its title.
    """
    keys = {record.id, hash_title(record.title), *([record.doi] if record.doi else [])}
    return keys | {hash_record(record)} if record.naming == Naming.TITLE else keys


@dataclass(slots=True, eq=False)
class Subject:
    """A paper that records are about.

    Args:
        paper: what is known of it by now.
        stored: as the index has it, under each id if it was thought to be several.
        arrival: its best record of this run.
        earlier: whether a batch before had a record of it.
        noted: the keys that the index has noted of it.
        keys: these, and all others by which it is found.
        met: the keys of the records in this batch.
        records: how many these are.

    """

    paper: Paper
    stored: list[Paper] = field(default_factory=list)
    arrival: Arrival | None = None
    earlier: bool = False
    noted: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    met: set[str] = field(default_factory=set)
    records: int = 0

    @property
    def there(self) -> Paper | None:
        """As the index has it, if it does: under its id, else under its first one."""
        found = (paper for paper in self.stored if paper.id == self.paper.id)
        return next(found, self.stored[0] if self.stored else None)

    @property
    def former_ids(self) -> list[str]:
        """Those under which the index has it, but its own."""
        return [paper.id for paper in self.stored if paper.id != self.paper.id]

    @property
    def new_keys(self) -> set[str]:
        """What the index has to note, so that each of its records is found again."""
        titles = {hash_title(paper.title) for paper in self.stored}
        found = self.met | titles.union(self.former_ids)
        return found - self.noted - {self.paper.id, hash_title(self.paper.title)}

    def take(self, record: Paper, comes: Arrival) -> None:
        """Merge what a record says."""
        came = self.arrival
        wins = record.naming >= self.paper.naming and (came is None or came.naming < comes.naming)
        if self.stored or self.records:
            self._merge(record, wins_ties=wins, renews=came is None)
        if came is None or came.yields_to(comes):
            self.arrival = comes
        self.met |= list_keys(record)
        self.records += 1

    def absorb(self, other: "Subject") -> None:
        """Become one with another, which has turned out to be the same paper."""
        self._merge(other.paper, wins_ties=other.paper.naming > self.paper.naming)
        if self.arrival is None or (other.arrival and self.arrival.yields_to(other.arrival)):
            self.arrival = other.arrival
        self.stored += other.stored
        self.earlier |= other.earlier
        self.noted |= other.noted
        self.met |= other.met
        self.records += other.records

    def _merge(self, other: Paper, *, wins_ties: bool, renews: bool = False) -> None:
        # A tie is the smaller's, so that it does not matter which was first.
        known = sorted([self.paper, other], key=lambda paper: (-paper.naming, paper.id))
        merged = merge_papers(self.paper, other, wins_ties=wins_ties, renews=renews)
        self.paper = merged if merged.id == known[0].id else replace(merged, id=known[0].id)


class Subjects:
    """The papers that records of one batch can be about.

    Args:
        known: what the index has under the records' ids, titles and keys.
        keys: by what else these are known, by id.
        arrivals: what this run has read of them, by id.

    """

    def __init__(
        self,
        known: Iterable[Paper],
        keys: Mapping[str, Collection[str]],
        arrivals: Mapping[str, Arrival],
    ) -> None:
        self._all: list[Subject] = []  # new ones in the order of their records
        self._by_key: dict[str, list[Subject]] = {}
        for paper in known:
            came, noted = arrivals.get(paper.id), set(keys.get(paper.id, ()))
            subject = Subject(paper, [paper], came, came is not None, noted)
            self._all.append(subject)
            self._list(subject, list_keys(paper) | noted)

    def add(self, record: Paper) -> BadPaper | Remark | None:
        """Add a record to its paper; returns what is wrong with it, or to be said of it."""
        found = self._find(record)
        came = found[0].arrival if found else None
        comes = Arrival.of(record)
        if came and came.is_contradicted_by(comes):
            return BadPaper(
                f"id {record.id!r} occurs twice: {record.title[:60]!r} is skipped, the first, "
                f"{came.title[:60]!r}, is kept"
            )
        if not found:
            found = [Subject(record)]
            self._all += found
        subject = found[0]
        for other in found[1:]:
            self._unite(subject, other)
        subject.take(record, comes)
        self._list(subject, subject.met)
        if came and came.has_doi_of(comes) and not are_alike(came.title, record.title):
            return Remark(
                f"DOI {record.doi} occurs twice: {record.title[:60]!r} is taken for the same paper "
                f"as {came.title[:60]!r}"
            )
        return None

    def settle(self) -> list[Subject]:
        """Those that records are about, or that get another id because of them."""
        names = list(map(self._name, self._all))
        for subject, name in zip(self._all, names, strict=True):
            if subject.paper.id != name:
                subject.paper = replace(subject.paper, id=name)
        return [subject for subject in self._all if subject.records or subject.former_ids]

    def _find(self, record: Paper) -> list[Subject]:
        """The papers that a record is of: one, several that it shows to be one, or none."""
        named = self._by_key.get(record.id, ()) if record.is_identified else ()
        found = sorted(named, key=lambda one: one.paper.id != record.id)[:1]
        by_doi = [one for one in self._by_key.get(record.doi or "", ()) if one not in found]
        for subject in self._rank(by_doi, record):
            if all(share_doi(subject.paper, one) for one in (record, *_papers(found))):
                found.append(subject)
        by_title = [
            one for one in self._by_key.get(hash_title(record.title), ()) if one not in found
        ]
        exact = self._find_exact(record)
        for subject in self._rank({*by_title, *exact}.difference(found), record):
            differ = are_told_apart if subject in exact else contradict
            if not differ(subject.paper, record) and not any(
                contradict(subject.paper, one) for one in _papers(found)
            ):
                return [*found, subject]
        return found

    def _find_exact(self, record: Paper) -> list[Subject]:
        """Those that have had a record without an id of its own that said the same."""
        if record.naming != Naming.TITLE:
            return []
        return self._by_key.get(hash_record(record), [])

    def _rank(self, subjects: Collection[Subject], record: Paper) -> list[Subject]:
        """The nearest first."""
        if len(subjects) < 2:
            return list(subjects)
        exact = self._find_exact(record)
        return sorted(
            subjects,
            key=lambda one: (
                one not in exact, -agreement(one.paper, record), -one.paper.naming, one.paper.id,
            ),
        )  # fmt: skip

    def _list(self, subject: Subject, keys: Iterable[str]) -> None:
        for key in keys:
            listed = self._by_key.setdefault(key, [])
            if subject not in listed:
                listed.append(subject)
            subject.keys.add(key)

    def _unite(self, subject: Subject, other: Subject) -> None:
        subject.absorb(other)
        self._all.remove(other)
        for key in other.keys:
            self._by_key[key].remove(other)
        self._list(subject, other.keys)

    def _name(self, subject: Subject) -> str:
        """A paper's id: its own, else its DOI, else its title's hash, if no other has that too.

        Whichever of two papers of one title comes first, neither has its hash in the end.
        """
        paper = subject.paper
        if paper.is_identified:
            return paper.id
        best = paper.doi or hash_title(paper.title)
        if best in {paper.id, *subject.met} and not self._is_shared(best, subject):
            return best
        is_told_apart = bool(subject.stored) and paper.id not in (best, hash_title(paper.title))
        return paper.id if is_told_apart else hash_record(paper)

    def _is_shared(self, key: str, subject: Subject) -> bool:
        return any(one is not subject for one in self._by_key.get(key, ()))


def _papers(subjects: Iterable[Subject]) -> Iterator[Paper]:
    return (subject.paper for subject in subjects)
