from __future__ import annotations

import pytest

from flows.engine.message import M
from flows.policy.words import NEEDS, SIGNALS, TRACKS
from flows.rules import needs, signals
from flows.rules.signals import CATALOGUE, REASONS, why

LABELS = [
    (message, voice)
    for signal in CATALOGUE
    for message, voice in (
        (signal.self_label, "self"),
        (signal.specialist_label, "other"),
        (signal.short, "short"),
    )
]


def test_the_catalogue_has_the_ids_that_regions_may_name() -> None:
    assert {group: tuple(one.id for one in signals.of_group(group)) for group in SIGNALS} == dict(SIGNALS)


def test_the_catalogue_of_needs_has_the_ids_that_regions_may_name() -> None:
    assert tuple(needs.NEEDS) == NEEDS
    assert {need.track for need in needs.CATALOGUE} <= set(TRACKS)


def test_every_message_has_an_id_of_its_own() -> None:
    ids = [message.id for message, _ in LABELS] + [message.id for message in REASONS.values()]
    ids += [label.id for need in needs.CATALOGUE for label in (need.self_label, need.specialist_label)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("message", "voice"), LABELS, ids=lambda one: getattr(one, "id", one))
def test_a_label_fits_a_button_and_asks_nothing(message: M, voice: str) -> None:
    assert message.id.endswith(voice)
    assert 0 < len(message.text) <= 100
    assert "?" not in message.text


def test_a_person_is_spoken_to_and_a_specialist_is_told_of_a_person() -> None:
    for signal in CATALOGUE:
        assert not {"Ви", "Вас", "Вам", "Вами"} & set(signal.specialist_label.text.replace(",", " ").split())
        assert "людин" not in signal.self_label.text.lower()


def test_why_names_signs_and_what_was_left_open_and_skips_what_it_does_not_know() -> None:
    texts = why(["e6", "held_not_clarified", "d99"])
    assert [text["m"] for text in texts] == ["signal.e6.short", "reason.held_not_clarified"]
