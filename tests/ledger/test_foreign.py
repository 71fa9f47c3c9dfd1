# ruff: noqa: E501, the messages are written whole
"""Ledgers from anywhere.

Nothing in them runs, nothing outside their folder is read, and a deadly part hides no other.
"""

import os
import pickle
from datetime import date
from pathlib import Path

import pytest

from fundcalc.auditing.audit import audit_evidence
from fundcalc.auditing.evidence import Evidence
from fundcalc.ledger.foreign.reader import evidence_of_foreign
from fundcalc.ledger.foreign.sandbox import read_confined
from fundcalc.policy.loading import load

SPENDING = """
2026-01-01 open Assets:Bank CNY
2026-01-01 open Expenses:30103奖金 CNY
2026-01-01 open Expenses:Office CNY
2026-01-01 open Assets:Equipment:31003专用设备 CNY

2026-05-01 * "王某" "发放年终奖" ^award-IM-2026-p1-filing
  invoice: "26152000000012345678"
  Expenses:30103奖金   200.00 CNY
  Assets:Bank        -200.00 CNY

2026-05-02 * "甲公司" "货款" ^award-IM-2026-p1-filing
  Assets:Equipment:31003专用设备   300.00 CNY
  Assets:Bank                    -300.00 CNY

2026-05-03 * "乙公司" "文具"
  award-id: "IM-2026-p1-filing"
  Expenses:Office   50.00 CNY
  Assets:Bank      -50.00 CNY
"""


def ledger(folder: Path, text: str = SPENDING, name: str = "ledger.beancount") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def read_foreign(path: Path, mapped: tuple[str, ...] = ()) -> tuple[Evidence, tuple[str, ...]]:
    """What the child process reads, read in this one: starting the child takes longer than the reading."""
    return evidence_of_foreign(path, mapped=mapped)


def read_in_child(path: Path, mapped: tuple[str, ...] = ()) -> tuple[Evidence, tuple[str, ...]]:
    evidence, _digest, notes = read_confined(path, mapped=mapped)
    return evidence, notes


def test_the_lines_of_a_foreign_ledger(tmp_path: Path) -> None:
    evidence, notes = read_in_child(ledger(tmp_path))
    assert [(line.fen, line.award, line.code, line.account, line.place) for line in evidence.lines] == [
        (20_000, "IM-2026-p1-filing", "30103", "Expenses:30103奖金", "ledger.beancount:9"),
        (30_000, "IM-2026-p1-filing", "31003", "Assets:Equipment:31003专用设备", "ledger.beancount:13"),
        (5_000, "IM-2026-p1-filing", "", "Expenses:Office", "ledger.beancount:18"),
    ]
    assert evidence.lines[0].invoice == "26152000000012345678"
    assert (notes, evidence.rejected) == ((), ())
    findings = audit_evidence(evidence, [load("inner-mongolia-2025")]).findings
    assert [(finding.check, finding.fen) for finding in findings] == [
        ("prohibited_use", 20_000),
        ("use_for_review", 5_000),
    ]


def test_an_asset_that_money_pays_counts_as_spending_and_any_account_that_is_mapped(tmp_path: Path) -> None:
    text = SPENDING.replace("Assets:Equipment:31003专用设备", "Assets:Equipment:New")
    assert len(read_foreign(ledger(tmp_path, text))[0].lines) == 3
    owed = text.replace("Assets:Equipment:New", "Assets:Receivable")
    evidence = read_in_child(ledger(tmp_path, owed))[0]
    assert len(evidence.lines) == 2
    assert ("Assets:Receivable", 300_00) in {(other.account, other.debit) for other in evidence.others}
    assert len(read_foreign(ledger(tmp_path, owed), ("Assets:Receivable",))[0].lines) == 3


def test_other_currencies_and_parts_of_a_fen_are_left_out_and_said(tmp_path: Path) -> None:
    text = SPENDING + '2026-06-01 * "x"\n  Expenses:Office  1.005 CNY\n  Assets:Bank  -1.005 CNY\n'
    evidence, notes = read_foreign(ledger(tmp_path, text))
    assert len(evidence.lines) == 3
    assert notes == ("1 postings in another currency, or with more than two decimals, are left out",)


def test_lines_about_awards_are_read_as_in_a_book_of_ours(tmp_path: Path) -> None:
    about = (
        '2026-01-01 custom "fundcalc-award" "IM-2026-p1-filing"\n  awarded: "100.00"\n  until: 2026-05-02\n'
        '2026-04-01 custom "fundcalc-award" "IM-2026-p1-filing"\n  revoked-on: "2026-05-01"\n  policy: "inner-mongolia-2025"\n'
        '2026-04-01 custom "fundcalc-award" "B"\n  awarded: "much"\n  until: "never"\n'
    )
    evidence, _notes = read_in_child(ledger(tmp_path, SPENDING + about))
    first, second = evidence.awards
    assert (first.id, first.fen, first.until, first.revoked_on, first.policy, first.place) == (
        "IM-2026-p1-filing", 10_000, date(2026, 5, 2), date(2026, 5, 1), "inner-mongolia-2025", "ledger.beancount:20",
    )  # fmt: skip
    assert (second.fen, second.until) == (None, None)
    assert [rejected.message for rejected in evidence.rejected] == [
        "until 'never' is not a date and is left out; write it like 2026-12-31",
        "'much' is not an amount in yuan; write it like 1234567.89",
    ]
    findings = audit_evidence(evidence, [load("inner-mongolia-2025")]).findings
    assert [finding.check for finding in findings if finding.severity == "violation"] == [
        "prohibited_use", "overspent", "spent_after_revocation", "spent_after_revocation", "outside_validity",
        "book_rejected", "book_rejected",
    ]  # fmt: skip


# Attacks.

EVIL = "open(__import__('os').environ.get('EVIL', {mark!r}), 'w').write('ran')\n"


def test_plugins_do_not_run(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    (tmp_path / "evilplug.py").write_text(f"open({str(mark)!r}, 'w').write('ran')\n")
    head = 'option "insert_pythonpath" "TRUE"\nplugin "evilplug"\nplugin "beancount.plugins.check_commodity" "__import__(\'os\')"\n'
    evidence, notes = read_foreign(ledger(tmp_path, head + SPENDING))
    assert not mark.exists()
    assert len(evidence.lines) == 3
    assert notes == (
        'ledger.beancount: plugin "evilplug" is not run; what it would add or change is not seen',
        'ledger.beancount: plugin "beancount.plugins.check_commodity" is not run; what it would add or change is not seen',
    )


class _Evil:
    def __init__(self, mark: Path) -> None:
        self.mark = str(mark)

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (self.mark,)


def test_a_planted_cache_is_not_opened(tmp_path: Path) -> None:
    path, mark = ledger(tmp_path), tmp_path / "ran"
    (tmp_path / ".ledger.beancount.picklecache").write_bytes(pickle.dumps(_Evil(mark)))
    assert len(read_foreign(path)[0].lines) == 3
    assert not mark.exists()
    assert (tmp_path / ".ledger.beancount.picklecache").exists()


def test_fava_extensions_and_options_are_only_text(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    (tmp_path / "evilext.py").write_text(f"open({str(mark)!r}, 'w').write('ran')\n")
    lines = (
        '2026-01-01 custom "fava-extension" "evilext"\n2026-01-01 custom "fava-option" "import-config" "evilext.py"\n'
    )
    assert len(read_foreign(ledger(tmp_path, SPENDING + lines))[0].lines) == 3
    assert not mark.exists()


@pytest.mark.parametrize(
    "name",
    [
        "../secret.beancount",
        "**/*.beancount",
        *(
            pytest.param(name, marks=pytest.mark.slow, id=name[:20])
            for name in ("/etc/passwd", "../*.beancount", "/dev/zero", "x" * 5000)
        ),
    ],
)
def test_includes_stay_in_the_folder(tmp_path: Path, name: str) -> None:
    ledger(tmp_path, '2026-01-01 open Expenses:Secret CNY\n2026-05-01 * "root:x:0:0"\n', "secret.beancount")
    evidence, notes = read_foreign(ledger(tmp_path / "inner", f'include "{name}"\n' + SPENDING))
    assert len(evidence.lines) == 3
    assert notes == (
        f'ledger.beancount: include "{name[:200]}" names nothing inside the folder of the ledger, and is left out',
    )
    assert "root" not in repr(evidence)


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    secret = ledger(tmp_path, "2026-01-01 open Expenses:Secret CNY\n", "secret.beancount")
    path = ledger(tmp_path / "inner", 'include "part.beancount"\n' + SPENDING)
    (tmp_path / "inner" / "part.beancount").symlink_to(secret)
    assert read_foreign(path)[1] == (
        'ledger.beancount: include "part.beancount" names nothing inside the folder of the ledger, and is left out',
    )


def test_a_device_and_an_encrypted_file_are_not_read(tmp_path: Path) -> None:
    path = ledger(tmp_path, 'include "part.gpg"\n' + SPENDING)
    (tmp_path / "part.gpg").write_bytes(b"x")
    assert read_foreign(path)[1] == ("part.gpg: is not a plain file and is not read",)


def test_a_file_that_crashes_the_parser_hides_no_other(tmp_path: Path) -> None:
    path = ledger(tmp_path, 'include "part.beancount"\n' + SPENDING)
    ledger(tmp_path, '2026-05-01 * "x"\n  Expenses:Office  (1/0) CNY\n  Assets:Bank\n', "part.beancount")
    evidence, _notes = read_foreign(path)
    assert len(evidence.lines) == 3
    assert [(rejected.place, rejected.message) for rejected in evidence.rejected] == [
        ("part.beancount:2", "has a divisor that may be zero, which crashes Beancount's parser; the file is not read")
    ]


def test_a_child_that_dies_at_a_file_reads_the_others_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = ledger(tmp_path, 'include "part.beancount"\n' + SPENDING)
    ledger(tmp_path, '2026-05-01 * "x"\n  Expenses:Office  1.00 CNY\n  Assets:Bank  -1.00 CNY\n', "part.beancount")
    from fundcalc.ledger.foreign import sandbox

    ask, seen = sandbox._ask, []

    def dies(request: dict[str, object]) -> object:
        seen.append(list(request["skip"]))  # type: ignore[call-overload]
        return (None, "", "part.beancount") if len(seen) == 1 else ask(request)

    monkeypatch.setattr(sandbox, "_ask", dies)
    evidence, _notes = read_in_child(path)
    assert seen == [[], ["part.beancount"]]
    assert len(evidence.lines) == 3
    (dead,) = evidence.rejected
    assert dead.place == "part.beancount:0"


ENDLESS = "a text of more than 100,000 letters starts here; the file is not read"


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        (b'2026-05-01 * "' + "\u5956\u91d1".encode("gbk") + b'"\n', "part.beancount:1",
         "is not UTF-8 text, so this line is not read; save the file as UTF-8"),
        ('2026-05-01 * "x"\n'.encode("utf-16"), "part.beancount:1",
         "is not UTF-8 text (it holds a zero byte) and is not read; save the file as UTF-8"),
        (b"2026-05-01 * \"x\"\n  Expenses:Office  " + b"(" * 20_000 + b"1" + b")" * 20_000 + b" CNY\n", "part.beancount:0",
         "Beancount's parser gave up (MemoryError: Parser ran out of memory); the file is not read"),
        pytest.param(b'2026-05-01 * "' + b"x" * 100_000_000 + b'"\n', "part.beancount:1", ENDLESS, marks=pytest.mark.slow),
        pytest.param(b"2026-05-01 * \"x\"\n; " + b"x" * 100_000_000 + b"\n", "part.beancount:2", ENDLESS,
                     marks=pytest.mark.slow),
        (b"\n\n" + b"(" * 200_000 + b"\n", "part.beancount:3", ENDLESS),
        (b"\n\x00\x01\x02" * 1000, "part.beancount:2",
         "is not UTF-8 text (it holds a zero byte) and is not read; save the file as UTF-8"),
    ],
    ids=["gbk", "utf-16", "nested", "100 MB of text", "100 MB of comment", "one line", "bytes"],
)  # fmt: skip
def test_odd_files_are_reported_and_hide_no_other(tmp_path: Path, content: bytes, place: str, message: str) -> None:
    path = ledger(tmp_path, 'include "part.beancount"\n' + SPENDING)
    (tmp_path / "part.beancount").write_bytes(content)
    evidence, _notes = read_foreign(path)
    assert len([line for line in evidence.lines if line.place.startswith("ledger")]) == 3
    assert (evidence.rejected[0].place, evidence.rejected[0].message) == (place, message)


def test_an_empty_file_is_no_fault(tmp_path: Path) -> None:
    path = ledger(tmp_path, 'include "part.beancount"\n' + SPENDING)
    (tmp_path / "part.beancount").touch()
    evidence, _notes = read_foreign(path)
    assert (len(evidence.lines), evidence.rejected) == (3, [])


def test_much_without_any_text_is_no_text_without_end(tmp_path: Path) -> None:
    accounts = "".join(f"2026-01-01 open Expenses:Other:A{number} CNY\n" for number in range(4_000))
    text = '2025-12-31 note Assets:Bank "x"\n* a heading with one " sign\n' + accounts + SPENDING
    evidence, _notes = read_foreign(ledger(tmp_path, text.replace("2025-12-31 note", "2026-01-01 note")))
    assert (len(evidence.lines), evidence.rejected) == (3, [])


def test_reports_of_one_ledger_are_bounded(tmp_path: Path) -> None:
    wrong = "".join(
        f'2026-05-04 * "x"\n  Expenses:A{number}  1.00 CNY\n  Assets:Bank  -1.00 CNY\n' for number in range(1_100)
    )
    left_out = "".join(f'include "../{number}"\n' for number in range(1_005))
    evidence, notes = read_foreign(ledger(tmp_path, wrong + left_out + SPENDING))
    assert (len(evidence.lines), len(evidence.rejected), len(notes)) == (1_103, 1_000, 1_002)
    assert notes[1_000:] == (
        "5 more things were left out",
        "100 more errors of the ledger are not shown; correct the first ones and run this again",
    )


def test_a_text_without_end_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    path = ledger(tmp_path, 'include "part.beancount"\n' + SPENDING)
    (tmp_path / "part.beancount").write_text('; a "quote\n2026-05-01 * "' + "x" * 200_000, "utf-8")
    evidence, _notes = read_foreign(path)
    assert [(rejected.place, rejected.message) for rejected in evidence.rejected] == [
        ("part.beancount:2", "a text of more than 100,000 letters starts here; the file is not read")
    ]


def test_the_tolerance_is_ours(tmp_path: Path) -> None:
    text = SPENDING + '2026-06-01 * "x"\n  Expenses:Office  1.5 CNY\n  Assets:Bank  -1.46 CNY\n'
    evidence, _notes = read_foreign(ledger(tmp_path, 'option "tolerance_multiplier" "9"\n' + text))
    (fault,) = evidence.rejected
    assert "does not balance" in fault.message


def test_a_folder_that_is_no_book_of_ours_is_read_as_foreign(tmp_path: Path) -> None:
    path = ledger(tmp_path, SPENDING, "main.beancount")
    evidence, digest, _notes = read_confined(path)
    assert len(evidence.lines) == 3
    assert read_confined(path)[1] == digest
