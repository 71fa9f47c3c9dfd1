"""The number and the status of a voucher from the cells of a row."""

import re

from fundcalc.journals.records import Status
from fundcalc.journals.row_days import Values, text_of
from fundcalc.workbooks.cell_text import tight

_VOID = frozenset(("是", "作废", "已作废", "1", "true", "y", "yes", "√", "void"))
_UNPOSTED = frozenset(("未记账", "未过账", "否", "0", "false", "n", "no", "未审核", "未入账", "×", "草稿", "暂存"))
_PAGE = re.compile(r"(?<=[\d号])\s*[(（]\s*\d+\s*/\s*\d+\s*[)）]$")
_CLOSING = frozenset(")）")
_NUMBER_WORDS = "字第号"
_WITHOUT_WORDS = str.maketrans("", "", _NUMBER_WORDS)
_NUMBER_PARTS = re.compile(r"\d+|[^\W\d_]+").findall


def label_of(values: Values) -> str:
    """The kind and number of a voucher as written, such as 银付-11.

    Without the page of a long voucher that is printed on several, such as (1/2).
    """
    whole = _without_page(text_of(values, "label"))
    if "kind" not in values and "number" not in values:
        return " ".join(whole.split())
    kind, number = text_of(values, "kind"), _without_page(text_of(values, "number"))
    if not whole:
        whole = f"{kind}-{number}" if kind and number and not number.startswith(kind) else number
    elif kind and whole.isdecimal():
        whole = f"{kind}-{whole}"
    elif not kind and number and not whole.endswith(number):
        whole = f"{whole}-{number}"
    return " ".join(whole.split())


def _without_page(label: str) -> str:
    return _PAGE.sub("", label) if label[-1:] in _CLOSING else label


def number_key(label: str) -> str:
    """The kind and number of a voucher, however a program writes them.

    >>> [number_key(label) for label in ("记-0012", "记字第12号", "记12", "12")]
    ['记-12', '记-12', '记-12', '12']
    """
    kind, dash, number = label.rpartition("-")
    # Most labels are a word and a number, and need no pattern.
    if dash and number.isdecimal() and kind.isalpha() and kind[-1] not in _NUMBER_WORDS:
        return f"{kind}-{number.lstrip('0')}" if number[0] == "0" else label
    return "-".join(part.lstrip("0") or part for part in _NUMBER_PARTS(label.translate(_WITHOUT_WORDS)))


def status_of(values: Values) -> Status:
    """Whether a voucher is void, not posted yet or of period 13.

    Empty if it is none of them.
    """
    posted = tight(text_of(values, "posted"))
    if tight(text_of(values, "void")) in _VOID or "作废" in posted:
        return "void"
    if posted in _UNPOSTED:
        return "unposted"
    period = re.findall(r"\d+", text_of(values, "period"))
    return "period_13" if period and int(period[-1][-2:]) == 13 else ""
