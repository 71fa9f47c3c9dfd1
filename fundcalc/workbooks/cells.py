"""From what a cell holds to the value its column is for, exactly or not at all.

A cell is a value and a type as in a workbook's XML: ``s`` text, ``n`` number, ``d`` date, ``b`` yes or no. A spreadsheet
keeps numbers as doubles; what cannot be told back from one exactly is refused, with what to do about it.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime

from fundcalc.base.dates import parse_date
from fundcalc.base.errors import DateError
from fundcalc.base.i18n import _, current, either, listed
from fundcalc.engine.values import parser
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import Named
from fundcalc.workbooks.cell_numbers import DIGITS_KEPT, BadCell, Reader, read_area, read_count, read_money
from fundcalc.workbooks.cell_text import narrow, shown, tight

# What a spreadsheet makes of a long number.
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.ASCII | re.IGNORECASE)


# The numbers of invoices and vouchers, which are text.
_DOCUMENT_NUMBERS = ("invoice", "document", "account_number", "bank_code", "phone")
_PAYER = {tight(word): "payer" for word in ("payer", "付款账户", "付款账户（本单位）", "付款方", "付款人", "本单位")}


def cell_reader(key: str, named: Named, scale: int, form: str, policy: Policy | None) -> Reader:
    """The reader of the cells of one column.

    It gives the value as `application.py` takes it, or raises BadCell."""
    if policy is not None and key == "claims":
        return _claims(policy)
    if policy is not None and form == "paid" and key in ("benefit", "programme"):
        return _paid_benefit(named, policy) if key == "benefit" else _paid_programme(named, policy)
    if form == "payees" and key == "organisation":
        expected = _("The code of an organisation, or payer (付款账户) for the own account, was expected.")
        return _id_or_word(named, _PAYER, expected, _("Correct the code."))
    match named.kind:
        case "money":
            return read_money(scale, signed=form in ("paid", "expenses", "receipts"))
        case "area" | "decimal":
            return read_area(named)
        case "count":
            return read_count
        case "yes_no":
            return _yes_no
        case "date":
            return _date
        case "choice":
            return _choice(named)
        case "id":
            return _id(named)
        case "text" if key in _DOCUMENT_NUMBERS:
            return _document_number(named)
        case "year":
            return _year(named)
        case _:
            return _text(named)


def _paid_benefit(named: Named, policy: Policy) -> Reader:
    choices = listed(f"{either(benefit)} ({name})" for name, benefit in policy.measure.benefit.items())
    expected = _("A benefit of this measure, or the code of another one, was expected.")
    remedy = _("Write one of {choices}; for another programme, a code in letters and figures.").format(choices=choices)
    return _id_or_word(named, _benefits(policy), expected, remedy)


def _paid_programme(named: Named, policy: Policy) -> Reader:
    expected = _("This measure, or the code of another programme, was expected.")
    remedy = _("Write {short} ({policy}) for this measure; for another programme, a code like city-2025.").format(
        short=either(policy.measure.short), policy=policy.id
    )
    return _id_or_word(named, _this_policy(policy), expected, remedy)


def _id_or_word(named: Named, words: Mapping[str, str], expected: str, remedy: str) -> Reader:
    read_id = _id(named)

    def read(value: object, kind: str) -> object:
        if isinstance(value, str) and (meant := words.get(tight(value))) is not None:
            return meant
        try:
            return read_id(value, kind)
        except BadCell as error:
            raise BadCell(expected, remedy) from error

    return read


def _benefits(policy: Policy) -> dict[str, str]:
    benefits = policy.measure.benefit
    return {tight(word): name for name, benefit in benefits.items() for word in (name, benefit.zh, benefit.en)}


def _this_policy(policy: Policy) -> dict[str, str]:
    measure = policy.measure
    named = (word for text in (measure.short, measure.title) for word in (text.zh, text.en))
    return {tight(word): policy.id for word in (*named, policy.id, "本办法", "this measure")}


_YES = dict.fromkeys(("是", "有", "√", "✓", "✔", "☑", "yes", "y", "true"), True)
_NO = dict.fromkeys(("否", "无", "没有", "×", "✗", "✘", "no", "n", "false"), False)
_ANSWERS = _YES | _NO


def _yes_no(value: object, kind: str) -> bool:
    if kind == "b":
        return bool(value)
    if isinstance(value, str) and (answer := _ANSWERS.get(tight(value))) is not None:
        return answer
    raise BadCell(
        _("是 (yes) or 否 (no) was expected."), _("Write 是 or 否, or leave the cell blank if it is not known.")
    )


def _date(value: object, kind: str) -> date:
    expected = _("A date was expected.")
    write = _("Write it like 2026-03-01 or 2026年3月1日.")
    if kind == "n":
        if isinstance(value, int) and (day := _eight_figures(str(value))) is not None:
            return day
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
    text = _AT_MIDNIGHT.sub("", narrow(value))
    text = "".join(text.split()).replace("号", "日")
    if (day := _eight_figures(text)) is not None:
        return day
    try:
        return parse_date(text + "日" if re.search(r"月\d+$", text) else text)
    except DateError as error:
        raise BadCell(expected, write) from error


_AT_MIDNIGHT = re.compile(r"[ T]0?0:00(?::00(?:\.0+)?)?$")


def _eight_figures(text: str) -> date | None:
    """The day that eight figures such as 20260301 stand for, if it exists."""
    if not re.fullmatch(r"(19|20)\d{6}", text, re.ASCII):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def _choice(named: Named) -> Reader:
    words = {tight(word): key for key, text in named.choices.items() for word in (key, text.zh, text.en, *text.also)}

    def read(value: object, kind: str) -> str:
        if kind == "s" and isinstance(value, str) and (key := words.get(tight(value))) is not None:
            return key
        words_ = (f"{text.zh} ({text.en})" if current() == "en" else text.zh for text in named.choices.values())
        raise BadCell(
            _("One of the listed choices was expected."), _("Choose one of: {choices}.").format(choices=listed(words_))
        )

    return read


def _id(named: Named) -> Reader:
    checked = parser(named)

    def read(value: object, kind: str) -> object:
        as_text = _(
            "Format the cell as text (设置单元格格式 → 文本), then type the code again; a number keeps only 15 digits."
        )
        if lost_digits(value, kind) or (isinstance(value, float) and not value.is_integer()):
            raise BadCell(_("A code was expected, and the cell holds a number, so digits may be lost."), as_text)
        if kind == "n" and isinstance(value, int | float):
            return str(int(value))
        if kind != "s" or not isinstance(value, str):
            raise BadCell(_("A code was expected, and the cell holds something else."), as_text)
        try:
            # People part a code into groups of four.
            return checked("".join(narrow(value).split(" ")))
        except ValueError as error:
            raise BadCell(
                _("A code of at most 64 ASCII letters, figures, '.', '_' and '-' was expected."),
                _("Correct the code."),
            ) from error

    return read


def lost_digits(value: object, kind: str) -> bool:
    """Whether a code was a number of more than 15 digits.

    A spreadsheet loses the last of them.

    >>> lost_digits(2.6532e19, "n"), lost_digits("2.65E+19", "s"), lost_digits("26532000000012345678", "s")
    (True, True, False)
    """
    if kind == "n" and isinstance(value, int | float):
        return not 0 <= value < 10**DIGITS_KEPT
    if kind != "s" or not isinstance(value, str):
        return False
    text = narrow(value)
    return _SCIENTIFIC.fullmatch(text) is not None and ("." in text or "+" in text)


def _document_number(named: Named) -> Reader:
    read_text = _text(named)

    def read(value: object, kind: str) -> object:
        if lost_digits(value, kind):
            raise BadCell(
                _(
                    "The cell holds a number of more than 15 digits, of which a spreadsheet loses the last, so it is not read."
                ),
                _("Format the cell as text (设置单元格格式 → 文本), then type the number again."),
            )
        return read_text(value, kind)

    return read


def _year(named: Named) -> Reader:
    checked = parser(named)

    def read(value: object, kind: str) -> object:
        if kind == "n" and isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, str):
            value = narrow(value).removesuffix("度").removesuffix("年")
        try:
            return checked(value)
        except ValueError as error:
            raise BadCell(_("A year was expected."), _("Write it like 2026.")) from error

    return read


def _text(named: Named) -> Reader:
    checked = parser(named)

    def read(value: object, kind: str) -> object:
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


def _claims(policy: Policy) -> Reader:
    benefits = _benefits(policy)

    def read(value: object, kind: str) -> tuple[str, ...]:
        if kind != "s" or not isinstance(value, str):
            raise BadCell(_("Benefits of this policy were expected."), _named_benefits(policy))
        found = _split(value, benefits)
        if found is None:
            raise BadCell(_("Benefits of this policy were expected."), _named_benefits(policy))
        return found

    return read


def _split(text: str, benefits: Mapping[str, str]) -> tuple[str, ...] | None:
    """The benefits a cell names, or None.

    One label, or several parted by commas, semicolons or line ends, or ids by blanks."""
    for parts in ([text], re.split(r"[,，、;；\n]+", text), text.split(), re.split(r"[\s,，、;；]+", text)):
        words = [tight(part) for part in parts if part.strip()]
        if words and all(word in benefits for word in words):
            return tuple(dict.fromkeys(benefits[word] for word in words))
    return None


def _named_benefits(policy: Policy) -> str:
    names = listed(f"{either(benefit)} ({name})" for name, benefit in policy.measure.benefit.items())
    return _("Write one or more of {names}, separated by commas.").format(names=names)
