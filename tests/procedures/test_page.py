"""The page that a lawyer checks is made of the lists, whole and up to date."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.regional.lists import PAGE, page
from bot.regional.pages import pages
from bot.regions import Regions, load
from flows.regions.layers import FREE


@pytest.fixture(scope="module")
def every() -> Regions:
    return load()


def test_each_value_of_each_list_has_a_row(every: Regions) -> None:
    text = page(every)
    for one in every.procedures.by_id.values():
        section = text.split(f"- Файл: `{one.id}.toml`")[1].split("\n## ")[0]
        for key in one.values:
            assert (f"| `{key}` |" in section) == (key not in FREE), (one.id, key)
        assert section.count("\n| ☐ | ") == len([key for key in one.values if key not in FREE]) + 1


def test_it_says_which_regions_offer_a_list(every: Regions) -> None:
    text = page(every)
    assert "- Пропонують: Дніпропетровська область\n" in text.split("- Файл: `lost_documents.toml`")[1]
    assert "області без власного файлу" in text.split("- Файл: `settling.toml`")[1]


def test_an_operator_s_answer_shows_as_hers(tmp_path: Path) -> None:
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures" / "settling.toml").write_text('[step.settle]\nanswer = "ЦНАП | рада"', "utf-8")
    row = "як вирішено | ЦНАП \\| рада | розпорядження | `step.settle.answer` |"
    assert row in page(load(tmp_path))


def test_the_page_that_ships_is_up_to_date(every: Regions) -> None:
    here = Path(__file__).parents[2] / "docs" / PAGE
    assert here.read_text("utf-8") == pages(every)[PAGE]
