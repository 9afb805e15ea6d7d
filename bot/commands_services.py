"""``dorozhnyk services``: the directory as files, and sample records to try things out."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.terminal import ended, one_line, settings_here

if TYPE_CHECKING:
    from bot.exchange.faults import RefusedError
    from bot.exchange.load import Report

FILE = click.Path(path_type=Path, dir_okay=False)
LISTED = 20
"""So many changed and absent services are named."""


@click.group()
def services() -> None:
    """The directory of institutions and of what they do."""


@services.command("sample")
def sample() -> None:
    """Put made-up institutions and services into the region's directory, to try things out. Each says that it
    is a sample, and gives way to a real institution of its kind."""
    from bot.administration import sampled

    with one_line():
        for name in asyncio.run(sampled(settings_here())):
            click.echo(name)


@services.command("template")
@click.argument("file", type=FILE)
def template(file: Path) -> None:
    """Write an empty table into FILE (.xlsx or .csv): headings, allowed words, what to write where."""
    from bot.exchange.faults import RefusedError
    from bot.exchange.files import TEMPLATES, format_of
    from bot.exchange.files import template as made

    try:
        _write(file, made(format_of(file, TEMPLATES)))
    except RefusedError as problem:
        raise _refuse(problem) from None
    click.echo(f"{file.name}: готово")


@services.command("import")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Only look: say what would change, and change nothing.")
@click.option("--region", help="All rows are of the region of this code; else it is that of the settings.")
def import_(file: Path, dry_run: bool, region: str | None) -> None:  # noqa: FBT001 - as click gives it
    """Take the services of FILE (.xlsx, .csv or HSDS .json) into the directory: all of them or none."""
    from bot.administration import imported
    from bot.exchange.faults import RefusedError
    from bot.exchange.files import read, uncollected

    settings, code = settings_here(), _region(region)
    try:
        with uncollected():
            rows = read(file)
            with one_line():
                report = asyncio.run(imported(settings, rows, code, dry_run=dry_run))
    except RefusedError as problem:
        raise _refuse(problem) from None
    except OSError as problem:
        raise ended(f"{file.name}: {problem.strerror}") from None
    _tell(report, dry_run=dry_run)


@services.command("export")
@click.argument("file", type=FILE)
@click.option("--region", help="Only the services of the region of this code.")
def export(file: Path, region: str | None) -> None:
    """Write the directory into FILE: a table (.xlsx, .csv) or HSDS 3.0 (.json)."""
    from bot.administration import exported
    from bot.exchange.faults import RefusedError
    from bot.exchange.files import WRITERS, format_of, written

    try:
        ending = format_of(file, WRITERS)
    except RefusedError as problem:
        raise _refuse(problem) from None
    with one_line():
        lines = asyncio.run(exported(settings_here(), _region(region)))
    _write(file, written(ending, lines))
    click.echo(f"{file.name}: послуг {len(lines)}")


def _tell(report: Report, *, dry_run: bool) -> None:
    click.echo("Пробний прогін: нічого не змінено." if dry_run else "Готово.")
    click.echo(f"Нових послуг: {report.new}, нових установ: {report.new_providers}")
    click.echo(f"Змінених: {len(report.changed)}, таких самих: {report.unchanged}")
    click.echo(f"Новіше підтвердження: {report.confirmed}")
    for row, name, headings in report.changed[:LISTED]:
        click.echo(f"  рядок {row}, {name}: {', '.join(headings)}")
    _rest(len(report.changed))
    click.echo(f"Є в довіднику, а у файлі немає (лишаються, як є): {len(report.absent)}")
    for name in report.absent[:LISTED]:
        click.echo(f"  {name}")
    _rest(len(report.absent))


def _rest(count: int) -> None:
    if count > LISTED:
        click.echo(f"  … і ще {count - LISTED}")


def _write(file: Path, data: bytes) -> None:
    try:
        file.write_bytes(data)
    except OSError as problem:
        raise ended(f"{file.name}: {problem.strerror}") from None


def _region(code: str | None) -> str | None:
    from flows.regions.names import REGIONS

    if code is not None and code.upper() not in REGIONS:
        raise ended(f"there is no region {code!r}")
    return code.upper() if code is not None else None


def _refuse(problem: RefusedError) -> SystemExit:
    from bot.exchange.faults import told
    from bot.i18n import Translator

    return ended(*told(problem.faults, Translator(["uk"])), "Нічого не змінено.")
