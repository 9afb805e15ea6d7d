"""Phone numbers as people write them: read into E.164, shown in groups that can be read aloud."""

from __future__ import annotations

import re
import unicodedata

from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, is_valid_number, parse

from flows.engine.message import M
from flows.engine.said import Reading

PROBLEM = M(
    "reading.phone",
    "Не схоже на номер телефону. Напишіть його, будь ласка, так: 0ХХ ХХХ ХХ ХХ або з «+» і кодом країни.",
)
SHORT = M(
    "reading.phone_short",
    "Це короткий номер служби або лінії допомоги. Напишіть, будь ласка, номер, на який можна передзвонити.",
)

_BEFORE = re.compile(r"^\s*(?:моб|тел|телефон|номер|т|tel|phone)?\.?\s*:?\s*(?=[+(\d])", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s().\-/\u2010-\u2015\u2212\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


def read_phone(text: str) -> Reading:
    """The number in E.164 (``+380671234567``), or a problem said in words that do not repeat what was typed.

    ``0…``, ``380…``, ``+380…``, the old trunk call ``8 0…`` and nine digits without the zero are numbers of
    Ukraine; other countries need ``+`` or ``00``. Short lines (102, 15-47) are no phone numbers.
    """
    number = _BETWEEN.sub("", _BEFORE.sub("", unicodedata.normalize("NFKC", text)))
    if not re.fullmatch(r"\+?[0-9]{3,17}", number):
        return Reading(problem=PROBLEM.json())
    if re.fullmatch("[0-9]{3,6}", number):
        return Reading(problem=SHORT.json())
    try:
        parsed = parse(_international(number), None)
    except NumberParseException:
        return Reading(problem=PROBLEM.json())
    if not is_valid_number(parsed):
        return Reading(problem=PROBLEM.json())
    return Reading(format_number(parsed, PhoneNumberFormat.E164))


def show_phone(e164: str) -> str:
    """«+380 67 123 45 67»; free lines «+380 800 123 456»; another country's number as it is grouped there."""
    if found := re.fullmatch(r"\+380([89]00)(\d{3})(\d{3})", e164):
        return " ".join(("+380", *found.groups()))
    if found := re.fullmatch(r"\+380(\d\d)(\d{3})(\d\d)(\d\d)", e164):
        return " ".join(("+380", *found.groups()))
    try:
        return format_number(parse(e164, None), PhoneNumberFormat.INTERNATIONAL)
    except NumberParseException:
        return e164


def _international(number: str) -> str:
    """With «+» and country. phonenumbers takes «8 067 …» for a number of nobody, so that comes off first."""
    if number.startswith("+"):
        return number
    if number.startswith("00"):
        return f"+{number[2:]}"
    if re.fullmatch("80[0-9]{9}", number):
        number = number[1:]
    if re.fullmatch("380[0-9]{9}", number):
        return f"+{number}"
    return f"+380{number.removeprefix('0')}"
