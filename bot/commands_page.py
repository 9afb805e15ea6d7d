"""``dorozhnyk page``: how people come to the web page: its link, a code for the camera, a poster."""

from __future__ import annotations

from pathlib import Path

import click

from bot.terminal import ended, settings_here

KINDS = ("svg", "png")


@click.group()
def page() -> None:
    """The web page's link (PUBLIC_URL of .env), for a community's site or wall."""


@page.command("link")
def link() -> None:
    """Print the link. Put it on a site as a plain link: inside a frame the quick exit can't work."""
    click.echo(_link())


@page.command("qr")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def qr(file: Path) -> None:
    """Write a code for the camera into FILE (.svg or .png)."""
    from bot.forms.poster import drawn

    kind = file.suffix.removeprefix(".").lower()
    if kind not in KINDS:
        raise ended(f"{file.name}: must end in .svg or .png")
    _write(file, drawn(_link(), kind))


@page.command("poster")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--language", default="", help="One of LANGUAGES; the first one if not said.")
def poster(file: Path, language: str) -> None:
    """Write a poster of one A4 page with the code, the address and neutral words into FILE (.pdf)."""
    from functools import partial

    from bot.app import utc_now
    from bot.forms.poster import poster as printed
    from bot.i18n import Translator

    if file.suffix.lower() != ".pdf":
        raise ended(f"{file.name}: must end in .pdf")
    settings, address = settings_here(), _link()
    if language and language not in settings.languages:
        raise ended(f"there is no language {language!r}; there are: {', '.join(settings.languages)}")
    translator = Translator(settings.languages, settings.timezone)
    say = partial(translator.text, language or settings.languages[0])
    _write(file, printed(address, settings.operator_name, say, utc_now()))


def _link() -> str:
    public = settings_here().public_url
    if not public:
        raise ended("set PUBLIC_URL first: a link needs an address")
    return f"{public}/chat"


def _write(file: Path, data: bytes) -> None:
    try:
        file.write_bytes(data)
    except OSError as problem:
        raise ended(f"{file.name}: {problem.strerror}") from None
    click.echo(file.name)
