"""Each measure said a second time, in a few plain lines, and random applications that must come to the same.

The restatements read only the text of the measures; of the program they use what it offers to anybody.
"""

import calendar
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

from hypothesis import example, given, settings
from hypothesis import strategies as st

import fundcalc

twice = settings(max_examples=2 * settings().max_examples)  # where the articles have most branches

Row = dict[str, Any]
Answer = bool | None
CV, PB, PS = "proof_of_concept", "pilot_base", "pilot_service"
FIVE = ("university", "research_institute", "medical_institution", "enterprise", "zone_operator")


@cache
def policy(id_: str, readings: tuple[tuple[str, str], ...] = (), changes: tuple[tuple[str, object], ...] = ()) -> Any:
    return fundcalc.load(id_, readings=dict(readings), changes=dict(changes))


def read_so(id_: str, readings: Mapping[str, str], changes: Mapping[str, object] | None = None) -> Any:
    return policy(id_, tuple(sorted(readings.items())), tuple(sorted((changes or {}).items())))


def yuan(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def fen(amount: Any) -> int | None:
    return None if amount is None else int(amount * 100)


# What every measure needs: three answers, days, and a share of an amount.


def every(*answers: Answer) -> Answer:
    return False if False in answers else None if None in answers else True


def some(*answers: Answer) -> Answer:
    return True if True in answers else None if None in answers else False


def least(seen: int | None, figure: int, *, exclusive: bool = False) -> Answer:
    return None if seen is None else seen > figure or (seen == figure and not exclusive)


def part(some_of: int | None, whole: int | None, percent: int) -> Answer:
    return None if some_of is None or not whole else some_of * 100 >= percent * whole


def back(day: date, years: int) -> date:
    year = day.year - years
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


def lately(day: date, years: int, reading: str, application: date, filed: date | None) -> bool:
    if reading == "full_years":
        return application.year - years <= day.year < application.year
    until = (filed or application) if reading == "before_filing" else application
    return back(until, years) < day <= until


def registered_long_enough(
    on: date | None, years: int, reading: str, application: date, filed: date | None, *, exclusive: bool
) -> Answer:
    if on is None:
        return None
    if reading == "full_years":
        return on <= date(application.year - years, 1, 1)
    until = (filed or application) if reading == "before_filing" else application
    return back(on, -years) < until or (back(on, -years) == until and not exclusive)


def share(base: int, rate: Fraction, cap: int, readings: Mapping[str, str]) -> int:
    product = rate * base
    if readings["rounding_unit"] != "0.01":
        unit = int(readings["rounding_unit"]) * 100
        rounded = int(product // unit) * unit
    elif readings["rounding"] == "down":
        rounded = int(product // 1)
    else:
        rounded = int((product + Fraction(1, 2)) // 1)
    return min(cap, rounded)


ROUNDING = {"rounding": ("half_up", "down"), "rounding_unit": ("0.01", "1", "100", "1000", "10000")}
RATES = {"20%": Fraction(1, 5), "30%": Fraction(3, 10), "12.5%": Fraction(1, 8)}


def chosen(values: Mapping[str, Sequence[str]]) -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries({name: st.sampled_from(every_value) for name, every_value in values.items()})


def money(*near: int) -> st.SearchStrategy[int]:
    """Fen: a little, near a figure, or anything up to 10^13 yuan."""
    around = [st.integers(max(0, figure - 20), figure + 20) for figure in near]
    return st.one_of(st.integers(0, 60), *around, st.integers(0, 10**9), st.integers(0, 10**15))


def edges(passing: Row, thresholds: Mapping[str, tuple[object, ...]]) -> st.SearchStrategy[Row]:
    """Facts that pass, a few of them moved to, below or above a figure, or left out."""
    moves = st.one_of(*(st.tuples(st.just(name), st.sampled_from((*at, None))) for name, at in thresholds.items()))
    return st.lists(moves, max_size=4).map(lambda moved: passing | dict(moved))


def given_only(facts: Row, in_money: Iterable[str] = ()) -> Row:
    given = {name: value for name, value in facts.items() if value is not None}
    return given | {name: yuan(given[name]) for name in in_money if name in given}


def outcome(decision: fundcalc.Decision) -> tuple[str, int, int]:
    return decision.status, int(decision.payable * 100), int(decision.prospective * 100)


# Yunnan: the amounts.


class Paid(NamedTuple):
    organisation: str
    platform: str
    programme: str
    benefit: str
    year: int
    amount: int
    platform_kind: str | None
    local: bool

    def row(self) -> Row:
        given = {"platform_kind": self.platform_kind} if self.platform_kind else {}
        return {
            "organisation": self.organisation,
            "platform": self.platform,
            "programme": self.programme,
            "benefit": self.benefit,
            "year": self.year,
            "amount": yuan(self.amount),
            "local": self.local,
            **given,
        }


KINDS_OF_PLATFORMS = {"p1": None, "cv2": CV, "pb3": PB, "x4": None}  # p1 is the one that applies
PAID = st.builds(
    lambda platform, **rest: Paid(platform=platform, platform_kind=KINDS_OF_PLATFORMS[platform], **rest),
    platform=st.sampled_from(list(KINDS_OF_PLATFORMS)),
    organisation=st.sampled_from(["o1", "o1", "o1", "o2"]),
    programme=st.sampled_from(["yunnan-2025", "laboratory", "city"]),
    benefit=st.sampled_from(["build", "operating"]),
    year=st.sampled_from([2025, 2026, 2026]),
    amount=st.one_of(
        st.integers(1, 250_000_000), st.sampled_from([50_000_000, 100_000_000]), st.integers(-100_000_000, -1)
    ),
    local=st.sampled_from([False, False, False, True]),
)
YUNNAN = ROUNDING | {
    "last_years": ("rolling", "full_years", "before_filing"),
    "build_once_per": ("platform", "organisation"),
    "central_other_money": ("review", "count", "exclude"),
    "other_category": ("review", "count", "exclude"),
    "talent_in_proof_of_concept": ("review", "count", "exclude"),
    "related_party_income": ("review", "count", "exclude"),
    "income_year": ("previous_year", "award_year"),
    "contest_of": ("identity_totals", "each_benefit", "every_award"),
    "contest_per": ("organisation", "platform"),
    "already_paid": ("top_up", "first_only", "replace"),
}
DAYS = [date(2023, 3, 1), date(2023, 3, 2), date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 3, 1),
        date(2026, 3, 2), date(2026, 12, 31), date(2022, 12, 31), date(2023, 1, 1), date(2023, 5, 2)]  # fmt: skip
INVESTMENT: st.SearchStrategy[Row] = st.fixed_dictionaries(
    {
        "date": st.sampled_from([*DAYS, *DAYS, None]),
        "amount": money(),
        "category": st.sampled_from(["platform_extension", "equipment", "software", "pilot_talent", "other"]),
        "funding": st.sampled_from(
            ["own", "own", "municipal", "county", "provincial", "central_guided", "central_other"]
        ),
    }
)
INCOME: st.SearchStrategy[Row] = st.fixed_dictionaries(
    {"date": st.sampled_from([*DAYS, *DAYS, None]), "amount": money(), "related_party": st.booleans()}
)
YES_NO = st.sampled_from([True, True, False, None])
APPLICATION = date(2026, 3, 1)
FILED = date(2026, 5, 1)


class Base(NamedTuple):
    without: int
    with_open: int
    known: bool = True


def yunnan_base(records: Sequence[Row], kind: str, readings: Mapping[str, str]) -> Base:
    without, with_open = 0, 0
    for record in records:
        if record["funding"] in ("provincial", "central_guided"):
            continue
        if record["date"] is None:
            return Base(0, 0, known=False)
        if not lately(record["date"], 3, readings["last_years"], APPLICATION, FILED):
            continue
        treated = []
        if record["funding"] == "central_other":
            treated.append(readings["central_other_money"])
        if record["category"] == "other":
            treated.append(readings["other_category"])
        if record["category"] == "pilot_talent" and kind == CV:
            treated.append(readings["talent_in_proof_of_concept"])
        if "exclude" not in treated:
            with_open += record["amount"]
            without += record["amount"] if "review" not in treated else 0
    return Base(without, with_open)


def yunnan_income(records: Sequence[Row], readings: Mapping[str, str]) -> Base:
    without, with_open = 0, 0
    for record in records:
        if record["date"] is None:
            return Base(0, 0, known=False)
        if record["date"].year == (2025 if readings["income_year"] == "previous_year" else 2026) and not (
            record["related_party"] and readings["related_party_income"] == "exclude"
        ):
            with_open += record["amount"]
            if not (record["related_party"] and readings["related_party_income"] == "review"):
                without += record["amount"]
    return Base(without, with_open)


def totals(rows: Iterable[Paid], key: Callable[[Paid], object]) -> list[int]:
    found: defaultdict[object, int] = defaultdict(int)
    for row in rows:
        found[key(row)] += row.amount
    return [total for total in found.values() if total > 0]


def settle(own: int, own_paid: int, rivals: Sequence[int], readings: Mapping[str, str]) -> tuple[int, int]:
    """What is still due of an own total, and what of the rivals' is to be recovered."""
    if rivals and own <= max(rivals):
        return 0, 0
    if readings["already_paid"] == "top_up":
        return max(0, own - own_paid - sum(rivals)), 0
    if readings["already_paid"] == "first_only":
        return (0 if rivals else own - own_paid), 0
    return own - own_paid, sum(rivals)


def yunnan_contest(
    due: Mapping[str, int], own: Sequence[Paid], rivals: Sequence[Paid], readings: Mapping[str, str]
) -> tuple[int, int]:
    if readings["contest_of"] == "every_award":
        own_paid = max(0, sum(row.amount for row in own))
        own_awards = totals(own, lambda row: row.benefit)
        others = totals(rivals, lambda row: (row.programme, row.platform, row.benefit))
        highest = max([*due.values(), *own_awards])
        left, recover = settle(highest, min(own_paid, highest), others, readings)
        if own_paid and readings["already_paid"] == "first_only":
            left = 0
        elif readings["already_paid"] == "top_up" and (not others or highest > max(others)):
            left = max(0, highest - own_paid - sum(others))
        return min(left, max(due.values())), recover
    groups = [[name] for name in due] if readings["contest_of"] == "each_benefit" else [list(due)]
    left, recover = 0, 0
    for names in groups:
        mine = [row for row in own if readings["contest_of"] == "identity_totals" or row.benefit in names]
        theirs = [row for row in rivals if readings["contest_of"] == "identity_totals" or row.benefit in names]
        now = sum(due[name] for name in names)
        others = totals(theirs, lambda row: (row.programme, row.platform))
        own_paid = max(0, sum(row.amount for row in mine))
        more, back_again = settle(now + own_paid, own_paid, others, readings) if others else (now, 0)
        left, recover = left + min(more, now), recover + back_again
    return left, recover


def yunnan_payable(
    kind: str, due: Mapping[str, int], paid: Sequence[Paid], readings: Mapping[str, str]
) -> tuple[int, bool]:
    """What is payable of the amounts due, and whether a platform of unknown class leaves that to a person."""
    due = {name: amount for name, amount in due.items() if amount}
    if not due:
        return 0, False
    own, rivals, unknown = [], [], []
    for row in paid:
        if row.year != 2026:
            continue
        if row.programme == "yunnan-2025" and row.platform == "p1":
            own.append(row)
        elif row.local or (row.platform != "p1" if readings["contest_per"] == "platform" else row.organisation != "o1"):
            continue
        elif row.programme != "yunnan-2025" or row.platform_kind not in (None, kind):
            rivals.append(row)
        elif row.platform_kind is None:
            unknown.append(row)
    result = yunnan_contest(due, own, rivals, readings)
    return result[0], bool(unknown) and result != yunnan_contest(due, own, [*rivals, *unknown], readings)


@twice
@given(
    kind=st.sampled_from([CV, PB]),
    investment=st.one_of(
        money(10**9), money(10**9), st.none(), st.lists(INVESTMENT, min_size=1, max_size=4)
    ),
    income=st.one_of(money(5 * 10**8), st.none(), st.lists(INCOME, min_size=1, max_size=4)),
    plaque=YES_NO,
    mechanism=YES_NO,
    paid=st.lists(PAID, max_size=4),
    readings=chosen(YUNNAN),
    build_rate=st.sampled_from(list(RATES)),
    operating_rate=st.sampled_from(list(RATES)),
    build_cap=st.sampled_from([2_000_000, 3_000_000]),
)  # fmt: skip
def test_a_filed_platform_of_yunnan_gets_what_the_articles_say(
    kind: str,
    investment: int | list[Row] | None,
    income: int | list[Row] | None,
    plaque: bool | None,
    mechanism: bool | None,
    paid: list[Paid],
    readings: dict[str, str],
    build_rate: str,
    operating_rate: str,
    build_cap: int,
) -> None:
    # Articles 13 and 17, each benefit by itself: what it comes to without and with the records left to a person.
    def one(base: Base | None, gate: bool | None, wanted: bool, rate: str, cap: int, before: int) -> Any:
        if base is None:
            return "not_claimed"
        if gate is not wanted and gate is not None:
            return 0, 0
        if before > 0:
            return 0, 0
        if gate is None or not base.known:
            return "needs_documents"
        return share(base.without, RATES[rate], cap, readings), share(base.with_open, RATES[rate], cap, readings)

    ours = [row for row in paid if row.programme == "yunnan-2025"]
    unit = readings["build_once_per"] == "organisation"
    built_before = sum(
        row.amount
        for row in ours
        if row.benefit == "build" and (row.platform == "p1" or (unit and row.organisation == "o1"))
    )
    operated_before = sum(
        row.amount for row in ours if row.benefit == "operating" and row.platform == "p1" and row.year == 2026
    )
    base = yunnan_base(investment, kind, readings) if isinstance(investment, list) else investment
    takings = yunnan_income(income, readings) if isinstance(income, list) else income
    build = one(
        Base(base, base) if isinstance(base, int) else base, plaque, False, build_rate, build_cap * 100, built_before
    )
    operating = one(
        Base(takings, takings) if isinstance(takings, int) else takings,
        mechanism, True, operating_rate, 100_000_000, operated_before,
    )  # fmt: skip
    given = {"build": build, "operating": operating}
    low, unsure_low = yunnan_payable(kind, {n: v[0] for n, v in given.items() if isinstance(v, tuple)}, paid, readings)
    high, unsure = yunnan_payable(kind, {n: v[1] for n, v in given.items() if isinstance(v, tuple)}, paid, readings)
    if "needs_documents" in given.values() or build == operating == "not_claimed":
        expected: tuple[str, int] = ("needs_documents", 0)
    elif low != high or unsure:
        expected = ("needs_review", 0)
    else:
        expected = ("payable", high) if high else ("nothing_due", 0)

    application: Row = {
        "platform": "p1",
        "organisation": "o1",
        "award_year": 2026,
        "application_date": APPLICATION,
        "filed_on": FILED,
        "platform_kind": kind,
        "plaque_only": plaque,
        "service_mechanism": mechanism,
    }
    for total, records, value in (
        ("eligible_investment", "investments", investment),
        ("service_income", "service_incomes", income),
    ):
        if isinstance(value, list):
            application[records] = [{**record, "amount": yuan(record["amount"])} for record in value]
        elif value is not None:
            application[total] = yuan(value)
    changes = {
        "benefit.build.rate": build_rate,
        "benefit.build.cap": build_cap,
        "benefit.operating.rate": operating_rate,
    }
    decision = fundcalc.decide(read_so("yunnan-2025", readings, changes), application, [row.row() for row in paid])
    assert (decision.status, fen(decision.payable)) == expected
    assert decision.prospective == 0
    for name, value in given.items():
        due = decision.benefits[name]
        if isinstance(value, tuple):
            assert fen(due.amount) == (value[0] if value[0] == value[1] else None)
        else:
            assert (due.amount, due.reason) == (None, value)
    assert unsure_low <= unsure or low != high  # a doubt about the class never hides behind one about the records


# Yunnan: the conditions, the ban, the validity and the election.

YUNNAN_CV: Row = {
    "legal_person": True, "organisation_kind": "university", "site_area": 200, "team_size": 6, "directors": 1,
    "full_time_brokers": 1, "technology_managers": 1, "advisers": 5, "stored_projects": 10,
    "annual_service_income": 50_000_000, "financing_raised": 0, "technology_contracts": 0,
    "incubated_enterprises": 0, "fund_size": 0,
}  # fmt: skip
YUNNAN_PB: Row = {
    "legal_person": True, "organisation_kind": "enterprise", "site_area": 1000, "equipment_value": 400_000_000,
    "software_value": 100_000_000, "team_size": 10, "directors": 1, "pilot_engineers": 2, "advisers": 5,
    "stored_projects": 20, "pilot_projects_done": 3, "productised_results": 3, "incubated_enterprises": 0,
    "enterprise_valuation": 0, "enterprise_revenue": 0, "technology_contracts": 0,
}  # fmt: skip
KINDS_OF_UNIT = (*FIVE, "social_organisation", "other")
CV_EDGES: dict[str, tuple[object, ...]] = {
    "legal_person": (False,), "organisation_kind": KINDS_OF_UNIT, "site_area": (199, 200, 201), "team_size": (5, 6, 7),
    "directors": (0, 1, 2), "full_time_brokers": (0, 1, 2), "technology_managers": (0, 1, 2), "advisers": (4, 5, 6),
    "stored_projects": (9, 10, 11), "annual_service_income": (0, 49_999_999, 50_000_000),
    "financing_raised": (199_999_999, 200_000_000), "technology_contracts": (99_999_999, 100_000_000),
    "incubated_enterprises": (0, 1, 2), "fund_size": (199_999_999, 200_000_000),
}  # fmt: skip
PB_EDGES: dict[str, tuple[object, ...]] = {
    "legal_person": (False,), "organisation_kind": KINDS_OF_UNIT, "site_area": (999, 1000), "team_size": (9, 10),
    "equipment_value": (399_999_999, 400_000_001, 500_000_000), "software_value": (0, 99_999_999, 500_000_000),
    "directors": (0, 1), "pilot_engineers": (1, 2), "advisers": (4, 5), "stored_projects": (19, 20),
    "pilot_projects_done": (2, 3, 4), "productised_results": (2, 3, 4), "incubated_enterprises": (0, 1, 2),
    "enterprise_valuation": (499_999_999, 500_000_000, 500_000_001),
    "enterprise_revenue": (99_999_999, 100_000_000, 100_000_001), "technology_contracts": (199_999_999, 200_000_000),
}  # fmt: skip
IN_MONEY = ("annual_service_income", "financing_raised", "technology_contracts", "fund_size", "equipment_value",
            "software_value", "enterprise_valuation", "enterprise_revenue", "annual_special_input",
            "cumulative_service_income")  # fmt: skip


def together(first: int | None, second: int | None, figure: int) -> Answer:
    """A sum held against a figure, of which one part alone may already reach it."""
    if first is not None and second is not None:
        return first + second >= figure
    return True if (first or 0) + (second or 0) >= figure else None


def yunnan_conditions(kind: str, facts: Row, readings: Mapping[str, str]) -> Answer:
    """Articles 8 and 9, the kind of unit apart."""
    over = readings["at_least"] == "exclusive"
    get = facts.get
    team, advisers = least(get("team_size"), 6 if kind == CV else 10), least(get("advisers"), 5)
    common = every(get("legal_person"), team, advisers, least(get("directors"), 1))
    if kind == CV:
        return every(
            common,
            least(get("site_area"), 200),
            together(get("full_time_brokers"), get("technology_managers"), 2),
            least(get("stored_projects"), 10),
            some(
                least(get("annual_service_income"), 50_000_000),
                least(get("financing_raised"), 200_000_000),
                least(get("technology_contracts"), 100_000_000),
                least(get("incubated_enterprises"), 1, exclusive=over),
                least(get("fund_size"), 200_000_000),
            ),
        )
    enterprises = least(get("incubated_enterprises"), 1, exclusive=over)
    worth = least(get("enterprise_valuation"), 500_000_000, exclusive=over)
    sold = least(get("enterprise_revenue"), 100_000_000, exclusive=over)
    alone = readings["enterprise_test"] == "last_alone"
    return every(
        common,
        least(get("site_area"), 1000),
        together(get("equipment_value"), get("software_value"), 500_000_000),
        least(get("pilot_engineers"), 2),
        least(get("stored_projects"), 20),
        some(
            every(
                least(get("pilot_projects_done"), 3, exclusive=over),
                least(get("productised_results"), 3, exclusive=over),
            ),
            some(every(enterprises, worth), sold) if alone else every(enterprises, some(worth, sold)),
            least(get("technology_contracts"), 200_000_000),
        ),
    )


@twice
@given(
    data=st.data(),
    kind=st.sampled_from([CV, PB]),
    filed=st.sampled_from([False, False, True]),
    readings=chosen({"at_least": ("inclusive", "exclusive"), "enterprise_test": ("count_and_either", "last_alone")}),
)
def test_yunnan_files_whom_the_articles_say(
    data: st.DataObject, kind: str, filed: bool, readings: dict[str, str]
) -> None:
    facts = data.draw(edges(YUNNAN_CV, CV_EDGES) if kind == CV else edges(YUNNAN_PB, PB_EDGES))
    holds, unit = yunnan_conditions(kind, facts, readings), facts["organisation_kind"]
    if holds is False:
        expected = ("needs_review" if filed else "ineligible", 0, 0)
    elif filed:
        expected = ("payable", 10_000_000, 0)
    elif holds is None or unit is None:
        expected = ("needs_documents", 0, 0)
    else:
        expected = ("eligible", 0, 10_000_000) if unit in FIVE else ("needs_review", 0, 0)
    application = {
        "platform": "p1", "organisation": "o1", "award_year": 2026, "application_date": APPLICATION, "all_attested": True,
        "platform_kind": kind, "plaque_only": False, "eligible_investment": "500000.00", **given_only(facts, IN_MONEY),
    }  # fmt: skip
    decision = fundcalc.decide(
        read_so("yunnan-2025", readings), application | ({"filed_on": FILED} if filed else {})
    )  # fmt: skip
    assert outcome(decision) == expected


@given(
    revoked=st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    after=st.integers(-3, 760),
    ground=st.sampled_from(["第十八条（一）", "第十八条（四）", "第十八条", "第十六条", "第十九条", ""]),
    readings=chosen(
        {"ban_end": ("anniversary_barred", "anniversary_free"), "failed_recheck": ("second_fail", "cancel_only")}
    ),
)
@example(date(2024, 2, 29), 730, "第十八条（一）", {"ban_end": "anniversary_barred", "failed_recheck": "second_fail"})
@example(date(2026, 3, 1), 731, "第十八条（一）", {"ban_end": "anniversary_free", "failed_recheck": "second_fail"})
def test_a_revocation_bars_as_long_as_its_ground_says(
    revoked: date, after: int, ground: str, readings: dict[str, str]
) -> None:
    day = revoked + timedelta(days=after)
    end = back(revoked, -2)
    running = revoked <= day <= end if readings["ban_end"] == "anniversary_barred" else revoked <= day < end
    bars = ground.startswith("第十八条") or (ground != "第十九条" and readings["failed_recheck"] == "second_fail")
    filed = max(day, revoked) + timedelta(days=30)
    filed_in_ban = filed <= end if readings["ban_end"] == "anniversary_barred" else filed < end
    if not date(2025, 12, 6) <= day <= date(2028, 12, 5):
        expected = "not_in_force"
    elif running and bars:
        expected = "barred"
    else:
        expected = "needs_review" if bars and filed_in_ban else "payable"
    application = {
        "platform": "p1", "organisation": "o1", "award_year": filed.year, "application_date": day, "plaque_only": False,
        "filed_on": filed, "platform_kind": CV, "eligible_investment": 500_000,
        "revoked_on": revoked, "revocation_ground": ground,
    }  # fmt: skip
    decision = fundcalc.decide(read_so("yunnan-2025", readings), application)
    assert outcome(decision) == (expected, 10_000_000 if expected == "payable" else 0, 0)


@given(
    unit=st.lists(
        st.tuples(st.sampled_from([CV, PB]), st.sampled_from([None, None, True, False]), st.sampled_from([2026, 2027])),
        min_size=1,
        max_size=4,
    ),
    round_=st.sampled_from(["award_year", "any_year"]),
)
def test_of_two_classes_one_is_accepted_and_the_unit_chooses(
    unit: list[tuple[str, bool | None, int]], round_: str
) -> None:
    applications = [
        {
            "platform": f"p{index}", "organisation": "o1", "award_year": year, "application_date": APPLICATION,
            "filed_on": FILED, "platform_kind": kind, "elected": elected, "plaque_only": False,
            "eligible_investment": 500_000,
        }
        for index, (kind, elected, year) in enumerate(unit)
    ]  # fmt: skip
    decisions = fundcalc.decide_all(read_so("yunnan-2025", {"election_round": round_}), applications)
    for (kind, elected, year), decision in zip(unit, decisions, strict=True):
        together = [(k, e) for k, e, y in unit if y == year or round_ == "any_year"]
        at_once = [(k, e) for k, e in together if e is not False]
        keys, wanted = {k for k, _e in at_once}, {k for k, e in at_once if e}
        if elected is False:
            # To give up every class is to choose none.
            expected = "needs_election" if not keys and len({k for k, _e in together}) == 2 else "nothing_due"
        elif len(keys) < 2 or wanted == {kind}:
            expected = "payable"
        else:
            expected = "needs_election" if len(wanted) != 1 else "nothing_due"
        assert decision.status == expected


# Inner Mongolia.

IM_AMOUNTS = {CV: (50_000_000, 100_000_000), PB: (150_000_000, 150_000_000), PS: (100_000_000, 100_000_000)}
IM_PAID = st.builds(
    Paid,
    organisation=st.just("o1"),
    platform=st.sampled_from(["p1", "p1", "p2"]),
    programme=st.sampled_from(["inner-mongolia-2025", "inner-mongolia-2025", "laboratory"]),
    benefit=st.sampled_from(["filing", "excellent"]),
    year=st.sampled_from([2025, 2026]),
    amount=st.sampled_from([50_000_000, 100_000_000, 150_000_000, 1, -50_000_000]),
    platform_kind=st.none(),
    local=st.just(False),
)


@twice
@given(
    kind=st.sampled_from([CV, PB, PS, None]),
    grade=st.sampled_from(["excellent", "excellent", "pass", "fail", None]),
    first=st.sampled_from([True, True, False]),
    claims=st.sampled_from([None, None, ["filing"], ["excellent"], ["filing", "excellent"]]),
    paid=st.lists(IM_PAID, max_size=3),
    readings=chosen(
        {
            "not_first_filing": ("review", "pay", "refuse"),
            "same_year": ("add", "higher_only"),
            "excellent_paid": ("every_evaluation", "once"),
        }
    ),
)
def test_a_filed_platform_of_inner_mongolia_gets_what_the_article_says(
    kind: str | None,
    grade: str | None,
    first: bool,
    claims: list[str] | None,
    paid: list[Paid],
    readings: dict[str, str],
) -> None:
    own = [row for row in paid if row.programme == "inner-mongolia-2025" and row.platform == "p1"]
    filing_before = sum(row.amount for row in own if row.benefit == "filing")
    excellent_before = sum(
        row.amount
        for row in own
        if row.benefit == "excellent" and (row.year == 2026 or readings["excellent_paid"] == "once")
    )
    this_year = max(0, sum(row.amount for row in own if row.year == 2026))
    filing_sum, excellent_sum = IM_AMOUNTS.get(kind or "", (None, None))
    # Each benefit without and with what a person decides; a word where there is no amount.
    given: dict[str, object] = {}
    if claims is not None and "filing" not in claims:
        given["filing"] = "not_claimed"
    elif filing_before > 0 or (not first and readings["not_first_filing"] == "refuse"):
        given["filing"] = (0, 0)
    elif filing_sum is None:
        given["filing"] = "needs_documents"
    else:
        given["filing"] = (filing_sum if first or readings["not_first_filing"] == "pay" else 0, filing_sum)
    if "excellent" not in (claims or (["excellent"] if grade else [])):
        given["excellent"] = "not_claimed"
    elif (grade and grade != "excellent") or excellent_before > 0:
        given["excellent"] = (0, 0)
    elif grade is None or excellent_sum is None:
        given["excellent"] = "needs_documents"
    else:
        given["excellent"] = (excellent_sum, excellent_sum)

    def payable(place: int) -> int:
        amounts = [value[place] for value in given.values() if isinstance(value, tuple)]
        if readings["same_year"] == "higher_only":
            return max(0, max(amounts, default=0) - this_year)
        return sum(amounts)

    if "needs_documents" in given.values():
        expected = ("needs_documents", 0)
    elif payable(0) != payable(1):
        expected = ("needs_review", 0)
    else:
        expected = ("payable", payable(1)) if payable(1) else ("nothing_due", 0)
    application = {
        "platform": "p1", "organisation": "o1", "award_year": 2026, "application_date": APPLICATION, "filed_on": FILED,
        "platform_kind": kind, "grade": grade, "first_filing": first, "claims": claims,
    }  # fmt: skip
    decision = fundcalc.decide(read_so("inner-mongolia-2025", readings), application, [row.row() for row in paid])
    assert (decision.status, fen(decision.payable)) == expected
    for name, value in given.items():
        if isinstance(value, tuple):
            assert fen(decision.benefits[name].amount) == (value[0] if value[0] == value[1] else None)


IM_COMMON: Row = {
    "organisation_kind": "university", "legal_person": True, "registered_in_region": True,
    "registered_on": date(2020, 1, 1), "independent_accounting": True, "integrity_record_clean": True,
}  # fmt: skip
IM_COMMON_EDGES: dict[str, tuple[object, ...]] = {
    "legal_person": (False,), "registered_in_region": (False,), "independent_accounting": (False,),
    "integrity_record_clean": (False,), "organisation_kind": KINDS_OF_UNIT,
    "registered_on": (date(2024, 12, 31), date(2025, 1, 1), date(2025, 1, 2), date(2025, 2, 28), date(2025, 3, 1),
                      date(2025, 3, 2)),
}  # fmt: skip
IM_PASSING: dict[str, Row] = {
    CV: {"equipment_value": 60_000_000, "software_value": 40_000_000, "site_area": 500, "stored_projects": 10,
         "team_size": 10, "full_time_brokers": 2, "advisers": 10, "advisers_from_three_circles": True,
         "commercialised_projects": 0, "incubated_enterprises": 2, "financing_raised": 500_000_000,
         "technology_contracts": 150_000_000},
    PB: {"site_area": 1000, "equipment_value": 150_000_000, "has_pilot_line": False, "external_pilot_projects": 10,
         "full_time_staff": 10, "technical_staff": 6, "qualified_technical_staff": 5, "team_size": 10,
         "ethics_sensitive": False},
    PS: {"site_area": 500, "instruments_over_300k": 3, "full_time_staff": 10, "titled_staff": 3, "broker_staff": 2,
         "team_size": 10, "technical_staff": 6, "typical_cases": 3},
}  # fmt: skip
IM_EDGES: dict[str, dict[str, tuple[object, ...]]] = {
    CV: {"equipment_value": (59_999_999, 100_000_000), "software_value": (39_999_999, 0), "site_area": (499, 500),
         "stored_projects": (9, 10), "team_size": (9, 10), "full_time_brokers": (1, 2), "advisers": (9, 10),
         "advisers_from_three_circles": (False,), "commercialised_projects": (2, 3),
         "incubated_enterprises": (1, 2, 3), "financing_raised": (0, 499_999_999, 500_000_001),
         "technology_contracts": (0, 149_999_999, 150_000_001)},
    PB: {"site_area": (999, 1000), "equipment_value": (149_999_999, 150_000_000), "has_pilot_line": (True, False),
         "external_pilot_projects": (9, 10), "full_time_staff": (0, 9, 10, 11), "technical_staff": (0, 5, 6, 10),
         "qualified_technical_staff": (2, 3, 4, 5, 6), "team_size": (0, 9, 11), "ethics_sensitive": (True,)},
    PS: {"site_area": (499, 500, 501), "instruments_over_300k": (2, 3), "full_time_staff": (0, 9, 10, 11),
         "titled_staff": (2, 3, 4), "broker_staff": (1, 2, 3), "team_size": (0, 9, 10, 11), "technical_staff": (6, 10),
         "typical_cases": (2, 3)},
}  # fmt: skip


def inner_mongolia_conditions(kind: str, facts: Row, instruments: list[int], readings: Mapping[str, str]) -> Answer:
    over = readings["at_least"] == "exclusive"
    get = facts.get
    whole = get(readings["ratio_base"])
    common = every(
        get("legal_person"),
        get("registered_in_region"),
        get("independent_accounting"),
        get("integrity_record_clean"),
        registered_long_enough(
            get("registered_on"), 1, readings["last_years"], APPLICATION, None, exclusive=over
        ),
    )  # fmt: skip
    if kind == CV:
        unit = get("organisation_kind")
        count = least(get("incubated_enterprises"), 2, exclusive=over)
        financed = least(get("financing_raised"), 500_000_000, exclusive=over)
        contracts = least(get("technology_contracts"), 150_000_000, exclusive=over)
        alone = readings["enterprise_test"] == "last_alone"
        return every(
            common,
            # Both papers are attested here; were the unit's kind unknown, nothing would change.
            True if unit or unit is None else None,
            together(get("equipment_value"), get("software_value"), 100_000_000),
            least(get("site_area"), 500),
            least(get("stored_projects"), 10),
            least(get("team_size"), 10),
            least(get("full_time_brokers"), 2),
            least(get("advisers"), 10),
            get("advisers_from_three_circles"),
            some(
                least(get("commercialised_projects"), 3),
                some(every(count, financed), contracts) if alone else every(count, some(financed, contracts)),
            ),
        )
    if kind == PB:
        return every(
            common,
            least(get("site_area"), 1000),
            least(get("equipment_value"), 150_000_000),
            some(get("has_pilot_line"), least(get("external_pilot_projects"), 10)),
            least(get("full_time_staff"), 10),
            least(get("technical_staff"), 6),
            part(get("qualified_technical_staff"), whole, 50),
        )
    if instruments:
        each = sum(value >= 30_000_000 for value in instruments) >= 3
        enough: Answer = each or (
            readings["instrument_value"] == "total" and len(instruments) >= 3 and sum(instruments) >= 30_000_000
        )
    else:
        enough = least(get("instruments_over_300k"), 3)
        if enough is False and readings["instrument_value"] == "total":
            enough = None  # the values are not known
    team = get("team_size") if get("team_size") is not None else get("full_time_staff")
    return every(
        common,
        least(get("site_area"), 500, exclusive=over),
        enough,
        least(get("full_time_staff"), 10),
        part(get("titled_staff"), whole, 30),
        part(get("broker_staff"), team, 20),
        least(get("typical_cases"), 3),
    )


@twice
@given(
    data=st.data(),
    kind=st.sampled_from([CV, PB, PS]),
    instruments=st.lists(st.sampled_from([9_999_999, 10_000_000, 29_999_999, 30_000_000]), max_size=4),
    readings=chosen(
        {
            "at_least": ("inclusive", "exclusive"),
            "enterprise_test": ("count_and_either", "last_alone"),
            "last_years": ("rolling", "full_years", "before_filing"),
            "ratio_base": ("full_time_staff", "technical_staff", "team_size"),
            "instrument_value": ("each", "total"),
        }
    ),
)
def test_inner_mongolia_files_whom_the_articles_say(
    data: st.DataObject, kind: str, instruments: list[int], readings: dict[str, str]
) -> None:
    facts = data.draw(edges(IM_COMMON | IM_PASSING[kind], IM_COMMON_EDGES | IM_EDGES[kind]))
    given_instruments = instruments if kind == PS else []
    holds = inner_mongolia_conditions(kind, facts, given_instruments, readings)
    expected = {
        True: ("eligible", 0, IM_AMOUNTS[kind][0]),
        False: ("ineligible", 0, 0),
        None: ("needs_documents", 0, 0),
    }[holds]
    application = {
        "platform": "p1", "organisation": "o1", "award_year": 2026, "application_date": APPLICATION, "platform_kind": kind,
        "all_attested": True, **given_only(facts, IN_MONEY),
        "instruments": [{"name": "spectrometer", "original_value": yuan(value)} for value in given_instruments],
    }  # fmt: skip
    assert outcome(fundcalc.decide(read_so("inner-mongolia-2025", readings), application)) == expected


# Xinzhou.


@given(
    kind=st.sampled_from([PB, PB, PB, CV, None]),
    filed=st.booleans(),
    first=st.booleans(),
    incident=st.sampled_from([None, *DAYS]),
    before=st.sampled_from([0, 1, 20_000_000]),
    amount=st.sampled_from([200_000, 350_000]),
    refused=st.booleans(),
    readings=chosen(
        {"not_first_filing": ("review", "pay", "refuse"), "last_years": ("rolling", "full_years", "before_filing")}
    ),
)
def test_xinzhou_pays_a_newly_recognised_base_one_sum(
    kind: str | None,
    filed: bool,
    first: bool,
    incident: date | None,
    before: int,
    amount: int,
    refused: bool,
    readings: dict[str, str],
) -> None:
    calm = incident is None or not lately(
        incident, 3, readings["last_years"], APPLICATION, FILED if filed else None
    )  # fmt: skip
    holds = every(None if kind is None else kind == PB, calm, not refused)
    due, person = amount * 100, False
    if before or (not first and readings["not_first_filing"] == "refuse"):
        due = 0
    elif not first and readings["not_first_filing"] == "review":
        person = True
    if holds is False:
        expected = ("needs_review" if filed else "ineligible", 0, 0)
    elif holds is None and not filed:
        expected = ("needs_documents", 0, 0)
    elif person:
        expected = ("needs_review", 0, 0)
    elif filed:
        expected = ("payable", due, 0) if due else ("nothing_due", 0, 0)
    else:
        expected = ("eligible", 0, due)
    application = {
        "platform": "p1", "organisation": "o1", "award_year": 2026, "application_date": APPLICATION,
        "filed_on": FILED if filed else None, "platform_kind": kind, "first_filing": first, "all_attested": True,
        "serious_incident_on": incident, **({"leader_papers": False} if refused else {}),
    }  # fmt: skip
    paid = Paid("o1", "p1", "xinzhou-2024", "recognition", 2024, before, None, local=False)
    decision = fundcalc.decide(
        read_so("xinzhou-2024", readings, {"benefit.recognition.amount": amount}), application, [paid.row()]
    )
    assert outcome(decision) == expected


# Urumqi.

URUMQI: dict[str, Row] = {
    "creation": {"legal_person": True, "organisation_kind": "enterprise", "service_fields": 3, "site_area": 200,
                 "equipment_value": 200_000_000, "directors": 1, "broker_staff": 1, "advisers_from_three_circles": True,
                 "integrity_record_clean": True},
    "recognition": {"site_area": 200, "equipment_value": 400_000_000, "software_value": 100_000_001, "team_size": 6,
                    "technology_managers": 3, "advisers": 10, "advisers_from_three_circles": True,
                    "outside_advisers": 5, "annual_special_input": 50_000_000, "stored_projects": 20,
                    "completed_projects": 5, "cumulative_service_income": 0, "integrity_record_clean": True},
}  # fmt: skip
URUMQI_EDGES: dict[str, dict[str, tuple[object, ...]]] = {
    "creation": {"legal_person": (False,), "organisation_kind": ("university", "enterprise"), "service_fields": (2, 4),
                 "site_area": (199, 200), "equipment_value": (199_999_999,), "directors": (0, 1), "broker_staff": (0, 1),
                 "advisers_from_three_circles": (False,), "integrity_record_clean": (False,)},
    "recognition": {"site_area": (199, 200), "equipment_value": (399_999_999, 500_000_000, 500_000_001),
                    "software_value": (0, 100_000_000), "team_size": (5, 6), "technology_managers": (2, 3),
                    "advisers": (0, 9, 11), "advisers_from_three_circles": (False,), "outside_advisers": (4, 6),
                    "annual_special_input": (49_999_999,), "stored_projects": (19,), "completed_projects": (4, 5),
                    "cumulative_service_income": (9_999_999, 10_000_000), "integrity_record_clean": (False,)},
}  # fmt: skip


def urumqi_conditions(stage: str, facts: Row, readings: Mapping[str, str]) -> Answer:
    get = facts.get
    over = readings["breakthrough"] == "exclusive"
    if stage == "creation":
        unit, fields = get("organisation_kind"), get("service_fields")
        return every(
            some(get("legal_person"), None if unit is None else unit == "university"),
            None if fields is None else fields <= 3,
            least(get("site_area"), 200),
            least(get("equipment_value"), 200_000_000),
            least(get("directors"), 1),
            least(get("broker_staff"), 1),
            get("advisers_from_three_circles"),
            get("integrity_record_clean"),
        )
    value = together(get("equipment_value"), get("software_value"), 500_000_000 + over)
    return every(
        least(get("site_area"), 200),
        value,
        least(get("team_size"), 5, exclusive=over),
        least(get("technology_managers"), 3),
        least(get("advisers"), 10),
        get("advisers_from_three_circles"),
        part(get("outside_advisers"), get("advisers"), 50),
        least(get("annual_special_input"), 50_000_000),
        least(get("stored_projects"), 20),
        some(least(get("completed_projects"), 5), least(get("cumulative_service_income"), 10_000_000)),
        get("integrity_record_clean"),
    )


@twice
@given(
    data=st.data(),
    stage=st.sampled_from(["creation", "recognition"]),
    filed=st.booleans(),
    grade=st.sampled_from(["excellent", "pass", "fail", None]),
    dated=st.sampled_from(
        [None, date(2026, 2, 1), date(2026, 3, 1), date(2026, 3, 2), date(2021, 3, 1), date(2021, 3, 2)]
    ),
    readings=chosen({"breakthrough": ("exclusive", "inclusive")}),
)
def test_urumqi_names_excellence_and_leaves_the_amount_elsewhere(
    data: st.DataObject, stage: str, filed: bool, grade: str | None, dated: date | None, readings: dict[str, str]
) -> None:
    facts = data.draw(edges(URUMQI[stage], URUMQI_EDGES[stage]))
    holds = urumqi_conditions(stage, facts, readings)
    governed = dated is not None and dated <= APPLICATION and back(dated, -5) > APPLICATION
    expected = by_reference(governed, filed, grade, holds)
    application = {
        "platform": "p1", "organisation": "o1", "award_year": 2026, "application_date": APPLICATION, "grade": grade,
        "filed_on": FILED if filed else None, "platform_kind": CV, "stage": stage, "all_attested": True,
        **given_only(facts, IN_MONEY),
    }  # fmt: skip
    changes = {"validity.from": dated} if dated else {}
    decision = fundcalc.decide(read_so("urumqi-draft", readings, changes), application)
    assert outcome(decision) == (expected, 0, 0)
    assert decision.benefits["excellent"].amount == (0 if grade in ("pass", "fail") else None)


def by_reference(governed: bool, filed: bool, grade: str | None, holds: Answer) -> str:
    """The status where the one support has its amount in another document."""
    if not governed:
        return "not_in_force"
    if holds is False and not filed:
        return "ineligible"
    if (grade is None and filed) or (holds is None and not filed):
        return "needs_documents"
    if holds is False:
        return "needs_review"
    if not filed:
        return "eligible"
    return "by_reference" if grade == "excellent" else "nothing_due"


# XPCC.

XPCC: Row = {
    "legal_person": True, "registered_on": date(2020, 1, 1), "integrity_record_clean": True, "through_host": True,
    "independent_accounting": True, "site_area": 2000, "equipment_value": 500_000_000, "has_pilot_line": False,
    "external_pilot_projects": 2, "full_time_staff": 6, "technical_staff": 4, "qualified_technical_staff": 4,
    "team_size": 6, "serious_incident_on": None, "ethics_sensitive": False,
}  # fmt: skip
XPCC_EDGES: dict[str, tuple[object, ...]] = {
    "legal_person": (False,), "integrity_record_clean": (False,), "through_host": (False,),
    "registered_on": (date(2024, 1, 1), date(2024, 1, 2), date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 2)),
    "independent_accounting": (False,), "site_area": (1999,), "equipment_value": (499_999_999, 500_000_001),
    "has_pilot_line": (True,), "external_pilot_projects": (1,), "full_time_staff": (0, 5, 7), "technical_staff": (3, 6, 0),
    "qualified_technical_staff": (2, 3), "team_size": (7, 0),
    "serious_incident_on": (date(2023, 12, 31), date(2024, 1, 1), date(2024, 3, 1), date(2024, 3, 2), date(2026, 3, 1)),
}  # fmt: skip


@twice
@given(
    facts=edges(XPCC, XPCC_EDGES),
    filed=st.booleans(),
    grade=st.sampled_from(["excellent", "pass", "fail", None]),
    dated=st.sampled_from([None, date(2025, 2, 1), date(2026, 3, 2), date(2023, 3, 1), date(2023, 3, 2)]),
    readings=chosen(
        {
            "at_least": ("inclusive", "exclusive"),
            "last_years": ("rolling", "full_years", "before_filing"),
            "ratio_base": ("full_time_staff", "technical_staff", "team_size"),
        }
    ),
)
def test_xpcc_names_excellence_and_leaves_the_amount_elsewhere(
    facts: Row, filed: bool, grade: str | None, dated: date | None, readings: dict[str, str]
) -> None:
    get, over = facts.get, readings["at_least"] == "exclusive"
    filed_on = FILED if filed else None
    incident, host = get("serious_incident_on"), get("through_host")
    holds = every(
        get("legal_person"),
        registered_long_enough(
            get("registered_on"), 2, readings["last_years"], APPLICATION, filed_on, exclusive=over
        ),
        get("integrity_record_clean"),
        some(None if host is None else not host, get("independent_accounting")),
        least(get("site_area"), 2000),
        least(get("equipment_value"), 500_000_000, exclusive=over),
        some(get("has_pilot_line"), least(get("external_pilot_projects"), 2)),
        least(get("full_time_staff"), 6),
        least(get("technical_staff"), 4),
        part(get("qualified_technical_staff"), get(readings["ratio_base"]), 60),
        incident is None or not lately(incident, 2, readings["last_years"], APPLICATION, filed_on),
    )  # fmt: skip
    governed = dated is not None and dated <= APPLICATION and back(dated, -3) > APPLICATION
    application = {
        "platform": "p1", "organisation": "o1", "award_year": 2026, "application_date": APPLICATION, "grade": grade,
        "filed_on": filed_on, "platform_kind": PB, "all_attested": True, **given_only(facts, IN_MONEY),
    }  # fmt: skip
    decision = fundcalc.decide(read_so("xpcc", readings, {"validity.from": dated} if dated else {}), application)
    assert outcome(decision) == (by_reference(governed, filed, grade, holds), 0, 0)


# What holds of every decision, whatever the measure.

STATUSES = {"not_in_force", "barred", "needs_election", "ineligible", "needs_documents", "needs_review", "by_reference",
            "eligible", "payable", "nothing_due"}  # fmt: skip


@st.composite
def yunnan_applications(draw: st.DrawFn, platform: str = "p1", organisation: str = "o1") -> Row:
    kind = draw(st.sampled_from([CV, PB]))
    application: Row = {
        "platform": platform,
        "organisation": organisation,
        "award_year": draw(st.sampled_from([2026, 2026, 2026, 2027])),
        "application_date": APPLICATION,
        "filed_on": draw(st.sampled_from([FILED, FILED, FILED, None])),
        "platform_kind": draw(st.sampled_from([kind, kind, kind, kind, None])),
        "plaque_only": draw(YES_NO),
        "service_mechanism": draw(YES_NO),
        "elected": draw(st.sampled_from([None, None, True, False])),
        "all_attested": True,
        **given_only(draw(edges(YUNNAN_CV, CV_EDGES) if kind == CV else edges(YUNNAN_PB, PB_EDGES)), IN_MONEY),
    }
    total, records = draw(st.one_of(st.none(), money(10**9))), draw(st.lists(INVESTMENT, max_size=3))
    income, takings = draw(st.one_of(st.none(), money(5 * 10**8))), draw(st.lists(INCOME, max_size=3))
    if total is not None:
        application["eligible_investment"] = yuan(total)
    if income is not None:
        application["service_income"] = yuan(income)
    application["investments"] = [{**record, "amount": yuan(record["amount"])} for record in records]
    application["service_incomes"] = [{**record, "amount": yuan(record["amount"])} for record in takings]
    return application


@st.composite
def yunnan_rounds(draw: st.DrawFn) -> list[Row]:
    units = draw(st.lists(st.sampled_from(["o1", "o1", "o2"]), min_size=1, max_size=3))
    return [draw(yunnan_applications(f"p{index}", unit)) for index, unit in enumerate(units, 1)]


PAID_ROWS = st.lists(PAID.map(Paid.row), max_size=4)


def sayings(decision: fundcalc.Decision) -> dict[str, object]:
    """Everything a decision says but the steps, in which earlier awards stand in the order given."""
    said = decision.to_dict()
    del said["steps"]
    said["notes"] = sorted(map(repr, said["notes"]))
    return said


@given(round_=yunnan_rounds(), paid=PAID_ROWS)
def test_nothing_is_below_nought_or_above_its_cap_and_only_a_payable_decision_pays(
    round_: list[Row], paid: list[Row]
) -> None:
    for decision in fundcalc.decide_all(policy("yunnan-2025"), round_, paid):
        assert decision.status in STATUSES
        assert (decision.payable > 0) == (decision.status == "payable")
        assert decision.prospective == 0 or decision.status == "eligible"
        due = {name: item.amount for name, item in decision.benefits.items() if item.amount is not None}
        assert all(amount >= 0 for amount in due.values())
        assert due.get("build", 0) <= 2_000_000
        assert due.get("operating", 0) <= 1_000_000
        assert max(decision.payable, decision.prospective) <= sum(due.values())


@given(round_=yunnan_rounds(), paid=PAID_ROWS, data=st.data())
def test_the_order_of_applications_and_of_what_was_paid_changes_nothing(
    round_: list[Row], paid: list[Row], data: st.DataObject
) -> None:
    straight = fundcalc.decide_all(policy("yunnan-2025"), round_, paid)
    mixed = fundcalc.decide_all(
        policy("yunnan-2025"), data.draw(st.permutations(round_)), data.draw(st.permutations(paid))
    )
    assert {decision.platform: sayings(decision) for decision in straight} == {
        decision.platform: sayings(decision) for decision in mixed
    }


@given(application=yunnan_applications(), paid=PAID_ROWS)
def test_a_round_of_one_is_decided_like_one(application: Row, paid: list[Row]) -> None:
    (alone,) = fundcalc.decide_all(policy("yunnan-2025"), [application], paid)
    assert alone.to_dict() == fundcalc.decide(policy("yunnan-2025"), application, paid).to_dict()


@given(application=yunnan_applications(), paid=PAID_ROWS)
def test_facts_that_no_clause_asks_for_change_nothing(application: Row, paid: list[Row]) -> None:
    other = {"typical_cases": 0, "service_fields": 9, "stage": "creation", "registered_in_region": False,
             "serious_incident_on": APPLICATION, "organisation_name": "某某大学", "first_filing": False,
             "instruments": [{"original_value": 5}]}  # fmt: skip
    plain = fundcalc.decide(policy("yunnan-2025"), application, paid)
    assert sayings(fundcalc.decide(policy("yunnan-2025"), application | other, paid)) == sayings(plain)


@given(application=yunnan_applications(), paid=PAID_ROWS)
def test_what_is_not_known_to_be_missing_is_not_needed(application: Row, paid: list[Row]) -> None:
    decision = fundcalc.decide(policy("yunnan-2025"), application, paid)
    if decision.status not in ("needs_documents", "ineligible"):
        given_facts = {**application, "fund_size": application.get("fund_size", 0)}
        more = fundcalc.decide(policy("yunnan-2025"), given_facts, paid)
        assert outcome(more) == outcome(decision)


@given(
    kind=st.sampled_from([CV, PB]),
    small=money(10**9),
    more=money(),
    paid=PAID_ROWS,
    readings=chosen({"rounding": ("half_up", "down"), "already_paid": ("top_up", "first_only", "replace")}),
    rate=st.sampled_from(list(RATES)),
)
def test_a_larger_base_never_gives_less(
    kind: str, small: int, more: int, paid: list[Row], readings: dict[str, str], rate: str
) -> None:
    def payable(base: int) -> int:
        application = {
            "platform": "p1", "organisation": "o1", "award_year": 2026, "application_date": APPLICATION,
            "filed_on": FILED, "platform_kind": kind, "plaque_only": False, "eligible_investment": yuan(base),
        }  # fmt: skip
        decision = fundcalc.decide(read_so("yunnan-2025", readings, {"benefit.build.rate": rate}), application, paid)
        return outcome(decision)[1] if decision.status != "needs_review" else -1

    less, larger = payable(small), payable(small + more)
    assert -1 in (less, larger) or less <= larger


@given(round_=yunnan_rounds(), paid=PAID_ROWS)
def test_a_note_says_what_deciding_under_the_other_reading_gives(round_: list[Row], paid: list[Row]) -> None:
    decisions = fundcalc.decide_all(policy("yunnan-2025"), round_, paid)
    noted = [
        {(note["reading"], note["other"]): note for note in decision.to_dict()["notes"] if note["note"] == "reading"}
        for decision in decisions
    ]
    for name, values in policy("yunnan-2025").alternatives.items():
        for value in values:
            others = fundcalc.decide_all(read_so("yunnan-2025", {name: value}), round_, paid)
            for decision, notes, other in zip(decisions, noted, others, strict=True):
                status, payable, prospective = outcome(decision)
                if note := notes.get((name, value)):
                    status = note["status"]
                    payable, prospective = (round(Fraction(note[key]) * 100) for key in ("payable", "prospective"))
                assert outcome(other) == (status, payable, prospective), (name, value)
