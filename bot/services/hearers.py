"""Who hears of a case at this moment: present people only, and when nobody is there, the next rung.

    lead         the case lead; who is not there hands over to her deputy, then to another lead of the
                 institution, then to the coordinators
    deputy       the lead's deputy, else the coordinators
    specialist   who referred, else her deputy, else the coordinators
    coordinator  the region's coordinators who are not away; where all are, all of them; where the region has
                 none, those who stand in for them (``bot.services.standing_in``), else the administrators

For a recipient that is not on the system the one who referred stands in for the lead: nobody else could hear.
Who has nothing but a page (``bot.services.reach``) finds it there, but has not heard: the next one who hears
at once is told as well, in the end the coordinators; where none of them can hear, an administrator too.

Whoever the person excluded, herself or by institution, hears nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from bot.db.models import Case, Exclusion, Institution, Referral, Staff
from bot.db.tx import Tx
from bot.services.directory import here, on_duty
from bot.services.reach import hearing
from bot.services.standing_in import neighbours


@dataclass(frozen=True, slots=True)
class About:
    """What is to be heard of. ``referral`` and ``institution`` (its recipient) are None for a whole case."""

    case: Case
    referral: Referral | None
    institution: Institution | None

    @property
    def outside(self) -> bool:
        """Whether its recipient is not on the system, so that who referred stands in for the lead; where a
        lead referred it on, she leads it herself."""
        led = self.referral is not None and self.referral.lead_id is not None
        return self.institution is not None and not self.institution.on_system and not led


@dataclass(frozen=True, slots=True)
class Hearers:
    """Everybody who may hear of some cases, loaded at once. ``refused``: person → institutions and workers
    she does not want. ``hearing``: persons who hear at once what they are told."""

    tx: Tx
    staff: Mapping[str, Staff]
    region_of: Mapping[str, str]
    refused: Mapping[str, Collection[str]]
    hearing: Collection[str]

    @classmethod
    def of(cls, tx: Tx, about: Iterable[About]) -> Hearers:
        """The staff around these cases, in three queries."""
        things = list(about)
        regions = {one.case.region for one in things}
        places = {one.institution.id for one in things if one.institution is not None}
        senders = {one.case.opened_by for one in things if one.case.opened_by is not None}
        rows = tx.db.execute(
            select(Staff, Institution.region)
            .join(Institution, Institution.id == Staff.institution_id)
            .where(
                Staff.revoked_at.is_(None),
                or_(
                    Institution.region.in_(regions.union(*(neighbours(tx, one) for one in regions))),
                    Institution.id.in_(places),
                    Staff.id.in_(senders),
                ),
            )
            .order_by(Staff.joined_at, Staff.id)
        ).all()
        refused: dict[str, set[str]] = {}
        people = {one.case.person_id for one in things}
        for exclusion in tx.db.scalars(select(Exclusion).where(Exclusion.person_id.in_(people))):
            refused.setdefault(exclusion.person_id, set()).update(
                one for one in (exclusion.institution_id, exclusion.staff_id) if one is not None
            )
        return cls(
            tx,
            {staff.id: staff for staff, _ in rows},
            {staff.id: region for staff, region in rows},
            refused,
            hearing(tx, {staff.person_id for staff, _ in rows}),
        )

    def of_rung(self, whom: str, about: About, *, on_duty_only: bool = False) -> tuple[Sequence[Staff], bool]:
        """Who is to hear what is meant for ``whom`` (``bot.ladder.Whom`` but «person»), and whether as
        coordinators, who watch over the case, or as those who work on it. ``on_duty_only``: people of the
        recipient count only while its roster covers this moment."""
        if whom != "coordinator":
            for one in self._of_rung(whom, about, on_duty_only=on_duty_only):
                return [one], False
        return self.coordinators(about.case), True

    def in_time(
        self, whom: str, about: About, *, on_duty_only: bool = False
    ) -> Iterator[tuple[Sequence[Staff], bool]]:
        """The same, and those who hear instead where the first has only a page that nobody has open."""
        first: list[Staff] = []
        if whom != "coordinator":
            ones = list(self._of_rung(whom, about, on_duty_only=on_duty_only))
            first = ones[:1]
            first += [one for one in ones[1:] if not self._hear(first) and self._hear([one])][:1]
            if first:
                yield first, False
        if not self._hear(first):
            known = {one.id for one in first}
            yield [one for one in self.coordinators(about.case) if one.id not in known], True

    def leads_there(self, about: About) -> bool:
        """Whether somebody of its recipient is there to hear of it: a lead, or her deputy."""
        return not about.outside and any(self._of_rung("lead", about, on_duty_only=False))

    def coordinators(self, case: Case) -> Sequence[Staff]:
        """The coordinators of the case's region; empty only where nobody at all looks after the program."""
        all_ = [one for one in self._coordinating(case.region) if self._may(case, one)]
        present = [one for one in all_ if here(one, self.tx.now)] or all_
        if not present:
            return self._administrators(case)
        if self._hear(present):
            return present
        known = {one.id for one in present}
        others = [one for one in self._administrators(case) if one.id not in known]
        heard = hearing(self.tx, {one.person_id for one in others})
        return [*present, *(one for one in others if one.person_id in heard)]

    def _coordinating(self, region: str) -> list[Staff]:
        """Those of the region, or who stand in for them."""
        every = [one for one in self.staff.values() if "coordinator" in one.roles]
        own = [one for one in every if self.region_of[one.id] == region]
        beside = neighbours(self.tx, region)
        return own or [one for one in every if self.region_of[one.id] in beside]

    def _hear(self, ones: Iterable[Staff]) -> bool:
        return any(one.person_id in self.hearing for one in ones)

    def _of_rung(self, whom: str, about: About, *, on_duty_only: bool) -> Iterator[Staff]:
        sender = self.staff.get(about.case.opened_by or "")
        if whom == "specialist":
            return self._of(about.case, (sender, self._deputy(sender)))
        place = about.institution
        if about.referral is None or place is None:
            return iter(())
        if about.outside:
            stands_in = (sender,) if whom == "lead" else ()
            return self._of(about.case, (*stands_in, self._deputy(sender)))
        if on_duty_only and not on_duty(self.tx, place):
            return iter(())
        lead = self.staff.get(about.referral.lead_id or "")
        if whom == "deputy":
            return self._of(about.case, (self._deputy(lead),))
        return self._of(about.case, (lead, self._deputy(lead), *self._leads(place)))

    def _leads(self, place: Institution) -> Iterator[Staff]:
        for one in self.staff.values():
            if one.institution_id == place.id and "lead" in one.roles:
                yield one

    def _deputy(self, staff: Staff | None) -> Staff | None:
        return self.staff.get(staff.deputy_id or "") if staff is not None else None

    def _of(self, case: Case, ones: Iterable[Staff | None]) -> Iterator[Staff]:
        for one in ones:
            if one is not None and here(one, self.tx.now) and self._may(case, one):
                yield one

    def _may(self, case: Case, staff: Staff) -> bool:
        refused = self.refused.get(case.person_id, ())
        own = staff.person_id == case.person_id
        return not own and staff.id not in refused and staff.institution_id not in refused

    def _administrators(self, case: Case) -> list[Staff]:
        rows = self.tx.db.scalars(select(Staff).where(Staff.revoked_at.is_(None)).order_by(Staff.id))
        return [one for one in rows if "admin" in one.roles and self._may(case, one)]


def coordinators_of(tx: Tx, case: Case) -> Sequence[Staff]:
    """Who hears what a region's coordinator is to hear of one case."""
    return Hearers.of(tx, (About(case, None, None),)).coordinators(case)
