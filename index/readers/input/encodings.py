"""The encoding of a text file, told from its first bytes."""

import codecs
import re

UTF8, UTF16, WESTERN = "utf-8", "utf-16", "cp1252"
# What stands in Western European text beside the letters of ASCII, once it is decoded.
_LETTERS = "À-ÖØ-öø-ÿŠšŽžŒœŸƒ"
_SIGNS = "“”„‘’‚–—…•°±²³¹µ·×÷½¼¾§¶©®™«»‹›¿¡£€¢¥†‡‰ªº´¨¬¯¸ˆ˜\u00a0\u00ad"
_FOREIGN = re.compile(rf"[^\x00-\x7f{_LETTERS}{_SIGNS}]")
# Three or four in a row are letters of another alphabet; a sign or capital within a word is a
# letter of another encoding.
_OTHER = re.compile(
    rf"[{_LETTERS}]{{4}}|[{_LETTERS}“”„‘’‚–—…•ˆ˜]{{3}}(?<![{_LETTERS}]{{3}})|(?<=[a-zß-öø-ÿš])[²³¹£¢¥¿¡ªº¨¬¯¸¶§±¼½¾À-ÖØ-ÞŠŽŒŸ](?=[a-z])"
)

_WORD = re.compile(rf"[A-Za-z][{_LETTERS}]|[{_LETTERS}][A-Za-z]|[\w\s][{_SIGNS}]|[{_SIGNS}][\w\s]")


def find_encoding(head: bytes) -> str | None:
    """The encoding that the start of a file has: UTF8, UTF16 (also "utf-16-le" or "-be" without a
    mark) or WESTERN; None where it is none of these, as with Cyrillic in one byte a letter.

    UTF-8 with some broken records is still UTF-8.
    """
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return UTF16
    if head[:1] == b"\0" and head[1:2] not in (b"\0", b""):
        return "utf-16-be"
    if head[1:2] == b"\0" and head[:1] not in (b"\0", b""):
        return "utf-16-le"
    text = decode_start(head, UTF8)
    broken = len(re.findall("[\udc80-\udcff]", text))
    if not broken or len(re.findall("[^\x00-\x7f\udc80-\udcff]", text)) >= broken:
        return UTF8
    return WESTERN if _is_western(head) else None


def decode_start(head: bytes, encoding: str) -> str:
    """The start of a file as text; its end may be half a character, which is left out."""
    return codecs.getincrementaldecoder(encoding)("surrogateescape").decode(head)


def _is_western(head: bytes) -> bool:
    try:
        text = head.decode(WESTERN)
    except UnicodeDecodeError:
        return False
    # A letter alone, beside none of ASCII, is a broken byte.
    return not (_FOREIGN.search(text) or _OTHER.search(text)) and bool(_WORD.search(text))
