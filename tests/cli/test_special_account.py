"""The special account as a person uses it: commands, what they say, JSON, workbooks, and what is refused."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fundcalc.cli import main

A = "YN-2026-P-1-build"


def run(capsys: pytest.CaptureFixture[str], *words: str | Path, code: int = 0) -> str:
    with pytest.raises(SystemExit) as done:
        main([*map(str, words), "--lang", "en"])
    said = capsys.readouterr()
    assert done.value.code == code, said
    return said.out + said.err


def run_json(capsys: pytest.CaptureFixture[str], *words: str | Path, code: int = 0) -> Any:
    return json.loads(run(capsys, *words, "--json", code=code))


@pytest.fixture
def special(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    folder = tmp_path / "special"
    run(
        capsys,
        "book",
        "init",
        folder,
        "--role",
        "recipient",
        "--chart",
        "institution",
        "--organisation",
        "O1",
        "--name",
        "某院",
    )
    said = run(
        capsys, "book", "receive", folder, "--award", A, "--amount", "600", "--awarded", "1000", "--date", "2026-06-01"
    )
    assert said == f"{A}: received CNY 600.00\nleft to spend: CNY 600.00\n"
    return folder


def sheet(folder: Path, *rows: str) -> Path:
    path = folder / "spent.csv"
    path.write_text("日期,金额,支持编号,经济分类科目,摘要,发票号码\n" + "".join(f"{row}\n" for row in rows), "utf-8")
    return path


def test_spend_status_clawback_return(special: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = sheet(tmp_path, f"2026-07-01,100.5,{A},30218,试剂,7", f"2026-07-02,50,{A},30228,工会,7")
    said = run(capsys, "book", "spend", special, file)
    assert said == (
        "2 lines posted, CNY 150.50\n"
        f"! invoice 7 occurs 2 times in {A}: spent.csv:2, spent.csv:3. If this is a correction, reverse the old line with a "
        "negative one.\n"
    )
    assert run(capsys, "book", "spend", special, file) == "2 lines are in the book already and were not posted again\n"
    run(capsys, "book", "clawback", special, "--award", A, "--amount", "50", "--use", "30228", "--date", "2026-08-01")
    run(capsys, "book", "return", special, "--award", A, "--amount", "50", "--date", "2026-08-02")
    document = run_json(capsys, "book", "status", special)
    (award,) = document["awards"]
    assert (document["role"], award["policy"], award["platform"], award["organisation_name"]) == (
        "recipient", "yunnan-2025", "P-1", "某院",
    )  # fmt: skip
    figures = {key: award[key] for key in ("awarded", "paid", "spent", "returned", "due", "balance", "execution")}
    assert figures == {
        "awarded": "1000.00", "paid": "600.00", "spent": "100.50", "returned": "50.00", "due": "0.00", "balance": "449.50",
        "execution": "67/400",
    }  # fmt: skip
    assert award["spent_by_use"] == {"30218-专用材料费": "100.50"}
    earlier = run_json(capsys, "book", "status", special, "--on", "2026-07-01")
    assert (earlier["awards"][0]["spent"], earlier["awards"][0]["last"]) == ("100.50", "2026-07-01")
    assert "16.8%" in run(capsys, "book", "status", special)


def test_status_as_a_workbook(special: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "book", "spend", special, sheet(tmp_path, f"2026-07-01,100.5,{A},30218,=1+1,7"))
    run(capsys, "book", "status", special, "-o", tmp_path / "s.xlsx")
    book = openpyxl.load_workbook(tmp_path / "s.xlsx")
    assert book.sheetnames == ["Accounts of awards", "Spending by use", "Movements"]
    rows = list(book["Accounts of awards"].iter_rows(values_only=True))
    assert rows[1][4:11] == (1000, 600, 100.5, 0, 0, 0, 499.5)
    texts = [row[6] for row in book["Movements"].iter_rows(min_row=2, values_only=True)]
    assert "'=1+1" in texts


def test_bad_rows_post_nothing_and_are_all_named(
    special: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = sheet(tmp_path, f"2026-07-01,一百,{A},30218,x,", f"2026-07-01,5,{A},30218,x,", f"2026-07-99,5,{A},30218,x,")
    assert run(capsys, "book", "spend", special, file, code=1) == (
        "✗ spent.csv, B2 (金额): '一百'. An amount in yuan with at most two decimals was expected. Write the figure "
        "alone, like 1234567.89.\n"
        "✗ spent.csv, A4 (日期): '2026-07-99'. A date was expected. Write it like 2026-03-01 or 2026年3月1日.\n"
        "nothing was posted: 2 rows cannot be read; correct them and post the file again\n"
    )
    assert run_json(capsys, "book", "status", special)["awards"][0]["spent"] == "0.00"


def test_overspending_says_advance(special: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = sheet(tmp_path, f"2026-07-01,700,{A},30218,x,")
    assert "--advance" in run(capsys, "book", "spend", special, file, code=1)
    assert run(capsys, "book", "spend", special, file, "--advance") == (
        "1 line posted, CNY 700.00\nCNY 100.00 of it advanced by the unit's own money\n"
    )
    said = run(capsys, "book", "receive", special, "--award", A, "--amount", "400", "--date", "2026-09-01")
    assert said.splitlines()[1:] == ["CNY 100.00 paid back to the unit's own money", "left to spend: CNY 300.00"]


def test_an_award_or_a_use_that_nobody_knows_is_refused(
    special: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("book", "receive", special, "--award", "YN-2026-P-1-bulid", "--amount", "5", "--date", "2026-06-02")
    assert "did you mean YN-2026-P-1-build?" in run(capsys, *words, code=1)
    assert run(capsys, *words, "--new").startswith("YN-2026-P-1-bulid: received")
    file = tmp_path / "spent.csv"
    file.write_text(f"日期,金额,支持编号,用途\n2026-07-01,5,{A},胡乱用途\n", "utf-8")
    assert "'胡乱用途' is not a known use" in run(capsys, "book", "spend", special, file, code=1)
    assert run_json(capsys, "book", "spend", special, file, "--new")["posted"] == 1
    assert "did you mean YN-2026-P-1-build?" in run(
        capsys, "book", "entries", special, "--award", "YN-2026-P-1-bild", code=1
    )


def test_spending_tells_what_the_audit_will_find(
    special: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = run(capsys, "book", "spend", special, sheet(tmp_path, f"2026-07-01,100,{A},31005,改造,"))
    assert said.splitlines()[1].startswith("! the audit will find: spent.csv:2: prohibited use (第十四条")
    document = run_json(capsys, "book", "spend", special, sheet(tmp_path, f"2026-07-01,99,{A},31005,改造,"))
    assert [(found["check"], found["place"]) for found in document["warnings"]] == [("prohibited_use", "spent.csv:2")]


def test_the_template_lists_the_awards_and_what_is_filled_in_is_read(
    special: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "form.xlsx"
    run(capsys, "book", "template", "-o", path, "--book", special)
    assert "exists already" in run(capsys, "book", "template", "-o", path, code=2)
    assert "the file has no lines" in run(capsys, "book", "spend", special, path, code=1)
    form = openpyxl.load_workbook(path)
    lists = form["下拉选项 lists"]
    assert lists["A1"].value == A
    assert "30213 维修（护）费" in {row[0] for row in lists.iter_rows(min_col=3, max_col=3, values_only=True)}
    sheet = form["支出明细 expenses"]
    headings = [str(cell.value).splitlines()[-1] for cell in sheet[1]]
    filled: dict[str, str | float] = {"date": "2026-07-01", "amount": 12.34, "award": A, "code": "30213 维修（护）费"}
    for key, value in filled.items():
        sheet.cell(2, headings.index(key) + 1, value)
    form.save(path)
    assert run(capsys, "book", "spend", special, path) == "1 line posted, CNY 12.34\n"
    assert run_json(capsys, "book", "status", special)["awards"][0]["spent_by_use"] == {"30213-维修护费": "12.34"}


def test_instalments_are_paid_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from ledgers import make

    make.make(tmp_path)
    capsys.readouterr()
    folder, award = tmp_path / "authority", "YN-2026-EX-PB-2-build"
    words = ("book", "pay", folder, "--award", award, "--share", "60%", "--date", "2026-06-15", "--reference", "首期")
    assert run_json(capsys, *words)["already"] == [{"award": award, "amount": "1200000.00"}]
    rest = ("book", "pay", folder, "--award", award, "--share", "60%", "--date", "2026-12-01", "--reference", "二期")
    assert run_json(capsys, *rest)["posted"] == [{"award": award, "amount": "800000.00"}]
    assert "is not a rate" in run(capsys, "book", "pay", folder, "--all", "--share", "0.6", code=2)


def test_replay_says_what_differs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import shutil

    from ledgers.make import HERE

    folder = Path(shutil.copytree(HERE / "authority", tmp_path / "copy"))
    assert run(capsys, "book", "replay", folder) == "5 of 5 awards came out the same\n"
    (inputs,) = [path for path in (folder / "inputs").iterdir() if b"xinzhou-2024" in path.read_bytes()]
    inputs.unlink()
    said = run(capsys, "book", "replay", folder, code=1)
    assert said.startswith("4 of 5 awards came out the same\n✗ batches/2026-05-28-awards-")
    document = run_json(capsys, "book", "replay", folder, code=1)
    assert (document["awards"], document["confirmed"], [finding["kind"] for finding in document["findings"]]) == (
        5,
        4,
        ["inputs_missing"],
    )


def test_what_belongs_to_the_other_role_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = run(capsys, "book", "init", tmp_path / "a", "--name", "x", code=2)
    assert "--chart, --organisation and --name are for a recipient's book; leave them out" in said
    document = run_json(capsys, "book", "init", tmp_path / "r", "--role", "recipient", "--chart", "small-enterprise")
    assert document["unconfirmed_accounts"] == [
        "2241 其他应付款（应退专项资金）",
        "5711 营业外支出（退回补助由本单位承担）",
    ]
    run(capsys, "book", "init", tmp_path / "a")
    assert "--use and --from are for a recipient's book" in run(
        capsys, "book", "clawback", tmp_path / "a", "--award", A, "--amount", "1", "--use", "30228", code=2
    )


def test_an_unknown_heading_is_reported_also_where_nothing_is_posted(
    special: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "spent.csv"
    path.write_text(f"日期,金额,支持编号,经济分类科木,摘要\n2026-07-01,5,{A},30218,试剂\n", "utf-8")
    said = run(capsys, "book", "spend", special, path, code=2)
    assert "spent.csv, D1: '经济分类科木'." in said
    assert "it names neither use nor economic code nor account" in said


def test_the_last_day_and_a_revocation_are_noted_and_audited(
    special: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "book", "spend", special, sheet(tmp_path, f"2026-07-01,100.5,{A},30218,试剂,7"))
    noted = run(capsys, "book", "receive", special, "--award", A, "--until", "2026-06-30", "--date", "2026-06-02")
    assert noted == f"{A}: noted\n"
    revoke = ("book", "revoke", special, "--award", A, "--date", "2026-06-20")
    assert run(capsys, *revoke) == f"{A}: revoked on 2026-06-20, noted\n"
    assert run(capsys, *revoke) == f"{A}: revoked on 2026-06-20, is noted already\n"
    assert run_json(capsys, *revoke) == {"noted": [], "already": [A], "batch": None}
    with pytest.raises(SystemExit):
        main(["audit", str(special), "--json", "--lang", "en"])
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [(finding["check"], finding["amount"]) for finding in found if finding["severity"] == "violation"] == [
        ("spent_after_revocation", "100.50"), ("outside_validity", "100.50"),
    ]  # fmt: skip


@pytest.mark.parametrize("named", [(), ("--award", A, "--platform", "P-1")])
def test_a_revocation_is_of_an_award_or_of_a_platform(
    special: Path, capsys: pytest.CaptureFixture[str], named: tuple[str, ...]
) -> None:
    said = run(capsys, "book", "revoke", special, "--date", "2026-06-20", *named, code=2)
    assert "give --award or --platform: one of them" in said


def test_awards_and_receipts_of_a_sheet_are_not_posted_and_that_is_said(
    special: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = run(capsys, "book", "template", "-o", tmp_path / "t.xlsx")
    assert said == (
        f"{tmp_path}/t.xlsx written. Next: fundcalc book spend DIR {tmp_path}/t.xlsx\n"
        f"Without a book, fill in all its sheets and run: fundcalc audit {tmp_path}/t.xlsx\n"
    )
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    book["支出明细 expenses"].append(["2026-07-01", 5, A, None, "30218"])
    book["到账明细 receipts"].append(["2026-06-01", 50, A])
    book.save(tmp_path / "t.xlsx")
    assert run(capsys, "book", "spend", special, tmp_path / "t.xlsx") == (
        "1 line posted, CNY 5.00\n! its sheets of awards and receipts are not posted: `fundcalc book receive` does that\n"
    )
