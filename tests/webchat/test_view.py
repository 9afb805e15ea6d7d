from __future__ import annotations

import json
from dataclasses import replace

import pytest

from handlers.shown import Shown
from handlers.webchat.view import FILES, KEPT, View
from tests.webchat.samples import ALL, CODE, NUMBERS, OFFER, QUESTION, TICKS, view_of


def test_a_kept_message_is_added_and_any_other_replaces_the_present_screen() -> None:
    view = view_of(QUESTION, CODE, NUMBERS, TICKS)
    assert [card.shown for card in view.kept] == [CODE, NUMBERS]
    assert view.present is not None
    assert view.present.shown == TICKS
    assert view.present.key == "key-3"


def test_only_the_newest_kept_messages_stay_in_their_order() -> None:
    view = view_of(*[replace(OFFER, screen=str(number)) for number in range(KEPT + 5)])
    assert [card.shown.screen for card in view.kept] == [str(number) for number in range(5, KEPT + 5)]
    assert view.fresh == KEPT


@pytest.mark.parametrize(
    ("shown", "fresh"),
    [
        ((QUESTION,), 0),
        ((QUESTION, CODE), 1),
        ((QUESTION, CODE, NUMBERS, TICKS), 2),
        ((QUESTION, CODE, TICKS, replace(TICKS, blocks=())), 1),
        ((QUESTION, CODE, TICKS, QUESTION), 0),
        ((QUESTION, CODE, TICKS, OFFER), 2),
        ((QUESTION, CODE, TICKS, OFFER, QUESTION), 2),
        ((QUESTION, CODE, TICKS, OFFER, QUESTION, TICKS), 0),
    ],
    ids=[
        "nothing kept",
        "one came by itself",
        "two came with the next screen",
        "the same screen drawn again folds nothing",
        "the next screen folds what was read",
        "what comes by itself stands beside what is still open",
        "the screen after it does not fold it",
        "the one after that does",
    ],
)
def test_kept_messages_stand_open_until_the_person_has_moved_on(shown: tuple[Shown, ...], fresh: int) -> None:
    assert view_of(*shown).fresh == fresh


def test_sensitive_messages_go_and_nothing_old_takes_their_place() -> None:
    secret = replace(NUMBERS, protect=True)
    view = view_of(OFFER, QUESTION, TICKS, CODE, secret, QUESTION)
    left = view.unprotected()
    assert [card.shown for card in left.kept] == [OFFER, CODE]
    assert (left.present, left.fresh) == (view.present, 1)
    assert view_of(CODE, replace(QUESTION, protect=True)).unprotected().present is None


def test_a_view_goes_through_json_unchanged() -> None:
    view = view_of(*ALL, *[CODE] * (FILES + 1), TICKS)
    assert View.from_json(json.loads(json.dumps(view.to_json()))) == view
    assert View.from_json(json.loads(json.dumps(View().to_json()))) == View()


def test_files_are_found_by_their_key_and_only_the_newest_are_kept() -> None:
    view = view_of(*[CODE] * (FILES + 2), QUESTION)
    assert view.file("key-0") is None
    assert view.file("key-1") is None
    assert [view.file(f"key-{number}") for number in range(2, FILES + 2)] == [CODE.attachment] * FILES
    assert view.file(f"key-{FILES + 2}") is None
    assert view.file("never") is None
    assert [card.lapsed for card in view.kept] == [True, True, *[False] * FILES]


def test_the_present_screen_may_hold_a_file_too() -> None:
    view = view_of(replace(QUESTION, attachment=CODE.attachment))
    assert view.file("key-0") == CODE.attachment
