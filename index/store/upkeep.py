"""What is done to a whole index between runs: rebuilt, its gate set."""

from pathlib import Path

from index.store.derived.derived import publish_changes
from index.store.writer import open_ledger


def set_gate(folder: Path, gate: float) -> None:
    """Write into the index's stamp from which confidence on a question counts as answered.

    Raises IndexNotFound, IndexBusy, IndexMismatch, and ValueError for a gate outside 0 to 1.
    """
    if not 0 <= gate <= 1:
        raise ValueError(f"a gate is a number from 0 to 1, not {gate}")
    with open_ledger(folder) as ledger:
        ledger.set_gate(gate)


def repair_index(folder: Path) -> int:
    """Make the derived stores anew from the catalog, embedding nothing. Returns their chunks.

    What an unfinished run has written is taken with it, and an older schema is upgraded.
    Raises IndexNotFound, IndexBusy, IndexFull, IndexMismatch (the catalog itself is damaged).
    """
    with open_ledger(folder) as ledger:
        made = publish_changes(folder, ledger, anew=True)
        return made.chunks if made else 0
