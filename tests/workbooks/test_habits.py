"""What people really send: a sheet dressed in their habits says what its clean twin says, or is questioned."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fundcalc.engine.rounds import decide_all
from fundcalc.workbooks import Expenses, Round, read_expenses
from fundcalc.workbooks.row_words import is_total

from .samples import CONTESTED, read_en

TOTALS = ["合计", "合 计", "合　计：", "小计", "总计", "本期合计", "本月合计", "本年累计", "支出合计", "承前页", "过次页",
          "期初余额", "上年结转", "结转下年", "合计（3笔）", "Total", "Grand total"]  # fmt: skip
SIGNATURES = [
    "制表人：张三",
    "制 表：李四",
    "审核：",
    "填表人: 王五",
    "单位负责人（签字）：",
    "经办人 赵六",
    "（盖章）",
]
REMARKS = ["注：数据来源于各单位", "说明：含上年", "备注：", "填表说明：如实填写", "※ 以财务数据为准"]
STATEMENTS = ["单位：{}", "金额单位: {}", "单位 {}", "（单位：{}）", "支出明细表（单位：{}）", "支出明细（{}）"]
# How an amount may be written under a unit: the words in the heading or above, and yuan for one.
UNITS = [("元", 1), ("千元", 1_000), ("万元", 10_000), ("人民币万元", 10_000)]

HEADINGS = [
    "平台编号",
    "依托单位代码",
    "依托单位名称",
    "支持年度",
    "申请日期",
    "备案（认定）日期",
    "平台类型",
    "claims",
]


@dataclass
class Table:
    """A table as somebody typed it: rows above the headings, headings, rows, rows below, and what is hidden."""

    headings: list[str]
    rows: list[list[Any]]
    above: list[list[Any]]
    hidden: set[int]
    formats: dict[int, str]

    def cells(self) -> list[list[Any]]:
        return [*self.above, self.headings, *self.rows]


def write_xlsx(path: Path, sheets: dict[str, Table]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, table in sheets.items():
        sheet = book.create_sheet(name)
        for row in table.cells():
            sheet.append(row)
        for number in table.hidden:
            sheet.row_dimensions[number].hidden = True
        for column, code in table.formats.items():
            for number in range(len(table.above) + 2, sheet.max_row + 1):
                sheet.cell(number, column).number_format = code
    book.save(path)
    return path


def write_csv(path: Path, table: Table, encoding: str, separator: str = ",") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=separator)
        for row in table.cells():
            writer.writerow(["" if value is None else value for value in row])
    return path


# Units.

FORMATS = [
    ('#,##0.00"万元"', 10_000),
    ("0.00\\万\\元", 10_000),
    ('0"千元"', 1_000),
    ('0!.0,"万元"', 1),
    ('#,##0.00"元"', 1),
]


def spending(headings: Sequence[object], *rows: Sequence[object], above: Sequence[Sequence[object]] = ()) -> Table:
    return Table(list(map(str, headings)), [list(row) for row in rows], [list(row) for row in above], set(), {})


def amounts(found: Expenses) -> list[int]:
    return [line.fen for line in found.lines]


@pytest.mark.parametrize(("unit", "factor"), [*UNITS, ("亿元", 100_000_000), ("百元", 100)])
@pytest.mark.parametrize(
    "statement", ["单位：{}", "金额单位: {}", "单位 {}", "（单位：{}）", "支出明细表（单位：{}）", "支出明细（{}）"]
)
def test_a_unit_above_the_table(tmp_path: Path, statement: str, unit: str, factor: int) -> None:
    table = spending(
        ["日期", "金额", "摘要"], ["2026-06-01", 12, "试剂"], above=[["支出表"], [None, None, statement.format(unit)]]
    )
    xlsx = read_expenses(write_xlsx(tmp_path / "a.xlsx", {"支出明细": table}))
    read = read_expenses(write_csv(tmp_path / "a.csv", table, "gb18030"))
    assert amounts(xlsx) == amounts(read) == [1_200 * factor]
    assert [note.kind for note in xlsx.notes] == ["unit"] * (factor != 1)


def test_a_unit_above_that_contradicts_the_heading_refuses_the_column(tmp_path: Path) -> None:
    table = spending(["日期", "金额（元）"], ["2026-06-01", 12], above=[["单位：万元"]])
    found = read_expenses(write_xlsx(tmp_path / "a.xlsx", {"支出明细": table}))
    assert (amounts(found), found.bad) == ([], 1)
    assert [fault.cell for fault in found.faults] == ["B2"]


def test_an_empty_column_contradicts_nobody(tmp_path: Path) -> None:
    table = spending(["日期", "金额（万元）", "退款（元）"], ["2026-06-01", 12, None], above=[["单位：万元"]])
    found = read_expenses(write_xlsx(tmp_path / "a.xlsx", {"支出明细": table}))
    assert amounts(found) == [12_000_000]


def test_two_units_above_refuse_the_column(tmp_path: Path) -> None:
    table = spending(["日期", "金额"], ["2026-06-01", 12], above=[["单位：万元"], ["单位：元"]])
    found = read_expenses(write_xlsx(tmp_path / "a.xlsx", {"支出明细": table}))
    assert (amounts(found), found.bad) == ([], 1)


def test_a_group_heading_states_the_unit_of_its_columns_only(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_xlsx(path, {"支持清单": spending(["支持编号", "批复金额", "资金使用截止日期"], ["YN-2026-p1-build", 80, "2027-01-01"],
                                        above=[["基本情况", "金额（万元）", "其他"]])})  # fmt: skip
    (award,) = read_expenses(path).awards
    assert award.fen == 80_000_000


def test_a_row_of_units_below_the_headings(tmp_path: Path) -> None:
    table = spending(["日期", "金额", "摘要"], [None, "（万元）", None], ["2026-06-01", 12, "试剂"])
    assert amounts(read_expenses(write_xlsx(tmp_path / "a.xlsx", {"支出明细": table}))) == [12_000_000]


def test_a_unit_in_a_note_below_the_table(tmp_path: Path) -> None:
    table = spending(["日期", "金额"], ["2026-06-01", 12], ["注：金额单位为万元"])
    assert amounts(read_expenses(write_xlsx(tmp_path / "a.xlsx", {"支出明细": table}))) == [12_000_000]


@pytest.mark.parametrize("name", ["填报单位：万元科技有限公司", "单位：昆明万元商贸", "编制单位：元江示例公司"])
def test_a_unit_that_fills_in_the_form_is_no_unit_of_amounts(tmp_path: Path, name: str) -> None:
    table = spending(["日期", "金额"], ["2026-06-01", 12], above=[[name]])
    found = read_expenses(write_xlsx(tmp_path / "a.xlsx", {"支出明细": table}))
    assert (amounts(found), found.notes) == ([1_200], ())


@pytest.mark.parametrize(("code", "factor"), FORMATS)
def test_a_unit_that_the_number_format_shows(tmp_path: Path, code: str, factor: int) -> None:
    table = spending(["日期", "金额"], ["2026-06-01", 12])
    table.formats[2] = code
    assert amounts(read_expenses(write_xlsx(tmp_path / "a.xlsx", {"支出明细": table}))) == [1_200 * factor]


@pytest.mark.parametrize(
    ("heading", "code"), [("金额（元）", '0.00"万元"'), ("金额（万元）", '0!.0,"万元"'), ("金额", '0.0,"万元"')]
)
def test_a_number_format_that_contradicts_the_heading_refuses_the_cell(tmp_path: Path, heading: str, code: str) -> None:
    table = spending(["日期", heading], ["2026-06-01", 12])
    table.formats[2] = code
    found = read_expenses(write_xlsx(tmp_path / "a.xlsx", {"支出明细": table}))
    assert amounts(found) == []
    assert [(fault.cell, fault.heading) for fault in found.faults] == [("B2", heading)]


# Rows that are no data.


@pytest.mark.parametrize("label", TOTALS)
@pytest.mark.parametrize("place", [0, 2, 3])
def test_a_total_is_no_line(tmp_path: Path, label: str, place: int) -> None:
    total: list[object] = ["2026-06-30", 500, None, "YN-2026-p1-build"]
    total[place] = label
    table = spending(["日期", "金额", "摘要", "支持编号"], ["2026-06-01", 500, "试剂", "YN-2026-p1-build"], total)
    for found in (
        read_expenses(write_xlsx(tmp_path / "a.xlsx", {"支出明细": table})),
        read_expenses(write_csv(tmp_path / "a.csv", table, "utf-8-sig"), partial=True),
    ):
        assert (amounts(found), found.bad, found.faults) == ([50_000], 0, ())
        assert [(note.kind, note.cell) for note in found.notes] == [("skipped", "3")]


@pytest.mark.parametrize(
    "text", ["总计三台反应釜", "合计通信服务费", "余额宝服务费", "审核费", "注册费", "制表软件", "会计师事务所"]
)
def test_a_line_that_begins_like_a_total_is_a_line(tmp_path: Path, text: str) -> None:
    table = spending(["日期", "金额", "摘要"], ["2026-06-01", 500, text])
    found = read_expenses(write_xlsx(tmp_path / "a.xlsx", {"支出明细": table}))
    assert (amounts(found), found.notes) == ([50_000], ())


@pytest.mark.parametrize("text", [*SIGNATURES, *REMARKS])
def test_signatures_and_remarks_are_no_lines(tmp_path: Path, text: str) -> None:
    table = spending(["日期", "金额", "摘要"], ["2026-06-01", 500, "试剂"], [text], [None, None, text])
    for found in (
        read_expenses(write_xlsx(tmp_path / "a.xlsx", {"支出明细": table})),
        read_expenses(write_csv(tmp_path / "a.csv", table, "gb18030")),
    ):
        assert (amounts(found), found.faults, len(found.notes)) == ([50_000], (), 2)


@pytest.mark.parametrize(
    "total",
    [
        ["合", "计", None, 30],
        ["合计（大写）：叁拾元整"],
        [None, None, None, 30],
        ["人民币（大写）叁拾元整", None, None, 30],
    ],
)
def test_totals_in_other_forms(tmp_path: Path, total: list[object]) -> None:
    rows = [["2026-06-01", "试剂", "A1", 10], ["2026-06-02", "试剂", "A1", 20]]
    table = spending(["日期", "摘要", "支持编号", "金额"], *rows, total)
    found = read_expenses(write_xlsx(tmp_path / "a.xlsx", {"支出明细": table}))
    assert (amounts(found), found.faults, len(found.notes)) == ([1_000, 2_000], (), 1)


def test_amounts_alone_that_are_no_sum_are_a_fault(tmp_path: Path) -> None:
    rows: list[list[object]] = [["2026-06-01", 10], ["2026-06-02", 20], [None, 31]]
    found = read_expenses(write_xlsx(tmp_path / "a.xlsx", {"支出明细": spending(["日期", "金额"], *rows)}))
    assert (amounts(found), found.bad, [fault.cell for fault in found.faults]) == ([1_000, 2_000], 1, ["A4"])


@pytest.mark.parametrize("text", ["无", "—", "/", "暂无", "none"])
def test_an_optional_sheet_that_says_there_is_nothing(tmp_path: Path, text: str) -> None:
    for rows in ([[text]], [["organisation", "platform", "programme", "benefit", "year", "amount"], [text, text]]):
        path = tmp_path / "a.xlsx"
        applying = application_table([("P1", "O1", 5_000_000)])
        book_path = write_xlsx(path, {"申请": applying, "已支持": Table(rows[0], rows[1:], [], set(), {})})
        found = read_en(book_path, CONTESTED)
        assert ([application.platform for application in found.applications], found.faults) == (["P1"], ())


def test_the_headings_repeated_on_a_page_are_left_out(tmp_path: Path) -> None:
    table = spending(["日期", "金额", "摘要"], ["2026-06-01", 1, "a"], ["日期", "金额", "摘要"], ["2026-06-02", 2, "b"])
    found = read_expenses(write_xlsx(tmp_path / "a.xlsx", {"支出明细": table}))
    assert (amounts(found), found.faults) == ([100, 200], ())


# Rounds and spending in every habit at once.


def application_table(rows: Sequence[tuple[str, str, int]]) -> Table:
    cells = [
        [
            platform,
            organisation,
            f"单位{organisation}",
            2026,
            date(2026, 3, 1),
            date(2026, 2, 1),
            "pilot_base",
            "build",
            amount,
        ]
        for platform, organisation, amount in rows
    ]
    headings = [*HEADINGS, "eligible_investment"]
    return Table(headings, cells, [], set(), {})


def outcome(found: Round) -> dict[str, tuple[str, int]]:
    return {
        decision.platform: (decision.status, decision.payable_fen)
        for decision in decide_all(CONTESTED, found.applications, found.paid)
    }


SPELLINGS: list[Callable[[str], str]] = [
    str,
    str.lower,
    str.upper,
    lambda code: f" {code} ",
    lambda code: code[:1] + " " + code[1:],
    lambda code: "".join(chr(ord(letter) + 0xFEE0) for letter in code),
]
WRITINGS: list[Callable[[Decimal], object]] = [
    lambda amount: int(amount) if amount == int(amount) else float(amount),
    lambda amount: f"{amount:,}",
    lambda amount: str(amount).translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789."}),
]


@st.composite
def dressed(draw: st.DrawFn, table: Table, amount: int) -> Table:
    """The same table in some habits; ``amount`` is the column of amounts."""
    unit, factor = draw(st.sampled_from(UNITS))
    rows = []
    for row in table.rows:
        value = Decimal(row[amount]) / factor
        value = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
        rows.append([*row[:amount], draw(st.sampled_from(WRITINGS))(value), *row[amount + 1 :]])
    headings = list(table.headings)
    above: list[list[Any]] = [["2026年汇总表"]] * draw(st.integers(0, 2))
    if factor == 1 or draw(st.booleans()):
        headings[amount] += draw(st.sampled_from(["（{}）", "\n单位：{}", " ({})"])).format(unit)
    else:
        above.append([None, draw(st.sampled_from(["单位：{}", "金额单位：{}"])).format(unit)])
    width = len(headings)
    for label in draw(st.lists(st.sampled_from(TOTALS), max_size=2)):
        total: list[Any] = [None] * width
        total[draw(st.sampled_from([0, 1]))] = label
        total[amount] = draw(st.integers(1, 10**6))
        rows.insert(draw(st.integers(0, len(rows))), total)
    rows += [[text] for text in draw(st.lists(st.sampled_from([*REMARKS, *SIGNATURES]), max_size=2))]
    rows += [[None] * width] * draw(st.integers(0, 2))
    if draw(st.booleans()):
        headings.append("序号")
        rows = [
            [*row, *[None] * (width - len(row)), at] if len(row) == width and row[0] else row
            for at, row in enumerate(rows)
        ]
    first = len(above) + 2
    hidden = draw(st.sets(st.integers(first, first + len(rows)), max_size=2))
    return Table(headings, rows, above, hidden, {})


@st.composite
def rounds(draw: st.DrawFn) -> tuple[Table, Table]:
    """A round and the same in some habits."""
    count = draw(st.integers(1, 6))
    amounts = st.integers(10**5, 10**7).map(lambda amount: amount * 10)
    clean = application_table(
        [(f"P{at}", draw(st.sampled_from(["O1", "O2", "O3"])), draw(amounts)) for at in range(count)]
    )
    table = draw(dressed(clean, len(HEADINGS)))
    for row in table.rows:
        if len(row) > len(HEADINGS) and row[1] in ("O1", "O2", "O3"):
            row[0], row[1] = draw(st.sampled_from(SPELLINGS))(row[0]), draw(st.sampled_from(SPELLINGS))(row[1])
    return clean, table


def check_round(clean: Table, table: Table, encoding: str | None) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        twin = read_en(write_xlsx(folder / "clean.xlsx", {"申请": clean}), CONTESTED)
        path = folder / ("a.csv" if encoding else "a.xlsx")
        found = read_en(write_csv(path, table, encoding) if encoding else write_xlsx(path, {"申请": table}), CONTESTED)
    assert (found.faults, found.refused) == ((), ())
    folded = {platform.casefold(): result for platform, result in outcome(found).items()}
    assert folded == {platform.casefold(): result for platform, result in outcome(twin).items()}
    skipped = sum(note.kind == "skipped" for note in found.notes)
    assert skipped == len([row for row in table.rows if any(row)]) - len(clean.rows)


ENCODINGS = st.sampled_from([None, "utf-8-sig", "gb18030", "utf-16"])
FEW = settings(
    max_examples=25,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
MANY = settings(
    max_examples=300,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@given(rounds(), ENCODINGS)
@FEW
def test_a_round_in_any_habit_is_decided_as_its_clean_twin(tables: tuple[Table, Table], encoding: str | None) -> None:
    check_round(*tables, encoding)


@pytest.mark.slow
@given(rounds(), ENCODINGS)
@MANY
def test_many_rounds_in_any_habit_are_decided_as_their_clean_twins(
    tables: tuple[Table, Table], encoding: str | None
) -> None:
    check_round(*tables, encoding)


PROGRAMMES = {"sample": ["sample", "SAMPLE", "示例", "示例办法"], "city-2025": ["city-2025", " CITY-2025 "]}
BENEFITS = {"build": ["build", "建设补助", "BUILD"], "filing": ["filing", "备案补助", "filing "]}
YEARS: list[Callable[[int], object]] = [int, float, str, lambda year: f"{year}年", lambda year: f"{year}年度"]


@st.composite
def awards_paid(draw: st.DrawFn) -> tuple[Table, Table]:
    """Awards already paid and the same in some habits."""
    amounts = st.integers(-(10**5), 10**6).filter(bool).map(lambda amount: amount * 10)
    rows = []
    for _award in range(draw(st.integers(1, 5))):
        platform = draw(st.sampled_from(["P0", "P1", "P2"]))
        award = [f"O{platform[1:]}", platform, draw(st.sampled_from([*PROGRAMMES])), draw(st.sampled_from([*BENEFITS]))]
        rows.append([*award, draw(st.sampled_from([2025, 2026])), draw(amounts)])
    headings = ["依托单位代码", "平台编号", "支持来源", "支持项目", "年度", "金额"]
    clean = Table(headings, [list(row) for row in rows], [], set(), {})
    table = draw(dressed(clean, 5))
    for row in table.rows:
        if len(row) >= 6 and row[3]:
            row[0], row[1] = draw(st.sampled_from(SPELLINGS))(row[0]), draw(st.sampled_from(SPELLINGS))(row[1])
            row[2], row[3] = draw(st.sampled_from(PROGRAMMES[row[2]])), draw(st.sampled_from(BENEFITS[row[3]]))
            row[4] = draw(st.sampled_from(YEARS))(row[4])
    return clean, table


def check_paid_sheet(clean: Table, table: Table) -> None:
    applying = application_table([(f"P{at}", f"O{at}", 5_000_000 + at) for at in range(3)])
    with TemporaryDirectory() as name:
        path = Path(name) / "a.xlsx"
        twin = read_en(write_xlsx(path, {"申请": applying, "已支持": clean}), CONTESTED)
        found = read_en(write_xlsx(path, {"申请": applying, "已支持": table}), CONTESTED)
    assert (found.faults, found.refused) == ((), ())
    assert [award.fen for award in found.paid] == [amount * 100 for *_award, amount in clean.rows]
    assert outcome(found) == outcome(twin)


@given(awards_paid())
@FEW
def test_awards_paid_in_any_habit_count_as_their_clean_twins(tables: tuple[Table, Table]) -> None:
    check_paid_sheet(*tables)


@pytest.mark.slow
@given(awards_paid())
@MANY
def test_many_awards_paid_in_any_habit_count_as_their_clean_twins(tables: tuple[Table, Table]) -> None:
    check_paid_sheet(*tables)


@st.composite
def expenses(draw: st.DrawFn) -> tuple[Table, Table]:
    """Lines of spending and the same in some habits."""
    uses = st.sampled_from(["试剂", "总计三台反应釜", "合计通信服务费", "检测费"])
    amounts = st.integers(-(10**5), 10**7).filter(bool).map(lambda amount: amount * 10)
    rows = [
        [f"2026-06-{day:02}", draw(uses), draw(amounts), "YN-2026-p1-build"]
        for day in draw(st.lists(st.integers(1, 30), min_size=1, max_size=6))
    ]
    clean = Table(["日期", "摘要", "金额", "支持编号"], [list(row) for row in rows], [], set(), {})
    table = draw(dressed(clean, 2))
    for row in table.rows:
        if len(row) >= 4 and row[3]:
            row[3] = draw(st.sampled_from(SPELLINGS))(row[3])
    return clean, table


def check_expenses(clean: Table, table: Table, encoding: str | None, *, partial: bool) -> None:
    with TemporaryDirectory() as name:
        path = Path(name) / ("a.csv" if encoding else "a.xlsx")
        written = write_csv(path, table, encoding) if encoding else write_xlsx(path, {"支出明细": table})
        found = read_expenses(written, partial=partial)
    assert (found.faults, found.bad) == ((), 0)
    assert [(str(line.date), line.text, line.fen) for line in found.lines] == [
        (day, text, amount * 100) for day, text, amount, _award in clean.rows
    ]
    assert len({line.award for line in found.lines}) == 1


@given(expenses(), ENCODINGS, st.booleans())
@FEW
def test_spending_in_any_habit_comes_to_the_same(
    tables: tuple[Table, Table], encoding: str | None, partial: bool
) -> None:
    check_expenses(*tables, encoding, partial=partial)


@pytest.mark.slow
@given(expenses(), ENCODINGS, st.booleans())
@MANY
def test_much_spending_in_any_habit_comes_to_the_same(
    tables: tuple[Table, Table], encoding: str | None, partial: bool
) -> None:
    check_expenses(*tables, encoding, partial=partial)


def test_a_long_text_of_periods_is_read_at_once() -> None:
    assert not is_total("季度" * 60 + "计x")
    assert is_total("本季度合计")
