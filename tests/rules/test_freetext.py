from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.rules.freetext import KINDS, LIMIT, STRUCK, guard

FOUND = [
    # documents
    ("АА123456", "document", "…"),  # Cyrillic
    ("AA 123456", "document", "…"),  # Latin look-alikes
    ("паспорт КС № 123456", "document", "паспорт …"),
    ("вс123456", "document", "…"),
    ("АА 12 34 56", "document", "…"),
    ("паспорт номер 123456 у неї", "document", "паспорт номер … у неї"),
    ("ID 123456789", "document", "ID …"),
    ("довідка 5101-1234567890 є", "document", "довідка … є"),
    ("довідка № 5101 – 5000123456", "document", "довідка № …"),
    ("запис 19900101-01234", "document", "запис …"),
    ("код 3216549870", "tax", "код …"),
    # money
    ("4111 1111 1111 1111", "card", "…"),
    ("4111-1111-1111-1111", "card", "…"),
    ("картка 4111111111111111.", "card", "картка …."),
    ("3782 822463 10005", "card", "…"),
    ("4222222222222", "card", "…"),
    ("Картка 4149 4991 2345 6783.", "card", "Картка …."),  # Luhn's digit is wrong: a slip
    ("4149-4991-2345-6783", "card", "…"),
    ("4149 4991 2345 678 моя", "card", "… моя"),  # a digit left out
    ("4149 4991 2345 6783 123", "card", "…"),  # 19 digits
    ("4149499123456783", "card", "…"),
    ("2024 1500 2361 4000 моя", "card", "… моя"),  # neither years nor round sums alone
    ("UA213223130000026007233566001", "iban", "…"),
    ("UA 21 322313 0000026007233566001", "iban", "…"),
    ("УА213223130000026007233566001", "iban", "…"),
    # phones
    ("+380 67 123 45 67", "phone", "…"),
    ("+38(067)123-45-67", "phone", "…"),
    ("тел. 0671234567", "phone", "тел. …"),
    ("067-123-45-67", "phone", "…"),
    ("(067) 123 45 67", "phone", "…"),
    ("8 067 123 45 67", "phone", "…"),
    ("380671234567", "phone", "…"),
    ("00380 67 123 45 67", "phone", "…"),
    ("067.123.45.67", "phone", "…"),
    ("067 12 34 567", "phone", "…"),
    ("048 712-34-56", "phone", "…"),
    ("712-34-56", "phone", "…"),
    ("67 123 45 67", "phone", "…"),
    ("0 6 7 1 2 3 4 5 6 7", "phone", "…"),
    ("+48 123 456 789", "phone", "…"),
    ("067\u00a0123\u00a045\u00a067", "phone", "…"),
    ("5 дітей, 0671234567", "phone", "5 дітей, …"),
    # where to find somebody
    ("olena@ukr.net", "email", "…"),
    ("olena.k+1@mail.example.com пишіть", "email", "… пишіть"),
    ("пишіть @olena_k", "link", "пишіть …"),
    ("https://t.me/olena_k.", "link", "…."),
    ("t.me/olena_k", "link", "…"),
    ("facebook.com/olena.k", "link", "…"),
    ("viber://chat?number=1", "link", "…"),
    ("вул. Косовська, 2Д", "address", "…"),
    ("вул. Шевченка 5, кв. 12", "address", "…"),
    ("Одеса, вул. Генерала Петрова, буд. 22 кв. 4", "address", "Одеса, …"),
    ("вул шевченка 5 кв 12", "address", "…"),
    ("вул. 8 Березня, 5", "address", "…"),
    ("просп. Миру, буд. 10", "address", "…"),
    ("пр-т Шевченка 4/1", "address", "…"),
    ("провулок Тихий, 3/1", "address", "…"),
    ("пров. Тихий 3", "address", "…"),
    ("вулиця Лесі Українки, буд. 14-А", "address", "…"),
    ("на вулиці Грушевського 10", "address", "на …"),
    ("буд. 5, кв. 12", "address", "…"),
    ("кв. 17", "address", "…"),
    ("46.482526, 30.723309", "address", "…"),
    # details
    ("потрібне житло, чоловік бив ременем, двоє дітей", "violence", "потрібне житло, …, двоє дітей"),
    ("її зґвалтували. Потрібен лікар", "violence", "…. Потрібен лікар"),
    ("б’є щодня", "violence", "…"),
]

LEFT = [
    "24–72 години",
    "5 дітей",
    "3 дітей: 5, 7 і 12 років",
    "2022 року",
    "2022–2024",
    "з 2022, 2023, 2024, 2025",
    "1998 2004 2010 2016",
    "102",
    "102, 103, 112",
    "15-47",
    "116 123",
    "0 800 500 335",
    "0800500335",
    "0 800 30 77 11",
    "12 000 грн",
    "1 200 000 грн",
    "10 000 20 000 30 000 грн",
    "виплати 2361 3100 2500 4150 грн",
    "виплати 1500 2000 2500 3000 і все",
    "2022 2023 2024 5 дітей",
    "4149 4991 2345",
    "на 120000 грн",
    "НА 120000 ГРН",
    "по 150000 гривень",
    "12.03.2022",
    "до 25.12.2026 потрібно",
    "2026-12-25",
    "10:30–18:00",
    "телефонувати з 9 до 18",
    "на вулиці вже 3 місяці",
    "живе на вулиці з 5 березня",
    "на вулиці 2 ночі",
    "кімната 18 кв. м",
    "площа квартири 45 кв. м",
    "2 кв. 2026 року",
    "будинок на 5 поверхів",
    "постанова 332",
    "довідка за 2022–2024 роки",
    "паспорт з 2019 року",
    "паспорт втрачено 12.03.2022",
    "потрібен захист від насильства",
    "погрози від роботодавця, потрібен юрист",
    "ВПО з 2014 року, двоє дітей 2015 і 2018 р. н.",
    "виплата 2361 грн",
    "Потрібні житло та садок для дитини. Зручно говорити після 18.",
    "",
]


@pytest.mark.parametrize(("text", "kind", "cleaned"), FOUND)
def test_what_leads_to_a_person_is_found_and_struck_out(text: str, kind: str, cleaned: str) -> None:
    guarded = guard(text)
    assert guarded.found == (kind,)
    assert guarded.cleaned == cleaned
    assert not guarded.clean


@pytest.mark.parametrize("text", LEFT)
def test_spans_sums_years_dates_and_short_numbers_stay(text: str) -> None:
    guarded = guard(text)
    assert guarded.found == ()
    assert guarded.cleaned == text
    assert guarded.clean


def test_a_phone_right_after_a_mistyped_card_is_a_find_of_its_own() -> None:
    guarded = guard("4149 4991 2345 6783 067 123 45 67")
    assert guarded.found == ("card", "phone")
    assert guarded.cleaned == f"{STRUCK} {STRUCK}"


def test_several_finds_are_named_once_each_in_order() -> None:
    guarded = guard("тел. 0671234567 або 0501234567, вул. Миру 5, olena@ukr.net")
    assert guarded.found == ("phone", "address", "email")
    assert guarded.cleaned == "тел. … або …, …, …"


@pytest.mark.parametrize(("length", "too_long"), [(LIMIT, False), (LIMIT + 1, True)])
def test_a_story_is_too_long_for_the_gist(length: int, too_long: bool) -> None:
    assert guard("ї" * length).too_long is too_long


PIECES = st.sampled_from(
    [
        "АА",
        "UA",
        "вул.",
        "кв.",
        "буд",
        "паспорт",
        "@",
        "+",
        "(",
        ")",
        "-",
        "–",
        ".",
        ",",
        " ",
        "…",
        "т.ме/",
        "t.me/",
        "бив",
    ]
)
TEXTS = st.text() | st.lists(PIECES | st.integers(0, 10**17).map(str) | st.text(max_size=4)).map("".join)


@given(TEXTS)
def test_guarding_never_fails_and_the_cleaned_text_is_clean(text: str) -> None:
    guarded = guard(text)
    again = guard(guarded.cleaned)
    assert again.clean
    assert again.cleaned == guarded.cleaned
    assert set(guarded.found) <= set(KINDS)
    assert (guarded.cleaned == text) is guarded.clean
    json.dumps(guarded.json())


@given(
    st.sampled_from(["39", "50", "63", "66", "67", "68", "73", "93", "95", "96", "97", "98", "99"]),
    st.integers(0, 9_999_999),
    st.sampled_from(["+380", "380", "0", "80", "+38 0", "8 0"]),
    st.sampled_from(["", " ", "-", ".", ") "]),
)
def test_a_mobile_number_is_found_however_it_is_spelled(
    code: str, rest: int, start: str, between: str
) -> None:
    digits = f"{rest:07}"
    spelled = f"{start}{code}{between}{digits[:3]}{between}{digits[3:5]}{between}{digits[5:]}"
    guarded = guard(f"дзвоніть {spelled} увечері")
    assert guarded.cleaned == f"дзвоніть {STRUCK} увечері"


def _with_check_digit(digits: str) -> str:
    doubled = (int(one) * 2 for one in digits[-1::-2])
    total = sum(int(one) for one in digits[-2::-2]) + sum(one // 10 + one % 10 for one in doubled)
    return digits + str(-total % 10)


@given(st.integers(2 * 10**14, 10**15 - 1), st.sampled_from(["", " ", "-"]))
def test_every_card_number_is_found(number: int, between: str) -> None:
    digits = _with_check_digit(str(number))
    spelled = between.join(digits[at : at + 4] for at in range(0, 16, 4))
    if not all(year[:2] in ("19", "20") for year in spelled.split(between or None)):
        assert guard(f"на {spelled} будь ласка").cleaned == f"на {STRUCK} будь ласка"


@given(st.sampled_from("АВЕІКМНОРСТХABEIKMHOPCTX"), st.sampled_from("АВЕІКМНОРСТХ"), st.integers(0, 999_999))
def test_every_passport_number_is_found(first: str, second: str, number: int) -> None:
    assert guard(f"мій {first}{second}{number:06}").cleaned == f"мій {STRUCK}"


@pytest.mark.parametrize(
    "piece", ["1 ", "1-", "a", "a.", "вул. ", "вул. а б в ", "(", "@", "0671234567 ", "бив "]
)
def test_a_text_made_to_be_slow_is_read_fast(piece: str) -> None:
    started = time.process_time()
    guard(piece * (7000 // len(piece)))
    assert time.process_time() - started < 2
