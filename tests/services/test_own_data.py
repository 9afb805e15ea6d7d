"""A person has all of hers in a file, and erases it so that nothing opens it again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot import delivery
from bot.db.common_work import ProcedureMark, ProcedureRun
from bot.db.directory import Service, Talk, TalkLine
from bot.db.engine import Database
from bot.db.logins import StaffLogin
from bot.db.models import (
    Aid,
    Audit,
    Base,
    Case,
    CaseNote,
    Consent,
    ContactAttempt,
    Conversation,
    Deadline,
    DutyReport,
    Erasure,
    Feedback,
    Identity,
    JointPlan,
    Letter,
    Onward,
    Outbox,
    Person,
    Placement,
    PlanTask,
    Referral,
    ReturnCode,
    SafeContact,
    Screening,
    Staff,
)
from bot.db.tx import ErasedError, Tx
from bot.facts import FactsFor
from bot.i18n import Translator
from bot.intake import hear
from bot.phones import show_phone
from bot.services import one_time
from bot.services.access import Actor, actor_of
from bot.services.consents import excluded
from bot.services.freshness import service_unreached
from bot.services.own_data import data_exported, erased, replay
from bot.services.people import discreet_set, identify, language_chosen, place_chosen
from bot.services.referrals import referred
from bot.services.returning import new_code
from bot.services.screenings import screened
from flows.definitions import book
from flows.engine.said import Commanded, Pressed
from handlers.channel import Address, Incoming
from handlers.shown import Attachment
from tests.conftest import Clock
from tests.services.cast import GIST, NAME, PHONE, WORD, Cast, asked, newcomer, notices, to, verdict

ADDRESS = "5559998887"
HERS = (
    NAME,
    PHONE,
    WORD,
    GIST,
    ADDRESS,
    "Зразкова громада",
    "Перший крок плану",
    "Прийняв Тарас",
    "Допомогли з житлом",
    "Бо небезпечніше",
    "Бо немає місць",
    "Недописана думка",
    "Приходьте у вівторок",
    "Буду о десятій",
    "Потрібна робота поруч",
    "Де взяти ковдру для мами",
    "Ковдри є в нас щодня",
)


def beside(tx: Tx, actor: Actor, case: Case, referral: Referral) -> None:
    """What a region's algorithm adds to her case."""
    onward = Onward(
        id=tx.new_id(),
        case_id=case.id,
        person_id=actor.person_id,
        referral_id=referral.id,
        institution_id="employment",
        ground="funding",
        payer="state",
        state="asked",
        made_at=tx.now,
    )
    tx.seal(onward, "gist", "Потрібна робота поруч")
    home = Placement(
        id=tx.new_id(),
        case_id=case.id,
        person_id=actor.person_id,
        institution_id="children",
        staff_id="iryna",
        since=tx.now,
    )
    aid = Aid(
        id=tx.new_id(),
        case_id=case.id,
        institution_id="social",
        need="aid",
        state="given",
        staff_id="iryna",
        at=tx.now,
    )
    plan = JointPlan(id=tx.new_id(), case_id=case.id, bodies=["cnap"], staff_id="iryna", at=tx.now)
    run = ProcedureRun(
        id=tx.new_id(),
        procedure="lost_documents",
        region=case.region,
        person_id=actor.person_id,
        case_id=case.id,
        started_at=tx.now,
    )
    tx.db.add_all([onward, home, aid, plan, run])
    tx.db.flush()
    tx.db.add(ProcedureMark(id=tx.new_id(), run_id=run.id, step="police", at=tx.now))


def live(tx: Tx, cast: Cast) -> Actor:
    """One person with everything that can be known about anybody."""
    actor = newcomer(tx, ADDRESS)
    place_chosen(tx, actor, {"region": "UA-51", "community": "Зразкова громада"})
    screening = screened(
        tx,
        actor,
        {
            "mode": "self",
            "authority": None,
            "danger": [],
            "held": None,
            "discrimination": ["i1"],
            "exploitation": [],
            "vulnerability": ["v1"],
            "minors": "no",
            "need": "housing",
            "verdict": verdict(),
        },
    ).data["screening"]
    data = asked(
        to("social", "electronic", leads=True),
        to("legal", "electronic"),
        mode="self",
        screening=screening,
        need="housing",
        plan={"lines": ["Перший крок плану"], "hours": 24},
        ground={"signs": ["d1"], "called": ["102"], "at": 10},
        profile=[
            {
                "own": "Чи маєте Ви документи?",
                "other": "Чи має людина документи?",
                "answers": ["Не всі, є копії"],
            }
        ],
    )
    assert referred(tx, actor, data).kind == "sent"
    case = tx.db.scalars(select(Case).where(Case.person_id == actor.person_id)).one()
    referrals = {
        one.institution_id: one for one in tx.db.scalars(select(Referral).where(Referral.case_id == case.id))
    }
    one_time.file_link(tx, actor.person_id, Attachment("data.txt", "text/plain", "Слова Олени".encode()))
    tx.seal(referrals["legal"], "taken_by", "Прийняв Тарас")
    tx.seal(referrals["social"], "outcome", {"words": "Допомогли з житлом", "result": "met"})
    from bot.db.models import LevelChange

    change = LevelChange(
        id=tx.new_id(),
        case_id=case.id,
        person_id=actor.person_id,
        old="green",
        new="yellow",
        state="done",
        at=tx.now,
    )
    change.asked_by = "iryna"
    tx.seal(change, "reason", "Бо небезпечніше")
    note = CaseNote(id=tx.new_id(), case_id=case.id, person_id=actor.person_id, kind="handed_back", at=tx.now)
    tx.seal(note, "body", "Бо немає місць")
    draft = Conversation(person_id=actor.person_id, visit=3, updated_at=tx.now)
    body = {"frames": [{"flow": "screening", "answers": {"gist": "Недописана думка"}}], "parked": []}
    tx.seal(draft, "body", body)
    identity = tx.db.get_one(Identity, actor.identity_id)
    tx.seal(identity, "memory", {"screen": 1})
    tx.seal(identity, "noted", ["17"])
    tx.db.add_all([change, note, draft])
    tx.db.add(
        ContactAttempt(
            id=tx.new_id(),
            referral_id=referrals["social"].id,
            staff_id="iryna",
            way="call",
            result="no_answer",
            at=tx.now,
        )
    )
    tx.db.add(Feedback(id=tx.new_id(), referral_id=referrals["social"].id, answer="yes", at=tx.now))
    for from_staff, words in ((True, "Приходьте у вівторок"), (False, "Буду о десятій")):
        letter = Letter(
            id=tx.new_id(),
            referral_id=referrals["social"].id,
            person_id=actor.person_id,
            from_staff=from_staff,
            at=tx.now,
        )
        tx.seal(letter, "body", words)
        tx.db.add(letter)
    talk = Talk(
        id=tx.new_id(),
        person_id=actor.person_id,
        region="UA-51",
        staff_id="iryna",
        state="over",
        asked_at=tx.now,
        ended_at=tx.now,
    )
    tx.db.add(talk)
    tx.db.flush()
    for from_staff, words in ((False, "Де взяти ковдру для мами"), (True, "Ковдри є в нас щодня")):
        line = TalkLine(
            id=tx.new_id(), talk_id=talk.id, person_id=actor.person_id, from_staff=from_staff, at=tx.now
        )
        tx.seal(line, "body", words)
        tx.db.add(line)
    for said in (True, False):
        bodies = ["police"] if said else ["ambulance"]
        tx.db.add(
            DutyReport(
                id=tx.new_id(),
                case_id=case.id,
                region="UA-51",
                ground="other",
                bodies=bodies,
                said_aloud=said,
                at=tx.now,
            )
        )
    beside(tx, actor, case, referrals["social"])
    service = Service(
        id=tx.new_id(), institution_id="social", region="UA-51", name="Зразок", modified_at=tx.now
    )
    tx.db.add(service)
    tx.db.flush()
    assert service_unreached(tx, actor, {"service": service.id}).kind == "noted"
    excluded(tx, actor, {"institution": None, "staff": "second"})
    card = FactsFor(tx, cast.actor(tx, "iryna"))({"referral": referrals["social"].id})["card"]
    assert card["client"]["name"] == NAME, "somebody has opened her card"
    new_code(tx, actor.person_id)
    login = StaffLogin(  # whoever was invited once, or worked here
        person_id=actor.person_id,
        name_index="n",
        address="a",
        passphrase_hash="h",
        last_step=1,
        set_at=tx.now,
    )
    tx.seal(login, "totp", "A" * 32)
    tx.db.add(login)
    tx.db.add(
        Outbox(
            person_id=actor.person_id,
            identity_id=identity.id,
            body_sealed=b"x",
            not_before=tx.now,
            created_at=tx.now,
        )
    )
    tx.db.flush()
    return actor


def sealed_of(tx: Tx, person_id: str) -> dict[str, bool]:
    """Every sealed column of every table that speaks of a person: whether anything of hers is in it."""
    found = {}
    for mapper in Base.registry.mappers:
        table = mapper.class_
        hers = table.id if table is Person else getattr(table, "person_id", None)
        if hers is None:
            continue
        for column in (name for name in dict(mapper.columns) if name.endswith("_sealed")):
            filled = select(func.count()).where(hers == person_id, getattr(table, column).is_not(None))
            found[f"{table.__tablename__}.{column}"] = bool(tx.db.scalar(filled))
    return found


OF_STAFF = {"staff.name_sealed", "staff.position_sealed", "staff.phone_sealed"}


async def test_the_made_up_person_has_something_in_every_sealed_column(
    cast: Cast, transact: Callable[..., Any]
) -> None:
    """Otherwise the tests below would say nothing about a column that is new."""
    actor = await transact(lambda tx: live(tx, cast))
    found = await transact(lambda tx: sealed_of(tx, actor.person_id))
    assert {column for column, filled in found.items() if not filled} == OF_STAFF


def export(tx: Tx, person_id: str) -> str:
    assert data_exported(tx, actor_of(tx, person_id), {}).kind == "made"
    (handed,) = tx.handed
    assert handed.person_id == person_id
    assert (handed.attachment.name, handed.attachment.media_type) == ("data.txt", "text/plain; charset=utf-8")
    return handed.attachment.content.decode("utf-8-sig")


async def test_the_file_holds_everything(cast: Cast, transact: Callable[..., Any], clock: Clock) -> None:
    actor = await transact(lambda tx: live(tx, cast))
    clock.move(hours=2)
    text = await transact(lambda tx: export(tx, actor.person_id))
    code = await transact(lambda tx: tx.db.scalars(select(Case.code)).one())
    also = (
        code,
        "Одеська",
        "Telegram",
        "відмова без обґрунтування",  # what was ticked
        "загроза життю",  # what put it on its level
        "102",
        "Житло",
        "Зразок: social",
        "Зразок: legal",
        "Працівник iryna",  # who leads, and who opened the card
        "Працівник second",  # whom she does not want
        "без відповіді",
        "Поліція",
        "направлено",  # what happened, step by step
        "суть звернення",  # what a consent covers
        "Зразок: employment",  # whom she was asked about
        "Де Вас поселено: Зразок: children",
        "надано",  # what aid she had
        "Хто складав спільний план: ЦНАП",
    )
    hers = (show_phone(words) for words in HERS)  # numbers as people read them
    missing = [words for words in (*hers, *also) if words.lower() not in text.lower()]
    assert missing == []
    assert "медична" not in text, "what was not safe to say aloud is not said in a file either"


async def test_the_file_holds_nobody_else_s(cast: Cast, transact: Callable[..., Any]) -> None:
    await transact(lambda tx: live(tx, cast))

    def other(tx: Tx) -> Any:
        text = export(tx, newcomer(tx, "another").person_id)
        return [
            words for words in (*map(show_phone, HERS), "Зразок: social", "Працівник") if words in text
        ], "another" in text

    assert await transact(other) == ([], True)


async def test_a_worker_finds_her_work_in_her_file(cast: Cast, transact: Callable[..., Any]) -> None:
    text = await transact(lambda tx: export(tx, cast.people["iryna"]))
    assert "Працівник iryna" in text
    assert "+380 48 000 00 02" in text


# Erasing ----------------------------------------------------------------------------------------------


async def test_erasing_leaves_nothing_of_hers_that_opens(
    cast: Cast, database: Database, transact: Callable[..., Any], clock: Clock
) -> None:
    actor = await transact(lambda tx: live(tx, cast))
    clock.move(hours=1)

    def erase(tx: Tx) -> Any:
        kind = erased(tx, actor_of(tx, actor.person_id, actor.identity_id, "telegram"), {}).kind
        return kind, tx.moved_to, notices(tx), [sorted(one.give) for one in tx.told]

    kind, blank, told, given = await transact(erase)
    assert kind == "ok"
    assert told == [(cast.people["iryna"], "case_taken_away")]
    assert given == [["code"]]

    def look(tx: Tx) -> None:
        assert {column for column, filled in sealed_of(tx, actor.person_id).items() if filled} == set()
        person = tx.db.get_one(Person, actor.person_id)
        assert (person.key_wrapped, person.erased_at, person.region) == (None, clock.at, None)
        with pytest.raises(ErasedError):
            tx.seal(person, "name", "щось")
        assert tx.db.get_one(Erasure, actor.person_id).at == clock.at
        for table in (SafeContact, PlanTask, CaseNote, ReturnCode, Outbox):
            assert tx.db.scalar(select(func.count()).select_from(table)) == 0
        assert set(tx.db.scalars(select(Referral.state))) == {"withdrawn"}
        assert set(tx.db.scalars(select(Consent.withdrawn_at))) == {clock.at}
        assert list(tx.db.scalars(select(Screening.person_id))) == [None]
        case = tx.db.scalars(select(Case)).one()
        assert case.state == "closed"
        assert tx.db.scalars(select(Audit.action).order_by(Audit.id)).all()[-1] == "erased"

    await transact(look)

    def blank_page(tx: Tx) -> Any:
        identity = identify(tx, Address("telegram", ADDRESS), "uk")
        person = tx.db.get_one(Person, blank)
        return (
            identity.person_id,
            person.name_sealed,
            person.region,
            person.onboarded_at,
            tx.unseal(identity, "address"),
        )

    assert await transact(blank_page) == (blank, None, None, None, ADDRESS)
    assert blank != actor.person_id


HERE, CASE, REFERRAL, DEADLINE, RUN, HASH = "her", "case", "referral", "deadline", "run", "hash"
STAYS: dict[str, tuple[str, set[str]]] = {
    # table: whose rows they are, and the columns that may still say something after an erasure
    "person": (HERE, {"id", "language", "created_at", "seen_at", "erased_at"}),
    "session": (HERE, {"person_id", "visit", "shown_at", "updated_at"}),
    "case": (
        HERE,
        {"id", "code", "person_id", "region", "level", "mode", "opened_by", "state", "opened_at"}
        | {"closed_at", "region_version"},  # by which algorithm she was helped
    ),
    "consent": (  # who was allowed what and until when: the institutions' proof that they had the right to it
        HERE,
        {"id", "person_id", "case_id", "institution_id", "fields", "purpose", "mode", "text_version"}
        | {"taken_by", "given_at", "until", "withdrawn_at"},
    ),
    "referral": (
        HERE,
        {"id", "case_id", "person_id", "institution_id", "consent_id", "track", "leads", "lead_id", "state"}
        | {"taken_at", "sent_at", "accepted_at", "contacted_at", "closed_at"},
    ),
    "feedback": (REFERRAL, {"id", "referral_id", "answer", "at"}),  # whether an institution kept its word
    "deadline": (
        CASE,
        {"id", "case_id", "referral_id", "kind", "level", "started_at", "due_at", "met_at", "heard_at"}
        | {"stage"},
    ),
    "nudge": (
        DEADLINE,
        {"id", "deadline_id", "stage", "whom", "at", "urgent", "repeat", "told_at"},
    ),
    "audit": (  # can only grow: ids, words of the program, the ground of a report by law
        HERE,
        {"id", "at", "person_id", "action", "case_id", "detail", "before", "digest"},
    ),
    "erasure": (HERE, {"person_id", "at"}),
    **dict.fromkeys(  # nothing of her may be left in these
        (
            "identity",
            "return_code",
            "outbox",
            "staff",
            "screening",
            "safe_contact",
            "exclusion",
            "letter",
            "plan_task",
            "level_change",
            "case_note",
            "onward",
            "placement",
            "procedure_run",
            "talk",
            "talk_line",
            "one_time_link",
            "staff_login",
            "login_session",
        ),
        (HERE, set()),
    ),
    "procedure_mark": (RUN, set()),
    "service_check": (HASH, set()),  # with the key one could ask of it whether she was it
    "aid": (CASE, set()),
    "joint_plan": (CASE, set()),
    "contact_attempt": (REFERRAL, set()),
    "case_event": (CASE, set()),
    "duty_report": (CASE, set()),
}
OF_NOBODY = {  # days, places, settings of the installation; what only passes through goes by itself in days
    "guess",
    "transit_key",
    "inbox",
    "dead_letter",
    "institution",
    "invite",
    "step_time",
    "working_group",  # things, never people
    "group_member",
    "group_task",
    "group_report",
    "publication",
    "acquainted",
    "wellbeing",
    "wellbeing_asked",
    "region_version",
    "shelter_place",
    "hold",  # those that have ended go, of the others the case is unlinked
    "paid_month",
    "unanswered",  # words that say nothing of who asked
    "service",  # what institutions offer, and who keeps that true
    "service_change",
    "service_proposal",
    "meta",
}


def told_of(tx: Tx, person_id: str) -> dict[str, set[str]]:
    """Every column of every table that says something in a row of hers."""
    cases = set(tx.db.scalars(select(Case.id).where(Case.person_id == person_id)))
    deadlines = set(tx.db.scalars(select(Deadline.id).where(Deadline.case_id.in_(cases))))
    keys = {
        HERE: ("person_id", {person_id}),
        CASE: ("case_id", cases),
        REFERRAL: (
            "referral_id",
            set(tx.db.scalars(select(Referral.id).where(Referral.person_id == person_id))),
        ),
        DEADLINE: ("deadline_id", deadlines),
        RUN: (
            "run_id",
            set(tx.db.scalars(select(ProcedureRun.id).where(ProcedureRun.person_id == person_id))),
        ),
        HASH: (
            "who_index",
            {
                tx.world.keys.index("unreached", f"{service}:{person_id}")
                for service in tx.db.scalars(select(Service.id))
            },
        ),
    }
    found: dict[str, set[str]] = {}
    for name, (whose, _) in STAYS.items():
        table = Base.metadata.tables[name]
        column, ids = keys[whose]
        hers = table.c["id" if name == "person" else column]
        for row in tx.db.execute(select(table).where(hers.in_(ids))).mappings():
            found.setdefault(name, set()).update(
                key for key, value in row.items() if value not in (None, "", False, 0, {}, [])
            )
    return found


async def test_each_table_is_either_about_somebody_or_about_nobody() -> None:
    assert set(STAYS) | OF_NOBODY == set(Base.metadata.tables)
    assert not set(STAYS) & OF_NOBODY


async def test_what_was_never_sealed_tells_nothing_of_her_either(
    cast: Cast, transact: Callable[..., Any], clock: Clock
) -> None:
    actor = await transact(lambda tx: live(tx, cast))
    await transact(lambda tx: language_chosen(tx, actor, {"language": "en"}))
    before = await transact(lambda tx: told_of(tx, actor.person_id))
    assert {"ground", "need", "screening_id"} <= before["case"]
    assert {"contact_attempt", "case_event", "duty_report", "screening", "service_check"} <= set(before)
    clock.move(hours=1)
    await transact(lambda tx: erased(tx, actor_of(tx, actor.person_id, actor.identity_id, "telegram"), {}))
    left = await transact(lambda tx: told_of(tx, actor.person_id))
    assert {name: said - STAYS[name][1] for name, said in left.items() if said - STAYS[name][1]} == {}

    def of_nobody(tx: Tx) -> Any:
        screening = tx.db.scalars(select(Screening)).one()
        person = tx.db.get_one(Person, actor.person_id)
        reports = tx.db.scalars(select(DutyReport)).all()
        return screening.signals, screening.need, person.language, [one.case_id for one in reports]

    assert await transact(of_nobody) == ({}, None, "uk", [None, None])


async def test_other_addresses_of_hers_are_forgotten(cast: Cast, transact: Callable[..., Any]) -> None:
    def erase(tx: Tx) -> Any:
        actor = newcomer(tx)
        second = identify(tx, Address("web", "cookie"), "uk")
        from bot.services.people import move

        move(tx, second, tx.db.get_one(Person, actor.person_id))
        tx.db.add(
            Outbox(person_id=actor.person_id, identity_id=second.id, not_before=tx.now, created_at=tx.now)
        )
        tx.db.flush()
        erased(tx, actor, {})
        return [one.channel for one in tx.db.scalars(select(Identity))], tx.db.scalar(
            select(func.count(Outbox.id))
        )

    assert await transact(erase) == (["telegram"], 0)


async def test_a_worker_erases_what_concerns_her_as_a_client_and_keeps_her_work(
    cast: Cast, transact: Callable[..., Any]
) -> None:
    def erase(tx: Tx) -> Any:
        actor = cast.actor(tx, "olha")
        place_chosen(tx, actor, {"region": "UA-51", "community": "Зразкова громада"})
        referred(tx, actor, asked(to("social", "electronic", leads=True), mode="self"))
        assert erased(tx, actor, {}).kind == "ok"
        staff = tx.db.get_one(Staff, "olha")
        person = tx.db.get_one(Person, actor.person_id)
        tx.db.refresh(person)
        assert (person.name_sealed, person.community_sealed) == (None, None)
        contacts = tx.db.scalar(select(func.count(SafeContact.id)))
        states = list(tx.db.scalars(select(Referral.state)))
        return (
            tx.unseal(staff, "name"),
            contacts,
            states,
            tx.moved_to,
            tx.db.scalar(select(func.count(Erasure.person_id))),
        )

    assert await transact(erase) == ("Працівник olha", 0, ["withdrawn"], None, 1)


async def test_a_restored_backup_forgets_again_whom_it_brings_back(
    cast: Cast, transact: Callable[..., Any], clock: Clock
) -> None:
    actor = await transact(lambda tx: live(tx, cast))
    at = clock.at + timedelta(hours=1)

    def again(tx: Tx) -> Any:
        return replay(tx, {actor.person_id: at, "nobody": at}), tx.told, tx.erased

    assert await transact(again) == (1, [], []), "who has to know, and the list, have known it since"
    assert await transact(again) == (0, [], [])
    found = await transact(lambda tx: sealed_of(tx, actor.person_id))
    assert not any(found.values())
    erasures = await transact(lambda tx: {one.person_id: one.at for one in tx.db.scalars(select(Erasure))})
    assert erasures == {actor.person_id: at, "nobody": at}


async def test_a_restored_backup_brings_back_no_worker_s_own_case(
    cast: Cast, transact: Callable[..., Any], clock: Clock
) -> None:
    def refer(tx: Tx) -> None:
        referred(tx, cast.actor(tx, "olha"), asked(to("social", "electronic", leads=True), mode="self"))

    await transact(refer)

    def again(tx: Tx) -> Any:
        done = replay(tx, {cast.people["olha"]: tx.now})
        name = tx.unseal(tx.db.get_one(Staff, "olha"), "name")
        return done, name, list(tx.db.scalars(select(Referral.state)))

    assert await transact(again) == (1, "Працівник olha", ["withdrawn"])
    assert await transact(lambda tx: list(tx.db.scalars(select(SafeContact)))) == []

    clock.move(days=1)
    await transact(refer)  # what she does after the last erasure is hers to keep
    at = clock.at - timedelta(days=1)
    assert await transact(lambda tx: replay(tx, {cast.people["olha"]: at})) == 0
    assert "sent" in await transact(lambda tx: list(tx.db.scalars(select(Referral.state))))


async def test_none_of_her_words_are_left_in_the_file_of_the_database(
    cast: Cast, database: Database, transact: Callable[..., Any], database_url: str
) -> None:
    """Not before the erasure (all is sealed), and not after it."""
    if not database_url.startswith("sqlite"):
        database_url = ""
    actor = await transact(lambda tx: live(tx, cast))
    for _ in range(2):
        if database_url:
            dumped = "\n".join(sqlite3.connect(database_url.removeprefix("sqlite:///")).iterdump())
        else:
            dumped = await transact(_all_rows)
        assert [words for words in HERS if words in dumped] == []
        await transact(
            lambda tx: erased(tx, actor_of(tx, actor.person_id, actor.identity_id, "telegram"), {})
        )


def _all_rows(tx: Tx) -> str:
    rows = [row for table in Base.metadata.sorted_tables for row in tx.db.execute(select(table))]
    return "\n".join(" ".join(_readable(value) for value in row) for row in rows)


def _readable(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


# The whole way, as a person goes it ---------------------------------------------------------------------


async def test_she_reads_that_all_is_gone_and_begins_on_a_blank_page(
    cast: Cast, transact: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    words, translator = book(), Translator(("uk", "en"))
    shown: list[Any] = []
    deliver = delivery.deliver

    def watch(tx: Tx, translator: Translator, spoke: Any, through: str | None = None) -> None:
        shown[:] = [spoke]
        deliver(tx, translator, spoke, through)

    monkeypatch.setattr("bot.intake.delivery.deliver", watch)
    address = Address("telegram", ADDRESS)

    def say(said: Any) -> Callable[[Tx], Any]:
        return lambda tx: hear(tx, words, translator, Incoming(address, said))

    await transact(say(Commanded("open", "mine")))
    person_id = shown[-1].person_id
    for choice in ("erase", "yes"):
        screen = next(one.screen for one in shown[-1].says if not one.kept)
        await transact(say(Pressed(choice, screen)))
    (spoke,) = shown
    told = [block.content["m"] for one in spoke.says if one.kept for block in one.blocks]
    assert told[0] == "mine.wiped"
    assert spoke.person_id != person_id
    assert [one for one in spoke.says if not one.kept], "and the first screen stands below it"
    keys = await transact(lambda tx: tx.db.get_one(Person, person_id).key_wrapped)
    assert keys is None


async def test_discretion_outlives_no_erasure(cast: Cast, transact: Callable[..., Any]) -> None:
    def erase(tx: Tx) -> Any:
        actor = newcomer(tx)
        discreet_set(tx, actor, {"on": True})
        erased(tx, actor, {})
        return tx.db.get_one(Person, tx.moved_to).discreet, tx.clears[-1] == tx.moved_to

    assert await transact(erase) == (False, True)
