"""Made-up messages for the tests of the page, and a reader of the forms in it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from handlers.shown import Attachment, Block, Button, Phone, Shown
from handlers.webchat.pages import Places, chat_page, environment
from handlers.webchat.view import View
from handlers.webchat.words import WORDS

WORDS_UK = {name: message.text for name, message in WORDS.items()}
BACK = Button("@back", "Назад")
MENU = Button("@menu", "Меню")
DANGER = Button("@danger", "Екстрені номери")
CONTROLS = (BACK, MENU, DANGER)

QUESTION = Shown(
    "uk",
    (Block("title", "Ви зараз у безпеці?"), Block("text", "Можна не відповідати.")),
    (Button("yes", "Так", "primary"), Button("no", "Ні")),
    CONTROLS,
    screen="2",
    progress="Крок 1 з 5",
)
TICKS = Shown(
    "uk",
    (Block("title", "Чи було щось із цього?"), Block("note", "Подробиці не потрібні.")),
    (
        Button("-contract", "Пропонували роботу без договору", ticked=True),
        Button("+documents", "Забрали документи", ticked=False),
        Button("@done", "Далі", "primary"),
        Button("@skip", "Пропустити"),
    ),
    CONTROLS,
    screen="3",
    progress="Крок 2 з 5",
)
WRITE = Shown(
    "uk",
    (Block("problem", "Схоже на номер документа."), Block("title", "Що переказати?")),
    (Button("skip", "Пропустити"),),
    CONTROLS,
    screen="4",
    expects="text",
    hint="Одне-два речення.",
)
PHONE = replace(WRITE, blocks=(Block("title", "Який у Вас номер?"),), screen="5", expects="phone", hint="")
CODE = Shown(
    "uk",
    (
        Block("title", "🟡 Звернення передано"),
        Block("copy", "482 910 337 156"),
        Block("list", items=("Строк — зразок.", "Код знаєте лише Ви.")),
    ),
    kept=True,
    attachment=Attachment("dovidka.pdf", "application/pdf", b"%PDF-sample"),
)
NUMBERS = Shown(
    "uk",
    (
        Block("title", "Екстрені номери"),
        Block(
            "phones",
            phones=(
                Phone("102", "поліція"),
                Phone("116 123", "допомога", "щодня"),
                Phone("15-47", "урядова лінія: домашнє насильство, торгівля людьми, насильство щодо дітей"),
            ),
        ),
    ),
    kept=True,
)
OFFER = Shown(
    "uk",
    (Block("title", "Чи зв’язалися з Вами?"),),
    (Button("!3.yes", "Так, зв’язалися", "primary"), Button("!3.no", "Ще ні")),
    kept=True,
)
ALL = (QUESTION, TICKS, WRITE, PHONE, CODE, NUMBERS, OFFER)


def view_of(*shown: Shown) -> View:
    """The view after these messages; the key of the n-th is ``key-n``, from 0."""
    view = View()
    for number, one in enumerate(shown):
        view = view.with_(one, f"key-{number}")
    return view


def page_of(view: View, *, key: str = "once", places: Places | None = None, language: str = "uk") -> str:
    return chat_page(
        environment(),
        view,
        csrf="guard",
        key=key,
        title="Довідка",
        words=WORDS_UK,
        language=language,
        places=places,
    )


@dataclass
class Form:
    """A form as a browser without JavaScript sees it: ``sends`` are (name, value) of its buttons."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    sends: list[tuple[str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """What the tests ask of a page: its forms, its tags with their attributes, its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._inside: Form | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append((tag, values))
        if tag == "form":
            self._inside = Form(values["action"] or "", values["method"] or "")
            self.forms.append(self._inside)
        elif tag in ("input", "textarea") and self._inside:
            self._inside.fields[values["name"] or ""] = values.get("value") or ""
        elif tag == "button":
            assert self._inside, "a button outside a form does nothing without JavaScript"
            assert values["type"] == "submit"
            self._inside.sends.append((values.get("name") or "", values.get("value") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = None

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def sending(self, name: str, value: str) -> Form:
        """The one form with that button."""
        (form,) = [form for form in self.forms if (name, value) in form.sends]
        return form
