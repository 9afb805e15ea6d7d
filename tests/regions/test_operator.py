"""What an operator's own folder changes, and how its faults are told."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.regions import LARGEST, load
from flows.regions.hotlines import parse_hotlines
from flows.regions.problems import RegionProblems

OF_ITS_OWN = 'title = "Порядок області"\nsource = "Розпорядження, зразок"\nchecked_on = 2026-11-22\n'


def loaded_with(folder: Path, **files: str | bytes) -> list[str]:
    for name, content in files.items():
        raw = content.encode() if isinstance(content, str) else content
        (folder / f"{name.replace('_', '-')}.toml").write_bytes(raw)
    with pytest.raises(RegionProblems) as found:
        load(folder)
    return found.value.problems


def test_an_operator_changes_one_value_and_its_origin_says_so(tmp_path: Path) -> None:
    (tmp_path / "UA-51.toml").write_text(
        '[levels.grade.yellow]\nlabel = "Увага"\n[levels.grade.yellow.terms]\nfirst_contact = "24 h"', "utf-8"
    )
    odesa = load(tmp_path).region("UA-51")
    yellow = odesa.levels.grade("yellow")
    assert yellow.terms.first_contact is not None
    assert yellow.terms.first_contact.minutes == 24 * 60
    assert odesa.origins["levels.grade.yellow.terms.first_contact"] == "local"
    assert odesa.origins["levels.grade.yellow.terms.outer"] == "seed"
    assert yellow.label.id == "region.local.UA-51.levels.grade.yellow.label"
    assert yellow.plain.id == "region.default.levels.grade.yellow.plain"


def test_an_operator_brings_in_a_region_that_has_no_file(tmp_path: Path) -> None:
    (tmp_path / "UA-63.toml").write_text(f'{OF_ITS_OWN}[sending]\nwho = "either"', "utf-8-sig")
    kharkiv = load(tmp_path).region("UA-63")
    assert kharkiv.own
    assert kharkiv.sending.who == "either"


def test_an_operators_default_reaches_every_region(tmp_path: Path) -> None:
    (tmp_path / "default.toml").write_text('[sending]\nsign_off = "2 working h"', "utf-8")
    every = load(tmp_path)
    assert every.region("UA-05").sending.sign_off.minutes == 120
    assert every.region("UA-63").origins["sending.sign_off"] == "local"


def test_a_region_that_an_operator_brings_in_says_whose_word_it_is(tmp_path: Path) -> None:
    found = loaded_with(tmp_path, UA_63='[sending]\nwho = "either"')
    assert found == [
        f"UA-63.toml: {key}: missing; a region's own file says title, source, checked_on"
        for key in ("title", "source", "checked_on")
    ]


@pytest.mark.parametrize("made", [Path.mkdir, os.mkfifo])
def test_what_is_no_file_keeps_nobody_waiting(tmp_path: Path, made: Callable[[Path], object]) -> None:
    made(tmp_path / "UA-51.toml")
    assert loaded_with(tmp_path) == ["UA-51.toml: can't be read: it is no file"]


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "README.txt").write_text("нотатки", "utf-8")
    assert load(tmp_path).region("UA-51").own


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("перше = 'тут'\n".encode("cp1251"), "UA-51.toml: line 1: not UTF-8; save the file as UTF-8"),
        (b"a = 1\nb =", "UA-51.toml: not valid TOML: Invalid value (at"),
        (b"# " + b"x" * LARGEST, "UA-51.toml: larger than 256 KB"),
        (b"a = " + b"[" * 100_000, "UA-51.toml: not valid TOML: nested too deeply"),
        (b'id = "UA-05"', "UA-51.toml: id: 'UA-05'; allowed: UA-51"),
        (b"[sending]\nwho = 3", "UA-51.toml: sending.who: 3; allowed: specialist"),
        (b"# " + b"x" * 10_000_000, "UA-51.toml: larger than 256 KB"),
        (b"a" + b".a" * 5_000 + b" = 1", "UA-51.toml: not valid TOML: nested too deeply"),
        (b"a = " + b"[" * 50 + b"]" * 50, "UA-51.toml: not valid TOML: nested too deeply"),
        (b"a = " + b"9" * 5_000, "UA-51.toml: not valid TOML: a number is too long"),
        (b"a = 1\na = 2", "UA-51.toml: not valid TOML: Cannot overwrite a value"),
        (b"checked_on = 2026-13-45", "UA-51.toml: not valid TOML: "),
        (b"\xff\xfea\x00=\x001\x00", "UA-51.toml: line 1: not UTF-8; save the file as UTF-8"),
        (b'extends = "islands"', "UA-51.toml: extends: 'islands'; allowed: administration, "),
        (b"extends = 5", "UA-51.toml: extends: 5; allowed: administration, "),
    ],
)
def test_a_broken_file_of_the_operator_is_named_in_one_line(
    tmp_path: Path, content: bytes, line: str
) -> None:
    found = loaded_with(tmp_path, UA_51=content)
    assert len(found) == 1
    assert found[0].startswith(line)


@pytest.mark.parametrize("name", ["ua_51", "UA_99", "odesa"])
def test_a_file_of_an_unknown_name_is_not_passed_over(tmp_path: Path, name: str) -> None:
    (found,) = loaded_with(tmp_path, **{name: ""})
    assert "unknown file; allowed: default.toml, hotlines.toml or a region's code such as UA-05.toml" in found


def test_a_missing_folder_is_told_without_its_path(tmp_path: Path) -> None:
    with pytest.raises(RegionProblems) as found:
        load(tmp_path / "nowhere")
    assert found.value.problems == ["the folder of regions: there is no such folder"]


def test_a_fault_of_the_operators_default_is_told_once(tmp_path: Path) -> None:
    assert len(loaded_with(tmp_path, default='[sending]\nwho = "boss"')) == 1


# Hotlines -----------------------------------------------------------------------------------------

LINE = {
    "id": "local_line",
    "numbers": ["0 800 00 00 00"],
    "name": "Зразок лінії",
    "for": ["legal"],
    "source": "зразок",
    "verified_on": "2026-11-22",
    "sure": "H",
}


def test_an_operator_adds_replaces_and_hides_lines() -> None:
    ours = parse_hotlines({"hotlines": [LINE, {**LINE, "id": "other"}]}, name="hotlines.toml")
    theirs = parse_hotlines(
        {
            "hotlines": [{**LINE, "numbers": ["15-00"]}, {**LINE, "id": "new", "region": "UA-51"}],
            "hidden": ["other"],
        },
        name="hotlines.toml",
        under=ours,
        local=True,
    )
    assert [(line.id, line.numbers, line.region) for line in theirs] == [
        ("local_line", ("15-00",), None),
        ("new", ("0 800 00 00 00",), "UA-51"),
    ]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"sure": "L"}, "sure: 'L'; allowed: H, M"),
        ({"numbers": []}, "numbers: allowed: at least one number"),
        ({"numbers": ["call us"]}, "numbers: allowed: at least one number"),
        ({"verified_on": "recently"}, "verified_on: allowed: a day, a month or a year"),
        ({"for": []}, "for: at least one of: emergency"),
        ({"region": "UA-99"}, "region: 'UA-99'; allowed: UA-05"),
        ({"colour": "red"}, "colour: unknown key"),
        ({"name": None}, "name: missing; allowed: a text"),
    ],
)
def test_a_faulty_line_is_named(change: dict[str, Any], line: str) -> None:
    with pytest.raises(RegionProblems) as found:
        parse_hotlines({"hotlines": [{**LINE, **change}]}, name="hotlines.toml")
    assert any(f"hotlines.toml: hotlines.1.{line}" in problem for problem in found.value.problems)


def test_emergency_numbers_can_not_be_hidden() -> None:
    ours = parse_hotlines(
        {"hotlines": [{**LINE, "id": "police", "for": ["emergency"]}, LINE]}, name="hotlines.toml"
    )
    with pytest.raises(RegionProblems, match="hidden: 'police'; allowed: local_line"):
        parse_hotlines({"hidden": ["police"]}, name="hotlines.toml", under=ours)
