"""The bot as a process of its own, that kills itself (SIGKILL) at a named point of the intake.

python -m tests.faults.child DATABASE_URL API_URL TOKEN SECRET_KEYS POINT
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from pydantic import SecretStr

from bot import telegram
from bot.app import App, build
from bot.intake import Intake
from bot.settings import Settings

T = TypeVar("T")
POINTS = ("fetched", "stored", "answering", "answered", "sent")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arm(app: App, point: str) -> None:
    """Let the process die where told:

    fetched    an update was fetched, nothing is stored
    stored     the inbox row is committed, nothing else has happened
    answering  in the middle of a turn, before its commit
    answered   the turn is committed, nothing was sent
    sent       Telegram has the message, the outbox does not know it yet
    """
    if point == "fetched":
        _before(app.intake, "receive")
    elif point == "stored":
        _after(app.intake, "receive")
    elif point == "answering":
        _before(app.translator, "shown")  # the answer is worded within the turn's transaction
    elif point == "answered":
        _before(app.channels["telegram"], "send")
    elif point == "sent":
        _after(app.channels["telegram"], "send")


def _before(owner: object, name: str) -> None:
    def killed(*_: Any, **__: Any) -> None:
        die()

    object.__setattr__(owner, name, killed)


def _after(owner: object, name: str) -> None:
    original: Callable[..., Awaitable[Any]] = getattr(owner, name)

    async def killed(*args: Any, **kwargs: Any) -> None:
        await original(*args, **kwargs)
        die()

    object.__setattr__(owner, name, killed)


async def main(database: str, api: str, token: str, keys: str, point: str) -> None:
    settings = Settings(
        database_url=database,
        telegram_token=SecretStr(token),
        telegram_api_url=api,
        secret_keys=SecretStr(keys),
    )
    app = build(settings)
    arm(app, point)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    intake: Intake = app.intake
    async with asyncio.TaskGroup() as group:
        for part in (intake.run(stop), app.sender.run(stop), telegram.listen(app, stop)):
            group.create_task(part)
    await app.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
