"""A foreign ledger and a journal of the same facts agree on what was spent and found."""

from pathlib import Path

from fundcalc.auditing.audit import audit_evidence
from fundcalc.auditing.findings import Finding
from fundcalc.auditing.lines import Line
from fundcalc.journals.mapping import read_mapping
from fundcalc.policy.loading import load
from fundcalc.sources.collect import gather
from fundcalc.sources.journal_evidence import JournalOptions

from .samples import workbook

YN = "YN-2026-p1-build"
# Day, economic code, account of the journal, account of the ledger, yuan, payee, text.
FACTS = [
    ("2026-04-01", "30218", ("530101", "研发支出_材料费"), "Expenses:Lab:30218-Materials", 1200, "国药", "购试剂"),
    ("2026-04-08", "30218", ("530101", "研发支出_材料费"), "Expenses:Lab:30218-Materials", 1200, "国药", "购试剂"),
    ("2026-05-01", "31003", ("1601", "固定资产"), "Assets:Lab:31003-Instruments", 90000, "仪器厂", "购仪器"),
    ("2026-06-01", "30217", ("660205", "管理费用_业务招待费"), "Expenses:Lab:30217-Reception", 500, "饭店", "接待"),
    ("2026-06-09", "30218", ("530101", "研发支出_材料费"), "Expenses:Lab:30218-Materials", -300, "国药", "退货"),
]


def journal(path: Path) -> Path:
    rows: list[list[object]] = [
        ["日期", "凭证号", "摘要", "科目编码", "科目名称", "借方", "贷方", "项目", "供应商", "经济分类"]
    ]
    for number, (day, code, account, _ledger, yuan, payee, text) in enumerate(FACTS, 1):
        rows.append([day, f"付-{number}", text, *account, yuan, None, YN, payee, code])
        rows.append([day, f"付-{number}", text, "1002", "银行存款", None, yuan, None, None, None])
    return workbook(path, 序时账=rows)


def ledger(path: Path) -> Path:
    accounts = sorted({account for _day, _code, _own, account, *_more in FACTS} | {"Assets:Bank"})
    lines = [f"2026-01-01 open {account} CNY" for account in accounts]
    for number, (day, _code, _own, account, yuan, payee, text) in enumerate(FACTS, 1):
        lines += [f'{day} * "{payee}" "{text}"', f'  award: "{YN}"', f'  document: "付-{number}"']
        lines += [f"  {account}  {yuan}.00 CNY", f"  Assets:Bank  {-yuan}.00 CNY"]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def read(path: Path) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """The lines and the findings of a file, without accounts and places."""
    options = JournalOptions(read_mapping(None, [(YN, YN)]))
    gathered = gather([path], journals=options)
    assert not gathered.faults
    found = audit_evidence(gathered.evidence, [load("yunnan-2025")]).findings
    return sorted(map(_said, gathered.evidence.lines)), sorted(map(_found, found))


def _said(line: Line) -> tuple[object, ...]:
    # A journal adds the words of its sub-account.
    text = line.text.partition("（")[0]
    return line.date, line.fen, line.award, line.code, line.payee, text, line.document


def _found(finding: Finding) -> tuple[object, ...]:
    return finding.check, finding.severity, finding.award, finding.fen or 0, finding.cite


def test_a_ledger_and_a_journal_of_the_same_facts(tmp_path: Path) -> None:
    lines, findings = read(journal(tmp_path / "j.xlsx"))
    assert (lines, findings) == read(ledger(tmp_path / "theirs.beancount"))
    assert len(lines) == len(FACTS)
    assert {"prohibited_use", "duplicate_payment", "use_for_review"} <= {check for check, *_more in findings}
