"""Who answers: the person herself, or a specialist with the person beside or on the phone."""

from __future__ import annotations

from flows.engine.conditions import Either, Has, Is, Not

BESIDE = Is("answers.mode", "beside")
PHONE = Is("answers.mode", "phone")
STAFF = Either(BESIDE, PHONE)
SELF = Not(STAFF)

PERSONS_ACCOUNT = Not(Is("facts.me.is_staff"))
STAFFS_ACCOUNT = Is("facts.me.is_staff")
DISPATCHER = Has("facts.me.roles", "dispatcher")
"""Whoever takes calls: meets people as a specialist does, by phone first."""

FIRST_LINE = Either(
    Has("facts.me.roles", "specialist"),
    Has("facts.me.roles", "head"),
    Has("facts.me.roles", "lead"),
    DISPATCHER,
)
"""Whoever meets people. A coordinator watches over cases and screens nobody, unless she has one of these
roles too (design, 1)."""
HOLDERS = Either(FIRST_LINE, Has("facts.me.roles", "coordinator"))
"""Who finds people a place to live, and keeps beds for them."""
