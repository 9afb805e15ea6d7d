"""A conversation in the terminal, over the demo's made-up data."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot import conversation
from bot.app import utc_now
from bot.conversation import Spoke
from bot.db.models import Person
from bot.db.tx import Tx
from bot.demo.world import CAST, Demo
from bot.services.access import actor_of
from bot.services.people import identify
from flows.engine.said import Commanded, Pressed, Said, Typed
from handlers.channel import Address
from handlers.shown import Button, Shown

END = ("/exit", "/quit")


def converse(flow: str, role: str, language: str, say: Callable[[str], None], ask: Callable[[], str]) -> None:
    """Talk until the person types /exit. ``ask`` raises click's Abort where the input ends."""
    asyncio.run(_converse(flow, role, language, say, ask))


async def _converse(
    flow: str, role: str, language: str, say: Callable[[str], None], ask: Callable[[], str]
) -> None:
    demo = Demo(utc_now)
    await demo.begin()
    try:
        said: Said = Commanded("open", flow)
        while True:
            shown = await _turn(demo, role, language, said)
            for one in shown:
                say(_drawn(one))
            typed = await asyncio.to_thread(ask)
            if typed.strip() in END:
                return
            said = _meant(typed, shown[-1])
    finally:
        await demo.end()


async def _turn(demo: Demo, role: str, language: str, said: Said) -> list[Shown]:
    app = demo.app

    def turn(tx: Tx) -> Spoke:
        who = next((one.who for one in CAST if role in (one.who, *one.roles)), "person")
        identity = identify(tx, Address("web", demo.address(who)), language)
        person = tx.db.get_one(Person, identity.person_id)
        person.language, person.region = language, tx.world.default_region
        actor = actor_of(tx, identity.person_id, identity.id, "web")
        spoke = conversation.turn(tx, app.intake.book, app.translator, actor, said)
        conversation.notices(tx, app.intake.book, app.translator)
        return spoke

    spoke = await app.database.run(turn, demo.hands)
    return [app.translator.shown(language, one) for one in spoke.says]


def _meant(typed: str, screen: Shown) -> Said:
    """A number is the button of that number; anything else is a text."""
    buttons = [*screen.buttons, *screen.controls]
    if typed.strip().isdecimal() and 1 <= int(typed) <= len(buttons):
        return Pressed(buttons[int(typed) - 1].id, screen.screen)
    return Typed(typed)


def _drawn(shown: Shown) -> str:
    lines = ["", shown.progress] if shown.progress else [""]
    for block in shown.blocks:
        mark = {"title": "== ", "problem": "! ", "note": "  "}.get(block.kind, "")
        lines += [f"{mark}{block.text}"] if block.text else []
        lines += [f"  • {item}" for item in block.items]
        lines += [f"  ☎ {phone.number} {phone.name} {phone.hours}".rstrip() for phone in block.phones]
    buttons = [*shown.buttons, *shown.controls]
    lines += [f"  {number}. {_ticked(one)}{one.label}" for number, one in enumerate(buttons, 1)]
    return "\n".join([*lines, shown.hint] if shown.hint else lines)


def _ticked(button: Button) -> str:
    return "" if button.ticked is None else "[x] " if button.ticked else "[ ] "
