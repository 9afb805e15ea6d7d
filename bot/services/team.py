"""Who works here: invited by a one-time link, moved to a new phone by another one, deputised, away, revoked.

Of an invite only a keyed hash is kept; it holds seven days and once. Whoever is revoked loses every access in
the same moment, and her open work goes to her deputy or to another lead of the institution.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update

from bot.codes import invite_token
from bot.db.models import Institution, Invite, Person, ReturnCode, Staff
from bot.db.tx import Tx
from bot.links import invitation
from bot.services import audit, browsers, found, logins, talk_ends
from bot.services.access import ROLES, Actor, NotPermittedError, excluded_by, permitted
from bot.services.desk import give_to, open_of, tell_new_lead
from bot.services.directory import here, lead_for
from bot.services.lines import when
from bot.services.nudging import unheard
from bot.services.reach import TELEGRAM, leave_telegram
from bot.services.returning import guess, guessed_too_often
from bot.services.watching import alert_coordinators
from flows.engine.said import Happened

LIFE = timedelta(days=7)
BY_ADMINISTRATORS = ("admin",)
"""Roles that a coordinator can't give."""

OK = Happened("ok")
NOT_PERMITTED = Happened("not_permitted")


def invited(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """A one-time invite to an institution; ``made`` carries ``links`` and ``until``. The links are keys:
    nobody keeps them but the one who reads them now."""
    institution = tx.db.get(Institution, data["institution"])
    roles = [one for one in ROLES if one in data["roles"]]
    if institution is None or not roles or not permitted(tx, actor, "invited", institution):
        return NOT_PERMITTED
    if "admin" not in actor.roles and set(roles) & set(BY_ADMINISTRATORS):
        return NOT_PERMITTED
    row, made = _link(tx, actor, institution.id, roles)
    audit.record(tx, actor, "invited", detail=row.id)
    return made


def invited_anew(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """A one-time link for somebody who works here already: where it is opened, her work goes on, and her old
    phone loses it. An earlier link of the kind dies."""
    staff = found.staff(tx, data["staff"])
    if staff is None or not permitted(tx, actor, "invited_anew", staff):
        return NOT_PERMITTED
    if "admin" in staff.roles and "admin" not in actor.roles:
        return NOT_PERMITTED
    _end_links(tx, Invite.staff_id == staff.id)
    _, made = _link(tx, actor, staff.institution_id, staff.roles, staff.id)
    audit.record(tx, actor, "invited_anew", detail=staff.id)
    return made


def joined(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """The acting person works here from now on, as somebody new or as whom the link was for. Wrong tokens are
    counted like wrong return codes; a link for a colleague is nothing to who works here herself."""
    if guessed_too_often(tx, actor, "invite"):
        return Happened("too_many")
    query = select(Invite).where(Invite.token_index == _index(tx, str(data["token"])))
    invite = tx.db.scalars(query.with_for_update(), execution_options=found.FRESH).one_or_none()
    if invite is None or invite.expires_at <= tx.now:
        guess(tx, actor, "invite")
        return Happened("wrong")
    if invite.used_at is not None:
        return Happened("used")
    if actor.channel == "web" and not logins.at_login(tx, actor.identity_id):
        return Happened("wrong")  # no page without a login ever becomes one on which staff work
    institution = tx.db.get_one(Institution, invite.institution_id)
    if actor.channel == "telegram" and institution.no_telegram and tx.world.public_url:
        page = invitation(str(data["token"]), public_url=tx.world.public_url, telegram_name="")
        return Happened("on_page", {"link": page[0]})
    moving = found.staff(tx, invite.staff_id)
    if invite.staff_id is not None and (moving is None or actor.staff_id not in (None, moving.id)):
        return Happened("wrong")
    invite.used_at = tx.now
    staff = _moved(tx, actor, moving) if moving is not None else _staff_of(tx, actor, invite)
    tx.seal(staff, "name", data["name"])
    tx.seal(staff, "position", data["position"])
    tx.seal(staff, "phone", data["phone"])
    tx.db.add(staff)
    tx.db.flush()
    person = tx.db.get_one(Person, actor.person_id)
    person.region = institution.region
    person.onboarded_at = person.onboarded_at or tx.now
    if actor.staff_id is None:  # a client's code, seen by whoever opened her case, must not open the work
        tx.db.execute(delete(ReturnCode).where(ReturnCode.person_id == actor.person_id))
    logins.close_visits(tx, actor.person_id)
    audit.record(tx, actor, "joined", detail=staff.id)
    return OK


def revoked(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """Every access ends now. Open work goes on with somebody else; the coordinators hear of it."""
    staff = found.staff(tx, data["staff"])
    if staff is None or not permitted(tx, actor, "revoked", staff):
        return NOT_PERMITTED
    if staff.id == actor.staff_id:
        return Happened("self")
    if "admin" in staff.roles and "admin" not in actor.roles:
        return NOT_PERMITTED
    deputy_id = staff.deputy_id
    _leave(tx, staff)
    audit.record(tx, actor, "revoked", detail=staff.id)
    tx.tell(staff.person_id, "revoked")
    _pass_on(tx, actor, staff, deputy_id)
    return OK


def deputy_set(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """Who stands in, a colleague of the same institution (consents name institutions), or nobody (None)."""
    staff = found.staff(tx, data["staff"])
    if staff is None or not permitted(tx, actor, "deputy_set", staff):
        return NOT_PERMITTED
    deputy_id = data["deputy"]
    if deputy_id is not None:
        deputy = found.staff(tx, deputy_id)
        if deputy is None or deputy.id == staff.id or deputy.institution_id != staff.institution_id:
            return NOT_PERMITTED
    staff.deputy_id = deputy_id
    audit.record(tx, actor, "deputy_set", detail=staff.id)
    return OK


def telegram_switched(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """An institution works without Telegram from now on, or with it again. Raises NotPermittedError where it
    is not hers, or her own and she is in Telegram: no list offers it."""
    query = select(Institution).where(Institution.id == data["institution"]).with_for_update()
    institution = tx.db.scalars(query, execution_options=found.FRESH).one_or_none()
    if institution is None or not permitted(tx, actor, "telegram_switched", institution):
        raise NotPermittedError
    if actor.channel == TELEGRAM and institution.id == actor.institution_id:
        raise NotPermittedError
    institution.no_telegram = not institution.no_telegram
    if institution.no_telegram:
        for lost in leave_telegram(tx, institution.id):
            unheard(tx, lost.person_id, lost.about or ())
    audit.record(tx, actor, "telegram_switched", detail=institution.id)
    return OK


def away_set(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """Away for so many days, today among them, until midnight of the last; 0: back. Nothing changes for who
    is no member of staff."""
    staff = found.staff(tx, actor.staff_id)
    if staff is not None:
        staff.away_until = _midnight_after(tx, data["days"]) if data["days"] > 0 else None
        audit.record(tx, actor, "away_set", detail=str(data["days"]))
    return OK


def _staff_of(tx: Tx, actor: Actor, invite: Invite) -> Staff:
    """The row of whoever joins: a new one, or hers from before."""
    query = select(Staff).where(Staff.person_id == actor.person_id)
    staff = tx.db.scalars(query.with_for_update(), execution_options=found.FRESH).one_or_none()
    if staff is None:
        staff = Staff(id=tx.new_id(), person_id=actor.person_id)
    elif staff.revoked_at is None and staff.institution_id == invite.institution_id:
        staff.roles = [one for one in ROLES if one in (*staff.roles, *invite.roles)]
        return staff
    elif staff.revoked_at is None:  # another institution: what was open stays with the old one
        deputy_id = staff.deputy_id
        _leave(tx, staff)
        _pass_on(tx, actor, staff, deputy_id)
    staff.institution_id = invite.institution_id
    staff.roles = list(invite.roles)
    staff.joined_at = tx.now
    staff.revoked_at = staff.away_until = staff.deputy_id = None
    return staff


def _moved(tx: Tx, actor: Actor, staff: Staff) -> Staff:
    """Whoever works here, at the acting person's address from now on: her work alone, nothing personal."""
    before = staff.person_id
    if before != actor.person_id:
        _make_room(tx, actor.person_id)
        staff.person_id = actor.person_id
        browsers.close_all(tx, before)
        tx.tell(before, "work_moved")
        audit.record(tx, actor, "work_moved", detail=staff.id)
    return staff


def _make_room(tx: Tx, person_id: str) -> None:
    """Somebody who worked here once has a row of that time; it stays, with a person of its own."""
    row = tx.db.scalars(select(Staff).where(Staff.person_id == person_id)).one_or_none()
    if row is None:
        return
    columns = ("name", "position", "phone")
    values = {column: tx.unseal(row, column) for column in columns}
    row.person_id = tx.new_person(language=tx.world.languages[0]).id
    for column in columns:
        tx.seal(row, column, values[column])
    tx.db.flush()


def _link(
    tx: Tx, actor: Actor, institution_id: str, roles: Sequence[str], staff_id: str | None = None
) -> tuple[Invite, Happened]:
    token = invite_token(tx.world.random)
    row = Invite(
        id=tx.new_id(),
        token_index=_index(tx, token),
        institution_id=institution_id,
        roles=list(roles),
        created_by=actor.staff_id,
        staff_id=staff_id,
        expires_at=tx.now + LIFE,
    )
    tx.db.add(row)
    links = invitation(token, public_url=tx.world.public_url, telegram_name=tx.world.telegram_name)
    # without an address of its own the page’s path is all there is to say
    made = {"links": links or [f"/join?invite={token}"], "until": when(row.expires_at)}
    return row, Happened("made", made)


def _end_links(tx: Tx, which: ColumnElement[bool]) -> None:
    unused = Invite.used_at.is_(None), Invite.expires_at > tx.now
    tx.db.execute(update(Invite).where(which, *unused).values(expires_at=tx.now))


def _leave(tx: Tx, staff: Staff) -> None:
    """Nothing of hers holds any more: neither access, nor standing in for others, nor links that she gave out
    or that were for her."""
    staff.revoked_at, staff.deputy_id, staff.talks_until = tx.now, None, None
    talk_ends.left(tx, staff.id)
    tx.db.execute(update(Staff).where(Staff.deputy_id == staff.id).values(deputy_id=None))
    _end_links(tx, or_(Invite.created_by == staff.id, Invite.staff_id == staff.id))
    browsers.close_all(tx, staff.person_id)
    tx.db.flush()


def _pass_on(tx: Tx, actor: Actor, staff: Staff, deputy_id: str | None) -> None:
    """Her open referrals: to the deputy, else to another lead, else back to the institution."""
    for referral, case in open_of(tx, staff.id):
        _, workers = excluded_by(tx, case.person_id)
        deputy = found.staff(tx, deputy_id)
        if deputy is None or not here(deputy, tx.now) or deputy.id in workers:
            deputy = lead_for(tx, staff.institution_id, tx.now, emergency=False, excluded=workers)
        give_to(tx, case, referral, deputy.id if deputy is not None else None)
        tx.db.flush()
        if deputy is not None:
            tell_new_lead(tx, case, referral, deputy)
        alert_coordinators(tx, case, referral, but={actor.person_id})


def _midnight_after(tx: Tx, days: int) -> datetime:
    """The end of the last of so many days, today among them, on the installation's clocks."""
    zone = tx.world.zone
    last = tx.now.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(last, time(), zone)


def _index(tx: Tx, token: str) -> str:
    return tx.world.keys.index("invite", token)
