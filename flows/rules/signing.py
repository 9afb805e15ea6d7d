"""What the head of the sender's institution has to do with a referral: the region's policy applied to one."""

from __future__ import annotations

from typing import Literal, TypeAlias

from flows.policy.grades import Terms
from flows.policy.leading import Sending

Head: TypeAlias = Literal["signs", "hears", "nothing"]


def head(
    sending: Sending,
    *,
    by: Literal["person", "specialist", "head"],
    urgent: bool,
    through_head: bool = False,
) -> Head:
    """Whether the head signs the referral first, hears that it went without a signature, or has nothing to do
    with it. ``by``: who sends it; a person's own request and the head's own are signed by nobody else.
    ``urgent``: an emergency, or a child in danger: it waits for no signature. ``through_head``: the
    specialist asks for one, where the region lets her choose."""
    if by != "specialist" or sending.who == "specialist":
        return "nothing"
    if sending.who == "either":
        return "signs" if through_head and not urgent else "nothing"
    return "hears" if urgent else "signs"


def unsigned(sending: Sending, terms: Terms) -> Terms:
    """What is due while a referral waits for the signature: nothing else, in the case's own hours."""
    return Terms(sign_off=sending.sign_off, quiet=terms.quiet)
