"""What an audit learns from events: when a platform was rectifying, and from when it is cancelled."""

from fundcalc.auditing.evidence import AwardFacts, Evidence, PlatformRow
from fundcalc.life.periods import with_periods

from .test_standing import INNER_MONGOLIA, URUMQI, YUNNAN, d, rows

AWARD = AwardFacts("YN-2026-p1-build", "yunnan-2025", platform="p1")


def test_the_periods_of_a_platform() -> None:
    lines = rows("2026-02-01 filed", "2027-02-01 changed", "2027-09-01 unqualified", "2028-03-01 evaluated grade=fail",
                 "2028-04-01 evaluated", "2028-09-01 rechecked grade=pass")  # fmt: skip
    events = [PlatformRow(row, place=f"book:{at}") for at, row in enumerate(lines)]
    evidence = with_periods(Evidence(awards=[AWARD], events=events), [YUNNAN])
    assert [(period.kind, period.first, period.last, period.cite, period.place) for period in evidence.periods] == [
        ("rectifying", d("2028-03-01"), d("2028-08-31"), "第十六条", "book:3"),
        ("cancelled", d("2027-01-01"), None, "第十九条", "book:2"),
    ]
    assert [evidence.periods[0].has(d(day)) for day in ("2028-02-29", "2028-03-01", "2028-08-31", "2028-09-01")] == [
        False, True, True, False,
    ]  # fmt: skip


def test_events_are_of_their_measure() -> None:
    row = PlatformRow(rows("2026-09-01 filed")[0])
    fail = PlatformRow(rows("2027-03-01 evaluated grade=fail")[0], policy="yunnan-2025")
    found = with_periods(Evidence(awards=[AWARD], events=[row, fail]), [INNER_MONGOLIA, YUNNAN, URUMQI]).periods
    assert [period.policy for period in found] == ["yunnan-2025"]
    assert with_periods(Evidence(), [YUNNAN]).periods == ()
