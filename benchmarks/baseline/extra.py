"""Whether llama-index's own parts are installed, which come with the extra `benchmarks`."""

from index.errors import MissingExtra


def require_extra() -> None:
    """Find out before an hour of embedding. Raises MissingExtra."""
    try:
        import benchmarks.baseline.llama_index  # noqa: F401
    except ModuleNotFoundError as error:
        if str(error.name).split(".")[0] != "llama_index":
            raise
        raise MissingExtra(
            f"{error.name} is not installed; run: pip install -c constraints.txt -e '.[benchmarks]'"
        ) from error
