"""The conversations: one module each, named like its flow, its messages and its transcripts."""

from __future__ import annotations

from types import MappingProxyType

from flows.definitions.aid import AID
from flows.definitions.algorithm import ALGORITHM
from flows.definitions.ask_person import ASK_PERSON
from flows.definitions.asked import ASKED
from flows.definitions.asking import ASKING
from flows.definitions.away import AWAY
from flows.definitions.case import CASE
from flows.definitions.consent import CONSENT
from flows.definitions.contact import CONTACT
from flows.definitions.contacted import CONTACTED
from flows.definitions.danger import DANGER
from flows.definitions.desk import DESK
from flows.definitions.discreet import DISCREET
from flows.definitions.duty import DUTY
from flows.definitions.find import FIND
from flows.definitions.groups import GROUPS
from flows.definitions.join import JOIN
from flows.definitions.joint_plan import JOINT_PLAN
from flows.definitions.letters import LETTERS
from flows.definitions.level import LEVEL
from flows.definitions.menu import MENU_FLOW
from flows.definitions.mine import MINE
from flows.definitions.notices import NOTICES
from flows.definitions.onward import ONWARD
from flows.definitions.overview import OVERVIEW
from flows.definitions.placement import PLACED, PLACEMENT
from flows.definitions.procedure import PROCEDURE
from flows.definitions.publications import PUBLICATIONS
from flows.definitions.records import RECORDS
from flows.definitions.referral import REFERRAL
from flows.definitions.returning import RETURNING
from flows.definitions.rules import RULES
from flows.definitions.screening import SCREENING
from flows.definitions.sent import SENT
from flows.definitions.service_check import SERVICE_CHECK
from flows.definitions.shelters import SHELTERS
from flows.definitions.signoff import SIGNOFF
from flows.definitions.start import START
from flows.definitions.talk import TALK
from flows.definitions.talks import TALKS
from flows.definitions.team import TEAM
from flows.definitions.unanswered import UNANSWERED
from flows.definitions.unreached import UNREACHED
from flows.definitions.wellbeing import WELLBEING
from flows.definitions.without import WITHOUT
from flows.definitions.work import WORK
from flows.engine.flow import Book

_FLOWS = (
    # the person, and whoever screens
    START,
    MENU_FLOW,
    DANGER,
    SCREENING,
    ASKING,
    CONTACT,
    CONSENT,
    REFERRAL,
    WITHOUT,
    RETURNING,
    DISCREET,
    MINE,
    CONTACTED,
    LETTERS,
    ASKED,
    PROCEDURE,
    FIND,
    ASK_PERSON,
    TALK,
    UNREACHED,
    # the staff
    CASE,
    ONWARD,
    JOINT_PLAN,
    PLACEMENT,
    PLACED,
    SHELTERS,
    AID,
    WORK,
    SENT,
    SIGNOFF,
    LEVEL,
    DUTY,
    DESK,
    TEAM,
    GROUPS,
    PUBLICATIONS,
    OVERVIEW,
    WELLBEING,
    RECORDS,
    SERVICE_CHECK,
    JOIN,
    AWAY,
    TALKS,
    UNANSWERED,
    ALGORITHM,
)


def book() -> Book:
    """Everything that can be said."""
    return Book(MappingProxyType({flow.id: flow for flow in _FLOWS}), NOTICES, RULES)
