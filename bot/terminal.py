"""How the command speaks: settings of ``.env``, and every end said in a line, never in a page of code."""

from __future__ import annotations

from pathlib import Path

import click

from bot.settings import Settings, SettingsProblems, load
from handlers.channel import Misconfigured


def settings_here() -> Settings:
    """Those of ``.env`` in this folder; where they are wrong, that ends the command."""
    try:
        return load(Path(".env"))
    except SettingsProblems as found:
        raise ended(*found.problems) from None


def ended(*lines: str) -> SystemExit:
    """Say what is wrong, a line each, and end with code 2."""
    for line in lines:
        click.echo(line, err=True)
    return SystemExit(2)


class one_line:  # noqa: N801 - reads as a word in a with statement
    """What stops a running program is said in one line, not in a page of code."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        from bot.db.engine import AwayError
        from bot.readiness import NotReadyError

        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        if isinstance(error, NotReadyError):
            raise ended(*error.problems) from None
        if isinstance(error, AwayError):
            raise ended("the database is away") from None
        if isinstance(error, Misconfigured):
            raise ended("Telegram refuses TELEGRAM_TOKEN, or another program polls with it too") from None
        if isinstance(error, OSError):
            why = error.strerror or type(error).__name__
            raise ended(f"an address or a file can't be opened: {why}") from None
