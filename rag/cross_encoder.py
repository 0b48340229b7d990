"""Models that read two texts together, by name or folder: rerankers and entailment checkers."""

from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import EncoderUnavailable, first_line
from index.paths import read_name

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


def open_cross_encoder(name: str, role: str, wanted: str) -> "CrossEncoder":
    """A model by name or folder, as a `role` ("reranker") that takes only what is `wanted`.

    Raises EncoderUnavailable where it cannot be loaded.
    """
    try:
        return load_cross_encoder(read_name(name))
    except Exception as error:  # whatever a foreign library's loading may raise
        raise EncoderUnavailable(
            f"{role} {name!r} cannot be loaded ({first_line(error)}); give the folder or the name "
            f"of {wanted}"
        ) from error


def load_cross_encoder(name: str) -> "CrossEncoder":
    """A model by name or folder; raises ValueError if it scores no pairs."""
    # Seconds of import that nobody pays who has no such model.
    from sentence_transformers import CrossEncoder
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    model = CrossEncoder(name, local_files_only=Path(name).is_dir())
    made = type(model.model).__name__
    saved = getattr(model.config, "architectures", None) or [made]
    if made.endswith("ForSequenceClassification") and not saved[0].endswith(
        "ForSequenceClassification"
    ):
        # Its missing scoring layer would be filled with random numbers.
        raise ValueError(f"it is a {saved[0]}, which scores no pairs")
    return model
