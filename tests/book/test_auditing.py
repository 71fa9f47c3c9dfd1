"""Our books as an audit sees them."""

from datetime import date
from pathlib import Path

from fundcalc import book
from fundcalc.auditing import audit_dossier
from fundcalc.book.auditing import dossier_of
from fundcalc.dossier import Dossier
from fundcalc.lines import Line
from fundcalc.policy import load

from .samples import ON, award, new_book, round_of

YN = "YN-2026-p1-build"


def authority(folder: Path) -> Path:
    new_book(folder)
    book.post_awards(folder, round_of(award(), award("p2")))
    book.pay(folder, [book.Payment(YN, 60_000, date(2026, 6, 1))])
    return folder


def test_an_authoritys_book_gives_awards_and_payments(tmp_path: Path) -> None:
    folder = authority(tmp_path / "bureau")
    told, digest = dossier_of(folder)
    assert [
        (each.id, each.policy, each.organisation, each.platform, each.benefit, each.year, each.fen, each.on)
        for each in told.awards
    ] == [
        (YN, "yunnan-2025", "9153P1", "p1", "build", 2026, 100_000, ON),
        ("YN-2026-p2-build", "yunnan-2025", "9153P2", "p2", "build", 2026, 100_000, ON),
    ]
    (paid,) = told.movements
    assert (paid.kind, paid.date, paid.fen, paid.award) == ("paid", date(2026, 6, 1), 60_000, YN)
    assert (told.lines, told.rejected) == ((), ())
    assert paid.place.startswith("bureau/batches/")
    assert dossier_of(folder)[1] == digest
    assert audit_dossier(told, [load("yunnan-2025")]).findings == ()


def test_lines_of_a_sheet_are_held_against_the_awards_of_a_book(tmp_path: Path) -> None:
    told, _digest = dossier_of(authority(tmp_path / "bureau"))
    early = Line(date(2026, 1, 1), 10_000, YN, use="special_equipment", purpose="pilot")
    much = Line(date(2026, 7, 1), 95_000, YN, use="special_equipment", purpose="pilot")
    findings = audit_dossier(Dossier((early, much), told.awards, told.movements), [load("yunnan-2025")]).findings
    assert [(each.check, each.fen, each.organisation) for each in findings] == [
        ("overspent", 5_000, "9153P1"), ("outside_validity", 10_000, ""),
    ]  # fmt: skip


def test_a_book_that_does_not_check_is_told_and_read_all_the_same(tmp_path: Path) -> None:
    folder = authority(tmp_path / "bureau")
    with (folder / "main.beancount").open("a", encoding="utf-8") as top:
        top.write(
            '2026-07-01 * "x"\n  Assets:Fund:YN-2026:Treasury  1.00 CNY\n  Expenses:Fund:YN-2026:Awards  -2.00 CNY\n'
        )
    told, _digest = dossier_of(folder)
    assert len(told.awards) == 2
    (fault,) = told.rejected
    assert fault.place.startswith("bureau/main.beancount:")
    findings = audit_dossier(told, [load("yunnan-2025")]).findings
    assert [(each.check, each.severity) for each in findings] == [("book_rejected", "violation")]


def test_a_second_book_with_the_same_award_is_double_funding(tmp_path: Path) -> None:
    first, _one = dossier_of(authority(tmp_path / "bureau"))
    second, _two = dossier_of(authority(tmp_path / "another"))
    both = Dossier((), (*first.awards, *second.awards[1:]), (*first.movements,))
    (found,) = audit_dossier(both, [load("yunnan-2025")]).findings
    assert (found.check, found.award, found.cite, found.fen) == (
        "double_award",
        "YN-2026-p2-build",
        "第十四条",
        100_000,
    )
    assert found.place.startswith("another/")
