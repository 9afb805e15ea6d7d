from __future__ import annotations

from typing import Literal

import pytest

from flows.policy.duration import Duration
from flows.policy.grades import Terms
from flows.policy.leading import Sending
from flows.rules.signing import head, unsigned

SIGN_OFF = Duration(240, "working")


def test_the_head_signs_what_a_specialist_sends_but_never_keeps_danger_waiting() -> None:
    assert head(Sending("head", SIGN_OFF), by="specialist", urgent=False) == "signs"
    assert head(Sending("head", SIGN_OFF), by="specialist", urgent=True) == "hears"


@pytest.mark.parametrize("by", ["person", "head"])
@pytest.mark.parametrize("urgent", [False, True])
def test_nobody_signs_what_a_person_asks_for_or_the_head_sends(
    by: Literal["person", "head"], urgent: bool
) -> None:
    assert head(Sending("head", SIGN_OFF), by=by, urgent=urgent) == "nothing"


@pytest.mark.parametrize("who", ["specialist", "either"])
@pytest.mark.parametrize("urgent", [False, True])
def test_where_the_specialist_may_send_the_head_has_nothing_to_sign(who: str, urgent: bool) -> None:
    assert head(Sending(who, SIGN_OFF), by="specialist", urgent=urgent) == "nothing"


@pytest.mark.parametrize(
    ("who", "urgent", "meant"),
    [
        ("either", False, "signs"),
        ("either", True, "nothing"),
        ("specialist", False, "nothing"),
        ("head", True, "hears"),
    ],
)
def test_where_she_may_choose_the_head_signs_what_she_asks_for_but_never_danger(
    who: str, urgent: bool, meant: str
) -> None:
    assert head(Sending(who, SIGN_OFF), by="specialist", urgent=urgent, through_head=True) == meant
    assert head(Sending(who, SIGN_OFF), by="head", urgent=urgent, through_head=True) == "nothing"


def test_until_the_signature_nothing_else_is_due() -> None:
    full = Terms(acknowledge=Duration(15), first_contact=Duration(60), quiet=False)
    assert unsigned(Sending("head", SIGN_OFF), full) == Terms(sign_off=SIGN_OFF, quiet=False)
