"""Broken files by the thousand: whatever the bytes, a reader gives papers, complaints or a refusal.

    make soak       the same for longer, with new inputs at every run

Each example starts from a good file and breaks it step by step; what every step leaves is one
input. ASKPAPERS_FUZZ is how many times the usual number of examples to try; above 1 they differ
from run to run.
"""

import json
import os
import time
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from index.errors import BadSource
from index.papers.paper import BadPaper, Paper, Remark
from index.readers.sources import ReadOptions, open_source

TIMES = int(os.environ.get("ASKPAPERS_FUZZ", "1"))
EXAMPLES = 1_000 * TIMES  # a form: about 3,300 different inputs
STEPS = 4
SECONDS = 2  # of processor time for one input: a thousand times what it takes
ABSTRACT = "We study the tides of a small pond. " * 6
RECORD = {
    "id": "2510.13515v2",
    "title": "The Tides of a Pond",
    "abstract": ABSTRACT,
    "authors": ["Ada", "Grace"],
    "author_count": 2,
    "published": "2025-10-09",
    "listed": "2025-10",
    "url": "https://arxiv.org/abs/2510.13515v2",
    "organization": "Acme",
    "upvotes": 41,
    "comments": 1,
    "source": "test",
    "version": 2,
}
LISTED = {
    "paper": {
        "id": "2507.22827",
        "title": "Screen\n  Coder",
        "summary": ABSTRACT,
        "authors": [{"name": "Ada"}, {"name": "Grace", "hidden": False}],
        "publishedAt": "2025-07-30T16:41:21.000Z",
        "submittedOnDailyAt": "2025-07-31T01:37:19.365Z",
        "upvotes": 41,
        "organization": {"name": "acme", "fullname": "Acme Research"},
    },
    "title": "Screen Coder",
    "publishedAt": "2025-08-01T00:00:00Z",
    "numComments": 1,
}
CSL = {
    "id": "lovelace", "title": "The Tides of a Pond", "abstract": f"<p>{ABSTRACT}</p>",
    "author": [{"family": "Lovelace", "given": "Ada"}, {"literal": "The Pond Team"}],
    "issued": {"date-parts": [["2024", 1, 5]]}, "DOI": "10.1000/XYZ", "URL": "https://a.org/x",
}  # fmt: skip
WORK = {
    "id": "https://openalex.org/W1", "doi": "https://doi.org/10.1000/w", "display_name": "Waves",
    "publication_date": "2024-01-05", "publication_year": 2024,
    "authorships": [{"author": {"display_name": "Ada"}, "raw_author_name": "A."}],
    "abstract_inverted_index": {"We": [0], "study": [1], "waves.": [2]},
}  # fmt: skip
PAGE = f"""Daily Papers

Oct 27

The Tides of a Pond

{ABSTRACT}

• 3 authors
·
Sep 11 4

A Title Alone

{ABSTRACT}

A Third

Short.

acme Acme Research
·
Dec 22, 2024
"""
SNAPSHOT = {
    "id": "2510.13515", "submitter": "Ada", "authors": "Ada Lovelace (Acme), Bo Li and G. Peano",
    "title": "The Tides\n of a Pond", "comments": "5 pages", "categories": "cs.CL cs.LG",
    "abstract": ABSTRACT, "update_date": "2024-02-03",
    "versions": [{"version": "v1", "created": "Mon, 2 Jan 2023 19:18:42 GMT"}],
    "authors_parsed": [["Lovelace", "Ada", ""], ["Li", "Bo", "Jr"], ["G\\\"odel", "K.", ""]],
}  # fmt: skip
BIBTEX = r"""% exported
@string{acl = "Meeting"}
@article{one, title = {The {T}ides of a P{\"o}nd}, author = {Lovelace, Ada and Bo Li},
  abstract = {We study 5\% of $x_1$.}, year = 2024, month = jan, doi = {10.1000/xyz},
  eprint = {2401.00001v2}, archivePrefix = {arXiv}
}
@misc{two, title = "No Abstract", year = "2020"}
@inproceedings{three, title={Waves}, abstract={We study waves.}, url={https://example.org/w}}
"""
RIS = """TY  - JOUR
TI  - The Tides of a Pond
AU  - Lovelace, Ada
AB  - We study tides,
which rise.
DA  - 2024/01/05/
DO  - 10.48550/arXiv.2401.00001
UR  - https://example.org/tides
ER  -
TY  - CONF
T1  - Waves
N2  - We study waves.
PY  - 2023
ER  -
TY  - BOOK
TI  - No Abstract
ER  -
"""
TABLE = """title,abstract,authors,published,upvotes,id
"The ""Tides""\","We study
tides, they rise.",Ada Lovelace,2024-01-05,7,2401.00001
Waves,We study waves.,"Ada; Bo",2023,,

Snow,,Ada,2020,1,3
"""
NBIB = """
PMID- 24030001
DP  - 2013 Sep 12
TI  - The Tides of a Pond
LID - 10.1000/xyz [doi]
AB  - We study tides,
      which rise.
FAU - Lovelace, Ada
AU  - Lovelace A

PMID- 24030002
TI  - No Abstract
"""
SCIENCE = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Lovelace, A
   Li, B
TI The Tides of a Pond
AB We study tides,
   which rise.
PY 2024
ER

PT J
TI No Abstract
ER

EF
"""
TEXTS = {
    "page": PAGE, "bibtex": BIBTEX, "ris": RIS, "csv": TABLE, "nbib": NBIB, "science": SCIENCE,
}  # fmt: skip
FORMS = ("jsonl", "list", "answer", "api", "snapshot", *TEXTS)
# Of which fewer are tried.
SLOW = {"bibtex": 8, "ris": 2, "csv": 2, "nbib": 4, "science": 4, "answer": 4}
NASTY: list[Any] = [
    None, True, 0, -1, 10**12, 10**4000, 1.5, float("nan"), float("inf"), -(10**4000), 1e308,
    "", " ", "\0", "\x1b[2J", "\ud800", "\udcff", "\ufeff", "\u2028", "\u202e", "\r\n", "é" * 400,
    "x" * 1_001, "x" * 20_001, "a" + "\u0301\u0327" * 5_000, "!" * 500, "<script>", "😀" * 300,
    "2025-13-01", "0000", "9999-12-31T", "٢٠٢٥", "2510.13515v" + "9" * 40, "t0123456789abcdef",
    "https://arxiv.org/abs/", "javascript:alert(1)", "https://" + "a" * 400, "This is withdrawn",
    [], {}, [None], [[]], [{}], ["Ada"] * 300, {"name": None}, {"name": []}, {"title": "T"},
]  # fmt: skip
TOKENS = [
    b"\0", b"\0" * 512, b"\xff", b"\xe2\x82", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xff\xfe", b"\r",
    b"\r\n", b"\n\n", b"\x85", b"\xe2\x80\xa8", b'"', b"\\", b"\\u", b"\\ud800", b"{", b"}", b"[",
    b"]", b",", b":", b"[" * 2_000, b"1" * 5_000, b"-", b"NaN", b"Infinity", b"1e999", b"null",
    b"A" * 21_000, b"e\xcc\x81" * 40, b"Daily Papers\n", "• 3 authors\n·\nSep 11 4\n".encode(),
    "·\n".encode(), b"Feb 30, 2024", b"Sep 11", b"0 authors", b"// comment\n", b"[]", b"{}",
]  # fmt: skip


def write_file(form: str, records: list[Any], separator: str) -> bytes:
    """A file of a form; separators other than the right one join or split its records."""
    if form in TEXTS:
        return TEXTS[form].encode()
    texts = [json.dumps(record, indent=1 if separator == "," else None) for record in records]
    text = separator.join(texts)
    if form == "answer":
        text = f'{{"total": 2, "data": [{text}]}}'
    elif form not in ("jsonl", "snapshot"):
        text = f"[{text}]"
    return text.encode(errors="surrogatepass")


def break_record(record: dict[str, Any], spot: int, value: object) -> dict[str, Any]:
    """Set, drop or move one of a record's fields, or one of those inside it."""
    if isinstance(record.get("paper"), dict) and spot % 4:
        return record | {"paper": break_record(record["paper"], spot // 4, value)}
    names = list(record) or ["title"]
    name = names[spot % len(names)]
    action = spot // len(names) % 4
    if action == 0:
        return {key: kept for key, kept in record.items() if key != name}
    other = names[spot // 7 % len(names)]
    return record | ({name: record.get(other)} if action == 1 else {name: value})


def break_bytes(data: bytes, spot: int, token: bytes) -> bytes:
    """Insert, overwrite, flip, drop, double, cut or exchange something at a spot."""
    place = spot // 8 % (len(data) + 1)
    lines = data.split(b"\n")
    line = spot // 8 % len(lines)
    return (
        data[:place] + token + data[place:],
        data[:place] + token + data[place + len(token) :],
        data[:place] + bytes([spot % 251]) + data[place + 1 :],
        data[:place] + data[place + 1 + spot % 97 :],
        data[:place] + data[place - spot % 97 :],
        data[:place],
        b"\n".join([*lines[:line], *lines[line + 1 :], lines[line]]),
        b"\n".join([*lines[:line], *lines[line + 1 :]]),
    )[spot % 8]


STARTS = [
    b"", b"{", b"[", b"[{", b"Daily Papers\n", b"\xef\xbb\xbf", b"@a{b,", b"TY  - X\nTI  - ",
    b"title,abstract\n", b"\x1f\x8b\x08\0", b"PK\x03\x04",
]  # fmt: skip
Step = tuple[bool, Any, bytes]  # in a record or in the file, with a value or with a token
VALUES = st.sampled_from(NASTY) | st.text(max_size=30) | st.floats() | st.integers()
STEP = st.tuples(st.booleans(), VALUES, st.sampled_from(TOKENS))
SEPARATORS = [
    "\n",
    ",",
    "\r\n",
    "\r",
    "",
    " ",
    "\n\n",
    ",\n",
    "\u2028",
    "\ufeff",
    "\n\ufeff",
    "\n \u3000\n",
]
COUNTS = st.lists(st.sampled_from([RECORD, LISTED, CSL, WORK]), min_size=1, max_size=4)


class Reading:
    """Files read, and what came of them."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "broken"
        self.inputs: set[int] = set()
        self.outcomes: Counter[str] = Counter()

    def check(self, data: bytes, year: int | None = None) -> None:
        """Read one input to its end, and hold what comes out to what is promised."""
        self.inputs.add(hash(data))
        self.path.write_bytes(data)
        start = time.process_time()
        try:
            source = open_source(str(self.path), ReadOptions(year))
            records = list(source.records)
        except BadSource as error:
            refusal = str(error)
            self.outcomes["refused"] += 1
        else:
            refusal = ""
            if not data.lstrip(b"\xef\xbb\xbf \r\n\t\x0b\x0c\0").startswith(b"{"):
                told = [record for record in records if type(record) is not Remark]
                assert source.total in (None, len(told))  # a line of JSON may hold several
            for record in records:
                self.outcomes[type(record).__name__] += 1
                check_record(record, self.path)
        assert refusal.startswith(f"{self.path}: ") or not refusal
        assert time.process_time() - start < SECONDS


def check_record(record: object, path: Path) -> None:
    if isinstance(record, BadPaper | Remark):
        assert record.line or "is read as Windows-1252" in record.reason
        assert record.reason
        place = f"{path}:{record.line}" if record.line else str(path)
        assert str(record) == f"{place}: {record.said}"
        assert len(record.said) < 600
        return
    assert type(record) is Paper
    values = record.to_dict()
    text = json.dumps(values, ensure_ascii=False, allow_nan=False)
    assert Paper.from_dict(json.loads(text.encode())) == record
    assert Paper.make(**values) == record  # as when an index is listed and indexed anew
    assert record.title_key
    assert isinstance(record.withdrawn, bool)
    assert record.title == " ".join(record.title.split())


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    return Reading(tmp_path)


def fuzz(examples: int) -> settings:
    return settings(
        max_examples=examples,
        derandomize=TIMES == 1,
        database=None,
        deadline=None,  # Reading measures processor time, which other work does not lengthen
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


@pytest.mark.parametrize("form", FORMS)
def test_a_good_file_broken_step_by_step_gives_papers_or_complaints(
    form: str, reading: Reading, capsys: pytest.CaptureFixture[str]
) -> None:
    examples = EXAMPLES // SLOW.get(form, 1)

    @fuzz(examples)
    @given(
        COUNTS,
        st.sampled_from(SEPARATORS),
        st.lists(STEP, min_size=STEPS, max_size=STEPS),
        st.sampled_from([2025, None]),
    )
    def read(records: list[Any], separator: str, steps: list[Step], year: int | None) -> None:
        # Where to break is not left to hypothesis: of 1,300 integers it draws, 192 differ.
        spots = Random(repr((records, separator, steps)))  # noqa: S311
        if form == "api":
            records = [LISTED, *records]
        if form == "snapshot":
            records = [SNAPSHOT] * len(records)
        broken: list[tuple[int, bytes]] = []
        for inside, value, token in steps:
            spot = spots.randrange(1_000_000)
            if inside and form not in TEXTS:
                at = spot % len(records)
                records = [*records]
                records[at] = break_record(records[at], spot // 4, value)
            else:
                broken.append((spot, token))
            data = write_file(form, records, separator)
            for each in broken:
                data = break_bytes(data, *each)
            reading.check(data, year)

    read()
    with capsys.disabled():
        shown = ", ".join(f"{count:,} {name}" for name, count in sorted(reading.outcomes.items()))
        print(f"\n{form}: {len(reading.inputs):,} different inputs gave {shown}")  # noqa: T201
    assert len(reading.inputs) > 3 * examples  # of 4; some steps change nothing
    assert reading.outcomes["Paper"] > examples  # else nothing but the door was tried
    assert reading.outcomes["BadPaper"] > examples / 2


def test_bytes_of_any_kind_are_read_or_refused(reading: Reading) -> None:
    @fuzz(500 * TIMES)
    @given(st.sampled_from(STARTS), st.binary())
    @example(b"", b"\xef\xbb\xbf")
    def read(start: bytes, rest: bytes) -> None:
        reading.check(start + rest)

    read()
    assert reading.outcomes["refused"]
