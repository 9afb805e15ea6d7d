"""What has had its time goes, and not a moment before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot import transit
from bot.crypto import SealedError
from bot.db.directory import Hold, ShelterPlace, Unanswered
from bot.db.models import (
    Audit,
    Case,
    Consent,
    Conversation,
    DeadLetter,
    Erasure,
    Guess,
    Identity,
    Inbox,
    Invite,
    Outbox,
    Person,
    Referral,
    Staff,
    TransitKey,
)
from bot.db.tx import Tx
from bot.services import retention
from bot.services.access import actor_of, permitted
from bot.services.consents import consent_withdrawn, excluded
from bot.services.people import onboarded
from bot.services.referrals import referred
from bot.services.retention import CLIENT, DRAFT, HOLD, LETTER, PASSED, QUESTION, UNASKED, sweep
from flows.definitions.consent import DAYS
from flows.engine.session import Frame, Session
from tests.conftest import Clock
from tests.services.cast import Cast, asked, newcomer, notices, to

SECOND = timedelta(seconds=1)


def counted(tx: Tx, table: Any) -> int:
    return tx.db.scalar(select(func.count()).select_from(table)) or 0


async def test_a_draft_lives_three_days_and_its_screen_numbers_live_on(
    transact: Callable[..., Any], clock: Clock
) -> None:
    def begin(tx: Tx) -> str:
        actor = newcomer(tx)
        onboarded(tx, actor, {})
        row = Conversation(person_id=actor.person_id, visit=17, updated_at=tx.now)
        tx.seal(row, "body", Session((Frame("start", 1, "region"),), visit=17).to_json())
        tx.db.add(row)
        return actor.person_id

    person_id = await transact(begin)

    def look(tx: Tx) -> Any:
        counts = sweep(tx)
        row = tx.db.get_one(Conversation, person_id)
        return counts["drafts"], row.body_sealed is None, row.visit

    clock.at += DRAFT
    assert await transact(look) == (0, False, 17)
    clock.at += SECOND
    assert await transact(look) == (1, True, 17)
    assert await transact(look) == (0, True, 17)


async def test_a_draft_goes_but_a_button_under_a_notice_still_means_what_it_meant(
    transact: Callable[..., Any], clock: Clock
) -> None:
    draft = Frame("screening", 1, "need", {"danger": ["d1"]})
    offers = {"!3.yes": {"flow": "contacted", "give": {"answer": "yes"}, "notice": 3, "crossed": []}}
    before = Session((draft,), 17, parked=(draft,), offers=offers, notices=3, cleaned="слова")

    def begin(tx: Tx) -> str:
        actor = newcomer(tx)
        onboarded(tx, actor, {})
        row = Conversation(person_id=actor.person_id, visit=17, updated_at=tx.now)
        tx.seal(row, "body", before.to_json())
        tx.db.add(row)
        return actor.person_id

    person_id = await transact(begin)

    def look(tx: Tx) -> Any:
        drafts = sweep(tx)["drafts"]
        return drafts, Session.from_json(tx.unseal(tx.db.get_one(Conversation, person_id), "body"))

    left = Session((), 17, offers=offers, notices=3, lost=True)
    clock.at += DRAFT + SECOND
    assert await transact(look) == (1, left)
    clock.at += DRAFT + SECOND
    assert await transact(look) == (0, left)


@pytest.mark.parametrize(("flow", "lost"), [("screening", True), ("referral", True), ("mine", False)])
async def test_only_whoever_lost_a_draft_is_told_so(
    transact: Callable[..., Any], clock: Clock, flow: str, lost: bool
) -> None:
    def begin(tx: Tx) -> str:
        actor = newcomer(tx)
        onboarded(tx, actor, {})
        row = Conversation(person_id=actor.person_id, visit=4, updated_at=tx.now)
        frames = (Frame("menu", 1, "hub"), Frame(flow, 1, "first"))
        tx.seal(row, "body", Session(frames, 4, notices=1).to_json())
        tx.db.add(row)
        return actor.person_id

    person_id = await transact(begin)

    def look(tx: Tx) -> bool:
        sweep(tx)
        return Session.from_json(tx.unseal(tx.db.get_one(Conversation, person_id), "body")).lost

    clock.at += DRAFT + SECOND
    assert await transact(look) is lost


async def test_what_only_passed_through_goes_with_its_key(transact: Callable[..., Any], clock: Clock) -> None:
    def pass_through(tx: Tx) -> bytes:
        actor = newcomer(tx)
        onboarded(tx, actor, {})
        sealed = transit.seal(tx, "inbox:telegram:1:payload", b"words")
        for external_id, state in (("1", "done"), ("2", "dead"), ("3", "new")):
            tx.db.add(Inbox(channel="telegram", external_id=external_id, received_at=tx.now, state=state))
        for state in ("sent", "failed", "held", "new"):
            tx.db.add(
                Outbox(
                    person_id=actor.person_id,
                    identity_id=actor.identity_id,
                    not_before=tx.now,
                    created_at=tx.now,
                    state=state,
                )
            )
        letter = DeadLetter(id=tx.new_id(), channel="telegram", reason="KeyError", at=tx.now)
        letter.payload_sealed = transit.seal(tx, f"dead_letter:{letter.id}:payload", b"words")
        tx.db.add(letter)
        return sealed

    sealed = await transact(pass_through)

    def left(tx: Tx) -> Any:
        sweep(tx)
        return (
            list(tx.db.scalars(select(Inbox.state).order_by(Inbox.id))),
            list(tx.db.scalars(select(Outbox.state).order_by(Outbox.id))),
            counted(tx, DeadLetter),
            counted(tx, TransitKey),
        )

    clock.at += min(PASSED, LETTER)
    assert await transact(left) == (["done", "dead", "new"], ["sent", "failed", "held", "new"], 1, 1)
    clock.at += SECOND
    assert await transact(left) == (["new"], ["new"], 0, 1)

    def opened(tx: Tx) -> bytes:
        return transit.unseal(tx, "inbox:telegram:1:payload", sealed)

    assert await transact(opened) == b"words"
    clock.at += timedelta(days=2)
    assert (await transact(left))[3] == 0
    with pytest.raises(SealedError):
        await transact(opened)


async def test_wrong_guesses_and_unused_invites_are_forgotten(
    cast: Cast, transact: Callable[..., Any], clock: Clock
) -> None:
    def make(tx: Tx) -> None:
        tx.db.add(Guess(id=tx.new_id(), who_index="x", at=tx.now))
        for used_at in (None, tx.now):
            tx.db.add(
                Invite(
                    id=tx.new_id(),
                    token_index=tx.new_id(),
                    institution_id="social",
                    roles=["lead"],
                    expires_at=tx.now,
                    used_at=used_at,
                )
            )

    await transact(make)
    clock.move(days=7)

    def left(tx: Tx) -> Any:
        sweep(tx)
        return counted(tx, Guess), counted(tx, Invite)

    assert await transact(left) == (0, 2)
    clock.at += SECOND
    assert await transact(left) == (0, 1), "who was invited by whom stays where the invite was used"


async def test_a_question_goes_a_year_after_it_was_settled(
    transact: Callable[..., Any], clock: Clock
) -> None:
    def ask(tx: Tx) -> None:
        day = tx.now.date()
        for words, settled in (("дрова", tx.now), ("піч", None)):
            row = Unanswered(id=tx.new_id(), region="UA-51", words=words, first_on=day, last_on=day)
            row.settled_at = settled
            tx.db.add(row)

    def left(tx: Tx) -> Any:
        return sweep(tx)["questions"], sorted(tx.db.scalars(select(Unanswered.words)))

    await transact(ask)
    clock.at += QUESTION
    assert await transact(left) == (0, ["дрова", "піч"])
    clock.at += SECOND
    assert await transact(left) == (1, ["піч"])


async def test_a_question_that_nobody_settles_goes_two_years_after_it_was_asked_last(
    transact: Callable[..., Any], clock: Clock
) -> None:
    def ask(tx: Tx) -> None:
        day = tx.now.date()
        for words, last in (("дрова", day), ("піч", day + timedelta(days=100))):
            tx.db.add(Unanswered(id=tx.new_id(), region="UA-51", words=words, first_on=day, last_on=last))

    def left(tx: Tx) -> Any:
        return sweep(tx)["questions"], sorted(tx.db.scalars(select(Unanswered.words)))

    await transact(ask)
    clock.at += UNASKED
    assert await transact(left) == (0, ["дрова", "піч"])
    clock.at += timedelta(days=1)
    assert await transact(left) == (1, ["піч"])


async def test_for_whom_beds_were_kept_goes_a_month_after_their_end(
    cast: Cast, transact: Callable[..., Any], clock: Clock
) -> None:
    def keep(tx: Tx) -> None:
        place = ShelterPlace(
            id=tx.new_id(),
            institution_id="social",
            region="UA-51",
            name="Зразок: місце",
            beds=9,
            free=9,
            updated_at=tx.now,
        )
        tx.db.add(place)
        tx.db.flush()
        of = {"place_id": place.id, "staff_id": cast.staff["olha"], "beds": 1, "at": tx.now, "until": tx.now}
        for state, ended_at in (("held", None), ("used", tx.now), ("released", tx.now), ("lapsed", None)):
            tx.db.add(Hold(id=tx.new_id(), state=state, ended_at=ended_at, **of))

    def left(tx: Tx) -> Any:
        return sweep(tx)["holds"], counted(tx, Hold)

    await transact(keep)
    clock.at += HOLD
    assert await transact(left) == (0, 4)
    clock.at += SECOND
    assert await transact(left) == (3, 1)


async def test_a_consent_that_ran_out_ends_its_referral(
    cast: Cast, transact: Callable[..., Any], clock: Clock
) -> None:
    await transact(lambda tx: referred(tx, cast.actor(tx, "olha"), asked(to("social", leads=True))))
    clock.move(days=DAYS)

    def before(tx: Tx) -> bool:
        return permitted(tx, cast.actor(tx, "iryna"), "card", tx.db.scalars(select(Referral)).one())

    assert await transact(before) is False, "access has ended by itself, sweep or no sweep"

    def end(tx: Tx) -> Any:
        counts = sweep(tx)
        referral, case = tx.db.scalars(select(Referral)).one(), tx.db.scalars(select(Case)).one()
        return counts["consents"], referral.state, case.state, notices(tx)

    assert await transact(end) == (1, "withdrawn", "closed", [(cast.people["iryna"], "case_taken_away")])
    actions = await transact(lambda tx: list(tx.db.scalars(select(Audit.action).order_by(Audit.id))))
    assert actions == ["referred", "consent_ended"]
    assert (await transact(sweep))["consents"] == 0


async def test_a_case_that_waits_for_another_institution_waits_no_longer_than_its_consent_held(
    cast: Cast, transact: Callable[..., Any], clock: Clock
) -> None:
    def exclude(tx: Tx) -> None:
        actor = newcomer(tx)
        referred(tx, actor, asked(to("social", "electronic", leads=True), mode="self"))
        excluded(tx, actor, {"institution": "social", "staff": None})
        assert tx.db.scalars(select(Referral.state)).one() == "returned"

    await transact(exclude)
    assert (await transact(sweep))["consents"] == 0
    clock.at += timedelta(days=DAYS)
    assert (await transact(sweep))["consents"] == 1
    states = await transact(
        lambda tx: (tx.db.scalars(select(Referral.state)).one(), tx.db.scalars(select(Case.state)).one())
    )
    assert states == ("withdrawn", "closed")
    assert (await transact(sweep))["consents"] == 0


async def test_an_address_that_never_went_beyond_the_first_screen_is_forgotten(
    cast: Cast, transact: Callable[..., Any], clock: Clock
) -> None:
    def come(tx: Tx) -> list[str]:
        blank, known, client = newcomer(tx, "1"), newcomer(tx, "2"), newcomer(tx, "3")
        onboarded(tx, known, {})
        referred(tx, client, asked(to("social", "electronic", leads=True), mode="self"))
        return [one.person_id for one in (blank, known, client)]

    people = await transact(come)
    clock.at += DRAFT
    assert (await transact(sweep))["blank_persons"] == 0
    clock.at += SECOND
    assert (await transact(sweep))["blank_persons"] == 1

    def left(tx: Tx) -> Any:
        erased = [tx.db.get_one(Person, one).erased_at is not None for one in people]
        return erased, counted(tx, Identity), counted(tx, Erasure), counted(tx, Staff)

    assert await transact(left) == ([True, False, False], 2, 1, len(cast.staff))


async def test_who_sent_nothing_is_erased_once_she_has_stayed_away_for_long(
    cast: Cast, transact: Callable[..., Any], clock: Clock
) -> None:
    def come(tx: Tx) -> list[str]:
        visitor, client = newcomer(tx, "1"), newcomer(tx, "2")
        for one in (visitor, client):
            onboarded(tx, one, {})
        referred(tx, client, asked(to("social", "electronic", leads=True), mode="self"))
        return [visitor.person_id, client.person_id]

    people = await transact(come)
    clock.at += CLIENT
    assert (await transact(sweep))["visitors"] == 0
    clock.at += SECOND
    assert (await transact(sweep))["visitors"] == 1

    def erased(tx: Tx) -> list[bool]:
        return [tx.db.get_one(Person, one).erased_at is not None for one in people]

    assert await transact(erased) == [True, False]


async def test_a_client_is_erased_once_no_ground_is_left_to_keep_her(
    cast: Cast, transact: Callable[..., Any], clock: Clock
) -> None:
    def refer(tx: Tx) -> str:
        happened = referred(tx, cast.actor(tx, "olha"), asked(to("social", leads=True)))
        return tx.db.get_one(Case, happened.data["case"]).person_id

    person_id = await transact(refer)
    clock.move(days=90)
    assert (await transact(sweep))["clients"] == 0, "somebody works with her case"

    def end(tx: Tx) -> None:
        actor = actor_of(tx, person_id)
        consent_withdrawn(tx, actor, {"consent": tx.db.scalars(select(Consent)).one().id})

    await transact(end)
    clock.at += CLIENT
    assert (await transact(sweep))["clients"] == 0
    clock.at += SECOND
    assert (await transact(sweep))["clients"] == 1
    assert await transact(lambda tx: tx.db.get_one(Person, person_id).key_wrapped) is None


async def test_a_case_on_the_duty_path_is_not_swept_away_while_it_is_open(
    cast: Cast, transact: Callable[..., Any], clock: Clock
) -> None:
    def refer(tx: Tx) -> None:
        referred(tx, cast.actor(tx, "olha"), asked(to("children", None, leads=True), path="child"))

    await transact(refer)
    clock.move(days=400)
    counts = await transact(sweep)
    assert (counts["clients"], counts["consents"]) == (0, 0)


async def test_many_at_once_are_taken_in_turns(
    transact: Callable[..., Any], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    await transact(lambda tx: [newcomer(tx, str(one)).person_id for one in range(5)])
    clock.at += DRAFT + SECOND
    assert [(await transact(sweep))["blank_persons"] for _ in range(4)] == [2, 2, 1, 0]


def test_every_rule_says_how_many_rows_it_met() -> None:
    assert set(retention.RULES) == {
        "drafts",
        "one_time_links",
        "dead_letters",
        "transit_keys",
        "inbox",
        "step_times",
        "outbox",
        "guesses",
        "talks",
        "holds",
        "questions",
        "unreached",
        "checks",
        "wellbeing_asked",
        "wellbeing",
        "invites",
        "browsers",
        "consents",
        "blank_persons",
        "clients",
        "visitors",
    }
