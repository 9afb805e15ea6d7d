"""What in a question says who asks, however it is typed: names and whatever stands beside them, doors, dates
and numbers in words.

Letters are taken as they come, small or capital: people write to a bot without any. A word beside a name goes
with it unless it plainly goes on with the sentence. What is struck for nothing costs a press, for the person
sees what would be kept; what is missed she has to find herself, and is told so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Span = tuple[int, int]

_TOKEN = re.compile(r"[^\W\d_][\w'-]*")
_CLAUSE_ENDS = re.compile(r"[.,;:!?…()\n]")

_INTRODUCES = re.compile(
    r"\b(?:(?:мене|меня|її|його|его|ее|нас|доньку|сина|дитину)\s+(?:звати|звуть|зовут)"
    r"|(?:звати|звуть|зовут)\s+(?:мене|меня|її|його)|(?:моє|мое|моё)\s+(?:ім'я|имя)|my name is)\b[\s:—-]*",
    re.IGNORECASE,
)
_TITLES = re.compile(
    r"\b(?:на\s+ім'я|по\s+имени|прізвище|фамилия|піб|фио|пані|пане|пан"
    r"|громадянк[аиу]|громадянин[ау]?)\b[\s:—-]*",
    re.IGNORECASE,
)

_SURNAME = re.compile(
    r"\w{2,}[еє]нко|(?!(?:пере|по)?селен|б[іе]жен|пелен|ребен|колен|печен|о?цен|сцен"
    r"|стен)\w{3,}[еє]нк(?:а|у|ом|ові)|\w{2,}[чщ]ук(?:а|у|ом|ові)?|\w{3,}ишин(?:а|у)?",
    re.IGNORECASE,
)
_MAY_BE_SURNAME = re.compile(
    r"\w{2,}(?:[сц]ьк(?:ий|а|ої|ого|ій|у|ою|им)|[еєо]в(?:а|ої|у|ій|ою)?|юк(?:а|у)?|ук(?:а|у)?"
    r"|[ая]к(?:а|у)?|ько)",
    re.IGNORECASE,
)
_PATRONYMIC = re.compile(
    r"(?!чарів|нарів|[пз]\w?рів|дорів|наїв)\w{2,}[ії]вн(?:а|и|і|у|о|ою)|\w{2,}(?:ович|евич|йович"
    r"|ьович)(?:а|у|ем|і|е)?|(?!безкоштов|осно|голо|духо|умо|вино|верхо|церко|фінансо"
    r"|любо)\w{2,}[ое]вн(?:а|ы|е|у|ой)",
    re.IGNORECASE,
)

_STEMS = (
    "олен|ірин|оксан|натал|тетян|світлан|людмил|галин|катерин|мар'ян|анастас|ганн|анн|"
    "василин|іван|микол|васил|андрі|олександр|володимир|сергі|дмитр|михайл|петр|юрі|юлі|"
    "богдан|тарас|назар|максим|артем|владислав|ярослав|станіслав|в'ячеслав|віктор|валентин|"
    "валері|євген|григор|степан|павл|ігор|олег|руслан|вадим|віталі|анатолі|леонід|остап|"
    "орест|соломі|софі|дарин|ольг|ларис|маргарит|христин|альон|алён|елен|ирин|светлан|"
    "екатерин|наталь|татьян|андре|серге|алексе|никола|марі|мари|марин|злат|діан|аліна|"
    "алін|аліс|поліна|полін|карін|карин|верон|мілан|емілі|раїс|лідія|лідії|лідію|тамар|"
    "таїсі|уляна|улян|ульян|жанн|єлизавет|елизавет|мелані|мирослав|святослав|ростислав|"
    "всеволод|данил|даніїл|денис|гліб|федор|захар|кирил|костянтин|константин|макар|матві|"
    "мирон|платон|родіон|савелі|семен|тимофі|тимур|устим|пилип|філіп|юхим|любомир|зінаїд|"
    "клаві|варвар|стефан|ярин|зорян|сніжан|снежан|роксолан|віолет|ельвір|вікторі|едуард|"
    "эдуард|антон|арсен|арсені|аркаді|давид|демид|елін|єгор|егор|зіно|ілон|іннес|"
    "кароліна|каролін|кристин|людвік|мілен|неллі|оксен|прокіп|рустам|тихін|вероніка|"
    "веронік|марійк|анжел|анфіс|антонін|роман|мустаф|ахмед|алій|аміна"
)
_SHORT_ONES = (
    "саш|сашк|паш|даш|маш|наст|ан|ол|юл|тан|кат|гал|лес|вал|лід|ліл|леш|льош|ван|"
    "вов|дім|міш|кол|тол|жен|світ|віт|рит|вік|влад|стас|тон|над|вар|зін|зо|ян|інн|"
    "нін|кір|ліз|лін|єв|ев|ілл|ілльк|люд|лар|соф"
)
_ENDS = (
    "(?:а|я|и|і|ї|у|ю|о|е|є|ою|ею|єю|ом|ем|єм|ові|еві|єві|ія|ії|ію|ією|ий|ій|ль|лі|ля|лю|й|ь|ья|ьи|ію"
    "|ик|ика|ику"
    "|ь?к(?:о|а|у|и|ом|ою|ові)|очк(?:а|и|у|о|ою)|ечк(?:а|и|у|о|ою)|ус[яюі]|ік)?"
)
_SHORT_ENDS = "(?:а|я|и|і|ї|у|ю|ою|ею|єю|ька|ьку|ько|очка|очку|ічка|ічку)"
_NOT_NAMES = (
    "ана|ані|ану|анею|ола|олу|кату|кати|кола|коли|колу|толу|тони|тону|жену|жена|вари|"
    "ванна|вани|вану|тана|лари|лару|віку|віки|світу|світі|влада|влади|владу|владі|"
    "владою|софа|софу|софи|люди|люді|люду|людою|лесу|леса"
)
"""Words of every day that look like a short name in one of its cases."""

_FIRST = re.compile(
    rf"(?!(?:{_NOT_NAMES})\b)(?:(?:{_STEMS}){_ENDS}"
    rf"|(?:{_SHORT_ONES}){_SHORT_ENDS}|влад|стас|макс|яків|якова"
    r"|ілля|ян|назарко|марко|маркові|сашко|юрко|петрик|дмитрик|марічк[аиу]|андрійк[оау]|сергійк[оау])",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"де|як|як[аеі]|яки[мх]и?|яко(?:го|ї|му)|чи|що|щоб|хто|коли|куди|звідки|чому|скільки|який|можна"
    r"|треба|потрібн\w+|потребу\w+|шука\w+|знай\w+|хоч\w+|хот\w+|жи[вл]\w+|меш\w+|прож\w+|ма[юєм]"
    r"|має\w+|мають|мож\w+|не|ні|є|бу(?:в|ла|ло|ли|ду|де|дуть|демо)|з|із|зі|у|в|від|на|по|до|для|за"
    r"|про|при|під|над|без|через|після|перед|між|і|й|та|а|але|або|бо|то|це|ця|цей|цю|ми|ви|він|вона"
    r"|вони|воно|мені|мене|нам|нас|їй|йому|їм|їх|її|його|мій|мо[яєїю]\w*|наш\w*|ваш\w*|я|ти|тут|там"
    r"|зараз|вже|уже|ще|дуже|лише|тільки|разом|прош\w+|підкаж\w+|скаж\w+|допом\w+|добр\w+|дяк\w+|будь"
    r"|ласка|приї\w+|переї\w+|виї\w+|народ\w+|загуб\w+|втрат\w+|отрим\w+|оформ\w+|зареєстр\w+"
    r"|реєстр\w+|взяти|дістати|купити|впо|пересел\w+|пенсіон\w+|інвалід\w+|вагітн\w+|мам\w+"
    r"|мат[иі]р?\w*|тат\w+|бать\w+|син\w{0,4}|донь?[кь]\w*|дочк\w+|доч[ьі]\w*|дит\w+|діт\w+|дівч\w+"
    r"|хлоп\w+|жін\w+|чолов\w+|дружин\w*|сусід\w+|подруг\w+|друг\w*|бабус\w+|дідус\w+|тітк\w+|дядь\w+"
    r"|брат\w*|сестр\w+|внук\w*|онук\w*|невіст\w+|племін\w+|лікар\w*|вчител\w+|психолог\w*|юрист\w*"
    r"|рок\w+|рік|місяц\w+|паспорт\w*|довід\w+|телефон\w*|номер\w*|адрес\w*|село|сел[іа]|міст[оаі]"
    r"|вул\w*|буд\w*|фонд\w*|школ\w+|садок\w*|садк\w+|робот\w+|житл\w*|виплат\w+|где|как|что|кто|когда"
    r"|куда|откуда|почему|сколько|нужн\w+|ищ\w+|надо|есть|нет|с|со|из|к|ко|от|и|или|мы|вы|он|она|они"
    r"|мне|меня|мой|моя|мою|живу|дет\w+|реб\w+|сын\w*|помог\w+|подскаж\w+|можно|получ\w+|муж\w*"
    r"|жен[аыу]|сосед\w+|where|how|what|who|when|is|am|are|and|i|my|the|a|for|from|to|in|need|want"
    r"|live|looking|can|have",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\w{2,}(?:є|ємо|ють|уть|ять|ить|їть|ати|ити|іти|ути|яти|тися|ться|[иаіїуюя]ла|[иаіїуюя]ли|ся|сь"
    r"|ив|ав|ув|яв"
    r"|ет|ит|ют|ут|ят|ать|еть|е|аємо|емо|имо)",
    re.IGNORECASE,
)

_PART_OF_HOUSE = (
    r"(?:кв|кварт\w{0,4}|буд|будин\w{2,3}|дом|під'?їзд\w?|подъезд\w?|корп\w{0,3}|оф"
    r"|офіс|кімн\w{0,3}|комн\w{0,3})"
    r"\b\.?\s*№?\s*\d{1,4}[а-яіїєґa-z]?\b"
)
_COUNTED = (
    r"(?!\s*(?:-?\s?(?:ти|х|ми)\b|місяц|міс\b|дн|день|доб|тиж|рок|рік|год|хв|діт|дит|осіб|особ|люд|раз"
    r"|ноч|км|м\b|тис|грн"
    r"|поверх|кімнат|груп|клас|ступ|категор|лет|%|січн|лют|берез|квіт|трав|черв|лип"
    r"|серп|верес|жовт|листоп|груд))"
)
_HOUSE = r"\d{1,4}\s?(?:[а-яіїєґa-z]\b)?(?:\s?[/-]\s?\d{1,4})?"
_DOOR = re.compile(
    rf"\b(?:{_HOUSE}[\s,]+)?{_PART_OF_HOUSE}{_COUNTED}(?:[\s,]+{_PART_OF_HOUSE})*", re.IGNORECASE
)
_LIVES = re.compile(
    r"\b(?:живу|живем\w?|живе|мешка\w+|прожива\w+|адрес\w*|живём)\b[\s:,—-]+"
    rf"(?P<where>(?:[^\W\d]+[\s,.]+){{1,4}}?{_HOUSE}\b){_COUNTED}",
    re.IGNORECASE,
)
_STREET = re.compile(
    rf"\b\w{{2,}}(?:[сц]ьк(?:а|ої|ій|ого)|ов(?:а|ої|ій)|[еє]нка|[нр]ого)[\s,]+\d{{1,3}}\b{_COUNTED}(?!\s?\d)",
    re.IGNORECASE,
)
_KIND_OF_STREET = re.compile(
    r"вул|вулиц\w{1,2}|ул|улиц\w{1,2}|просп\w*|пров\w*|пер|бульв\w*|площ\w{1,2}|пл|мкр|мікрорайон\w*",
    re.IGNORECASE,
)
_DATE = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d\b")
_NICK = re.compile(r"\b[A-Za-z][\w.]*[_\d][\w.]*")
_SAID_NUMBERS = (
    "нуль|ноль|один|одна|два|дві|три|чотири|п'ять|пять|шість|сім|вісім|дев'ять|девять|"
    "десять|двадцять|тридцять|сорок|п'ятдесят|шістдесят|сімдесят|вісімдесят|дев'яносто|"
    "девяносто|сто|двісті|триста|чотириста|п'ятсот|шістсот|сімсот|четыре|шесть|семь|"
    "восемь|двадцать|тридцать|пятьдесят|шестьдесят|семьдесят|восемьдесят"
)
_NUMBER_WORD = rf"(?:{_SAID_NUMBERS})"
_SAID = re.compile(rf"\b{_NUMBER_WORD}(?:[\s,-]+(?:{_NUMBER_WORD}\b|\d(?:[\s-]?\d)*)){{2,}}", re.IGNORECASE)


def spans(text: str) -> Iterator[Span]:
    """Where such words stand. Apostrophes are straight ones. Spans may overlap."""
    for pattern in (_DATE, _NICK, _SAID):
        yield from (found.span() for found in pattern.finditer(text))
    yield from (found.span("where") for found in _LIVES.finditer(text))
    tokens = [_Token(found[0], *found.span()) for found in _TOKEN.finditer(text)]
    yield from _doors(text, tokens)
    yield from _introduced(text, tokens)
    yield from _known(text, tokens)


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    start: int
    stop: int

    @property
    def goes_on(self) -> bool:
        """Whether the sentence plainly goes on with it."""
        return bool(_GOES_ON.fullmatch(self.word) or _VERB.fullmatch(self.word))

    @property
    def first(self) -> bool:
        return bool(_FIRST.fullmatch(self.word))


def _doors(text: str, tokens: Sequence[_Token]) -> Iterator[Span]:
    """A flat or a house with the word before it, and the kind of street before that: «вул садова 5 кв 3»."""
    for found in (*_DOOR.finditer(text), *_STREET.finditer(text)):
        start = found.start()
        for one in [token for token in tokens if token.stop <= start][:-3:-1]:
            apart = text[one.stop : start].strip(" ,.")
            kind = _KIND_OF_STREET.fullmatch(one.word)
            if apart or not (kind or (start == found.start() and found.re is _DOOR and not one.goes_on)):
                break
            start = one.start
        yield start, found.end()


def _introduced(text: str, tokens: Sequence[_Token]) -> Iterator[Span]:
    """«мене звати …»: the next word whatever it is, and two more; «пані …»: what can be a name."""
    for pattern, surely in ((_INTRODUCES, True), (_TITLES, False)):
        for found in pattern.finditer(text):
            at = next((i for i, one in enumerate(tokens) if one.start >= found.end()), len(tokens))
            if at < len(tokens) and (surely or not tokens[at].goes_on):
                yield found.start(), tokens[at].stop
                yield from _beside(text, tokens, at, 2)


def _known(text: str, tokens: Sequence[_Token]) -> Iterator[Span]:
    """Names by themselves: first names, patronymics, surnames that nothing else looks like."""
    for at, one in enumerate(tokens):
        surname = _SURNAME.fullmatch(one.word) is not None
        if not (surname or one.first or _PATRONYMIC.fullmatch(one.word)):
            continue
        yield one.start, one.stop
        yield from _beside(text, tokens, at, 1)
        before = tokens[at - 1] if at else None
        if before is not None and not surname and _together(text, before, one) and not before.goes_on:
            begins = at == 1 or not _together(text, tokens[at - 2], before)
            if begins or _MAY_BE_SURNAME.fullmatch(before.word):
                yield before.start, before.stop


def _beside(text: str, tokens: Sequence[_Token], at: int, most: int) -> Iterator[Span]:
    """The words after a name that can be more of it."""
    for before, one in zip(tokens[at : at + most], tokens[at + 1 : at + 1 + most], strict=False):
        if one.goes_on or not _together(text, before, one):
            return
        yield one.start, one.stop


def _together(text: str, one: _Token, other: _Token) -> bool:
    return _CLAUSE_ENDS.search(text, one.stop, other.start) is None
