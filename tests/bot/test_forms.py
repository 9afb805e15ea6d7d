"""The referral form carries every field of the common core on one page, whatever was written into it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from bot.forms.referral import ReferralForm, render
from bot.i18n import Translator, collect
from flows.engine.message import Text

AT = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)
FORM = ReferralForm(
    code="К7М-4Р2",
    recorded="25 листопада, 14:20",
    referred="25 листопада, 14:30",
    sender_institution="Громадська організація «Поруч» (зразок)",
    sender_person="Олена Приклад, соціальна працівниця",
    sender_contact="+380 67 123 45 67",
    client_name="О. П.",
    client_contact="Viber, +380 67 765 43 21",
    client_way="дзвінок, не писати",
    client_hours="будні після 16:00",
    safety="Телефон може бачити інша людина.",
    gist="Потрібна правнича допомога: забрали документи.",
    profile="Чи має людина потрібні документи? — Не всі.",
    level="жовтий (середній)",
    consent="так, усна",
    recipient_institution="Центр соціальних служб (зразок)",
    recipient_person="Ірина Зразок",
    lead="Марія Зразок, провідна фахівчиня",
    deadline="27 листопада, 14:30",
)
CUT = "… (скорочено)"


@pytest.fixture(scope="module")
def say(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Text], str]:
    return partial(Translator(["uk"], folder=tmp_path_factory.mktemp("locales")).text, "uk")


def text(pdf: bytes) -> str:
    """The words of the only page, white space folded."""
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
    return " ".join(page.extract_text().split())


def test_every_field_stands_on_the_page_under_its_label(say: Callable[[Text], str]) -> None:
    words = text(render(FORM, say, AT))
    for field in fields(FORM):
        assert getattr(FORM, field.name) in words
    for message in collect().values():
        if message.id.startswith("form.") and message.id not in ("form.cut", "form.made"):
            assert message.text in words
    assert "Роздруковано: 25 листопада, 14:30" in words
    assert CUT not in words


def test_the_three_link_statuses_can_be_ticked(say: Callable[[Text], str]) -> None:
    words = text(render(FORM, say, AT))
    for status in ("Контакт встановлено", "У процесі", "Не вийшли на зв'язок"):
        assert status in words


def test_the_longest_texts_the_program_takes_fit_without_a_cut(say: Callable[[Text], str]) -> None:
    # the longest that bot.reading lets through
    lengths = {"gist": 300, "safety": 300, "sender_institution": 200, "recipient_institution": 200}
    long = {field.name: _words(lengths.get(field.name, 60)) for field in fields(FORM)}
    words = text(render(replace(ReferralForm(**long), code="К7М-4Р2"), say, AT))
    assert CUT not in words
    for name, value in long.items():
        assert name == "code" or value in words


def test_a_text_beyond_all_measure_is_cut_visibly_and_the_page_stays_one(say: Callable[[Text], str]) -> None:
    words = text(render(replace(FORM, gist=_words(20_000), safety=_words(20_000)), say, AT))
    assert words.count(CUT) == 2
    for field in fields(FORM):
        if field.name not in ("gist", "safety"):
            assert getattr(FORM, field.name) in words
    every = ReferralForm(**{field.name: _words(3000) for field in fields(FORM)})
    assert text(render(replace(every, code="К7М-4Р2"), say, AT)).count(CUT) == len(fields(FORM)) - 1


def test_an_empty_field_leaves_its_box_to_write_in(say: Callable[[Text], str]) -> None:
    words = text(render(ReferralForm("К7М-4Р2", *[""] * (len(fields(FORM)) - 1)), say, AT))
    assert "Відповідає за перший контакт" in words
    assert "Безпека контакту: прочитайте, перш ніж телефонувати" in words


def test_signs_the_font_lacks_are_left_out(
    say: Callable[[Text], str], caplog: pytest.LogCaptureFixture
) -> None:
    form = replace(FORM, client_name="🫂Оля 好", gist="Перший рядок\r\n\tдругий\x00", code="К7М-4Р2\n")
    words = text(render(form, say, AT))
    assert "Оля" in words
    assert "Перший рядок другий" in words
    assert not caplog.records  # fpdf2 complains of every sign it draws as a hollow box


def test_the_same_form_at_the_same_moment_is_the_same_file(say: Callable[[Text], str]) -> None:
    with time_machine.travel(datetime(2026, 11, 25, tzinfo=UTC), tick=False):
        one = render(FORM, say, AT)
    with time_machine.travel(datetime(2027, 1, 5, tzinfo=UTC), tick=False):
        other = render(FORM, say, AT)
    assert one == other
    assert one != render(FORM, say, AT.replace(minute=31))
    assert PdfReader(io.BytesIO(one)).metadata is not None


def test_what_a_file_manager_shows_tells_nothing(say: Callable[[Text], str]) -> None:
    told = str(PdfReader(io.BytesIO(render(FORM, say, AT))).metadata)
    for field in fields(FORM):
        assert getattr(FORM, field.name) not in told


def test_labels_come_in_the_language_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "en" / "LC_MESSAGES" / "dorozhnyk.po"
    path.parent.mkdir(parents=True)
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "form.title"\nmsgstr "Referral"\n\nmsgid "form.made"\nmsgstr "Printed: {at}"\n',
        "utf-8",
    )
    words = text(render(FORM, partial(Translator(["en"], folder=tmp_path).text, "en"), AT))
    assert "Referral" in words
    assert "Printed: 25 November, 14:30" in words


@settings(max_examples=15, deadline=None)
@given(st.fixed_dictionaries({field.name: st.text(max_size=400) for field in fields(ReferralForm)}))
def test_nothing_that_can_be_typed_breaks_the_form(values: dict[str, str]) -> None:
    assert text(render(ReferralForm(**values), lambda _: "напис", AT))


def test_the_font_is_small_enough_and_comes_with_its_licence() -> None:
    folder = Path(__file__).parents[2] / "bot" / "forms" / "fonts"
    for font in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
        assert (folder / font).stat().st_size < 1_000_000
    assert "Bitstream Vera Fonts Copyright" in (folder / "LICENSE.txt").read_text("utf-8")


def _words(length: int) -> str:
    """So many characters of prose."""
    prose = "Людина просить зателефонувати після роботи й не називати установу. "
    return (prose * (length // len(prose) + 1))[:length].strip()
