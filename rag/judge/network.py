"""The trained network in ONNX Runtime: rows to log odds, without torch.

`judge.onnx` holds the trained layers in 8 bits, one scale for each output; ONNX Runtime unfolds
them when it starts. The embeddings are the packaged model's, and stay in its file.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from index.embedding.loading import packaged_folder
from index.errors import EncoderUnavailable
from rag.judge.reading import Row, Text

GRAPH = Path(__file__).with_name("judge.onnx")  # made by training.judge, as the next one is
CARD = Path(__file__).with_name("judge.json")
THREADS = 2  # for one run
_LOWEST = -30.0  # of what is counted where there is nothing

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Odds:
    """What the network says of one text: natural logarithms of odds, not yet calibrated.

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
        self._offset, self._likeness = float(said["offset"]), float(said["likeness"])
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        options.add_session_config_entry(
            "session.model_external_initializers_file_folder_path", str(packaged_folder())
        )
        self._session = onnxruntime.InferenceSession(
            content, options, providers=["CPUExecutionProvider"]
        )
        self._names = [output.name for output in self._session.get_outputs()]

    def run(self, row: Row) -> list[Odds]:
        """The odds of each text of a row."""
        read = {"ids": row.ids[None], "parts": row.parts[None], "places": row.places[None]}
        found = (values[0] for values in self._session.run(self._names, read))
        values = dict(zip(self._names, found, strict=True))
        return [self._weigh(text, row, values) for text in row.texts]

    def _weigh(self, text: Text, row: Row, values: dict[str, Floats]) -> Odds:
        first = text.start
        words = slice(first + 1, first + 1 + len(text.words))
        doubts = values["unsupported"][words]
        evidence = self._weigh_sentences(
            row, values["tokens"], values["tokens"][words].sum(axis=0), values["asked"][first],
            values["held"],
        )  # fmt: skip
        best = max(float(evidence.max(initial=-np.inf)), _LOWEST)
        return Odds(
            float(values["supports"][first] - self._worst * doubts.max(initial=_LOWEST)),
            doubts,
            float(values["contradicts"][first]),
            float(values["answers"][first] + self._best * best),
            evidence,
        )

    def _weigh_sentences(
        self, row: Row, tokens: Floats, said: Floats, asked: Floats, held: Floats
    ) -> Floats:
        """By what the text asks for, and by the likeness of the means of their tokens."""
        evidence = np.full(len(row.sentences), -np.inf, np.float32)
        for number, (start, end) in enumerate(row.sentences):
            if end > start:
                mean = tokens[start:end].mean(axis=0)
                size = max(float(np.linalg.norm(mean) * np.linalg.norm(said)), 1e-8)
                pointed = float(held[start:end].mean(axis=0) @ asked) / len(asked) ** 0.5
                likeness = float(mean @ said) / size
                evidence[number] = pointed + self._likeness * likeness + self._offset
        return evidence
