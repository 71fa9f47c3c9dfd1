"""Facts that are worked out from others: what a file may say of them."""

from pathlib import Path

import pytest

import fundcalc
from fundcalc.base.errors import ApplicationError, PolicyError

AID = Path(__file__).parents[1] / "policies" / "aid" / "policy.toml"


def faults(tmp_path: Path, before: str, after: str) -> str:
    text = AID.read_text("utf-8")
    assert before in text
    (tmp_path / "policy.toml").write_text(text.replace(before, after), "utf-8")
    with pytest.raises(PolicyError) as refused:
        fundcalc.load(tmp_path / "policy.toml")
    return str(refused.value)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('product = ["trainees", ', 'product = ["income_before", ', "does not make trainee_days (count)"),
        ('["annual_service_income", "full_time_staff"]', '["full_time_staff", "income_before"]', "an amount by a count"),
        ('difference = ["research", ', 'difference = ["trainees", ', "amounts make an amount"),
        ('"income_before"]', '"income_before", "research"]', "names two facts"),
        ('fact = "income_per_head"\nat_least', 'sum = ["income_per_head", "research"]\nat_least', "a quotient is"),
        ('fact = "income_per_head"\nat_least', 'fact = "income_per_head"\nper = "trainees"\nat_least', "a quotient is"),
    ],
)  # fmt: skip
def test_what_cannot_be_worked_out_is_refused(tmp_path: Path, before: str, after: str, message: str) -> None:
    assert message in faults(tmp_path, before, after)


def test_a_product_beyond_the_integers_is_refused() -> None:
    pl = pytest.importorskip("polars", reason="Polars is not installed")
    rows = {
        "platform": ["p1"], "organisation": ["o1"], "award_year": [2026], "integrity_record_clean": [True],
        "trainees": [999_999_999], "training_days": [999_999_999],
    }  # fmt: skip
    frame = pl.DataFrame(rows).with_columns(application_date=pl.date(2026, 3, 1))
    with pytest.raises(ApplicationError, match="exceeds the integers of this engine"):
        fundcalc.decide_table(fundcalc.load(AID), frame)
