"""A poster for a community's wall or site: what the page is for in neutral words, a code for the camera, the
address to type. It names no matter of anybody's: whoever reads it may be seen reading."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

import segno

from bot.forms.sheet import FONT, opened_page, square
from flows.engine.message import M, Text

Say: TypeAlias = Callable[[Text], str]

TITLE = M("poster.title", "Довідник")
WHAT = M("poster.what", "Куди звернутися і хто відповість. Безоплатно.")
HOW = M("poster.how", "Наведіть камеру телефону або введіть адресу:")
TRUE = M("poster.true", "Адреса саме така, буква в букву. Ми не просимо грошей, паролів і номерів карток.")
DANGER = M("poster.danger", "Якщо є небезпека: 102 — поліція, 103 — швидка.")
RUN_BY = M("poster.run_by", "Веде: {name}")

SIDE = 120.0  # millimetres: read from two steps away
WIDTH = 182.0
LARGEST, SMALLEST = 26.0, 11.0  # points of the address


def code(link: str) -> segno.QRCode:
    """The link for a camera; torn or dirty by a quarter it is still read."""
    return segno.make(link, error="q", micro=False)


def drawn(link: str, kind: str) -> bytes:
    """The code alone as ``svg`` or ``png`` (large enough to print)."""
    out = io.BytesIO()
    code(link).save(out, kind=kind, scale=16 if kind == "png" else 8, border=4)
    return out.getvalue()


def poster(link: str, operator: str, say: Say, made_at: datetime) -> bytes:
    """The poster as a PDF of one A4 page, the same bytes for the same words and moment."""
    pdf = opened_page(say(TITLE), made_at)

    def line(text: str, size: float, *, style: str = "", gap: float = 0.0) -> None:
        pdf.set_font(FONT, style, size)
        pdf.set_y(pdf.get_y() + gap)
        pdf.multi_cell(WIDTH, size * 0.47, text, align="C", new_x="LMARGIN", new_y="NEXT")

    line(say(TITLE), 44, style="B", gap=10)
    line(say(WHAT), 19, gap=3)
    square(pdf, tuple(code(link).matrix), (210 - SIDE) / 2, pdf.get_y() + 10, SIDE)
    pdf.set_y(pdf.get_y() + SIDE + 18)
    line(say(HOW), 14)
    shown = link.partition("://")[2]
    size = LARGEST
    pdf.set_font(FONT, "B", size)
    while pdf.get_string_width(shown) > WIDTH and size > SMALLEST:
        size -= 1
        pdf.set_font(FONT, "B", size)
    line(shown, size, style="B", gap=2)
    line(say(TRUE), 12, gap=8)
    line(say(DANGER), 12, gap=2)
    if operator:
        line(say(RUN_BY.json(name=operator)), 11, gap=2)
    return bytes(pdf.output())
