"""Our retrieval inside llama-index: its query engines, agents and evaluators on our index.

from llama_index.core.query_engine import RetrieverQueryEngine
engine = RetrieverQueryEngine.from_args(PaperRetriever("askpapers-index"), llm=…)
"""

from pathlib import Path

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from index.papers.filters import PaperFilter
from index.paths import read_path
from rag.answer.parts import Passage
from rag.ask import open_chatbot
from rag.chatbot import PASSAGES, Chatbot


class PaperRetriever(BaseRetriever):  # type: ignore[misc]  # mypy does not read llama-index
    """Finds passages of an index, as nodes.

    Each node's text is the passage's part of the abstract, its id the chunk's, its score the fused
    one (0 to 1, see rag.answer.parts.Passage); its metadata are paper (id), title, published, url,
    and start and end of the text in the abstract. What the question itself says of dates,
    organizations and authors is obeyed, as in `ask`.

    Args:
        index: the index's folder, or a chatbot that has it open.
        k: passages, 1 or more.
        filter: which papers are looked at; it beats what the question says.

    Raises what rag.ask.open_chatbot does; a query raises BadQuestion.
    """

    def __init__(
        self, index: str | Path | Chatbot, k: int = PASSAGES, filter: PaperFilter | None = None
    ) -> None:
        self._chatbot = index if isinstance(index, Chatbot) else open_chatbot(read_path(str(index)))
        self._k, self._filter = k, filter
        super().__init__()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        # The first state of an answer is its passages; nothing is composed for it.
        first = next(self._chatbot.stream(query_bundle.query_str, self._k, self._filter))
        return [_to_node(passage) for passage in first.passages]


def _to_node(passage: Passage) -> NodeWithScore:
    chunk, paper = passage.chunk, passage.paper
    told = {
        "paper": paper.id,
        "title": paper.title,
        "published": str(paper.published) if paper.published else "",
        "url": paper.url,
    }
    node = TextNode(
        id_=chunk.id,
        text=paper.abstract[chunk.start : chunk.end],
        metadata=told | {"start": chunk.start, "end": chunk.end},
        # A model is told what a reader is, without the offsets.
        excluded_llm_metadata_keys=["start", "end"],
        start_char_idx=chunk.start,
        end_char_idx=chunk.end,
    )
    return NodeWithScore(node=node, score=passage.score)
