"""What an event does: the whole map, event → function. An event that is not here raises KeyError."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from bot.db.tx import Tx
from bot.services import (
    case_work,
    consents,
    contacts,
    desk,
    duty,
    exchange,
    joint_plan,
    letters,
    levels,
    onward,
    own_data,
    papers,
    people,
    placements,
    procedures,
    referrals,
    returning,
    screenings,
    sending,
    team,
)
from bot.services.access import Actor
from flows.engine.said import Happened

Effect: TypeAlias = Callable[[Tx, Actor, Mapping[str, Any]], Happened]

EFFECTS: Mapping[str, Effect] = MappingProxyType(
    {
        "language_chosen": people.language_chosen,
        "place_chosen": people.place_chosen,
        "onboarded": people.onboarded,
        "discreet_set": people.discreet_set,
        "return_code_wanted": returning.return_code_wanted,
        "returned": returning.returned,
        "screened": screenings.screened,
        "referred": referrals.referred,
        "handed_over": sending.handed_over,
        "form_wanted": papers.form_wanted,
        "duty_reported": duty.duty_reported,
        "signed_off": sending.signed_off,
        "accepted": case_work.accepted,
        "handed_back": case_work.handed_back,
        "attempted": case_work.attempted,
        "written": letters.written,
        "replied": letters.replied,
        "status_set": case_work.status_set,
        "outcome_written": case_work.outcome_written,
        "onward_sent": onward.onward_sent,
        "onward_asked": onward.onward_asked,
        "onward_declined": onward.onward_declined,
        "onward_answered": onward.onward_answered,
        "settled": placements.settled,
        "place_freed": placements.place_freed,
        "aid_noted": exchange.aid_noted,
        "team_met": joint_plan.team_met,
        "level_raised": levels.level_raised,
        "level_lowering_asked": levels.level_lowering_asked,
        "level_decided": levels.level_decided,
        "contact_confirmed": case_work.contact_confirmed,
        "contact_changed": contacts.contact_changed,
        "consent_withdrawn": consents.consent_withdrawn,
        "excluded": consents.excluded,
        "data_exported": own_data.data_exported,
        "erased": own_data.erased,
        "heard": desk.heard,
        "reassigned": desk.reassigned,
        "paused": desk.paused,
        "invited": team.invited,
        "invited_anew": team.invited_anew,
        "joined": team.joined,
        "revoked": team.revoked,
        "deputy_set": team.deputy_set,
        "away_set": team.away_set,
        "step_ticked": procedures.step_ticked,
        "procedure_finished": procedures.procedure_finished,
        "procedure_begun_anew": procedures.procedure_begun_anew,
    }
)
