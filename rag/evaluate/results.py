"""The results of a batch run, one JSON line each, written as they come."""

import json
import os
from collections.abc import Iterator
from io import FileIO
from pathlib import Path

from rag.evaluate.report.report import MEANS, BadReport, Result

# What every report needs of a result; an error has no answer.
_FIELDS = {
    "id": str,
    "question": str,
    "kind": str,
    "gold": dict,
    "gold_answer": str,
    "scores": dict,
}
# What older runs have not written.
_LATER = {
    "judged_fact_recall",
    "survived",
    "drafted",
    "faithful",
    "relevant",
}
_SCORES = {*MEANS, "invented", "answered_rightly", "words", "ms"} - _LATER
_ANSWER = {"text", "abstained", "confidence", "citations", "timings"}


def read_results(path: Path) -> Iterator[Result]:
    """Yield the results that a run left, none where there is no file.

    The last line may have been cut off by a kill or a full disk: it is taken off the file, and its
    question is asked again. Raises BadReport for a line that is no result.
    """
    if not path.is_file():
        return
    content = path.read_bytes()
    whole = content.rfind(b"\n") + 1
    lines = content[:whole].split(b"\n")[:-1]
    results = [_decode(path, number, line) for number, line in enumerate(lines, 1)]
    if whole < len(content):
        if not lines and not b'{"id": '.startswith(content[:7]):
            raise _complain(path, 1, "it is not JSON with an id")
        os.truncate(path, whole)  # not written anew: a full disk would lose the rest
    yield from results


def append_result(file: FileIO, result: Result) -> None:
    """Write one result to a file opened unbuffered, so that a kill cannot lose it.

    Raises OSError, naming the file and what to do.
    """
    # ASCII, since a question may hold what UTF-8 cannot: half of a surrogate pair.
    line = json.dumps(result).encode() + b"\n"
    try:
        while line:
            line = line[file.write(line) :]
    except OSError as error:
        raise OSError(
            error.errno,
            f"{error.strerror}; what was answered before is kept: make room, and the same command "
            "goes on from there",
            str(file.name),
        ) from error


def _decode(path: Path, number: int, line: bytes) -> Result:
    try:
        result = json.loads(line.decode())
    except UnicodeDecodeError as error:
        raise _complain(path, number, f"not UTF-8, {error.reason}") from error
    except (ValueError, RecursionError) as error:
        raise _complain(path, number, f"not JSON, {error}") from error
    if not isinstance(result, dict):
        raise _complain(path, number, "not a JSON object")
    for name, kind in _FIELDS.items():
        if not isinstance(result.get(name), kind):
            raise _complain(path, number, f"no {name}")
    answer = result.get("answer")
    if "error" not in result or not (
        result["error"]
        or (
            isinstance(answer, dict)
            and answer.keys() >= _ANSWER
            and result["scores"].keys() >= _SCORES
        )
    ):
        raise _complain(path, number, "neither a scored answer nor an error")
    return result


def _complain(path: Path, number: int, reason: str) -> BadReport:
    return BadReport(
        f"{path}:{number} is no result of rag.evaluate ({reason}); give another --out, or remove "
        f"the file with: rm {path}"
    )
