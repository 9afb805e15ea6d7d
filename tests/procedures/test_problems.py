"""What is wrong with a list's file is said all at once: file, key, what stands there, what is allowed."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from bot.procedures import FOLDER
from bot.regions import load
from bot.tables import LARGEST
from flows.procedures.procedure import Procedure
from flows.procedures.reading import layer, parse
from flows.regions.problems import RegionProblems

SMALL = """
id = "settling"
title = "Поселення"
aim = "Щоб усе було прозоро."
who = ["person", "community"]
source = "зразок"
checked_on = 2026-11-23
from = "seed"
order = ["one", "two"]

[step.one]
title = "Перший"
documents = ["Папір"]
own = { does = "Подайте.", without = "Без нього теж." }
other = { does = "Допоможіть подати.", without = "Без нього теж." }

[step.two]
title = "Другий"
who = ["community"]
other = { does = "Вирішіть." }
asks = "Хто вирішує?"
"""


def raw(text: str) -> dict[str, Any]:
    return tomllib.loads(text)


def read(over: str = "", base: str = SMALL) -> Procedure:
    layers = [layer(raw(base), name="settling.toml")]
    if over:
        layers.append(layer(raw(over), name=f"{FOLDER}/settling.toml", local=True))
    return parse(layers)


def problems(base: str, over: str = "") -> list[str]:
    with pytest.raises(RegionProblems) as found:
        read(over, base)
    return found.value.problems


def test_a_small_file_is_read() -> None:
    found = read()
    assert [step.id for step in found.steps_for("person")] == ["one"]
    assert [step.id for step in found.steps_for("community")] == ["one", "two"]
    assert (found.template("person"), found.template("community")) == (False, True)
    assert found.steps[0].title.id == "procedure.settling.step.one.title"


def test_an_operator_completes_a_template_and_the_rest_stays() -> None:
    found = read('[step.two]\nanswer = "Житлова комісія."')
    step = found.steps[1]
    assert (found.template("community"), step.open) == (False, False)
    assert step.answer is not None
    assert step.answer.id == "procedure.local.settling.step.two.answer"
    assert (found.origins["step.two.answer"], found.origins["step.two.asks"]) == ("local", "seed")


def test_an_operator_adds_a_step_of_her_own() -> None:
    found = read(
        'order = ["one", "mine", "two"]\n[step.mine]\ntitle = "Наш"\nwho = ["community"]\n'
        'other = { does = "Зробіть." }'
    )
    assert [step.id for step in found.steps_for("community")] == ["one", "mine", "two"]
    assert found.steps[1].origin == "local"


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (('id = "settling"', 'id = "dance"'), "settling.toml: id: 'dance'; allowed: lost_documents"),
        (('who = ["person", "community"]', 'who = ["boss"]'), "who: 'boss'; allowed: person, specialist"),
        (('who = ["person", "community"]', "who = []"), "who: at least one of: person"),
        (('order = ["one", "two"]', 'order = ["one"]'), "settling.toml: step.two: unknown key"),
        (
            ('order = ["one", "two"]', 'order = ["one", "two", "three"]'),
            "settling.toml: order: no such steps: three",
        ),
        (('order = ["one", "two"]', 'order = ["ONE", "two"]'), "order: allowed: different ids"),
        (('order = ["one", "two"]', "order = []"), "order: allowed: different ids"),
        ((', without = "Без нього теж." }', " }"), "step.one.own.without: where papers are named"),
        (('documents = ["Папір"]\n', ""), "step.one.own.without: where papers are named, and only there"),
        (('own = { does = "Подайте.", without = "Без нього теж." }', ""), "step.one.own: stands where"),
        (
            ('other = { does = "Вирішіть." }', 'own = { does = "Ні." }\nother = { does = "Вирішіть." }'),
            "step.two.own: stands where the step is for the person, and nowhere else",
        ),
        (('other = { does = "Вирішіть." }', ""), "step.two.other: stands where"),
        (
            ('title = "Другий"', 'title = "Другий"\nbodies = ["boss"]'),
            "two.bodies: 'boss'; allowed: social",
        ),
        (
            ('title = "Другий"', 'title = "Другий"\naction = "jump"'),
            "two.action: 'jump'; allowed: scree",
        ),
        (('title = "Другий"', 'title = "Другий"\nlines = "fun"'), "step.two.lines: 'fun'; allowed: safety"),
        (('asks = "Хто вирішує?"', 'answer = "Ми."'), "step.two.answer: nothing is asked here"),
        (('from = "seed"\n', ""), "settling.toml: who: nothing says where it comes from"),
        (("checked_on = 2026-11-23", 'checked_on = "soon"'), "checked_on: 'soon'; allowed: a date"),
        (
            ('title = "Другий"', 'title = "Другий"\nwhy = "так"'),
            "two.why: unknown key; allowed here",
        ),
        (('who = ["community"]', 'who = ["region"]'), "step.two.who: 'region'; allowed: person, community"),
    ],
)
def test_a_fault_is_named_in_one_line(change: tuple[str, str], line: str) -> None:
    before, after = change
    assert before in SMALL
    found = problems(SMALL.replace(before, after, 1))
    assert any(line in problem for problem in found), found


def test_an_operator_leaves_out_a_step_of_ours_and_a_slip_of_hers_is_named() -> None:
    assert [step.id for step in read('order = ["one"]').steps] == ["one"]
    found = problems(SMALL, '[step.tow]\ntitle = "Два"')
    assert found == ["procedures/settling.toml: step.tow: unknown key; allowed here: one, two"]


def test_a_reader_without_a_step_is_a_fault() -> None:
    text = SMALL.replace('who = ["person", "community"]', 'who = ["person", "community", "region"]').replace(
        "[step.one]", '[step.one]\nwho = ["person", "community"]'
    )
    assert problems(text) == ["settling.toml: who: no step is for: region"]


def test_a_fault_of_the_operator_s_file_names_that_file() -> None:
    found = problems(SMALL, '[step.two]\naction = "jump"')
    assert found[0].startswith("procedures/settling.toml: step.two.action: 'jump'; allowed: ")


# The operator's folder ----------------------------------------------------------------------------


def folder(tmp_path: Path, **files: str | bytes) -> Path:
    (tmp_path / FOLDER).mkdir()
    for name, content in files.items():
        where = tmp_path / FOLDER / f"{name.replace('__', '.').replace('UA_', 'UA-')}.toml"
        where.write_bytes(content.encode() if isinstance(content, str) else content)
    return tmp_path


def refused(where: Path) -> list[str]:
    with pytest.raises(RegionProblems) as found:
        load(where)
    return found.value.problems


def test_one_region_is_completed_and_the_others_keep_the_template(tmp_path: Path) -> None:
    known = load(folder(tmp_path, settling__UA_23='[step.settle]\nanswer = "Приймає ЦНАП."')).procedures
    here, there = known.of("UA-23", "settling"), known.of("UA-51", "settling")
    assert here is not None
    assert there is not None
    assert (here.steps[0].open, there.steps[0].open) == (False, True)


def test_a_region_s_own_file_lies_over_the_operator_s_for_all(tmp_path: Path) -> None:
    where = folder(
        tmp_path,
        settling='title = "Поселення в нас"\n[step.settle]\nanswer = "Приймає рада."',
        settling__UA_23='[step.settle]\nanswer = "Приймає ЦНАП."',
    )
    known = load(where).procedures
    said = {id_: known.of(id_, "settling") for id_ in ("UA-23", "UA-51")}
    assert {id_: one and one.title.text for id_, one in said.items()} == dict.fromkeys(
        said, "Поселення в нас"
    )
    assert {id_: one and one.steps[0].answer and one.steps[0].answer.text for id_, one in said.items()} == {
        "UA-23": "Приймає ЦНАП.",
        "UA-51": "Приймає рада.",
    }


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("dance", "", "procedures/dance.toml: unknown file; allowed: one of lost_documents"),
        ("settling__UA_99", "", "procedures/settling.UA-99.toml: unknown file; allowed: one of"),
        ("settling", 'id = "dance"', "procedures/settling.toml: id: 'dance'; allowed: settling"),
        ("settling__UA_23", 'id = "dance"', "procedures/settling.UA-23.toml: id: 'dance'; allowed: settling"),
        ("settling", "a =", "procedures/settling.toml: not valid TOML"),
        ("settling", "ї".encode("cp1251"), "procedures/settling.toml: line 1: not UTF-8"),
        ("settling", b"# " + b"x" * LARGEST, "procedures/settling.toml: larger than 256 KB"),
        (
            "settling",
            "[step.settle]\nanswer = 5",
            "procedures/settling.toml: step.settle.answer: 5",
        ),
    ],
)
def test_a_broken_file_of_the_operator_is_named_in_one_line(
    tmp_path: Path, name: str, content: str | bytes, line: str
) -> None:
    found = refused(folder(tmp_path, **{name: content}))
    assert len(found) == 1
    assert found[0].startswith(line)


def test_a_folder_without_lists_changes_nothing(tmp_path: Path) -> None:
    assert not load(tmp_path).procedures.special


def test_the_files_of_the_package_are_named_like_their_lists() -> None:
    files = {file.name for file in resources.files("flows.procedures.data").iterdir()}
    assert {f"{id_}.toml" for id_ in load().procedures.by_id} <= files
