"""Words that lead to a person: e-mails, links, exact addresses; and details that a referral does not need."""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int, str]

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}\s?@\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_NICK = re.compile(r"(?<![\w.@])@\w{3,32}")
_LINK = re.compile(
    r"(?:https?://)?(?:[\w-]{1,20}\.)?(?<![\w])(?:t\.me|telegram\.(?:me|dog)|wa\.me|viber\.click|facebook\.com|fb\.com|m\.me"
    r"|instagram\.com|tiktok\.com|x\.com|linkedin\.com|signal\.me)/[^\s,;«»\"…]{1,200}(?<![.!?)])"
    r"|(?:tg|viber)://[^\s,;«»\"…]{1,200}",
    re.IGNORECASE,
)

_UNIT = (
    r"(?!\s*(?:місяц|дн|день|діб|доб|тиж|рок|рік|год|хв|діт|дит|осіб|особ|люд|раз|ноч|км|м\b|кв\.? ?м|тис|грн"
    r"|поверх|кімнат|січн|лют|берез|квіт|трав|черв|лип|серп|верес|жовт|листоп|груд|р\.|рр))"
)
_HOUSE = rf"\d{{1,3}}(?!\d)(?:\s?[-/]\s?\d{{1,3}}(?!\d))?(?:\s?-?\s?[А-ЯІЇЄҐA-Zа-яіїєґa-z](?!\w))?{_UNIT}"
_FLAT = (
    r"(?:[\s,]{0,3}(?:корп\w{0,3}\.?|кв\.|кв(?=\s?\d)|квартир\w|під'їзд\w?|оф\.|кімн\.)\s?№?\s?\d{1,4}(?!\d))"
)
_NAME = r"[\w'’ʼ\u2010-\u2015.-]{1,30}"
_CAPITAL = r"[А-ЯІЇЄҐA-Z\d][\w'’ʼ.-]{1,30}"
_FULL = (
    r"вулиц\w{1,2}|проспект\w{0,2}|провул\w{1,4}|бульвар\w{0,2}|площ\w{1,2}|шосе|узв[оі]\w{1,3}"
    r"|набережн\w{1,2}|мікрорайон\w{0,2}"
)
_STREETS = (
    # A short form is followed by a street's name, however it is typed.
    rf"(?:вул|просп|пр-т|пров|бульв|б-р|пл|мкр|ж/м)\b\.?\s{{0,2}}(?:{_NAME}[\s,]{{1,2}}){{1,4}}?",
    # A full word needs a capital («на вулиці вже 3 місяці» is no address).
    rf"(?:{_FULL})\s{{1,2}}(?:{_NAME}\s{{1,2}}){{0,2}}?(?-i:{_CAPITAL})(?:\s{_NAME}){{0,2}}?[\s,]{{1,2}}",
)
_ADDRESS = re.compile(
    rf"(?<!\w)(?:{'|'.join(_STREETS)})(?:буд\w{{0,5}}\.?\s?|б\.\s?)?№?\s?{_HOUSE}{_FLAT}{{0,2}}"
    rf"|(?<!\w)(?:буд\.?\s?№?\s?|будин\w{{2,3}}\s№\s?){_HOUSE}{_FLAT}{{0,2}}"
    rf"|(?<!\w)будин\w{{2,3}}\s{_HOUSE}{_FLAT}"
    r"|(?<![\w])(?<!\d )(?:кв\.\s?№?|кв\s?№?|квартир[аіуи]\s№?)\s?\d{1,4}(?!\d)(?!\s*(?:м\b|рок|рік|р\.|кв))"
    r"|(?<![\d.])-?\d{2}\.\d{4,9}\s?[,;\s]\s?-?\d{2}\.\d{4,9}",
    re.IGNORECASE,
)

# Harm told in detail. «Насильство», «погрози», «захист» are the gist and stay.
_DETAIL = re.compile(
    r"\b(?:(?:по|з)?(?:бив|била|били|бити)|побит\w{0,3}|побо[їюя]\w{0,3}|б'[єю]\w{0,3}|(?:з|по)?ґвалт\w{0,10}|згвалт\w{0,10}"
    r"|(?:за|при)?души(?:в|ла|ли|ть)|(?:по)?різа(?:в|ла|ли)|катува\w{1,6}|кулак\w{0,4}|ножем|ременем|синц\w{1,4}|синяк\w{0,3}"
    r"|гематом\w{0,4}|вистрілив\w{0,2}|штовх(?:ав|нув|ала|нула)\w{0,2})\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[^.,;:!?…\n]+")


def words(text: str) -> Iterator[Span]:
    """Where such words stand, and which kind they are. Spans may overlap."""
    for kind, pattern in (("email", _EMAIL), ("link", _LINK), ("link", _NICK), ("address", _ADDRESS)):
        for found in pattern.finditer(text):
            yield (*found.span(), kind)
    # A word struck out of a sentence would leave the story readable: the clause goes.
    for clause in _CLAUSE.finditer(text.replace("’", "'").replace("ʼ", "'")):
        if _DETAIL.search(clause[0]):
            start = clause.start() + len(clause[0]) - len(clause[0].lstrip())
            yield (start, clause.start() + len(clause[0].rstrip()), "violence")
