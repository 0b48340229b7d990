"""Another judge of sentences: any local entailment model, in place of the packaged one."""

from collections.abc import Sequence

import numpy as np

from index.errors import EncoderUnavailable
from rag.cross_encoder import open_cross_encoder
from rag.judge.judge import Support
from rag.judge.reading import Passage


class CrossEncoderEntailment:
    """A sentence-transformers CrossEncoder with a label for entailment, by name or folder.

    Args:
        name: a folder, or a model's name, which sentence-transformers downloads once or takes
            from its cache. Its labels are read from its configuration, in any order and case.

    Raises EncoderUnavailable where it cannot be loaded, or names no label "entailment".
    """

    def __init__(self, name: str) -> None:
        self.name = name
        wanted = "a sentence-transformers CrossEncoder with entailment labels"
        self._model = open_cross_encoder(name, "checker", wanted)
        labels = {int(n): str(label).lower() for n, label in self._model.config.id2label.items()}
        self._entails = _find(labels, "entail", "not_entail")
        self._contradicts = _find(labels, "contra", "")
        if self._entails is None:
            raise EncoderUnavailable(
                f"checker {name!r} has the labels {', '.join(labels.values())}, and none for "
                "entailment; give a CrossEncoder that was trained for natural language inference"
            )

    def weigh_claims(
        self, texts: Sequence[str], passages: Sequence[Passage], cited: frozenset[int] = frozenset()
    ) -> list[Support]:
        """Each passage is a premise, with its title; the best counts. It names no words.

        Without a label for contradiction nothing is contradicted.
        """
        del cited  # a whole abstract is read at once
        return [self._weigh(text, passages) for text in texts]

    def _weigh(self, text: str, passages: Sequence[Passage]) -> Support:
        pairs = [(" ".join((f"{p.title}.", *p.sentences)), text) for p in passages]
        scores = np.asarray(self._model.predict(pairs, show_progress_bar=False), np.float64)
        scores = scores.reshape(len(pairs), -1)
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        best = int(shares[:, self._entails].argmax())
        against = 0.0 if self._contradicts is None else float(shares[best, self._contradicts])
        return Support(float(shares[best, self._entails]), against, ())


def _find(labels: dict[int, str], start: str, barred: str) -> int | None:
    return next(
        (
            n
            for n, label in labels.items()
            if label.startswith(start) and not (barred and label.startswith(barred))
        ),
        None,
    )
