"""A service on one page, for somebody without a phone: where to go, when, with what. It names nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

import segno

from bot.forms.sheet import Box, Section, Sheet, Square, printed
from bot.phones import show_phone
from flows.engine.message import M, Text, moment

Say: TypeAlias = Callable[[Text], str]

TITLE = M("sheet.title", "Куди звернутися")
WHERE = M("sheet.where", "Де це")
WITH_WHAT = M("sheet.with_what", "З чим іти")
SERVICE = M("sheet.service", "Послуга")
INSTITUTION = M("sheet.institution", "Хто надає")
ADDRESS = M("sheet.address", "Адреса")
PHONES = M("sheet.phones", "Телефони")
MORE = M("sheet.more", "Докладніше")
VISITS = M("sheet.visits", "Коли приїздять")
ACCESS = M("sheet.access", "Доступність")
DOCUMENTS = M("sheet.documents", "Що взяти з собою")
WITHOUT = M("sheet.without", "Якщо документів немає")
NOTICE = M("sheet.notice", "Зараз не працює")
UNKNOWN = M("sheet.unknown", "не вказано")
CALL_FIRST = M("sheet.call_first", "Зателефонуйте, перш ніж іти: години могли змінитися.")
FREE = M("sheet.free", "Якщо є небезпека: 102 — поліція, 103 — швидка.")
MADE = M("sheet.made", "Роздруковано: {at}")
MAP_CODE = M("sheet.map_code", "Наведіть камеру: це місце на мапі")
CALL_CODE = M("sheet.call_code", "Наведіть камеру, щоб зателефонувати")
SAMPLE = M("find.sample", "Це зразок: такої послуги насправді немає.")
CUT = M("sheet.cut", "… (скорочено)")


def render(card: Mapping[str, Any], say: Say, made_at: datetime) -> bytes:
    """The card (``facts.service``) as a PDF of exactly one A4 page, the same bytes for the same card and
    moment."""
    return printed(_sheet(card, say, made_at), made_at)


def _sheet(card: Mapping[str, Any], say: Say, made_at: datetime) -> Sheet:
    def box(label: M, lines: Sequence[Text], *, strong: bool = False) -> tuple[Box, ...]:
        return (Box(say(label), "\n".join(say(line) for line in lines), strong),)

    unknown = [UNKNOWN.json()]
    paused = card["state"] == "paused"
    place = [
        box(SERVICE, [card["name"]], strong=True),
        box(INSTITUTION, [card["institution"]]),
        *([box(NOTICE, [card["notice"] or UNKNOWN.json()], strong=True)] if paused else ()),
        box(ADDRESS, [card["address"]] if card["address"] else unknown, strong=True),
        box(PHONES, [show_phone(one["number"]) for one in card["phones"]] or unknown, strong=True),
        *([box(VISITS, card["visits"])] if card["visits"] else ()),
        *([box(MORE, card["lines"])] if card["lines"] else ()),
        *([box(ACCESS, [card["accessibility"]])] if card["accessibility"] else ()),
    ]
    papers = [
        *([box(DOCUMENTS, card["documents"])] if card["documents"] else ()),
        *([box(WITHOUT, [card["without"]])] if card["without"] else ()),
    ]
    return Sheet(
        title=say(TITLE),
        code="",
        sections=(
            Section(say(WHERE), tuple(place)),
            *([Section(say(WITH_WHAT), tuple(papers))] if papers else ()),
        ),
        footer=(
            *((say(SAMPLE),) if card["sample"] else ()),
            say(card["fresh"]),
            say(CALL_FIRST),
            say(FREE),
            say(MADE.json(at=moment(made_at.isoformat()))),
        ),
        cut=say(CUT),
        squares=tuple(_squares(card, say)),
    )


def _squares(card: Mapping[str, Any], say: Say) -> list[Square]:
    """At most two: the place on the map, the first telephone."""
    found = [_square(say(MAP_CODE), card["map"])] if card["map"] else []
    for phone in card["phones"][:1]:
        digits = "".join(one for one in phone["number"] if one.isdigit() or one == "+")
        found.append(_square(say(CALL_CODE), f"tel:{digits}"))
    return found


def _square(label: str, content: str) -> Square:
    return Square(label, tuple(bytes(row) for row in segno.make(content, micro=False, error="m").matrix))
