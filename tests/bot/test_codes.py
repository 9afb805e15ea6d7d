"""Codes are read aloud, mistyped and typed on the wrong keyboard: only the right one is understood."""

from __future__ import annotations

import os
import random as pseudo
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.codes import (
    ALPHABET,
    DIGITS,
    LETTERS,
    case_code,
    invite_token,
    new_id,
    read_case_code,
    read_return_code,
    return_code,
)

seeds = st.integers(0, 2**32)


def made(seed: int) -> str:
    return case_code(pseudo.Random(seed).randbytes)


@given(seeds)
def test_every_code_given_out_is_understood(seed: int) -> None:
    code = made(seed)
    assert re.fullmatch(rf"[{ALPHABET}]{{3}}-[{ALPHABET}]{{3}}", code)
    assert read_case_code(code) == code


@given(seeds, st.integers(0, 5), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_noticed(seed: int, at: int, sign: str) -> None:
    code = made(seed)
    signs = list(code.replace("-", ""))
    if signs[at] == sign:
        return
    signs[at] = sign
    assert read_case_code("".join(signs)) is None


@given(seeds, st.integers(0, 5), st.integers(0, 5))
def test_two_swapped_signs_are_noticed(seed: int, one: int, other: int) -> None:
    signs = list(made(seed).replace("-", ""))
    if signs[one] == signs[other]:
        return
    signs[one], signs[other] = signs[other], signs[one]
    assert read_case_code("".join(signs)) is None


@given(seeds)
def test_a_lost_or_doubled_sign_is_noticed(seed: int) -> None:
    signs = made(seed).replace("-", "")
    assert read_case_code(signs[:-1]) is None
    assert read_case_code(signs + signs[-1]) is None


@given(seeds)
def test_a_latin_keyboard_lower_case_and_missing_dashes_do_no_harm(seed: int) -> None:
    code = made(seed)
    latin = code.translate(str.maketrans("КМНРСТХ", "KMHPCTX"))
    for typed in (latin, latin.lower(), code.lower(), code.replace("-", ""), code.replace("-", " – ")):
        assert read_case_code(f"  {typed}\n") == code


@given(seeds)
def test_look_alike_letters_are_read_as_the_digits_they_stand_for(seed: int) -> None:
    code = made(seed)
    for letters in ("ОІЗЧБВ", "OlЗЧБB"):
        assert read_case_code(code.translate(str.maketrans("013468", letters))) == code


@given(seeds)
def test_each_half_holds_a_letter_and_a_digit(seed: int) -> None:
    for half in made(seed).split("-"):
        assert set(half) & set(DIGITS)
        assert set(half) & set(LETTERS)


@pytest.mark.parametrize(
    "text", ["", "-", "102", "067 123 45 67", "К7М", "ЖЖЖ-ЖЖЖ", "000000", "КМН-РСТ", "К7М-4Р²²", "😀"]
)
def test_what_is_no_code_is_refused(text: str) -> None:
    assert read_case_code(text) is None


def test_codes_are_not_sequential() -> None:
    codes = [case_code(os.urandom) for _ in range(300)]
    assert len(set(codes)) > 295
    assert codes != sorted(codes)
    assert {code[0] for code in codes} == set(ALPHABET)


@given(seeds)
def test_a_return_code_is_four_threes_and_is_understood_however_it_is_typed(seed: int) -> None:
    code = return_code(pseudo.Random(seed).randbytes)
    assert re.fullmatch(r"\d{3}( \d{3}){3}", code)
    for typed in (code, code.replace(" ", ""), code.replace(" ", "-"), f" {code.replace(' ', '  ')}."):
        assert read_return_code(typed) == code


@pytest.mark.parametrize(
    "text", ["", "12345678901", "1234567890123", "380 671 234 567", "012 345 678 901", "482 915 337 06х"]
)
def test_what_is_no_return_code_is_refused(text: str) -> None:
    assert read_return_code(text) is None


def test_a_return_code_is_drawn_again_where_it_looks_like_a_phone_number() -> None:
    unlucky = iter([*b"\x03\x08\x00\x06\x07\x01\x02\x03\x04\x05\x06\x07", *b"\x04\x08" * 6])
    assert return_code(lambda n: bytes(next(unlucky) for _ in range(n))) == "484 848 484 848"


def test_picks_are_fair() -> None:
    # 255 is above the last multiple of 17 and of 10: it is thrown away, not folded onto low signs
    bytes_ = iter([255, 10, 0, 11, 1, 255, 12])
    assert case_code(lambda n: bytes(next(bytes_) for _ in range(n)))[:5] == "К0М-1"


def test_an_invite_token_fits_a_deep_link() -> None:
    assert re.fullmatch("[A-Za-z0-9_-]{32}", invite_token(os.urandom))
    assert invite_token(os.urandom) != invite_token(os.urandom)


def test_an_id_has_26_characters_and_depends_on_chance_alone() -> None:
    assert re.fullmatch("[a-z2-7]{26}", new_id(os.urandom))
    assert new_id(pseudo.Random(1).randbytes) == new_id(pseudo.Random(1).randbytes)
    assert new_id(pseudo.Random(1).randbytes) != new_id(pseudo.Random(2).randbytes)
