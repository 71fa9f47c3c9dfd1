"""The table engine: what it decides is what ``decide_all`` decides, row by row, in every engine that is installed."""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fundcalc
from fundcalc.base.ids import row_id
from fundcalc.engine import cases
from fundcalc.engine.application import Application
from fundcalc.engine.application_reader import read_application, read_paid
from fundcalc.engine.decision import Decision
from fundcalc.engine.decision_parts import Reason, Status
from fundcalc.policy import model as m
from fundcalc.policy.choices import leaves
from fundcalc.policy.loading import available, find, load
from fundcalc.policy.vocabulary import DETAILS, Named, forms

pl: Any = pytest.importorskip("polars", reason="Polars is not installed")

KINDS: Mapping[str, Any] = {
    "money": pl.Int64,
    "count": pl.Int64,
    "year": pl.Int64,
    "area": pl.Decimal(30, 6),
    "decimal": pl.Decimal(30, 6),
    "yes_no": pl.Boolean,
    "date": pl.Date,
    "choice": pl.String,
    "id": pl.String,
    "text": pl.String,
    "list": pl.String,
}


def frame_of(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, Named]) -> Any:
    """Rows as a Polars frame with the columns that any of them gives, each of the kind its name says."""
    given_ = [name for name in columns if any(row.get(name) is not None for row in rows)]
    schema = {name: KINDS[columns[name].kind] for name in given_}
    return pl.DataFrame([{name: row.get(name) for name in given_} for row in rows], schema=schema)


def as_row(application: Application) -> dict[str, Any]:
    row = application._asdict()
    facts, _records = row.pop("facts"), row.pop("records")
    row["claims"] = None if application.claims is None else " ".join(application.claims) or ","
    return {**facts, **{key: value for key, value in row.items() if value != ""}}


def tables(policy: Any, round_: Iterable[Any], paid: Iterable[Any]) -> tuple[Any, Any, dict[str, Any]]:
    """A round as frames: applications, awards already paid (or None), detail records."""
    applications = [read_application(policy, application) for application in round_]
    history = [read_paid(row, policy) for row in paid]
    keys = forms()["applications"].columns
    columns = {**{name: named for name, named in policy.facts.items() if name not in keys}, **keys}
    rows = [
        {key: value for key, value in row._asdict().items() if value != ""} | {"amount": row.fen} for row in history
    ]
    details = {}
    for name in DETAILS:
        records = [
            {"platform": application.platform, **row}
            for application in applications
            for row in application.records.get(name, ())
        ]
        if records:
            details[name] = frame_of(records, forms()[name].columns)
    return (
        frame_of([as_row(application) for application in applications], columns),
        frame_of(rows, forms()["paid"].columns) if rows else None,
        details,
    )


def by_polars(policy: Any, frame: Any, paid: Any, details: Mapping[str, Any]) -> Any:
    return fundcalc.decide_table(policy, frame, paid, details=details)


def by_lazy_polars(policy: Any, frame: Any, paid: Any, details: Mapping[str, Any]) -> Any:
    lazy = {name: frame.lazy() for name, frame in details.items()}
    decided = fundcalc.decide_table(policy, frame.lazy(), None if paid is None else paid.lazy(), details=lazy)
    assert isinstance(decided, pl.LazyFrame)
    return decided.collect()


def by_duckdb(policy: Any, frame: Any, paid: Any, details: Mapping[str, Any]) -> Any:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    with duckdb.connect(config={"threads": 1}) as connection:  # more threads gain nothing for a few rows

        def relation(table: Any) -> Any:
            return connection.from_arrow(table.to_arrow())

        inside = {name: relation(frame) for name, frame in details.items()}
        history = None if paid is None else relation(paid)
        decided = fundcalc.decide_table(policy, relation(frame), history, details=inside)
        assert isinstance(decided, duckdb.DuckDBPyRelation)
        return decided.pl()


ENGINES: Mapping[str, Callable[..., Any]] = {"polars": by_polars, "lazy": by_lazy_polars, "duckdb": by_duckdb}


def decided_rows(
    engine: str, policy: Any, round_: Sequence[Any], paid: Sequence[Any] = ()
) -> Mapping[str, Mapping[str, Any]]:
    """The rows of a decided table by platform, or by claim (``p1/c1``)."""
    decided = ENGINES[engine](policy, *tables(policy, round_, paid))
    if engine == "polars":  # a table in memory keeps its order
        assert decided["platform"].to_list() == [row["platform"] for row in round_]
    assert decided.height == len(round_)
    return {row_id(row["platform"], row.get("claim") or ""): row for row in decided.to_dicts()}


def differences(exact: Iterable[Decision], rows: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Where a decided table says something else than ``decide_all``."""
    for decision in exact:
        expected: dict[str, Any] = {
            "status": decision.status,
            "payable": decision.payable_fen,
            "prospective": decision.prospective_fen,
        }
        for name, due in decision.benefits.items():
            expected |= {f"{name}.amount": due.fen, f"{name}.reason": due.reason}
        row = rows[decision.platform]
        found = {name: row[name] for name in expected}
        if found != expected:
            yield f"{decision.platform}: {found}, not {expected}"


def agree(engine: str, policy: Any, round_: Sequence[Any], paid: Sequence[Any] = ()) -> None:
    """The engine's table says of each application what ``decide_all`` says."""
    exact = fundcalc.decide_all(policy, round_, paid)
    assert not list(differences(exact, decided_rows(engine, policy, round_, paid)))


# The cases of the policies. Those that are read alike are decided in one table, whose ids begin with the number of the case.


class Case(NamedTuple):
    """A case of a policy with ids that no other case has."""

    name: str
    applications: Sequence[Mapping[str, Any]]
    paid: Sequence[Mapping[str, Any]]


def numbered(rows: Sequence[Mapping[str, Any]], number: int) -> list[dict[str, Any]]:
    ids = ("platform", "organisation", "group")
    return [dict(row) | {name: f"{number}-{row[name]}" for name in ids if name in row} for row in rows]


def cases_read_alike(id_: str) -> Iterator[tuple[Any, Sequence[Case]]]:
    """The policies that the cases of a measure ask for, each with its cases; those with awards already paid apart."""
    groups: dict[tuple[str, bool], list[Any]] = {}
    for case in cases.read(find(id_).parent / "cases.toml"):
        key = repr((case.get("changes", {}), case.get("readings", {})))
        groups.setdefault((key, bool(case.get("paid"))), []).append(case)
    for group in groups.values():
        policy = load(id_, changes=group[0].get("changes", {}), readings=group[0].get("readings", {}))
        yield (
            policy,
            [
                Case(case["name"], numbered(case["applications"], number), numbered(case.get("paid", ()), number))
                for number, case in enumerate(group)
            ],
        )


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("id_", available())
def test_every_case_is_decided_alike(id_: str, engine: str) -> None:
    decide_cases(engine, cases_read_alike(id_))


# In every run each fifth reading of a measure; the other engines decide random rounds and sample rounds (tests/tables).
@pytest.mark.parametrize("id_", available())
def test_cases_are_decided_alike(id_: str) -> None:
    decide_cases("polars", islice(cases_read_alike(id_), 0, None, 5))


def decide_cases(engine: str, groups: Iterable[tuple[Any, Sequence[Case]]]) -> None:
    failed = []
    for policy, group in groups:
        found = decided_rows(
            engine,
            policy,
            [row for case in group for row in case.applications],
            [row for case in group for row in case.paid],
        )
        for case in group:
            exact = fundcalc.decide_all(policy, case.applications, case.paid)
            failed += [f"{case.name}: {difference}" for difference in differences(exact, found)]
    assert not failed, "\n".join(failed)


# Random rounds of any measure under any readings: units with several platforms, ties, caps, gaps, history.


def thresholds(policy: Any) -> Mapping[str, list[int]]:
    """By fact, the figures it is held against, in fen or numbers."""
    found: dict[str, list[int]] = {}
    for condition in m.conditions_of(policy.measure):
        if isinstance(condition, m.Threshold):
            for fact in condition.compared:
                found.setdefault(fact, []).extend(map(int, condition.limits))
    for benefit in policy.measure.benefit.values():
        if isinstance(benefit, m.Share):
            for _where, rate in leaves(benefit.rate):
                full = int((benefit.limit or 10**6) / rate)
                found.setdefault(benefit.of, []).extend((full, full, 5, 12))
    for amount in amounts(policy):
        starts: list[tuple[str, Any]] = (
            [(base, band.start) for base in amount.bases for band in amount.bands]
            if isinstance(amount, m.Bands)
            else []
        )
        for figure in amount.figures.values():
            if isinstance(figure, m.ByFact):
                starts += [(where.fact, where.least) for places, _value in leaves(figure) for where in places]
        for fact, start in starts:
            if isinstance(start, int | Decimal):
                found.setdefault(fact, []).append(int(start))
    return found


def amounts(policy: Any) -> Iterator[Any]:
    """The amounts of the benefits and their parts."""
    left = list(policy.measure.benefit.values())
    while left:
        amount = left.pop()
        left += amount.parts
        yield amount


DAYS = [date(2026, 3, 1), date(2024, 2, 29), date(2028, 2, 29), date(2025, 12, 5), date(2025, 12, 6), date(2023, 3, 1),
        date(2023, 3, 2), date(2026, 5, 1), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1), date(2025, 6, 30),
        date(2028, 3, 1), date(2022, 12, 31), date(2026, 2, 28), date(2030, 1, 1)]  # fmt: skip
# Of filings, on both sides of the first days of the measures, of the ends of years and of what a person lived to see.
FILED = [date(2024, 5, 1), date(2023, 6, 1), date(2025, 8, 13), date(2025, 8, 14), date(2025, 12, 5), date(2025, 12, 6),
         date(2024, 8, 3), date(2024, 8, 4), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1), date(2036, 2, 1),
         date(1826, 2, 1), date(1949, 10, 1)]  # fmt: skip
GROUNDS = ["", "第十八条（一）", "第十九条", "第十六条", "第二十一条"]


class Chance:
    """Random applications and awards of one policy."""

    def __init__(self, policy: Any, seed: int) -> None:
        self.policy, self.random = policy, random.Random(seed)
        self.near = thresholds(policy)
        conditions = [condition for condition in m.conditions_of(policy.measure) if isinstance(condition, m.Is)]
        self.wanted = {item.fact: item.value for item in conditions}
        # A filed platform is seldom asked for its filing conditions again.
        paid_by = {fact for item in policy.measure.benefit.values() for gate in item.only_if for fact in gate.facts}
        paid_by |= {fact for benefit in policy.measure.benefit.values() for fact in benefit.facts}
        self.asked = {policy.measure.routes, *paid_by} if self.random.random() < 0.6 else set(policy.facts)
        self.given = self.random.choice((5, 9, 10, 10))
        self.careless = self.random.random() < 0.3

    def written(self, id_: str) -> str:
        """An id, now and then in capitals."""
        return id_.upper() if self.careless and self.random.random() < 0.3 else id_

    def yuan(self, fen: int) -> str:
        return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"

    def value(self, name: str, named: Named) -> Any:
        pick = self.random.choice
        figures = [figure for item in self.near.get(name, ()) for figure in (item, item, item - 1, item + 1)]
        match named.kind:
            case "money":
                return self.yuan(max(0, pick([*figures, 0, 1, self.random.randrange(10**9), 10**12])))
            case "area" | "decimal":
                return pick([*map(Decimal, figures), Decimal("0.5"), Decimal("1999.999999"), Decimal(0)])
            case "count":
                return max(0, pick([*figures, *figures, *figures, 0, 1, 2, 3, 10, 20, 50]))
            case "yes_no":
                return pick([True, True, True, True, False]) == self.wanted.get(name, True)
            case "date":
                return pick(DAYS)
            case "choice":
                return pick(list(named.choices))
            case _:
                raise AssertionError(named)

    def records(self, form: str) -> list[dict[str, Any]]:
        rows = []
        for _row in range(self.random.choice((0, 0, 1, 2, 4))):
            row: dict[str, Any] = {}
            for name, column in forms()[form].columns.items():
                if name in ("platform", "name"):
                    continue
                if column.required or self.random.random() < 0.9:
                    row[name] = self.value(name, column)
            rows.append(row)
        return rows

    def application(self, platform: str) -> dict[str, Any]:
        pick, chance = self.random.choice, self.random.random
        starts = [text.version.start for text in self.policy.versions if text.version.start]
        days = [day for start in starts for day in (start, start - timedelta(1))]
        day = pick([date(2026, 3, 1)] * 60 + DAYS + days * 15)
        benefits = list(self.policy.on(day).measure.benefit)
        number = self.random.randrange(20)
        row: dict[str, Any] = {
            "platform": platform,
            "organisation": self.written(f"o{number}"),
            "group": self.written(f"g{number % 7}") if number % 3 else None,
            "award_year": pick([2026] * 12 + [2027] * 4 + [2028]),
            "application_date": day,
            "filed_on": pick([*[date(2026, 5, 1)] * 8, *[None] * 5, *FILED]),
            "first_filing": pick([None, True, False]) if chance() < 0.5 else None,
            "grade": pick(["excellent", "pass", "fail", None]),
            "revoked_on": pick(DAYS) if chance() < 0.1 else None,
            "revocation_ground": pick(GROUNDS),
            "elected": pick([None, None, None, True, False]),
            "claims": pick([None, None, None, " ".join(benefits), benefits[-1], "，".join(benefits[:1]), ","]),
            "all_attested": pick([True, True, None, False]),
        }
        if self.policy.by_claim:  # some claims of a platform, which is of one organisation
            at = int(platform[1:])
            row |= {"platform": self.written(f"p{at % 13}"), "claim": self.written(f"c{at}"),
                    "organisation": self.written(f"o{at % 13 % 5}")}  # fmt: skip
            row["group"] = f"g{at % 13 % 5}"
        keys = forms()["applications"].columns
        for name, named in self.policy.facts.items():
            if name in self.asked and name not in keys and chance() < self.given / 10:
                row[name] = self.value(name, named)
        if chance() < 0.5:
            row |= {form: self.records(form) for form in DETAILS}
        return row

    def paid(self, platforms: list[str]) -> dict[str, Any]:
        pick = self.random.choice
        figures = [figure for item in self.near.values() for figure in item]
        caps = [benefit.limit for benefit in self.policy.measure.benefit.values()]
        amount = pick([100, 10**7, 10**8, *(cap for cap in caps if cap), *figures])
        programme, benefits = (
            pick([self.policy.id, self.policy.id, "other-programme"]),
            list(self.policy.measure.benefit),
        )
        platform, claim = pick([*platforms, "elsewhere"]), None
        if self.policy.by_claim and platform != "elsewhere":
            platform, claim = f"p{int(platform[1:]) % 13}", self.written(f"c{platform[1:]}")
        elif self.policy.by_claim:
            claim = "c1"
        return {
            "organisation": self.written(f"o{self.random.randrange(20)}"),
            "platform": self.written(platform),
            "claim": claim,
            "programme": self.written(programme),
            "benefit": self.written(pick([*benefits, "prize"] if programme == "other-programme" else benefits)),
            "year": pick([2026, 2026, 2026, 2025, 2027]),
            "amount": self.yuan(amount * pick([1, 1, 1, 1, -1])),
            "platform_kind": pick([None, None, "proof_of_concept", "pilot_base"]),
            "local": pick([None, None, None, False, True]),
            "awarded_on": pick(DAYS),
            "group": self.written(pick(["g1", "g2"])) if self.random.random() < 0.2 else None,
        }


def random_policy(id_: str, seed: int) -> Any:
    """A measure under random readings; one without a date is given one."""
    chance = random.Random(seed)
    plain = load(id_)
    readings = {name: chance.choice([plain.readings[name], *others]) for name, others in plain.alternatives.items()}
    changes: dict[str, Any] = {} if plain.measure.validity.first else {"validity.from": date(2026, 1, 1)}
    if id_ == "yunnan-2025":
        changes["benefit.build.rate"] = chance.choice(["20%", "30%", "12.5%", "33.333%"])
        changes["benefit.build.paid"] = chance.choice(["once", "yearly", "every_evaluation"])
    return load(id_, readings=readings, changes=changes)


@pytest.mark.parametrize("engine", ["polars", "lazy"])
@pytest.mark.parametrize("id_", available())
@settings(max_examples=3, deadline=None)  # many in the slow test below
@given(seed=st.integers(0, 10**9))
def test_random_rounds_are_decided_alike(id_: str, engine: str, seed: int) -> None:
    random_rounds(id_, engine, seed)


# DuckDB plans a table of any length as long as it decides thousands of random rows: in every run it gets one round of the
# larger measures; it decides the samples of the others in tests/tables.
LARGE = ("yunnan-2025", "inner-mongolia-2025")


@pytest.mark.parametrize(
    "id_", [id_ if id_ in LARGE else pytest.param(id_, marks=pytest.mark.slow) for id_ in available()]
)
def test_a_large_random_round_is_decided_alike_by_duckdb(id_: str) -> None:
    policy = random_policy(id_, 2026)
    chance = Chance(policy, 2026)
    platforms = [f"p{number}" for number in range(60)]
    round_ = [chance.application(platform) for platform in platforms]
    agree("duckdb", policy, round_, [chance.paid(platforms) for _row in range(60)])


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("id_", available())
@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_many_random_rounds_are_decided_alike(id_: str, engine: str, seed: int) -> None:
    random_rounds(id_, engine, seed)


def random_rounds(id_: str, engine: str, seed: int) -> None:
    policy = random_policy(id_, seed)
    chance = Chance(policy, seed)
    platforms = [f"p{number}" for number in range(chance.random.choice((1, 5, 30)))]
    round_ = [chance.application(platform) for platform in platforms]
    paid = [chance.paid(platforms) for _row in range(chance.random.choice((0, 5, 40)))]
    agree(engine, policy, round_, paid)


# Bad input, and what is not computed.

ONE: Mapping[str, Any] = {
    "platform": ["p1", "p2"],
    "organisation": ["o1", "o2"],
    "award_year": [2026, 2026],
    "application_date": [date(2026, 3, 1)] * 2,
    "filed_on": [date(2026, 5, 1)] * 2,
    "platform_kind": ["proof_of_concept", "pilot_base"],
    "plaque_only": [False, False],
    "eligible_investment": [800_000_000, None],
}


REFUSED: Sequence[tuple[str, list[Any], str]] = [
        ("eligible_investment", [8e8, 1.0],
         "eligible_investment: holds floats, which cannot hold an amount exactly; give whole fen as Int64, read from "
         "decimal text or Decimal"),
        ("eligible_investment", [Decimal("1.50"), None],
         "eligible_investment: holds Decimal(precision=38, scale=2); an amount in a table is whole fen, Int64"),
        ("eligible_investment", [1, -5], "eligible_investment: -5 fen is below zero (platform p2)"),
        ("eligible_investment", [2**62, 5],
         f"eligible_investment: {2**62} fen is not an amount a budget can hold (platform p1)"),
        ("eligible_investmnt", [1, 2],
         "eligible_investmnt: this policy asks for no such column; did you mean eligible_investment?"),
        ("investments", [1, 2],
         "investments: detail records are a table of their own, given as 'details'"),
        ("platform", ["p1", "p1"], "platform p1 applies twice in this round"),
        ("platform", ["p1", None], "platform: is missing (platform None)"),
        ("organisation", ["o1", " o1"],
         "organisation: ' o1' is not an id; use up to 64 ASCII letters, digits, '.', '_' and '-' (platform p2)"),
        ("organisation", ["", "o1"],
         "organisation: '' is not an id; use up to 64 ASCII letters, digits, '.', '_' and '-' (platform p1)"),
        ("platform_kind", ["proof_of_concept", "base"],
         "platform_kind: base is not one of: proof_of_concept, pilot_base, pilot_service (platform p2)"),
        ("claims", ["build", "biuld"],
         "claims: biuld names a benefit that this policy does not have; its benefits: build, operating (platform p2)"),
        ("filed_on", ["2026-05-01", None], "filed_on: holds String; give days without times, Date"),
        ("plaque_only", ["no", "no"], "plaque_only: holds String; give true, false or null, Boolean"),
        ("team_size", [2.0, 3.0], "team_size: holds Float64; give whole numbers, Int64"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "values", "message"), REFUSED)
def test_what_cannot_be_taken_is_refused(column: str, values: list[Any], message: str) -> None:
    for frame in (pl.DataFrame({**ONE, column: values}), pl.LazyFrame({**ONE, column: values})):
        with pytest.raises(fundcalc.ApplicationError) as refused:
            fundcalc.decide_table(load("yunnan-2025"), frame)
        assert str(refused.value) == f"the table cannot be decided\n  {message}"


def test_a_product_beyond_the_whole_numbers_of_the_engine_is_refused() -> None:
    policy = load("yunnan-2025", changes={"benefit.build.rate": "33.33333%"})
    frame = pl.DataFrame({**ONE, "eligible_investment": [10**16, 1]})
    with pytest.raises(fundcalc.ApplicationError, match="exceeds the integers of this engine; use decide_all"):
        fundcalc.decide_table(policy, frame)


def test_awards_already_paid_that_no_whole_number_can_hold_together_are_refused() -> None:
    paid = frame_of(
        [{"organisation": "o1", "platform": f"q{number}", "programme": "elsewhere", "benefit": "prize", "year": 2026,
          "amount": 10**17} for number in range(100)], forms()["paid"].columns,
    )  # fmt: skip
    with pytest.raises(fundcalc.ApplicationError) as refused:
        fundcalc.decide_table(load("yunnan-2025"), pl.DataFrame(ONE), paid)
    assert str(refused.value) == (
        "the table cannot be decided: paid\n"
        f"  amount: 100 rows of up to {10**15:,}.00 yuan may sum to more than this engine's integers hold; use decide_all"
    )


def test_units_and_platforms_of_one_hash_are_kept_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes only say where to look again: with all of them equal everything is decided as before."""
    polars_hash = pl.Expr.hash
    monkeypatch.setattr(pl.Expr, "hash", lambda each: polars_hash(each) & 0)
    for seed in (3, 4, 5):
        random_rounds("yunnan-2025", "lazy", seed)
    with pytest.raises(fundcalc.ApplicationError, match="platform p1 applies twice in this round"):
        fundcalc.decide_table(load("yunnan-2025"), pl.DataFrame({**ONE, "platform": ["p1", "p1"]}))


def test_words_are_an_enumeration_in_polars() -> None:
    decided = fundcalc.decide_table(load("yunnan-2025"), pl.DataFrame(ONE))
    assert decided["status"].dtype == pl.Enum(get_args(Status))
    assert decided["build.reason"].dtype == pl.Enum(get_args(Reason))


def test_what_is_not_given_is_neither_nothing_nor_the_cap() -> None:
    frame = pl.DataFrame({**ONE, "claims": ["build", "build"]})
    decided = fundcalc.decide_table(load("yunnan-2025"), frame)
    assert decided["build.amount"].to_list() == [160_000_000, None]
    assert decided["build.reason"].to_list() == ["due", "needs_documents"]
    assert decided["status"].to_list() == ["payable", "needs_documents"]
    assert decided["payable"].to_list() == [160_000_000, 0]
    assert decided.columns[: frame.width] == frame.columns


def test_facts_of_other_measures_are_ignored() -> None:
    frame = pl.DataFrame({**ONE, "stage": ["creation", "nonsense"]})
    assert fundcalc.decide_table(load("yunnan-2025"), frame)["payable"].sum() == 160_000_000


def test_what_nobody_asks_for_is_not_computed() -> None:
    frame = pl.LazyFrame({**ONE, "team_size": [6, 6], "registered_in_region": [True, True]})
    decided = fundcalc.decide_table(load("yunnan-2025"), frame)
    amounts = decided.select("build.amount").explain()
    assert re.search(r"PROJECT\[\"plaque_only\", \"eligible_investment\"\] 2/10 COLUMNS", amounts)
    assert "over(" not in amounts
    assert "needs_election" not in amounts
    assert "team_size" in decided.select("status").explain()


def test_what_is_not_wanted_is_not_even_joined() -> None:
    row = {
        "organisation": "o1",
        "platform": "p1",
        "programme": "elsewhere",
        "benefit": "prize",
        "year": 2026,
        "amount": 5,
    }
    paid = frame_of([row], forms()["paid"].columns).lazy()
    policy, frame = load("yunnan-2025"), pl.LazyFrame(ONE)
    amounts = fundcalc.decide_table(policy, frame, paid, only=["operating.amount", "build.amount"])
    assert amounts.collect_schema().names() == [*ONE, "build.amount", "operating.amount"]
    assert amounts.explain().count("JOIN:") == 1
    whole = fundcalc.decide_table(policy, frame, paid)
    assert whole.explain().count("JOIN:") > 1
    # A lazy join keeps no order.
    found, wanted = amounts.collect().sort("platform"), whole.collect().sort("platform")
    assert found.equals(wanted.select(found.columns))
    with pytest.raises(fundcalc.ApplicationError) as refused:
        fundcalc.decide_table(policy, frame, only=["build.amonut"])
    assert str(refused.value) == (
        "the table cannot be decided\n  only: build.amonut is not a column that is added; did you mean build.amount?"
    )


def test_a_table_of_arrow_is_answered_in_arrow() -> None:
    pa = pytest.importorskip("pyarrow", reason="PyArrow is not installed")
    decided = fundcalc.decide_table(load("yunnan-2025"), pl.DataFrame(ONE).to_arrow())
    assert isinstance(decided, pa.Table)
    assert decided["payable"].to_pylist() == [160_000_000, 0]
