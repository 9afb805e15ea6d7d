"""What happened with a case, step by step: ids and the program's own words, never somebody's text."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from bot.db.models import Case, CaseEvent
from bot.db.tx import Tx
from bot.services.access import Actor
from bot.services.lines import RESULTS, STATES, level_label, when
from bot.services.versions import region_of_case
from flows.engine.message import M, Text
from flows.regions.region import Region

SHOWN = 12
"""The newest steps of a case that fit a screen."""

LINE = M("timeline.line", "{at}: {what}")

GROUND_PAID = M("timeline.ground_paid", "{ground}; хто платить: {payer}")
PAYERS: Mapping[str, M] = MappingProxyType(
    {
        "community": M("timeline.payer_community", "громада"),
        "region": M("timeline.payer_region", "область"),
        "state": M("timeline.payer_state", "держава"),
        "donor": M("timeline.payer_donor", "донор"),
        "unknown": M("timeline.payer_unknown", "ще не відомо"),
    }
)

WORDS: Mapping[str, M] = MappingProxyType(
    {
        "referred": M("timeline.referred", "направлено"),
        "handed_over": M("timeline.handed_over", "передано телефоном або на папері"),
        "signed_off": M("timeline.signed_off", "керівництво підписало"),
        "not_signed": M("timeline.not_signed", "повернуто без підпису"),
        "accepted": M("timeline.accepted", "справу взято"),
        "handed_back": M("timeline.handed_back", "справу повернуто"),
        "attempted": M("timeline.attempted", "записано спробу контакту"),
        "written": M("timeline.written", "людині написали в чаті"),
        "replied": M("timeline.replied", "людина відповіла в чаті"),
        "status_set": M("timeline.status_set", "статус «{state}»"),
        "outcome_written": M("timeline.outcome_written", "результат — {result}"),
        "level_raised": M("timeline.level_raised", "рівень підвищено до «{level}»"),
        "level_lowering_asked": M("timeline.level_lowering_asked", "просять знизити рівень до «{level}»"),
        "level_lowered": M("timeline.level_lowered", "рівень знижено до «{level}»"),
        "level_kept": M("timeline.level_kept", "рівень лишили, як був"),
        "confirmed": M("timeline.confirmed", "людина підтвердила контакт"),
        "denied": M("timeline.denied", "людина каже, що контакту не було"),
        "not_arrived": M("timeline.not_arrived", "людина каже, що допомоги ще немає"),
        "heard": M("timeline.heard", "строк узято на себе"),
        "reassigned": M("timeline.reassigned", "справу передано іншій людині"),
        "paused": M("timeline.paused", "строк призупинено, годин: {hours}"),
        "excluded": M("timeline.excluded", "людина попросила, щоб допомагав хтось інший"),
        "consent_withdrawn": M("timeline.consent_withdrawn", "згоду відкликано"),
        "duty_reported": M("timeline.duty_reported", "повідомлено за законом"),
        "onward_prepared": M("timeline.onward_prepared", "підготовлено наступне направлення"),
        "onward_asked": M("timeline.onward_asked", "людину спитали в чаті про ще одну установу"),
        "onward_declined": M("timeline.onward_declined", "людина не захотіла ще однієї установи"),
        "beyond": M("timeline.beyond", "попросили допомоги області"),
        "settled": M("timeline.settled", "людину поселено"),
        "place_freed": M("timeline.place_freed", "місце проживання звільнилося"),
        "place_held": M("timeline.place_held", "притримано місце проживання"),
        "hold_released": M("timeline.hold_released", "притримане місце більше не потрібне"),
        "hold_lapsed": M("timeline.hold_lapsed", "притримане місце звільнилося: час минув"),
        "hold_used": M("timeline.hold_used", "людина вже в притриманому місці"),
        "plan_agreed": M("timeline.plan_agreed", "до спільного плану долучилися всі потрібні"),
        "plan_drafted": M("timeline.plan_drafted", "спільний план поки чернетка"),
        "closed": M("timeline.closed", "справу завершено"),
        "reopened": M("timeline.reopened", "справу відкрито знову"),
    }
)


def note(tx: Tx, actor: Actor | None, case_id: str, kind: str, **data: Any) -> None:
    """Write a step down. ``data``: ids, counts and words of the program."""
    staff = actor.staff_id if actor is not None else None
    tx.db.add(CaseEvent(case_id=case_id, at=tx.now, staff_id=staff, kind=kind, data=data))


def shown(tx: Tx, case: Case) -> list[Text]:
    """The newest steps as texts, the oldest of them first; kinds without words are left out."""
    rows = tx.db.scalars(
        select(CaseEvent)
        .where(CaseEvent.case_id == case.id, CaseEvent.kind.in_(WORDS))
        .order_by(CaseEvent.id.desc())
        .limit(SHOWN)
    ).all()
    region = region_of_case(tx, case)
    return [LINE.json(at=when(row.at), what=words(row, region)) for row in reversed(rows)]


def words(row: CaseEvent, region: Region) -> Text:
    """What the step was, for a kind that has words."""
    given: dict[str, Any] = {}
    if row.kind == "status_set":
        given["state"] = STATES[row.data["status"]].json()
    if row.kind == "outcome_written":
        given["result"] = RESULTS[row.data["result"]].json()
    if row.kind.startswith("level_") and "level" in row.data:
        given["level"] = level_label(region, row.data["level"])
    if row.kind == "paused":
        given["hours"] = row.data["hours"]
    return WORDS[row.kind].json(**given)


def ground(region: Region, ground_id: str, payer: str | None) -> Text:
    """Why the region's help is wanted, and who pays, where that was asked."""
    said = next((one.text.json() for one in region.beyond.grounds if one.id == ground_id), ground_id)
    return GROUND_PAID.json(ground=said, payer=PAYERS[payer].json()) if payer is not None else said
