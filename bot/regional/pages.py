"""The pages that a region's lawyer checks: every value of the algorithm, in words, with where it comes from.

``docs/regions.md`` lists the regions and says how a file is changed; it and the pages in ``docs/regions`` are
made from the data, nobody writes them by hand (``dorozhnyk region pages docs``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

from bot.regional import lists, words
from bot.regional.rows import Row, differences, rows, section
from bot.regions import Regions
from flows.regions.names import DEFAULT, REGIONS
from flows.regions.region import Region

INDEX = "regions.md"
FOLDER = "regions"

_HEAD = "| ☐ | Що | Значення | Звідки | Ключ у файлі |\n|---|---|---|---|---|"


def pages(regions: Regions) -> Mapping[str, str]:
    """Path under the folder of documents → what stands there: the index, the default, each region's own."""
    own = [one for one in regions.by_id.values() if one.own]
    made = {INDEX: index(regions), f"{FOLDER}/{DEFAULT}.md": page(regions.default, regions.default)}
    made.update((f"{FOLDER}/{one.id}.md", page(one, regions.default)) for one in own)
    made[lists.PAGE] = lists.page(regions)
    return made


def write(regions: Regions, folder: Path) -> list[str]:
    """Write them; the pages that are none any more go. Answers what changed."""
    made = pages(regions)
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    changed = []
    for name, text in made.items():
        file = folder / name
        if not file.is_file() or file.read_text("utf-8") != text:
            file.write_text(text, "utf-8")
            changed.append(name)
    for file in (folder / FOLDER).glob("*.md"):
        if f"{FOLDER}/{file.name}" not in made:
            file.unlink()
            changed.append(f"{FOLDER}/{file.name}")
    return changed


def page(region: Region, default: Region) -> str:
    """One region's page: first what is its own, then what it shares with everybody."""
    every = rows(region)
    other = {one.key for one in differences(region, default)} if region is not default else set()
    lines = [
        f"# {region.name.text}: порядок по пунктах",
        "",
        f"**{region.title.text}**",
        "",
        f"- Джерело: {region.source}",
        f"- Звірено: {_day(region.checked_on)}",
        f"- Файл: `{region.id}.toml`{_under(region)}",
        f"- Версія: `{region.version}`",
        "",
        "Сторінку створено з даних, за якими працює програма; її не правлять руками. Юристка чи юрист",
        "області ставить позначку біля кожного пункту, який відповідає порядку. Що означає «Звідки» і як",
        f"змінити значення, сказано в [переліку областей](../{INDEX}).",
        "",
        _counted(every),
    ]
    if region is default:
        lines += _tables("Увесь порядок", every)
    else:
        lines += _tables("Що тут своє", [one for one in every if one.key in other])
        lines += _left_out(region, default)
        lines += _tables("Що спільне з типовим порядком", [one for one in every if one.key not in other])
    return "\n".join([*lines, ""])


def index(regions: Regions) -> str:
    """The list of regions, what «where from» means, and how a file is changed."""
    own = [one for one in regions.by_id.values() if one.own]
    rest = [one.name.text for one in regions.by_id.values() if not one.own]
    named = f"| Уся Україна | [{DEFAULT}]({FOLDER}/{DEFAULT}.md) | {_shape(regions.default)} | — |"
    table = [
        f"| {one.name.text} | [{one.id}]({FOLDER}/{one.id}.md){_under(one)} | {_shape(one)} "
        f"| {in_a_line(one, regions.default)} |"
        for one in own
    ]
    alone = f"Без власного файлу, за типовим порядком: {'; '.join(rest)}."
    editing = _EDITING.replace("{code}", next(iter(REGIONS)))
    return "\n".join([_BEGINNING, named, *table, "", alone, "", _ORIGINS, editing])


def in_a_line(region: Region, default: Region) -> str:
    """Where a region differs, so that one sees at a glance what to read."""
    return "; ".join((*_who(region, default), *_how(region, default)))


def _who(region: Region, default: Region) -> Iterator[str]:
    """Levels, consent, who sends and who leads."""
    if [one.label for one in region.levels.grades] != [one.label for one in default.levels.grades]:
        yield f"рівні: {', '.join(one.label.text for one in region.levels.grades)}"
    for id_, modes in region.consent.recipients.items():
        allowed = ", ".join(words.words_of("consent.modes")[one] for one in modes)
        yield f"згода ({words.body(id_)}): {allowed}"
    if region.sending.who != default.sending.who:
        yield words.words_of("sending.who")[region.sending.who]
    if region.lead.protection != default.lead.protection:
        yield f"ризик веде {words.body(region.lead.protection)}"
    if region.lead.by_signal:
        yield "установу обирають за видом проблеми"
    if region.lead.by_need != default.lead.by_need:
        yield "інакше поділено, яку потребу хто веде"
    if region.lead.children != default.lead.children:
        yield "права дитини веде служба у справах дітей"
    if region.stays_first_contact:
        yield "хто направив, лишається першим контактом"


def _how(region: Region, default: Region) -> Iterator[str]:
    """Ways in, questions, the team, the end; and how it goes step by step."""
    if region.authorities:
        yield "питають, чия влада"
    if region.entries != default.entries:
        yield f"куди прийти: {', '.join(one.name.text for one in region.entries)}"
    if region.questions:
        yield f"власних запитань: {len(region.questions)}"
    for one in region.onward:
        yield f"після контакту ({words.body(one.after)}) готують направлення: {words.body(one.to)}"
    if region.team.must:
        yield f"за планом мають бути: {', '.join(words.body(one) for one in region.team.must)}"
    if region.beyond.body:
        yield f"понад повноваження громади: {words.body(region.beyond.body)}"
    if region.closing.rule != default.closing.rule:
        yield f"закривають, коли {words.words_of('closing.rule')[region.closing.rule]}"
    if region.oversight.body != default.oversight.body:
        yield f"порядок змінює {words.body(region.oversight.body)}"
    for key in ("practices", "procedures"):
        known = getattr(default, key)
        yield from (words.words_of(key)[one] for one in getattr(region, key) if one not in known)
    yield f"{words.SECTIONS['steps'].lower()} ({_count(region)})"


_BEGINNING = """\
# Порядок областей

У кожної області свій алгоритм. Він записаний у файлі, і саме цей файл керує програмою: рівнями,
строками, згодою, маршрутами, запитаннями, кроками. Цей перелік і сторінки областей створено з тих
самих файлів командою `dorozhnyk region pages docs`.

| Область | Сторінка й файл | Як побудовано | Чим відрізняється від типового порядку |
|---|---|---|---|"""

_ORIGINS = """\
## Звідки значення

Біля кожного значення сказано, звідки воно.

| На сторінці | У файлі | Що це означає |
|---|---|---|
| текст області | `seed` | так написано в алгоритмі самої області |
| найповніший текст | `odesa` | область про це мовчить, тож узято з найповнішого тексту |
| програма | `product` | цього немає в жодному тексті, так вирішила програма: перевірте насамперед |
| розпорядження | `local` | так вирішили у Вашій області, у власному файлі |
"""

_EDITING = """\
## Як змінити порядок

Програміст не потрібен, досить текстового редактора.

1. Хто адмініструє програму, називає теку для власних файлів: рядок `REGIONS_FOLDER=…` у `.env`.
2. Покладіть туди файл з кодом області, наприклад `{code}.toml`, і впишіть лише те, що змінюєте.
   Ключі стоять в останній колонці на сторінці області; `[[entries]] id = "cnap": name` означає ключ
   `name` у тій таблиці `[[entries]]`, де `id = "cnap"`. Файл зберігайте в UTF-8.

   ```toml
   [sending]
   sign_off = "2 working h"       # керівництво підписує за дві робочі години

   [levels.grade.yellow.terms]
   first_contact = "24 h"         # перший контакт за добу
   ```

   Перелік (відповіді, установи) замінюють цілком. Крок змінюють за номером: `[steps.4]`. Строки
   пишуть так: `15 min`, `48 h`, `4 working h`, `3 d`. Область, яка ще не має файлу, каже в ньому й
   про себе: `title`, `source`, `checked_on`.
3. `dorozhnyk check` пояснить кожну помилку: файл, ключ і що можна написати. `dorozhnyk region diff
   {code}` покаже, чим область тепер відрізняється від типового порядку і що змінили Ви;
   `dorozhnyk region page {code}` — усю сторінку для перевірки.
4. Програма перечитує файли сама, не пізніше ніж за хвилину, зупиняти її не треба. Розмови тривають
   далі. Якщо у файлі помилка, діє попередній порядок, а координація області й ті, хто адмініструє
   програму, отримують сповіщення. Так само, коли з теки раптом зникли всі файли: щоб справді
   повернутися до типового порядку, залиште в ній порожній `default.toml`.
5. Нові справи йдуть за новим порядком. Розпочаті доводять за тим, з якого вони почалися, і картка
   каже про це.

Покрокові списки для людей, фахівців і громад стоять в окремих файлах: [які саме і як їх
заповнити](procedures.md).
"""


def _tables(heading: str, some: Iterable[Row]) -> Iterator[str]:
    yield from ("", f"## {heading}")
    for name, inside in groupby(some, key=lambda row: section(row.key)):
        yield from ("", f"### {name}", "", _HEAD)
        for row in inside:
            shown = f"{_cell(row.what)} | {_cell(row.value)} | {words.ORIGINS[row.origin]}"
            yield f"| ☐ | {shown} | `{row.written}` |"


def _left_out(region: Region, default: Region) -> Iterator[str]:
    """What the default has and this region not."""
    gone = [one for one in differences(region, default) if one.here is None and one.there != "—"]
    named = list(dict.fromkeys(one.what.partition(": ")[0] for one in gone))
    if named:
        yield from ("", f"Чого з типового порядку тут немає: {'; '.join(named)}.")


def _counted(every: list[Row]) -> str:
    said = [
        f"{name} — {count}"
        for origin, name in words.ORIGINS.items()
        if (count := sum(one.origin == origin for one in every))
    ]
    return f"Усього значень: {len(every)} ({', '.join(said)})."


def _shape(region: Region) -> str:
    return f"{words.words_of('shape')[region.shape]}, {_count(region)}"


def _count(region: Region) -> str:
    phases = f"фаз: {len(region.phases)}, " if region.phases else ""
    return f"{phases}кроків: {len(region.steps)}"


def _under(region: Region) -> str:
    """The files it shares with others."""
    known = (f"{DEFAULT}.toml", f"{region.id}.toml")
    shared = [f"`{one.file}`" for one in region.layers if one.file not in known]
    return f", спільне: {', '.join(dict.fromkeys(shared))}" if shared else ""


def _day(iso: str) -> str:
    return ".".join(reversed(iso.split("-")))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")
