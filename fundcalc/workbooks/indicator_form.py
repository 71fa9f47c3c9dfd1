"""The form of an evaluation: written to be filled in, and read again."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import _, either
from fundcalc.base.ids import normalised
from fundcalc.life.indicators import FilledItem, FormFault, FormResult, check_form
from fundcalc.policy.indicators import IndicatorTable
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import Named, forms
from fundcalc.workbooks.cell_faults import CellFault, Problems, said_and_remedy
from fundcalc.workbooks.grid import Grid
from fundcalc.workbooks.grid_reader import read_grids
from fundcalc.workbooks.headings import form_of, sheet_name
from fundcalc.workbooks.row_kinds import texts_of
from fundcalc.workbooks.safe_writing import FONT, replaced, safe
from fundcalc.workbooks.sheet import Sheet
from fundcalc.workbooks.sheet_reader import read_sheet

FORM = "indicators"
_HEADING_ROW = 4
_MEASURE_ROW = 2
_WIDTHS = {"group": 14, "item_name": 30, "item": 18, "unit": 8, "weight": 8, "required": 44, "evidence": 14, "note": 28}
_CARD = (("platform", "平台编号 platform"), ("platform_name", "平台名称 name"), ("year", "评价年度 year"))


class FilledForm(NamedTuple):
    """A form that was read: of which kind, platform and year, and what it adds up to."""

    kind: str
    platform: str
    year: str
    result: FormResult
    faults: tuple[CellFault, ...]


def write_form(policy: Policy, kind: str, path: Path) -> None:
    """Write the form of a kind of platform. Raises SheetError if it cannot be written."""
    table = table_of(policy, kind)
    with replaced(path) as part:
        book = xlsxwriter.Workbook(str(part), {"default_format_properties": {"font_name": FONT, "font_size": 10}})
        book.set_properties({"title": table.zh, "subject": policy.id, "comments": f"fundcalc {policy.id} {kind}"})
        _sheet(book, policy, kind, table)
        book.close()


def table_of(policy: Policy, kind: str) -> IndicatorTable:
    """The indicators of a kind. Raises SheetError naming those there are."""
    tables = policy.measure.indicators
    if kind in tables:
        return tables[kind]
    if not tables:
        raise SheetError(_("{policy} has no indicators").format(policy=policy.id))
    raise SheetError(
        _("{policy} has no indicators of the kind {kind!r}; it has {kinds}").format(
            policy=policy.id, kind=kind, kinds=", ".join(tables)
        )
    )


def _columns() -> Mapping[str, Named]:
    return forms()[FORM].columns


def _sheet(book: xlsxwriter.Workbook, policy: Policy, kind: str, table: IndicatorTable) -> None:
    sheet = book.add_worksheet(sheet_name(FORM))
    title = book.add_format({"bold": True, "font_size": 14})
    fill = book.add_format({"bg_color": "#FFF2CC", "border": 1, "num_format": "@"})
    sheet.write_string(0, 0, f"{table.zh}  {table.en}", title)
    sheet.write_string(1, 0, f"{policy.measure.title.zh} {table.cite}")
    for at, (_key, label) in enumerate(_CARD):
        sheet.write_string(2, 2 * at, label)
        sheet.write_blank(2, 2 * at + 1, None, fill)
    sheet.write_string(2, 6, "类型 kind")
    sheet.write_string(2, 7, kind)
    _headings(book, sheet)
    last = _rows(book, sheet, table)
    bold = book.add_format({"bold": True, "border": 1})
    sheet.write_string(last + 1, 0, "合计", bold)
    sheet.write_number(last + 1, _at("weight"), table.total, bold)
    for key in ("score", "last_score"):
        letter = chr(65 + _at(key))
        sheet.write_formula(last + 1, _at(key), f"=SUM({letter}{_HEADING_ROW + 2}:{letter}{last + 1})", bold, 0)
    sheet.freeze_panes(_HEADING_ROW + 1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADING_ROW)


def _at(key: str) -> int:
    return list(_columns()).index(key)


def _headings(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    look = book.add_format(
        {"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "border": 1, "text_wrap": True, "valign": "top"}
    )
    for at, (key, named) in enumerate(_columns().items()):
        sheet.write_string(_HEADING_ROW, at, f"{named.zh}\n{named.en}\n{key}", look)
        sheet.set_column(at, at, _WIDTHS.get(key, 12))
    sheet.set_row(_HEADING_ROW, 44)


def _rows(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet, table: IndicatorTable) -> int:
    """Write a row for each item, with drop-downs and papers; return the last row."""
    fixed = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    group_look = book.add_format({"border": 1, "text_wrap": True, "valign": "top", "bold": True})
    fill = book.add_format({"border": 1, "bg_color": "#FFF2CC", "valign": "top"})
    row = _HEADING_ROW
    evidence = [text.zh for text in _columns()["evidence"].choices.values()]
    for group in table.groups:
        for item in group.items:
            row += 1
            explains = f"\n{item.explains.zh}" if item.explains is not None else ""
            written = {
                "group": f"{group.zh}（{group.weight}）",
                "item_name": f"{item.zh}{explains}",
                "item": item.id,
                "unit": item.unit or "/",
                "required": "\n".join(f"{at}. {paper}" for at, paper in enumerate(item.evidence, start=1)),
            }
            for key, text in written.items():
                sheet.write_string(row, _at(key), safe(text), group_look if key == "group" else fixed)
            sheet.write_number(row, _at("weight"), item.weight, fixed)
            for key in ("value", "score", "evidence", "last_value", "last_score", "note"):
                sheet.write_blank(row, _at(key), None, fill)
            for key in ("score", "last_score"):
                sheet.data_validation(row, _at(key), row, _at(key), _between(item.weight))
            if item.unit:
                for key in ("value", "last_value"):
                    sheet.data_validation(row, _at(key), row, _at(key), _between(None))
            sheet.data_validation(row, _at("evidence"), row, _at("evidence"), {"validate": "list", "source": evidence})
            lines = max(1, len(item.evidence), 1 + len(explains) // 14 if explains else 1, len(item.zh) // 14 + 1)
            sheet.set_row(row, 15 * lines)
    return row


def _between(most: int | None) -> dict[str, object]:
    if most is None:
        return {"validate": "decimal", "criteria": ">=", "value": 0, "error_message": "请填写不小于0的数 0 or more"}
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": 0,
        "maximum": most,
        "error_message": f"请填写 0 至 {most} 分 0 to {most} points",
    }


def read_form(path: Path, policy: Policy, last_year: Path | None = None) -> FilledForm:
    """Read a filled form, check it and add it up. Raises SheetError."""
    grid, card = _grid_of(path, policy)
    table = table_of(policy, card["kind"])
    before = _items_of(last_year, policy, card) if last_year is not None else None
    problems = Problems()
    sheet = read_sheet(grid, FORM, None, problems)
    result = check_form(table, [row.values for row in sheet.rows], before)
    faults = (*problems.faults, *(_cell_fault(sheet, fault) for fault in result.faults))
    return FilledForm(card["kind"], card.get("platform", ""), card.get("year", ""), result, faults)


def _items_of(path: Path, policy: Policy, card: Mapping[str, str]) -> Mapping[str, FilledItem]:
    """The items of last year's form.

    Raises SheetError where it is not that of the same kind and platform.
    """
    form = read_form(path, policy)
    if form.kind != card["kind"]:
        tables = policy.measure.indicators
        message = _("{file}: this is the form of {other}, not of {table}; give last year's form of the same kind")
        raise SheetError(
            message.format(file=path.name, other=either(tables[form.kind]), table=either(tables[card["kind"]]))
        )
    if form.platform and card.get("platform") and normalised(form.platform) != normalised(card["platform"]):
        message = _("{file}: this is the form of the platform {other}, not of {platform}; give its own of last year")
        raise SheetError(message.format(file=path.name, other=form.platform, platform=card["platform"]))
    if form.year.isdecimal() and card.get("year", "").isdecimal() and int(form.year) >= int(card["year"]):
        message = _("{file}: this is the form of {other}, not of a year before {year}; give last year's form")
        raise SheetError(message.format(file=path.name, other=form.year, year=card["year"]))
    if form.faults:
        message = _("{file}: last year's form has faults; correct them first: {fault}")
        raise SheetError(message.format(file=path.name, fault=form.faults[0]))
    return form.result.items


def _check_measure(grid: Grid, path: Path, policy: Policy) -> None:
    """Refuse a form that names another measure under its title."""
    named = next((text for number, cells in grid.rows if number == _MEASURE_ROW for text in texts_of(cells)), "")
    if named and policy.measure.title.zh not in named:
        message = _("{file}: this is a form of another measure ({title}); give the one of {policy}")
        raise SheetError(message.format(file=path.name, title=named, policy=either(policy.measure.title)))


def _grid_of(path: Path, policy: Policy) -> tuple[Grid, dict[str, str]]:
    grids, _sources = read_grids(path)
    grid = next((grid for grid in grids if form_of(grid.sheet, (FORM,)) == FORM), grids[0] if len(grids) == 1 else None)
    if grid is None:
        raise SheetError(
            _("{file}: the sheet {form} is missing; write the form with: fundcalc indicators {policy} --kind K").format(
                file=path.name, form=sheet_name(FORM), policy=policy.argument
            )
        )
    card: dict[str, str] = {}
    for _number, cells in grid.rows[:10]:
        by_column = {cell.column: cell.value for cell in cells}
        for column, text in by_column.items():
            for key in ("platform_name", "platform", "year", "kind"):
                if isinstance(text, str) and text.strip().endswith((f" {key}", f" {_english(key)}")):
                    card.setdefault(key, str(by_column.get(column + 1, "")).strip())
    if not card.get("kind"):
        found = {text for _number, cells in grid.rows for text in texts_of(cells)}
        kinds = policy.measure.indicators
        known = {kind: sum(item.id in found for item in kinds[kind].items) for kind in kinds}
        card["kind"] = max(known, key=lambda kind: known[kind], default="")
        if not known.get(card["kind"]):
            message = _(
                "{file}: this is not a form of indicators; write one with: fundcalc indicators {policy} --kind K"
            )
            raise SheetError(message.format(file=path.name, policy=policy.id))
    _check_measure(grid, path, policy)
    return grid, card


def _english(key: str) -> str:
    return "name" if key == "platform_name" else key


def _cell_fault(sheet: Sheet, fault: FormFault) -> CellFault:
    said, remedy = said_and_remedy(fault.message)
    if fault.row is None:
        return sheet.fault("", "", said, remedy)
    address = sheet.address(fault.key, sheet.rows[fault.row].number)
    value = fault.value if not isinstance(fault.value, Decimal) else f"{fault.value:f}"
    return sheet.fault(address, value, said, remedy)
