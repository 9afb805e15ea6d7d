"""What a region's data changes in the staff's conversations."""

from __future__ import annotations

import pytest

from bot.regions import Regions, load
from tests.flows.staff_talk import Talk, answers, plain
from tests.flows.staff_world import CODE, REFERRAL, book, card, facts


@pytest.fixture(scope="module")
def regions() -> Regions:
    return load()


@pytest.mark.parametrize("region", ["UA-51", "UA-05", None])
def test_the_levels_offered_are_the_regions_own_in_its_order(regions: Regions, region: str | None) -> None:
    known = regions.facts_of(region)
    grades = [grade["id"] for grade in known["levels"]["grades"]]
    for at, level in enumerate(grades):
        give = {"case": "k" * 26, "code": CODE, "level": level, "level_label": level}
        talk = Talk(book(), "level", facts(card=card(region=known), changes=[]), answers(), give)
        assert ("raise" in talk.ids()) == (at < len(grades) - 1)
        assert ("lower" in talk.ids()) == (at > 0)
        if at < len(grades) - 1:
            talk.press("raise")
            assert [one for one in talk.ids() if one in grades] == grades[at + 1 :]
            assert all(plain(button.label).strip() for button in talk.screen.buttons)


def test_vinnytsias_specialist_hears_that_she_stays_first_contact_and_odesas_does_not(
    regions: Regions,
) -> None:
    def words(region: str) -> str:
        known = facts(card=card(state="sent", region=regions.facts_of(region)))
        return Talk(book(), "sent", known, answers(), {"referral": REFERRAL}).words()

    assert "першим контактом" in words("UA-05")
    assert "першим контактом" not in words("UA-51")


@pytest.mark.parametrize("region", ["UA-51", "UA-05"])
def test_the_regions_rule_for_closing_is_shown_before_a_result_is_chosen(
    regions: Regions, region: str
) -> None:
    known = regions.facts_of(region)
    talk = Talk(book(), "case", facts(card=card(region=known)), answers(), {"referral": REFERRAL})
    talk.press("result")
    assert plain(known["closing"]["text"]) in talk.words()
