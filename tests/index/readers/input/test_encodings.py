"""Encodings told from a file's first bytes."""

import pytest

from index.readers.input.encodings import UTF8, UTF16, WESTERN, find_encoding


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        (b"plain", UTF8),
        ("für – naïve".encode(), UTF8),
        ("für – naïve".encode()[:-2], UTF8),  # cut within a character
        ("\ufeffTY".encode(), UTF8),
        ("TY  - JOUR".encode("utf-16"), UTF16),
        ("TY  - JOUR".encode("utf-16-le"), "utf-16-le"),
        ("TY  - JOUR".encode("utf-16-be"), "utf-16-be"),
        ("Zoé Lefèvre – 5 µm, “so”".encode("cp1252"), WESTERN),
        ("Größe".encode("latin-1"), WESTERN),
        ("Größe und Maß".encode("mac-roman"), None),
        ("Привет, мир".encode("cp1251"), None),
        ("słowa i świat".encode("cp1250"), None),
        ("日本語の文".encode("shift-jis"), None),
        # UTF-8 with a broken record is UTF-8.
        ("für naïve Größe".encode() + b"\n\xff\n", UTF8),
    ],
)
def test_an_encoding_is_recognised_or_is_not(head: bytes, encoding: str | None) -> None:
    assert find_encoding(head) == encoding
