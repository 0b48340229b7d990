"""The trained network in ONNX Runtime: rows to log odds, without torch.

`judge.onnx` holds the trained layers in 8 bits, one scale for each output; ONNX Runtime unfolds
them when it starts. The embeddings are the packaged model's, and stay in its file.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from index.embedding.loading import packaged_folder
from index.errors import EncoderUnavailable
from rag.judge.reading import Row

GRAPH = Path(__file__).with_name("judge.onnx")  # made by training.judge, as the next one is
CARD = Path(__file__).with_name("judge.json")
THREADS = 2  # for one run

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Odds:
    """What the network says of one row: natural logarithms of odds, not yet calibrated.

    Args:
        supports: that the source says all of the text.
        unsupported: of each token of the text, that the source lacks it, shape (tokens,).
        contradicts: that what is not supported is contradicted, not merely unsaid.
        answers: that the source answers the text.
        evidence: of each sentence of the source, that it is needed, shape (sentences,);
            -inf for one that was not read.

    """

    supports: float
    unsupported: Floats
    contradicts: float
    answers: float
    evidence: Floats


class JudgeNetwork:
    """May be used from several threads.

    Raises EncoderUnavailable where its file is damaged, or the packaged model is.
    """

    def __init__(self, graph: Path = GRAPH, card: Path = CARD) -> None:
        said = json.loads(card.read_text("utf-8"))
        content = graph.read_bytes()
        found = hashlib.sha256(content).hexdigest()
        if found != said["digest"]:
            raise EncoderUnavailable(
                f"the judge's weights, {graph.name}, have the digest {found}, not {said['digest']}"
                "; install askpapers again"
            )
        self._worst, self._best = float(said["worst"]), float(said["best"])
        self._evidence = np.array(said["evidence"], np.float32)
        self._offset, self._likeness = float(said["offset"]), float(said["likeness"])
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        options.add_session_config_entry(
            "session.model_external_initializers_file_folder_path", str(packaged_folder())
        )
        self._session = onnxruntime.InferenceSession(
            content, options, providers=["CPUExecutionProvider"]
        )

    def run(self, rows: Sequence[Row]) -> list[Odds]:
        """The odds of each row; those of about the same length are read together fastest."""
        if not rows:
            return []
        shape = (len(rows), max(len(row.ids) for row in rows))
        ids, types, mask = (np.zeros(shape, np.int64) for _ in range(3))
        for n, row in enumerate(rows):
            ids[n, : len(row.ids)], mask[n, : len(row.ids)] = row.ids, 1
            types[n, row.source : len(row.ids)] = 1
        found = self._session.run(None, {"ids": ids, "types": types, "mask": mask})
        return [self._read(row, *values) for row, *values in zip(rows, *found, strict=True)]

    def _read(
        self, row: Row, supports: Floats, contradicts: Floats, answers: Floats,
        unsupported: Floats, tokens: Floats,
    ) -> Odds:  # fmt: skip
        doubts = unsupported[1 : 1 + len(row.words)]
        evidence = self._weigh_sentences(row, tokens)
        return Odds(
            float(supports[0] - self._worst * doubts.max(initial=-30)),
            doubts,
            float(contradicts[0]),
            float(answers[0] + self._best * max(evidence.max(initial=-np.inf), -30)),
            evidence,
        )

    def _weigh_sentences(self, row: Row, tokens: Floats) -> Floats:
        """The mean of a sentence's tokens, weighed, and its likeness to the text's mean."""
        asked = tokens[1 : 1 + len(row.words)].sum(axis=0)
        evidence = np.full(len(row.sentences), -np.inf, np.float32)
        for number, (start, end) in enumerate(row.sentences):
            if end > start:
                mean = tokens[start:end].mean(axis=0)
                size = max(float(np.linalg.norm(mean) * np.linalg.norm(asked)), 1e-8)
                likeness = float(mean @ asked) / size
                evidence[number] = mean @ self._evidence + self._offset + self._likeness * likeness
        return evidence
