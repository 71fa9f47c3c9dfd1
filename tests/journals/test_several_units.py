"""Several units in one audit, with the same voucher numbers, read back to the fen."""

from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

import pytest

from .dresses import Table, kingdee, lines, save, save_csv, ufida, yuan
from .generator import Books, invented
from .test_truth import compare, read

Units = Mapping[str, Books]
UnitsDress = Callable[[Path, Units], Path]


def in_one(units: Units) -> Books:
    """The truth of all units together."""
    whole = Books(Random(0))
    for books in units.values():
        whole.vouchers += books.vouchers
        whole.spent.update(books.spent)
        whole.received.update(books.received)
        whole.returned.update(books.returned)
        whole.not_paid += books.not_paid
    return whole


def a_file_each(folder: Path, units: Units) -> Path:
    """A folder with a file for each unit, which a title names."""
    inside = folder / "year"
    inside.mkdir()
    for name, books in units.items():
        ufida(inside, books.vouchers, name).rename(inside / f"{name}.xlsx")
    return inside


def a_copy_without_name(folder: Path, units: Units) -> Path:
    """The same, and one of them again by another program that names no unit."""
    inside = a_file_each(folder, units)
    kingdee(inside, next(iter(units.values())).vouchers).rename(inside / "再次导出.xlsx")
    return inside


def account_sets_in_a_column(folder: Path, units: Units) -> Path:
    """One file: 账套 on every row, and all units of a month below one another."""
    return save(folder / "集团.xlsx", {"序时账": _together(units, once=False)})


def account_sets_written_once(folder: Path, units: Units) -> Path:
    """One file in GB18030: 账套 where it begins, dates and numbers once a voucher."""
    return save_csv(folder / "集团.csv", _together(units, once=True), "gb18030")


def _together(units: Units, *, once: bool) -> Table:
    rows: Table = [
        [
            *[
                "账套名称",
                "日期",
                "凭证字",
                "凭证号",
                "摘要",
                "科目编码",
                "科目名称",
                "借方金额",
                "贷方金额",
                "核算项目",
                "往来单位",
            ]
        ],
    ]
    for month in range(1, 13):
        for name, books in units.items():
            begins = True
            of_month = [voucher for voucher in books.vouchers if voucher.day.month == month]
            for voucher, row, first in lines(of_month):
                full = first or not once
                head = [f"{voucher.day:%Y-%m-%d}", voucher.kind, voucher.number] if full else [None, None, None]
                rows.append(
                    [name if begins or not once else None, *head, row.text, row.code, row.name, yuan(row.debit),
                     yuan(row.credit), row.project, row.supplier]
                )  # fmt: skip
                begins = False
    return rows


DRESSES = (a_file_each, a_copy_without_name, account_sets_in_a_column, account_sets_written_once)


def units_of(seed: int, events: int) -> Units:
    """Three units, of which the last has the very vouchers of the first."""
    return {
        "甲某有限公司": invented(seed, events),
        "乙某研究院": invented(seed + 1, events),
        "丙某有限公司": invented(seed, events),
    }


def without_ties(units: Units) -> Units:
    """A copy without a name must be of one unit alone."""
    return {name: books for name, books in units.items() if name != "丙某有限公司"}


@pytest.mark.parametrize("dress", DRESSES, ids=[dress.__name__ for dress in DRESSES])
def test_units_are_kept_apart_to_the_fen(dress: UnitsDress, tmp_path: Path) -> None:
    units = units_of(11, 20)
    if dress is a_copy_without_name:
        units = without_ties(units)
    compare(in_one(units), read(dress(tmp_path, units)))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("dress", DRESSES, ids=[dress.__name__ for dress in DRESSES])
def test_many_units_are_kept_apart_to_the_fen(dress: UnitsDress, seed: int, tmp_path: Path) -> None:
    units = units_of(2_000 + 2 * seed, 80)
    if dress is a_copy_without_name:
        units = without_ties(units)
    compare(in_one(units), read(dress(tmp_path, units)))


def test_a_file_without_a_unit_among_others_is_said(tmp_path: Path) -> None:
    units = without_ties(units_of(11, 6))
    inside = a_file_each(tmp_path, units)
    kingdee(inside, invented(99, 6).vouchers).rename(inside / "另一单位.xlsx")
    gathered = read(inside)
    assert [remark for remark in gathered.remarks if "names no unit" in remark and "另一单位.xlsx" in remark]
