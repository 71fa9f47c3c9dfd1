"""From what a cell holds to the value its column is for, exactly or not at all.

A cell is a value and a type as in a workbook's XML: ``s`` text, ``n`` number, ``d`` date, ``b`` yes or no. A spreadsheet
keeps numbers as doubles; what cannot be told back from one exactly is refused, with what to do about it.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fundcalc.base.dates import parse_date
from fundcalc.base.errors import DateError, FundcalcError
from fundcalc.base.i18n import _, current
from fundcalc.base.money import fen
from fundcalc.engine.values import parser
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import Named
from fundcalc.workbooks.headings import narrow, tight

Reader = Callable[[object, str], Any]

_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?", re.ASCII)
_WITH_UNIT = re.compile(r"([+-]?[\d,.]+)\s*([^\d\s,.].*)", re.ASCII)
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.ASCII | re.IGNORECASE)
# A double tells whole fen apart up to here (2^53 fen).
_EXACT_TO = 2**53 // 100
_DIGITS_KEPT = 15


class BadCell(Exception):
    """A cell that does not fit: what was expected, and what to do."""

    def __init__(self, told: str, remedy: str) -> None:
        self.told, self.remedy = told, remedy
        super().__init__(told, remedy)


def shown(value: object) -> str:
    """A cell's value as a message shows it: at most 80 characters, on one line."""
    match value:
        case bool():
            text = "TRUE" if value else "FALSE"
        case datetime() if value.time() == datetime.min.time():
            text = f"{value:%Y-%m-%d}"
        case float() if value.is_integer() and abs(value) < 10**21:
            text = f"{value:.0f}"
        case _:
            text = str(value)
    text = " ".join(text.split())
    return text if len(text) <= 80 else text[:79] + "…"


def cell_reader(key: str, named: Named, scale: int, form: str, policy: Policy | None) -> Reader:
    """What reads the cells of one column: it gives the value as `application.py` takes it, or raises BadCell."""
    if policy is not None and key == "claims":
        return _claims(_benefits(policy))
    if policy is not None and form == "paid" and key in ("benefit", "programme"):
        return _id_or_word(named, _benefits(policy) if key == "benefit" else _this_policy(policy))
    match named.kind:
        case "money":
            return _money(scale, signed=form in ("paid", "expenses", "receipts"))
        case "area":
            return _area(named)
        case "count":
            return _count
        case "yes_no":
            return _yes_no
        case "date":
            return _date
        case "choice":
            return _choice(named)
        case "id":
            return _id(named)
        case "year":
            return _year(named)
        case _:
            return _text(named)


def _id_or_word(named: Named, words: Mapping[str, str]) -> Reader:
    read_id = _id(named)

    def read(value: object, kind: str) -> Any:
        if isinstance(value, str) and (meant := words.get(tight(value))) is not None:
            return meant
        return read_id(value, kind)

    return read


def _benefits(policy: Policy) -> dict[str, str]:
    benefits = policy.measure.benefit
    return {tight(word): name for name, each in benefits.items() for word in (name, each.zh, each.en)}


def _this_policy(policy: Policy) -> dict[str, str]:
    measure = policy.measure
    return {tight(w): policy.id for t in (measure.short, measure.title) for w in (t.zh, t.en, policy.id)}


def exact(value: float, places: int) -> Decimal | None:
    """The decimal with at most so many places that a double stands for, or None if that cannot be told.

    >>> exact(0.1 + 0.2, 2), exact(1234567.89, 2), exact(1 / 3, 2)
    (Decimal('0.3'), Decimal('1234567.89'), None)
    """
    if value != value or value in (float("inf"), float("-inf")):
        return None
    for text in (repr(value), f"{value:.{_DIGITS_KEPT}g}"):
        number = Decimal(text)
        exponent = number.normalize().as_tuple().exponent
        if isinstance(exponent, int) and exponent >= -places:
            return number
    return None


def _figure(value: object, kind: str, places: int, expected: str) -> int | Decimal:
    """The number a cell holds, with at most so many decimals."""
    write = _("Write the figure alone, like {example}.").format(example="1234567.89" if places else "12")
    if kind == "n" and isinstance(value, int):
        return value
    if kind == "n" and isinstance(value, float):
        number = exact(value, places)
        if number is None or (abs(value) > _EXACT_TO and not value.is_integer()):
            raise BadCell(
                expected,
                _("Round the figure to {places} decimals in the sheet (a formula needs ROUND), then save.").format(
                    places=places
                ),
            )
        return number
    if kind != "s" or not isinstance(value, str):
        raise BadCell(expected, write)
    text = narrow(value)
    if _NUMBER.fullmatch(text):
        number = Decimal(text.replace(",", ""))
        if number != round(number, places):
            raise BadCell(expected, _("Round the figure to {places} decimals.").format(places=places))
        return number
    if (found := _WITH_UNIT.fullmatch(text)) and _NUMBER.fullmatch(found[1]):
        remedy = _("Leave '{unit}' out and write the figure alone; the unit belongs in the heading.").format(
            unit=found[2]
        )
        if found[2].startswith("万"):
            yuan = format(Decimal(found[1].replace(",", "")) * 10_000, "f")
            yuan = yuan.rstrip("0").rstrip(".") if "." in yuan else yuan
            remedy = _("Write {yuan}, or say （万元） in the heading and write {figure} here.").format(
                yuan=yuan, figure=found[1]
            )
        raise BadCell(expected, remedy)
    raise BadCell(expected, write)


def _money(scale: int, *, signed: bool) -> Reader:
    # 万元 with six decimals is yuan with two.
    places = 2 if scale == 1 else 6

    def read(value: object, kind: str) -> int | Decimal:
        expected = (
            _("An amount in yuan with at most two decimals was expected.")
            if scale == 1
            else _("An amount in 万元 (10,000 yuan) with at most six decimals was expected.")
        )
        number = _figure(value, kind, places, expected)
        amount = number * scale
        if not signed and amount < 0:
            raise BadCell(_("An amount of 0 or more was expected."), _("Correct the amount."))
        try:
            fen(amount)
        except FundcalcError as error:
            raise BadCell(expected, _("Correct the amount: it is beyond any budget.")) from error
        return amount

    return read


def _area(named: Named) -> Reader:
    checked = parser(named)

    def read(value: object, kind: str) -> Any:
        expected = _("An area in square metres was expected.")
        number = _figure(value, kind, 6, expected)
        try:
            return checked(number)
        except ValueError as error:
            raise BadCell(expected, _("Correct the area: 0 or more, at most six decimals.")) from error

    return read


def _count(value: object, kind: str) -> int:
    if kind == "n" and type(value) is int and 0 <= value < 10**9:
        return value
    expected = _("A whole number of 0 or more was expected.")
    number = _figure(value, kind, 0, expected)
    if not 0 <= number < 10**9:
        raise BadCell(expected, _("Correct the number."))
    return int(number)


_YES = {"是": True, "yes": True, "true": True, "否": False, "no": False, "false": False}


def _yes_no(value: object, kind: str) -> bool:
    if kind == "b":
        return bool(value)
    if isinstance(value, str) and (answer := _YES.get(tight(value))) is not None:
        return answer
    raise BadCell(
        _("是 (yes) or 否 (no) was expected."), _("Write 是 or 否, or leave the cell blank if it is not known.")
    )


def _date(value: object, kind: str) -> date:
    expected = _("A date was expected.")
    write = _("Write it like 2026-03-01 or 2026年3月1日.")
    if kind == "n":
        raise BadCell(expected, _("This is a number: format the cell as a date, or write it like 2026-03-01."))
    if type(value) is datetime and value.time() == datetime.min.time():
        value = value.date()
    if type(value) is date:
        # 2026 typed into a cell that shows dates is the 2,026th day since 1900.
        serial = (value - date(1899, 12, 30)).days
        if kind == "d" and 1949 <= serial <= 2100:
            raise BadCell(
                expected, _("Only {year} was typed, which the sheet took for this day. ").format(year=serial) + write
            )
        return value
    if kind != "s" or not isinstance(value, str):
        raise BadCell(expected, write)
    try:
        return parse_date(narrow(value))
    except DateError as error:
        raise BadCell(expected, write) from error


def _choice(named: Named) -> Reader:
    words = {tight(word): key for key, text in named.choices.items() for word in (key, text.zh, text.en)}

    def read(value: object, kind: str) -> str:
        if kind == "s" and isinstance(value, str) and (key := words.get(tight(value))) is not None:
            return key
        listed = "、".join(text.zh for text in named.choices.values())
        if current() == "en":
            listed = ", ".join(f"{text.zh} ({text.en})" for text in named.choices.values())
        raise BadCell(
            _("One of the listed choices was expected."), _("Choose one of: {choices}.").format(choices=listed)
        )

    return read


def _id(named: Named) -> Reader:
    checked = parser(named)

    def read(value: object, kind: str) -> Any:
        as_text = _(
            "Format the cell as text (设置单元格格式 → 文本), then type the code again; a number keeps only 15 digits."
        )
        if kind == "n" and isinstance(value, int | float):
            if (isinstance(value, float) and not value.is_integer()) or not 0 <= value < 10**_DIGITS_KEPT:
                raise BadCell(_("A code was expected, and the cell holds a number, so digits may be lost."), as_text)
            return str(int(value))
        if kind != "s" or not isinstance(value, str):
            raise BadCell(_("A code was expected, and the cell holds something else."), as_text)
        text = narrow(value)
        if _SCIENTIFIC.fullmatch(text) and ("." in text or "+" in text):
            raise BadCell(_("A code was expected, and this was a number once, so digits may be lost."), as_text)
        try:
            return checked(text)
        except ValueError as error:
            raise BadCell(
                _("A code of at most 64 ASCII letters, figures, '.', '_' and '-' was expected."),
                _("Correct the code."),
            ) from error

    return read


def _year(named: Named) -> Reader:
    checked = parser(named)

    def read(value: object, kind: str) -> Any:
        if kind == "n" and isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, str):
            value = narrow(value).removesuffix("年")
        try:
            return checked(value)
        except ValueError as error:
            raise BadCell(_("A year was expected."), _("Write it like 2026.")) from error

    return read


def _text(named: Named) -> Reader:
    checked = parser(named)

    def read(value: object, kind: str) -> Any:
        match kind, value:
            case "n", int() | float():
                value = shown(value)
            case "d", date():
                value = shown(value)
            case "s", str():
                pass
            case _:
                raise BadCell(_("Text was expected."), _("Write the text."))
        try:
            return checked(value)
        except ValueError as error:
            raise BadCell(_("Text of at most 2,000 characters was expected."), _("Shorten the text.")) from error

    return read


def _claims(benefits: Mapping[str, str]) -> Reader:
    def read(value: object, kind: str) -> tuple[str, ...]:
        if kind != "s" or not isinstance(value, str):
            raise BadCell(_("Benefits of this policy were expected."), _named_benefits(benefits))
        found = _split(value, benefits)
        if found is None:
            raise BadCell(_("Benefits of this policy were expected."), _named_benefits(benefits))
        return found

    return read


def _split(text: str, benefits: Mapping[str, str]) -> tuple[str, ...] | None:
    """The benefits a cell names: one label, or several parted by commas, semicolons or line ends, or ids by blanks."""
    for parts in ([text], re.split(r"[,，、;；\n]+", text), text.split(), re.split(r"[\s,，、;；]+", text)):
        words = [tight(part) for part in parts if part.strip()]
        if words and all(word in benefits for word in words):
            return tuple(dict.fromkeys(benefits[word] for word in words))
    return None


def _named_benefits(benefits: Mapping[str, str]) -> str:
    ids = ", ".join(dict.fromkeys(benefits.values()))
    return _("Write one or more of {ids}, parted by commas.").format(ids=ids)
