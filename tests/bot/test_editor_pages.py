"""The editor's pages: the way in by a link, what a form may do, and what belongs to another region."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import CookieJar, FormData
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select

from bot.app import App
from bot.db.directory import Service, ServiceChange, ServiceCheck
from bot.db.logins import LoginSession
from bot.db.models import Audit, Institution, Staff
from bot.db.tx import Tx
from bot.effects import EFFECTS
from bot.exchange.files import lines, written
from bot.http.editor_files import PARTS
from bot.http.server import web_app
from bot.services import browsers
from bot.services.access import NotPermittedError, actor_of
from bot.services.retention import sweep
from tests.stages.fixtures import app_for
from tests.stages.stage import Hands

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
CSRF = re.compile(r'name="csrf" value="([^"]+)"')
MODIFIED = re.compile(r'name="modified" value="([^"]+)"')


@dataclass
class Desk:
    """An editor, her browser, and a service of her region and of another one."""

    app: App
    hands: Hands
    browser: Any
    ids: dict[str, str]

    async def do(self, who: str, event: str, **data: Any) -> Any:
        return await self.app.database.run(
            lambda tx: EFFECTS[event](tx, actor_of(tx, self.ids[who]), data), self.hands
        )

    async def link(self, who: str = "editor") -> str:
        made = await self.do(who, "editor_page_wanted")
        assert made.kind == "made"
        return str(made.data["link"]).removeprefix("http://127.0.0.1:8080")

    async def enter(self, who: str = "editor") -> None:
        answer = await self.browser.post(await self.link(who))
        assert answer.status == 200
        assert str(answer.url).endswith("/editor")

    async def text(self, path: str) -> str:
        return str(await (await self.browser.get(path)).text())

    async def record(self, name: str = "service") -> dict[str, str]:
        """The hidden fields of the record's form."""
        page = await self.text(f"/editor/record/{self.ids[name]}")
        return {"csrf": CSRF.findall(page)[0], "modified": MODIFIED.findall(page)[0]}

    async def row(self, table: Any, id_: str) -> Any:
        return await self.app.database.run(lambda tx: tx.db.get_one(table, id_), self.hands)


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    hands = Hands(AT)
    app = app_for(database_url, hands, "editor")
    ids: dict[str, str] = {}

    def build(tx: Tx) -> None:
        for place, region in (("here", "UA-51"), ("there", "UA-05")):
            tx.db.add(
                Institution(
                    id=tx.new_id(),
                    name=f"Установа {place}",
                    kind="social",
                    region=region,
                    hours={},
                    tracks=[],
                )
            )
            tx.db.flush()
            ids[place] = tx.db.scalars(select(Institution.id).where(Institution.region == region)).one()
        for name, place, role in (
            ("editor", "here", "editor"),
            ("second", "here", "coordinator"),
            ("lead", "here", "lead"),
            ("stranger", "there", "editor"),
        ):
            person = tx.new_person(language="uk", region="UA-51")
            staff = Staff(
                id=tx.new_id(), person_id=person.id, institution_id=ids[place], roles=[role], joined_at=tx.now
            )
            tx.seal(staff, "name", name)
            tx.db.add(staff)
            ids[name], ids[f"staff:{name}"] = person.id, staff.id
        for name, place, region in (("service", "here", "UA-51"), ("other", "there", "UA-05")):
            service = Service(
                id=tx.new_id(),
                institution_id=ids[place],
                region=region,
                name=f"Послуга {name}",
                needs=["legal"],
                phones=["+380482000001"],
                modified_at=tx.now,
            )
            tx.db.add(service)
            ids[name] = service.id
        tx.db.flush()

    await app.database.run(build, hands)
    # the server stands at an address without a name: the jar has to take its cookies
    async with TestClient(TestServer(web_app(app)), cookie_jar=CookieJar(unsafe=True)) as browser:
        yield Desk(app, hands, browser, ids)
    await app.close()


async def test_a_link_is_used_by_a_press_and_once(desk: Desk) -> None:
    link = await desk.link()
    for _ in range(2):  # whoever draws a preview uses nothing up
        assert "Увійти" in await desk.text(link)
    answer = await desk.browser.post(link, allow_redirects=False)
    assert answer.status == 303
    cookie = answer.cookies["work"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert "Послуга service" in await desk.text("/editor")
    again = await desk.browser.post(link, allow_redirects=False)
    assert again.status == 403
    assert not again.cookies


async def test_of_links_and_browsers_only_keyed_hashes_are_kept(desk: Desk) -> None:
    link = await desk.link()
    token = link.rpartition("/")[2]
    answer = await desk.browser.post(link, allow_redirects=False)
    (row,) = await desk.app.database.run(lambda tx: tx.db.scalars(select(LoginSession)).all(), desk.hands)
    assert row.token_index not in (token, answer.cookies["work"].value)


async def test_a_link_opens_the_directory_and_nothing_of_the_work(desk: Desk) -> None:
    await desk.enter()
    for path in ("/staff/board", "/staff/chat", "/staff/events", "/staff/board/events"):
        answer = await desk.browser.get(path)
        assert str(answer.url.path) == "/staff", path
    assert "Дошка справ" not in await desk.text("/editor")


async def test_behind_the_login_the_directory_is_open_to_whoever_edits(desk: Desk) -> None:
    for who, status in (("lead", 403), ("editor", 200)):
        secret = await desk.app.database.run(
            lambda tx, who=who: browsers.opened(tx, desk.ids[who], browsers.WORK), desk.hands
        )
        desk.browser.session.cookie_jar.update_cookies({"work": secret}, desk.browser.make_url("/"))
        answer = await desk.browser.get("/editor")
        assert answer.status == status, who
    assert "Дошка справ" in await answer.text()
    link = await desk.link()
    await desk.browser.post(link)  # her browser is in already, and stays in as it is
    assert "Дошка справ" in await desk.text("/editor")
    assert (await desk.browser.post(link, allow_redirects=False)).status == 403


@pytest.mark.parametrize(("minutes", "status"), [(9, 303), (10, 403)])
async def test_a_link_holds_ten_minutes(desk: Desk, minutes: int, status: int) -> None:
    link = await desk.link()
    desk.hands.at += timedelta(minutes=minutes)
    assert (await desk.browser.post(link, allow_redirects=False)).status == status


async def test_a_newer_link_ends_the_older_one(desk: Desk) -> None:
    older, newer = await desk.link(), await desk.link()
    assert (await desk.browser.post(older, allow_redirects=False)).status == 403
    assert (await desk.browser.post(newer, allow_redirects=False)).status == 303


async def test_a_browser_is_out_after_half_an_hour_of_rest_and_after_four_hours_of_work(desk: Desk) -> None:
    await desk.enter()
    for _ in range(9):
        desk.hands.at += timedelta(minutes=25)
        assert (await desk.browser.get("/editor")).status == 200
    desk.hands.at += timedelta(minutes=20)
    assert (await desk.browser.get("/editor")).status == 403
    await desk.enter()
    desk.hands.at += timedelta(minutes=31)
    assert (await desk.browser.get("/editor")).status == 403


@pytest.mark.parametrize("change", [{"revoked_at": AT}, {"roles": ["specialist"]}])
async def test_with_the_role_the_page_is_gone_at_once(desk: Desk, change: dict[str, Any]) -> None:
    await desk.enter()

    def take(tx: Tx) -> None:
        for column, value in change.items():
            setattr(tx.db.get_one(Staff, desk.ids["staff:editor"]), column, value)

    await desk.app.database.run(take, desk.hands)
    assert (await desk.browser.get("/editor")).status == 403
    assert (await desk.browser.get("/editor/files/services.csv")).status == 403


async def test_revoking_somebody_ends_her_browsers_and_links(desk: Desk) -> None:
    await desk.enter()
    await desk.link()
    done = await desk.do("second", "revoked", staff=desk.ids["staff:editor"])
    assert done.kind == "ok"
    rows = await desk.app.database.run(lambda tx: tx.db.scalars(select(LoginSession)).all(), desk.hands)
    assert rows == []


@pytest.mark.parametrize("who", ["lead"])
async def test_no_link_is_made_for_whoever_does_not_edit(desk: Desk, who: str) -> None:
    with pytest.raises(NotPermittedError):
        await desk.do(who, "editor_page_wanted")


async def test_leaving_ends_the_browser_s_way_in(desk: Desk) -> None:
    await desk.enter()
    csrf = CSRF.findall(await desk.text("/editor"))[0]
    await desk.browser.post("/editor/leave", data={"csrf": csrf})
    assert (await desk.browser.get("/editor")).status == 403


async def test_what_was_typed_when_the_way_in_had_closed_stands_there_to_be_taken_along(desk: Desk) -> None:
    await desk.enter()
    form = {**await desk.record(), "name": "Порада юристки", "for_whom": "мамам <з дітьми>"}
    desk.hands.at += timedelta(minutes=31)
    answer = await desk.browser.post(f"/editor/record/{desk.ids['service']}", data=form)
    page = await answer.text()
    assert answer.status == 403
    assert "Порада юристки\nмамам &lt;з дітьми&gt;" in page
    assert form["csrf"] not in page


async def test_what_was_typed_on_a_page_of_an_earlier_way_in_is_given_back(desk: Desk) -> None:
    await desk.enter()
    form = {**await desk.record(), "name": "Порада юристки"}
    await desk.browser.post("/editor/leave", data={"csrf": form["csrf"]})
    await desk.enter()
    answer = await desk.browser.post(f"/editor/record/{desk.ids['service']}", data=form)
    assert answer.status == 403
    assert "Порада юристки" in await answer.text()


async def test_nobodys_file_is_read_and_no_more_of_anybodys_than_a_form_of_ours_has(desk: Desk) -> None:
    def many(csrf: str) -> FormData:
        data = FormData()
        for number in range(PARTS):
            data.add_field(f"field{number}", "x", content_type="text/plain")
        data.add_field("csrf", csrf, content_type="text/plain")
        return data

    assert (await desk.browser.post("/editor/files", data=many("x"))).status == 403
    await desk.enter()
    csrf = CSRF.findall(await desk.text("/editor/files"))[0]
    assert (await desk.browser.post("/editor/files", data=many(csrf))).status == 403


async def test_what_nobody_can_use_any_more_is_swept_away(desk: Desk) -> None:
    await desk.enter()
    await desk.link()
    desk.hands.at += timedelta(hours=5)
    swept = await desk.app.database.run(sweep, desk.hands)
    assert swept["browsers"] == 2


async def test_an_edit_is_kept_with_its_history_and_stands_on_the_page(desk: Desk) -> None:
    await desk.enter()
    form = {
        **await desk.record(),
        "name": "Порада юристки",
        "needs": "legal",
        "state": "active",
        "phones": "044 123 45 67\n15-47",
        "hours": "пн-пт 9-18, сб 10-14",
        "takes_referrals": "yes",
    }
    page = await (await desk.browser.post(f"/editor/record/{desk.ids['service']}", data=form)).text()
    assert "Збережено" in page
    assert "було «Послуга service», стало «Порада юристки»" in page
    row = await desk.row(Service, desk.ids["service"])
    assert (row.name, row.phones) == ("Порада юристки", ["+380441234567", "1547"])
    assert row.hours["sat"] == [["10:00", "14:00"]]
    (change,) = await desk.app.database.run(lambda tx: tx.db.scalars(select(ServiceChange)).all(), desk.hands)
    assert change.staff_id == desk.ids["staff:editor"]


async def test_faults_stand_beside_their_fields_and_nothing_is_kept(desk: Desk) -> None:
    await desk.enter()
    form = {**await desk.record(), "name": "", "state": "paused", "phones": "десь", "hours": "як вийде"}
    page = await (await desk.browser.post(f"/editor/record/{desk.ids['service']}", data=form)).text()
    for field in ("name", "needs", "phones", "hours", "notice"):
        assert f'id="e-{field}"' in page, field
    assert "десь" in page, "what was typed is not lost"
    assert (await desk.row(Service, desk.ids["service"])).name == "Послуга service"


async def test_two_who_edit_at_once_do_not_overwrite_each_other(desk: Desk) -> None:
    await desk.enter()
    form = {**await desk.record(), "name": "Моя", "needs": "legal", "state": "active"}
    desk.hands.at += timedelta(minutes=1)
    await desk.do("second", "service_changed", service=desk.ids["service"], field="waiting", value="день")
    page = await (await desk.browser.post(f"/editor/record/{desk.ids['service']}", data=form)).text()
    assert "змінив хтось інший" in page
    assert (await desk.row(Service, desk.ids["service"])).name == "Послуга service"


@pytest.mark.parametrize(
    "path", ["record/{service}", "record/{service}/so", "new", "proposals/x", "leave", "files"]
)
async def test_a_form_that_this_browser_s_page_did_not_make_is_refused(desk: Desk, path: str) -> None:
    await desk.enter()
    form = {**await desk.record(), "name": "Чужа", "needs": "legal", "state": "active", "approve": "yes"}
    address = f"/editor/{path.format(**desk.ids)}"
    for forged in ({"csrf": "x" * 64}, {"csrf": ""}):
        assert (await desk.browser.post(address, data={**form, **forged})).status == 403
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    if path != "files":
        assert (await desk.browser.post(address, data=form, headers=elsewhere)).status == 403
    assert (await desk.row(Service, desk.ids["service"])).name == "Послуга service"


async def test_nothing_of_another_region_is_shown_or_changed(desk: Desk) -> None:
    await desk.enter()
    other = desk.ids["other"]
    assert "Послуга other" not in await desk.text("/editor?q=other")
    for path in (f"/editor/record/{other}", "/editor/record/nothing"):
        answer = await desk.browser.get(path)
        assert str(answer.url).endswith("said=nowhere")
    form = {**await desk.record(), "name": "Чужа", "needs": "legal", "state": "active"}
    await desk.browser.post(f"/editor/record/{other}", data=form)
    await desk.browser.post(f"/editor/record/{other}/so", data=form)
    page = await (
        await desk.browser.post("/editor/new", data={**form, "institution": desk.ids["there"]})
    ).text()
    assert "Установа there" not in page
    row = await desk.row(Service, other)
    assert (row.name, row.assured_on) == ("Послуга other", None)
    assert b"other" not in await (await desk.browser.get("/editor/files/services.csv")).read()


async def test_confirming_and_adding_from_the_page(desk: Desk) -> None:
    await desk.enter()
    form = {**await desk.record(), "name": "Гурток", "needs": "child", "state": "active"}
    page = await (await desk.browser.post(f"/editor/record/{desk.ids['service']}/so", data=form)).text()
    assert "сьогодні підтверджено" in page
    checks = await desk.app.database.run(lambda tx: tx.db.scalars(select(ServiceCheck)).all(), desk.hands)
    assert [one.kind for one in checks] == ["assured"]
    page = await (
        await desk.browser.post("/editor/new", data={**form, "institution": desk.ids["here"]})
    ).text()
    assert "Збережено" in page
    assert "Гурток" in await desk.text("/editor?q=гурт")
    assert "Гурток" not in await desk.text("/editor?state=closed")
    assert "Гурток" in await desk.text("/editor?look=never")


async def test_from_a_page_that_is_older_than_the_record_nothing_is_confirmed(desk: Desk) -> None:
    await desk.enter()
    form = await desk.record()
    desk.hands.at += timedelta(minutes=1)
    await desk.do("second", "service_changed", service=desk.ids["service"], field="waiting", value="день")
    address = f"/editor/record/{desk.ids['service']}/so"
    page = await (await desk.browser.post(address, data=form)).text()
    assert "запис тим часом змінили" in page
    assert (await desk.row(Service, desk.ids["service"])).assured_on is None
    await desk.browser.post(address, data=await desk.record())
    assert (await desk.row(Service, desk.ids["service"])).assured_on is not None


async def test_a_new_provider_wants_two_and_the_second_sees_who_was_first(desk: Desk) -> None:
    fields = {"name": "Обіди", "needs": ["aid"], "provider": {"name": "Кухня", "body": "ngo"}}
    made = await desk.do("lead", "proposed", kind="provider", fields=fields, institution=None, service=None)
    assert made.kind == "ok"
    await desk.enter()
    page = await desk.text("/editor/proposals")
    assert "Нова установа: Кухня" in page
    assert "lead, Установа here" in page
    address, form = f"/editor/proposals/{made.data['proposal']}", {"csrf": CSRF.findall(page)[0]}
    assert (
        "ще одна людина" in await (await desk.browser.post(address, data={**form, "approve": "yes"})).text()
    )
    assert (
        "Погодити має хтось інший"
        in await (await desk.browser.post(address, data={**form, "approve": "yes"})).text()
    )
    await desk.enter("second")
    page = await desk.text("/editor/proposals")
    assert "Уже погоджено: editor" in page
    form = {"csrf": CSRF.findall(page)[0], "approve": "yes"}
    assert "вже в довіднику" in await (await desk.browser.post(address, data=form)).text()


async def sent(desk: Desk, content: bytes, name: str = "services.csv", digest: str = "") -> str:
    data = FormData()
    data.add_field("csrf", CSRF.findall(await desk.text("/editor/files"))[0])
    data.add_field("digest", digest)
    data.add_field("file", content, filename=name, content_type="text/csv")
    return str(await (await desk.browser.post("/editor/files", data=data)).text())


async def test_a_file_is_looked_at_first_and_then_taken_as_it_was(desk: Desk) -> None:
    await desk.enter()
    content = await (await desk.browser.get("/editor/files/services.csv")).read()
    other = content.replace("Послуга service".encode(), "Порада".encode())
    page = await sent(desk, other)
    assert "Ще нічого не змінено" in page
    digest = re.findall(r'name="digest" value="([^"]+)"', page)[0]

    def names(tx: Tx) -> list[str]:
        return list(tx.db.scalars(select(Service.name).where(Service.region == "UA-51")))

    assert await desk.app.database.run(names, desk.hands) == ["Послуга service"]
    assert "інший файл" in await sent(desk, content, digest=digest)
    assert "Записано." in await sent(desk, other, digest=digest)
    assert sorted(await desk.app.database.run(names, desk.hands)) == ["Порада", "Послуга service"]

    def by(tx: Tx) -> tuple[set[str | None], list[str]]:
        audited = select(Audit.detail).where(Audit.action == "services_loaded")
        return set(tx.db.scalars(select(ServiceChange.staff_id))), list(tx.db.scalars(audited))

    assert await desk.app.database.run(by, desk.hands) == ({desk.ids["staff:editor"]}, [digest])


async def test_a_file_brings_no_new_institution_and_renames_none(desk: Desk) -> None:
    await desk.enter()
    content = await (await desk.browser.get("/editor/files/services.csv")).read()
    page = await sent(desk, content.replace("Установа here".encode(), "Кухня".encode()))
    assert "погодити двоє" in page
    text = content.decode("utf-8-sig")
    page = await sent(desk, text.replace("Соціальна служба", "Поліція").encode("utf-8-sig"))
    assert "погоджують двоє" in page


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "services.csv", "Оберіть файл"),
        (b"x" * (5 * 1024 * 1024 + 1), "services.csv", "завеликий"),
        (b"a,b\n1,2\n", "services.csv", "Нічого не змінено"),
        (b"a", "services.exe", "Не знаю такого файлу"),
    ],
)
async def test_a_broken_file_changes_nothing(desk: Desk, content: bytes, name: str, words: str) -> None:
    await desk.enter()
    assert words in await sent(desk, content, name)


async def test_the_directory_can_be_taken_along(desk: Desk) -> None:
    await desk.enter()
    for name in ("services.xlsx", "services.csv", "services.json", "template.xlsx", "template.csv"):
        answer = await desk.browser.get(f"/editor/files/{name}")
        assert answer.status == 200, name
        assert await answer.read()
    assert (await desk.browser.get("/editor/files/secrets.csv")).status == 404
    expected = await desk.app.database.run(lambda tx: written(".csv", lines(tx, "UA-51")), desk.hands)
    assert await (await desk.browser.get("/editor/files/services.csv")).read() == expected


async def test_every_page_keeps_to_a_policy_without_inline_code_and_stays_in_no_cache(desk: Desk) -> None:
    pages = [await desk.link()]
    await desk.enter()
    pages += ["/editor", f"/editor/record/{desk.ids['service']}", "/editor/new", "/editor/proposals"]
    pages += ["/editor/files"]
    for path in pages:
        answer = await desk.browser.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        text = await answer.text()
        assert "<script" not in text
        assert " style=" not in text
        assert not re.search(r'(?:src|href)="(?:https?:)?//', text)
