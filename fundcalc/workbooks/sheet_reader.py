"""The rows of a sheet as values by key, with every fault of every cell.

Rows that are no data, such as totals and signatures, are left out with a note; hidden rows and columns are used with one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NoReturn

from fundcalc.base.i18n import _, bracketed, listed, sentences
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import Named, forms
from fundcalc.workbooks.cell_faults import Problems
from fundcalc.workbooks.cell_numbers import BadCell, Reader
from fundcalc.workbooks.cell_text import shown
from fundcalc.workbooks.cells import cell_reader
from fundcalc.workbooks.grid import Cell, Grid, column_letters
from fundcalc.workbooks.heading_lines import locate_headings
from fundcalc.workbooks.heading_row import (
    HEADINGS_WITHIN,
    HeadingRow,
    ReadColumn,
    note_unread,
    read_headings,
    same_headings,
)
from fundcalc.workbooks.headings import Columns, columns, unit_remedy
from fundcalc.workbooks.row_kinds import LEFT_OUT, RowKind, is_blank, judged_by, kind_of_cells, row_kind, texts_of
from fundcalc.workbooks.sheet import Row, Sheet
from fundcalc.workbooks.sheet_layout import merged_rows, note_hidden, runs, written_run
from fundcalc.workbooks.stated_units import apply_units, unit_row
from fundcalc.workbooks.units import format_factor


def read_sheet(grid: Grid, form: str, policy: Policy | None, problems: Problems) -> Sheet:
    """Read a sheet as a form; faults and notes go to ``problems``.

    ``policy`` is needed if the form is of a round."""
    known = columns(policy, form)
    located = locate_headings(grid, known)
    if located is None:
        return _without_headings(Sheet(grid, form), known, problems)
    grid, index = located
    blank = Sheet(grid, form)
    row = read_headings(grid, index, known, blank, problems)
    body = grid.rows[index + 1 :]
    if body and (units := unit_row(body[0][1], row, known)):
        for column, unit in units.items():
            if column in row.read and not row.read[column].stated:
                row.read[column] = replace(row.read[column], scale=unit.factor, stated=True)
        body = body[1:]
    apply_units(grid, row, known, blank, problems)
    column_of = {read.key: at for at, read in row.read.items()} | {key: at for at, key in row.faulty.items()}
    sheet = Sheet(grid, form, column=column_of, headings=row.texts)
    reader = _RowReader(sheet, known, policy, row, problems, merged=merged_rows(body, row, sheet, problems))
    reader.read(body)
    note_unread(row, sorted(reader.nameless), known, blank, problems)
    note_hidden(sheet, row, problems)
    return sheet


def _without_headings(sheet: Sheet, known: Columns, problems: Problems) -> Sheet:
    cells = [cell for _number, found in sheet.grid.rows for cell in found if not is_blank(cell)]
    texts = [str(cell.value) for cell in cells]
    if not cells or row_kind(texts, has_figures=any(cell.kind != "s" for cell in cells)) == "none":
        return sheet
    wanted = listed(named.zh for named in known.read.values() if named.required)
    message = _("No row of headings was found in the first {count} rows.").format(count=HEADINGS_WITHIN)
    remedy = _(
        "If this is the right file, head the columns ({columns} at least); the command 'template' makes an empty workbook."
    ).format(columns=wanted)
    problems.faults.append(sheet.fault("", "", message, remedy))
    return replace(sheet, readable=False)


# Rows.


@dataclass
class _RowReader:
    """Reads the rows of a sheet into it.

    ``nameless`` are the columns with values that no heading names."""

    sheet: Sheet
    known: Columns
    policy: Policy | None
    headings: HeadingRow
    problems: Problems
    merged: Mapping[int, list[str]]
    nameless: set[int] = field(default_factory=set)
    shown_units: dict[tuple[int, str], list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.required = [key for key, named in self.known.read.items() if named.required]
        keys = {column: read.key for column, read in self.headings.read.items()}
        self.judged_by = judged_by(self.headings.texts, keys, self.known, self.sheet.form)
        self.readers = {column: self._reader(read.key, read.scale) for column, read in self.headings.read.items()}

    def _reader(self, key: str, scale: int) -> Reader:
        return cell_reader(key, self.known.read[key], scale, self.sheet.form, self.policy)

    def read(self, body: Iterable[tuple[int, list[Cell]]]) -> None:
        """Read the rows below the headings."""
        skipped: list[tuple[int, RowKind, str]] = []
        other: tuple[str, ...] = ()
        for number, cells in body:
            filled = [cell for cell in cells if not is_blank(cell)]
            if not filled:
                continue
            kind = kind_of_cells(filled, self.judged_by, below_data=bool(skipped))
            if kind == "other_headings":
                other = self._other_table(number, filled)
                kind = None if other else "heading"
                if other:
                    continue
            if kind:
                skipped.append((number, kind, " ".join(texts_of(filled))))
                continue
            row = Row(number, {}, [*self.merged.get(number, ()), *other])
            if other:  # the headings above say nothing of its cells
                self.sheet.rows.append(row)
                continue
            self._read_cells(row, filled)
            if self._is_bare_total(row):
                skipped.append((number, "total", " ".join(shown(cell.value) for cell in filled)))
                continue
            self._require(row)
            self.sheet.rows.append(row)
        self._note_skipped(skipped)
        self._note_shown_units()

    def _other_table(self, number: int, cells: Sequence[Cell]) -> tuple[str, ...]:
        """The row of the headings of a second table, if they differ.

        Its rows are not read.
        """
        if same_headings(cells, self.headings, self.known):
            return ()
        address = str(number)
        message = _("The headings here differ from those in row {row}, so a second table begins.")
        remedy = _(
            "Put it on a sheet of its own, or give it the same columns and units; until then its rows are not decided."
        )
        text = " | ".join(texts_of(cells))
        fault = self.sheet.fault(address, text, message.format(row=self.headings.number), remedy)
        self.problems.faults.append(fault)
        return (address,)

    def _is_bare_total(self, row: Row) -> bool:
        """Whether a row holds sums of the columns above and nothing else.

        An id besides says whose rows they sum.
        """
        ids = {key: id_ for key, id_ in row.values.items() if self.known.read[key].kind == "id"}
        amounts = {key: amount for key, amount in row.values.items() if key not in ids}
        if row.bad or not amounts or any(self.known.read[key].kind != "money" for key in amounts):
            return False
        above = [summed for summed in self.sheet.rows if ids.items() <= summed.values.items()]
        return len(above) > 1 and all(
            amount == sum(summed.values.get(key, 0) for summed in above) for key, amount in amounts.items()
        )

    def _read_cells(self, row: Row, cells: Sequence[Cell]) -> None:
        for cell in cells:
            read = self.headings.read.get(cell.column)
            if read is None:
                if cell.column in self.headings.faulty:
                    row.bad.append(f"{column_letters(cell.column)}{row.number}")
                elif not self.headings.known(cell.column):
                    self.nameless.add(cell.column)
                continue
            try:
                row.values[read.key] = self._value(cell, read, row.number)
            except BadCell as bad:
                address = f"{column_letters(cell.column)}{row.number}"
                row.bad.append(address)
                self.problems.faults.append(self.sheet.fault(address, cell.value, bad.message, bad.remedy))

    def _value(self, cell: Cell, read: ReadColumn, number: int) -> object:
        reader = self.readers[cell.column]
        if cell.kind in "ef":
            _refuse_formula(cell.kind)
        if cell.shown_unit and (named := self.known.read[read.key]).kind == "money":
            factor = format_factor(cell.shown_unit)
            if factor is None or (read.stated and factor != read.scale):
                _refuse_shown_unit(cell.shown_unit, named)
            if factor != read.scale:
                reader = self._reader(read.key, factor)
                self.shown_units.setdefault((cell.column, cell.shown_unit), []).append(number)
        return reader(cell.value, cell.kind)

    def _require(self, row: Row) -> None:
        labels = forms()[self.sheet.form].columns
        for key in self.required:
            if key in row.values:
                continue
            address = self.sheet.address(key, row.number)
            if key not in self.sheet.column:
                # The fault is at the headings, once.
                row.bad.append(bracketed(labels[key].zh, key))
            elif address not in row.bad:
                row.bad.append(address)
                message = _("{label} ({key}) is required.").format(label=labels[key].zh, key=key)
                remedy = _("Fill it in.")
                if key in ("platform", "organisation"):
                    remedy = _("Fill it in, or delete the row if it is a total or a note.")
                self.problems.faults.append(self.sheet.fault(address, "", message, remedy))

    def _note_skipped(self, skipped: Iterable[tuple[int, RowKind, str]]) -> None:
        for number, kind, text in skipped:
            self.problems.notes.append(self.sheet.note("skipped", str(number), text, str(LEFT_OUT[kind])))

    def _note_shown_units(self) -> None:
        for (column, code), numbers in self.shown_units.items():
            cells = ", ".join(f"{column_letters(column)}{written_run(run)}" for run in runs(numbers))
            message = _("The number format of these cells shows a unit, so 1 in them is read as {factor} yuan.").format(
                factor=f"{format_factor(code):,}"
            )
            address = f"{column_letters(column)}{numbers[0]}" if len(numbers) == 1 else cells
            self.problems.notes.append(self.sheet.note("unit", address, code, message))


def _refuse_formula(kind: str) -> NoReturn:
    if kind == "e":
        raise BadCell(
            _("The cell holds an error instead of a value."), _("Correct its formula, or write the value itself.")
        )
    raise BadCell(
        _("The cell holds a formula that was never calculated."),
        _("Open the file in Excel or WPS, let it calculate and save it, or write the value itself."),
    )


def _refuse_shown_unit(code: str, named: Named) -> NoReturn:
    message = _("The number format {code} shows another amount or unit than the cell and its heading say.")
    raise BadCell(
        message.format(code=code),
        sentences(_("Format the cell as a plain number, and check the amount."), unit_remedy(named)),
    )
