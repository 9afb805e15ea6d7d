"""The catalogue of signals: what is asked at a screening, and how a ticked one is named as a reason.

The list is Odesa's, the fullest, and serves the whole country (algorithms.md, the common core, 2). The words
accuse nobody and ask for no details. ``own``: said to the person about herself; ``other``: to a specialist
about the person; ``short``: why a level came out, readable by both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType

from flows.engine.message import M, Text


@dataclass(frozen=True, slots=True)
class Signal:
    """One sign. ``minors``: ticked, it may mean that there are children beside."""

    id: str
    group: str
    self_label: M
    specialist_label: M
    short: M
    minors: bool = False


def _signal(group: str, id: str, own: str, other: str, short: str, *, minors: bool = False) -> Signal:  # noqa: A002
    return Signal(
        id,
        group,
        M(f"signal.{id}.self", own),
        M(f"signal.{id}.other", other),
        M(f"signal.{id}.short", short),
        minors,
    )


CATALOGUE: tuple[Signal, ...] = (
    _signal(
        "danger",
        "d1",
        "Є загроза життю чи здоров'ю: Вам погрожують або Вас кривдять",
        "Є загроза життю чи здоров'ю: насильство або прямі погрози",
        "загроза життю чи здоров'ю, насильство або погрози",
    ),
    _signal(
        "danger",
        "d2",
        "Вас тримають, нікого до Вас не пускають або не дають піти",
        "Людину тримають, ізолюють або вона не може вільно піти",
        "немає змоги вільно піти чи відмовитися",
    ),
    _signal(
        "danger",
        "d3",
        "Вас силою чи обманом примушують до роботи або близькості",
        "Є підозра на торгівлю людьми, сексуальне насильство чи тяжку експлуатацію",
        "можливі примус, торгівля людьми чи сексуальне насильство",
    ),
    _signal(
        "danger",
        "d4",
        "Чекати не можна: може статися біда",
        "Зволікання може завдати шкоди, якої не виправити",
        "зволікати небезпечно",
    ),
    _signal(
        "discrimination",
        "i1",
        "Вам відмовили в роботі, навчанні чи послузі без пояснень або через те, що Ви переселилися",
        "Людині відмовили в роботі, навчанні чи послузі без пояснень або через статус ВПО",
        "відмова без обґрунтування",
    ),
    _signal(
        "discrimination",
        "i2",
        "Від Вас вимагають того, чого не вимагають від інших",
        "Від людини вимагають того, чого не вимагають від інших",
        "особливі вимоги, яких немає до інших",
    ),
    _signal(
        "discrimination",
        "i3",
        "Вас принижують або дорікають Вам тим, що Ви приїхали",
        "Людину принижують або дорікають їй тим, що вона приїхала",
        "приниження чи зневажливі слова",
    ),
    _signal(
        "discrimination",
        "i4",
        "До Вас ставляться гірше через стать, вік, інвалідність, сімейний стан чи дітей",
        "До людини ставляться гірше через стать, вік, інвалідність, сімейний стан чи дітей",
        "упередженість через стать, вік, інвалідність чи сімейний стан",
    ),
    _signal(
        "discrimination",
        "i5",
        "Вам дають гірші умови, ніж іншим: оплату, графік, вибір роботи чи навчання",
        "Людині дають гірші умови, ніж іншим: оплату, графік, вибір роботи чи навчання",
        "нерівні умови",
    ),
    _signal(
        "exploitation",
        "e1",
        "Вам пропонують роботу без договору, гроші «в конверті» або незрозумілого посередника",
        "Людині пропонують роботу без договору, гроші «в конверті» або незрозумілого посередника",
        "робота без договору або незрозумілий посередник",
    ),
    _signal(
        "exploitation",
        "e2",
        "У Вас забрали або просять документи, картку, «заставу» чи підпис на порожньому бланку",
        "У людини забрали або просять документи, картку, «заставу» чи підпис на порожньому бланку",
        "документи чи картку забрали або просять віддати",
    ),
    _signal(
        "exploitation",
        "e3",
        "Вам рахують «штрафи» чи борги або змушують їх відпрацьовувати",
        "Людині рахують «штрафи» чи борги або змушують їх відпрацьовувати",
        "«штрафи», борги чи примусове відпрацювання",
    ),
    _signal(
        "exploitation",
        "e4",
        "Вам не платять, відкладають оплату або змушують працювати понад норму",
        "Людині не платять, відкладають оплату або змушують працювати понад норму",
        "невиплата грошей або примус до понаднормової праці",
    ),
    _signal(
        "exploitation",
        "e5",
        "Умови, у яких Ви працюєте чи живете, небезпечні",
        "Умови, у яких людина працює чи живе, небезпечні",
        "небезпечні умови праці чи житла",
    ),
    _signal(
        "exploitation",
        "e6",
        "За Вами стежать, на Вас тиснуть, Вам погрожують або не дають спілкуватися з іншими",
        "Людину контролюють, на неї тиснуть, їй погрожують або не дають спілкуватися з іншими",
        "контроль, тиск або ізоляція",
    ),
    _signal(
        "exploitation",
        "e7",
        "Вам нав'язують близькість або натякають на неї в обмін на роботу чи гроші",
        "Людині нав'язують близькість або натякають на неї в обмін на роботу чи гроші",
        "домагання або натяки на «послуги»",
    ),
    _signal(
        "vulnerability",
        "v1",
        "Немає постійного житла, грошей чи документів або важко отримати послуги",
        "Людині бракує сталого житла, доходу, документів або доступу до послуг",
        "бракує житла, доходу, документів чи доступу до послуг",
    ),
    _signal(
        "vulnerability",
        "v2",
        "Ви дбаєте про дітей чи літніх рідних або виховуєте дитину самостійно",
        "Людина дбає про дітей чи літніх рідних або виховує дитину самостійно",
        "є ті, про кого треба дбати",
        minors=True,
    ),
    _signal(
        "vulnerability",
        "v3",
        "У Вас інвалідність, хронічна хвороба, вагітність або нещодавні пологи",
        "У людини інвалідність, хронічна хвороба, вагітність або нещодавні пологи",
        "інвалідність, хвороба, вагітність чи нещодавні пологи",
    ),
    _signal(
        "vulnerability",
        "v4",
        "У родині є діти до 18 років, комусь потрібен догляд або важко ходити",
        "У родині є неповнолітні, комусь потрібен догляд або важко пересуватися",
        "у родині неповнолітні, потрібен догляд чи важко пересуватися",
        minors=True,
    ),
    _signal(
        "vulnerability",
        "v5",
        "Вам дуже важко: сильна втома, страх або розгубленість",
        "Людині дуже важко: сильна втома, страх або розгубленість",
        "сильна втома, страх або розгубленість",
    ),
    _signal(
        "vulnerability",
        "v6",
        "Вас раніше били, кривдили або силоміць змушували працювати. Розповідати про це не потрібно",
        "З людиною вже траплялося насильство чи експлуатація. Розпитувати про це не потрібно",
        "давніший досвід насильства чи експлуатації",
    ),
)

BY_ID = MappingProxyType({signal.id: signal for signal in CATALOGUE})

HELD_SELF = M(
    "signal.held.self",
    "Вас зараз не відпускають, не дають говорити з іншими або прямо Вам погрожують?",
)
HELD_OTHER = M(
    "signal.held.other",
    "Людину зараз не відпускають, не дають їй говорити з іншими або прямо їй погрожують?",
)
MINORS_SELF = M("signal.minors.self", "Чи є поруч діти, яким може бути небезпечно?")
MINORS_OTHER = M("signal.minors.other", "Чи є поруч діти, яким може бути небезпечно?")

# Reasons that are no signal: what was left open, and what was said aloud.
DANGER_SKIPPED = "danger_skipped"
HELD = "held"
HELD_OPEN = "held_not_clarified"
MINORS = "minors"

REASONS = MappingProxyType(
    {
        DANGER_SKIPPED: M("reason.danger_skipped", "запитання про безпеку лишилося без відповіді"),
        HELD: M("reason.held", "немає змоги вільно піти або звучать прямі погрози"),
        HELD_OPEN: M("reason.held_not_clarified", "не з'ясовано, чи можна вільно піти"),
        MINORS: M("reason.minors", "дітям поруч може бути небезпечно"),
        "discrimination_skipped": M("reason.discrimination_skipped", "про нерівне ставлення не говорили"),
        "exploitation_skipped": M("reason.exploitation_skipped", "про роботу й житло не говорили"),
        "vulnerability_skipped": M("reason.vulnerability_skipped", "про те, що ускладнює життя, не говорили"),
    }
)


def of_group(group: str) -> tuple[Signal, ...]:
    """The signals of one group in the order they are asked."""
    return tuple(signal for signal in CATALOGUE if signal.group == group)


def why(reasons: Iterable[str]) -> list[Text]:
    """The reasons of a verdict as texts to show. A word that today's catalogue lacks is left out."""
    texts = []
    for reason in reasons:
        if reason in BY_ID:
            texts.append(BY_ID[reason].short.json())
        elif reason in REASONS:
            texts.append(REASONS[reason].json())
    return texts
