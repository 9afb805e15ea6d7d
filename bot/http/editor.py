"""The editor's pages over the directory: a list, a form with the faults beside its fields, proposals, files.

They work without JavaScript, keep nothing on the device but the cookie of ``staff_browser``, and show nothing
of another region: each is made in a transaction as the one whose browser it is, and services ask again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from importlib.resources import files
from typing import Any, TypeVar

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.db.models import Institution, Person
from bot.db.tx import Tx
from bot.exchange import files as exchange
from bot.http import editor_files, editor_form, editor_pages
from bot.http.asked import asked_in, file_served
from bot.http.chat import html, redirect
from bot.http.editor_words import words_in
from bot.http.staff_browser import StaffBrowsers, sent_here
from bot.i18n import Translator
from bot.intake import Intake, tell
from bot.services import editing, freshness
from bot.services.access import Actor, permitted
from bot.services.browsers import ENTRY
from bot.services.records import provider_json, record_of
from flows.directory.record import Provider, Record

T = TypeVar("T")

SAID = frozenset(
    ("saved", "assured", "other", "approved", "once", "refused_it", "own", "unfit", "settled", "nowhere")
)
"""What the next page may be asked to say first."""

_DECIDED: Mapping[str, str] = {"refused": "refused_it", "wrong": "unfit", "gone": "settled"}


@dataclass(frozen=True)
class Editor:
    """The pages of one installation."""

    intake: Intake
    translator: Translator
    browsers: StaffBrowsers
    templates: Environment
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)  # one file at a time: each is seconds of work

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(ENTRY + "{token}", self.door),
            web.post(ENTRY + "{token}", self.enter),
            web.post("/editor/leave", self.leave),
            web.get("/editor", self.listed),
            web.get("/editor/record/{id}", self.record),
            web.post("/editor/record/{id}", self.save),
            web.post("/editor/record/{id}/so", self.assure),
            web.get("/editor/new", self.new),
            web.post("/editor/new", self.add),
            web.get("/editor/proposals", self.proposals),
            web.post("/editor/proposals/{id}", self.decide),
            web.get("/editor/files", self.files),
            web.post("/editor/files", self.upload),
            web.get("/editor/files/{name}", self.download),
            web.get("/editor/look.css", file_served(_look(), "text/css")),
        ]

    # The way in and out ----------------------------------------------------------------------------------

    async def door(self, request: web.Request) -> web.Response:
        """A page with a button: looking at it uses nothing up."""
        return self._page(
            request,
            "enter.html",
            asked_in(request, self.translator),
            token=request.match_info["token"],
        )

    async def enter(self, request: web.Request) -> web.Response:
        if not sent_here(request):
            return await self._refused(request)
        secret = await self.browsers.enter(request, request.match_info["token"])
        if secret is None:
            return self._out(request)
        response = redirect("/editor")
        self.browsers.remember(response, secret)
        return response

    async def leave(self, request: web.Request) -> web.Response:
        if not await self._form(request):
            return await self._refused(request)
        await self.browsers.leave(request)
        response = self._out(request, status=200)
        self.browsers.forget(response)
        return response

    # Records ---------------------------------------------------------------------------------------------

    async def listed(self, request: web.Request) -> web.Response:
        return await self._show(
            request, "list.html", lambda tx, actor, say: editor_pages.listed(tx, actor, say, request.query)
        )

    async def record(self, request: web.Request) -> web.Response:
        def page(tx: Tx, actor: Actor, say: editor_pages.Say) -> dict[str, Any] | None:
            pair = editor_pages.hers(tx, actor, request.match_info["id"])
            if pair is None:
                return None
            return editor_pages.record_page(tx, say, pair, editor_form.shown(record_of(*pair)))

        return await self._show(request, "record.html", page)

    async def save(self, request: web.Request) -> web.Response:
        data = await self._form(request)
        if not data:
            return await self._refused(request)
        id_ = request.match_info["id"]

        def work(tx: Tx, actor: Actor, say: editor_pages.Say) -> dict[str, Any] | str:
            pair = editor_pages.hers(tx, actor, id_, hold=True)
            if pair is None:
                return "/editor?said=nowhere"
            record, form = editor_form.read(data, record_of(*pair))
            meanwhile = data.get("modified") != pair[0].modified_at.isoformat()
            if record is None or meanwhile:
                page = editor_pages.record_page(tx, say, pair, form)
                return page | {"meanwhile": meanwhile}
            done = editing.written(tx, actor, pair, record)
            return f"/editor/record/{id_}?said={'saved' if done.kind == 'ok' else 'nowhere'}"

        return await self._do(request, work, "record.html")

    async def assure(self, request: web.Request) -> web.Response:
        data = await self._form(request)
        if not data:
            return await self._refused(request)
        id_ = request.match_info["id"]

        def work(tx: Tx, actor: Actor, _say: editor_pages.Say) -> str:
            shown = {"services": [id_], "seen": [str(data.get("modified", ""))]}
            done = freshness.service_assured(tx, actor, shown)
            said = {"ok": "assured", "changed": "other"}.get(done.kind)
            return f"/editor/record/{id_}?said={said}" if said is not None else "/editor?said=nowhere"

        return await self._do(request, work)

    async def new(self, request: web.Request) -> web.Response:
        def page(tx: Tx, actor: Actor, say: editor_pages.Say) -> dict[str, Any]:
            return self._blank(tx, actor, say, editor_form.shown(_blank_record(actor)), "")

        return await self._show(request, "new.html", page)

    async def add(self, request: web.Request) -> web.Response:
        data = await self._form(request)
        if not data:
            return await self._refused(request)

        def work(tx: Tx, actor: Actor, say: editor_pages.Say) -> dict[str, Any] | str:
            chosen = tx.db.get(Institution, str(data.get("institution", "")))
            if chosen is not None and not permitted(tx, actor, "service_added", chosen):
                chosen = None
            base = _blank_record(actor, chosen)
            record, form = editor_form.read(_without_provider(data, base), base)
            if chosen is None or record is None:
                return self._blank(tx, actor, say, form, chosen.id if chosen is not None else "")
            done = editing.added(tx, actor, chosen, record)
            service = done.data.get("service")
            return f"/editor/record/{service}?said=saved" if service else "/editor?said=nowhere"

        return await self._do(request, work, "new.html")

    # Proposals -------------------------------------------------------------------------------------------

    async def proposals(self, request: web.Request) -> web.Response:
        return await self._show(
            request,
            "proposals.html",
            lambda tx, actor, say: {"rows": editor_pages.proposed(tx, actor, say)},
        )

    async def decide(self, request: web.Request) -> web.Response:
        data = await self._form(request)
        if not data:
            return await self._refused(request)
        asked = {"proposal": request.match_info["id"], "approve": data.get("approve") == "yes"}

        def work(tx: Tx, actor: Actor, _say: editor_pages.Say) -> str:
            kind = editing.proposal_decided(tx, actor, asked).kind
            return f"/editor/proposals?said={_DECIDED.get(kind, kind)}"

        return await self._do(request, work)

    # Files -----------------------------------------------------------------------------------------------

    async def files(self, request: web.Request) -> web.Response:
        return await self._show(request, "files.html", lambda _tx, _actor, _say: _no_file())

    async def upload(self, request: web.Request) -> web.Response:
        """Look at a file and say what it would do; or take the one that was looked at."""
        if await self._at_work(request) is None:  # nobody's body is read
            return self._out(request)
        sent = await editor_files.received(request)
        if not self.browsers.made_here(request, sent.fields.get("csrf", "")):
            return await self._refused(request)
        async with self.reading:
            read = await asyncio.to_thread(editor_files.read, sent)

        def work(tx: Tx, actor: Actor, say: editor_pages.Say) -> dict[str, Any]:
            return _no_file() | editor_files.taken(tx, actor, say, sent, read)

        return await self._do(request, work, "files.html")

    async def download(self, request: web.Request) -> web.Response:
        kind, _, ending = request.match_info["name"].partition(".")
        ending = f".{ending}"
        if kind not in ("services", "template") or ending not in exchange.WRITERS:
            raise web.HTTPNotFound
        if await self._at_work(request) is None:
            return self._out(request)
        lines = await self.browsers.as_her(request, partial(editor_files.lines, empty=kind == "template"))
        if lines is None:
            return self._out(request)
        content = await asyncio.to_thread(exchange.written, ending, lines)
        headers = {
            "Content-Disposition": f'attachment; filename="{kind}{ending}"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        }
        return web.Response(body=content, content_type=editor_files.TYPES[ending], headers=headers)

    # How a request becomes a page ------------------------------------------------------------------------

    async def _form(self, request: web.Request) -> Any:
        """The form, where this browser's page made it; else nothing."""
        data = await request.post()
        return data if self.browsers.made_here(request, str(data.get("csrf", ""))) else None

    async def _at_work(self, request: web.Request) -> str | None:
        """The language of whoever works in this browser; None: nobody who may edit."""

        def look(tx: Tx, actor: Actor) -> str | None:
            may = permitted(tx, actor, "editor_page_wanted")
            return tx.db.get_one(Person, actor.person_id).language if may else None

        return await self.browsers.as_her(request, look)

    async def _show(
        self,
        request: web.Request,
        template: str,
        page: Callable[[Tx, Actor, editor_pages.Say], dict[str, Any] | None],
    ) -> web.Response:
        def work(tx: Tx, actor: Actor, say: editor_pages.Say) -> dict[str, Any] | str:
            shown = page(tx, actor, say)
            return "/editor?said=nowhere" if shown is None else shown

        return await self._do(request, work, template)

    async def _do(
        self,
        request: web.Request,
        work: Callable[[Tx, Actor, editor_pages.Say], dict[str, Any] | str],
        template: str = "",
    ) -> web.Response:
        """Do it as whoever works in this browser: a page to show, or an address to go on to."""

        def whole(tx: Tx, actor: Actor) -> tuple[str, dict[str, Any] | str] | None:
            if not permitted(tx, actor, "editor_page_wanted"):
                return None
            language = tx.db.get_one(Person, actor.person_id).language
            done = work(tx, actor, partial(self.translator.text, language))
            tell(tx, self.intake.book, self.translator)
            return language, done

        found = await self.browsers.as_her(request, whole)
        if found is None:
            return self._out(request, typed=await _typed(request))
        language, done = found
        if isinstance(done, str):
            self.intake.woken.set()
            return redirect(done)
        works = await self.browsers.entry(request) is not None
        return self._page(request, template, language, works=works, **done)

    def _blank(
        self, tx: Tx, actor: Actor, say: editor_pages.Say, form: editor_form.Form, chosen: str
    ) -> dict[str, Any]:
        return {
            "places": [(one.id, one.name) for one in editor_pages.places(tx, actor)],
            "chosen": chosen,
            "groups": editor_pages.fields_of(say, form),
            "faults": editor_pages.faults_of(say, form),
        }

    def _page(
        self, request: web.Request, template: str, language: str, status: int = 200, **values: Any
    ) -> web.Response:
        said = request.query.get("said", "")
        words = words_in(self.translator, language)
        page = self.templates.get_template(template).render(
            words=words,
            language=language,
            csrf=self.browsers.csrf(request),
            said=words[said] if said in SAID and request.method == "GET" else "",
            **{"meanwhile": False, "works": False, **values},
        )
        return html(page, status=status, referrer="same-origin")

    def _out(self, request: web.Request, status: int = 403, typed: str = "") -> web.Response:
        """The page of whoever is in no more; what she typed last stands there to be taken along."""
        return self._page(request, "out.html", asked_in(request, self.translator), status=status, typed=typed)

    async def _refused(self, request: web.Request) -> web.Response:
        """The page where a form was none of this browser's: she may have logged in anew in another tab. What
        she typed stands there to be taken along."""
        typed = await _typed(request)
        return self._page(
            request, "refused.html", asked_in(request, self.translator), status=403, typed=typed
        )


def editor_templates() -> Environment:
    """The templates, compiled as they are first used."""
    return Environment(
        loader=PackageLoader("bot.http"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _blank_record(actor: Actor, institution: Institution | None = None) -> Record:
    """A service that says nothing yet. Until a provider is chosen, one that nobody sees stands for it."""
    if institution is not None:
        return Record(provider=Provider(**provider_json(institution)), name="")
    return Record(provider=Provider("-", "ngo", actor.region or ""), name="")


def _without_provider(data: Any, base: Record) -> Any:
    """The form of a new service says nothing of its provider: what is known of it stays."""
    known = data.copy()
    known["provider.phone"], known["provider.address"] = base.provider.phone, base.provider.address
    return known


async def _typed(request: web.Request) -> str:
    """What somebody wrote into a form of ours, field by field."""
    if request.method != "POST" or request.content_type != "application/x-www-form-urlencoded":
        return ""
    form = (await request.post()).items()
    return "\n".join(str(value) for name, value in form if value and name not in ("csrf", "modified"))


def _no_file() -> dict[str, Any]:
    return {"report": None, "faults": [], "problem": "", "digest": "", "done": False}


def _look() -> bytes:
    return files("bot.http").joinpath("static", "editor.css").read_bytes()
