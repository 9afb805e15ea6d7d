"""Finding help: what a place is used for, and that one search leaves nothing to the next."""

from __future__ import annotations

import json
from typing import Any

import pytest

from flows.engine.said import Sent
from tests.flows.client_world import SERVICE_ROW, World, person
from tests.flows.staff_talk import Talk, said

HERE = {"lat": 46.48, "lon": 30.72}


def finding(world: World) -> Talk:
    return world.talk("find")


def there_is(world: World, *rows: dict[str, str]) -> None:
    world.facts["found"] = {**world.facts["found"], "rows": list(rows), "none": not rows}


def test_a_place_is_forgotten_before_what_is_near_is_shown() -> None:
    world = person()
    there_is(world, SERVICE_ROW)
    talk = finding(world)
    talk.press("near")
    talk.say(Sent("location", HERE))
    assert talk.at() == "find.nearby"
    kept = json.dumps(talk.session.to_json())
    assert "46.48" not in kept
    assert "30.72" not in kept


def test_what_was_near_is_forgotten_with_the_next_search() -> None:
    world = person()
    there_is(world, SERVICE_ROW)
    talk = finding(world)
    talk.press("near")
    talk.say(Sent("location", HERE))
    assert talk.session.top.answers["nearest"]
    talk.press("otherwise")
    assert not talk.session.top.answers["nearest"]


def test_where_nothing_is_near_the_place_is_forgotten_too() -> None:
    talk = finding(person())
    talk.press("near")
    talk.say(Sent("location", HERE))
    assert talk.at() == "find.far"
    assert "46.48" not in json.dumps(talk.session.to_json())


def test_a_new_search_is_not_narrowed_by_the_one_before() -> None:
    world = person()
    there_is(world, SERVICE_ROW)
    talk = finding(world)
    talk.press("needs", "housing")
    assert talk.session.top.answers["need"] == "housing"
    talk.type("садок")
    answers = talk.session.top.answers
    assert (answers["query"], answers["need"], answers["skip"]) == ("садок", None, None)


def test_words_of_danger_show_the_numbers_before_what_was_found() -> None:
    world = person()
    there_is(world, SERVICE_ROW)
    world.facts["found"]["danger"] = {"first": "calls", "calls": world.facts["emergency"], "listen": []}
    talk = finding(world)
    talk.type("він мене б'є")
    kinds = [block.kind for block in talk.screen.blocks]
    assert kinds.index("phones") < len(kinds) - 1
    assert "102" in talk.words().split("Ось що знайшлося")[0]
    assert talk.screen.buttons[0].id == "help"


def test_a_record_that_is_gone_says_so_and_leads_on() -> None:
    world = person()
    there_is(world, SERVICE_ROW)
    talk = finding(world)
    talk.type("прихисток")
    talk.press(SERVICE_ROW["id"])
    assert talk.at() == "find.gone"
    talk.press("hotlines")
    assert "116 123" in talk.words()


@pytest.mark.parametrize(
    ("card", "warns"),
    [
        ({"state": "paused", "notice": "Ремонт до весни."}, "Зараз не працює. Ремонт до весни."),
        ({"stale": True}, "Запис міг застаріти: зателефонуйте, перш ніж іти."),
        ({"stale": True, "phones": []}, "Запис міг застаріти: спершу перепитайте в того, хто знає."),
        ({"fresh": "Підтверджено вчора."}, "Підтверджено вчора."),
        ({"sample": True}, "Це зразок: такої послуги насправді немає."),
    ],
)
def test_what_is_shared_warns_of_what_the_card_warns_of(card: dict[str, Any], warns: str) -> None:
    world = person()
    there_is(world, SERVICE_ROW)
    world.facts["service"] = {
        "id": SERVICE_ROW["id"],
        "name": "Порада",
        "state": "active",
        "phones": [{"number": "+380441234567", "name": "", "hours": ""}],
        "copy": "Порада",
        **card,
    }
    talk = finding(world)
    talk.type("порада")
    talk.press(SERVICE_ROW["id"], "share")
    assert warns in said(talk.kept[-1])
