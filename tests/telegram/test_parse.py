from __future__ import annotations

import json
from typing import Any

import pytest

from flows.engine.said import Commanded, Pressed, Said, Sent, Typed
from handlers.channel import Address, Incoming, UndecodableError
from handlers.telegram.parse import KINDS, SERVICE, group_to_leave, parse
from tests.fakes.bot_api_chat import SAMPLES
from tests.fakes.bot_api_schema import Schema

OLENA = {"id": 5_000_000_001, "is_bot": False, "first_name": "Олена", "language_code": "uk"}
PRIVATE = {"id": 5_000_000_001, "type": "private"}
GROUP = {"id": -1_001, "type": "supergroup", "title": "зразок"}
HOME = Address("telegram", "5000000001")


def message(content: dict[str, Any], chat: dict[str, Any] = PRIVATE, sender: Any = OLENA) -> bytes:
    body = {"message_id": 17, "date": 0, "chat": chat, "from": sender, **content}
    return json.dumps({"update_id": 1, "message": body}).encode()


def press(data: Any, chat: dict[str, Any] = PRIVATE) -> bytes:
    query = {"id": "77", "from": OLENA, "data": data, "message": {"message_id": 9, "date": 0, "chat": chat}}
    return json.dumps({"update_id": 1, "callback_query": query}).encode()


def membership(status: str, chat: dict[str, Any] = PRIVATE) -> bytes:
    change = {"chat": chat, "from": OLENA, "date": 0, "new_chat_member": {"status": status}}
    return json.dumps({"update_id": 1, "my_chat_member": change}).encode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"text": "Потрібне житло"}, Typed("Потрібне житло")),
        ({"text": "ї" * 4096}, Typed("ї" * 4096)),
        ({"text": "/start"}, Commanded("menu")),
        ({"text": "/menu"}, Commanded("menu")),
        ({"text": "/MENU@sample_bot"}, Commanded("menu")),
        ({"text": "/danger"}, Commanded("danger")),
        ({"text": "/sos зараз"}, Commanded("danger")),
        ({"text": "/unheard"}, Typed("/unheard")),
        ({"text": "дріб 1/2"}, Typed("дріб 1/2")),
        ({"text": "/ menu"}, Typed("/ menu")),
        ({"text": "a\ud800b\0c"}, Typed("a\ufffdbc")),
        (SAMPLES["voice"], Sent("voice")),
        (SAMPLES["video_note"], Sent("voice")),
        (SAMPLES["sticker"], Sent("sticker")),
        (SAMPLES["photo"], Sent("photo")),
        ({**SAMPLES["photo"], "caption": "мій паспорт"}, Sent("photo")),
        ({**SAMPLES["photo"], "live_photo": {}}, Sent("photo")),
        (SAMPLES["document"], Sent("file")),
        (SAMPLES["video"], Sent("file")),
        ({"audio": {}}, Sent("file")),
        ({"animation": {}, **SAMPLES["document"]}, Sent("file")),
        (SAMPLES["location"], Sent("location", {"lat": 46.48, "lon": 30.72})),
        ({"venue": {}, **SAMPLES["location"]}, Sent("location", {"lat": 46.48, "lon": 30.72})),
        ({"location": {"latitude": None, "longitude": 30.72}}, Sent("location")),
        ({"location": {"latitude": 1e300, "longitude": 30.72}}, Sent("location")),
        (SAMPLES["dice"], Sent("other")),
        ({"something_telegram_invents_later": {}}, Sent("other")),
        ({"contact": {"phone_number": "380441234567", "user_id": OLENA["id"]}}, Typed("+380441234567")),
        ({"contact": {"phone_number": "+380441234567", "user_id": OLENA["id"]}}, Typed("+380441234567")),
        ({"contact": {"phone_number": "+380441234567", "user_id": 8}}, Sent("other")),
        ({"contact": {"phone_number": "+380441234567"}}, Sent("other")),
    ],
)
def test_what_a_person_sends_is_understood(content: dict[str, Any], said: Said) -> None:
    assert parse(message(content)) == Incoming(HOME, said, "uk", message="17")


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("/start inv_Ab-9", "inv_Ab-9"),
        ("/start@sample_bot  qr1 ", "qr1"),
        ("/start " + "x" * 65, None),
        ("/start two words", None),
        ("/start привіт", None),
        ("/menu inv_Ab-9", None),
    ],
)
def test_only_a_start_carries_a_link_and_only_of_the_letters_telegram_allows(
    text: str, link: str | None
) -> None:
    incoming = parse(message({"text": text}))
    assert incoming is not None
    assert (incoming.said, incoming.link) == (Commanded("menu"), link)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("12:safe_no", Pressed("safe_no", "12")),
        ("12:+pressure", Pressed("+pressure", "12")),
        (":!3.answer", Pressed("!3.answer", "")),
        ("12:a:b", Pressed("a:b", "12")),
        ("forged", Pressed("forged", "")),
    ],
)
def test_a_press_carries_choice_screen_and_receipt(data: str, said: Pressed) -> None:
    assert parse(press(data)) == Incoming(HOME, said, "uk", receipt="77")


@pytest.mark.parametrize(("status", "reachable"), [("kicked", False), ("member", True)])
def test_blocking_and_unblocking_the_bot_is_noticed(status: str, reachable: bool) -> None:
    assert parse(membership(status)) == Incoming(HOME, None, "uk", reachable=reachable)


@pytest.mark.parametrize(
    "payload",
    [
        message({"text": "Вітаю всіх"}, chat=GROUP),
        message({"text": "/start"}, sender={**OLENA, "is_bot": True}),
        message({"text": "допис"}, sender=None),
        message(SAMPLES["timer"]),
        message({"pinned_message": {}}),
        press("12:safe_no", chat=GROUP),
        press(None),
        membership("member", chat=GROUP),
        membership("restricted"),
        message({"text": "ні"}).replace(b'"message":', b'"edited_message":'),
        json.dumps({"update_id": 1, "poll": {}}).encode(),
        json.dumps({"update_id": 1}).encode(),
    ],
)
def test_what_concerns_nobody_is_passed_over_in_silence(payload: bytes) -> None:
    assert parse(payload) is None


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\xff\xfe",
        b"{",
        b"[]",
        b"null",
        b"[" * 100_000,
        b'{"message": null}',
        b'{"message": {"text": "secret"}}',
        b'{"my_chat_member": {"new_chat_member": "secret"}}',
        message({"text": {"secret": 1}}),
        message({"text": "secret"}, chat={"id": "secret", "type": "private"}),
        message({"text": "secret"}, chat={"id": True, "type": "private"}),
        message({"text": "secret"}, sender="secret"),
        message({"contact": "secret"}),
        press(["secret"]),
    ],
)
def test_an_undecodable_update_is_named_so_and_its_error_holds_none_of_it(payload: bytes) -> None:
    with pytest.raises(UndecodableError) as caught:
        parse(payload)
    assert str(caught.value) == ""
    assert caught.value.__context__ is None


@pytest.mark.parametrize("code", [None, 5, "", "дуже довгий рядок", "x" * 300, "uk; DROP"])
def test_a_strange_language_is_no_language(code: Any) -> None:
    incoming = parse(message({"text": "а"}, sender={**OLENA, "language_code": code}))
    assert incoming is not None
    assert incoming.language is None


@pytest.mark.parametrize(
    ("update", "group"),
    [
        (json.loads(membership("member", chat=GROUP)), -1_001),
        (json.loads(membership("administrator", chat={"id": -7, "type": "channel"})), -7),
        (json.loads(message({"text": "Вітаю"}, chat={"id": -8, "type": "group"})), -8),
        (json.loads(membership("kicked", chat=GROUP)), None),
        (json.loads(membership("left", chat=GROUP)), None),
        (json.loads(membership("member")), None),
        (json.loads(message({"text": "Вітаю"})), None),
        ({"message": "?"}, None),
        ({"message": {"chat": {"type": "group"}}}, None),
    ],
)
def test_the_bot_wants_out_of_groups_it_is_in(update: dict[str, Any], group: int | None) -> None:
    assert group_to_leave(update) == group


def test_every_service_message_of_the_bot_api_for_private_chats_is_known() -> None:
    fields = {field["name"]: field for field in Schema().types.get("Message", {}).get("fields", [])}
    if not fields:
        pytest.skip("the Bot API's schema is not at hand")
    service = {name for name, field in fields.items() if "Service message" in field["description"]}
    groups_only = {name for name in service if name.startswith(("video_chat", "suggested_post", "giveaway"))}
    groups_only |= {
        "chat_owner_left",
        "chat_owner_changed",
        "delete_chat_photo",
        "direct_message_price_changed",
        "group_chat_created",
        "supergroup_chat_created",
        "channel_chat_created",
        "poll_option_added",
        "poll_option_deleted",
    }
    assert service - groups_only - {"refunded_payment", "successful_payment"} <= SERVICE
    assert fields.keys() >= SERVICE | KINDS.keys()
