"""Playing a transcript on a stage, line by line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial

from bot.i18n import Translator, collect
from bot.regions import messages
from flows.engine.message import M
from tests.stages.cast import change, change_services, crowd, deputise, furnish, place
from tests.stages.script import Script, Turn
from tests.stages.stage import Seen, Stage

CHATS = ("telegram", "viber")
HELD = "held"
"""What transcripts call every channel in which the bot may not begin to write (``Limits.free_hours``)."""


async def play(stage: Stage, script: Script) -> None:
    """Play it; raises AssertionError with the number of the turn that went otherwise."""
    await stage.app.database.run(lambda tx: furnish(tx, script), stage.hands)
    called = {member.name: _called(stage, stage.channel(member)) for member in script.people}
    languages = {member.name: member.language for member in script.people}
    people: dict[str, str] = {}
    for member in script.people:
        person = people[member.name] = await stage.enter(member.name)
        await stage.app.database.run(lambda tx, m=member, p=person: place(tx, script, m, p), stage.hands)
        if member.roles:
            await stage.employ(member.name, person)
        if not member.new:
            await stage.start(member.name)
    await stage.app.database.run(lambda tx: deputise(tx, script, people), stage.hands)
    kept: dict[str, str] = {}
    for turn in script.turns:
        if turn.on is not None and not _belongs(turn.on, called[turn.who or ""]):
            continue
        try:
            if turn.changes:
                await stage.app.database.run(lambda tx, t=turn: change(tx, script, t.changes), stage.hands)
            if turn.services:
                await stage.app.database.run(lambda tx, t=turn: change_services(tx, t.services), stage.hands)
            if turn.crowd is not None:
                by, rows = people[turn.crowd[0]], turn.crowd[1]
                await stage.app.database.run(lambda tx, b=by, r=rows: crowd(tx, script, b, r), stage.hands)
            await _turn(stage, _through(turn, called), kept, languages)
        except Exception as problem:
            where = f"{script.name}, turn {turn.number} ({turn.who}): {type(problem).__name__} {problem}"
            seen = await stage.texts(turn.who) if turn.who else []
            shown = [one.id for one in await stage.buttons(turn.who)] if turn.who else []
            raise AssertionError(f"{where}\non the screen: {seen[-2:]}\nbuttons: {shown}") from problem


def _called(stage: Stage, channel: str) -> frozenset[str]:
    """The words by which a transcript means that channel."""
    own = stage.app.channels.get(channel)
    held = own is not None and own.limits.free_hours is not None
    return frozenset({channel} | ({"chat"} if channel in CHATS else set()) | ({HELD} if held else set()))


def _belongs(on: str, called: frozenset[str]) -> bool:
    """Whether a turn is for whoever comes through a channel that is called so."""
    if on.startswith("not "):
        return on.removeprefix("not ") not in called
    return on in called


def _through(turn: Turn, called: Mapping[str, frozenset[str]]) -> Turn:
    """The turn as it goes where somebody comes through a channel that it names."""
    for channel, others in turn.instead.items():
        if any(channel in one for one in called.values()):
            quiet = tuple(name for name in turn.quiet if name not in others)
            return replace(turn, hears={**turn.hears, **others}, quiet=quiet)
    return turn


async def _turn(stage: Stage, turn: Turn, kept: dict[str, str], languages: Mapping[str, str]) -> None:
    watched = {*turn.hears, *turn.quiet, *([turn.who] if turn.who else [])}
    before = {name: await stage.texts(name) for name in watched}
    if turn.waits:
        await stage.wait(turn.waits)
    if turn.orders:
        await stage.order(turn.orders)
    if turn.who is not None:
        if not await _act(stage, turn, turn.who, kept):
            return
        await stage.settle()
        texts = await stage.texts(turn.who)
        fresh = _new(texts, before[turn.who])
        labels = [one.label for one in await stage.buttons(turn.who)] if turn.shows else []
        text = "\n".join([*fresh, texts[-1] if texts else "", *labels])
        for id_ in turn.shows:
            assert _shown(id_, text, languages[turn.who]), f"{id_} is not shown"
        for id_ in turn.hides:
            assert not _shown(id_, texts[-1], languages[turn.who]), f"{id_} is shown"
        if turn.offers or turn.lacks:
            buttons = await stage.buttons(turn.who)
            missing = [one for one in turn.offers if not _has(buttons, one.format_map(kept))]
            assert not missing, f"no buttons {missing}"
            there = [one for one in turn.lacks if _has(buttons, one.format_map(kept))]
            assert not there, f"buttons {there}"
        for name, pattern in turn.keeps.items():
            found = re.search(pattern, text) or re.search(pattern, "\n".join(texts))
            assert found is not None, f"nothing like {name} is shown"
            kept[name] = found[0]
    for name, ids in turn.hears.items():
        await stage.comes(name)
        heard = "\n".join(_new(await stage.texts(name), before[name]))
        for id_ in ids:
            assert _shown(id_, heard, languages[name]), f"{name} does not hear {id_}"
    for name in turn.quiet:
        more = _new((await stage.texts(name))[:-1], before[name])  # a card that was put away leaves the menu
        assert not more, f"{name} hears {more}"
    for table, wanted in turn.records.items():
        where = {} if isinstance(wanted, int) else {**wanted}
        rows = wanted if isinstance(wanted, int) else where.pop("rows", 1)
        found_rows = await stage.count(table, where)
        assert found_rows == rows, f"{table} {where}: {found_rows} rows, not {rows}"


async def _act(stage: Stage, turn: Turn, who: str, kept: Mapping[str, str]) -> bool:
    """Do what the turn says; False where this channel has no such thing."""
    if turn.starts:
        link = turn.starts if isinstance(turn.starts, str) else ""
        await stage.start(who, link.format_map(kept))
    if turn.opens is not None:
        await stage.comes(who)
        offers = [one.id for one in await stage.notices(who) if _meant(one, turn.opens)]
        assert offers, f"no notice offers {turn.opens}"
        await stage.press(who, offers[-1])
    for number, tap in enumerate(turn.taps, 1):
        await stage.settle()
        last = number == len(turn.taps)
        choice = await _choice(stage, who, tap.format_map(kept))
        if last and turn.meanwhile is not None:
            stage.interrupt(partial(_press, stage, *turn.meanwhile))
        await stage.press(who, choice, 2 if last and turn.doubles else 1)
    if turn.says is not None:
        await stage.say(who, turn.says.format_map(kept))
    return turn.sends is None or await stage.send(who, turn.sends)


async def _press(stage: Stage, who: str, taps: Sequence[str]) -> None:
    for tap in taps:
        await stage.press(who, await _choice(stage, who, tap))


def _meant(seen: Seen, opens: str) -> bool:
    """Whether the button under a notice is meant: its own id, or ``~`` and its label."""
    return seen.label == opens[1:] if opens.startswith("~") else seen.id.endswith(f".{opens}")


def _new(texts: list[str], before: list[str]) -> list[str]:
    """What was not there before. A chat may have lost messages meanwhile: cards do not stay."""
    known = Counter(before)
    new = []
    for text in texts:
        known[text] -= 1
        if known[text] < 0:
            new.append(text)
    return new


async def _choice(stage: Stage, who: str, tap: str) -> str:
    """The id of the button meant: its own id, a tick without its sign, or ``~`` and a part of the label."""
    seen = await stage.buttons(who)
    if tap.startswith("~"):
        found = [one.id for one in seen if tap[1:].casefold() in one.label.casefold()]
        assert found, f"no button says {tap[1:]!r}"
        return found[0]
    ids = [one.id for one in seen]
    for choice in (tap, f"@{tap}", f"+{tap}", f"-{tap}"):
        if choice in ids:
            return choice
    assert tap.startswith(("!", "?")), f"no button {tap!r}"
    return tap.removeprefix("?")


def _has(buttons: Iterable[Seen], wanted: str) -> bool:
    """Whether one of the buttons has that id, or a label with what follows ``~`` in it."""
    if wanted.startswith("~"):
        return any(wanted[1:].casefold() in one.label.casefold() for one in buttons)
    return any(one.id.lstrip("+-@") == wanted for one in buttons)


def _shown(id_: str, text: str, language: str) -> bool:
    return re.search(_pattern(id_, language), _folded(text)) is not None


@cache
def _pattern(id_: str, language: str) -> str:
    """What a message looks like, whatever fills its names."""
    words = _translator(language).text(language, M(id_, _messages()[id_].text).json())
    parts = re.split(r"\{\w+\}", _folded(words))
    return ".*".join(re.escape(part) for part in parts)


@cache
def _translator(language: str) -> Translator:
    return Translator((language,))


@cache
def _messages() -> Mapping[str, M]:
    return collect(extra=messages())


def _folded(text: str) -> str:
    return " ".join(text.split())
