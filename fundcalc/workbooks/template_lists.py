"""What a cell of the template may hold: drop-downs and other rules."""

from datetime import date

from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import Named
from fundcalc.workbooks.headings import LISTS

# An inline list is at most this long, and a comma would part one label in two.
_LONGEST_LIST = 255
_EARLIEST, _LATEST = date(1900, 3, 1), date(2199, 12, 31)

Rule = dict[str, object]


def rule(policy: Policy, form: str, key: str, named: Named, lists: list[list[str]]) -> Rule | None:
    """The data validation of a column, or None.

    A list too long to stand in the cell is added to ``lists``."""
    if key in ("claims", "benefit"):
        words = [benefit.zh for benefit in policy.measure.benefit.values()]
        return _listed(words, lists) | _asks(
            "不在列表中 not in the list", "列表以外的内容请再核对。", "Not in the list: please check."
        )
    if key == "programme":
        return _listed([policy.measure.short.zh], lists) | _asks(
            "其他来源 another source",
            "其他办法请填其编号，如 city-2025。",
            "For another programme write its code, like city-2025.",
        )
    match named.kind:
        case "choice":
            return _listed([text.zh for text in named.choices.values()], lists) | _stops(
                "请从列表选择 choose one",
                "请从下拉列表中选择，不知道则留空。",
                "Choose from the list; leave blank if not known.",
            )
        case "yes_no":
            return _listed(["是", "否"], lists) | _stops(
                "请填是或否 yes or no",
                "请填 是 或 否，不知道则留空。",
                "Write 是 (yes) or 否 (no); leave blank if not known.",
            )
        case "money" | "area" | "decimal":
            what = {"money": "金额（元）", "area": "面积（平方米）"}.get(named.kind, "数值")
            return _between("decimal", -(10**13) if form == "paid" else 0, 10**13) | _stops(
                "请填数字 a number",
                f"{what}请只填数字，如 1234567.89，不要写“万”或“元”。",
                "Write the figure alone, like 1234567.89.",
            )
        case "count":
            return _between("integer", 0, 999_999_999) | _stops(
                "请填整数 a whole number", "请填 0 或以上的整数。", "Write a whole number of 0 or more."
            )
        case "year":
            return _between("integer", 1990, 2100) | _stops(
                "请填年度 a year", "请填四位年度，如 2026。", "Write a year like 2026."
            )
        case "date":
            return _between("date", _EARLIEST, _LATEST) | _stops(
                "请填日期 a date", "请填日期，如 2026-03-01。", "Write a date like 2026-03-01."
            )
        case "id":
            return _between("length", 1, 64) | _stops(
                "请填代码 a code",
                "请填 64 位以内的字母、数字、. _ -。",
                "Write at most 64 letters, figures, . _ and -.",
            )
        case _:
            return None


def _between(what: str, least: object, most: object) -> Rule:
    return {"validate": what, "criteria": "between", "minimum": least, "maximum": most}


def _listed(words: list[str], lists: list[list[str]]) -> Rule:
    if len(",".join(words)) <= _LONGEST_LIST and not any("," in word for word in words):
        return {"validate": "list", "source": words}
    if words not in lists:
        lists.append(words)
    column = _letter(lists.index(words))
    return {"validate": "list", "source": f"='{LISTS}'!${column}$1:${column}${len(words)}"}


def _letter(index: int) -> str:
    return chr(65 + index) if index < 26 else _letter(index // 26 - 1) + _letter(index % 26)


def _stops(title: str, zh: str, en: str) -> Rule:
    return {"error_type": "stop", "error_title": title, "error_message": f"{zh}\n{en}", "ignore_blank": True}


def _asks(title: str, zh: str, en: str) -> Rule:
    return {"error_type": "information", "error_title": title, "error_message": f"{zh}\n{en}", "ignore_blank": True}
