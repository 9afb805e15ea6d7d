"""``dorozhnyk region``: a region's algorithm for whoever changes it and for whoever checks it."""

from __future__ import annotations

from pathlib import Path

import click

from bot.regions import RegionProblems, Regions, load
from bot.settings import SettingsProblems
from bot.settings import load as load_settings
from flows.regions.names import DEFAULT, REGIONS
from flows.regions.region import Region


@click.group()
def region() -> None:
    """A region's algorithm: what it says, and how it differs from the default. Where .env names a folder of
    your own files, they count."""


@region.command("diff")
@click.argument("code")
@click.option(
    "--language", default="uk", show_default=True, type=click.Choice(["uk", "en"]), help="In which words."
)
def diff(code: str, language: str) -> None:
    """Show where the region CODE (UA-..) differs from the national default: key, default, here, where from;
    and what your own files change."""
    from bot.i18n import Translator
    from bot.regional.printed import printed

    folder = _folder()
    regions = _loaded(folder)
    ours = _one(_loaded(None), code) if folder is not None else None
    translator = Translator(("en",)) if language == "en" else None
    for line in printed(_one(regions, code), regions.default, ours, translator):
        click.echo(line)


@region.command("page")
@click.argument("code")
def page(code: str) -> None:
    """Print the page of the region CODE that its lawyer checks (Markdown, in Ukrainian)."""
    from bot.regional.pages import page as made

    regions = _loaded(_folder())
    click.echo(made(_one(regions, code), regions.default), nl=False)


@region.command("pages")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def pages(folder: Path) -> None:
    """Write regions.md and a page a region into FOLDER, of the program's own files alone."""
    from bot.regional.pages import write

    for name in write(_loaded(None), folder):
        click.echo(name)


def _one(regions: Regions, code: str) -> Region:
    if code.lower() == DEFAULT:
        return regions.default
    if code.upper() not in REGIONS:
        raise _stop([f"there is no region {code!r}; there are: {', '.join((DEFAULT, *REGIONS))}"])
    return regions.by_id[code.upper()]


def _folder() -> Path | None:
    """The operator's, where there is a .env that names one."""
    dotenv = Path(".env")
    if not dotenv.exists():
        return None
    try:
        return load_settings(dotenv).regions_folder
    except SettingsProblems as found:
        raise _stop(found.problems) from None


def _loaded(folder: Path | None) -> Regions:
    try:
        return load(folder)
    except RegionProblems as found:
        raise _stop(found.problems) from None


def _stop(lines: list[str]) -> SystemExit:
    for line in lines:
        click.echo(line, err=True)
    return SystemExit(2)
