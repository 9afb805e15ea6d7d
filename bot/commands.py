"""The command ``dorozhnyk``: everything an administrator does at a terminal."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

import click

from bot import redact
from bot.commands_page import page
from bot.commands_region import region
from bot.commands_services import services
from bot.crypto import SecretKeysError, new_secret_key
from bot.terminal import ended, one_line, settings_here
from flows.definitions import book
from flows.engine.inspect import drawn


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Дорожник: a referral chatbot for displaced people and for those who help them."""


@main.command()
@click.option("--port", default=8080, show_default=True, help="Where it is served, here only.")
def demo(port: int) -> None:
    """Show the whole job in a browser: three phones, a clock to move, made-up people. Needs no token."""
    from bot.demo.run import serve_demo

    redact.configure(sys.stderr, "WARNING")
    with one_line():
        asyncio.run(_stopping(lambda stop: serve_demo(port, stop, click.echo)))


@main.command()
def run() -> None:
    """Run the bot with the settings of .env."""
    from bot.app import build, serve
    from bot.readiness import NotReadyError, bring_up, make_ready
    from bot.regions import RegionProblems

    redact.configure(sys.stderr, "INFO")
    settings = settings_here()
    with one_line():
        try:
            asyncio.run(bring_up(settings.database_url))
            app = build(settings)
            asyncio.run(make_ready(settings.database_url, app.world))
        except (RegionProblems, SecretKeysError, NotReadyError) as problem:
            raise ended(*str(problem).splitlines()) from None
        asyncio.run(_stopping(lambda stop: serve(app, stop)))


@main.command()
def migrate() -> None:
    """Bring the database up to date (``run`` does so by itself)."""
    from bot.readiness import NotReadyError, bring_up

    with one_line():
        try:
            asyncio.run(bring_up(settings_here().database_url))
        except NotReadyError as problem:
            raise ended(*problem.problems) from None
    click.echo("the database is up to date")


@main.command()
def check() -> None:
    """Look for mistakes in flows, translations, regions and migrations; and, where there is a .env, in the
    settings, regions of your own, the database and the keys."""
    from bot.checks import problems
    from bot.set_up import findings

    wrong = asyncio.run(problems())
    good = [] if wrong else ["flows, translations, regions and migrations"]
    dotenv = Path(".env")
    for one in asyncio.run(findings(dotenv)) if dotenv.exists() else ():
        (good if one.good else wrong).append(one.line)
    for line in good:
        click.echo(f"in order: {line}")
    for line in wrong:
        click.echo(f"NOT in order: {line}", err=True)
    if wrong:
        raise SystemExit(1)


@main.command()
@click.argument("languages", nargs=-1)
def words(languages: tuple[str, ...]) -> None:
    """Bring the catalogs of translations up to date with the texts in the program; LANGUAGES begins new ones.
    Afterwards `dorozhnyk check` names what has to be translated (anew)."""
    from babel import Locale, UnknownLocaleError

    from bot.i18n import catalogs, write_catalogs
    from bot.regions import messages

    for one in languages:
        try:
            Locale.parse(one, sep="-")
        except (UnknownLocaleError, ValueError):
            raise ended(f"there is no language {one!r}; it looks like en or pt-BR") from None
    for path in write_catalogs(list(dict.fromkeys([*catalogs(), *languages])), extra=messages()):
        click.echo(f"{path.parent.parent.name}: brought up to date")


@main.command()
@click.argument("flow")
def draw(flow: str) -> None:
    """Print a flow as a Mermaid chart, made from its routes."""
    flows = book().flows
    if flow not in flows:
        raise ended(f"there is no flow {flow!r}; there are: {', '.join(sorted(flows))}")
    click.echo(drawn(flows[flow]), nl=False)


@main.command()
@click.argument("flow")
@click.option("--role", default="person", type=click.Choice(["person", "specialist", "lead", "coordinator"]))
@click.option("--language", default="uk")
def talk(flow: str, role: str, language: str) -> None:
    """Hold a conversation here in the terminal, with made-up data that is thrown away."""
    from bot.demo.talk import converse

    flows = book().flows
    if flow not in flows:
        raise ended(f"there is no flow {flow!r}; there are: {', '.join(sorted(flows))}")
    converse(flow, role, language, click.echo, lambda: click.prompt("", prompt_suffix="> "))


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Copy the database into FILE, also while the bot runs (SQLite)."""
    from bot.backups import BackupError, copied

    settings = settings_here()
    try:
        copied(settings, file)
    except BackupError as problem:
        raise ended(str(problem)) from None
    click.echo("copied; keep the list of erasures too, its newest state, and SECRET_KEYS apart from both")


@main.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(file: Path) -> None:
    """Put a copy of the database back (SQLite); who was erased since is erased again. Stop the bot first."""
    from bot.app import world_of
    from bot.backups import BackupError, put_back
    from bot.readiness import NotReadyError, bring_up, make_ready
    from bot.regions import RegionProblems

    settings = settings_here()
    with one_line():
        try:
            world = world_of(settings)
            aside = put_back(settings, file)
            asyncio.run(bring_up(settings.database_url))
            again = asyncio.run(make_ready(settings.database_url, world))
        except (BackupError, RegionProblems, NotReadyError) as problem:
            raise ended(*str(problem).splitlines()) from None
    click.echo(f"put back; people erased since then and now again: {again}")
    if aside is not None:
        click.echo(f"the database that was there is {aside.name} now: delete it once all is well")


@main.group()
def keys() -> None:
    """Secret keys."""


@keys.command("new")
@click.option("--id", "name", default="k1", show_default=True, help="The key's name in SECRET_KEYS.")
def new_key(name: str) -> None:
    """Print a new key for SECRET_KEYS."""
    try:
        click.echo(new_secret_key(name))
    except SecretKeysError as problem:
        raise ended(str(problem)) from None


@keys.command("rotate")
def rotate() -> None:
    """Wrap every person's key anew by the first key of SECRET_KEYS; the bot may run meanwhile. Can be stopped
    and run again."""
    from bot.administration import RotationError, rotated

    try:
        for line in asyncio.run(rotated(settings_here())):
            click.echo(line)
    except RotationError as problem:
        raise ended(*str(problem).splitlines()) from None


@main.group()
def staff() -> None:
    """People who work with the bot."""


@staff.command("invite")
@click.option("--institution", required=True, help="The institution's name; it is added where it is new.")
@click.option("--kind", default="social", show_default=True, help="What kind of body it is, where it is new.")
@click.option("--role", "roles", multiple=True, default=["coordinator"], show_default=True)
def invite(institution: str, kind: str, roles: tuple[str, ...]) -> None:
    """Print a one-time link by which somebody joins the staff."""
    from bot.administration import InviteError, invited

    settings = settings_here()
    try:
        with one_line():
            for line in asyncio.run(invited(settings, institution, kind, list(roles))):
                click.echo(line)
    except InviteError as problem:
        raise ended(str(problem)) from None


main.add_command(page)
main.add_command(region)
main.add_command(services)


@main.command("minutes")
def step_minutes() -> None:
    """Show how long the steps of conversations take: the median in minutes, and of how many answers; steps
    with fewer than five are left out."""
    from bot.administration import step_minutes

    with one_line():
        lines = asyncio.run(step_minutes(settings_here()))
    for one in lines:
        click.echo(f"{one.flow}.{one.step}  {one.minutes} min  ({one.answers})")
    if not lines:
        click.echo("no step has five answers yet")


@main.group()
def audit() -> None:
    """The log of who read and did what."""


@audit.command("verify")
def verify() -> None:
    """Check that no row of the audit log was changed or taken out."""
    from bot.administration import broken_audit_row

    with one_line():
        broken = asyncio.run(broken_audit_row(settings_here()))
    if broken is not None:
        raise ended(f"the audit log is broken at row {broken}")
    click.echo("the audit log is whole")


async def _stopping(program) -> None:  # type: ignore[no-untyped-def] # a function of the stop event
    """Run it until Ctrl-C or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, stop.set)
    await program(stop)
