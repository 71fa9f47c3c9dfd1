"""Tables on disk: read exactly, decided as by the exact engine, refused with place and remedy, written whole."""

import csv
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
import tomli
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fundcalc
from fundcalc.base.i18n import speaking
from fundcalc.engine.decision_parts import Reason, Status
from fundcalc.policy.loading import available, load
from fundcalc.policy.vocabulary import DETAILS, policies_folder
from fundcalc.tables import award_file
from fundcalc.tables.explain import explain_file
from fundcalc.tables.files import tables_of

pl: Any = pytest.importorskip("polars", reason="Polars is not installed")
pytest.importorskip("duckdb", reason="DuckDB is not installed")
ENGINES = ("polars", "duckdb")

HEAD = ("platform", "organisation", "award_year", "application_date", "filed_on", "platform_kind", "plaque_only",
        "eligible_investment")  # fmt: skip
ROW = ("p1", "o1", "2026", "2026-03-01", "2026-02-10", "pilot_base", "no", "8000000.00")


def write(path: Path, *rows: Sequence[str], head: Sequence[str] = HEAD, encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def row(**given: str) -> list[str]:
    return [given.get(name, value) for name, value in zip(HEAD, ROW, strict=True)]


def decided(source: Path, tmp: Path, engine: str, policy: Any = None, ending: str = ".parquet") -> Any:
    out = tmp / f"result{ending}"
    award_file(policy or load("yunnan-2025"), source, out, by=engine)
    return pl.read_parquet(out) if ending == ".parquet" else pl.read_csv(out)


# As the exact engine.


def sample(id_: str) -> tuple[list[dict[str, Any]], list[dict[str, object]]]:
    sample = tomli.loads((policies_folder() / id_ / "sample.toml").read_text("utf-8"), parse_float=Decimal)
    return [sample["common"] | item for item in sample["application"]], sample.get("paid", [])


def text(value: object) -> str:
    match value:
        case bool():
            return "是" if value else "否"
        case list() | tuple():
            return ",".join(map(str, value))
        case _:
            return str(value)


def folder_of(id_: str, folder: Path) -> Path:
    applications, paid = sample(id_)
    forms: dict[str, list[dict[str, object]]] = {"applications": applications, "paid": paid}
    for form in DETAILS:
        forms[form] = [
            {"platform": application["platform"], **one}
            for application in applications
            for one in application.get(form, ())
        ]
    folder.mkdir()
    for form, rows in forms.items():
        if rows:
            head = [key for key in dict.fromkeys(key for row in rows for key in row) if key not in DETAILS]
            body = [[text(row[key]) if key in row else "" for key in head] for row in rows]
            write(folder / f"{form}.csv", *body, head=head)
    return folder


# Planning the larger measures takes DuckDB seconds: in every run it decides the smaller samples.
LARGE = ("yunnan-2025", "inner-mongolia-2025")


@pytest.mark.parametrize(
    ("id_", "engine"),
    [
        pytest.param(id_, engine, marks=[pytest.mark.slow] if engine == "duckdb" and id_ in LARGE else [])
        for id_ in available()
        for engine in ENGINES
    ],
)
def test_a_sample_round_is_decided_as_the_exact_engine_does(id_: str, engine: str, tmp_path: Path) -> None:
    policy = load(id_)
    applications, paid = sample(id_)
    exact = fundcalc.decide_all(policy, applications, paid)
    rows = decided(folder_of(id_, tmp_path / "round"), tmp_path, engine, policy).to_dicts()
    assert [(row["platform"], row["status"], row["payable"], row["prospective"]) for row in rows] == [
        (decision.platform, decision.status, decision.payable_fen, decision.prospective_fen) for decision in exact
    ]


@pytest.mark.parametrize(
    ("id_", "ending", "engine"),
    [
        ("yunnan-2025", ".csv", "polars"),
        ("xinzhou-2024", ".parquet", "duckdb"),
        pytest.param("yunnan-2025", ".parquet", "polars", marks=pytest.mark.slow),
        pytest.param("inner-mongolia-2025", ".csv", "polars", marks=pytest.mark.slow),
        pytest.param("xpcc", ".parquet", "duckdb", marks=pytest.mark.slow),
        pytest.param("yunnan-2025", ".parquet", "duckdb", marks=pytest.mark.slow),
        pytest.param("inner-mongolia-2025", ".csv", "duckdb", marks=pytest.mark.slow),
    ],
)
def test_parts_decide_as_the_whole(
    id_: str, ending: str, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy, source = load(id_), folder_of(id_, tmp_path / "round")
    whole = decided(source, tmp_path, engine, policy, ending)
    parts = 2 if engine == "duckdb" else 4
    monkeypatch.setattr(f"fundcalc.tables.{engine}_files.ROWS", -(-whole.height // parts))
    target = tmp_path / f"parts{ending}"
    summary = award_file(policy, source, target, by=engine)
    assert (summary.parts, summary.rows, summary.payable) == (parts, whole.height, whole["payable"].sum())
    found = pl.read_parquet(target) if ending == ".parquet" else pl.read_csv(target)
    assert found.sort("platform").to_dicts() == whole.sort("platform").to_dicts()


@pytest.mark.parametrize("engine", ENGINES)
def test_an_organisation_written_in_two_ways_falls_to_one_part(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"fundcalc.tables.{engine}_files.ROWS", 3)
    kinds = ("proof_of_concept", "pilot_base")
    rows = [
        row(platform=f"p{n}", organisation=("org-a", "ORG-A", "org-b", "ORG-B", "org-c", "ORG-C")[n],
            platform_kind=kinds[n % 2])
        for n in range(6)
    ]  # fmt: skip
    award_file(load("yunnan-2025"), write(tmp_path / "a.csv", *rows), tmp_path / "o.parquet", by=engine)
    assert pl.read_parquet(tmp_path / "o.parquet")["status"].unique().to_list() == ["needs_election"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_platform_twice_in_two_spellings_is_refused(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"fundcalc.tables.{engine}_files.ROWS", 2)
    rows = [row(platform=name, organisation=f"o{n}") for n, name in enumerate(("p0", "p1", "p2", "P0"))]
    with pytest.raises(fundcalc.ApplicationError, match="platform P0 applies twice"):
        award_file(load("yunnan-2025"), write(tmp_path / "a.csv", *rows), tmp_path / "o.parquet", by=engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_platform_twice_in_different_parts_is_refused(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"fundcalc.tables.{engine}_files.ROWS", 2)
    source = write(tmp_path / "a.csv", *(row(platform=f"p{n % 7}", organisation=f"o{n}") for n in range(8)))
    with pytest.raises(fundcalc.ApplicationError) as refused:
        award_file(load("yunnan-2025"), source, tmp_path / "o.parquet", by=engine)
    assert str(refused.value) == "a.csv\n  platform p0 applies twice in this round"
    assert not (tmp_path / "o.parquet").exists()


# Amounts.

amounts = st.decimals(min_value=0, max_value=Decimal("999999999999999.99"), places=2, allow_nan=False)


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=1, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    given_=st.lists(st.tuples(amounts, st.sampled_from(["{:f}", "{:,f}", " {:f} ", "+{:f}", "{:f}000"])), min_size=50)
)
def test_yuan_become_fen_exactly(engine: str, given_: list[tuple[Decimal, str]], tmp_path: Path) -> None:
    rows = [
        row(platform=f"p{n}", organisation=f"o{n}", eligible_investment=form.format(amount))
        for n, (amount, form) in enumerate(given_)
    ]
    found = decided(write(tmp_path / "a.csv", *rows), tmp_path, engine)
    assert found["eligible_investment"].to_list() == [int(amount * 100) for amount, _form in given_]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_cell_that_can_be_read_exactly_is(engine: str, tmp_path: Path) -> None:
    cells: dict[str, int | None] = {
        "8000000": 800_000_000, "０８０": 8_000, "1.5": 150, "1,600,000.00": 160_000_000, "": None, "  ": None,
    }  # fmt: skip
    rows = [
        row(platform=f"p{number}", organisation=f"o{number}", eligible_investment=cell)
        for number, cell in enumerate(cells)
    ]
    found = decided(write(tmp_path / "a.csv", *rows), tmp_path, engine)
    assert found["eligible_investment"].to_list() == list(cells.values())
    assert found["build.reason"].to_list() == ["not_claimed" if fen is None else "due" for fen in cells.values()]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("eligible_investment", "1.005",
         "An amount in yuan with at most two decimals was expected. Round the figure to 2 decimals."),
        ("eligible_investment", "1e6",
         "An amount in yuan with at most two decimals was expected. Write the figure in full: 1000000."),
        ("eligible_investment", "800万元",
         "An amount in yuan with at most two decimals was expected. Write 8000000, or write （万元） in the heading and "
         "800 here."),
        ("eligible_investment", "-1", "An amount of 0 or more was expected. Correct the amount."),
        ("eligible_investment", "1234567890123456",
         "An amount in yuan with at most two decimals was expected. Correct the amount: it is beyond any budget."),
        ("plaque_only", "maybe",
         "是 (yes) or 否 (no) was expected. Write 是 or 否, or leave the cell blank if it is not known."),
        ("filed_on", "2026-02-30", "A date was expected. Write it like 2026-03-01 or 2026年3月1日."),
        ("award_year", "26", "A year was expected. Write it like 2026."),
        ("organisation", "某大学",
         "A code of at most 64 ASCII letters, figures, '.', '_' and '-' was expected. Correct the code."),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named(engine: str, column: str, cell: str, expected: str, tmp_path: Path) -> None:
    good = [row(platform=f"p{n}") for n in range(2, 5)]
    source = write(tmp_path / "a.csv", *good, row(**{column: cell}))
    with pytest.raises(fundcalc.ApplicationError) as refused:
        award_file(load("yunnan-2025"), source, tmp_path / "o.parquet", by=engine)
    address = "ABCDEFGH"[HEAD.index(column)] + "5"
    assert str(refused.value) == f"a.csv\n  {column}, {address} (platform p1): '{cell}'. {expected}"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.csv"]


@pytest.mark.parametrize(
    ("engine", "unit", "value"),
    [
        pytest.param(engine, unit, value, marks=[pytest.mark.slow] if engine == "duckdb" and unit != "亿元" else [])
        for engine in ENGINES
        for unit, value in (
            ("百元", "80000"), ("千元", "8,000"), ("百万元", "8.00"), ("亿元", "0.08"), ("亿元", "0.0800000000"),
        )
    ],
)  # fmt: skip
def test_a_unit_in_a_heading_is_read_exactly(engine: str, unit: str, value: str, tmp_path: Path) -> None:
    head = [*HEAD[:-1], f"eligible_investment（{unit}）"]
    source = write(tmp_path / "applications.csv", [*ROW[:-1], value], head=head)
    assert decided(source, tmp_path, engine)["payable"].to_list() == [160_000_000]


@pytest.mark.parametrize("engine", ENGINES)
def test_chinese_headings_and_10_000_yuan(engine: str, tmp_path: Path) -> None:
    head = ["平台编号", "依托单位代码", "支持年度", "申请日期", "备案（认定）日期", "平台类型", "plaque_only",
            "eligible_investment（万元）", "备注"]  # fmt: skip
    cells = ["p1", "o1", "2026年", "2026/3/1", "2026年2月10日", "中试基地", "FALSE", "800.000001", "x"]
    blank = [""] * len(head)
    source = write(tmp_path / "a.csv", cells, blank, head=head, encoding="utf-8-sig")
    found = decided(source, tmp_path, engine)
    assert found.row(0, named=True) | {
        "platform_kind": "pilot_base", "filed_on": date(2026, 2, 10), "eligible_investment": 800000001, "payable": 160000000,
    } == found.row(0, named=True)  # fmt: skip
    assert found.height == 1
    assert "备注" not in found.columns


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "a.csv: the file is empty (0 bytes); save or copy it again."),
        ((",".join(HEAD) + "\n" + ",".join(ROW) + ",1\n").encode(),
         "a.csv: row 2 has 9 cells, and there are 8 headings; put a value that holds a comma in quotes, or give every "
         "column a heading."),
        (b"\n1,2\n",
         "a.csv: the first row holds no headings; put the headings (platform, organisation, \xe2\x80\xa6) in the first row."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused(
    engine: str, content: bytes, expected: str | bytes, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(fundcalc.SheetError) as refused:
        award_file(load("yunnan-2025"), tmp_path / "a.csv", tmp_path / "o.csv", by=engine)
    assert str(refused.value).replace("…", "\xe2\x80\xa6") == expected


@pytest.mark.parametrize("engine", ENGINES)
def test_a_large_file_in_another_encoding_is_refused(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fundcalc.tables.files._MOST_DECODED", 10)
    (tmp_path / "a.csv").write_bytes((",".join(HEAD) + "\n某大学概念验证中心,o1\n").encode("gbk"))
    with speaking("en"), pytest.raises(fundcalc.SheetError, match="line 2 is not UTF-8"):
        award_file(load("yunnan-2025"), tmp_path / "a.csv", tmp_path / "o.csv", by=engine)


# Parquet.


def table(**given: object) -> Any:
    base = dict(zip(HEAD, ROW, strict=True)) | {"eligible_investment": 800_000_000}
    return pl.DataFrame({name: [given.get(name, value)] for name, value in base.items()})


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("amount", "unit"), [(800_000_000, "fen"), (Decimal("8000000.00"), "yuan"), ("8000000", "yuan")]
)
def test_parquet_says_which_unit_was_read(engine: str, amount: object, unit: str, tmp_path: Path) -> None:
    table(eligible_investment=amount).write_parquet(tmp_path / "a.parquet")
    summary = award_file(load("yunnan-2025"), tmp_path / "a.parquet", by=engine)
    assert (summary.payable, summary.units) == (160_000_000, {"eligible_investment": unit})


@pytest.mark.parametrize("engine", ENGINES)
def test_floats_and_a_unit_over_whole_numbers_are_refused(engine: str, tmp_path: Path) -> None:
    table(eligible_investment=8e6).write_parquet(tmp_path / "a.parquet")
    with pytest.raises(
        fundcalc.ApplicationError, match="holds floats, which cannot hold an amount exactly; give whole fen"
    ):
        award_file(load("yunnan-2025"), tmp_path / "a.parquet", by=engine)
    table().rename({"eligible_investment": "eligible_investment（元）"}).write_parquet(tmp_path / "a.parquet")
    with pytest.raises(fundcalc.ApplicationError) as refused:
        award_file(load("yunnan-2025"), tmp_path / "a.parquet", by=engine)
    assert str(refused.value) == (
        "a.parquet\n  eligible_investment（元）: names a unit, and whole numbers in Parquet are fen; head it "
        "eligible_investment, or give Decimal"
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_a_damaged_parquet_is_refused(engine: str, tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 nothing")
    with pytest.raises(fundcalc.SheetError, match=r"a\.parquet: the file cannot be read \("):
        award_file(load("yunnan-2025"), tmp_path / "a.parquet", by=engine)


# Written whole or not at all.


@pytest.mark.parametrize(
    ("engine", "ending"),
    [
        ("polars", ".parquet"),
        pytest.param("polars", ".csv", marks=pytest.mark.slow),
        pytest.param("duckdb", ".csv", marks=pytest.mark.slow),
        pytest.param("duckdb", ".parquet", marks=pytest.mark.slow),
    ],
)
def test_a_full_disk_leaves_the_result_that_was_there(engine: str, ending: str, tmp_path: Path) -> None:
    source = write(tmp_path / "a.csv", *(row(platform=f"p{n}", organisation=f"o{n}") for n in range(500)))
    out = tmp_path / f"out{ending}"
    out.write_text("before")
    code = (
        "import resource, signal, sys, fundcalc\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try: fundcalc.award_file(fundcalc.load('yunnan-2025'), *sys.argv[1:3], by=sys.argv[3])\n"
        "except fundcalc.SheetError as error: sys.exit('refused: ' + str(error))"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", code, source, out, engine], capture_output=True, text=True, check=False
    )
    assert done.stderr.startswith(f"refused: {out} "), done.stderr
    assert out.read_text() == "before"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.csv", out.name]


@pytest.mark.slow
def test_a_killed_run_leaves_no_result_under_its_name(tmp_path: Path) -> None:
    source = write(tmp_path / "a.csv", *(row(platform=f"p{n}", organisation=f"o{n}") for n in range(500)))
    out = tmp_path / "out.parquet"
    code = (
        "import time, fundcalc, sys\nimport fundcalc.tables.polars_files as room\nsave = room.save\n"
        "def slow(*given):\n    save(*given)\n    print('written', flush=True)\n    time.sleep(60)\nroom.save = slow\n"
        "fundcalc.award_file(fundcalc.load('yunnan-2025'), *sys.argv[1:3])"
    )
    with subprocess.Popen([sys.executable, "-c", code, source, out], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "written\n"
        process.send_signal(signal.SIGKILL)
    left = {file.name for file in tmp_path.iterdir()} - {"a.csv"}
    assert len(left) == 1
    assert left.pop().endswith(".part")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    source = write(tmp_path / "a.csv", row())
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(fundcalc.SheetError, match="cannot be written"):
        award_file(load("yunnan-2025"), source, closed / "o.parquet")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "o.xlsx",
            "{0}/o.xlsx: a decided table is written as .parquet or .csv; give -o a name that ends in one of them.",
        ),
        ("a.csv", "{0}/a.csv: this is the table of applications itself, which would be lost; give another name."),
        ("no/o.csv", "{0}/no/o.csv cannot be written: there is no folder {0}/no; make it, or choose another."),
    ],
)
def test_an_output_that_cannot_be_is_refused(name: str, expected: str, tmp_path: Path) -> None:
    with pytest.raises(fundcalc.SheetError) as refused:
        award_file(load("yunnan-2025"), write(tmp_path / "a.csv", row()), tmp_path / name)
    assert str(refused.value) == expected.format(tmp_path)


# Explaining a row.


@pytest.mark.parametrize(
    ("id_", "engine", "ending"),
    [
        ("yunnan-2025", "polars", ".parquet"),
        ("xinzhou-2024", "duckdb", ".csv"),
        pytest.param("yunnan-2025", "polars", ".csv", marks=pytest.mark.slow),
        pytest.param("yunnan-2025", "duckdb", ".parquet", marks=pytest.mark.slow),
    ],
)
def test_every_row_of_a_result_is_explained_as_it_stands(id_: str, engine: str, ending: str, tmp_path: Path) -> None:
    policy, source = load(id_), folder_of(id_, tmp_path / "round")
    out = tmp_path / f"out{ending}"
    award_file(policy, source, out, by=engine)
    applications, paid = sample(id_)
    for exact in fundcalc.decide_all(policy, applications, paid)[::8]:
        row = explain_file(policy, out, exact.platform, records=source, by=engine)
        assert row.differs == ()
        assert row.decision.to_dict() == exact.to_dict()


def test_a_result_that_was_changed_is_reported(tmp_path: Path) -> None:
    result = fundcalc.decide_table(load("yunnan-2025"), pl.read_parquet(_parquet(tmp_path)))
    changed = result.with_columns(payable=pl.lit(170_000_000))
    row = fundcalc.explain_row(load("yunnan-2025"), changed, "p1")
    assert row.differs == (("payable", "1700000.00", "1600000.00"),)
    with pytest.raises(fundcalc.ApplicationError) as refused:
        fundcalc.explain_row(load("yunnan-2025"), changed, "p9")
    assert str(refused.value) == "p9\n  is not a platform of this table; write it as in the column 'platform'"


def _parquet(folder: Path) -> Path:
    days = [pl.col(name).str.to_date() for name in ("application_date", "filed_on")]
    table(award_year=2026, plaque_only=False).with_columns(*days).write_parquet(folder / "typed.parquet")
    return folder / "typed.parquet"


def test_a_result_is_no_table_of_applications(tmp_path: Path) -> None:
    award_file(load("yunnan-2025"), write(tmp_path / "a.csv", row()), tmp_path / "o.csv")
    with speaking("zh"), pytest.raises(fundcalc.ApplicationError) as refused:
        award_file(load("yunnan-2025"), tmp_path / "o.csv")
    assert str(refused.value) == "o.csv\n  status：这张表已经核算过；请给出申请表，或用命令 explain 查看其中一行的理由"


def test_the_page_names_every_reason_status_and_column() -> None:
    page = (Path(__file__).parents[2] / "docs" / "tables.md").read_text("utf-8")
    for word in (*get_args(Reason), *get_args(Status), "prospective", "payable"):
        assert f"`{word}`" in page


def test_a_folder_with_events_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "applications.csv").write_text("platform,organisation\np1,o1\n", "utf-8")
    (tmp_path / "事件.csv").write_text("platform,date,event\np1,2026-01-01,filed\n", "utf-8")
    with pytest.raises(fundcalc.SheetError, match=r"reads no events of platforms; decide the folder.*facts\.csv"):
        tables_of(tmp_path)
