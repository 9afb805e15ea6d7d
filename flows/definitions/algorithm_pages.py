"""What a specialist may ask of the region's algorithm besides its steps: pages of lines, made of its policy.

Each function takes ``facts.region`` and answers the lines of its page; a page without lines is not offered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from flows.definitions.algorithm_terms import CONSENT_FIELDS, PRACTICES, hearers, listed, span, terms
from flows.engine.message import M, Text, moment
from flows.policy import consents
from flows.policy.bodies import BODIES
from flows.policy.colours import COLOURS
from flows.regions.names import REGIONS
from flows.rules.needs import NEEDS
from flows.rules.signals import BY_ID

Policy: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its name, the function that makes its lines, and the section whose origin it tells."""

    title: M
    made: Callable[[Policy], Iterator[Text]]
    section: str

    def lines(self, policy: Policy) -> list[Text]:
        return list(self.made(policy))


def page(policy: Policy, id: str) -> dict[str, Any]:  # noqa: A002 - "id" is the word
    """The page as a screen shows it; ``origin``: where its values come from (``layers.ORIGINS``), «mixed»
    with ``parts`` where not all come from the same."""
    one = PAGES[id]
    found = policy["origins"].get(one.section) or []
    return {
        "title": one.title.json(),
        "lines": one.lines(policy),
        "origin": "mixed" if len(found) > 1 else next(iter(found), None),
        "parts": [PARTLY[origin].json() for origin in found],
    }


PARTLY = MappingProxyType(
    {
        "seed": M("algorithm.partly_seed", "частину записано в алгоритмі області"),
        "odesa": M("algorithm.partly_odesa", "частину взято з типового порядку"),
        "product": M("algorithm.partly_product", "частину встановила програма"),
        "local": M("algorithm.partly_local", "частину вирішили у Вашій області"),
    }
)


def _entries(policy: Policy) -> Iterator[Text]:
    for entry in policy["entries"]:
        said = M("algorithm.entry", "{name}. {takes}").json(name=entry["name"], takes=entry["takes"])
        body = _body(entry["body"])
        if body["t"] != entry["name"]["t"]:
            said = M("algorithm.entry_body", "{said} Хто це: {body}.").json(said=said, body=body)
        if entry["needs"]:
            needs = [NEEDS[need].specialist_label.json() for need in entry["needs"]]
            said = M("algorithm.entry_needs", "{said} Найперше: {needs}.").json(
                said=said, needs=listed(needs)
            )
        if entry["address"]:
            said = M("algorithm.entry_address", "{said} Адреса: {address}.").json(
                said=said, address=entry["address"]
            )
        yield said


def _levels(policy: Policy) -> Iterator[Text]:
    for grade in policy["levels"]["grades"]:
        given = {"spot": COLOURS[grade["colour"]], "label": grade["label"]}
        by_when, heard = terms(grade["terms"]), hearers(grade["terms"])
        if by_when:
            yield M("algorithm.grade_terms", "{spot} {label}: {terms}.").json(**given, terms=by_when)
        else:
            yield M("algorithm.grade", "{spot} {label}: строків немає.").json(**given)
        if heard:
            yield M("algorithm.grade_hears", "{spot} Нагадування отримують: {who}.").json(
                spot=given["spot"], who=heard
            )
        if not grade["terms"]["quiet"]:
            yield M("algorithm.grade_night", "{spot} Так само вночі й у вихідні.").json(spot=given["spot"])
        if not grade["terms"]["pausable"]:
            yield M("algorithm.grade_pause", "{spot} Строк не призупиняють.").json(spot=given["spot"])


def _does(policy: Policy) -> Iterator[Text]:
    for grade in policy["levels"]["grades"]:
        for one in grade["does"]:
            yield M("algorithm.grade_does", "{spot} {does}").json(spot=COLOURS[grade["colour"]], does=one)


def _consent(policy: Policy) -> Iterator[Text]:
    consent = policy["consent"]
    modes = [consents.IS[mode].json() for mode in consent["modes"]]
    yield M("algorithm.consent", "Перед кожним направленням потрібна згода: {modes}.").json(
        modes=listed(modes)
    )
    for body, own in consent["recipients"].items():
        yield M("algorithm.consent_for", "{body}: лише {modes}.").json(
            body=_body(body), modes=listed([consents.IS[mode].json() for mode in own])
        )
    fields = [CONSENT_FIELDS[one].json() for one in consent["fields"]]
    yield M("algorithm.consent_fields", "Передають лише те, на що є згода: {fields}.").json(
        fields=listed(fields)
    )


def _sending(policy: Policy) -> Iterator[Text]:
    sending = policy["sending"]
    match sending["who"]:
        case "specialist":
            yield M(
                "algorithm.sends", "Направляє фахівчиня або фахівець, підпис керівництва не потрібен."
            ).json()
        case "head":
            yield M("algorithm.head_sends", "Направляє керівництво: підписує за {span}.").json(
                span=span(sending["sign_off"])
            )
        case _:
            yield M(
                "algorithm.either_sends",
                "Направляє фахівчиня чи фахівець або керівництво: тоді підпис за {span}.",
            ).json(span=span(sending["sign_off"]))
    if sending["who"] != "specialist":
        yield M("algorithm.urgent_sends", "У небезпеці підпису не чекають.").json()
    if policy["stays_first_contact"]:
        yield M(
            "algorithm.stays", "Хто направив, лишається першим контактом людини, доки справу не візьмуть."
        ).json()


def _leads(policy: Policy) -> Iterator[Text]:
    lead = policy["lead"]
    yield M("algorithm.protection", "Якщо є ризик або вразливість, веде: {body}.").json(
        body=_body(lead["protection"])
    )
    for signal, body in lead["by_signal"].items():
        yield M("algorithm.by_signal", "Ознака «{signal}»: {body}.").json(
            signal=_signal(signal), body=_body(body)
        )
    by_body: dict[str, list[Text]] = {}
    for need, body in lead["by_need"].items():
        by_body.setdefault(body, []).append(NEEDS[need].specialist_label.json())
    for body, needs in by_body.items():
        if [one["t"] for one in needs] == [_body(body)["t"]]:
            yield M(
                "algorithm.by_need_same", "Без ризику потребу «{need}» веде та установа, яка саме це надає."
            ).json(need=needs[0])
        else:
            yield M("algorithm.by_need", "Без ризику веде {body}. Потреби: {needs}.").json(
                body=_body(body), needs=listed(needs)
            )
    parallel = [NEEDS[need].specialist_label.json() for need in lead["parallel_needs"]]
    if parallel:
        yield M("algorithm.parallel", "Поруч працює {body}, якщо потрібно: {needs}.").json(
            body=_body(lead["parallel"]), needs=listed(parallel)
        )
    for need, body in lead["beside_by_need"].items():
        yield M("algorithm.beside_need", "Потреба «{need}»: поруч завжди {body}.").json(
            need=NEEDS[need].specialist_label.json(), body=_body(body)
        )
    if lead["children"] == "leads":
        yield M("algorithm.children_lead", "Справу дитини веде служба у справах дітей.").json()
    else:
        yield M("algorithm.children_beside", "Якщо ризикує дитина, поруч — служба у справах дітей.").json()
    if lead["first_contact"] == "lead":
        yield M("algorithm.first_contact", "Перший контакт із людиною — за тим, хто веде справу.").json()
    if lead["final"]:
        yield M("algorithm.final", "За складну справу зрештою відповідає: {body}.").json(
            body=_body(lead["final"])
        )
    if lead["final_children"]:
        yield M("algorithm.final_children", "За права дитини зрештою відповідає: {body}.").json(
            body=_body(lead["final_children"])
        )
    for one in policy["onward"]:
        yield M("algorithm.onward", "Коли {after} встановила контакт, наступне направлення: {to}.").json(
            after=_body(one["after"]), to=_body(one["to"])
        )


def _team(policy: Policy) -> Iterator[Text]:
    team = policy["team"]
    if team["text"]:
        yield team["text"]
    if team["must"]:
        yield M("algorithm.team_must", "Обов'язково за спільним планом: {bodies}.").json(
            bodies=[_body(one) for one in team["must"]]
        )
    if team["calls"]:
        yield M("algorithm.team_calls", "За потреби кличуть: {bodies}.").json(
            bodies=[_body(one) for one in team["calls"]]
        )


def _beyond(policy: Policy) -> Iterator[Text]:
    beyond = policy["beyond"]
    if beyond["body"]:
        yield M("algorithm.beyond", "Звертаються до: {body}.").json(body=_body(beyond["body"]))
    if beyond["channel"]:
        yield M("algorithm.beyond_channel", "Як: {channel}.").json(channel=beyond["channel"])
    for ground in beyond["grounds"]:
        yield M("algorithm.beyond_ground", "Підстава: {ground}.").json(ground=ground["text"])


def _closing(policy: Policy) -> Iterator[Text]:
    closing = policy["closing"]
    yield closing["text"]
    if closing["asks"]:
        yield M("algorithm.closing_asks", "Перед закриттям запитують: {asks}").json(asks=closing["asks"])
    if closing["note"]:
        yield M("algorithm.closing_note", "У підсумку пишуть: {note}").json(note=closing["note"])


def _oversight(policy: Policy) -> Iterator[Text]:
    oversight = policy["oversight"]
    yield M("algorithm.oversight", "Порядок змінює: {body}.").json(body=_body(oversight["body"]))
    yield oversight["text"]
    if oversight["council_monitors"]:
        yield M("algorithm.council", "За якістю стежить Рада ВПО.").json()


def _special(policy: Policy) -> Iterator[Text]:
    for one in policy["principles"]:
        yield M("algorithm.principle", "Засада: {words}").json(words=one)
    for practice in policy["practices"]:
        yield PRACTICES[practice].json()
    if policy["authorities"]:
        yield M("algorithm.authorities", "Справа називає одну з влад: {names}.").json(
            names=[REGIONS[one].json() for one in policy["authorities"]]
        )
    for question in policy["questions"]:
        asked, labels = question["other"], [one["label"] for one in question["options"]]
        if labels:
            message = M("algorithm.question_of", "Питають додатково: {question} Відповіді: {labels}.")
            yield message.json(question=asked, labels=listed(labels))
        else:
            yield M("algorithm.question", "Питають додатково: {question}").json(question=asked)
        first = [one["label"] for one in question["options"] if one["priority"]]
        if first:
            yield M("algorithm.priority", "Такі справи — першими: {labels}.").json(labels=listed(first))
    if policy["communities"]:
        yield M("algorithm.communities", "Громади, де почали: {names}.").json(names=policy["communities"])


def _source(policy: Policy) -> Iterator[Text]:
    yield M("algorithm.of", "{name}. {title}").json(name=policy["name"], title=policy["title"])
    yield M("algorithm.source", "Джерело: {source}.").json(source=policy["source"])
    yield M("algorithm.checked", "Перевірено: {day}.").json(day=moment(policy["checked_on"]))
    if policy["own"]:
        yield M("algorithm.own", "Це алгоритм області; де він мовчить, діє типовий порядок.").json()
    else:
        yield M("algorithm.default", "Власного алгоритму область ще не має: діє типовий порядок.").json()


def _body(id: str) -> Any:  # noqa: A002 - "id" is the word
    return BODIES[id].json()


def _signal(id: str) -> Text:  # noqa: A002 - "id" is the word
    """A signal, or a whole group of them, in words."""
    return BY_ID[id].short.json() if id in BY_ID else GROUPS[id].json()


GROUPS = MappingProxyType(
    {
        "danger": M("algorithm.group_danger", "безпосередня небезпека"),
        "discrimination": M("algorithm.group_discrimination", "дискримінація"),
        "exploitation": M("algorithm.group_exploitation", "експлуатація"),
        "vulnerability": M("algorithm.group_vulnerability", "вразливість"),
    }
)

PAGES: Mapping[str, Page] = MappingProxyType(
    {
        "oversight": Page(M("algorithm.page_oversight", "Хто стежить і змінює"), _oversight, "oversight"),
        "team": Page(M("algorithm.page_team", "Кого кликати"), _team, "team"),
        "leads": Page(M("algorithm.page_leads", "Хто веде справу"), _leads, "lead"),
        "sending": Page(M("algorithm.page_sending", "Хто направляє"), _sending, "sending"),
        "consent": Page(M("algorithm.page_consent", "Згода і що передають"), _consent, "consent"),
        "levels": Page(M("algorithm.page_levels", "Рівні й строки"), _levels, "levels"),
        "does": Page(M("algorithm.page_does", "Що робити на кожному рівні"), _does, "does"),
        "entries": Page(M("algorithm.page_entries", "Куди звертаються люди"), _entries, "entries"),
        "beyond": Page(M("algorithm.page_beyond", "Коли громаді не під силу"), _beyond, "beyond"),
        "closing": Page(M("algorithm.page_closing", "Коли справу закривають"), _closing, "closing"),
        "special": Page(M("algorithm.page_special", "Що тут по-особливому"), _special, "special"),
        "source": Page(M("algorithm.page_source", "Звідки це"), _source, ""),
    }
)
"""Pages by id, in the order they are offered."""
