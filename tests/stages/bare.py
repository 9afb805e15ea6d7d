"""The bare engine: turns and effects, no channel and no outbox. The session goes through JSON each turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy.util import await_only

from bot import conversation
from bot.app import App
from bot.clock import BESIDE_CASES
from bot.conversation import Spoke
from bot.db.logins import StaffLogin
from bot.db.tx import Handed, Tx
from bot.effects import Effect
from bot.intake import there_begins
from bot.links import INVITE, opened
from bot.reloading import Reloading
from bot.services import deadlines
from bot.services.access import actor_of
from bot.services.people import identify
from flows.engine.said import Commanded, Pressed, Said, Sent, Typed
from flows.engine.turn import Block, Say
from handlers.channel import Address
from tests.stages.script import Member
from tests.stages.stage import Hands, Seen, Stage

HERE = {"lat": 46.48, "lon": 30.72}  # where a shared location is, on every stage


class BareStage(Stage):
    """Everybody's phone is a list of what was said to them."""

    def __init__(self, app: App, hands: Hands) -> None:
        self.app, self.hands = app, hands
        self.heard: dict[str, list[Say]] = defaultdict(list)
        self.names: dict[str, str] = {}
        self.members: dict[str, Member] = {}
        self._meanwhile: Callable[[], Awaitable[None]] | None = None

    def channel(self, member: Member) -> str:
        self.members[member.name] = member
        return member.channel

    async def enter(self, name: str) -> str:
        def enter(tx: Tx) -> str:
            return identify(tx, Address(self._through(name), name), "uk").person_id

        person = await self.app.database.run(enter, self.hands)
        self.names[person] = name
        return person

    async def start(self, name: str, link: str = "") -> None:
        if link.startswith(INVITE) and self._through(name) == "web":
            await self.app.database.run(lambda tx: _log_in(tx, name), self.hands)
        await self._hear(name, opened(link) or Commanded("menu"))

    async def press(self, name: str, choice: str, times: int = 1) -> None:
        screen = self._present(name)
        for _ in range(times):
            await self._hear(name, Pressed(choice, screen.screen if screen else ""))

    def interrupt(self, act: Callable[[], Awaitable[None]]) -> None:
        self._meanwhile = act

    async def say(self, name: str, text: str) -> None:
        await self._hear(name, Typed(text))

    async def send(self, name: str, kind: str) -> bool:
        await self._hear(name, Sent(kind, HERE if kind == "location" else None))
        return True

    async def buttons(self, name: str) -> list[Seen]:
        screen = self._present(name)
        buttons = (*screen.buttons, *screen.controls) if screen else ()
        return [Seen(one.id, self._text(name, one.label)) for one in buttons]

    async def notices(self, name: str) -> list[Seen]:
        return [
            Seen(one.id, self._text(name, one.label))
            for say in self.heard[name]
            if say.kept
            for one in say.buttons
        ]

    async def texts(self, name: str) -> list[str]:
        kept = [say for say in self.heard[name] if say.kept]
        screen = self._present(name)
        return [self._all(name, say) for say in [*kept, *([screen] if screen else [])]]

    async def settle(self) -> None:
        """Nothing waits here."""

    async def tick(self) -> None:
        def tick(tx: Tx) -> list[Spoke]:
            deadlines.tick(tx)
            for due in BESIDE_CASES.values():
                due(tx)
            return conversation.notices(tx, self.app.intake.book, self.app.translator)

        self._note(await self.app.database.run(tick, self.hands))

    async def told(self, reloading: Reloading) -> None:
        def told(tx: Tx) -> list[Spoke]:
            assert reloading.untold is not None
            reloading.untold(tx)
            return conversation.notices(tx, self.app.intake.book, self.app.translator)

        self._note(await self.app.database.run(told, self.hands))

    def _note(self, spoken: list[Spoke]) -> None:
        for spoke in spoken:
            self.heard[self.names[spoke.person_id]] += spoke.says

    async def _hear(self, name: str, said: Said) -> None:
        app = self.app

        def hear(tx: Tx) -> list[Spoke]:
            channel = self._through(name)
            identity = identify(tx, Address(channel, name), "uk")
            self.names[identity.person_id] = name  # who was forgotten meanwhile is somebody new
            actor = actor_of(tx, identity.person_id, identity.id, channel)
            with self._interrupted():
                spoke = conversation.turn(tx, app.intake.book, app.translator, actor, said)
            if tx.moved_to is not None:
                moved = actor_of(tx, tx.moved_to, identity.id, channel)
                there = conversation.turn(tx, app.intake.book, app.translator, moved, there_begins(tx))
                kept = tuple(say for say in spoke.says if say.kept)
                spoke = replace(there, says=(*kept, *there.says))
                self.names[tx.moved_to] = name
            files = [Spoke(one.person_id, (_file(one),)) for one in tx.handed]
            return [spoke, *files, *conversation.notices(tx, app.intake.book, app.translator)]

        self._note(await app.database.run(hear, self.hands))

    @contextmanager
    def _interrupted(self) -> Iterator[None]:
        effects, act = conversation.EFFECTS, self._meanwhile
        if act is None:
            yield
            return
        self._meanwhile = None
        conversation.EFFECTS = _Interrupted(effects, act)
        try:
            yield
        finally:
            conversation.EFFECTS = effects

    def _present(self, name: str) -> Say | None:
        return next((say for say in reversed(self.heard[name]) if not say.kept), None)

    def _all(self, name: str, say: Say) -> str:
        shown = self.app.translator.shown(self._language(name), say)
        lines = [shown.progress]
        for block in shown.blocks:
            lines += [block.text, *block.items, block.url]
            lines += [f"{phone.number} {phone.name} {phone.hours}" for phone in block.phones]
        return "\n".join(lines)

    def _text(self, name: str, label: object) -> str:
        return self.app.translator.text(self._language(name), label)

    def _through(self, name: str) -> str:
        return self.members[name].channel if name in self.members else "bare"

    def _language(self, name: str) -> str:
        return self.members[name].language if name in self.members else "uk"


class _Interrupted(Mapping[str, Effect]):
    """The effects; before the first one, somebody else acts, in a transaction of her own."""

    def __init__(self, effects: Mapping[str, Effect], act: Callable[[], Awaitable[None]]) -> None:
        self._effects, self._acts = effects, [act]

    def __getitem__(self, name: str) -> Effect:
        if self._acts:
            await_only(self._acts.pop()())
        return self._effects[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._effects)

    def __len__(self) -> int:
        return len(self._effects)


def _file(handed: Handed) -> Say:
    """A file as a channel shows it: the line of words beside it."""
    return Say((Block("text", handed.words),), kept=True)


def _log_in(tx: Tx, name: str) -> None:
    """Let the web address of somebody who opens an invite be the page of a login."""
    person = identify(tx, Address("web", name), "uk").person_id
    if tx.db.get(StaffLogin, person) is None:
        login = StaffLogin(
            person_id=person,
            name_index=name,
            address=name,
            passphrase_hash="",
            last_step=0,
            set_at=tx.now,
        )
        tx.seal(login, "totp", name)
        tx.db.add(login)
