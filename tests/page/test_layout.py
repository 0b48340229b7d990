"""The whole page, laid out."""

import subprocess
import sys
from pathlib import Path

from index.embedding.loading import Embedder
from index.store.reader import IndexReader
from page.views.corpus import to_overview, to_points
from rag.chatbot import Chatbot
from tests.conftest import ROOT, MakeIndex


def test_an_empty_index_has_a_page_too(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    make_index(tmp_path, [])
    empty = Chatbot(IndexReader(tmp_path), embedder)
    assert "<dd>0</dd>" in to_overview(empty.index)
    assert to_points(empty.index)["points"] == []
    # In a process of its own: Gradio leaves event loops open.
    script = (
        "import app, sys, pathlib\n"
        "from page.layout import build_page\n"
        "from rag.ask import open_chatbot\n"
        "build_page(open_chatbot(pathlib.Path(sys.argv[1])))\n"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, check=True)
