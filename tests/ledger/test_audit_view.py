"""Our books as an audit sees them."""

from datetime import date
from pathlib import Path

from fundcalc import ledger
from fundcalc.auditing.audit import audit_evidence
from fundcalc.auditing.evidence import Evidence
from fundcalc.auditing.lines import Line
from fundcalc.ledger import accounts, recipient
from fundcalc.ledger.audit_view import evidence_of
from fundcalc.policy.loading import load

from .samples import ON, award, new_book, post_round, round_of

YN = "YN-2026-p1-build"


def authority(folder: Path) -> Path:
    new_book(folder)
    post_round(folder, round_of(award(), award("p2")))
    ledger.pay(folder, [ledger.Payment(YN, 60_000, date(2026, 6, 1))])
    return folder


def test_an_authoritys_book_gives_awards_and_payments(tmp_path: Path) -> None:
    folder = authority(tmp_path / "bureau")
    evidence = evidence_of(folder)
    assert [
        (award.id, award.policy, award.organisation, award.platform, award.benefit, award.year, award.fen, award.on)
        for award in evidence.awards
    ] == [
        (YN, "yunnan-2025", "9153P1", "p1", "build", 2026, 100_000, ON),
        ("YN-2026-p2-build", "yunnan-2025", "9153P2", "p2", "build", 2026, 100_000, ON),
    ]
    (paid,) = evidence.movements
    assert (paid.kind, paid.date, paid.fen, paid.award) == ("paid", date(2026, 6, 1), 60_000, YN)
    assert (evidence.lines, evidence.rejected) == ((), ())
    assert paid.place.startswith("bureau/batches/")
    assert audit_evidence(evidence, [load("yunnan-2025")]).findings == ()


def test_lines_of_a_sheet_are_audited_against_the_awards_of_a_book(tmp_path: Path) -> None:
    evidence = evidence_of(authority(tmp_path / "bureau"))
    early = Line(date(2026, 1, 1), 10_000, YN, use="special_equipment", purpose="pilot")
    much = Line(date(2026, 7, 1), 95_000, YN, use="special_equipment", purpose="pilot")
    findings = audit_evidence(
        Evidence((early, much), evidence.awards, evidence.movements), [load("yunnan-2025")]
    ).findings
    assert [(finding.check, finding.fen, finding.organisation) for finding in findings] == [
        ("overspent", 5_000, "9153P1"), ("outside_validity", 10_000, ""),
    ]  # fmt: skip


def test_a_book_that_does_not_check_is_reported_and_still_read(tmp_path: Path) -> None:
    folder = authority(tmp_path / "bureau")
    with (folder / "main.beancount").open("a", encoding="utf-8") as top:
        top.write(
            '2026-07-01 * "x"\n  Assets:Fund:YN-2026:Treasury  1.00 CNY\n  Expenses:Fund:YN-2026:Awards  -2.00 CNY\n'
        )
    evidence = evidence_of(folder)
    assert len(evidence.awards) == 2
    unbalanced, not_posted = evidence.rejected
    assert unbalanced.place == not_posted.place
    assert unbalanced.place.startswith("bureau/main.beancount:")
    findings = audit_evidence(evidence, [load("yunnan-2025")]).findings
    assert [(finding.check, finding.severity) for finding in findings] == [("book_rejected", "violation")] * 2


def test_a_second_book_with_the_same_award_is_double_funding(tmp_path: Path) -> None:
    first = evidence_of(authority(tmp_path / "bureau"))
    second = evidence_of(authority(tmp_path / "another"))
    both = Evidence((), (*first.awards, *second.awards[1:]), (*first.movements,))
    (found,) = audit_evidence(both, [load("yunnan-2025")]).findings
    assert (found.check, found.award, found.cite, found.fen) == (
        "double_award",
        "YN-2026-p2-build",
        "第十四条",
        100_000,
    )
    assert found.place.startswith("another/")


# The recipient's book.

FACTS = {
    "policy": "yunnan-2025",
    "code": "YN",
    "year": "2026",
    "platform": "p1",
    "benefit": "build",
    "awarded": "1000.00",
}


def special(folder: Path, *lines: Line, fen: int = 60_000) -> Path:
    recipient.init(folder, title="专项台账", organisation="9153P1", name="昆明某某科技有限公司")
    recipient.receive(folder, recipient.Entry(YN, fen, date(2026, 6, 1), "省科技厅"), FACTS)
    ledger.spend(folder, lines, advance=True)
    return folder


def spent(fen: int, code: str, on: date = date(2026, 7, 1), **more: str) -> Line:
    return Line(on, fen, YN, **({"code": code, "purpose": "pilot", "payee": "材料商", "text": "货款"} | more))


def test_a_recipients_book_gives_lines_receipts_and_what_they_say(tmp_path: Path) -> None:
    line = spent(10_000, "30218", invoice="1001", document="记-1", use="materials")
    evidence = evidence_of(special(tmp_path / "special", line))
    (found,) = evidence.lines
    assert found.place.startswith("special/batches/")
    assert found._replace(place="", organisation="") == line
    assert found.organisation == "9153P1"
    assert [(movement.kind, movement.fen) for movement in evidence.movements] == [("received", 60_000)]
    assert [(award.fen, award.on) for award in evidence.awards] == [(100_000, None)]
    assert audit_evidence(evidence, [load("yunnan-2025")]).findings == ()


def test_what_is_wrong_in_a_recipients_book_is_found(tmp_path: Path) -> None:
    folder = special(
        tmp_path / "special",
        spent(10_000, "31005"),
        spent(5_000, "30218", date(2026, 5, 1), invoice="26152000000012345678"),
        spent(5_000, "30218", invoice="26152000000012345678"),
    )
    evidence = evidence_of(folder)
    assert sorted(line.fen for line in evidence.lines) == [5_000, 5_000, 10_000]
    findings = audit_evidence(evidence, [load("yunnan-2025")]).findings
    assert [(finding.check, finding.fen) for finding in findings] == [
        ("prohibited_use", 10_000), ("same_invoice", 5_000), ("spent_before_receipt", 5_000),
    ]  # fmt: skip


def test_a_disallowed_use_made_good_with_own_money_is_not_overspent(tmp_path: Path) -> None:
    folder = special(tmp_path / "special", spent(60_000, "31005"))
    recipient.demand(folder, recipient.Entry(YN, 60_000, date(2026, 8, 1)), use="31005-基础设施建设")
    recipient.give_back(folder, recipient.Entry(YN, 60_000, date(2026, 9, 1)))
    evidence = evidence_of(folder)
    checks = [finding.check for finding in audit_evidence(evidence, [load("yunnan-2025")]).findings]
    assert checks == ["prohibited_use"]


def test_money_moved_by_hand_is_found(tmp_path: Path) -> None:
    folder = special(tmp_path / "special")
    account = accounts.money(YN)
    with (folder / "main.beancount").open("a", encoding="utf-8") as top:
        top.write("2026-01-01 open Assets:Bank CNY\n")
        top.write(f'2026-07-01 * "x" "调剂"\n  {account}  -1.00 CNY\n  Assets:Bank  1.00 CNY\n')
    evidence = evidence_of(folder)
    findings = audit_evidence(evidence, [load("yunnan-2025")]).findings
    assert ("moved_out", YN, 100) in [(finding.check, finding.award, finding.fen) for finding in findings]
