"""What is wrong with a file is said all at once, each line with the file, the key and what is allowed."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.regions.layers import Layer
from flows.regions.problems import RegionProblems
from flows.regions.region import Region
from flows.regions.schema import layer, parse

DATA = resources.files("flows.regions.data")


def default() -> Layer:
    return layer(tomllib.loads(DATA.joinpath("default.toml").read_text("utf-8")), name="default.toml")


OF_ITS_OWN = {"title": "Порядок", "source": "зразок", "checked_on": "2026-11-22"}


def region(text: str) -> Region:
    """A small file over the national default."""
    raw = {"id": "UA-12", **OF_ITS_OWN, **tomllib.loads(text)}
    return parse(raw, name="UA-12.toml", under=[default()])


def problems(text: str) -> list[str]:
    with pytest.raises(RegionProblems) as found:
        region(text)
    return found.value.problems


def test_a_small_file_changes_only_what_it_says() -> None:
    known = region('[sending]\nfrom = "seed"\nwho = "either"')
    assert known.sending.who == "either"
    assert known.sending.sign_off == region("").sending.sign_off
    assert (known.origins["sending.who"], known.origins["sending.sign_off"]) == ("seed", "product")
    assert (known.id, known.own) == ("UA-12", True)


def test_the_national_default_stands_alone() -> None:
    raw = tomllib.loads(DATA.joinpath("default.toml").read_text("utf-8"))
    assert parse(raw, name="default.toml").id == "default"


WRONG = [
    ("title = {}", "UA-12.toml: title: an empty table says nothing; fill it or leave it out"),
    ("entries = {}", "UA-12.toml: entries: an empty table says nothing"),
    ("[sending]", "UA-12.toml: sending: an empty table says nothing"),
    ('[levels.grade.red]\nfrom = "local"', "UA-12.toml: levels.grade.red: an empty table says nothing"),
    (
        'from = "local"\n[beyond]\nbody = "region"\ngrounds = ['
        + ", ".join(f'{{ id = "g{number}", text = "Так" }}' for number in range(9))
        + "]",
        "UA-12.toml: beyond.grounds: at most 8: what one screen can show",
    ),
    (
        'from = "local"\nentries = ['
        + ", ".join(
            f'{{ id = "e{number}", name = "Так", body = "social", takes = "усіх" }}' for number in range(13)
        )
        + "]",
        "UA-12.toml: entries: at most 12: what one screen can show",
    ),
    (
        '[sending]\nfrom = "seed"\nwho = "boss"',
        "UA-12.toml: sending.who: 'boss'; allowed: specialist, head, either",
    ),
    (
        '[sending]\nfrom = "seed"\nsing_off = "4 h"',
        "UA-12.toml: sending.sing_off: unknown key; allowed here: sign_off, who",
    ),
    (
        '[sending]\nfrom = "seed"\nsign_off = "soon"',
        "UA-12.toml: sending.sign_off: 'soon'; allowed: a span such as",
    ),
    (
        '[sending]\nwho = "head"',
        "UA-12.toml: sending.who: nothing says where it comes from; add from = one of seed",
    ),
    (
        '[sending]\nfrom = "dream"\nwho = "head"',
        "UA-12.toml: sending.from: 'dream'; allowed: seed, odesa, product, local",
    ),
    (
        '[sending]\nfrom = { all = "seed", whom = "local" }\nwho = "head"',
        "sending.from.whom: this table has no whom",
    ),
    ('from = "seed"\nsending = 5', "UA-12.toml: sending: 5; allowed: a table"),
    ('from = "seed"\nunknown = 1', "UA-12.toml: unknown: unknown key; allowed here: aim, authorities"),
    ('from = "seed"\nshape = "round"', "shape: 'round'; allowed: corridors, phases"),
    ('from = "seed"\npractices = ["dance"]', "practices: 'dance'; allowed: deidentified_exchange"),
    ('from = "seed"\npractices = "indicators"', "practices: 'indicators'; allowed: a list"),
    ('checked_on = "yesterday"', "checked_on: 'yesterday'; allowed: a date such as 2026-11-22"),
    ('title = ""', "title: ''; allowed: a text of 1 to 700 characters"),
    ('title = "Добрий день, {name}"', "title: no braces"),
    ('title = "один\\nдва"', "title: no braces, no line breaks"),
    ('[consent]\nfrom = "seed"\nmodes = []', "consent.modes: at least one of: oral, electronic, paper"),
    ('[consent]\nfrom = "seed"\nmodes = ["oral", "oral"]', "consent.modes: the same word twice"),
    ('[consent.recipients]\nfrom = "seed"\nhubb = ["paper"]', "consent.recipients.hubb: unknown key"),
    ('[lead.by_need]\nfrom = "seed"\nwork = "nobody"', "lead.by_need.work: 'nobody'; allowed: social"),
    ('[lead.by_need]\nfrom = "seed"\nwrok = "social"', "lead.by_need.wrok: unknown key"),
    ('[lead.by_signal]\nfrom = "seed"\ne9 = "police"', "lead.by_signal.e9: unknown key"),
    ('[tracks]\nfrom = "seed"\norder = ["social"]', "tracks.order: missing: emergency, children"),
    ('[levels]\nfrom = "seed"\norder = ["red"]', "levels.order: allowed: two to six different ids"),
    ('[levels]\nfrom = "seed"\nraising = ["e1"]', "levels.raising: 'e1'; allowed: v1, v2"),
    (
        '[levels]\nfrom = "seed"\norder = ["red", "yellow", "green"]',
        "levels.grade.green: the last grade holds the row danger",
    ),
    (
        '[levels.grade.green]\nfrom = "seed"\nrows = ["none", "unclear"]',
        "levels.grade: the row unclear must stand in exactly one",
    ),
    (
        '[levels.grade.green]\nfrom = "seed"\nrows = ["none", "unclear"]',
        "levels.grade.green: a skipped danger question",
    ),
    ('[levels.grade.yelow]\nfrom = "seed"\nlabel = "Жовтий"', "levels.grade.yelow: unknown key"),
    (
        '[levels.grade.red.terms]\nfrom = "seed"\nquiet = true',
        "an emergency knows neither quiet hours nor pauses",
    ),
    (
        '[levels.grade.red]\nfrom = "seed"\nemergency = "yes"',
        "levels.grade.red.emergency: 'yes'; allowed: true, false",
    ),
    (
        '[levels.grade.red.terms]\nfrom = "seed"\nouter = "none"',
        "UA-12.toml: levels.grade.red.terms.outer: missing; with duty_only nothing else runs",
    ),
    (
        """
        [levels.grade.red.terms]
        from = "seed"
        first_contact = "none"
        starts = "created"
        outer = "none"
        ladder = [{ of = "acknowledgement", whom = "duty", at = "created" }]
        """,
        "UA-12.toml: levels.grade.red.terms.outer: missing; with duty_only nothing else runs",
    ),
    ('[levels.grade.yellow.terms]\nfrom = "seed"\nouter = "24 h"', "terms.outer: shorter than first_contact"),
    (
        '[levels.grade.yellow.terms]\nfrom = "seed"\nladder = []',
        "somebody must hear before the first contact is late",
    ),
    (
        '[levels.grade.green.terms]\nfrom = "seed"\nladder = [{ of = "outer", whom = "lead", at = "50 %" }]',
        "ladder: a stage of outer, which this grade does not have",
    ),
    (
        '[levels.grade.green.terms]\nfrom = "seed"\nladder = [{ of = "asked", whom = "lead", at = "half" }]',
        "ladder.1.at: 'half'; allowed: «created», «50 %»",
    ),
    ('[beyond]\nfrom = "seed"\nbody = "region"', "beyond: needs both a body and grounds, or neither"),
    (
        'from = "seed"\n[[questions]]\nid = "x"\nkind = "choose"\nown = "А?"\nother = "Б?"',
        "questions.1.options: a question to choose or tick needs options",
    ),
    (
        (
            'from = "seed"\n[[questions]]\nid = "x"\nkind = "choose"\nown = "А?"\nother = "Б?"\n'
            'options = [{ id = "skip", label = "Далі" }]'
        ),
        "questions.1.options: at most 8, and none called skip",
    ),
    (
        'from = "seed"\nquestions = ['
        + ",".join(
            f'{{ id = "x{n}", kind = "write", kept = true, own = "А?", other = "Б?" }}' for n in range(9)
        )
        + "]",
        "questions: more than 8 that are asked 'last'",
    ),
    (
        (
            'from = "seed"\n[[questions]]\nid = "x"\nown = "А?"\nother = "Б?"\n'
            'kind = "choose"\nfor = ["hub"]\n'
            'options = [{ id = "a", label = "А" }]'
        ),
        "questions.1.for: an answer that is not kept goes to nobody",
    ),
    (
        (
            'from = "seed"\n[[questions]]\nid = "x"\nown = "А?"\nother = "Б?"\n'
            'kind = "choose"\nnone = "Нічого"\n'
            'options = [{ id = "a", label = "А" }]'
        ),
        "questions.1.none: only for a question to tick",
    ),
    (
        (
            'from = "seed"\n[[questions]]\nid = "x"\nown = "А?"\nother = "Б?"\n'
            'kind = "tick"\nnone_other = "Нічого"\n'
            'options = [{ id = "a", label = "А" }]'
        ),
        "questions.1.none: only for a question to tick, and none_other only beside none",
    ),
    (
        (
            'from = "seed"\n[[questions]]\nid = "x"\nown = "А?"\nother = "Б?"\n'
            'kind = "choose"\n'
            'options = [{ id = "a", label = "А", offer = true }]'
        ),
        "questions.1.options.1.offer: nothing is offered: needs opens or body",
    ),
    (
        'from = "seed"\n[[questions]]\nid = "X y"\nkind = "write"\nkept = true\nown = "А?"\nother = "Б?"',
        "questions.1.id: 'X y'; allowed: small Latin letters",
    ),
    (
        'from = "seed"\n[[beyond.grounds]]\nid = "x"\ntext = "Х"\n[[beyond.grounds]]\nid = "x"\ntext = "Y"',
        "beyond.grounds: x stands here twice",
    ),
    (
        'from = "seed"\n[steps.8]\ntitle = "Крок"',
        "steps.8: a step says what the community or the region does",
    ),
    (
        'from = "seed"\n[steps.8]\nphase = "9"\ntitle = "Крок"\ncommunity = "Дія"',
        "steps.8.phase: '9'; allowed: -",
    ),
    ('[beyond]\nfrom = "seed"\nbody = "bureau"', "beyond.body: 'bureau'; allowed: social, "),
    (
        '[[entries]]\nid = "x"\nbody = "bureau"',
        "entries: nothing says where it comes from; add from = one of",
    ),
    (
        'from = "seed"\n[[entries]]\nid = "x"\nname = "Х"\nbody = "bureau"\ntakes = "Усе"',
        "UA-12.toml: entries.1.body: 'bureau'; allowed: social",
    ),
    (
        '[levels.grade.yellow.terms]\nfrom = "seed"\nfirst_contact = "0 h"',
        "UA-12.toml: levels.grade.yellow.terms.first_contact: '0 h'; allowed: a span such as «15 min»",
    ),
    (
        '[levels.grade.yellow.terms]\nfrom = "seed"\nouter = "-2 h"',
        "levels.grade.yellow.terms.outer: '-2 h'; allowed: a span such as",
    ),
    (
        '[levels.grade.yellow.terms]\nfrom = "seed"\nfirst_contact = 48',
        "levels.grade.yellow.terms.first_contact: 48; allowed: a text",
    ),
    (
        '[levels]\nfrom = "seed"\norder = ["green", "purple", "red"]',
        "levels.grade.purple.label: missing; allowed: a text",
    ),
    (
        '[levels.grade.yellow]\nfrom = "seed"\ncolour = "purple"',
        "levels.grade.yellow.colour: 'purple'; allowed: green",
    ),
    (
        'from = "seed"\nonward = [{after = "social", to = "legal"}, {after = "legal", to = "social"}]',
        "UA-12.toml: onward: goes round in a circle: social → legal → social",
    ),
    (
        'from = "seed"\n[[onward]]\nafter = "social"\nto = "social"',
        "UA-12.toml: onward: goes round in a circle: social → social",
    ),
    (
        'from = "seed"\nonward = [{after = "social", to = "legal"}, {after = "social", to = "cnap"}]',
        "UA-12.toml: onward: social stands here twice",
    ),
    (
        'from = "seed"\n[phases.1]\ntitle = "Фаза"\n[phases.2]\ntitle = "Порожня"\n[steps.1]\nphase = "1"',
        "UA-12.toml: phases.2: no step belongs to this phase",
    ),
    (
        'from = "seed"\n[phases.1]\ntitle = "Фаза"\n[steps.1]\nphase = "1"',
        "steps: these belong to no phase: 2, 3, 4, 5, 6, 7",
    ),
    ('[steps.2]\nfrom = "seed"\naction = "fly"', "UA-12.toml: steps.2.action: 'fly'; allowed: screening"),
    (
        '[steps.2]\nfrom = "seed"\naction = "groups"',
        "UA-12.toml: steps.2.action: 'groups' needs the practice working_groups",
    ),
    (
        'from = "seed"\nprocedures = []\n[steps.2]\naction = "procedures"',
        "UA-12.toml: steps.2.action: this region names no procedures",
    ),
    (
        '[steps.2]\nfrom = "seed"\naction = "signoff"',
        "UA-12.toml: steps.2.action: nobody signs here: sending.who is 'specialist'",
    ),
    (
        '[steps.1]\nfrom = "seed"\nat = ["done"]\n[steps.2]\nfrom = "seed"\nat = ["done"]',
        "UA-12.toml: steps.2.at: 'done' stands in step 1 too",
    ),
    (
        '[steps.2]\nfrom = "seed"\nat = ["gone"]',
        "UA-12.toml: steps.2.at: 'gone'; allowed: screening, waiting",
    ),
    ('[steps."²"]\nfrom = "seed"\ntitle = "Крок"', "UA-12.toml: steps.²: allowed: a number from 1 to 40"),
    ('[steps.99]\nfrom = "seed"\ntitle = "Крок"', "UA-12.toml: steps.99: allowed: a number from 1 to 40"),
    ('from = "seed"\nauthorities = ["UA-51"]', "UA-12.toml: authorities: allowed: a list that holds UA-12"),
    ('from = "seed"\nauthorities = ["UA-99"]', "UA-12.toml: authorities: 'UA-99'; allowed: UA-05"),
    (
        'from = "seed"\n[[questions]]\nid = "x"\nkind = "write"\nown = "А?"\nother = "Б?"',
        "questions.1.kept: words that are neither kept nor chosen from steer nothing",
    ),
    ('from = "seed"\n[[steps]]\ntitle = "Крок"\ncommunity = "Дія"', "UA-12.toml: steps: ["),
    (
        '[places]\nfrom = "seed"\nhours = "4 working h"',
        "UA-12.toml: places.hours: allowed: a span by the clock, at most 72 h",
    ),
    (
        '[places]\nfrom = "seed"\nhours = "96 h"',
        "UA-12.toml: places.hours: allowed: a span by the clock, at most 72 h",
    ),
    (
        '[places]\nfrom = "seed"\nfirst = ["veteran"]',
        "UA-12.toml: places.first: 'veteran'; allowed: accessible, women_children",
    ),
]


@pytest.mark.parametrize(("text", "line"), WRONG)
def test_a_fault_is_named_with_its_file_its_key_and_what_is_allowed(text: str, line: str) -> None:
    assert any(line in problem for problem in problems(text)), problems(text)


@pytest.mark.parametrize("said", ['starts = "created"', "duty_only = false", 'outer = "12 h"'])
def test_an_acknowledgement_on_duty_only_may_stand_where_something_runs_off_duty_too(said: str) -> None:
    outer = "" if said.startswith("outer") else 'outer = "none"\n'
    red = region(f'[levels.grade.red.terms]\nfrom = "seed"\n{outer}{said}').levels.grade("red").terms
    assert red.acknowledge is not None


@pytest.mark.parametrize("key", OF_ITS_OWN)
def test_a_regions_file_says_itself_whose_word_it_is(key: str) -> None:
    said = {"id": "UA-12", **OF_ITS_OWN}
    del said[key]
    with pytest.raises(RegionProblems) as found:
        parse(said, name="UA-12.toml", under=[default()])
    assert found.value.problems == [
        f"UA-12.toml: {key}: missing; a region's own file says title, source, checked_on"
    ]


def test_all_faults_are_told_at_once() -> None:
    found = problems('from = "seed"\nshape = "round"\npractices = ["dance"]\n[sending]\nwho = "boss"')
    assert [problem.split(": ")[1] for problem in found] == ["shape", "sending.who", "practices"]


def test_a_fault_of_the_default_is_told_with_the_defaults_name() -> None:
    raw = {**default().raw, "shape": "round"}
    with pytest.raises(RegionProblems, match=r"^default\.toml: shape"):
        parse({"id": "UA-12", **OF_ITS_OWN}, name="UA-12.toml", under=[layer(raw, name="default.toml")])


def test_an_id_that_is_no_region_of_ukraine_is_refused() -> None:
    with pytest.raises(RegionProblems, match="id: 'UA-99'; allowed: default, UA-05"):
        parse({"id": "UA-99", **OF_ITS_OWN}, name="UA-99.toml", under=[default()])


def test_an_empty_file_alone_has_many_faults_and_no_crash() -> None:
    with pytest.raises(RegionProblems) as found:
        parse({}, name="UA-12.toml")
    assert len(found.value.problems) > 20


# The other regions' algorithms can be said --------------------------------------------------------


def test_four_grades_another_consent_and_hubs_by_origin_can_be_said() -> None:
    grades = "".join(
        f"""
[levels.grade.{id}]
label = "{id}"
plain = "{id}"
colour = "{colour}"
corridor = "{corridor}"
emergency = {emergency}
rows = {rows}
[levels.grade.{id}.terms]
quiet = {calm}
pausable = {calm}
"""
        for id, colour, corridor, emergency, rows, calm in (  # noqa: A001 - "id" is the word
            ("planned", "green", "standard", "false", '["none"]', "true"),
            ("middle", "yellow", "accompanied", "false", '["unclear", "vulnerability"]', "true"),
            ("urgent", "orange", "accompanied", "false", '["discrimination", "exploitation"]', "true"),
            ("critical", "red", "urgent", "true", '["danger"]', "false"),
        )
    )
    known = region(
        f"""
from = "seed"
shape = "phases"
practices = ["placements", "work_first"]
[levels]
order = ["planned", "middle", "urgent", "critical"]
{grades}
[consent.recipients]
hub = ["paper"]
[lead.by_signal]
exploitation = "police"
[closing]
rule = "adapted"
text = "Справу закривають, коли людина обжилася."
[team]
must = ["ngo"]
[[questions]]
id = "came_from"
kind = "choose"
asked = "first"
own = "Звідки Ви приїхали?"
other = "Звідки приїхала людина?"
options = [{{ id = "mariupol", label = "Маріуполь", body = "hub" }}, {{ id = "elsewhere", label = "Звідси" }}]
[[questions]]
id = "groups"
kind = "tick"
own = "Що з цього про Вас?"
other = "Що з цього про людину?"
options = [{{ id = "veterans", label = "Ветерани й ветеранки", body = "veterans", priority = true }}]
[[entries]]
id = "hub"
name = "Хаб"
body = "hub"
takes = "Люди з однієї громади"
"""
    )
    assert [grade.id for grade in known.levels.grades] == ["planned", "middle", "urgent", "critical"]
    assert known.consent.allowed("hub") == ("paper",)
    assert known.consent.allowed("social") == ("oral", "electronic", "paper")
    origin, groups = known.questions
    assert [one.body for one in origin.options] == ["hub", None]
    assert [(one.body, one.priority) for one in groups.options] == [("veterans", True)]
    assert (known.entries[0].id, known.practices) == ("hub", ("placements", "work_first"))


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["seed", "red", "work"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=6)
            | st.sampled_from(
                ["levels", "grade", "red", "terms", "from", "all", "lead", "steps", "order", "by_need", "id"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(["levels", "lead", "tracks", "steps", "from", "sending", "x"]), PLAIN))
def test_whatever_stands_in_a_file_it_is_a_region_or_a_list_of_problems(raw: dict[str, Any]) -> None:
    told: list[str] = []
    try:
        parse({"id": "UA-12", **raw}, name="UA-12.toml", under=[default()])
    except RegionProblems as found:
        told = found.problems
    assert all(line.startswith(("UA-12.toml: ", "default.toml: ")) for line in told)
