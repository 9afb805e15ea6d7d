from __future__ import annotations

import pytest

from handlers.viber.signature import genuine, signature

TOKEN = "44dafb7e0f40021e-61a47a1e6778d187-f2c5a676a07050b3"
BODY = b'{"event":"webhook","timestamp":4977069964384421269,"message_token":1478683725125}'
SIGNED = "d21b343448c8aee33b8e93768ef6ceb64a6ba6163099973a2b8bd028fea510ef"


def test_the_signature_is_the_one_viber_documents() -> None:
    assert signature(TOKEN, BODY) == SIGNED
    assert genuine(TOKEN, BODY, SIGNED)
    assert genuine(TOKEN, BODY, SIGNED.upper())


@pytest.mark.parametrize("given", ["", SIGNED[:-1], "0" * 64, "ї" * 64, SIGNED + "0", "\udce9"])
def test_any_other_signature_is_refused(given: str) -> None:
    assert not genuine(TOKEN, BODY, given)


def test_a_changed_body_or_another_token_is_refused() -> None:
    assert not genuine(TOKEN, BODY + b" ", SIGNED)
    assert not genuine(TOKEN[:-1] + "0", BODY, SIGNED)
