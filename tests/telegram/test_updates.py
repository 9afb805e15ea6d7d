from __future__ import annotations

import json

from handlers.telegram.places import coarse
from handlers.telegram.updates import taken, unnamed
from tests.fakes.bot_api_chat import SAMPLES


def test_a_shared_location_keeps_a_kilometre_and_nothing_finer() -> None:
    shared = {
        "message": {
            "location": {
                "latitude": 46.482526,
                "longitude": 30.723309,
                "horizontal_accuracy": 5,
                "heading": 90,
            },
            "venue": {
                "location": {"latitude": 46.482526, "longitude": 30.7},
                "title": "дім",
                "address": "вул.",
            },
            "reply_to_message": {"location": {"latitude": -0.06, "longitude": "?"}},
        }
    }
    assert coarse(shared) == {
        "message": {
            "location": {"latitude": 46.48, "longitude": 30.72},
            "venue": {"location": {"latitude": 46.48, "longitude": 30.7}},
            "reply_to_message": {"location": {"latitude": -0.06, "longitude": None}},
        }
    }


def test_everything_else_stays_as_it_was() -> None:
    update = {
        "update_id": 5,
        "message": {"chat": {"title": "т", "id": 7}, "text": "46.482526", **SAMPLES["photo"]},
    }
    assert json.loads(taken(json.loads(json.dumps(update))).payload) == update


def test_an_update_is_named_by_its_own_id() -> None:
    update = taken({"update_id": 12, "message": {"chat": {"id": 7, "type": "private"}}})
    assert (update.external, update.id, update.group) == ("12", 12, None)


def test_what_has_no_id_is_named_by_its_content() -> None:
    assert taken(["?"]).external == taken(["?"]).external
    assert taken(["?"]).external != taken(["!"]).external
    assert taken({"update_id": True}).id is None
    assert unnamed(b"\xff").payload == b"\xff"


def test_a_depth_that_calls_could_not_follow_is_walked() -> None:
    deep: object = {"latitude": 1.23}
    for _ in range(5_000):
        deep = [deep]
    assert coarse(deep) is deep
