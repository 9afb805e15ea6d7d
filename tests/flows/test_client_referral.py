"""Consent for each recipient, then a referral to exactly those who were agreed to."""

from __future__ import annotations

from typing import Any

import pytest

from flows.definitions.consent import DAYS
from flows.definitions.rules import RULES
from flows.engine.conditions import Scope
from tests.flows.client_world import (
    CODE,
    NUMBER,
    RETURN_CODE,
    SCREENING,
    World,
    directory,
    facts,
    institution_id,
    person,
    specialist,
)
from tests.flows.staff_talk import Talk, plain, said

SOCIAL, EMPLOYMENT, LEGAL, LABOUR, CHILDREN = (
    institution_id(kind) for kind in ("social", "employment", "legal", "labour", "children")
)


def to_referral(world: World, *ticks: str, mode: str = "self", need: str = "work") -> Talk:
    """A screening with these signals (yellow unless there are none), up to the choice of recipients."""
    talk = world.talk("screening", mode=mode)
    talk.press("yes" if mode == "self" else "go", "@none")
    for group in "iev":
        mine = [f"+{one}" for one in ticks if one.startswith(group)]
        talk.press(*mine, "@done" if mine else "@none")
    talk.press(need)
    while talk.at().startswith("asking."):
        talk.press("skip")
    talk.press("confirm", "refer")
    assert talk.at() in ("referral.recipients", "contact.way")
    return talk


def in_danger(world: World, *, mode: str = "self", child: str | None = None) -> Talk:
    talk = world.talk("screening", mode=mode)
    talk.press("yes" if mode == "self" else "go", "+d1", "@done")
    if mode != "self":
        talk.press("+102", "@done", "now")
    talk.press(*(["yes", child] if child else ["no"]), "confirm", "refer")
    return talk


def told_contact(talk: Talk, mode: str = "self") -> None:
    """Choose the recipients as they are preset, where there is a choice; then contact, name and gist."""
    if talk.at() == "referral.recipients":
        talk.press("@done")
    if mode == "self":
        talk.press("here", "any", "skip")
    else:
        talk.press("call")
        talk.type(NUMBER)
        talk.press("any", "only", "skip")
    talk.type("О. П.")


def planned(talk: Talk) -> None:
    talk.press("legal", "lead", "waits", "48")


def recipients(world: World) -> list[str]:
    return [one["institution"] for one in world.did("referred")["recipients"]]


def preset(talk: Talk) -> list[str]:
    return [button.id[1:] for button in talk.screen.buttons if button.ticked]


# What was wished for --------------------------------------------------------------------------------------

PSYCHOLOGICAL = institution_id("psychological")


def wished(world: World, wish: str, *ticks: str) -> Talk:
    """The choice of recipients for somebody who came from the card of a service."""
    talk = world.talk("screening", mode="self", wish=wish)
    danger = [one for one in ticks if one.startswith("+d")]
    talk.press("yes", *(danger or ["@none"]), *(["@done"] if danger else []))
    if danger:
        talk.press("no", "confirm", "refer")
        return talk
    for group in "iev":
        mine = [one for one in ticks if one.startswith(f"+{group}")]
        talk.press(*mine, "@done" if mine else "@none")
    talk.press("work")
    while talk.at().startswith("asking."):
        talk.press("skip")
    talk.press("confirm", "refer")
    return talk


def test_a_wish_stands_beside_those_the_case_leads_to_and_can_be_taken_off() -> None:
    world = person()
    plain_talk = to_referral(person())
    talk = wished(world, PSYCHOLOGICAL)
    assert talk.at() == "referral.recipients"
    assert PSYCHOLOGICAL in preset(talk)
    assert PSYCHOLOGICAL not in (preset(plain_talk) if plain_talk.at() == "referral.recipients" else [])
    talk.press(f"-{PSYCHOLOGICAL}", "@done")
    assert talk.at() == "contact.way"


def test_a_wish_is_asked_for_consent_like_everybody_and_does_not_lead() -> None:
    world = person()
    talk = wished(world, PSYCHOLOGICAL)
    told_contact(talk)
    talk.press("skip")
    asked = []
    while talk.at().startswith("consent."):
        asked.append(talk.session.top.answers["recipient"])
        talk.press("agree")
    assert PSYCHOLOGICAL in [one["id"] for one in asked]
    talk.press("send")
    sent = {one["institution"]: one for one in world.did("referred")["recipients"]}
    assert not sent[PSYCHOLOGICAL]["leads"]


def test_in_danger_and_for_whom_nobody_may_ask_a_wish_changes_nothing() -> None:
    for wish in (PSYCHOLOGICAL, LEGAL, "nobody", ""):
        told = wished(person(), wish, "+d1")
        assert {one.id for one in told.screen.buttons} == {
            one.id for one in in_danger(person()).screen.buttons
        }
        assert preset(told) == preset(in_danger(person()))


def test_who_takes_no_referrals_is_no_wish() -> None:
    world = person()
    for one in world.facts["directory"]:
        one["takes_referrals"] = one["id"] != PSYCHOLOGICAL
    talk = wished(world, PSYCHOLOGICAL)
    assert PSYCHOLOGICAL not in [one.id[1:] for one in talk.screen.buttons]


def test_a_specialist_is_told_whose_records_nobody_confirmed_lately() -> None:
    world = specialist()
    for one in world.facts["directory"]:
        one["stale"] = one["id"] == LEGAL
    name = next(one["name"] for one in world.facts["directory"] if one["id"] == LEGAL)
    talk = to_referral(world, "e1", mode="beside")
    assert f"Давно не підтверджено, чи все так: {name}." in talk.words()
    assert "Давно не підтверджено" not in to_referral(specialist(), "e1", mode="beside").words()


# Who may be asked -----------------------------------------------------------------------------------------


def test_the_protecting_body_leads_and_employment_goes_beside() -> None:
    talk = to_referral(specialist(), "e1", mode="beside")
    assert preset(talk) == [SOCIAL, LEGAL, LABOUR, EMPLOYMENT]
    assert "веде" in str(talk.screen.buttons[0].label)


def test_a_person_on_her_own_is_offered_only_those_who_get_the_alert() -> None:
    talk = to_referral(person(), "e1")
    assert preset(talk) == [SOCIAL, EMPLOYMENT]


def test_the_one_who_leads_is_there_even_where_the_need_opens_another_track() -> None:
    talk = World(facts()).talk("screening", mode="self")
    talk.press("yes", "@none", "@none", "@none", "@none", "@more", "child", "no", "confirm", "refer")
    assert preset(talk) == [SOCIAL, CHILDREN]


def test_who_stands_beside_the_childrens_service_is_there_though_no_track_leads_to_it() -> None:
    told = facts()
    told["region"] = {**told["region"], "lead": {**told["region"]["lead"], "children": "leads"}}
    talk = World(told).talk("screening", mode="self")
    talk.press("yes", "@none", "@none", "@none", "@none", "@more", "child", "no", "confirm", "refer")
    assert preset(talk) == [CHILDREN, SOCIAL]


def test_an_institution_that_cannot_take_it_is_never_offered() -> None:
    told = facts(roles=("specialist",))
    told["directory"] = [
        {**one, "takes_referrals": one["kind"] != "legal"} for one in directory() if one["kind"] != "labour"
    ]
    assert LEGAL not in preset(to_referral(World(told), "i1", mode="beside"))


def test_where_nobody_can_take_it_there_are_numbers_and_places() -> None:
    told = facts()
    told["directory"] = directory(takes_referrals=False)
    world = World(told)
    talk = world.talk("screening", mode="self")
    talk.press("yes", "@none", "+i1", "@done", "@none", "@none", "work", "confirm", "refer")
    assert talk.at() == "without.help"
    assert "поки немає установи" in talk.words()
    assert "0 800 213 103" in talk.words()
    talk.press("ok")
    assert "referred" not in world.names()


def test_in_danger_only_what_keeps_safe_opens_now() -> None:
    talk = in_danger(specialist(), mode="beside", child="carer")
    assert preset(talk) == [SOCIAL, CHILDREN]
    assert "Згодом" in talk.words()


def test_a_sample_says_so_where_consent_is_asked() -> None:
    talk = to_referral(person(), "i1")
    told_contact(talk)
    talk.press("skip")
    assert "Зразок: соціальна служба" in talk.words()
    assert "не справжня установа" in talk.words()


# Consent --------------------------------------------------------------------------------------------------


def test_consent_says_who_gets_what_why_and_until_when() -> None:
    talk = to_referral(person(), "i1")
    told_contact(talk)
    talk.type("Відмовили в роботі.")
    words = talk.words()
    assert "Навіщо:" in words
    told = (
        "ім'я",
        "телефон або чат",
        "спосіб і час",
        "яка допомога",
        "суть звернення",
        "наскільки це терміново",
    )
    for field in told:
        assert field in words
    assert f"{DAYS} днів" in words
    assert "Відкликати" in words


def test_what_was_not_said_is_not_passed_on() -> None:
    world = person()
    talk = to_referral(world, "i1")
    talk.press("@done", "here", "any", "skip", "skip", "skip", "agree", "agree", "send")
    fields = {tuple(one["fields"]) for one in world.did("referred")["recipients"]}
    assert fields == {("contact", "contact_way", "need", "level")}
    assert world.did("referred")["client"] == {"name": None}
    assert world.did("referred")["gist"] is None


def test_her_own_press_is_electronic_consent() -> None:
    world = person()
    talk = to_referral(world, "i1")
    told_contact(talk)
    talk.press("skip", "agree", "agree", "send")
    sent = world.did("referred")
    assert [one["mode"] for one in sent["recipients"]] == ["electronic", "electronic"]
    assert [one["leads"] for one in sent["recipients"]] == [True, False]
    assert sent["screening"] == SCREENING
    assert sent["path"] == "consent"
    assert sent["ground"] is None


def test_whoever_is_refused_is_left_out_and_the_next_one_leads() -> None:
    world = person()
    talk = to_referral(world, "i1")
    told_contact(talk)
    talk.press("skip", "refuse")
    assert "має зв'язатися першою" in talk.words()
    talk.press("agree", "send")
    assert recipients(world) == [EMPLOYMENT]
    assert world.did("referred")["recipients"][0]["leads"]


def next_asked(chosen: str, *, refused: str = "", agreed: str = "") -> tuple[str, bool] | None:
    """Who is asked next, and whether as the leading one. Small letters are not on the system; A is the
    region's own."""
    names = "Abcd" if "A" in chosen else "AbCd"
    rows = [
        {"id": one, "name": one, "inform": False, "track": "social", "purpose": "", "modes": ["oral"]}
        for one in names
    ]
    given = [{"institution": one, "answer": "yes" if one in agreed else "no"} for one in (*refused, *agreed)]
    told = {**facts(roles=("specialist",))}
    told["directory"] = [{"id": one, "on_system": one.isupper()} for one in names]
    answers = {"mode": "beside", "proposed": {"recipients": rows}, "recipients": [*chosen], "given": given}
    row = RULES["referral.next"](Scope(answers, told))
    return (row["id"], row["leads"]) if row else None


def test_where_the_leading_one_is_unticked_one_whose_staff_get_the_alert_leads() -> None:
    assert next_asked("Abd") == ("A", True)
    assert next_asked("bCd") == ("C", True), "not just the next of the list"
    assert next_asked("bCd", agreed="C") == ("b", False)
    assert next_asked("bCd", refused="C") == ("b", True), "only bodies off the system are left"
    assert next_asked("bd") == ("b", True)
    assert next_asked("bd", agreed="bd") is None


def test_where_only_bodies_off_the_system_are_left_it_is_said_plainly() -> None:
    told = facts(roles=("specialist",))
    for one in told["directory"]:
        one["on_system"] = False
    world = World(told, promise="none")
    talk = to_referral(world, "i1", mode="beside")
    told_contact(talk, "beside")
    talk.press("skip")
    planned(talk)
    while talk.at() == "consent.read":
        talk.press("oral")
    talk.press("send")
    words = said(talk.kept[-1])
    assert "сповіщення там ніхто не отримає" in words
    assert "першим контактом для людини лишаєтеся Ви" in words
    assert "ніхто не чергує" not in words


def test_all_refused_nothing_is_sent_and_help_goes_on() -> None:
    world = person()
    talk = to_referral(world, "i1")
    told_contact(talk)
    talk.press("skip", "refuse", "refuse")
    assert talk.at() == "without.help"
    assert "Рішення за Вами" in talk.words()
    talk.press("ok")
    assert "referred" not in world.names()


def test_an_institution_may_be_excluded_for_good() -> None:
    world = person()
    talk = to_referral(world, "i1")
    told_contact(talk)
    talk.press("skip", "exclude", "agree", "send")
    assert world.did("excluded") == {"institution": SOCIAL, "staff": None}
    assert recipients(world) == [EMPLOYMENT]


def test_no_recipient_chosen_is_a_no() -> None:
    talk = to_referral(person(), "i1")
    talk.press(*(f"-{one}" for one in preset(talk)), "@none")
    assert talk.at() == "without.help"


def test_going_back_before_sending_asks_for_consent_anew() -> None:
    world = person()
    talk = to_referral(world, "i1")
    told_contact(talk)
    talk.press("skip", "agree", "@back")
    assert talk.at() == "referral.gist"
    talk.press("skip", "refuse", "agree", "send")
    assert recipients(world) == [EMPLOYMENT]


def test_oral_consent_is_witnessed_and_paper_is_signed() -> None:
    world = specialist()
    talk = to_referral(world, "i1", mode="beside")
    told_contact(talk, "beside")
    talk.press("skip")
    planned(talk)
    assert {"oral", "paper", "refuse"} <= set(talk.ids())
    talk.press("oral", "paper", "signed", "refuse", "send")
    assert [one["mode"] for one in world.did("referred")["recipients"]] == ["oral", "paper"]


def test_a_signature_that_was_not_given_is_a_no() -> None:
    world = specialist()
    talk = to_referral(world, "i1", mode="beside")
    told_contact(talk, "beside")
    talk.press("skip")
    planned(talk)
    talk.press("paper", "refuse", "oral", "oral", "send")
    assert SOCIAL not in recipients(world)


def test_on_the_phone_nothing_can_be_signed() -> None:
    talk = to_referral(specialist(), "i1", mode="phone")
    told_contact(talk, "phone")
    talk.press("skip")
    planned(talk)
    assert "by_phone" in talk.ids()
    assert not {"paper", "oral"} & set(talk.ids())


@pytest.mark.parametrize(("mode", "words"), [("self", "при зустрічі"), ("phone", "на папері")])
def test_where_only_paper_counts_a_press_or_a_call_is_no_consent(mode: str, words: str) -> None:
    world = World(facts(roles=() if mode == "self" else ("specialist",)))
    world.facts["directory"] = directory(consent_modes=["paper"])
    talk = to_referral(world, "i1", mode=mode)
    rows = [one for one in talk.screen.buttons if one.id.startswith("+")]
    assert rows, "nobody is preselected"
    assert all(plain(one.label).endswith("лише при зустрічі") for one in rows)
    talk.press(*[one.id for one in rows], "@done")
    told_contact(talk, mode)
    talk.press("skip")
    if mode != "self":
        planned(talk)
    while talk.at() == "consent.no_way":
        assert words in talk.words()
        talk.press("ok")
    assert talk.at() == "without.help"
    assert "referred" not in world.names()


def test_the_regions_written_consent_is_law_for_an_institution_too() -> None:
    told = facts()
    told["region"] = {**told["region"], "consent": {**told["region"]["consent"], "modes": ["paper"]}}
    talk = to_referral(World(told), "i1")
    talk.press(next(one.id for one in talk.screen.buttons if one.id.startswith("+")), "@done")
    told_contact(talk)
    talk.press("skip")
    assert talk.at() == "consent.no_way"


@pytest.mark.parametrize("child", ["alone", "parent"])
def test_on_a_childs_path_no_parent_is_asked_but_the_others_still_are(child: str) -> None:
    world = specialist()
    talk = in_danger(world, mode="beside", child=child)
    told_contact(talk, "beside")
    assert talk.at() == "consent.read"
    talk.press("refuse")
    assert talk.at() == "consent.inform"
    assert "Згоди батьків не питаємо" in talk.words()
    talk.press("tell", "send")
    sent = world.did("referred")
    assert sent["path"] == "child"
    assert [(one["institution"], one["mode"]) for one in sent["recipients"]] == [(CHILDREN, None)]


def test_with_a_trusted_adult_the_childrens_service_needs_consent_too() -> None:
    world = specialist()
    talk = in_danger(world, mode="beside", child="carer")
    told_contact(talk, "beside")
    talk.press("oral")
    assert talk.at() == "consent.read"


# What is sent ---------------------------------------------------------------------------------------------


def test_in_danger_nobody_tells_what_happened() -> None:
    world = specialist()
    talk = in_danger(world, mode="phone")
    told_contact(talk, "phone")
    assert talk.at() == "consent.read"
    talk.press("by_phone", "send")
    sent = world.did("referred")
    assert sent["gist"] is None
    assert sent["plan"] is None
    assert sent["ground"] == {"signs": ["d1"], "called": ["102"], "at": 0}


def test_the_plan_says_what_who_where_and_when() -> None:
    world = specialist()
    talk = to_referral(world, "i1", mode="beside")
    told_contact(talk, "beside")
    talk.press("skip")
    talk.type("Зустріч у середу")
    talk.press("sender", "at0", "24", "oral", "refuse", "refuse")
    words = talk.words()
    for line in ("Зустріч у середу", "Телефонує той, хто перенаправив", "Косовська", "24 годин"):
        assert line in words
    talk.press("send")
    assert world.did("referred")["plan"]["hours"] == 24
    assert len(world.did("referred")["plan"]["lines"]) == 4


def test_everything_is_looked_over_before_it_is_sent() -> None:
    world = person()
    talk = to_referral(world, "i1")
    told_contact(talk)
    talk.type("Відмовили в роботі.")
    talk.press("agree", "agree")
    assert talk.at() == "referral.check"
    assert talk.screen.protect
    for line in ("соціальна служба", "О. П.", "Відмовили в роботі.", "Telegram", "з 8:00 до 21:00"):
        assert line in talk.words()
    assert "referred" not in world.names()
    talk.press("cancel", "ok")
    assert "referred" not in world.names()


def sent_by(world: World) -> Talk:
    talk = to_referral(world, "i1")
    told_contact(talk)
    talk.press("skip", "agree", "agree", "send")
    return talk


def test_after_sending_the_code_who_calls_and_by_when_stay() -> None:
    talk = sent_by(person())
    kept = said(talk.kept[-1])
    for word in (CODE, "2026-11-24", "Ведуча Зразок"):
        assert word in kept
    assert talk.at() == "menu.hub"


def test_where_nobody_is_on_duty_nothing_is_promised_and_numbers_are_given() -> None:
    talk = sent_by(World(facts(), promise="none"))
    kept = said(talk.kept[-1])
    assert "не обіцяємо" in kept
    assert "116 123" in kept
    assert "мають зв'язатися" not in kept


@pytest.mark.parametrize(("need", "lines"), [(None, "116 123"), ("work", "15-45")])
def test_where_samples_stand_for_institutions_that_is_said_and_lines_are_given(
    need: str | None, lines: str
) -> None:
    world = World(facts(), promise="nobody")
    if need is None:
        kept = said(sent_by(world).kept[-1])
    else:
        talk = to_referral(world, need=need)
        told_contact(talk)
        talk.press("skip", "agree", "send")
        kept = said(talk.kept[-1])
    assert "Це показ" in kept
    assert lines in kept
    for promised in ("зв'язатися", "отримає", "Відповідає"):
        assert promised not in kept


@pytest.mark.parametrize(
    ("promise", "words"),
    [
        ("roster", "Відповідь має бути тут, на цій сторінці, до"),
        ("none", "заходьте сюди по відповідь"),
    ],
)
def test_whoever_comes_for_the_answer_herself_is_promised_no_call_and_gets_a_code(
    promise: str, words: str
) -> None:
    talk = to_referral(World(facts(channel="web", has_code=False), promise=promise), "i1")
    talk.press("@done", "page", "skip", "skip", "agree", "agree", "send")
    kept = said(talk.kept[-1])
    assert words in kept
    assert "мають зв'язатися" not in kept
    assert talk.at() == "referral.keep_code"


def test_in_a_chat_the_answer_is_promised_there_and_no_code_is_pressed_on_her() -> None:
    talk = to_referral(person(channel="telegram"), "i1")
    talk.press("@done", "here", "any", "skip", "skip", "skip", "agree", "agree", "send")
    assert "Вам мають написати тут, у чаті, до" in said(talk.kept[-1])
    assert talk.at() == "menu.hub"


def test_on_a_phone_that_others_read_only_a_code_stays() -> None:
    talk = sent_by(person(discreet=True))
    assert said(talk.kept[-1]) == f"Готово | {CODE}"
    assert "Ведуча Зразок" in talk.words()
    talk.press("ok")
    assert talk.at() == "menu.hub"


def test_an_ordinary_request_is_asked_about_once_and_promises_no_call() -> None:
    talk = to_referral(person(), need="work")
    told_contact(talk)
    talk.press("skip", "agree", "send")
    kept = said(talk.kept[-1])
    assert "Через 3 дні" in kept
    assert "зв'язатися до" not in kept


def test_the_clients_return_code_is_shown_to_the_specialist_but_does_not_stay() -> None:
    world = specialist()
    talk = to_referral(world, "i1", mode="beside")
    told_contact(talk, "beside")
    talk.press("skip")
    planned(talk)
    talk.press("oral", "refuse", "refuse", "send")
    assert RETURN_CODE in talk.words()
    assert RETURN_CODE not in "".join(said(one) for one in talk.kept)
    talk.press("ok")
    assert talk.at() == "menu.hub"


def test_a_recipient_not_on_the_system_is_told_by_hand_and_it_is_written_down_who_took_it() -> None:
    world = specialist()
    talk = to_referral(world, "e1", mode="beside")
    told_contact(talk, "beside")
    talk.press("skip")
    planned(talk)
    talk.press("refuse", "refuse", "oral", "oral", "send", "ok")
    assert talk.at() == "referral.outside"
    first, second = (button.id for button in talk.screen.buttons if button.id != "later")
    talk.press(first, "form")
    assert world.did("form_wanted") == {"referral": first}
    assert "окремим файлом" in talk.words()
    talk.press("taken")
    talk.type("Чергова юристка")
    assert world.did("handed_over") == {"referral": first, "taken_by": "Чергова юристка"}
    assert first not in talk.ids()
    talk.press(second, "list", "later", "ok")
    assert talk.at() == "menu.hub"


def test_what_still_waits_for_a_signature_is_not_handed_over() -> None:
    world = World(facts(roles=("specialist",)), waits=True)
    talk = to_referral(world, "e1", mode="beside")
    told_contact(talk, "beside")
    talk.press("skip")
    planned(talk)
    talk.press("oral", "oral", "refuse", "refuse", "send")
    assert "підписати керівництво" in said(talk.kept[-1])
    talk.press("ok")
    assert talk.at() == "menu.hub"


def test_in_vinnytsia_the_specialist_stays_first_contact() -> None:
    world = World(facts("UA-05", roles=("specialist",)))
    talk = to_referral(world, "i1", mode="beside")
    told_contact(talk, "beside")
    talk.press("skip")
    planned(talk)
    while talk.at() == "consent.read":
        talk.press("oral")
    talk.press("send")
    assert "першим контактом для людини лишаєтеся Ви" in said(talk.kept[-1])


@pytest.mark.parametrize(("event", "words"), [("form_wanted", "недоступна"), ("handed_over", "недоступна")])
def test_what_is_not_permitted_by_hand_is_said_kindly(event: str, words: str) -> None:
    kinds: dict[str, Any] = {event: "not_permitted"}
    world = World(facts(roles=("specialist",)), **kinds)
    talk = to_referral(world, "i1", mode="beside")
    told_contact(talk, "beside")
    talk.press("skip")
    planned(talk)
    talk.press("refuse", "refuse", "oral", "send", "ok")
    talk.press(next(button.id for button in talk.screen.buttons if button.id != "later"))
    if event == "form_wanted":
        talk.press("form")
    else:
        talk.press("taken")
        talk.type("Хтось")
    assert words in talk.words()


@pytest.mark.parametrize(
    ("outcome", "at"), [("not_permitted", "referral.refused"), ("nobody", "without.help")]
)
def test_a_referral_that_could_not_be_sent_says_so_and_helps(outcome: str, at: str) -> None:
    talk = sent_by(World(facts(), referred=outcome))
    assert talk.at() == at
    assert talk.kept == []
    talk.press("ok")
    assert talk.at() == "menu.hub"
