"""Reading a measure: the file, changed lines, readings, and every fault with its place and remedy."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import pytest

import fundcalc
from fundcalc.base.errors import PolicyError
from fundcalc.base.i18n import speaking
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy, available, find, read
from fundcalc.policy.model import conditions_of
from fundcalc.policy.vocabulary import policies_folder

ERRORS = Path(__file__).parent / "errors"
YUNNAN = str(policies_folder() / "yunnan-2025" / "policy.toml")


def faults_of(error: pytest.ExceptionInfo[PolicyError]) -> list[str]:
    return list(error.value.faults)


def refused(*, changes: dict[str, object] | None = None, readings: dict[str, object] | None = None) -> list[str]:
    with speaking("en"), pytest.raises(PolicyError) as error:
        fundcalc.load("yunnan-2025", changes=changes, readings=readings)
    assert error.value.where == YUNNAN
    return faults_of(error)


def tiny(name: str = "sound", *, readings: dict[str, object] | None = None, add: str = "") -> Policy:
    text = (ERRORS / f"{name}.toml").read_bytes() + add.encode()
    return read(text, Path(f"{name}.toml"), changes={}, readings=readings or {})


# The measures


def test_the_measures_travel_with_the_package() -> None:
    assert set(SWITCHES) <= set(available())


@pytest.mark.parametrize("id_", available())
def test_a_measure_is_named_after_its_folder(id_: str) -> None:
    assert fundcalc.load(id_).id == id_


@pytest.mark.parametrize("id_", available())
def test_every_measure_loads_under_every_value_of_every_reading(id_: str) -> None:
    policy = fundcalc.load(id_)
    for name, values in policy.alternatives.items():
        for value in values:
            other = policy.under(name, value)
            assert other.readings == {**policy.readings, name: value}
            # The same facts are asked for, and the same clauses are there, under every reading.
            assert set(other.facts) == set(policy.facts)
            assert list(other.measure.condition) == list(policy.measure.condition)
            assert list(other.measure.benefit) == list(policy.measure.benefit)
            assert policy.under(name, value) is other


@pytest.mark.parametrize("id_", available())
def test_every_reading_changes_some_clause_or_is_only_recorded(id_: str) -> None:
    policy = fundcalc.load(id_)
    plain = policy.measure.model_dump()
    recorded = {"other_spending", "infrastructure", "purchases", "wages", "missing_report", "first_fail", "last_years"}
    for name, values in policy.alternatives.items():
        changed = any(policy.under(name, value).measure.model_dump() != plain for value in values)
        assert changed or name in recorded, name


@pytest.mark.parametrize("id_", available())
def test_every_clause_names_its_article_and_both_languages(id_: str) -> None:
    measure = fundcalc.load(id_).measure
    for reading in measure.reading.values():
        assert reading.cite
        assert reading.zh
        assert reading.en
        assert all(text.zh and text.en for text in reading.values.values())
    for condition in measure.condition.values():
        assert condition.cite
    for fact in fundcalc.load(id_).facts.values():
        assert fact.zh
        assert fact.en


SWITCHES: dict[str, dict[str, tuple[str, ...]]] = {
    "inner-mongolia-2025": {
        "at_least": ("inclusive", "exclusive"),
        "enterprise_test": ("count_and_either", "last_alone"),
        "last_years": ("rolling", "full_years", "before_filing"),
        "not_first_filing": ("review", "pay", "refuse"),
        "filed_before": ("review", "pay"),
        "ratio_base": ("full_time_staff", "technical_staff", "team_size"),
        "senior_governs": ("title_only", "both"),
        "instrument_value": ("each", "total"),
        "first_fail": ("in_run", "ever"),
        "ban_end": ("anniversary_barred", "anniversary_free"),
        "same_year": ("add", "higher_only"),
        "excellent_paid": ("every_evaluation", "once"),
        "purchases": ("equipment_only", "services_too"),
        "wages": ("class_301", "named_items"),
        "notice_start": ("next_day", "posting_day"),
    },
    "yunnan-2025": {
        "at_least": ("inclusive", "exclusive"),
        "enterprise_test": ("count_and_either", "last_alone"),
        "last_years": ("rolling", "full_years", "before_filing"),
        "build_once_per": ("platform", "organisation"),
        "central_other_money": ("review", "count", "exclude"),
        "other_category": ("review", "count", "exclude"),
        "talent_in_proof_of_concept": ("review", "count", "exclude"),
        "rate_is": ("entitlement", "ceiling"),
        "related_party_income": ("review", "count", "exclude"),
        "income_year": ("previous_year", "award_year"),
        "income_before_filing": ("whole_year", "from_filing", "later_years"),
        "plaque_grade": ("review", "ignore"),
        "equipment_counts": ("together", "equipment_only"),
        "election_round": ("award_year", "any_year"),
        "contest_of": ("identity_totals", "each_benefit", "every_award"),
        "contest_per": ("organisation", "platform"),
        "already_paid": ("top_up", "first_only", "replace"),
        "other_spending": ("plainly_unrelated", "whitelist"),
        "infrastructure": ("works_and_buildings", "works_only"),
        "failed_recheck": ("second_fail", "cancel_only"),
        "missing_report": ("one_fail", "report_only"),
        "ban_end": ("anniversary_barred", "anniversary_free"),
        "notice_start": ("next_day", "posting_day"),
    },
    "xinzhou-2024": {
        "last_years": ("rolling", "full_years", "before_filing"),
        "not_first_filing": ("review", "pay", "refuse"),
        "filed_before": ("review", "pay"),
        "recognised_at": ("acceptance", "approval"),
    },
    "urumqi-draft": {
        "last_years": ("rolling", "full_years", "before_filing"),
        "breakthrough": ("exclusive", "inclusive"),
        "plain_days": ("calendar", "working"),
        "notice_start": ("next_day", "posting_day"),
    },
    "xpcc": {
        "at_least": ("inclusive", "exclusive"),
        "last_years": ("rolling", "full_years", "before_filing"),
        "ratio_base": ("full_time_staff", "technical_staff", "team_size"),
        "notice_start": ("next_day", "posting_day"),
    },
}


@pytest.mark.parametrize("id_", SWITCHES)
def test_a_measure_has_the_readings_of_its_text_with_their_defaults_first(id_: str) -> None:
    policy = fundcalc.load(id_)
    declared = {name: tuple(reading.values) for name, reading in policy.measure.reading.items()}
    assert {name: set(values) for name, values in declared.items()} == {
        name: set(values) for name, values in SWITCHES[id_].items()
    }
    defaults = {name: values[0] for name, values in SWITCHES[id_].items()}
    assert policy.readings == {"rounding": "half_up", "rounding_unit": "0.01"} | defaults


@pytest.mark.parametrize(
    ("id_", "first", "last"),
    [
        ("inner-mongolia-2025", date(2025, 8, 14), None),
        ("yunnan-2025", date(2025, 12, 6), date(2028, 12, 5)),
        ("xinzhou-2024", date(2024, 8, 4), date(2029, 8, 3)),
        ("urumqi-draft", None, None),
        ("xpcc", None, None),
    ],
)
def test_a_measure_is_in_force_from_its_first_to_its_last_day(id_: str, first: date | None, last: date | None) -> None:
    validity = fundcalc.load(id_).measure.validity
    assert (validity.first, validity.last) == (first, last)


@pytest.mark.parametrize(("id_", "last"), [("urumqi-draft", date(2031, 6, 30)), ("xpcc", date(2029, 6, 30))])
def test_a_measure_without_a_date_is_in_force_once_one_is_supplied(id_: str, last: date) -> None:
    assert not fundcalc.load(id_).measure.validity.covers(date(2026, 7, 1))
    dated = fundcalc.load(id_, changes={"validity.from": date(2026, 7, 1)}).measure
    assert dated.validity.last == last
    assert not dated.validity.covers(date(2026, 6, 30))
    assert dated.validity.covers(date(2026, 7, 1))
    assert dated.validity.covers(last)
    assert not dated.validity.covers(date(last.year, 7, 1))


def test_amounts_are_fen_rates_are_fractions_and_areas_are_decimal() -> None:
    measure = fundcalc.load("yunnan-2025").measure
    build, site = measure.benefit["build"], measure.condition["poc_site"]
    value = measure.condition["pilot_equipment"]
    assert isinstance(build, m.Share)
    assert isinstance(site, m.AtLeast)
    assert isinstance(value, m.AtLeast)
    assert (build.rate, build.cap) == (Fraction(1, 5), 200_000_000)
    assert (site.limit, site.money) == (Decimal(200), False)
    assert (value.limit, value.money) == (500_000_000, True)


def test_a_clause_knows_the_readings_it_rests_on() -> None:
    measure = fundcalc.load("yunnan-2025").measure
    assert measure.benefit["build"].rests_on == ("build_once_per", "rate_is")
    assert measure.condition["pilot_results"].rests_on == ("at_least", "enterprise_test")
    assert measure.condition["poc_site"].rests_on == ()
    assert measure.ban is not None
    assert measure.ban.rests_on == ("ban_end", "failed_recheck")
    assert measure.rounding.rests_on == ("rounding", "rounding_unit")


def test_a_policy_carries_the_digest_of_its_file_whatever_is_changed() -> None:
    text = Path(YUNNAN).read_bytes()
    changed = fundcalc.load("yunnan-2025", changes={"benefit.build.cap": 1}, readings={"rounding": "down"})
    assert changed.text == text
    assert changed.digest == sha256(text).hexdigest()
    assert changed.changes == {"benefit.build.cap": 1}


def test_a_measure_calls_a_shared_fact_by_its_own_name() -> None:
    policy = fundcalc.load("yunnan-2025")
    assert policy.facts["site_area"].en == "fixed site (pilot base: pilot site with ancillary facilities), area"
    assert policy.facts["site_area"].kind == "area"
    assert policy.facts["integrity_pledge"].kind == "yes_no"


def test_conditions_are_grouped_by_route() -> None:
    routes = fundcalc.load("yunnan-2025").routes
    assert set(routes) == {"", "proof_of_concept", "pilot_base"}
    common = {condition.cite for condition in routes[""]}
    assert common == {"第二条", "第十条（一）"}
    assert {condition.cite[:3] for condition in routes["pilot_base"]} == {"第二条", "第十条", "第九条"}


def test_every_condition_is_reached_the_inner_ones_and_those_of_benefits_included() -> None:
    facts = {getattr(condition, "fact", "") for condition in conditions_of(fundcalc.load("yunnan-2025").measure)}
    assert {"enterprise_revenue", "fund_size", "plaque_only", "service_mechanism"} <= facts


# Finding a policy


def test_a_policy_is_found_by_id_by_folder_and_by_file(tmp_path: Path) -> None:
    folder = policies_folder() / "xpcc"
    assert find("xpcc") == find(folder) == find(str(folder)) == find(folder / "policy.toml")
    copy = tmp_path / "mine.toml"
    copy.write_bytes((folder / "policy.toml").read_bytes())
    assert fundcalc.load(copy).id == "xpcc"


def test_an_id_is_found_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert fundcalc.load("yunnan-2025").id == "yunnan-2025"


def test_an_unknown_policy_is_reported_with_the_known_ones() -> None:
    with speaking("en"), pytest.raises(PolicyError) as error:
        fundcalc.load("yunan-2025")
    assert str(error.value) == (
        "yunan-2025\n"
        "  is neither a policy nor the path of one; did you mean yunnan-2025?\n"
        "  known policies: inner-mongolia-2025, urumqi-draft, xinzhou-2024, xpcc, yunnan-2025"
    )


# Changed lines


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("benefit.build.cap", 3_000_000, 300_000_000),
        ("benefit.build.cap", "3,000,000.00", 300_000_000),
        ("benefit.build.cap", Decimal("3000000.5"), 300_000_050),
    ],
)
def test_a_cap_is_changed_in_yuan(path: str, value: object, expected: int) -> None:
    build = fundcalc.load("yunnan-2025", changes={path: value}).measure.benefit["build"]
    assert isinstance(build, m.Share)
    assert build.cap == expected


def test_any_line_can_be_changed_as_it_stands_in_the_file() -> None:
    changes = {
        "benefit.build.rate": "12.5%",
        "condition.poc_site.at_least": 250,
        "condition.poc_results.any_of.0.at_least": "600000",
        "validity.until": date(2030, 12, 5),
        "contest.already_paid": "first_only",
        "ban.years": 3,
        "derived.eligible_investment.last_years": 5,
    }
    policy = fundcalc.load("yunnan-2025", changes=changes)
    measure, build = policy.measure, policy.measure.benefit["build"]
    site, results = measure.condition["poc_site"], measure.condition["poc_results"]
    assert isinstance(build, m.Share)
    assert build.rate == Fraction(1, 8)
    assert isinstance(site, m.AtLeast)
    assert site.limit == 250
    assert isinstance(results, m.AnyOf)
    assert isinstance(results.conditions[0], m.AtLeast)
    assert results.conditions[0].limit == 60_000_000
    assert measure.validity.last == date(2030, 12, 5)
    assert measure.contest is not None
    assert measure.contest.already_paid == "first_only"
    assert measure.ban is not None
    assert measure.ban.years == 3
    assert measure.derived["eligible_investment"].last_years == 5
    # What is changed once stays unchanged elsewhere.
    assert fundcalc.load("yunnan-2025").measure.validity.last == date(2028, 12, 5)


def test_a_fixed_sum_of_one_kind_can_be_changed() -> None:
    policy = fundcalc.load("inner-mongolia-2025", changes={"benefit.filing.amount.pilot_base": 2_000_000})
    filing = policy.measure.benefit["filing"]
    assert isinstance(filing, m.Flat)
    assert isinstance(filing.amount, m.ByFact)
    assert filing.amount.rows == {
        "proof_of_concept": 50_000_000, "pilot_base": 200_000_000, "pilot_service": 100_000_000,
    }  # fmt: skip


def test_a_cap_may_be_added_where_there_is_none() -> None:
    text = (ERRORS / "sound.toml").read_bytes().replace(b"cap = 2_000_000\n", b"")
    for changes, cap in (({}, None), ({"benefit.build.cap": 5}, 500)):
        build = read(text, Path("t"), changes=changes, readings={}).measure.benefit["build"]
        assert isinstance(build, m.Share)
        assert build.cap == cap


TOP = ("id, code, number, routes, title, short, issuer, articles, validity, set_aside, fact, reading, condition, benefit, "
       "derived, filed, doubt, election, contest, life, ban, remark, notice, duty, uses, explained")  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("benefit.buld.cap", 1, "benefit.buld.cap: there is no such line; [benefit] has build (one-off building subsidy), "
                                "operating (yearly operating subsidy); did you mean build?"),
        ("benefit.build.capp", 1, "benefit.build.capp: there is no such line; [benefit.build] has zh, en, cite, kind, of, "
                                  "rate, cap, paid, per, amount_is, only_if; did you mean cap?"),
        ("benfit.build.cap", 1, f"benfit.build.cap: there is no such line; the file has {TOP}; did you mean benefit?"),
        ("", 1, f": there is no such line; the file has {TOP}"),
        ("benefit.build.cap.fen", 1, "benefit.build.cap.fen: there is no such line; benefit.build.cap is a single value"),
        ("validity.from.year", 1, "validity.from.year: there is no such line; validity.from is a single value"),
        ("benefit.build.only_if.1.is", True, "benefit.build.only_if.1.is: there is no such line; "
                                             "[benefit.build.only_if] has 0"),
        ("condition.poc_results.any_of.9", {}, "condition.poc_results.any_of.9: there is no such line; "
                                               "[condition.poc_results.any_of] has 0, 1, 2, 3, 4"),
        ("condition.poc_results.any_of.x", {}, "condition.poc_results.any_of.x: there is no such line; "
                                               "[condition.poc_results.any_of] has 0, 1, 2, 3, 4"),
        ("id", "mine", "id: this line names things and cannot be changed; change an amount, rate or date"),
        ("reading.at_least.cite", "x", "reading.at_least.cite: this line names things and cannot be changed; "
                                       "change an amount, rate or date"),
        ("benefit.build.cap", 0.5, "benefit.build.cap: 0.5 is a float, which cannot hold an amount exactly; "
                                   "write it as decimal text"),
        ("benefit.build.cap", "lots", "benefit.build.cap: 'lots' is not an amount in yuan; write it like 1234567.89"),
        ("benefit.build.cap", -1, "benefit.build.cap: -1 is below zero; an amount of a measure is 0 or more"),
        ("benefit.build.rate", 0.2, "benefit.build.rate: 0.2 is not a rate; "
                                    "write a percentage in quotes, such as '20%' or '12.5%'"),
        ("benefit.build.rate", 20, "benefit.build.rate: 20 is not a rate; "
                                   "write a percentage in quotes, such as '20%' or '12.5%'"),
        ("validity.from", "soon", "validity.from: 'soon' is not a date; write it like 2026-07-01"),
        ("condition.poc_site.at_least", "abc", "condition.poc_site: 'at_least' takes a number of 0 or more, not 'abc'"),
        ("condition.poc_site.at_least", 1.5, "condition.poc_site: 'at_least' takes a number of 0 or more, not 1.5"),
        ("condition.poc_site.at_least", -1, "condition.poc_site: 'at_least' takes a number of 0 or more, not -1"),
        ("condition.poc_legal_person.fact", "legal_persn",
         "condition.poc_legal_person.fact: 'legal_persn' is not a fact of facts.toml, and [fact.legal_persn] with its kind is "
         "missing; did you mean legal_person?"),
        ("condition.poc_legal_person.is", "yes",
         "condition.poc_legal_person: 'yes' is not a value of legal_person: true, false"),
        ("benefit.build.per", "platfrom", "benefit.build.per: 'platfrom' is none of: platform, organisation; "
                                          "did you mean platform?"),
    ],
)  # fmt: skip
def test_a_wrong_change_is_reported_with_its_place_and_what_is_there(path: str, value: object, fault: str) -> None:
    assert refused(changes={path: value}) == [fault]


def test_every_wrong_change_and_reading_is_reported_at_once() -> None:
    faults = refused(
        changes={"benefit.buld.cap": 1, "benefit.build.rate": 3, "validity.til": 1},
        readings={"alredy_paid": "top_up", "contest_per": "unit"},
    )
    assert faults[2].startswith(
        "reading alredy_paid: this policy has no such reading; did you mean already_paid?; it has:\n"
    )
    assert "\n    already_paid (What is paid when the lower award was already paid?)\n" in faults[2]
    del faults[2]
    assert faults == [
        "benefit.buld.cap: there is no such line; [benefit] has build (one-off building subsidy), "
        "operating (yearly operating subsidy); did you mean build?",
        "validity.til: there is no such line; [validity] has cite, from, until; did you mean until?",
        "reading contest_per: 'unit' is none of its values: organisation (all platforms of the organisation), "
        "platform (the several titles of one platform)",
        "benefit.build.rate: 3 is not a rate; write a percentage in quotes, such as '20%' or '12.5%'",
    ]


# Readings


@pytest.mark.parametrize("value", ["1", 1])
def test_a_unit_of_rounding_may_be_given_as_a_number(value: object) -> None:
    policy = fundcalc.load("yunnan-2025", readings={"rounding_unit": value})
    assert policy.measure.rounding.unit == 100
    assert policy.readings["rounding_unit"] == "1"


@pytest.mark.parametrize(
    ("readings", "fault"),
    [
        ({"already_paid": "topup"}, "reading already_paid: 'topup' is none of its values: top_up (the difference is paid), "
                                    "first_only (nothing more is paid), replace (the whole is paid and the lower one "
                                    "reclaimed); did you mean top_up?"),
        ({"rounding_unit": "5"}, "reading rounding_unit: '5' is none of its values: 0.01, 1, 100, 1000, 10000"),
        ({"rounding": None}, "reading rounding: None is none of its values: half_up, down"),
    ],
)  # fmt: skip
def test_a_wrong_reading_is_reported_with_its_values(readings: dict[str, object], fault: str) -> None:
    assert refused(readings=readings) == [fault]


def test_a_reading_of_another_measure_is_reported() -> None:
    with speaking("en"), pytest.raises(PolicyError) as error:
        fundcalc.load("xinzhou-2024", readings={"ban_end": "anniversary_free"})
    (fault,) = faults_of(error)
    assert fault.startswith("reading ban_end: this policy has no such reading; it has:\n    rounding\n")


# Broken files


def test_the_small_measure_of_the_folder_of_errors_is_valid() -> None:
    assert tiny().id == "tiny"


@pytest.mark.parametrize("path", sorted(ERRORS.glob("*.txt")), ids=lambda path: path.stem)
def test_a_broken_file_is_refused_with_its_exact_message(path: Path) -> None:
    broken = path.with_suffix(".toml")
    with speaking("en"), pytest.raises(PolicyError) as error:
        read(broken.read_bytes(), Path(broken.name), changes={}, readings={})
    assert f"{error.value}\n" == path.read_text("utf-8")


def test_every_broken_file_has_its_message() -> None:
    broken = {path.stem for path in ERRORS.glob("*.toml")} - {"sound"}
    assert broken == {path.stem for path in ERRORS.glob("*.txt")}


@pytest.mark.parametrize("text", [b"\xff\xfe", b"[" * 100_000, b"a = " + b"[" * 100_000])
def test_a_file_that_is_no_toml_at_all_is_refused_as_such(text: bytes) -> None:
    with speaking("en"), pytest.raises(PolicyError) as error:
        read(text, Path("x.toml"), changes={}, readings={})
    assert faults_of(error)[0].startswith("is not TOML: ")


def test_a_file_that_is_not_there_is_reported(tmp_path: Path) -> None:
    gone = tmp_path / "policy.toml"
    with speaking("en"), pytest.raises(PolicyError, match="is neither a policy nor the path of one"):
        fundcalc.load(gone)


def test_an_article_may_be_covered_by_a_finer_or_a_wider_cite() -> None:
    text = (ERRORS / "sound.toml").read_text("utf-8")
    finer = text.replace(
        'articles = ["第一条", "第二条", "第三条"]', 'articles = ["第一条", "第二条（一）", "第二条（二）", "第三条"]'
    )
    wider = text.replace('cite = "第二条"', 'cite = "第二条（一）1"').replace('"第二条",', '"第二条（一）",')
    for text in (finer, wider):
        assert read(text.encode(), Path("t"), changes={}, readings={}).id == "tiny"


def test_readings_may_nest() -> None:
    add = """
[reading.outer]
cite = "第二条"
zh = "外"
en = "outer"
values.strict = { zh = "严", en = "strict" }
values.lenient = { zh = "宽", en = "lenient" }

[reading.inner]
cite = "第二条"
zh = "内"
en = "inner"
values.inclusive = { zh = "含", en = "inclusive" }
values.exclusive = { zh = "不含", en = "exclusive" }

[condition.team]
reading = "outer"
strict = { cite = "第二条", fact = "team_size", at_least = 6, boundary = { reading = "inner" } }
lenient = { cite = "第二条", fact = "team_size", at_least = 3 }
"""
    strict = tiny(add=add).measure.condition["team"]
    assert strict.rests_on == ("outer", "inner")
    lenient = tiny(add=add, readings={"outer": "lenient"}).measure.condition["team"]
    assert isinstance(lenient, m.AtLeast)
    assert (lenient.limit, lenient.rests_on) == (3, ("outer",))
    exclusive = tiny(add=add, readings={"inner": "exclusive"}).measure.condition["team"]
    assert isinstance(exclusive, m.AtLeast)
    assert exclusive.boundary == "exclusive"


# Hostile files


def hostile(*lines: tuple[str, str], add: str = "") -> list[str]:
    text = Path(YUNNAN).read_text("utf-8")
    for old, new in lines:
        assert old in text
        text = text.replace(old, new, 1)
    with speaking("en"), pytest.raises(PolicyError) as error:
        read((add + text).encode(), Path("p.toml"), changes={}, readings={})
    return faults_of(error)


@pytest.mark.parametrize("figure", ["1e-999999999", "1e-9999999999999999999", "1e999999999"])
def test_a_number_of_a_billion_figures_is_reported_and_not_worked_out(figure: str) -> None:
    assert hostile(("cap = 2_000_000", f"cap = {figure}")) == [
        f"benefit.build.cap: '{figure}' is not an amount in yuan; write it like 1234567.89"
    ]


def test_a_whole_number_of_thousands_of_figures_is_refused() -> None:
    (fault,) = hostile(("cap = 2_000_000", "cap = " + "1" * 5000))
    assert fault.startswith("is not TOML: a value is nested too deeply or too long")


def test_a_file_nested_without_end_is_refused() -> None:
    assert hostile(add=f"x = {'[' * 200}{']' * 200}\n") == ["is nested more than 60 levels deep; no measure needs that"]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("rounding = 5", "rounding: 5 is not a table"),
        ("uses = { reading = [1] }", "uses.reading: there is no reading [1]"),
        ("together = { reading = { a = 1 } }", "together.reading: there is no reading {'a': 1}"),
    ],
)
def test_a_line_of_another_type_is_a_fault_like_any_other(line: str, fault: str) -> None:
    text = (ERRORS / "sound.toml").read_text("utf-8")
    with speaking("en"), pytest.raises(PolicyError) as error:
        read(f"{line}\n{text}".encode(), Path("p.toml"), changes={}, readings={})
    assert fault in faults_of(error)


def test_an_index_is_plain_figures() -> None:
    (fault,) = refused(changes={"benefit.build.only_if.².fact": "x"})
    assert fault.startswith("benefit.build.only_if.².fact: there is no such line")


def test_a_byte_order_mark_is_skipped() -> None:
    text = (ERRORS / "sound.toml").read_bytes()
    for marks in ("\ufeff", "\ufeff\ufeff"):
        assert read(marks.encode() + text, Path("t"), changes={}, readings={}).id == "tiny"


def test_a_table_may_leave_out_a_choice_that_is_not_paid() -> None:
    add = """
[benefit.prize]
zh = "奖励"
en = "prize"
cite = "第三条"
kind = "flat"
amount = { by = "grade", excellent = 200_000, good = 100_000 }
paid = "yearly"
only_if = [{ cite = "第三条", fact = "grade", one_of = ["excellent", "good"] }]
"""
    prize = tiny(add=add).measure.benefit["prize"]
    assert isinstance(prize, m.Flat)
    assert isinstance(prize.amount, m.ByFact)
    assert set(prize.amount.rows) == {"excellent", "good"}
