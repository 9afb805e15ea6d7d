"""Numbers that name a person: documents, tax numbers, cards, accounts, phones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import decimal

Span = tuple[int, int, str]

# Between digits people put spaces (also the unbreakable ones), dots, dashes, slashes and brackets.
_RUN = re.compile(r"[+(]{0,2}\d(?:[ \t\u00a0\u202f.()\-\u2010-\u2015/_]{0,3}\d)*")
_GROUP = re.compile(r"\d+")
_DATE = re.compile(
    r"(?<!\d)(?<!\d[ .()\-/])(?:(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?:19|20)?\d\d"
    r"|(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?![.\-/ ]?\d)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_ROUND = re.compile(r"\d\d00")
_MONEY = r"(?!\s*(?i:грн|гривень|гривен|uah|₴|\$|€|дол|євро|тис|млн|осіб|люд|родин|сімей))"
_NOT_MONEY = re.compile(_MONEY)
# Two capitals, or two small letters written together with the digits: «на 120000 грн» is no passport.
_PASSPORT = re.compile(
    rf"(?<!\w)(?:[А-ЯІЇЄҐA-Z]{{2}}[\s№#-]{{0,3}}|[а-яіїєґa-z]{{2}}№?)\d\d\s?\d\d\s?\d\d(?!\s?\d){_MONEY}",
)
_NAMED = re.compile(
    r"(?:паспорт\w{0,5}|посвідченн\w{1,3}|довідк\w{1,3}|свідоцтв\w{1,3}|сері[яїюєй]\w?|ід-?карт\w{1,3}|id-?карт\w{1,3}"
    r"|іпн|інн|рнокпп|унзр|ідентифікаційн\w{1,4}(?: код\w{0,3})?)"
    r"[^\d\n.;!?]{0,25}(?P<number>\d(?:[ \u00a0\-/]?\d){5,15})(?!\d)",
    re.IGNORECASE,
)
_IBAN = re.compile(r"(?<!\w)[UuУу][AaАа](?:[\s-]?\d){20,27}(?!\d)")

_MOBILE = (
    "39",
    "50",
    "63",
    "66",
    "67",
    "68",
    "73",
    "75",
    "77",
    "91",
    "92",
    "93",
    "94",
    "95",
    "96",
    "97",
    "98",
    "99",
)
_LOCAL = re.compile(r"\d{3}[-\u2010-\u2015]\d\d[-\u2010-\u2015]\d\d")
_JOINED = re.compile(r"\d{3,5}\s?[-\u2010-\u2015/]\s?\d{7,12}")
_HOTLINE = re.compile(r"0[89]00\d{6}")  # nobody's own
_WIDEST = 12  # groups: a phone spelled digit by digit has ten


@dataclass(frozen=True, slots=True)
class _Window:
    """Neighbouring groups of digits and how they are spelled. ``sum``: a word for money follows."""

    digits: str
    shape: tuple[int, ...]
    spelled: str
    plus: bool
    sum: bool


def numbers(text: str) -> Iterator[Span]:
    """Where numbers that name a person stand, and which kind they are. Spans may overlap."""
    for found in _IBAN.finditer(text):
        yield (*found.span(), "iban")
    for found in _PASSPORT.finditer(text):
        yield (*found.span(), "document")
    for found in _NAMED.finditer(text):
        if not _only_years(re.findall(r"\d+", found["number"])) and not _DATE.fullmatch(found["number"]):
            yield (*found.span("number"), "document")
    masked = _DATE.sub(lambda date: "x" * len(date[0]), text)
    for run in _RUN.finditer(masked):
        yield from _in_run(masked, run)


def _in_run(text: str, run: re.Match[str]) -> Iterator[Span]:
    groups = [found.span() for found in _GROUP.finditer(text, run.start(), run.end())]
    at = 0
    while at < len(groups):
        for upto in range(min(len(groups), at + _WIDEST), at, -1):
            start, end = groups[at][0], groups[upto - 1][1]
            opening = text[run.start() : start] if at == 0 else ""
            kind = _kind(_window(text, groups[at:upto], plus="+" in opening))
            if kind is not None:
                yield (run.start() if at == 0 else start, end, kind)
                at = upto
                break
        else:
            at += 1


def _window(text: str, groups: list[tuple[int, int]], *, plus: bool) -> _Window:
    spelled = text[groups[0][0] : groups[-1][1]]
    digits = "".join(str(decimal(one)) for one in spelled if one.isdecimal())
    shape = tuple(end - start for start, end in groups)
    return _Window(digits, shape, spelled, plus, sum=_NOT_MONEY.match(text, groups[-1][1]) is None)


def _kind(window: _Window) -> str | None:
    if _is_phone(window):
        return "phone"
    if _is_card(window) or _is_card_with_a_slip(window):
        return "card"
    if window.shape == (8, 5) or _JOINED.fullmatch(window.spelled):
        return "document"  # a record number of the register (8-5), a certificate such as 5101-…
    if len(window.shape) == 1 and len(window.digits) >= 9 and not _HOTLINE.fullmatch(window.digits):
        return {10: "tax", 16: "card"}.get(
            len(window.digits), "document"
        )  # 16: a card with a slip of the finger
    return None


def _is_phone(window: _Window) -> bool:
    digits, shape = window.digits, window.shape
    if window.plus:
        return len(digits) == 12 if digits.startswith("380") else 10 <= len(digits) <= 13
    if digits.startswith("00380"):
        return len(digits) == 14
    if digits.startswith("380"):
        return len(digits) == 12
    if digits.startswith("80"):
        return len(digits) == 11 and digits[2] in "3456789"
    if digits.startswith("0"):
        return len(digits) == 10 and digits[1] in "3456789" and not _HOTLINE.fullmatch(digits)
    if shape == (2, 3, 2, 2):
        return digits.startswith(_MOBILE)
    return shape == (3, 2, 2) and _LOCAL.fullmatch(window.spelled) is not None


def _is_card(window: _Window) -> bool:
    """13 to 19 digits that pass Luhn's check, written together or in fours (American Express: 4, 6, 5)."""
    if not 13 <= len(window.digits) <= 19 or window.digits[0] == "0":
        return False
    if any(size < 4 for size in window.shape[:-1]) or _only_years(_in_fours(window)):
        return False
    doubled = [int(one) * 2 for one in window.digits[-2::-2]]
    total = sum(int(one) for one in window.digits[-1::-2]) + sum(
        one - 9 if one > 9 else one for one in doubled
    )
    return total % 10 == 0


def _is_card_with_a_slip(window: _Window) -> bool:
    """13 to 19 digits in fours that fail Luhn's check: a slip of the finger still names the card, and it is
    one digit away. A row of years or of round sums is none."""
    shape = window.shape
    if not 13 <= len(window.digits) <= 19 or set(shape[:-1]) != {4} or shape[-1] > 4:
        return False
    groups = _in_fours(window)
    if window.sum or window.digits[0] == "0" or (len(groups) > 4 and groups[-1][0] == "0"):
        return False  # after a whole card «067» begins a phone
    return not any(all(kind.fullmatch(one) for one in groups[:3]) for kind in (_YEAR, _ROUND))


def _in_fours(window: _Window) -> list[str]:
    return [] if len(window.shape) == 1 else re.findall(r"\d+", window.spelled)


def _only_years(groups: list[str]) -> bool:
    return bool(groups) and all(_YEAR.fullmatch(one) for one in groups)
