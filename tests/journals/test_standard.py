"""GB/T 24589.1-2010 and GB/T 19581-2004, as folders and zips."""

import zipfile
from pathlib import Path

import pytest

from .samples import audited, listed

YN = "YN-2026-p1-build"
LEDGER = """<?xml version="1.0" encoding="GB18030"?>
<总账 xmlns="urn:gbt">
<电子账簿><会计核算单位>甲研究所</会计核算单位><标准版本号>GB/T 24589.1-2010</标准版本号></电子账簿>
<会计科目><科目编号>530101</科目编号><科目名称>研发支出_材料费</科目名称></会计科目>
<会计科目><科目编号>1002</科目编号><科目名称>银行存款</科目名称></会计科目>
<科目辅助核算><科目编号>530101</科目编号><辅助项编号>1</辅助项编号><辅助项名称>部门</辅助项名称><对应档案>部门档案</对应档案></科目辅助核算>
<科目辅助核算><科目编号>530101</科目编号><辅助项编号>2</辅助项编号><辅助项名称>核算对象</辅助项名称><对应档案>XM</对应档案></科目辅助核算>
<新表><新项>1</新项></新表>
{lines}
</总账>"""
ARCHIVE = """<?xml version="1.0" encoding="GB18030"?>
<公共档案><自定义档案><档案编码>XM</档案编码><档案名称>科研项目</档案名称></自定义档案>
<自定义档案值><档案编码>XM</档案编码><档案值编码>P001</档案值编码><档案值名称>中心建设</档案值名称></自定义档案值></公共档案>"""


def line(number: int, row: int, account: str, debit: str, credit: str, **more: str) -> str:
    fields = {
        "记账凭证日期": "20260301", "会计期间号": "03", "记账凭证类型编号": "付", "记账凭证编号": str(number),
        "记账凭证行号": str(row),
        "记账凭证摘要": "购试剂", "科目编号": account, "借方本币金额": debit, "贷方本币金额": credit, **more,
    }  # fmt: skip
    return "<记账凭证>" + "".join(f"<{key}>{value}</{key}>" for key, value in fields.items()) + "</记账凭证>"


LINES = "\n".join(
    [
        line(1, 1, "530101", "1234.50", "0.00", 辅助项1编号="01", 辅助项2编号="P001", 新栏="x"),
        line(1, 2, "1002", "0.00", "1234.50"),
        line(2, 1, "530101", "99.00", "", 作废标志="1"),
        line(2, 2, "1002", "", "99.00", 作废标志="1"),
    ]
)


def write(folder: Path, ledger: str = LEDGER.replace("{lines}", LINES)) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "总账.xml").write_bytes(ledger.encode("gb18030"))
    (folder / "公共档案.xml").write_bytes(ARCHIVE.encode("gb18030"))
    return folder


def test_a_folder_of_the_standard_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = audited(capsys, write(tmp_path / "set"), "--project", f"中心建设={YN}", "--lang", "en")
    assert document["amount"] == "1234.50"
    assert document["accounts"][0] | {"award": YN, "spent": "1234.50"} == document["accounts"][0]
    assert {(source["kind"], source["edition"]) for source in document["sources"]} == {
        ("gbt24589", "GB/T 24589.1-2010")
    }
    assert [finding["place"] for finding in document["findings"]] == ["总账.xml:付-1/1"]
    assert ("530101", "99.00", "0.00", "of a void voucher") in listed(document)
    messages = " ".join(note["message"] for note in document["notes"])
    assert "新表" in messages
    assert "记账凭证/新栏" in messages


def test_a_zip_of_the_standard_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "set")
    with zipfile.ZipFile(tmp_path / "set.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in folder.iterdir():
            archive.write(path, f"2026/{path.name}")
    document = audited(capsys, tmp_path / "set.zip", "--project", f"P001={YN}")
    assert document["amount"] == "1234.50"
    assert document["accounts"][0]["spent"] == "1234.50"


def test_the_older_standard_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fields = ("凭证日期", "凭证种类", "凭证编号", "行号", "摘要", "科目编号", "借方金额", "贷方金额")
    rows = [
        ("20260301", "记", "7", "1", "办公", "6602", "10.00", ""),
        ("20260301", "记", "7", "2", "", "1002", "", "10.00"),
    ]
    xml = "".join(
        "<记账凭证>"
        + "".join(f"<{key}>{value}</{key}>" for key, value in zip(fields, row, strict=True))
        + "</记账凭证>"
        for row in rows
    )
    path = tmp_path / "凭证.xml"
    path.write_bytes(f'<?xml version="1.0" encoding="GB2312"?><总账>{xml}</总账>'.encode("gb18030"))
    document = audited(capsys, path)
    assert document["amount"] == "10.00"
    assert document["sources"][0]["edition"] == "GB/T 19581-2004"


@pytest.mark.parametrize(
    ("ledger", "reason"),
    [
        ('<!DOCTYPE a [<!ENTITY b "c">]><总账>&b;</总账>', "a document type is not allowed"),
        ("<总账><记账凭证>", "not XML that can be read"),
        ("<总账>" + "<a>" * 50 + "</a>" * 50 + "</总账>", "nested too deeply"),
        ("<总账><电子账簿><标准版本号>GB/T 24589.1-2024</标准版本号></电子账簿></总账>", "whose form is not public"),
        ("<其他><x>1</x></其他>", "neither vouchers nor balances"),
    ],
)  # fmt: skip
def test_what_is_not_of_the_standard_is_refused(
    ledger: str, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "总账.xml"
    path.write_text(ledger, "utf-8")
    document = audited(capsys, path, "--lang", "en")
    assert reason in document["notes"][0]["message"]


def test_a_zip_bomb_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("总账.xml", b"<a>" + b" " * (32 << 20) + b"</a>")
    document = audited(capsys, tmp_path / "bomb.zip", "--lang", "en")
    assert "the zip claims more" in document["notes"][0]["message"]
