"""The empty workbook of a measure: what an officer fills in without a manual.

One sheet for the applications, one for each kind of detail records the measure adds up, one for awards already paid, and
a guide. Headings carry the Chinese label with its unit, the English label and the id; `reading.py` reads any of them.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import xlsxwriter
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import Kind, Named, forms
from fundcalc.workbooks.grid import MOST_ROWS
from fundcalc.workbooks.headings import GUIDE, LISTS, columns, sheet_name
from fundcalc.workbooks.safe_writing import FONT, replaced
from fundcalc.workbooks.template_articles import counted, requirements
from fundcalc.workbooks.template_guide import write_guide
from fundcalc.workbooks.template_lists import rule
from fundcalc.workbooks.template_rows import fill, rows_by_form
from fundcalc.workbooks.units import UNIT_SHOWN

# Row 1 has the bands, row 2 the headings.
_HEADING_ROW = 1
_LAST_ROW = MOST_ROWS - 1

BANDS: Mapping[str, tuple[str, str]] = {
    "application": ("申请信息（红色标题必填）  Application (red headings are required)", "#1F4E79"),
    "conditions": ("申报（备案、认定）条件  Conditions of filing or recognition", "#375623"),
    "bases": ("金额测算  What the amounts are worked out from", "#7F6000"),
    "attested": ("定性条件（审核确认）  Qualitative conditions, attested on review", "#5B3A7E"),
}
_PALE = {"application": "#DDEBF7", "conditions": "#E2EFDA", "bases": "#FFF2CC", "attested": "#E9E0F3"}
_RED = "#C00000"

_FORMATS: Mapping[Kind, str] = {
    "money": "#,##0.00",
    "area": "#,##0.00",
    "decimal": "General",
    "count": "0",
    "year": "0",
    "date": "yyyy-mm-dd",
    "id": "@",
    "text": "@",
    "list": "@",
    "choice": "@",
    "yes_no": "@",
}
_WIDTHS: Mapping[Kind, int] = {"text": 28, "id": 22, "choice": 20, "money": 20, "list": 22, "date": 15}


def write_template(
    policy: Policy,
    path: Path | str,
    *,
    applications: Iterable[Mapping[str, object]] = (),
    paid: Iterable[Mapping[str, object]] = (),
) -> None:
    """Write the .xlsx of a policy to ``path``, whole or not at all.

    Raises SheetError if it cannot be written there.

    It is empty unless ``applications`` (with their detail records) and ``paid`` are given, as mappings of the keys of the
    sheets; then it holds those, as for a sample. Raises ApplicationError for keys that are no column.
    """
    rows = rows_by_form(policy, applications, paid)
    with replaced(Path(path)) as temporary:
        book = xlsxwriter.Workbook(
            str(temporary), {"default_format_properties": {"font_name": FONT, "font_size": 10, "valign": "vcenter"}}
        )
        book.set_properties(
            {"title": policy.measure.title.zh, "subject": policy.id, "comments": f"fundcalc {policy.id}"}
        )
        guide = book.add_worksheet(GUIDE)
        notes = requirements(policy)
        labels = {name: benefit.zh for name, benefit in policy.measure.benefit.items()}
        lists: list[list[str]] = []
        sheets = ("applications", *policy.details, "paid", *(("events",) if policy.measure.life is not None else ()))
        for form in sheets:
            lines = notes if form == "applications" else counted(policy, form)
            sheet, shown = _sheet(book, policy, form, lines, lists)
            fill(sheet, _HEADING_ROW + 1, shown, rows.get(form, ()), labels)
        write_guide(book, guide, policy, {form: _purpose(policy, form) for form in sheets})
        if lists:
            hidden = book.add_worksheet(LISTS)
            for column, words in enumerate(lists):
                hidden.write_column(0, column, words)
            hidden.hide()
        book.close()


def layout(policy: Policy) -> dict[str, tuple[str, Named]]:
    """The columns of the applications in order, each with its band."""
    read = columns(policy, "applications").read
    in_form = forms()["applications"].columns
    bases = _bases(policy)
    attested = {fact for condition in policy.measure.condition.values() for fact in condition.attests}
    band = {key: _band(key, in_form, bases, attested) for key in read if ("applications", key) not in policy.needless}
    return {key: (name, read[key]) for name in BANDS for key, of in band.items() if of == name}


def _band(key: str, in_form: Mapping[str, Named], bases: set[str], attested: set[str]) -> str:
    if key in in_form:
        return "application"
    return "attested" if key in attested else "bases" if key in bases else "conditions"


def _bases(policy: Policy) -> set[str]:
    """The facts that only the amounts look at, not the conditions of filing."""
    of_benefits: set[str] = set()
    for benefit in policy.measure.benefit.values():
        of_benefits.update(_facts_of(benefit.only_if))
        of_benefits.update(benefit.facts)
    return of_benefits - _facts_of(tuple(policy.measure.condition.values())) - {policy.measure.routes}


def _facts_of(conditions: tuple[m.Condition, ...]) -> set[str]:
    return {fact for condition in conditions for fact in condition.facts}


def _purpose(policy: Policy, form: str) -> str:
    match form:
        case "applications":
            return "每个平台一行  One row for each platform"
        case "events":
            return "每个事件一行，得出备案、等级和撤销（没有则不填）  One row for each event: filing, grade, revocation"
        case "paid":
            return "以前已支持的每一笔一行（没有则不填）  One row for each award already paid, if any"
        case _:
            facts = "、".join(
                policy.facts[fact].zh for fact, derived in policy.measure.derived.items() if derived.records == form
            )
            return f"每一笔一行，由此得出“{facts}”  One row for each record; what they come to replaces that column"


def _sheet(
    book: Workbook, policy: Policy, form: str, notes: Mapping[str, tuple[str, ...]], lists: list[list[str]]
) -> tuple[Worksheet, dict[str, Named]]:
    sheet = book.add_worksheet(sheet_name(form))
    if form == "applications":
        shown = layout(policy)
    else:
        read = columns(policy, form).read.items()
        shown = {key: ("application", named) for key, named in read if (form, key) not in policy.needless}
    heights = []
    for at, (key, (band, named)) in enumerate(shown.items()):
        heights.append(_column(book, sheet, at, key, band, named))
        _note(sheet, at, key, named, notes.get(key, ()), form)
        if allowed := rule(policy, form, key, named, lists):
            sheet.data_validation(_HEADING_ROW + 1, at, _LAST_ROW, at, allowed)
    _remarks(book, sheet, len(shown))
    _bands(book, sheet, [band for band, _named in shown.values()], _purpose(policy, form), form)
    sheet.set_row(_HEADING_ROW, 13 * max(heights) + 8)
    sheet.freeze_panes(_HEADING_ROW + 1, 2 if form == "applications" else 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(0 if form == "applications" else 1, 0)
    sheet.repeat_rows(0, _HEADING_ROW)
    if form == "applications":
        sheet.conditional_format(
            _HEADING_ROW + 1,
            0,
            20_000,
            0,
            {"type": "duplicate", "format": book.add_format({"bg_color": "#F8CBAD", "font_color": _RED})},
        )
        sheet.activate()
    return sheet, {key: named for key, (_band, named) in shown.items()}


def _width(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)


def _column(book: Workbook, sheet: Worksheet, at: int, key: str, band: str, named: Named) -> int:
    """Write a heading and set its column; how many lines the heading takes."""
    unit = UNIT_SHOWN.get(named.kind)
    label = f"{named.zh}（{unit}）" if unit else named.zh
    width = max(_WIDTHS.get(named.kind, 14), min(34, _width(label) // 2 + 2), len(key) * 6 // 7 + 2)
    body: dict[str, object] = {"num_format": _FORMATS[named.kind], "font_name": FONT, "font_size": 10}
    sheet.set_column(at, at, width, book.add_format(body))
    look = {
        "text_wrap": True,
        "valign": "top",
        "border": 1,
        "border_color": "#A6A6A6",
        "bg_color": _PALE[band],
        "font_name": FONT,
    }
    sheet.write_rich_string(
        _HEADING_ROW,
        at,
        book.add_format({"bold": True, "font_name": FONT, "font_color": _RED if named.required else "#000000"}),
        label + "\n",
        book.add_format({"font_name": FONT, "font_size": 9, "font_color": "#404040"}),
        named.en + "\n",
        book.add_format({"font_name": "Consolas", "font_size": 8, "font_color": "#808080"}),
        key,
        book.add_format(look),
    )
    return sum(-(-max(_width(line), 1) // (width - 1)) for line in (label, named.en, key))


def _remarks(book: Workbook, sheet: Worksheet, at: int) -> None:
    sheet.set_column(at, at, 28, book.add_format({"num_format": "@", "font_name": FONT, "font_size": 10}))
    look = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#A6A6A6", "font_name": FONT}
    sheet.write_string(_HEADING_ROW, at, "备注", book.add_format(look | {"bold": True}))
    sheet.write_comment(
        _HEADING_ROW, at, "供自己使用，不读取\nfor your own use, never read", {"x_scale": 1.4, "y_scale": 0.6}
    )


def _bands(book: Workbook, sheet: Worksheet, bands: list[str], purpose: str, form: str) -> None:
    sheet.set_row(0, 22)
    start = 0
    while start < len(bands):
        band, end = bands[start], start
        while end + 1 < len(bands) and bands[end + 1] == band:
            end += 1
        text, colour = BANDS[band]
        if form != "applications":
            text = purpose
        look = {"bold": True, "font_color": "#FFFFFF", "bg_color": colour, "font_name": FONT, "align": "left"}
        if end > start:
            sheet.merge_range(0, start, 0, end, text, book.add_format(look))
        else:
            sheet.write_string(0, start, text, book.add_format(look | {"text_wrap": False}))
        start = end + 1


# Notes.

_HOW: Mapping[Kind, str] = {
    "money": "单位：元，最多两位小数 / yuan, at most two decimals",
    "area": "单位：平方米 / square metres",
    "decimal": "数字，可带小数 / a number, decimals allowed",
    "count": "整数 / a whole number",
    "yes_no": "填 是 或 否 / 是 (yes) or 否 (no)",
    "date": "如 2026-03-01 或 2026年3月1日 / like 2026-03-01",
    "choice": "从下拉列表选择 / choose from the list",
    "id": "字母、数字、. _ - / ASCII letters, figures, . _ -",
    "year": "如 2026 / like 2026",
    "list": "可空；多项用逗号分隔 / may be blank; several parted by commas",
    "text": "文字 / text",
}
_MORE: Mapping[tuple[str, str], str] = {
    ("applications", "platform"): "每个平台一个编号，不可重复 / one id for each platform, never twice",
    (
        "applications",
        "organisation",
    ): "统一社会信用代码，或自编代码 / unified social credit code, or a code of your own",
    ("applications", "filed_on"): "尚未备案（认定）则留空 / blank: not decided yet",
    (
        "applications",
        "first_filing",
    ): "留空为“是”；转换、重新认定填“否” / blank: yes; 否 for a conversion or a filing anew",
    (
        "applications",
        "all_attested",
    ): "填“是”则未逐项填写的定性条件均视为已确认 / 是 attests all that are not answered one by one",
    ("applications", "claims"): "留空：填了基数或评价等级的各项 / blank: every one whose base or grade is given",
    ("paid", "amount"): "收回的填负数 / below zero if recovered",
}


def _note(sheet: Worksheet, at: int, key: str, named: Named, lines: tuple[str, ...], form: str) -> None:
    parts = [*lines, _HOW[named.kind]]
    if more := _MORE.get((form, key)):
        parts.append(more)
    if named.required:
        parts.append("必填 / required")
    elif (form, key) not in _MORE:
        parts.append("留空表示未提供，不等于 0 / blank: not given, never zero")
    text = "\n".join(parts)
    wide = 360
    rows = sum(-(-_width(line) * 7 // (wide - 20)) for line in parts)
    sheet.write_comment(
        _HEADING_ROW,
        at,
        text,
        {"width": wide, "height": 18 * rows + 14, "font_size": 9, "font_name": FONT, "color": "#FFFFE1"},
    )
