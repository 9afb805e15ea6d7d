"""Words in the reader's language.

A message is known by its id; its Ukrainian text stands in the source, and each other language in one file,
``locales/<language>/LC_MESSAGES/dorozhnyk.po``: msgid is the id, msgstr the translation, and an extracted
comment (``#.``) holds the Ukrainian text for whoever translates. The files are read as they are: nothing is
compiled. What has no translation is shown in Ukrainian.
"""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from bot.phones import show_phone
from flows.engine.message import M, Text
from flows.engine.turn import Block as SaidBlock
from flows.engine.turn import Button as SaidButton
from flows.engine.turn import Say
from handlers.shown import Block, Button, Phone, Shown

SOURCE = "uk"
ROOT = Path(__file__).parent.parent
RINGS = ("flows", "handlers", "bot")

PROGRESS = M("engine.progress", "Крок {n} з {of}")
HINTS: Mapping[str, M] = {
    "query": M("hint.query", "Напишіть своїми словами, що потрібно"),
    "place": M("hint.place", "Напишіть назву громади, міста чи села"),
    "gist": M("hint.gist", "Напишіть одне-два речення, без подробиць"),
    "name": M("hint.name", "Напишіть ім'я"),
    "community": M("hint.community", "Напишіть назву громади, міста чи села"),
    "hours": M("hint.hours", "Напишіть дні й години, наприклад: будні після 16:00"),
    "phones": M("hint.phones", "Напишіть номери через кому"),
    "week_hours": M("hint.week_hours", "Напишіть дні й години, наприклад: пн-пт 9-18, сб 10-14"),
    "word": M("hint.word", "Напишіть одне слово"),
    "phone": M("hint.phone", "Напишіть номер телефону"),
    "code": M("hint.code", "Напишіть код звернення, наприклад: К7М-4Р2"),
    "return_code": M("hint.return_code", "Напишіть 12 цифр коду"),
}
ANY_HINT = M("hint.text", "Напишіть відповідь")

_HEADER = """\
# Дорожник: msgid is a message's id, #. its Ukrainian text, msgstr the translation.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
ORDERS = "region."
"""How the ids of regions' own texts begin: a case may still go by an older text under the same id."""

_NAME = re.compile(r"\{([^\W\d]\w*)\}")


def catalog_path(folder: Path, language: str) -> Path:
    """Where a language's catalog lies."""
    return folder / language / "LC_MESSAGES" / "dorozhnyk.po"


def catalogs(folder: Path = ROOT / "locales") -> list[str]:
    """The languages that have a catalog, the source first."""
    found = {path.parent.parent.name for path in folder.glob("*/LC_MESSAGES/dorozhnyk.po")}
    return sorted(found, key=lambda one: (one != SOURCE, one))


class Translator:
    """Shows texts and screens in any of ``languages``; the first one serves whoever asks for none of them.

    Moments are shown in ``zone``'s wall-clock time. A language without a catalog speaks Ukrainian
    (``problems`` tells of it).
    """

    def __init__(
        self, languages: Sequence[str], zone: str = "Europe/Kyiv", folder: Path = ROOT / "locales"
    ) -> None:
        self.languages = tuple(languages)
        self._zone = ZoneInfo(zone)
        self._catalogs = {
            language: _said(folder, language) for language in self.languages if language != SOURCE
        }
        self._translated = {
            id_: text for id_, text in _said(folder, SOURCE).items() if id_.startswith(ORDERS)
        }

    def chosen(self, wanted: str | None) -> str:
        """The language for somebody whose device says ``wanted`` (``en-GB`` is served by ``en``)."""
        for one in (wanted or "", (wanted or "").replace("_", "-").partition("-")[0].lower()):
            if one in self.languages:
                return one
        return self.languages[0]

    def text(self, language: str, text: Text) -> str:
        """One text as the reader sees it: a ``flows.engine.message.Text``, or an ``M`` without names.

        Raises TypeError on anything else.
        """
        match text:
            case None:
                return ""
            case str():
                return text
            case int() | float():
                return str(text)
            case M():
                return self.text(language, text.json())
            case {"m": str(id_), "t": str(source)}:
                words = self._catalogs.get(language, {}).get(id_, source)
                if self._translated.get(id_, source) != source:
                    words = source  # an older order, which a case goes by: today's translation says otherwise
                return self._filled(language, words, text.get("a") or {})
            case {"at": str(iso)}:
                return self._moment(language, iso)
            case {"tel": str(e164)}:
                return show_phone(e164)
            case list() | tuple():
                return ", ".join(self.text(language, one) for one in text)
        msg = f"not a text: {type(text).__name__}"
        raise TypeError(msg)

    def shown(self, language: str, say: Say) -> Shown:
        """The screen as every channel gets to show it."""
        step = say.progress and {"n": say.progress[0], "of": say.progress[1]}
        return Shown(
            language=language,
            blocks=tuple(self._block(language, block) for block in say.blocks),
            buttons=tuple(self._button(language, button) for button in say.buttons),
            controls=tuple(self._button(language, button) for button in say.controls),
            screen=say.screen,
            kept=say.kept,
            anew=say.anew,
            protect=say.protect,
            expects=say.expects,
            hint=self.text(language, HINTS.get(say.expects, ANY_HINT)) if say.expects else "",
            progress=self.text(language, PROGRESS.json(**step)) if step else "",
        )

    def _block(self, language: str, block: SaidBlock) -> Block:
        if block.kind == "list":
            return Block("list", items=tuple(self.text(language, one) for one in block.content))
        if block.kind == "phones":
            return Block("phones", phones=tuple(self._phone(language, one) for one in block.content))
        if block.kind == "link":
            return Block("link", self.text(language, block.content["label"]), url=block.content["url"])
        return Block(block.kind, self.text(language, block.content))

    def _phone(self, language: str, phone: Mapping[str, Any]) -> Phone:
        name, hours = (self.text(language, phone.get(key)) for key in ("name", "hours"))
        return Phone(show_phone(str(phone["number"])), name, hours)

    def _button(self, language: str, button: SaidButton) -> Button:
        return Button(button.id, self.text(language, button.label), button.style, button.ticked)

    def _filled(self, language: str, words: str, values: Mapping[str, Text]) -> str:
        """Only ``{name}`` is filled, once: what people typed is never read as a format."""

        def value(found: re.Match[str]) -> str:
            name = found[1]
            return self.text(language, values[name]) if name in values else found[0]

        return _NAME.sub(value, words)

    def _moment(self, language: str, iso: str) -> str:
        if len(iso) == len("2026-11-25"):
            return format_date(date.fromisoformat(iso), "d MMMM yyyy", locale=_locale(language))
        if len(iso) == len("2026-11"):
            return format_date(date.fromisoformat(f"{iso}-01"), "LLLL yyyy", locale=_locale(language))
        at = datetime.fromisoformat(iso)
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        return format_datetime(at.astimezone(self._zone), "d MMMM, HH:mm", locale=_locale(language))


# Catalogs --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """A message and where it stands."""

    message: M
    file: str
    line: int = 0

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


def found(root: Path = ROOT) -> Iterator[Found]:
    """Every ``M("id", "text")`` written in the three rings under ``root``."""
    for path in (path for ring in RINGS for path in sorted((root / ring).rglob("*.py"))):
        name = path.relative_to(root).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "M":
                words = [one.value for one in node.args[:2] if isinstance(one, ast.Constant)]
                if len(words) == 2 and all(isinstance(one, str) for one in words):
                    yield Found(M(str(words[0]), str(words[1])), name, node.lineno)


def collect(root: Path = ROOT, extra: Iterable[M] = ()) -> dict[str, M]:
    """All messages by id, in order of ids; ``extra``: those that come from data (the regions' texts)."""
    messages: dict[str, M] = {}
    for message in (*(one.message for one in found(root)), *extra):
        messages.setdefault(message.id, message)
    return dict(sorted(messages.items()))


def problems(
    languages: Sequence[str] = (SOURCE, "en"),
    root: Path = ROOT,
    folder: Path = ROOT / "locales",
    extra: Iterable[M] = (),
) -> list[str]:
    """What a reader would trip over, one line each: an id with two texts; a language without a catalog; a
    message without a translation, with another set of {names}, or translated from an older text."""
    extra = tuple(extra)
    messages = collect(root, extra)
    told = [
        f"{one.place}: {one.message.id} stands elsewhere with another text"
        for one in (*found(root), *(Found(message, "data") for message in extra))
        if one.message.text != messages[one.message.id].text
    ]
    for language in languages:
        try:
            _locale(language)
        except (UnknownLocaleError, ValueError):
            told.append(f"{language}: no such language")
            continue
        if not catalog_path(folder, language).is_file():
            told.append(f"{language}: no catalog")
            continue
        known = {str(one.id): one for one in _read(folder, language)}
        for id_, message in messages.items():
            told += (f"{language}: {id_} {what}" for what in _wrong(known.get(id_), message, language))
    return told


def write_catalogs(
    languages: Sequence[str] = (SOURCE, "en"),
    root: Path = ROOT,
    folder: Path = ROOT / "locales",
    extra: Iterable[M] = (),
) -> list[Path]:
    """Bring the catalogs up to date with the source; returns the files that changed.

    Translations stay. One whose Ukrainian text changed is marked fuzzy until somebody has looked at it; one
    whose message is gone is kept below (``#~``) and comes back with it. Ukrainian is filled from the source.
    """
    messages = collect(root, extra)
    places: dict[str, set[str]] = {}
    for one in found(root):
        places.setdefault(one.message.id, set()).add(one.file)
    changed = []
    for language in languages:
        path = catalog_path(folder, language)
        old = _read(folder, language)
        new = _catalog(language)
        for id_, message in messages.items():
            before = old.get(id_) or old.obsolete.get(id_)
            new.add(
                id_,
                message.text if language == SOURCE else before.string if before else "",
                locations=[(place, 0) for place in sorted(places.get(id_, ()))],
                auto_comments=message.text.splitlines(),
                user_comments=before.user_comments if before else (),
                flags=_flags(before, message, language),
            )
        for gone in (*old, *old.obsolete.values()):
            if gone.id and gone.id not in messages and gone.string and language != SOURCE:
                new.obsolete[gone.id] = gone
        if _write(new, language, path):
            changed.append(path)
    return changed


def _wrong(translated: Message | None, message: M, language: str) -> Iterator[str]:
    if translated is None or not translated.string:
        yield "has no translation"
    elif set(_NAME.findall(str(translated.string))) != set(_NAME.findall(message.text)):
        yield "has other {names} than the source"
    elif translated.fuzzy or _older(translated, message):
        yield "was translated from an older text"
    elif language == SOURCE and translated.string != message.text:
        yield "is not what the source says"


def _flags(before: Message | None, message: M, language: str) -> set[str]:
    if before is None or not before.string or language == SOURCE:
        return set()
    return {"fuzzy"} if before.fuzzy or _older(before, message) else set()


def _older(translated: Message, message: M) -> bool:
    """Whether it was translated from another text. Comments come back wrapped: white space tells nothing."""
    comments = "".join("".join(translated.auto_comments).split())
    return bool(comments) and comments != "".join(message.text.split())


def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")


def _said(folder: Path, language: str) -> Mapping[str, str]:
    """Each message's id and its translation, where it has one."""
    path = catalog_path(folder, language)
    stamp = path.stat().st_mtime_ns if path.is_file() else 0
    return _said_then(folder, language, stamp)


@lru_cache(maxsize=8)  # reading one takes a third of a second, and a sheet for somebody needs it at once
def _said_then(folder: Path, language: str, stamp: int) -> Mapping[str, str]:
    del stamp
    return {str(one.id): str(one.string) for one in _read(folder, language) if one.string}


def _read(folder: Path, language: str) -> Catalog:
    path = catalog_path(folder, language)
    if not path.is_file():
        return _catalog(language)
    with path.open("rb") as file:
        return read_po(file, locale=language.replace("-", "_"))


def _catalog(language: str) -> Catalog:
    return Catalog(locale=language.replace("-", "_"))


def _write(catalog: Catalog, language: str, path: Path) -> bool:
    """Write the file if it changed. The header is our own: Babel's holds dates, which change idly."""
    out = io.BytesIO(_HEADER.format(language=language).encode())
    out.seek(0, io.SEEK_END)
    write_po(out, catalog, width=0, sort_output=True, include_lineno=False, omit_header=True)
    if path.is_file() and path.read_bytes() == out.getvalue():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(out.getvalue())
    return True
