"""What a link may carry into a conversation: an invite for staff; for who works here, a case."""

from __future__ import annotations

from flows.engine.said import Commanded

INVITE = "inv_"  # start payloads are letters, digits, _ and - only, at most 64 (Telegram)


CASE = "case_"
"""Before a referral's id: its card."""

SIGN = "sign_"
"""Before a referral's id: where a head signs it."""

TERMS = "terms_"
"""Before a case's code: its deadlines, for who watches over them."""


def opened(link: str, *, works: bool = False) -> Commanded | None:
    """The conversation a link opens, or None where it names none we know. What it carries is checked
    there. ``works``: whoever opens it works here."""
    if works and link.startswith(CASE):
        return Commanded("open", "case", {"referral": link.removeprefix(CASE)})
    if works and link.startswith(SIGN):
        return Commanded("open", "signoff", {"referral": link.removeprefix(SIGN)})
    if works and link.startswith(TERMS):
        return Commanded("open", "desk", {"sought": link.removeprefix(TERMS)})
    if link.startswith(INVITE):
        return Commanded("open", "join", {"token": link.removeprefix(INVITE)})
    return None


def invitation(token: str, *, public_url: str, telegram_name: str) -> list[str]:
    """The addresses at which an invite opens: the web page, and Telegram where the bot has a name there."""
    links = [f"{public_url.rstrip('/')}/join?invite={token}"] if public_url else []
    if telegram_name:
        links.append(f"https://t.me/{telegram_name}?start={INVITE}{token}")
    return links
