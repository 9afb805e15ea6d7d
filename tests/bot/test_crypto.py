"""What is sealed opens with its own key in its own place, and nowhere else."""

from __future__ import annotations

import random as pseudo
import re
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.crypto import (
    KeyRing,
    SealedError,
    SecretKeysError,
    head,
    new_person_key,
    new_secret_key,
    open_,
    seal,
    wrapped_by,
)

OLD = new_secret_key("k0", pseudo.Random(0).randbytes)
NEW = new_secret_key("k1", pseudo.Random(1).randbytes)
PLACE = "person:abc:name"
SECRET = "Оксана".encode()


def ring(*keys: str) -> KeyRing:
    return KeyRing.parse(",".join(keys))


@given(st.binary(max_size=300))
def test_what_a_person_key_seals_it_opens(data: bytes) -> None:
    key = new_person_key()
    assert open_(key, PLACE, seal(key, PLACE, data)) == data


def test_the_same_words_never_look_the_same_twice() -> None:
    key = new_person_key()
    one, other = seal(key, PLACE, SECRET), seal(key, PLACE, SECRET)
    assert one != other
    assert SECRET not in one


def test_a_value_moved_to_another_row_or_column_does_not_open() -> None:
    key = new_person_key()
    sealed = seal(key, PLACE, SECRET)
    for other in ("person:abd:name", "person:abc:phone", "staff:abc:name", ""):
        with pytest.raises(SealedError):
            open_(key, other, sealed)


def test_another_persons_key_opens_nothing() -> None:
    sealed = seal(new_person_key(), PLACE, SECRET)
    with pytest.raises(SealedError):
        open_(new_person_key(), PLACE, sealed)


@pytest.mark.parametrize("bit", [0x01, 0x80])
def test_any_tampered_byte_is_noticed(bit: int) -> None:
    key = new_person_key()
    keys = ring(NEW)
    field, wrapped = seal(key, PLACE, SECRET), keys.wrap(key, "person:abc:key")
    for at in range(len(field)):
        with pytest.raises(SealedError):
            open_(key, PLACE, field[:at] + bytes([field[at] ^ bit]) + field[at + 1 :])
    for at in range(len(wrapped)):
        changed = wrapped[:at] + bytes([wrapped[at] ^ bit]) + wrapped[at + 1 :]
        with pytest.raises(SealedError):
            keys.unwrap(changed, "person:abc:key")


def test_any_cut_value_is_noticed() -> None:
    key = new_person_key()
    keys = ring(NEW)
    field, wrapped = seal(key, PLACE, SECRET), keys.wrap(key, PLACE)
    for at in range(len(field)):
        with pytest.raises(SealedError):
            open_(key, PLACE, field[:at])
    for at in range(len(wrapped)):
        with pytest.raises(SealedError):
            keys.unwrap(wrapped[:at], PLACE)


def test_a_rotated_ring_reads_what_the_old_key_sealed_and_seals_with_the_new_one() -> None:
    person_key = new_person_key()
    before, after = ring(OLD), ring(NEW, OLD)
    wrapped = before.wrap(person_key, "person:abc:key")
    assert after.unwrap(wrapped, "person:abc:key") == person_key
    assert wrapped_by(wrapped) == "k0"
    assert wrapped.startswith(head("k0"))

    anew = after.wrap(after.unwrap(wrapped, "person:abc:key"), "person:abc:key")
    assert wrapped_by(anew) == "k1"
    assert ring(NEW).unwrap(anew, "person:abc:key") == person_key
    with pytest.raises(SealedError):
        before.unwrap(anew, "person:abc:key")


def test_a_destroyed_key_leaves_nothing_to_open() -> None:
    keys = ring(NEW)
    person_key = new_person_key()
    sealed = seal(person_key, PLACE, SECRET)
    for destroyed in (b"", bytes(32)):
        with pytest.raises(SealedError):
            keys.unwrap(destroyed, "person:abc:key")
    # not even a new key for the same person at the same place, nor the master keys, open the old words
    again = keys.unwrap(keys.wrap(new_person_key(), "person:abc:key"), "person:abc:key")
    for key in (again, keys.keys[0][1], b""):
        with pytest.raises(SealedError):
            open_(key, PLACE, sealed)


def test_a_wrapped_key_belongs_to_one_person() -> None:
    keys = ring(NEW)
    with pytest.raises(SealedError):
        keys.unwrap(keys.wrap(new_person_key(), "person:abc:key"), "person:abd:key")


def test_nonces_come_from_the_randomness_given() -> None:
    drawn: list[int] = []

    def random(length: int) -> bytes:
        drawn.append(length)
        return pseudo.Random(len(drawn)).randbytes(length)

    keys = KeyRing.parse(NEW, random)
    key = bytes(range(32))
    assert keys.open(key, PLACE, keys.seal(key, PLACE, SECRET)) == SECRET
    assert keys.unwrap(keys.wrap(key, PLACE), PLACE) == key
    assert drawn == [12, 12]


def test_a_fingerprint_survives_rotation_and_tells_purposes_and_installations_apart() -> None:
    number = "+380671234567"
    print_ = ring(OLD).index("phone", number)
    assert re.fullmatch("[0-9a-f]{64}", print_)
    assert ring(NEW, OLD).index("phone", number) == print_
    assert ring(OLD).index("return_code", number) != print_
    assert ring(OLD).index("phone", "+380671234568") != print_
    assert ring(NEW).index("phone", number) != print_


def test_a_printed_key_is_read_back() -> None:
    printed = new_secret_key("k7", lambda n: bytes(range(n)))
    assert KeyRing.parse(printed).keys == (("k7", bytes(range(32))),)
    assert KeyRing.parse(f" {printed}= , {OLD}").keys[0] == ("k7", bytes(range(32)))
    with pytest.raises(SecretKeysError):
        new_secret_key("k:1")


KEY = NEW.partition(":")[2]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "entry 1"),
        (KEY, "entry 1"),
        (f":{KEY}", "entry 1"),
        (f"{NEW},", "entry 2"),
        (f"{KEY}{KEY}:x", "entry 1"),
        (f"k1:{KEY[:-1]}", "k1"),
        (f"k1:{KEY[:-1]}+", "k1"),
        (f"k1:{KEY}A", "k1"),
        (f"{NEW},{NEW}", "k1 stands there twice"),
        (f"{NEW},k2:{KEY}", "k2 is the same as another"),
        ("k1:" + "A" * 43, "k1 is not random"),
    ],
)
def test_unusable_keys_are_told_in_one_line_that_quotes_no_key(text: str, says: str) -> None:
    with pytest.raises(SecretKeysError) as told:
        KeyRing.parse(text)
    line = str(told.value)
    assert says in line
    assert line.startswith("SECRET_KEYS: ")
    assert "\n" not in line
    assert KEY[:-1] not in line


def test_neither_errors_nor_a_printed_ring_show_what_they_hold() -> None:
    keys = ring(NEW, OLD)
    assert KEY not in repr(keys)
    assert repr(keys.keys[0][1]) not in repr(keys)
    with pytest.raises(SealedError) as caught:
        open_(new_person_key(), PLACE, seal(new_person_key(), PLACE, SECRET))
    assert caught.value.args == ()
    assert "InvalidTag" not in "".join(traceback.format_exception(caught.value))
