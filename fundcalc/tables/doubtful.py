"""Doubts about a table of moderate size, which is decided all the same.

The checks are those of a workbook: amounts that may be in another unit, credit codes that do not check, names and codes
that do not agree, programmes that are nearly this measure's.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

import narwhals as nw

from fundcalc.base.i18n import placed
from fundcalc.base.money import yuan
from fundcalc.engine.table import key_columns
from fundcalc.engine.table.backend import Frame
from fundcalc.policy.loading import Policy
from fundcalc.tables.engines import NativeFrame
from fundcalc.tables.headings import HeadedColumn
from fundcalc.tables.layout import Layout
from fundcalc.workbooks.cell_faults import CellNote, DoubtfulAmount, Problems
from fundcalc.workbooks.doubts import SMALL_AWARD_FEN, far_amounts, far_bases, recovered_beyond, small_award
from fundcalc.workbooks.headings import columns
from fundcalc.workbooks.round_ids import check_organisations, close_programmes
from fundcalc.workbooks.sheet import Row, Sheet

# People look through tables of this size; what programs write by the million has no slips of the hand.
MOST_ROWS = 10_000
# Of small awards, so many are named.
_MOST_SMALL = 1_000


def sheet_of(
    policy: Policy,
    form: str,
    layout: Layout,
    found: Sequence[HeadedColumn],
    frame: Frame,
    numbers: Sequence[int],
) -> Sheet:
    """A table as a sheet: its rows with amounts in yuan, and the columns of its keys.

    ``numbers`` are those of its rows, or empty where they are not known.
    """
    known = columns(policy, form).read
    money = {key for key, named in known.items() if named.kind == "money"}
    values = frame.collect().iter_rows(named=True)
    rows = [Row(numbers[at] if numbers else 0, _in_yuan(row, money), []) for at, row in enumerate(values)]
    at_name = {name: at for at, name in enumerate(layout.texts, 1)}
    headings = {at: text for at, text in enumerate(layout.texts.values(), 1) if text.strip()}
    return Sheet(layout.above, form, rows, {column.key: at_name[column.name] for column in found}, headings)


def _in_yuan(row: Mapping[str, object], money: Collection[str]) -> dict[str, object]:
    return {
        key: yuan(value) if key in money and isinstance(value, int) else value
        for key, value in row.items()
        if value is not None and value == value  # a float that is no number is refused where the table is decided
    }


def table_notes(policy: Policy, sheets: Mapping[str, Sheet]) -> list[CellNote]:
    """Notes and doubts about the values of tables.

    ``sheets`` are the tables by form, without those that are too large."""
    in_turn = sorted(sheets.values(), key=lambda sheet: sheet.form != "applications")
    problems = Problems()
    check_organisations(in_turn, problems)
    doubts = [doubt for sheet in in_turn for doubt in far_amounts(sheet, policy)]
    if "paid" in sheets:
        problems.notes.extend(close_programmes(sheets["paid"], policy))
        doubts += recovered_beyond(sheets["paid"])
    if "applications" in sheets:
        doubts += far_bases(sheets["applications"], _bases(policy, sheets), policy)
    return [*problems.notes, *map(_with_platform, doubts)]


def _with_platform(doubt: DoubtfulAmount) -> DoubtfulAmount:
    """Put the platform or organisation before the value if the row has no number."""
    owner = doubt.platform or doubt.organisation
    if any(map(str.isdigit, doubt.cell)) or not owner:
        return doubt
    return replace(doubt, value=placed(owner, doubt.value))


def _bases(policy: Policy, sheets: Mapping[str, Sheet]) -> Mapping[str, Mapping[int, int]]:
    """The bases in fen, by fact and index of the row.

    They are as given, or what the records add up to at most."""
    rows = sheets["applications"].rows
    bases: dict[str, dict[int, int]] = {}
    for fact in {benefit.base for benefit in policy.measure.benefit.values() if benefit.base is not None}:
        derived = policy.measure.derived.get(fact)
        records = sheets.get(derived.records) if derived is not None else None
        of_platform: dict[str, int] = {}
        for record in records.rows if records is not None else ():
            platform = record.values.get("platform", "")
            of_platform[platform] = of_platform.get(platform, 0) + int(record.values.get("amount", 0) * 100)
        bases[fact] = {
            index: of_platform.get(row.values.get("platform", "")) or int(row.values.get(fact, 0) * 100)
            for index, row in enumerate(rows)
        }
    return bases


def small_awards(policy: Policy, decided: NativeFrame, sheet: Sheet | None, layout: Layout) -> Iterator[CellNote]:
    """Doubts about awards under 1,000 yuan.

    ``sheet`` is the table if its rows are known."""
    frame, keys = nw.from_native(decided).lazy(), key_columns(policy)
    amount = nw.when(nw.col("payable") > 0).then(nw.col("payable")).otherwise(nw.col("prospective"))
    found = frame.select(*keys, amount=amount).filter((nw.col("amount") > 0) & (nw.col("amount") < SMALL_AWARD_FEN))
    rows = {tuple(row.values.get(key) for key in keys): row.number for row in sheet.rows} if sheet is not None else {}
    for small in found.head(_MOST_SMALL).collect().iter_rows(named=True):
        number = rows.get(tuple(small[key] for key in keys), 0)
        platform = "/".join(small[key] for key in keys)
        yield small_award(layout.above.file, "", str(number or ""), platform, small["amount"])
