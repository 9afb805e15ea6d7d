"""The next referral prepares itself, where the region's algorithm says what follows on what
(``Region.onward``). Nothing is sent: the lead hears, and the person is asked."""

from __future__ import annotations

from sqlalchemy import select

from bot.db.models import Case, Institution, Onward, Referral
from bot.db.tx import Tx
from bot.services import timeline
from bot.services.access import Actor
from bot.services.lines import colour
from bot.services.onward_ways import noted_down, ways
from bot.services.versions import region_of_case


def prepare(tx: Tx, actor: Actor, case: Case, referral: Referral) -> Onward | None:
    """After a first contact of the referral's recipient: note down the institution that comes next, once, and
    let whoever recorded the contact hear of it. None where nothing follows, nobody is there to follow, or
    that kind of body has (or was refused) the case already. The case is held by the caller."""
    region = region_of_case(tx, case)
    place = tx.db.get_one(Institution, referral.institution_id)
    follows = {one.after: one.to for one in region.onward}.get(place.kind)
    if follows is None or _there(tx, case, follows):
        return None
    way = next((one for one in ways(tx, case, region) if one.institution.kind == follows), None)
    if way is None:
        return None
    row = noted_down(tx, case, referral, way)
    row.state, row.settled_at = "prepared", None
    timeline.note(tx, None, case.id, "onward_prepared", institution=way.institution.id)
    tx.tell(
        actor.person_id,
        "onward_prepared",
        code=case.code,
        colour=colour(tx, case),
        referral=referral.id,
        onward=row.id,
    )
    return row


def _there(tx: Tx, case: Case, kind: str) -> bool:
    """Whether an institution of that kind has the case, or a referral to one was noted down before."""
    of_kind = Institution.kind == kind
    referred = select(Referral.id).join(Institution, Institution.id == Referral.institution_id)
    noted = select(Onward.id).join(Institution, Institution.id == Onward.institution_id)
    kept = Onward.case_id == case.id, Onward.state != "over", of_kind
    return (
        tx.db.scalar(referred.where(Referral.case_id == case.id, of_kind).limit(1)) is not None
        or tx.db.scalar(noted.where(*kept).limit(1)) is not None
    )
