"""A digest as a mail, and the addresses in it."""

import email
from email import policy
from pathlib import Path

import pytest

from index.embedding.loading import Embedder
from index.store.reader import IndexReader
from rag.digest.issue import Digest, make_digest, read_topics
from rag.digest.mail import BadAddress, check_unsubscribe, make_message, read_address
from rag.query.window import read_window
from tests.rag.digest.conftest import (
    TODAY,
    check_page,
)


def test_the_mail_is_read_by_the_standard_library(digest: Digest) -> None:
    sender, reader = read_address("Papers <p@example.org>"), read_address("ann@example.org")
    away = check_unsubscribe("https://example.org/" + "x" * 150, sender)
    sent = make_message(digest, sender, [reader], away).as_bytes()
    assert max(map(len, sent.split(b"\r\n"))) <= 998
    message = email.message_from_bytes(sent, policy=policy.default)
    assert message["List-Unsubscribe"] == f"<{away}>"
    assert b"List-Unsubscribe: <https://" in sent  # and not in an encoding
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.get_content_type() == "multipart/alternative"
    plain, page = (message.get_body([kind]) for kind in ("plain", "html"))
    assert plain
    assert page
    assert f"Unsubscribe: {away}" in plain.get_content()
    assert "https://arxiv.org/abs/2506.00001" in plain.get_content()
    check_page(page.get_content().replace(away, "mailto:askpapers@localhost?subject=unsubscribe"))


def test_no_topic_and_no_address_brings_a_header_with_it(
    news_index: Path, embedder: Embedder
) -> None:
    index = IndexReader(news_index)
    topics = read_topics(["tides\r\nBcc: all@example.org"])
    digest = make_digest(topics, read_window("7d", None, index, TODAY), index, embedder)
    sender = read_address("p@example.org")
    sent = make_message(digest, sender, [], check_unsubscribe(None, sender)).as_bytes()
    message = email.message_from_bytes(sent, policy=policy.default)
    assert message["Bcc"] is None
    assert "tides Bcc: all@example.org" in message["Subject"]
    for wrong in ("", "ann", "ann@", "@b.de", "a@b.de\r\nBcc: c@d.e", "a b@c.de", "a@b.de, c@d.e",
                  "ann@exämple.org", None, 7, "a@b..de\0", "x" * 250 + "@b.de"):  # fmt: skip
        with pytest.raises(BadAddress, match="mail address"):
            read_address(wrong)
    for wrong in ("javascript:alert(1)", "https://a b", "mailto:a@b.de>\r\nX: y", 7):
        with pytest.raises(BadAddress, match="unsubscribe"):
            check_unsubscribe(wrong, sender)
