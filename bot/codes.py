"""Codes that people read aloud, and ids that nobody reads.

The alphabet of case codes is the ten digits and К М Н Р С Т Х:

- each of these letters has a Latin twin of the same shape, so that a code copied from paper is right on
  either keyboard (the twin is read as the same letter);
- no vowels, so that no code spells a word;
- the look-alikes О, І, З, В, Б, Ч are left out and read as 0, 1, 3, 8, 6, 4;
- 17 signs are a prime number, and modulo a prime a weighted sum notices every single wrong sign and every
  swap of two signs (even «ем» heard as «ен» costs a kind question, never somebody else's case).

Each half of a code holds a letter and a digit: it is taken neither for a phone number nor for a date. There
are about 750 000 codes; the row that holds one is unique, and whoever makes a case tries again.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b32encode, urlsafe_b64encode
from collections.abc import Callable
from secrets import token_urlsafe
from typing import TypeAlias

Random: TypeAlias = Callable[[int], bytes]
"""``random(n)``: n unpredictable bytes; ``os.urandom`` outside tests."""

DIGITS = "0123456789"
LETTERS = "КМНРСТХ"
ALPHABET = DIGITS + LETTERS
_WEIGHTS = (2, 3, 4, 5, 6, 1)  # all different and none 0 modulo 17; the check sign comes last
_READ_AS = str.maketrans("KMHPCTXOОIІЇLЗBВБЧ", "КМНРСТХ001111" + "38864")
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212_.\u200b-\u200d\ufeff]+")


def case_code(random: Random) -> str:
    """A new case code such as «К7М-4Р2»: five random signs and a check sign."""
    while True:
        signs = "".join(_pick(ALPHABET, random) for _ in range(5))
        code = signs + ALPHABET[-_weighed(signs) % len(ALPHABET)]
        if _mixed(code[:3]) and _mixed(code[3:]):
            return _shown(code)


def read_case_code(text: str) -> str | None:
    """The code as it was given out, or None where the text is none (a wrong or swapped sign included).

    Lower case, Latin twins, look-alike letters, and spaces or dashes anywhere or nowhere are all right.
    """
    code = _bare(text).upper().translate(_READ_AS)
    if len(code) != 6 or not set(code) <= set(ALPHABET) or not (_mixed(code[:3]) and _mixed(code[3:])):
        return None
    return None if _weighed(code) % len(ALPHABET) else _shown(code)


def return_code(random: Random) -> str:
    """A new return code: twelve digits in four threes, «482 915 337 061».

    It starts neither with 0 nor with 380: a person's own phone number is never one.
    """
    while True:
        code = "".join(_pick(DIGITS, random) for _ in range(12))
        if _returns(code):
            return _in_threes(code)


def read_return_code(text: str) -> str | None:
    """The return code as it was given out, whatever stands between the digits, or None."""
    code = _bare(text)
    return _in_threes(code) if _returns(code) else None


def invite_token(random: Random) -> str:
    """32 url-safe characters with 192 bits of chance; fits a Telegram deep link (64 of ``[A-Za-z0-9_-]``)."""
    return urlsafe_b64encode(random(24)).decode()


def new_key() -> str:
    """An opaque word for a form or a card on a page."""
    return token_urlsafe(18)


def new_id(random: Random) -> str:
    """An id of 26 characters (``a-z2-7``) that tells nothing, not even when it was made."""
    return b32encode(random(16)).decode().rstrip("=").lower()


def _pick(signs: str, random: Random) -> str:
    """One sign, each as likely: bytes above the last whole multiple are thrown away."""
    fair = 256 - 256 % len(signs)
    while (byte := random(1)[0]) >= fair:
        pass
    return signs[byte % len(signs)]


def _weighed(signs: str) -> int:
    return sum(weight * ALPHABET.index(sign) for weight, sign in zip(_WEIGHTS, signs, strict=False))


def _mixed(half: str) -> bool:
    return any(sign in DIGITS for sign in half) and any(sign in LETTERS for sign in half)


def _returns(code: str) -> bool:
    return bool(re.fullmatch("[1-9][0-9]{11}", code)) and not code.startswith("380")


def _bare(text: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text))


def _shown(code: str) -> str:
    return f"{code[:3]}-{code[3:]}"


def _in_threes(code: str) -> str:
    return " ".join(code[at : at + 3] for at in range(0, 12, 3))
