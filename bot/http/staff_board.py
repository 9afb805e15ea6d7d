"""The board: a page over what the conversations list, for a desk's wide screen and for a phone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from jinja2 import Environment
from sqlalchemy import select

from bot.db.models import Institution, Person, Staff
from bot.db.tx import Tx
from bot.facts.board import SHOWN, Row, communities, entries, levels, narrowed, rows, where
from bot.http.chat import Chat, html, redirect
from bot.http.staff_browser import HOME, PLACES, StaffBrowsers
from bot.http.staff_door import ID, StaffDoor
from bot.http.staff_words import words_in
from bot.http.staff_work import StaffWork
from bot.i18n import Translator
from bot.services.access import actor_of, permitted
from bot.services.browsers import Entry
from bot.services.lines import when
from flows.engine.message import Text


@dataclass(frozen=True)
class StaffBoard:
    """The pages beside the conversations."""

    browsers: StaffBrowsers
    door: StaffDoor
    work: StaffWork
    chat: Chat
    translator: Translator
    templates: Environment

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(HOME, self.work.within(self._look)),
            web.get(f"{HOME}/events", self.work.within(self._events)),
            web.get("/staff/open/{id}", self.open),
        ]

    async def open(self, request: web.Request) -> web.StreamResponse:
        """What a message's link leads to: the case, after the login if need be."""
        id_ = request.match_info["id"]
        entry = await self.browsers.entry(request)
        if not ID.fullmatch(id_):
            return redirect("/staff")
        if entry is None:
            return self.door.ask(request, id_)

        def find(tx: Tx) -> tuple[str | None, str]:
            person = tx.db.get_one(Person, entry.person_id)
            return where(tx, actor_of(tx, entry.person_id, channel="web"), id_), person.language

        link, language = await self.browsers.database.run(find, self.browsers.now)
        if link is None:
            return redirect(f"{HOME}?said=nowhere")
        said = {"command": "menu", "link": link}
        await self.chat.receive(entry.address, self.chat.new_key(), said, language)
        return redirect(f"{PLACES.chat}#now")

    async def _events(self, request: web.Request, entry: Entry) -> web.StreamResponse:
        return await self.chat.live.stream(request, entry.address, cases=True)

    async def _look(self, request: web.Request, entry: Entry) -> web.StreamResponse:
        def load(tx: Tx) -> dict[str, Any] | None:
            actor = actor_of(tx, entry.person_id, channel="web")
            if actor.staff_id is None:
                return None
            found = entries(tx, actor)
            doors = communities(tx, {one.place for one in found})
            names = {self._id(tx, name): name for name in sorted(set().union(*doors.values()))}
            wanted: dict[str, Any] = {
                name: request.query.get(name, "")[:32] for name in ("place", "level", "community", "overdue")
            }
            wanted["community"] = names.get(wanted["community"], "")
            language = tx.db.get_one(Person, entry.person_id).language
            institution = tx.db.scalar(
                select(Institution.name)
                .join(Staff, Staff.institution_id == Institution.id)
                .where(Staff.id == actor.staff_id)
            )
            meant = narrowed(found, wanted, doors)
            return {
                "rows": [self._row(language, one) for one in rows(tx, meant[:SHOWN])],
                "meant": len(meant),
                "wanted": wanted,
                "every": len(found),
                "late": sum(one.overdue for one in found),
                "new": sum(one.new for one in found),
                "places": sorted({(one.place_name, one.place) for one in found}),
                "levels": _named(self.translator, language, levels(tx, found)),
                "communities": names,
                "institution": institution or "",
                "edits": permitted(tx, actor, "editor_page_wanted"),
                "language": language,
            }

        found = await self.browsers.database.run(load, self.browsers.now)
        if found is None:
            return redirect(PLACES.chat)
        page = self.templates.get_template("staff/board.html").render(
            words=words_in(self.translator, found["language"]),
            csrf=self.browsers.csrf(request),
            key=self.chat.new_key(),
            here=request.path_qs,
            said=request.query.get("said") == "nowhere",
            **found,
        )
        return html(page)

    def _row(self, language: str, row: Row) -> Mapping[str, Any]:
        def say(text: Any) -> str:
            return self.translator.text(language, text)

        return {
            "link": row.link,
            "code": row.code,
            "colour": row.colour,
            "level": say(row.level_label),
            "place": row.place_name,
            "state": say(row.state),
            "due": say(when(row.due_at)) if row.due_at is not None else "",
            "overdue": row.overdue,
            "action": say(row.action),
        }

    def _id(self, tx: Tx, community: str) -> str:
        return tx.world.keys.index("board_community", community)[:12]


def _named(translator: Translator, language: str, labels: Mapping[str, Text]) -> list[tuple[str, str]]:
    return sorted(
        ((id_, translator.text(language, label)) for id_, label in labels.items()), key=lambda one: one[1]
    )
