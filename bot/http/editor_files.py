"""Files on the editor's page: looked at first, then taken, as one and the same.

The page keeps no file: whoever wants it taken sends it again, and its digest must be the one looked at. A new
institution, or another name or kind of one, is not taken from a file here: that takes two people.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import PurePath
from typing import Any

from aiohttp import BodyPartReader, web
from sqlalchemy import ColumnElement, select

from bot.db.models import Institution
from bot.db.tx import Tx
from bot.exchange import files as exchange
from bot.exchange.faults import SHOWN, Fault, RefusedError
from bot.exchange.load import load
from bot.exchange.rows import Line, Row
from bot.exchange.zipped import PAGE
from bot.services import audit
from bot.services.access import Actor
from bot.services.records import provider_json, same

LARGEST = 5 * 1024 * 1024
PARTS = 8  # of a form; ours have three
TYPES: Mapping[str, str] = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".json": "application/json",
}
WHO = ("provider.name", "provider.body", "provider.sector")

Say = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What a form brought: its small fields, and the file unless it was larger than ``LARGEST``."""

    fields: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    content: bytes | None = b""

    @property
    def digest(self) -> str:
        return sha256(self.content or b"").hexdigest()


async def received(request: web.Request) -> Uploaded:
    """The form's parts, no more of them and read no further than they may be long."""
    fields: dict[str, str] = {}
    name, content = "", b""
    if not request.content_type.startswith("multipart/"):
        return Uploaded()
    reader = await request.multipart()
    for _ in range(PARTS):
        part = await reader.next()
        if not isinstance(part, BodyPartReader):
            break
        if part.filename is None:
            fields[part.name or ""] = (await _up_to(part, 4096) or b"").decode("utf-8", "replace")
            continue
        name = part.filename
        whole = await _up_to(part, LARGEST)
        if whole is None:
            return Uploaded(fields, name, None)
        content = whole
    return Uploaded(fields, name, content)


def read(sent: Uploaded) -> Sequence[Row] | list[Fault]:
    """The rows of the file, or what is wrong with it."""
    if not sent.content:
        return []
    try:
        ending = exchange.format_of(PurePath(sent.name), exchange.READERS)  # type: ignore[arg-type]
        return exchange.parsed(ending, sent.content, PAGE)
    except RefusedError as refused:
        return refused.faults


def taken(
    tx: Tx, actor: Actor, say: Say, sent: Uploaded, found: Sequence[Row] | list[Fault]
) -> dict[str, Any]:
    """What the page says of the file. Only one that was looked at before is written."""
    if sent.content is None:
        return {"problem": "too_large"}
    if not sent.content or actor.region is None:
        return {"problem": "no_file"}
    faults = [one for one in found if isinstance(one, Fault)]
    rows = [one for one in found if isinstance(one, Row)]
    if faults:
        return {"faults": [say(one.text()) for one in faults[:SHOWN]]}
    looked_at = sent.fields.get("digest", "")
    if looked_at and not hmac.compare_digest(looked_at.encode(), sent.digest.encode()):
        return {"problem": "other_file"}
    try:
        report = load(tx, rows, actor.region, only=True, dry_run=True)
        if report.new_providers:
            return {"problem": "new_providers", "count": report.new_providers}
        if _renames(tx, actor, rows):
            return {"problem": "renamed"}
        if looked_at:
            report = load(tx, rows, actor.region, only=True, by=actor.staff_id)
            audit.record(tx, actor, "services_loaded", detail=sent.digest)
    except RefusedError as refused:
        return {"faults": [say(one.text()) for one in refused.faults[:SHOWN]]}
    return {"report": report, "digest": "" if looked_at else sent.digest, "done": bool(looked_at)}


def lines(tx: Tx, actor: Actor, *, empty: bool) -> list[Line]:
    """What stands in the directory of her region; or nothing, for a table to fill in."""
    return [] if empty or actor.region is None else exchange.lines(tx, actor.region)


def _renames(tx: Tx, actor: Actor, rows: Sequence[Row]) -> bool:
    """Whether any row says of a known institution that it is another one."""
    known = [provider_json(one) for one in tx.db.scalars(select(Institution).where(_of(actor)))]
    by_id = {one["external_id"]: one for one in known if one["external_id"]}
    by_name = {same(one["name"]): one for one in known}
    for row in rows:
        said = row.values
        code, name = str(said.get("provider.external_id", "")), str(said.get("provider.name", ""))
        whose = by_id.get(code) or by_name.get(same(name))
        if whose is None:
            continue
        if any(
            key in said and same(str(said[key])) != same(whose[key.removeprefix("provider.")]) for key in WHO
        ):
            return True
    return False


def _of(actor: Actor) -> ColumnElement[bool]:
    return Institution.region == actor.region


async def _up_to(part: BodyPartReader, limit: int) -> bytes | None:
    """The part, or None where it is longer."""
    whole = bytearray()
    while chunk := await part.read_chunk():
        whole += chunk
        if len(whole) > limit:
            return None
    return bytes(whole)
