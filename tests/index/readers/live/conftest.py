"""What the tests of readers of the network share: Daily Papers on this machine."""

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from index.papers.paper import Record
from index.readers.sources import ReadOptions, open_source
from tests.index.conftest import run_index
from tests.paper_server import (
    PaperServer,
    list_papers,
    serve_papers,
)

RANGE = "hf:2025-10-01..2025-10-03"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[PaperServer]:
    """Daily Papers, with three days of papers."""
    with serve_papers() as server:
        monkeypatch.setenv("ASKPAPERS_HF_URL", server.address)
        server.days = {
            "2025-10-01": list_papers("2510.00001", "2510.00002"),
            "2025-10-02": list_papers("2510.00003"),
            "2025-10-03": list_papers("2510.00004", "2510.00005"),
        }
        yield server


def index(folder: Path, *arguments: str) -> int:
    """The exit status of indexing from servers that need no pause; counts are printed as JSON."""
    return run_index(*arguments, "--to", folder, "--pause", 0, "--json")


def read(name: str, **options: object) -> list[Record]:
    """The records of a source, from a server that need not be waited for."""
    given = {"pause": 0.0, "timeout": 0.5} | options
    return list(open_source(name, ReadOptions(**given)).records)  # type: ignore[arg-type]


def entry(id: str, version: int = 1, comment: str = "", **text: str) -> str:
    values = {"title": f"On Pond {id}", "summary": f"  We study\n  pond {id}. It is wet.\n"} | text
    return f"""<entry>
<id>http://arxiv.org/abs/{id}v{version}</id><published>2025-10-0{version}T17:59:59Z</published>
<updated>2025-10-09T17:59:59Z</updated><title>{escape(values["title"])}</title>
<summary>{escape(values["summary"])}</summary>
<author><name>Ada Lovelace</name><arxiv:affiliation>Acme</arxiv:affiliation></author>
<author><name>Bo Li</name></author><arxiv:comment>{escape(comment)}</arxiv:comment>
<link href="http://arxiv.org/abs/{id}v{version}" rel="alternate" type="text/html"/>
<category term="cs.CL" scheme="http://arxiv.org/schemas/atom"/></entry>"""


def feed(entries: list[str], total: int | None = None) -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">
<title>arXiv Query</title>
<opensearch:totalResults xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">{
        len(entries) if total is None else total
    }</opensearch:totalResults>{"".join(entries)}</feed>""".encode()
