"""How a case is named to staff, in one line: colour, code and term. Never a name, never a gist."""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from typing import Any

from bot.db.models import Case, Deadline, Referral
from bot.db.tx import Tx
from bot.services.grades import grade_of
from flows.engine.message import M, Text, moment
from flows.policy.colours import COLOURS
from flows.regions.region import Region

FIRST = "⏫"
"""The region puts this case first among those as urgent."""

STATES = MappingProxyType(
    {
        "waiting": M("desk.state_waiting", "чекає на підпис"),
        "sent": M("desk.state_sent", "надіслано, ще не прийнято"),
        "accepted": M("desk.state_accepted", "прийнято"),
        "contacted": M("desk.state_contacted", "Контакт встановлено"),
        "working": M("desk.state_working", "У процесі"),
        "silent": M("desk.state_silent", "Не вийшли на зв'язок"),
        "returned": M("desk.state_returned", "повернуто"),
        "done": M("desk.state_done", "завершено"),
        "withdrawn": M("desk.state_withdrawn", "згоду відкликано"),
    }
)

RESULTS = MappingProxyType(
    {
        "met": M("desk.result_met", "потрібну допомогу отримано"),
        "partly": M("desk.result_partly", "вирішено частково"),
        "elsewhere": M("desk.result_elsewhere", "допомогли в іншому місці"),
        "declined": M("desk.result_declined", "людина відмовилася від допомоги"),
        "unreached": M("desk.result_unreached", "зв'язатися не вдалося"),
    }
)


def colour(tx: Tx, case: Case) -> str:
    """The colour of the case's level in the scale it goes by."""
    return COLOURS[grade_of(tx, case).colour]


def spot(tx: Tx, case: Case, *, told: bool = True) -> str:
    """The colour as it begins a row: with a sign where the region puts such a case first, for whoever is
    ``told`` the answers that make it so."""
    return colour(tx, case) + (FIRST if told and case.priority else "")


def level_label(region: Region, level: str) -> Text:
    """The staff's word for a level that was given once; its id where the region no longer has it."""
    for grade in region.levels.grades:
        if grade.id == level:
            return grade.label.json()
    return level


def state(referral: Referral) -> Text:
    """The staff's word for where a referral is."""
    return STATES[referral.state].json()


def when(at: datetime | None) -> Text:
    """A moment as something to show, or None."""
    return moment(at.isoformat()) if at is not None else None


def due(tx: Tx, case: Case, deadline: Deadline) -> Text:
    """The line of a deadline in a list or a reminder: for whoever watches over it, so without the sign that
    tells what the person has answered."""
    given: dict[str, Any] = {"colour": colour(tx, case), "code": case.code, "due": when(deadline.due_at)}
    if deadline.kind == "asked":
        if deadline.stage == "said_no":
            return M("desk.line_said_no", "{colour} {code}: людина каже, що допомоги ще немає").json(**given)
        return M("desk.line_ask", "{colour} {code}: спитайте, чи людина дійшла").json(**given)
    if deadline.stage == "returned":
        return M("desk.line_returned", "{colour} {code}: повернуто, знайдіть, хто візьме").json(**given)
    if deadline.due_at is not None and deadline.due_at <= tx.now:
        match deadline.kind:
            case "acknowledge":
                return M("desk.late_acknowledge", "{colour} {code}: прострочено, не прийнято до {due}").json(
                    **given
                )
            case "signoff":
                return M("desk.late_signoff", "{colour} {code}: прострочено, не підписано до {due}").json(
                    **given
                )
        return M("desk.late_contact", "{colour} {code}: прострочено, контакт мав бути до {due}").json(**given)
    match deadline.kind:
        case "acknowledge":
            return M("desk.line_acknowledge", "{colour} {code}: прийняти до {due}").json(**given)
        case "signoff":
            return M("desk.line_signoff", "{colour} {code}: підписати до {due}").json(**given)
    return M("desk.line", "{colour} {code}: перший контакт до {due}").json(**given)
