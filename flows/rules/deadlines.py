"""What must happen by when, as spans. The moments are made where the clock is."""

from __future__ import annotations

from dataclasses import replace

from flows.policy.grades import Scheme, Terms
from flows.policy.leading import Sending


def terms(scheme: Scheme, level: str, sending: Sending | None = None) -> Terms:
    """The region's terms for a case of this grade; with ``sending``, the head's signing-off where the region
    has one (never in an emergency). Raises KeyError for a level the scheme does not have."""
    grade = scheme.grade(level)
    if sending is not None and sending.who == "head" and not grade.emergency:
        return replace(grade.terms, sign_off=sending.sign_off)
    return grade.terms
