from __future__ import annotations

from pathlib import Path

from bot.crypto import new_secret_key
from bot.set_up import findings
from tests.fakes.viber_api import TOKEN


async def said(tmp_path: Path, **more: str) -> list[tuple[str, bool]]:
    """What a check says of Viber."""
    given = {
        "SECRET_KEYS": new_secret_key("k1"),
        "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'x.db'}",
        "PUBLIC_URL": "https://bot.example.org",
        **more,
    }
    dotenv = tmp_path / ".env"
    dotenv.write_text("".join(f"{name}={value}\n" for name, value in given.items()), "utf-8")
    dotenv.chmod(0o600)
    return [(one.line, one.good) for one in await findings(dotenv) if "VIBER" in one.line.upper()]


async def test_a_check_says_that_viber_is_off(tmp_path: Path) -> None:
    assert await said(tmp_path) == [("Viber: off (no token)", True)]


async def test_a_check_says_what_viber_may_cost_and_what_is_missing(tmp_path: Path) -> None:
    on = await said(tmp_path, VIBER_TOKEN=TOKEN)
    assert [good for _, good in on] == [True, False]
    assert on[0][0].endswith("may cost something: none")
    assert on[1][0].startswith("VIBER_URI")
    paid = await said(
        tmp_path, VIBER_TOKEN=TOKEN, VIBER_URI="zrazok", VIBER_PRICE="0.02", VIBER_MONTHLY_CAP="10"
    )
    assert paid == [
        ("Viber: on, brought to PUBLIC_URL; messages that may cost something: at most 500 a month", True)
    ]


async def test_a_check_names_the_address_that_viber_needs(tmp_path: Path) -> None:
    wrong = await said(tmp_path, VIBER_TOKEN=TOKEN, PUBLIC_URL="http://127.0.0.1:8080")
    assert wrong == [
        ("PUBLIC_URL: is needed, with https://, for VIBER_TOKEN: Viber brings messages to it", False)
    ]
