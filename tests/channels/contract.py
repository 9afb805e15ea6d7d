"""What every listed channel must keep (``docs/channels.md``). Each check gets a platform on which nothing was
shown yet, and raises AssertionError."""

from __future__ import annotations

import json
import re
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeAlias

from flows.engine.said import Commanded, Pressed, Typed
from handlers.channel import Address, ChannelError, Incoming, Later, UndecodableError
from handlers.shown import Block, Button, Shown
from tests.channels.listed import LISTED
from tests.channels.platform import Platform, squeezed
from tests.channels.screens import (
    CONTROLS,
    LETTER,
    LONGEST_PRESS,
    MOST,
    YES_NO,
    kept,
    long,
    samples,
    screen,
    secret,
    words,
)
from tests.logged import logged

Check: TypeAlias = Callable[[Platform], Awaitable[None]]

SENDS = 230
"""More messages than any channel may remember one by one."""
ROOM = 64 * 1024
"""Bytes that a memory may take after so many."""
MEGABYTE = 1024 * 1024
_WRONG: tuple[Any, ...] = (
    *(None, 5, -1.5, True, [], {}, ["x"], "", "\0", "\ud800", "два слова", "x" * MEGABYTE),
)


async def its_limits_are_such_as_the_conversations_need(platform: Platform) -> None:
    name, limits = platform.channel.name, platform.channel.limits
    assert re.fullmatch(r"[a-z][a-z0-9_]{0,15}", name), (
        "the name is a column of 16 letters, and a word of the log"
    )
    assert name == platform.name
    assert limits.buttons >= MOST + len(CONTROLS)
    assert limits.press_bytes >= len(LONGEST_PRESS)
    assert min(limits.text, limits.label) > 0
    assert limits.free_hours is None or (limits.free_hours > 0 and not limits.starts_talks)


async def words_come_back_as_they_were_typed(platform: Platform) -> None:
    for text in ("Потрібне житло", "10:30", "Перший рядок\nдругий", "так 🌻", "ї" * 1000, "<b>&amp;"):
        incoming = await platform.hears(await platform.typed(text))
        assert incoming.said == Typed(text)
        assert incoming.address == Address(platform.name, platform.address)
    assert await _storable(platform, await platform.typed("нуль\0посередині")), "a NUL stops PostgreSQL"


async def a_start_is_the_menu_and_carries_its_link(platform: Platform) -> None:
    for link in ("", "inv_Ab-9_" + "x" * 32):
        incoming = await platform.hears(await platform.started(link))
        assert incoming.said == Commanded("menu")
        assert incoming.link == (link or None)
        assert incoming.address == Address(platform.name, platform.address)


async def whoever_leaves_is_out_of_reach(platform: Platform) -> None:
    payload = await platform.left()
    if payload is not None:
        incoming = await platform.hears(payload)
        assert (incoming.reachable, incoming.said) == (False, None)


async def every_button_comes_back_as_the_choice_it_was(platform: Platform) -> None:
    for number, (name, sample) in enumerate(_screens(platform), 10_001):
        shown = sample if sample.kept else replace(sample, screen=str(number))
        await platform.show(shown)
        found = await _presses(platform)
        wanted = [(one.id, shown.screen) for one in (*shown.buttons, *shown.controls)]
        if shown.kept:  # an offer belongs to no screen
            assert {choice for choice, _ in found} >= {choice for choice, _ in wanted}, name
        else:
            assert Counter(one for one in found if one[1] == shown.screen) == Counter(wanted), name
        platform.tidy()


async def every_button_says_its_label_and_its_tick(platform: Platform) -> None:
    for name, shown in _screens(platform):
        platform.tidy()
        await platform.show(shown)
        said = [(squeezed(key.label), key.ticked) for key in await platform.keys()]
        for button in (*shown.buttons, *shown.controls):
            assert (squeezed(button.label), button.ticked) in said, f"{name}: {button.id}"


async def every_word_reaches_her(platform: Platform) -> None:
    for name, shown in _screens(platform):
        platform.tidy()
        await platform.show(shown)
        read = platform.reads()
        for text in words(shown):
            assert squeezed(text) in read, f"{name}: {text[:40]}"
        for block in shown.blocks:
            assert not block.url or block.url in platform.links(), name


async def a_file_comes_with_its_words_or_the_program_sends_a_link(platform: Platform) -> None:
    """Where files go by address alone the program never hands one over (``bot.delivery.hand``)."""
    note = Block("text", "Ваше направлення")
    await platform.show(kept(note, attachment=LETTER))
    assert squeezed("Ваше направлення") in platform.reads()
    takes = platform.channel.limits.files != "url"
    assert platform.files() == ([(LETTER.name, LETTER.content)] if takes else [])
    if takes:
        await platform.show(kept(Block("text", long(3000)), attachment=LETTER))
        assert squeezed(long(3000)) in platform.reads()
        assert len(platform.files()) == 2


async def what_is_kept_stays_and_a_screen_follows_a_screen(platform: Platform) -> None:
    await platform.show(
        screen(Block("text", "Перше питання"), buttons=YES_NO, screen="1"),
        kept(Block("text", "Код справи"), buttons=(Button("!1.open", "Відкрити"),)),
        screen(Block("text", "Друге питання"), buttons=(Button("go", "Далі"),), screen="2"),
        kept(Block("text", "Ще новина")),
    )
    read = platform.reads()
    for text in ("Кодсправи", "Другепитання", "Щеновина"):
        assert text in read
    assert ("Першепитання" in read) != platform.channel.limits.edits
    presses = await _presses(platform)
    assert ("go", "2") in presses, "news has taken the screen's buttons away"
    assert "!1.open" in {choice for choice, _ in presses}, "the offer under the news is gone"


async def nothing_strange_breaks_the_door(platform: Platform) -> None:
    """Whatever comes is understood in a way that can be stored, concerns nobody, or is undecodable."""
    await platform.show(screen(buttons=YES_NO))
    good = [
        await platform.typed("Таємниця"),
        await platform.started("inv_Taiemnytsia"),
        *(key.payload for key in (await platform.keys())[:1]),
        await platform.left(),
    ]
    strange = 0
    for payload in _strange([one for one in good if one is not None]):
        strange += not await _storable(platform, payload)
    assert strange > 20, "nothing of all this is undecodable: is anything read?"


async def what_another_channel_brought_is_never_taken_for_ones_own(platform: Platform) -> None:
    for name, stood in LISTED.items():
        if name == platform.name:
            continue
        other = stood()
        for payload in (await other.typed("Добрий день"), await other.started("inv_x")):
            assert not await _storable(platform, payload), f"understands what {name} brings"


async def memory_holds_no_words_and_does_not_grow(platform: Platform) -> None:
    for number in range(3):
        one = secret(number)
        for shown in (one, kept(*one.blocks, protect=True), replace(one, protect=True)):
            await platform.show(shown)
            held = json.dumps(platform.memory, ensure_ascii=False)
            if platform.repeats != "everything":
                assert "Таємниця" not in held, "words in the memory"
            if platform.repeats == "nothing":
                assert "кнопка" not in held, "the words of buttons in the memory"
    sizes = []
    for number in range(SENDS + 20):
        if number % 50 == 0:
            await platform.typed("Я тут")  # platforms stop whoever talks to somebody silent
        await platform.show(kept(Block("text", f"Новина {number:04}"), protect=number % 2 == 0))
        sizes.append(len(json.dumps(platform.memory)))
    assert sizes[-1] <= ROOM
    assert sizes[-1] - sizes[SENDS - 1] <= 64, "the memory grows with every message"


async def a_retry_after_a_half_sent_message_doubles_nothing(platform: Platform) -> None:
    if "down" not in platform.faults:
        return
    length = platform.channel.limits.text
    first = screen(Block("text", long(length * 5 // 2)), buttons=YES_NO)
    platform.fail("down", skip=1)
    fault = await _fault(platform.show(first))
    assert fault is not None, "a message of three parts is more than one call"
    platform.keep_of(fault)
    assert "слово-1" not in json.dumps(platform.memory, ensure_ascii=False), "words in the memory"
    await platform.show(first)
    assert platform.reads().count("слово-7слово-8слово-9") == 1, "the first part came twice"
    assert squeezed(long(length * 5 // 2)) in platform.reads()
    platform.fail("refused", skip=1)
    given_up = await _fault(platform.show(screen(Block("text", long(length * 2)), screen="20")))
    assert given_up is not None
    platform.keep_of(given_up)
    other = "інше " * (length * 2 // 5)
    await platform.show(screen(Block("text", other), screen="21"))
    assert squeezed(other) in platform.reads(), "what was given up has taken something from the next message"


async def every_fault_says_what_to_do_and_quotes_nothing(platform: Platform) -> None:
    for fault, meant in platform.faults.items():
        with _quoting_nothing(platform) as told:
            platform.fail(fault)
            error = await _fault(platform.show(secret(7)))
            assert error is not None, f"{fault} is passed over"
            told.append(error)
        assert isinstance(error, meant), f"{fault} is taken for {type(error).__name__}"
        assert not isinstance(error, Later) or error.after == platform.pause


async def what_can_be_taken_away_goes_and_a_fault_is_no_loss(platform: Platform) -> None:
    hers = (await platform.hears(await platform.typed("моя адреса"))).message
    await platform.show(
        kept(Block("text", "Картка"), protect=True),
        kept(Block("text", "Новина")),
        screen(Block("text", "Питання"), buttons=YES_NO),
    )
    if hers is not None:
        platform.note(hers)
    promised = platform.channel.limits.deletes
    if promised and platform.faults:
        with _quoting_nothing(platform) as told:
            platform.fail("patience", clearing=True)
            error = await _fault(platform.clear())
            assert isinstance(error, Later), "a clearing that failed says that all is done"
            told.append(error)
        platform.keep_of(error)
    await platform.clear(protected_only=True)
    assert ("Картка" in platform.reads()) != promised
    assert "Новина" in platform.reads()
    assert "Питання" in platform.reads(), "what was not sensitive is gone too"
    await platform.clear()
    assert ("Новина" in platform.reads()) != promised
    assert ("Питання" in platform.reads()) != promised
    assert not (promised and platform.own()), "her own words still stand there"
    assert platform.memory == {}, "something is remembered of a chat that was cleared"


async def clearing_where_nothing_is_left_is_no_fault(platform: Platform) -> None:
    await platform.clear()
    await platform.show(kept(protect=True), screen(buttons=YES_NO, protect=True))
    platform.tidy()
    await platform.clear(protected_only=True)
    await platform.clear()
    await platform.clear()
    await platform.show(screen(Block("text", "Знову тут")))
    assert "Зновутут" in platform.reads()


async def acknowledging_and_closing_never_raise(platform: Platform) -> None:
    await platform.show(screen(buttons=YES_NO))
    pressed = await platform.hears((await platform.keys())[0].payload)
    await platform.channel.acknowledge(pressed)
    await platform.channel.acknowledge(pressed)
    await platform.channel.acknowledge(Incoming(pressed.address, receipt="999"))
    await platform.unplug()
    await platform.channel.acknowledge(pressed)
    await platform.channel.close()
    await platform.channel.close()


CHECKS: tuple[Check, ...] = (
    its_limits_are_such_as_the_conversations_need,
    words_come_back_as_they_were_typed,
    a_start_is_the_menu_and_carries_its_link,
    whoever_leaves_is_out_of_reach,
    every_button_comes_back_as_the_choice_it_was,
    every_button_says_its_label_and_its_tick,
    every_word_reaches_her,
    a_file_comes_with_its_words_or_the_program_sends_a_link,
    what_is_kept_stays_and_a_screen_follows_a_screen,
    nothing_strange_breaks_the_door,
    what_another_channel_brought_is_never_taken_for_ones_own,
    memory_holds_no_words_and_does_not_grow,
    a_retry_after_a_half_sent_message_doubles_nothing,
    every_fault_says_what_to_do_and_quotes_nothing,
    what_can_be_taken_away_goes_and_a_fault_is_no_loss,
    clearing_where_nothing_is_left_is_no_fault,
    acknowledging_and_closing_never_raise,
)


async def _fault(doing: Awaitable[None]) -> ChannelError | None:
    try:
        await doing
    except ChannelError as error:
        return error
    return None


def _screens(platform: Platform) -> Iterator[tuple[str, Shown]]:
    limits = platform.channel.limits
    return samples(limits.text, limits.label, limits.buttons)


async def _presses(platform: Platform) -> list[tuple[str, str]]:
    """What the buttons that can be pressed now mean; those of the channel's own are commands."""
    found = []
    for key in await platform.keys():
        said = (await platform.hears(key.payload)).said
        assert isinstance(said, (Pressed, Commanded)), f"the button {key.label} is taken for {said}"
        if isinstance(said, Pressed):
            found.append((said.choice, said.screen))
    return found


async def _storable(platform: Platform, payload: bytes) -> bool:
    """Whether it is understood. Raises AssertionError where what is understood could not be stored, or the
    error repeats any of it."""
    undecodable = None
    try:
        incoming = platform.channel.parse(payload)
    except UndecodableError as error:
        undecodable, incoming = error, None
    if undecodable is not None:
        assert undecodable.args == ()
        assert undecodable.__context__ is None, "the error holds another one, and that one the payload"
    if incoming is None:
        return False
    assert incoming.address.channel == platform.name
    texts = [incoming.address.id, incoming.link or "", incoming.language or "", incoming.message or ""]
    match incoming.said:
        case Typed(text):
            texts.append(text)
        case Pressed(choice, shown_on):
            texts += [choice, shown_on]
    for text in texts:
        assert "\0" not in text.encode().decode()
    assert 0 < len(incoming.address.id) <= 200
    assert len(incoming.link or "") <= 200
    assert len(incoming.language or "") <= 40
    return True


def _strange(good: list[bytes]) -> Iterator[bytes]:
    """Payloads that are none, and good ones with one thing wrong."""
    yield from (b"", b"\0", b"\xff\xfe", b"null", b"[]", b"{}", b"5", b'"x"', b"[" * 100_000, b"{" * 9)
    yield b"x" * MEGABYTE
    yield json.dumps({"text": "x" * MEGABYTE}).encode()
    for payload in good:
        yield from (payload[:at] for at in range(0, len(payload), max(1, len(payload) // 12)))
        yield payload + payload
        yield payload.decode().encode("utf-16")
        value = json.loads(payload)
        for path in _paths(value):
            for wrong in _WRONG:
                yield json.dumps(_changed(value, path, wrong)).encode()


def _paths(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if at:
        yield at
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inside:
        yield from _paths(one, (*at, name))


def _changed(value: Any, path: tuple[Any, ...], wrong: Any) -> Any:
    if not path:
        return wrong
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = _changed(copy[path[0]], path[1:], wrong)
    return copy


@contextmanager
def _quoting_nothing(platform: Platform) -> Iterator[list[BaseException]]:
    """Whatever error is put into the list, and whatever is logged meanwhile, holds nothing of hers."""
    told: list[BaseException] = []
    with logged("DEBUG") as log:
        yield told
    for error in told:
        assert error.__context__ is None, "it holds another error, and that one whatever the library keeps"
    said = (
        "".join("".join(traceback.format_exception(one)) + repr(vars(one)) for one in told) + log.getvalue()
    )
    for private in ("Таємниця", "кнопка", "Картка", *platform.secrets):
        assert private not in said, "an error or the log repeats what is nobody's business"
