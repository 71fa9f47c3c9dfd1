"""From decisions to the book and back."""

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest

import fundcalc
from fundcalc import ledger
from fundcalc.engine.application import Application, PaidAward
from fundcalc.ledger import posting
from fundcalc.ledger.posted_round import PostedRound

from .samples import application

POLICY = fundcalc.load("yunnan-2025")
ON = date(2026, 6, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    ledger.init(tmp_path / "book", title="示例")
    ledger.appropriate(
        tmp_path / "book", policy=POLICY.id, code="YN", year=2026, fen=10**12, on=date(2026, 1, 1), document="x"
    )
    return tmp_path / "book"


def post(folder: Path, *applications: Application, paid: tuple[PaidAward, ...] = ()) -> PostedRound:
    return posting.post(POLICY, applications, paid, folder, on=ON)


LABORATORY = PaidAward("o1", "lab", "laboratory", "support", 2026, 50_000_000)


def test_the_inputs_of_an_award_are_kept_under_their_digest(folder: Path) -> None:
    posted = post(folder, application(), paid=(LABORATORY,)).posting
    assert posted is not None
    (award,) = posted.posted
    (kept,) = (folder / "inputs").glob("*.jsonl")
    (line,) = kept.read_bytes().splitlines()
    assert hashlib.sha256(line).hexdigest() == award.inputs_digest
    inputs = json.loads(line)
    assert inputs["application"]["eligible_investment"] == "6000000.00"
    assert inputs["paid"][0]["amount"] == "500000.00"
    assert inputs["readings"]["already_paid"] == "top_up"
    (text,) = (folder / "policies").glob("*.toml")
    assert hashlib.sha256(text.read_bytes()).hexdigest() == award.policy_digest == POLICY.digest


def test_an_application_is_no_history_to_itself(folder: Path) -> None:
    first, second = post(folder, application()), post(folder, application())
    assert [decision.to_dict() for decision in first.decisions] == [decision.to_dict() for decision in second.decisions]
    assert second.posting is not None
    assert ([award.id for award in second.posting.already], second.posting.posted) == (["YN-2026-p1-build"], ())


def test_an_application_is_history_to_the_others_of_its_unit(folder: Path) -> None:
    post(folder, application())
    other = application(platform="p2", platform_kind="pilot_base", eligible_investment="9000000.00")
    (decision,) = post(folder, other).decisions
    assert decision.status == "payable"
    assert decision.payable_fen == 180_000_000 - 120_000_000


def test_the_order_of_rounds_and_rows_changes_nothing(folder: Path) -> None:
    applications = [application(platform=f"p{number}", organisation=f"o{number}") for number in range(5)]
    post(folder, *applications[:3])
    post(folder, *reversed(applications))
    assert [award.awarded for award in ledger.status(folder).accounts] == [120_000_000] * 5


def test_an_award_in_the_sheet_and_in_the_book_counts_once(folder: Path) -> None:
    post(folder, application())
    other = application(platform="p2", platform_kind="pilot_base", eligible_investment="9000000.00")
    listed = PaidAward("o1", "p1", "yunnan-2025", "build", 2026, 120_000_000, "proof_of_concept")
    done = posting.decide_with_book(POLICY, [other], [listed], folder)
    assert done.decisions[0].payable_fen == 60_000_000


def test_an_award_with_another_amount_in_the_sheet_than_in_the_book_is_refused(folder: Path) -> None:
    post(folder, application())
    listed = PaidAward("o1", "p1", "yunnan-2025", "build", 2026, 110_000_000, "proof_of_concept")
    with pytest.raises(fundcalc.ApplicationError) as refused:
        post(folder, application(platform="p2"), paid=(listed,))
    assert str(refused.value) == (
        "awards already paid: correct the sheet, or leave out of it what is in the book\n"
        "  p1, yunnan-2025, build, 2026: 1,100,000.00 yuan in the sheet, 1,200,000.00 yuan in the book"
    )
    assert len(ledger.status(folder).accounts) == 1


def test_two_equal_rows_of_the_sheet_are_two_awards() -> None:
    one, two = (
        posting._kept(POLICY, [application()], paid)["p1"][0] for paid in ([LABORATORY], [LABORATORY, LABORATORY])
    )
    assert one != two


def test_the_digest_does_not_depend_on_the_order_of_rows_or_on_other_units() -> None:
    elsewhere = PaidAward("o9", "p9", "laboratory", "support", 2026, 1)
    earlier = LABORATORY._replace(year=2025)
    one, two = (
        posting._kept(POLICY, [application()], paid)["p1"][0]
        for paid in ([LABORATORY, earlier], [elsewhere, earlier, LABORATORY])
    )
    assert one == two
