"""What a conversation may look at while a case goes on to one more institution: for the lead, and for the
person who is asked in her chat."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from bot.db.models import Case, Institution, Onward, Referral
from bot.db.tx import Tx
from bot.facts.working import working
from bot.services import audit, timeline
from bot.services.access import Actor, fields_open, passed_on, permitted
from bot.services.onward import BEYOND, beyond, may_be_asked
from bot.services.onward_ways import Way, answerable, passable, state_of, way_to, ways
from bot.services.own_copy import FIELD_WORDS, field_words
from bot.services.versions import region_of_case
from flows.definitions.consent import DAYS
from flows.definitions.rules_onward import purpose
from flows.engine.message import Json, M, Text

_ROW_PREPARED = M("onward.row_prepared", "{name} · підготовлено")
_ROW_ASKED = M("onward.row_asked", "{name} · людину вже спитали в чаті")
_ROW_DECLINED = M("onward.row_declined", "{name} · людина не захотіла")
_ROWS = MappingProxyType({"prepared": _ROW_PREPARED, "asked": _ROW_ASKED, "declined": _ROW_DECLINED})
_LINES = MappingProxyType(
    {
        "prepared": M("onward.line_prepared", "{name}: підготовлено, людину ще не спитали"),
        "asked": M("onward.line_asked", "{name}: людину спитали в чаті, відповіді ще немає"),
        "declined": M("onward.line_declined", "{name}: людина не захотіла"),
    }
)
_QUESTION = M("asked.row", "Запит {code}")


def onward(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """Where the case of ``answers.referral`` can go on; None where the actor may not refer it. Of
    ``answers.kinds``, where they are named. Audited."""
    found = working(tx, actor, "onward", answers)
    if found is None:
        return None
    referral, case = found
    audit.record(tx, actor, "onward_read", case.id, referral.id)
    region = region_of_case(tx, case)
    every = ways(tx, case, region)
    up = next((one for one in every if one.institution.kind == region.beyond.body), None)
    noted = answers.get("onward")
    preset = next((one for one in every if noted and one.onward is not None and one.onward.id == noted), None)
    kinds = answers.get("kinds")
    fields = [*passable(tx, case, region, fields_open(tx, actor, referral)), *BEYOND]
    return {
        "code": case.code,
        "referred": case.opened_by is not None,
        "rows": [_row(one) for one in every if not kinds or one.institution.kind in kinds],
        "preset": _row(preset) if preset is not None and preset.state != "declined" else None,
        "beyond": _row(up) if up is not None else None,
        "grounds": [{"id": one.id, "label": one.text.json()} for one in region.beyond.grounds],
        "channel": region.beyond.channel.json() if region.beyond.channel is not None else None,
        "who_pays": "who_pays" in region.practices,
        "chat": may_be_asked(tx, referral),
        "fields": [{"id": one, "words": FIELD_WORDS[one].json()} for one in fields],
        "days": DAYS,
    }


def asked(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """What the person is asked by ``answers.onward``: who would get what; None where nothing is asked."""
    row = tx.db.get(Onward, answers.get("onward") or "")
    if row is None or row.person_id != actor.person_id:
        return None
    referral, case = tx.db.get_one(Referral, row.referral_id), tx.db.get_one(Case, row.case_id)
    region = region_of_case(tx, case)
    way = way_to(tx, case, region, row.institution_id) if answerable(tx, row, referral, case) else None
    if way is None or "electronic" not in way.modes:
        return None
    gist = tx.unseal(row, "gist")
    fields = [one for one in passable(tx, case, region, passed_on(tx, referral)) if one != "gist" or gist]
    fields += beyond(row)
    ground = timeline.ground(region, row.ground, None) if row.ground is not None else None
    return {
        "code": case.code,
        "by": tx.db.get_one(Institution, referral.institution_id).name,
        "name": way.institution.name,
        "gist": gist,
        "recipient": {
            **_row(way),
            "purpose": purpose(gist, ground, way.purpose),
            "leads": False,
            "fields": fields,
            "field_words": field_words(fields),
            "days": DAYS,
        },
    }


def questions(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:  # noqa: ARG001 - asked alike
    """The person's own: institutions she was asked about in her chat and has not answered yet."""
    rows = tx.db.execute(
        select(Onward, Referral, Case)
        .join(Referral, Referral.id == Onward.referral_id)
        .join(Case, Case.id == Onward.case_id)
        .where(Onward.person_id == actor.person_id, Onward.state == "asked")
        .order_by(Onward.made_at, Onward.id)
    ).all()
    return [
        {"id": row.id, "label": _QUESTION.json(code=case.code)}
        for row, referral, case in rows
        if answerable(tx, row, referral, case)
    ]


def on_card(tx: Tx, actor: Actor, referral: Referral, case: Case, *, told: bool) -> dict[str, list[Text]]:
    """What a card says of it: to those who can go on with it by a consent that tells them more than the
    level, what was prepared and what became of it; to whoever referred first, to whoever asked for the
    region's help and to the region's body, where it is part of the consent, why it is wanted and who pays."""
    rows = tx.db.execute(
        select(Onward, Institution.name)
        .join(Institution, Institution.id == Onward.institution_id)
        .where(Onward.case_id == case.id)
        .order_by(Onward.made_at, Onward.id)
    ).all()
    may = told and referral.consent_id is not None and permitted(tx, actor, "onward", referral)
    sent_it = case.opened_by is not None and case.opened_by == actor.staff_id
    region = region_of_case(tx, case)
    return {
        "onward": [
            line.json(name=name)
            for one, name in rows
            if may and (line := _LINES.get(state_of(tx, one, case) or "")) is not None
        ],
        "beyond": [
            timeline.ground(region, one.ground, one.payer if "payer" in known else None)
            for one, _ in rows
            if one.ground is not None and one.state == "sent"
            if "ground" in (known := BEYOND if sent_it else _known(tx, actor, one, referral))
        ],
    }


def _known(tx: Tx, actor: Actor, row: Onward, referral: Referral) -> Collection[str]:
    """What of the ground and the payer (``BEYOND``) whoever works on this referral knows: all where it was
    asked for from here, where it went here what the consent names, else nothing."""
    if row.referral_id == referral.id and permitted(tx, actor, "onward", referral):
        return BEYOND
    if row.institution_id == referral.institution_id and permitted(tx, actor, "accepted", referral):
        return passed_on(tx, referral)
    return ()


def _row(way: Way) -> dict[str, Any]:
    place = way.institution
    said = _ROWS.get(way.state or "")
    return {
        "id": place.id,
        "label": said.json(name=place.name) if said is not None else place.name,
        "name": place.name,
        "kind": place.kind,
        "track": way.track,
        "purpose": way.purpose,
        "modes": list(way.modes),
        "sample": place.sample,
        "inform": False,
        "on_system": place.on_system,
        "state": way.state,
    }
