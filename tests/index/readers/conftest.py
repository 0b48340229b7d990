"""What the tests of readers share: a file of each format, and how its records are read."""

import json
from pathlib import Path

from index.papers.paper import BadPaper, Paper, Record
from index.readers.sources import ReadOptions, open_source

ABSTRACT = "We study the tides of a small pond. " * 6  # 216 characters: long enough for the page


PAGE = f"""new

Daily Papers

byAK and the research community

Oct 27

The First Paper

{ABSTRACT}

  • 3 authors
·
Sep 11 4

A Paper Without a Tail

{ABSTRACT}

The Third Paper

A short abstract, which its tail makes one.

spiralworks Spiral Works
·
Dec 22, 2024
"""
BIBTEX = r"""% exported
@string{acl = "Meeting of the ACL"}

@article{lovelace2024tides,
  title = {The {T}ides of a P{\"o}nd},
  author = {Lovelace, Ada and Bo Li and {The Pond Team}},
  abstract = {We study 5\% of ponds, where $x_1 > 2$.
              They are wet.},
  year = 2024, month = jan, doi = {10.1000/xyz},
  eprint = {2401.00001v2}, archivePrefix = {arXiv}
}
@misc{bare, title = "No Abstract", year = "2020"}
@article{twice, title = {A}, title = {B}, abstract = {C}}
@article{open, title = {It is not closed, abstract = {x}
@inproceedings{last, title={Waves}, abstract={We study waves.}, url={https://example.org/w},
  date={2023-05-17}}
"""


RIS = """TY  - JOUR
TI  - The Tides of a Pond
AU  - Lovelace, Ada
AU  - Li, Bo
AB  - We study tides,
which rise twice a day.
DA  - 2024/01/05/
DO  - 10.48550/arXiv.2401.00001
UR  - https://example.org/tides
ER  -

TY  - CONF
T1  - Waves
A1  - Bo Li
N2  - We study waves.
PY  - 2023
ER  -
TY  - BOOK
TI  - No Abstract
"""


CSV = '''Title;Abstract;Authors;Published;Upvotes;ID
"The ""Tides""";"We study
tides; they rise.";Ada Lovelace;2024-01-05;7;2401.00001
Waves;We study waves.;"Ada Lovelace; Bo Li";2023;;

Rain;It falls.;x;y;z;1;2
Snow;;Ada;2020;1;3
'''


def snapshot_line(id: str, categories: str = "cs.CL cs.LG", **values: object) -> str:
    return json.dumps({
        "id": id, "submitter": "Ada", "authors": "Ada Lovelace (Acme), Bo Li and G. Peano",
        "title": f"On Pond\n  {id}", "comments": "5 pages", "journal-ref": None, "doi": None,
        "categories": categories, "license": None, "abstract": f"  We study\npond {id}.\n",
        "versions": [{"version": "v1", "created": "Mon, 2 Jan 2023 19:18:42 GMT"},
                     {"version": "v2", "created": "Tue, 3 Jan 2023 01:02:03 GMT"}],
        "update_date": "2024-02-03",
        "authors_parsed": [["Lovelace", "Ada", ""], ["Li", "Bo", "Jr"], ["G\\\"odel", "K.", ""]],
    } | values)  # fmt: skip


def read(path: Path, content: str | bytes, **options: object) -> list[Record]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(open_source(str(path), ReadOptions(**options)).records)  # type: ignore[arg-type]


def papers(records: list[Record]) -> list[Paper]:
    return [record for record in records if isinstance(record, Paper)]


def complaints(records: list[Record], path: Path) -> list[str]:
    bad = [str(record) for record in records if isinstance(record, BadPaper)]
    return [text.removeprefix(f"{path.parent}/") for text in bad]
