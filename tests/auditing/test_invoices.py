"""The same invoice twice: numbers and payees as people write them, reversals, vouchers, and many lines of one invoice."""

from collections.abc import Sequence
from datetime import date

import pytest

from fundcalc.auditing.audit import audit_evidence
from fundcalc.auditing.evidence import Evidence
from fundcalc.auditing.invoice_numbers import invoice_numbers, payee_key
from fundcalc.auditing.lines import Line
from fundcalc.auditing.reversals import cancelled_lines
from fundcalc.policy.loading import load

AWARD = "YN-2026-p1-build"
LONG = "25532000000198765432"


def line(fen: int, on: str = "2026-05-01", **texts: str) -> Line:
    given = {"award": AWARD, "use": "materials", "purpose": "pilot", "payee": "丙公司"} | texts
    return Line(date.fromisoformat(on), fen, **given)


def found(lines: Sequence[Line]) -> list[tuple[str, int | None]]:
    findings = audit_evidence(Evidence(lines), [load("yunnan-2025")]).findings
    return [(finding.severity, finding.fen) for finding in findings if finding.check == "same_invoice"]


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("00456789", ("456789",)),
        ("456789", ("456789",)),
        ("№ ４５６７８９", ("456789",)),
        ("（456789）", ("456789",)),
        ("INV-456789", ("456789",)),
        ("财政票据 0045678901", ("45678901",)),
        ("发票代码011002100311号码45678901", ("1100210031145678901",)),
        ("2631-2000 0000　1234", ("2631200000001234",)),
        ("45678901、45678902", ("45678901", "45678902")),
        ("45678901；45678902；45678901", ("45678901", "45678902")),
        ("45678901 45678902", ("45678901", "45678902")),
        ("45678901\n45678902", ("45678901", "45678902")),
        ("45678909-45678911", ("45678909", "45678910", "45678911")),
        ("No.45678901至02", ("45678901", "45678902")),
        ("5300184130-45678901", ("530018413045678901",)),
        ("2026-06-01 45678901", ("45678901",)),
    ],
)
def test_numbers_in_a_cell(written: str, numbers: tuple[str, ...]) -> None:
    assert invoice_numbers(written) == numbers


@pytest.mark.parametrize(
    "written",
    [
        "",
        "火车票",
        "见附件",
        "见附件3",
        "附件2",
        "财政票据",
        "电子发票",
        "行程单",
        "3张",
        "车票2张",
        "6月",
        "无发票",
        "N/A",
        "000",
        "—",
    ],
)
def test_what_is_not_a_number(written: str) -> None:
    assert invoice_numbers(written) == ()
    assert found([line(5_00, invoice=written), line(5_00, "2026-06-01", invoice=written)]) == []


@pytest.mark.parametrize("other", ["丙公司", " 丙 公司", "丙公司。", "（丙公司）", "丙－公司"])
def test_a_payee_is_compared_without_signs(other: str) -> None:
    assert payee_key(other) == payee_key("丙公司")
    assert found([line(5_00, invoice="456789"), line(5_00, invoice="0456789", payee=other)]) == [("violation", 5_00)]


def test_a_cell_with_several_numbers_is_for_review() -> None:
    assert found([line(9_00, invoice="45678901、45678902"), line(3_00, invoice="45678902")]) == [("review", 3_00)]
    assert found([line(9_00, invoice="45678901、45678902"), line(9_00, invoice="45678902")]) == [("review", 9_00)]
    # The same two lines are told once, however many numbers they share.
    both = line(9_00, invoice="45678901、45678902")
    assert found([both, both]) == [("review", 9_00)]


def test_two_items_of_one_voucher_are_for_review() -> None:
    first = line(5_00, invoice=LONG, document="记-8")
    assert found([first, first]) == [("review", 5_00)]
    assert found([first, first._replace(document="记-9")]) == [("violation", 5_00)]
    assert found([first, first._replace(date=date(2026, 6, 1))]) == [("violation", 5_00)]
    assert found([first, first._replace(award="YN-2026-p2-build")]) == [("violation", 5_00)]


BOUGHT = line(5_00, invoice=LONG, document="记-1")
AGAIN = line(5_00, "2026-05-09", invoice=LONG, document="记-9")


@pytest.mark.parametrize(
    ("reversal", "severities"),
    [
        (line(-5_00, "2026-05-09", invoice=LONG), []),
        (line(-5_00, "2026-05-09", text="红字冲销记-1"), []),
        (line(-5_00, "2026-05-09"), []),
        (line(-5_00, "2026-05-09", payee=""), []),
        (line(-5_00, "2026-05-09", invoice="红字发票 25532000000155555555"), []),
        (line(-5_00, "2026-05-09", payee="丁公司"), ["violation"]),
        (line(-4_00, "2026-05-09"), ["violation"]),
        (line(-5_00, "2026-05-09", award="YN-2026-p2-build"), ["violation"]),
        (line(-5_00, "2026-04-01"), ["violation"]),
    ],
)
def test_a_red_letter_line_cancels_what_it_reverses(reversal: Line, severities: list[str]) -> None:
    for lines in ([BOUGHT, reversal, AGAIN], [AGAIN, BOUGHT, reversal]):
        assert [severity for severity, _fen in found(lines)] == severities


def test_one_reversal_cancels_one_line() -> None:
    reversal = line(-5_00, "2026-05-20", text="冲销")
    assert len(found([BOUGHT, AGAIN, AGAIN, reversal])) == 1
    assert len(cancelled_lines([BOUGHT, AGAIN, reversal, reversal, reversal])) == 2


def test_a_reversal_names_the_voucher_that_it_cancels() -> None:
    other = line(5_00, "2026-05-08", document="记-7", invoice="25532000000177777777")
    assert cancelled_lines([BOUGHT, other, line(-5_00, "2026-05-09", text="冲记-1号凭证")]) == {0}
    assert cancelled_lines([BOUGHT, other, line(-5_00, "2026-05-09", text="退货")]) == {1}


def test_an_undated_line_can_be_cancelled() -> None:
    assert cancelled_lines([BOUGHT._replace(date=None), line(-5_00)]) == {0}
    assert cancelled_lines([BOUGHT, line(-5_00)._replace(date=None)]) == {0}


@pytest.mark.parametrize("payees", [1, 10_000])
def test_ten_thousand_lines_of_one_invoice(payees: int) -> None:
    lines = [line(100 + at, invoice="45678901", payee=f"公司{at % payees}") for at in range(10_000)]
    lines += [line(-100 - at, "2026-06-01", payee="") for at in range(1_000)]
    assert len(found(lines)) == (8_999 if payees == 1 else 0)
