"""Weights brought to this machine: carriers in turn, one progress bar, verified before use."""

import errno
from collections.abc import Callable, Iterator
from pathlib import Path

from tqdm import tqdm

from index.papers.cleaning import clean_text
from rag.llm.weights.carriers import (
    NotBrought,
    Report,
    bring_from_hub,
    bring_from_index,
    hub_address,
    look_up_hub_file,
)
from rag.llm.weights.weights import (
    DEFAULT,
    NoWeights,
    Weights,
    check_room,
    is_verified,
    locked,
    name_weights,
    note_verified,
    place_of,
    read_note,
    sha256,
    split_hub_spec,
)

_Carry = Callable[[Path, Report], None]


def find_weights(spec: str) -> Path:
    """The verified file of local, local:SIZE or hf:OWNER/REPO/FILE; only the last is fetched here.

    Raises NoWeights where they are not there, and for a spec that is none.
    """
    if spec.startswith("hf:"):
        return fetch_hub_file(spec)
    weights = name_weights(spec)
    file = place_of(weights)
    if not is_verified(file, weights.digest):
        raise NoWeights(
            f"language model {spec!r} is not on this machine; fetch its {weights.size:,} bytes: "
            f"make model{'' if spec == DEFAULT else f' MODEL={spec}'}"
        )
    return file


def fetch_hub_file(spec: str) -> Path:
    """The verified file of hf:OWNER/REPO/FILE, fetched where it is not here.

    Its digest is what the hub says, once: later it is compared with that. Raises NoWeights.
    """
    repository, name = split_hub_spec(spec)
    file = place_of(Weights(spec, repository, name, 0, ""))
    digest = str(read_note(file).get("digest", ""))
    if digest and is_verified(file, digest):
        return file
    try:
        digest, size = look_up_hub_file(hub_address(repository, name))
    except NotBrought as error:
        raise NoWeights(
            f"language model {spec!r} cannot be fetched: {_say(error)}; look at the network "
            "and HF_ENDPOINT, or fetch it yourself and give gguf:PATH"
        ) from error
    return fetch(Weights(spec, repository, name, size, digest))


def fetch(weights: Weights) -> Path:
    """The verified file, fetched where it is not here, or not whole.

    Raises NoWeights where no carrier brings it, where what it brings has another digest,
    and where the disk is too small.
    """
    file = place_of(weights)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with locked(file.parent):
            if not is_verified(file, weights.digest):
                _bring(weights, file)
        return file
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        mend = "make room and run it again: it goes on from there" if full else "look at the folder"
        raise NoWeights(
            f"language model {weights.spec!r} cannot be written to {str(file.parent)!r} "
            f"({error.strerror}); {mend}, or set ASKPAPERS_CACHE to another"
        ) from error


def _bring(weights: Weights, file: Path) -> None:
    part, failures = file.with_name(file.name + ".part"), []
    have = part.stat().st_size if part.exists() else 0
    largest = weights.parts.part_bytes if weights.parts else 0
    check_room(file.parent, weights.size - have + largest, weights.spec)
    with tqdm(
        total=weights.size, initial=have, desc=weights.file, unit="B", unit_scale=True
    ) as progress:

        def report(count: int) -> None:
            progress.update(count - progress.n)

        for carry in _list_carriers(weights):
            if failure := _try(carry, weights, part, report):
                failures.append(failure)
                continue
            part.replace(file)
            note_verified(file, weights.digest)
            return
    raise NoWeights(
        f"language model {weights.spec!r} cannot be fetched: {'; '.join(failures)}; run it again "
        "when the network is there: it goes on from there"
    )


def _try(carry: _Carry, weights: Weights, part: Path, report: Report) -> str:
    """Why a carrier did not bring the file; empty where it did, and the digest is the right one."""
    resumed = part.exists() and part.stat().st_size > 0
    try:
        carry(part, report)
    except NotBrought as error:
        return _say(error)
    if (digest := sha256(part)) == weights.digest:
        return ""
    part.unlink()
    if resumed:  # the fault may lie in what was there before
        return _try(carry, weights, part, report)
    return f"what came has the SHA-256 {digest}, not {weights.digest}, and was thrown away"


def _list_carriers(weights: Weights) -> Iterator[_Carry]:
    address, size, parts = (
        hub_address(weights.repository, weights.file), weights.size, weights.parts,
    )  # fmt: skip
    yield lambda part, report: bring_from_hub(address, part, size, report)
    if parts:
        yield lambda part, report: bring_from_index(parts, part, size, report)


def _say(error: NotBrought) -> str:
    """Its words in one line: some are a server's, which may send anything."""
    return clean_text(str(error))[:200]
