"""The keys of a region's file, and the words that may stand there, in Ukrainian for whoever is no programmer.

Only for paper and the terminal: these texts are shown in no conversation, so they are in no catalog."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from bot.services.lines import STATES
from bot.services.own_copy import FIELD_WORDS
from flows.directory.words import PLACE_KINDS
from flows.policy import consents
from flows.policy.bodies import BODIES
from flows.policy.colours import COLOURS
from flows.regions.names import REGIONS
from flows.rules import needs, signals

SECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "shape": "Про алгоритм",
        "aim": "Про алгоритм",
        "principles": "Про алгоритм",
        "communities": "Про алгоритм",
        "authorities": "Про алгоритм",
        "levels": "Рівні терміновості та строки",
        "consent": "Згода",
        "sending": "Хто надсилає",
        "lead": "Хто веде справу",
        "tracks": "Напрями допомоги",
        "entries": "Куди прийти по допомогу",
        "questions": "Запитання області",
        "more_questions": "Запитання області",
        "onward": "Наступне направлення",
        "team": "Команда й спільний план",
        "beyond": "Понад повноваження громади",
        "places": "Місця проживання",
        "closing": "Коли справу закривають",
        "oversight": "Хто стежить за порядком",
        "practices": "Що ще є в роботі",
        "procedures": "Що ще є в роботі",
        "phases": "Фази й кроки",
        "steps": "Фази й кроки",
    }
)
"""The first word of a key → the heading it stands under, in the order of a page."""

ORIGINS: Mapping[str, str] = MappingProxyType(
    {
        "seed": "текст області",
        "odesa": "найповніший текст",
        "product": "програма",
        "local": "розпорядження",
    }
)

LABELS: tuple[tuple[str, str], ...] = (
    ("shape", "Як побудовано"),
    ("aim", "Мета"),
    ("principles", "Засади"),
    ("communities", "Громади, названі в тексті"),
    ("authorities", "Влада: справа називає одну"),
    ("levels.order", "Рівні, від найлегшого"),
    ("levels.raising", "Ознаки вразливості, що самі підвищують рівень"),
    ("levels.grade.*.label", "{0}: назва"),
    ("levels.grade.*.plain", "{0}: що чує людина"),
    ("levels.grade.*.colour", "{0}: колір"),
    ("levels.grade.*.corridor", "{0}: маршрут"),
    ("levels.grade.*.emergency", "{0}: невідкладний"),
    ("levels.grade.*.rows", "{0}: що до нього веде"),
    ("levels.grade.*.does", "{0}: що робить фахівчиня чи фахівець"),
    ("levels.grade.*.adds", "{0}: що ще робить фахівчиня чи фахівець"),
    ("levels.grade.*.terms.acknowledge", "{0}: прийняти справу за"),
    ("levels.grade.*.terms.duty_only", "{0}: строк прийняття лише за чергування"),
    ("levels.grade.*.terms.first_contact", "{0}: перший контакт за"),
    ("levels.grade.*.terms.starts", "{0}: строк контакту рахують"),
    ("levels.grade.*.terms.outer", "{0}: не пізніше ніж за"),
    ("levels.grade.*.terms.ask_after", "{0}: спитати людину через"),
    ("levels.grade.*.terms.quiet", "{0}: уночі не турбують"),
    ("levels.grade.*.terms.pausable", "{0}: строк можна призупинити"),
    ("levels.grade.*.terms.ladder.*", "{0}: нагадування {1}"),
    ("consent.modes", "Якою може бути згода"),
    ("consent.fields", "Що щонайбільше передають"),
    ("consent.recipients.*", "Згода перед передаванням: {0}"),
    ("consent.purposes.*", "Навіщо передають: {0}"),
    ("sending.who", "Хто надсилає направлення"),
    ("sending.sign_off", "Строк підпису керівництва"),
    ("lead.protection", "Веде, коли є ризик"),
    ("lead.by_need.*", "Веде: {0}"),
    ("lead.by_signal.*", "Відповідає за ознакою: {0}"),
    ("lead.beside_by_need.*", "Долучають завжди: {0}"),
    ("lead.parallel", "Паралельний напрям веде"),
    ("lead.parallel_needs", "Паралельний напрям відкривають для"),
    ("lead.children", "Служба у справах дітей"),
    ("lead.first_contact", "Перший контакт із людиною"),
    ("lead.final", "Остаточна координація"),
    ("lead.final_children", "Остаточна координація, коли йдеться про права дитини"),
    ("tracks.order", "Порядок напрямів"),
    ("tracks.track.*.name", "{0}: назва"),
    ("tracks.track.*.purpose", "{0}: для чого"),
    ("tracks.track.*.bodies", "{0}: хто допомагає"),
    ("tracks.track.*.does", "{0}: що роблять"),
    ("tracks.track.*.result", "{0}: результат"),
    ("entries.*.name", "{0}: назва"),
    ("entries.*.body", "{0}: хто приймає"),
    ("entries.*.takes", "{0}: з чим приходити"),
    ("entries.*.needs", "{0}: насамперед"),
    ("entries.*.address", "{0}: адреса"),
    ("questions.*.own", "«{0}»: запитання людині"),
    ("questions.*.other", "«{0}»: запитання фахівчині чи фахівцю"),
    ("questions.*.why", "«{0}»: пояснення"),
    ("questions.*.kind", "«{0}»: як відповідають"),
    ("questions.*.asked", "«{0}»: коли питають"),
    ("questions.*.needs", "«{0}»: кого питають"),
    ("questions.*.kept", "«{0}»: відповідь передають разом із направленням"),
    ("questions.*.for", "«{0}»: кому призначено відповідь"),
    ("questions.*.none", "«{0}»: коли нічого не позначено"),
    ("questions.*.none_other", "«{0}»: те саме для фахівчині чи фахівця"),
    ("questions.*.options.*", "«{0}»: відповідь {1}"),
    ("questions", "Запитання"),
    ("onward", "Після контакту"),
    ("onward.*", "Після контакту: {0}"),
    ("team.must", "За спільним планом мають бути"),
    ("team.calls", "Кличуть за потреби"),
    ("team.text", "Як збирають команду"),
    ("beyond.body", "Кому передають"),
    ("beyond.channel", "Яким шляхом"),
    ("beyond.grounds", "Підстави"),
    ("beyond.grounds.*", "Підстава {0}"),
    ("places.hours", "Притримати місце можна на"),
    ("places.first", "Хто перший, коли місць бракує: кому потрібне місце"),
    ("places.note", "Як це звучить"),
    ("closing.rule", "Правило"),
    ("closing.text", "Як це звучить"),
    ("closing.asks", "Що питають перед закриттям"),
    ("closing.note", "Про що просять дописати"),
    ("oversight.body", "Хто змінює порядок"),
    ("oversight.council_monitors", "Рада ВПО стежить за якістю"),
    ("oversight.text", "Як це відбувається"),
    ("practices", "Особливості роботи"),
    ("procedures", "Покрокові списки"),
    ("phases.*.title", "Фаза {0}"),
    ("phases.*.aim", "Фаза {0}: мета"),
    ("steps.*.title", "Крок {0}"),
    ("steps.*.phase", "Крок {0}: фаза"),
    ("steps.*.community", "Крок {0}: громада"),
    ("steps.*.region", "Крок {0}: область"),
    ("steps.*.responsible", "Крок {0}: відповідають"),
    ("steps.*.why", "Крок {0}: навіщо"),
    ("steps.*.action", "Крок {0}: куди веде дотик"),
    ("steps.*.at", "Крок {0}: справа тут, коли"),
)
"""A key, «*» standing for any word of it, → what is meant; «{0}» is the first of these words."""

_BODIES = {id_: name.text for id_, name in BODIES.items()}
_NEEDS = {one.id: one.specialist_label.text for one in needs.CATALOGUE}
_GROUPS = {
    "danger": "небезпека",
    "discrimination": "дискримінація",
    "exploitation": "експлуатація",
    "vulnerability": "вразливість",
}
_SIGNALS = {**_GROUPS, **{one.id: one.short.text for one in signals.CATALOGUE}}
_MODES = {id_: word.text for id_, word in consents.IS.items()}

VALUES: tuple[tuple[str, Mapping[str, str]], ...] = (
    (
        "shape",
        {
            "corridors": "коридори за рівнем ризику",
            "phases": "фази та кроки",
            "stages": "етапи",
            "administration": "обов'язки обласної адміністрації",
            "challenges": "шляхи за викликами",
            "working_group": "робоча група",
        },
    ),
    ("authorities", {id_: name.text for id_, name in REGIONS.items()}),
    ("levels.raising", _SIGNALS),
    ("levels.grade.*.colour", COLOURS),
    (
        "levels.grade.*.corridor",
        {"standard": "звичайна послуга", "accompanied": "супровід", "urgent": "екстрено"},
    ),
    (
        "levels.grade.*.rows",
        {**_GROUPS, "none": "ознак немає", "unclear": "на запитання про небезпеку не відповіли"},
    ),
    ("levels.grade.*.terms.starts", {"created": "від надсилання", "acknowledged": "від прийняття"}),
    ("consent.modes", _MODES),
    ("consent.recipients.*", _MODES),
    ("consent.fields", {id_: words.text for id_, words in FIELD_WORDS.items()}),
    (
        "sending.who",
        {
            "specialist": "хто розмовляє з людиною, без підпису керівництва",
            "head": "керівництво підписує",
            "either": "хто розмовляє з людиною; керівництво підписує, якщо його спитають",
        },
    ),
    ("lead.children", {"beside": "долучається поруч", "leads": "веде справу"}),
    (
        "lead.first_contact",
        {
            "lead": "особа, яка веде справу",
            "sender_until_replaced": "хто направив, доки справу не переймуть",
        },
    ),
    ("lead.parallel_needs", _NEEDS),
    ("entries.*.needs", _NEEDS),
    ("questions.*.needs", _NEEDS),
    ("lead.*", _BODIES),
    ("lead.*.*", _BODIES),
    ("tracks.track.*.bodies", _BODIES),
    ("entries.*.body", _BODIES),
    ("questions.*.for", _BODIES),
    ("team.must", _BODIES),
    ("team.calls", _BODIES),
    ("beyond.body", _BODIES),
    ("oversight.body", _BODIES),
    (
        "questions.*.kind",
        {"choose": "одна відповідь", "tick": "кілька відповідей", "write": "своїми словами"},
    ),
    ("questions.*.asked", {"first": "на початку скринінгу", "last": "після потреби"}),
    ("places.first", {id_: name.text for id_, name in PLACE_KINDS.items()}),
    (
        "closing.rule",
        {
            "contact": "контакт відбувся",
            "resolved": "проблему розв'язано",
            "stabilised": "становище стало стійким",
            "adapted": "людина прижилася",
        },
    ),
    (
        "practices",
        {
            "deidentified_exchange": "обмін без імен про надану й заплановану допомогу",
            "group_head": "робоча група називає, хто її веде",
            "indicators": "область публікує ознаки та порядок, фахівці позначають «ознайомлено»",
            "no_documents_asked": "базову допомогу надають, не питаючи документів",
            "overview": "область бачить строки громад",
            "placements": "записують, де людину поселено; поселення закінчується окремо від справи",
            "problem_first": "робочу групу скликають довкола вже названої проблеми",
            "wellbeing_check": "питають про самопочуття тих, хто допомагає; показують лише числа",
            "who_pays": "записують, хто платить за те, що понад повноваження громади",
            "work_first": "спершу навички й вакансії, поступаючись лише захисту",
            "working_groups": "робочі групи з дорожньою картою",
        },
    ),
    (
        "procedures",
        {
            "lost_documents": "відновити документи",
            "child_status": "статус дитини, яка постраждала внаслідок воєнних дій",
            "settling": "поселення в місці компактного проживання",
            "housing_inventory": "облік житла громади",
            "heirless_property": "відумерле майно",
            "accessibility": "доступність місць проживання",
            "interaction_order": "порядок взаємодії",
        },
    ),
    (
        "steps.*.action",
        {
            "screening": "скринінг",
            "sent": "мої направлення",
            "signoff": "на підпис",
            "work": "мої справи",
            "desk": "строки",
            "danger": "екстрені номери",
            "procedures": "покрокові списки",
            "groups": "робочі групи",
            "publications": "ознаки й порядок від області",
            "overview": "строки громад",
            "wellbeing": "як Ви?",
        },
    ),
    ("steps.*.at", {"screening": "скринінг триває", **{id_: words.text for id_, words in STATES.items()}}),
)
"""A key → what its words mean. The first that fits counts."""

OF = MappingProxyType(
    {
        "acknowledgement": "прийняти справу",
        "first_contact": "перший контакт",
        "outer": "крайній строк",
        "asked": "запитання до людини",
    }
)
WHOM = MappingProxyType(
    {
        "duty": "чергування",
        "lead": "особа, яка веде",
        "deputy": "заступниця чи заступник",
        "coordinator": "координація",
        "specialist": "хто направив",
        "person": "людина",
    }
)
AT = MappingProxyType(
    {
        "created": "одразу",
        "breach": "коли строк минув",
        "last closing": "перед останнім закриттям установи",
        "said no": "коли людина каже, що допомоги немає",
    }
)

_SPAN = re.compile(r"(\d+) ?(working )?(min|h|d)")
_UNITS = {
    ("", "min"): ("хвилина", "хвилини", "хвилин"),
    ("", "h"): ("година", "години", "годин"),
    ("", "d"): ("доба", "доби", "діб"),
    ("working ", "min"): ("робоча хвилина", "робочі хвилини", "робочих хвилин"),
    ("working ", "h"): ("робоча година", "робочі години", "робочих годин"),
}


def span(spelled: str) -> str:
    """«4 working h» → «4 робочі години»; what is no span stays as it is."""
    found = _SPAN.fullmatch(spelled)
    if found is None:
        return spelled
    number = int(found[1])
    one, few, many = _UNITS[found[2] or "", found[3]]
    if number % 10 == 1 and number % 100 != 11:
        return f"{number} {one}"
    if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14):
        return f"{number} {few}"
    return f"{number} {many}"


def fits(pattern: str, key: str) -> list[str] | None:
    """The words of the key that stand for «*», or None where it is another key."""
    wanted, words = pattern.split("."), key.split(".")
    if len(wanted) != len(words):
        return None
    if any(one not in ("*", word) for one, word in zip(wanted, words, strict=True)):
        return None
    return [word for one, word in zip(wanted, words, strict=True) if one == "*"]


def words_of(key: str) -> Mapping[str, str]:
    """What the words of this key mean; empty where it holds a text."""
    return next((words for pattern, words in VALUES if fits(pattern, key) is not None), {})


def body(id: str) -> str:  # noqa: A002 - "id" is the word
    return _BODIES.get(id, id)


def need(id: str) -> str:  # noqa: A002 - "id" is the word
    return _NEEDS.get(id, id)


def signal(id: str) -> str:  # noqa: A002 - "id" is the word
    return _SIGNALS.get(id, id)
