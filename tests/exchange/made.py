"""Records made up for tests: one that fills every field, and a strategy of any that may be kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from bot.exchange.rows import Line
from bot.services.records import checked
from flows.directory.problems import LENGTHS
from flows.directory.record import Provider, Record, Visit
from flows.directory.words import ACCESSIBILITY, AREAS, LANGUAGES, SECTORS, SITUATIONS, STATES
from flows.policy.bodies import BODIES
from flows.regions.names import REGIONS
from flows.rules.needs import NEEDS

WHOSE = Provider(
    "Зразок: бюро «Приклад»", "legal", "UA-51", "state", "вул. Зразкова, 1", "+380482000000", "b-1"
)
FULL = Record(
    provider=WHOSE,
    name="Порада юриста",
    about="Пояснюють, що робити.\nІ допомагають написати заяву.",
    needs=("legal", "documents", "aid"),
    situations=("no_documents", "loss"),
    communities=("Подільська громада", "Балтська громада"),
    community="Подільськ",
    area="urban",
    address="вул. Зразкова, 1; вхід із двору",
    latitude=47.7512,
    longitude=29.5333,
    phones=("+380482000000", "1547"),
    site="https://example.org/law",
    email="law@example.org",
    hours={"mon": [["09:00", "13:00"], ["14:00", "18:00"]], "sat": [["10:00", "24:00"]]},
    visits=(
        Visit("2026-12-01", "10:00", "12:00", "Балтська громада", "клуб | другий поверх; праворуч"),
        Visit("tue", "09:00", "10:30", "Ананьївська громада"),
    ),
    eligibility="Усім, хто переїхав.",
    cost="безоплатно",
    documents=("паспорт; або довідка", "-"),
    without_documents="Приходьте так.",
    languages=("uk", "usl"),
    accessibility=("ramp", "sign_language"),
    state="paused",
    notice="=Ремонт до 1 грудня",
    takes_referrals=False,
    waiting="до двох днів",
    sample=True,
    external_id="007",
)
PLAIN = Record(provider=Provider("Зразок: інша", "ngo", "UA-51"), name="Продукти", needs=("aid",))
LINES = [Line(FULL, date(2026, 11, 2)), Line(PLAIN)]

SIGNS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Co", "Cn"))


def texts(limit: int, least: int = 0) -> Any:
    beginnings = st.sampled_from(["", "", "=", "+", "-", "@", "'", "'=", "\\", ";", "|", "_x0041_"])
    made = st.tuples(beginnings, st.text(SIGNS, min_size=least, max_size=12)).map("".join)
    return made.map(lambda one: one.strip()[:limit].strip()).filter(lambda one: len(one) >= least)


def several(words: Any, most: int = 4) -> Any:
    return st.lists(words, max_size=most, unique=True).map(tuple)


CLOCKS = st.tuples(st.integers(0, 23), st.integers(0, 59)).map(lambda at: f"{at[0]:02}:{at[1]:02}")
SPELLS = (
    st.tuples(CLOCKS, st.one_of(CLOCKS.filter(lambda one: one != "00:00"), st.just("24:00")))
    .filter(lambda one: one[0] < one[1])
    .map(list)
)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS = st.dictionaries(st.sampled_from(DAYS), st.lists(SPELLS, min_size=1, max_size=3))
VISITS = st.builds(
    lambda day, spell, community, place: Visit(day, spell[0], spell[1], community, place),
    st.one_of(st.sampled_from(DAYS), st.dates(date(2026, 1, 1), date(2030, 1, 1)).map(date.isoformat)),
    SPELLS,
    texts(60, 1),
    texts(300),
)
PHONES = st.one_of(
    st.from_regex(r"\+380[1-9][0-9]{8}", fullmatch=True), st.from_regex("[0-9]{3,6}", fullmatch=True)
)
PROVIDERS = st.builds(
    Provider,
    texts(200, 1),
    st.sampled_from(sorted(BODIES)),
    st.sampled_from(sorted(REGIONS)),
    st.sampled_from(["", *SECTORS]),
    texts(300),
    st.one_of(st.just(""), PHONES),
    texts(64),
)
PLACES = st.one_of(
    st.just((None, None)), st.tuples(st.floats(44.0, 52.5, width=64), st.floats(22.0, 40.5, width=64))
)


@st.composite
def records(draw: Any) -> Record:
    """Any record that may be kept."""
    latitude, longitude = draw(PLACES)
    words = {name: draw(texts(LENGTHS[name])) for name in ("about", "community", "address", "eligibility")}
    words |= {name: draw(texts(LENGTHS[name])) for name in ("cost", "without_documents", "waiting")}
    made = Record(
        provider=draw(PROVIDERS),
        name=draw(texts(200, 1)),
        needs=draw(several(st.sampled_from(sorted(NEEDS))).filter(bool)),
        situations=draw(several(st.sampled_from(sorted(SITUATIONS)))),
        communities=draw(several(texts(60, 1))),
        area=draw(st.sampled_from(["", *AREAS])),
        latitude=latitude,
        longitude=longitude,
        phones=draw(several(PHONES)),
        hours=draw(HOURS),
        visits=draw(several(VISITS, 2)),
        documents=draw(several(texts(200, 1))),
        languages=draw(several(st.sampled_from(sorted(LANGUAGES)))),
        accessibility=draw(several(st.sampled_from(sorted(ACCESSIBILITY)))),
        state=draw(st.sampled_from(sorted(STATES))),
        notice=draw(texts(300, 1)),
        takes_referrals=draw(st.booleans()),
        sample=draw(st.booleans()),
        external_id=draw(texts(64)),
        site=draw(st.sampled_from(["", "https://example.org/x?y=1"])),
        email=draw(st.sampled_from(["", "a@example.org"])),
        **words,
    )
    assert checked(made) == []
    return made


LINE_LISTS = st.lists(
    st.builds(Line, records(), st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2026, 11, 23)))),
    min_size=1,
    max_size=3,
)


def values(line: Line) -> dict[str, Any]:
    """What a line says, by the keys of columns; what an empty cell does not say left out."""
    from bot.exchange.rows import COLUMNS, value_of

    found = {one.key: value_of(line, one.key) for one in COLUMNS}
    found["hours"] = dict(found["hours"])
    return {key: value for key, value in found.items() if not (key == "assured_on" and value is None)}


def named(record: Record, name: str) -> Record:
    return replace(record, name=name)
