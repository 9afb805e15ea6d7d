"""What an administrator does at a terminal beside running the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

from sqlalchemy import select

from bot.app import utc_now, world_of
from bot.codes import invite_token
from bot.db.engine import Database
from bot.db.models import Institution, Invite
from bot.db.tx import Tx, World
from bot.exchange.files import lines
from bot.exchange.load import Report, load
from bot.exchange.rows import Line, Row
from bot.links import invitation
from bot.readiness import bring_up
from bot.services import audit, keys, minutes
from bot.services.access import ROLES
from bot.services.samples import seed_all
from bot.settings import Settings
from flows.policy.bodies import BODIES

LIFE = timedelta(days=7)


class InviteError(ValueError):
    """An invite that can't be made; the message is one line."""


async def invited(settings: Settings, institution: str, kind: str, roles: list[str]) -> list[str]:
    """A one-time link for the first coordinator, or for whomever no coordinator is there to invite.

    Raises InviteError where a role is unknown or there is no address to put into the link.
    """
    if kind not in BODIES:
        msg = f"there is no kind {kind!r}; there are: {', '.join(BODIES)}"
        raise InviteError(msg)
    unknown = sorted(set(roles) - set(ROLES))
    if unknown:
        msg = f"there is no role {unknown[0]!r}; there are: {', '.join(ROLES)}"
        raise InviteError(msg)
    world = world_of(settings)
    token = invite_token(world.random)
    links = invitation(token, public_url=settings.public_url, telegram_name=settings.telegram_name)
    if not links:
        raise InviteError("set PUBLIC_URL or TELEGRAM_NAME first: a link needs an address")
    async with _opened(settings, world) as database:
        await database.run(lambda tx: _invite(tx, token, institution, kind, roles), utc_now)
    return links


async def sampled(settings: Settings) -> list[str]:
    """Put the region's sample institutions into the directory; their names."""
    region = settings.region
    async with _opened(settings, world_of(settings)) as database:
        return await database.run(lambda tx: [one.name for one in seed_all(tx, region)], utc_now)


async def imported(settings: Settings, rows: list[Row], region: str | None, *, dry_run: bool) -> Report:
    """Take the rows of a file into the directory; ``region``: the only one they may be of. Raises
    RefusedError, and then nothing has changed."""
    wanted = region or settings.region
    async with _opened(settings, world_of(settings)) as database:
        return await database.run(
            lambda tx: load(tx, rows, wanted, only=region is not None, dry_run=dry_run), utc_now
        )


async def exported(settings: Settings, region: str | None) -> list[Line]:
    """All services of the directory, or of one region."""
    async with _opened(settings, world_of(settings)) as database:
        return await database.run(lambda tx: lines(tx, region), utc_now)


class RotationError(ValueError):
    """Keys can't be rotated now; the message is a line for each reason."""


async def rotated(settings: Settings) -> list[str]:
    """Wrap by the current key what older ones wrap, batch by batch; what becomes of each key, a line each.

    Raises RotationError where the keys and the database don't fit together, and where no program was started
    with the current key: one that runs without it could read nobody any more.
    """
    world = world_of(settings)
    current, *others = (id_ for id_, _ in world.keys.keys)
    async with _opened(settings, world) as database:
        problems = await database.run(keys.faults, utc_now)
        if problems:
            raise RotationError("\n".join(problems))
        if not await database.run(keys.used, utc_now):
            msg = f"start the bot (each of its processes) with {current} in front first: then rotate"
            raise RotationError(msg)
        done = {name: await _rewrapped(database, name) for name in keys.COLUMNS}
        needed = await database.run(keys.needed, utc_now)
    told = [f"wrapped anew by {current}: " + ", ".join(f"{name} {count}" for name, count in done.items())]
    for id_ in others:
        if id_ == others[-1]:
            told.append(f"{id_}: stays for good, at the end: look-ups depend on it")
        elif needed[id_]:
            told.append(f"{id_}: stays: {needed[id_]} of what it wraps can't be opened")
        else:
            told.append(
                f"{id_}: the database needs it no longer; backups made until now do: keep it with them"
            )
    return told


async def _rewrapped(database: Database, column: str) -> int:
    done, after = 0, ""
    while True:
        batch = await database.run(partial(keys.rewrap, column=column, after=after), utc_now)
        if batch.last is None:
            return done
        done, after = done + batch.done, batch.last


async def step_minutes(settings: Settings) -> list[minutes.StepMinutes]:
    """How long the steps of counted conversations take (``bot.services.minutes``)."""
    async with _opened(settings, world_of(settings)) as database:
        return await database.run(minutes.minutes, utc_now)


async def broken_audit_row(settings: Settings) -> int | None:
    """The first row of the audit log that does not follow from the one before it."""
    async with _opened(settings, world_of(settings)) as database:
        return await database.run(audit.verify, utc_now)


@asynccontextmanager
async def _opened(settings: Settings, world: World) -> AsyncIterator[Database]:
    """The database as a start of the program finds it: made, and brought up to date. Raises NotReadyError."""
    await bring_up(settings.database_url)
    database = Database(settings.database_url, world)
    try:
        yield database
    finally:
        await database.close()


def _invite(tx: Tx, token: str, name: str, kind: str, roles: list[str]) -> None:
    region = tx.world.default_region
    query = select(Institution).where(Institution.name == name, Institution.region == region)
    institution = tx.db.scalars(query).first()
    if institution is None:
        institution = Institution(
            id=tx.new_id(),
            name=name,
            kind=kind,
            region=region,
            hours={},
            tracks=[one.id for one in tx.world.regions.region(region).tracks if kind in one.bodies],
            on_system=True,
        )
        tx.db.add(institution)
        tx.db.flush()
    tx.db.add(
        Invite(
            id=tx.new_id(),
            token_index=tx.world.keys.index("invite", token),
            institution_id=institution.id,
            roles=roles,
            expires_at=tx.now + LIFE,
        )
    )
