"""Claims that recur within a year: each is a row with an id of its own, in sheets, tables, a book and an audit."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import fundcalc
from fundcalc import ledger
from fundcalc.auditing.evidence import read_id
from fundcalc.base.errors import ApplicationError, BookError, PolicyError
from fundcalc.engine.application_reader import read_application
from fundcalc.ledger.posting import decide_with_book, post
from fundcalc.ledger.replay import replay
from fundcalc.policy.loading import Policy, read
from fundcalc.workbooks import read_round, write_template
from fundcalc.workbooks.doubts import explain
from tests.engine.table.test_rounds import ENGINES, Chance, agree

VOUCHERS = Path(__file__).parent / "vouchers"
TEXT = (VOUCHERS / "policy.toml").read_text("utf-8")
OF_A_PLATFORM = """
[ceiling.of_a_platform]
cite = "第五条"
per = "platform"
over = "rolling"
years = 1
awards = 2

[ceiling.of_a_year]
cite = "第五条"
per = "platform"
over = "year"
amount = 60_000
"""


def measure(text: str) -> Policy:
    return read(text.encode(), VOUCHERS / "policy.toml", changes={}, readings={})


def claim(id_: str, platform: str = "f1", organisation: str = "o1", **more: Any) -> Mapping[str, Any]:
    return {
        "platform": platform, "claim": id_, "organisation": organisation, "award_year": 2026,
        "application_date": date(2026, 3, 1), "registered_in_region": True, "service_contract": "10000.00",
        "new_firm": False, **more,
    }  # fmt: skip


def paid(id_: str, **more: Any) -> Mapping[str, Any]:
    return {"organisation": "o1", "platform": "f1", "claim": id_, "programme": "vouchers", "benefit": "voucher",
            "year": 2026, "amount": "3000.00", **more}  # fmt: skip


def random_round(engine: str, seed: int) -> None:
    policy = measure(TEXT + OF_A_PLATFORM)
    chance = Chance(policy, seed)
    rows = [f"p{number}" for number in range(60)]
    agree(engine, policy, [chance.application(row) for row in rows], [chance.paid(rows) for _row in range(30)])


def test_a_ceiling_of_a_platform_counts_its_claims() -> None:
    random_round("polars", 3)
    decisions = fundcalc.decide_all(measure(TEXT + OF_A_PLATFORM), [claim("c3"), claim("c1"), claim("c2")])
    assert [str(decision.payable) for decision in decisions] == ["0.00", "3000.00", "3000.00"]


def test_a_later_text_with_the_same_benefits_counts_the_earlier_claims() -> None:
    later = '\n[version.later]\nfrom = 2026-04-01\nzh = "修订"\nen = "revision"\n[version.later.ceiling.number]\nawards = 5\n'
    policy = measure(TEXT + later)
    rows = [claim(f"c{at}", application_date=date(2026, 3 + at // 4, 1)) for at in range(8)]
    agree("polars", policy, rows)
    assert sum(decision.payable_fen > 0 for decision in fundcalc.decide_all(policy, rows)) == 5


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_many_random_rounds_are_decided_alike(engine: str) -> None:
    for seed in range(5 if engine == "duckdb" else 25):
        random_round(engine, seed)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([claim("c1"), claim("C1", "F1")], "platform F1/C1 applies twice"),
        ([claim("c1"), claim("c2", organisation="o2")], "different organisations"),
        ([{**claim("c1"), "claim": None}], "claim: is missing"),
    ],
)
def test_a_round_is_refused(rows: list[Any], message: str) -> None:
    pl = pytest.importorskip("polars", reason="Polars is not installed")
    policy = fundcalc.load(VOUCHERS)
    with pytest.raises(ApplicationError, match=message):
        fundcalc.decide_all(policy, rows)
    frame = pl.DataFrame(
        [{**row, "service_contract": 1_000_000} for row in rows], schema_overrides={"claim": pl.String}
    )
    with pytest.raises(ApplicationError, match=message.replace("F1/C1", "f1/c1")):
        fundcalc.decide_table(policy, frame)


def test_an_award_of_the_measure_names_its_claim() -> None:
    policy = fundcalc.load(VOUCHERS)
    with pytest.raises(ApplicationError, match="claim: is missing"):
        fundcalc.decide(policy, claim("c1"), [{**paid("c0"), "claim": None}])
    other = {**paid("c1"), "programme": "city"}  # another programme's claims are numbered by another office
    assert fundcalc.decide(policy, claim("c1"), [other]).status == "payable"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('cap = 30_000\npaid = "every_time"', 'cap = 30_000\npaid = "once"', "all of them are"),
        ('cap = 30_000\npaid = "every_time"', 'cap = 30_000\npaid = "every_time"\nper = "organisation"', "by itself"),
        (
            "[ceiling.ever]",
            '[together]\ncite = "第六条"\nrule = "higher_only"\n\n[ceiling.ever]',
            "together: does not go",
        ),
    ],
)
def test_what_does_not_go_with_claims(before: str, after: str, message: str) -> None:
    assert before in TEXT
    with pytest.raises(PolicyError, match=message):
        measure(TEXT.replace(before, after))


def test_sheets_have_a_column_of_claims(tmp_path: Path) -> None:
    policy = fundcalc.load(VOUCHERS)
    rows = [claim("c1"), claim("c2"), claim("c2", new_firm=True), claim("c9", "f2", "o2"), claim("c8", "f2", "o3")]
    write_template(policy, tmp_path / "round.xlsx", applications=rows, paid=[paid("c0")])
    found = read_round(tmp_path / "round.xlsx", policy)
    assert [application.row_id for application in found.applications] == ["f1/c1"]
    assert [row.platform for row in found.refused] == ["f1/c2", "f1/c2", "f2/c9", "f2/c8"]
    assert found.paid[0].claim == "c0"
    assert ("applications", "claim") in fundcalc.load("yunnan-2025").needless


def test_a_refused_row_is_named_where_a_ceiling_is_shared(tmp_path: Path) -> None:
    policy = fundcalc.load(VOUCHERS)
    rows = [claim("c1"), claim("c2", new_firm="perhaps"), claim("c1", "f2", "o2")]
    write_template(policy, tmp_path / "round.xlsx", applications=rows, paid=[])
    found = read_round(tmp_path / "round.xlsx", policy)
    assert [row.platform for row in found.refused] == ["f1/c2"]
    (doubt,) = found.doubts
    assert doubt.platform == "f1/c1"
    assert "第五条" in doubt.message
    first, second = fundcalc.decide_all(policy, found.applications, found.paid)
    assert doubt.message in str(explain(found, first, []))
    assert doubt.message not in str(explain(found, second, []))


def test_a_book_keeps_claims_apart(tmp_path: Path) -> None:
    policy, book = fundcalc.load(VOUCHERS), tmp_path / "book"
    ledger.init(book, title="甲")
    ledger.appropriate(book, policy="vouchers", code="VO", year=2026, fen=10**9, on=date(2026, 1, 1), document="x")
    first = [read_application(policy, claim(id_)) for id_ in ("2026-1", "2026-2")]
    done = post(policy, first, [], book, on=date(2026, 4, 1))
    assert done.posting is not None
    ids = [award.id for award in done.posting.posted]
    assert ids == ["VO-2026-f1-voucher-2026-1", "VO-2026-f1-voucher-2026-2"]
    parts = read_id(ids[0], [policy.measure])
    assert parts is not None
    assert (parts.platform, parts.benefit, parts.claim) == ("f1", "voucher", "2026-1")
    # The same claims again change nothing; two more of the year, of which the ceiling leaves one.
    again = [*first, *(read_application(policy, claim(id_)) for id_ in ("2026-3", "2026-4"))]
    decided = decide_with_book(policy, again, [], book)
    assert [decision.payable_fen for decision in decided.decisions] == [300_000, 300_000, 300_000, 0]
    assert not decided.differences
    post(policy, again, [], book, on=date(2026, 5, 1))
    assert replay(book).findings == ()
    assert [account.claim for account in ledger.status(book).accounts] == ["2026-1", "2026-2", "2026-3"]


def test_two_claims_of_one_award_id_are_refused(tmp_path: Path) -> None:
    policy, book = fundcalc.load(VOUCHERS), tmp_path / "book"
    ledger.init(book, title="甲")
    ledger.appropriate(book, policy="vouchers", code="VO", year=2026, fen=10**9, on=date(2026, 1, 1), document="x")
    post(policy, [read_application(policy, claim("voucher-1"))], [], book, on=date(2026, 4, 1))
    other = read_application(policy, claim("1", "f1-voucher", "o2"))
    with pytest.raises(BookError, match="that of another claim"):
        post(policy, [other], [], book, on=date(2026, 4, 1))
