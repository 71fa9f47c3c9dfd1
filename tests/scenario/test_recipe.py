# ruff: noqa: E501, the messages are written whole
"""Recipes: what fits, and what does not with its place and the remedy, all of it at once."""

from pathlib import Path

import pytest

from fundcalc import FundcalcError, PolicyError
from fundcalc.base.i18n import speaking
from fundcalc.policy.loading import available, load
from fundcalc.policy.vocabulary import policies_folder
from fundcalc.scenario import recipe_reader
from fundcalc.scenario.population_prose import invented, population_page

from .recipes import LEAST, recipe

YUNNAN = load("yunnan-2025")


def faults_of(folder: Path, lines: str, *, first: str = "", least: str = LEAST) -> list[str]:
    with pytest.raises(PolicyError) as refused:
        recipe_reader.read(recipe(folder, lines, first=first, least=least), YUNNAN)
    assert refused.value.where == str(folder / "recipe.toml")
    return [fault.removeprefix("application.x") for fault in refused.value.faults]


@pytest.mark.parametrize("id_", available())
def test_each_measure_has_a_recipe_that_fits_it(id_: str) -> None:
    policy = load(id_)
    valid = recipe_reader.read(recipe_reader.find(policy), policy)
    assert valid.name == f"{id_}/population.toml"
    assert valid.recipe.applications >= 100


def test_the_example_of_the_guide_is_valid(tmp_path: Path) -> None:
    guide = (policies_folder() / "README.md").read_text("utf-8").split("## 8. An invented population")[1]
    example = guide.split("```toml")[1].split("```")[0]
    assert len(recipe_reader.read(recipe(tmp_path, example, least=""), YUNNAN).stated) == 10


@pytest.mark.parametrize(
    ("lines", "faults"),
    [
        (
            "filed_on = { medain = 3 }",
            ["application.filed_on: says by exactly one of value, yes, choices, median, mean, between, part_of, by how it is drawn; did you mean median?"],
        ),
        (
            "advisers = { mean = 3, median = 4, deviation = 1, spread = 2 }",
            ["application.advisers: says by exactly one of value, yes, choices, median, mean, between, part_of, by how it is drawn"],
        ),
        (
            'filed_on = "2026-02-01"',
            ["application.filed_on: says by exactly one of value, yes, choices, median, mean, between, part_of, by how it is drawn"],
        ),
        (
            "advisers = { mean = 3 }\nteam_size = { mean = 3, deviation = 1, spread = 2 }",
            [
                "application.advisers.deviation: is missing",
                "application.team_size.spread: is not a line that is allowed here",
            ],
        ),
        (
            "eligible_investment = { median = 1_000, spread = 0.5 }\nservice_income = { median = 1_000, spread = '3' }",
            [
                "application.eligible_investment.spread: 0.5 is not a spread; write a factor such as 3: two of three amounts lie between a third of the median and three times the median",
                "application.service_income.spread: '3' is not a spread; write a factor such as 3: two of three amounts lie between a third of the median and three times the median",
            ],
        ),
        (
            "plaque_only = { yes = 8 }\nfirst_filing = { yes = '108%' }\nelected = { yes = '50%', missing = 0.5 }",
            [
                "application.plaque_only.yes: 8 is not a rate; write a percentage in quotes, such as '20%' or '12.5%'",
                "application.first_filing.yes: '108%' is more than the whole; write a share up to '100%'",
                "application.elected.missing: 0.5 is not a rate; write a percentage in quotes, such as '20%' or '12.5%'",
            ],
        ),
        (
            "platform_kind = { choices = { pilot_base = '40%', pilot_service = -1 } }\ngrade = { choices = { good = 0 } }\nstage = { choices = [1] }",
            [
                "application.platform_kind.choices.pilot_base: '40%' is not a weight; write a number of 0 or more",
                "application.platform_kind.choices.pilot_service: -1 is not a weight; write a number of 0 or more",
                "application.grade.choices: no weight is above 0, so nothing could be drawn",
                "application.stage.choices: [1] is not a table",
            ],
        ),
        (
            "advisers = { between = [3] }\nteam_size = { between = 4 }\ndirectors = { part_of = 'advisers', shares = ['10%', '20%', '30%'] }",
            [
                "application.advisers.between: [3] is not a pair; write [first, last]",
                "application.team_size.between: 4 is not a pair; write [first, last]",
                "application.directors.shares: ['10%', '20%', '30%'] is not a pair; write [first, last]",
            ],
        ),
        (
            "platform = { value = 'p1' }\norganisation_name = { value = 'x' }\nfiled_no = { value = 2026-02-01 }",
            [
                "application.platform: is given to every application by itself; leave it out",
                "application.organisation_name: is given to every application by itself; leave it out",
                "application.filed_no: this policy asks for no such fact; did you mean filed_on?",
            ],
        ),
        (
            "filed_on = { value = '2026-02-30' }\ngrade = { value = 'excelent' }\norganisation_kind = { value = '企业' }\nclaims = { value = 'biuld' }\nsite_area = { value = 99.5 }\nadvisers = { value = 2.5 }\nservice_income = { value = 0.001 }",
            [
                "application.filed_on.value: '2026-02-30' is not in the calendar; write a day that exists, like 2026-03-01",
                "application.grade.value: 'excelent' is none of: excellent, good, pass, basic_pass, fail; did you mean excellent?",
                "application.organisation_kind.value: write the id enterprise, not '企业'",
                "application.claims.value: 'biuld' is not a benefit of this policy: build, operating",
                "application.site_area.value: 99.5 is drawn in whole square metres",
                "application.advisers.value: 2.5 is not a whole number of 0 or more",
                "application.service_income.value: 0.001 has more than two decimals",
            ],
        ),
        (
            "filed_on = { median = 3, spread = 2 }\nplaque_only = { choices = { a = 1 } }\nadvisers = { yes = '3%' }\nplatform_kind = { between = [1, 2] }",
            [
                "application.filed_on: 'median' draws no value of the kind date; say one of value, between, by",
                "application.plaque_only: 'choices' draws no value of the kind yes_no; say one of value, yes, by",
                "application.advisers: 'yes' draws no value of the kind count; say one of value, choices, median, mean, part_of, between, by",
                "application.platform_kind: 'between' draws no value of the kind choice; say one of value, choices, by",
            ],
        ),
        (
            "eligible_investment = { median = 0, spread = 2, least = 9, most = 8, unit = 0 }\nadvisers = { mean = 3, deviation = 0 }\nteam_size = { between = [9, 3] }\nfiled_on = { between = [2026-03-01, 2026-02-01], unit = 7 }",
            [
                "application.eligible_investment.unit: is above 0",
                "application.eligible_investment.median: is above 0; for the same value everywhere write 'value'",
                "application.eligible_investment.least: 9 is above 8",
                "application.advisers.deviation: is above 0; for the same value everywhere write 'value'",
                "application.team_size.between: 9 is above 3",
                "application.filed_on.between: 2026-03-01 is above 2026-02-01",
                "application.filed_on.unit: days and years are drawn one by one; leave it out",
            ],
        ),
        (
            "eligible_investment = { median = -1, spread = 2, most = 50_000_000_000 }",
            [
                "application.eligible_investment.median: -1 is below zero",
                "application.eligible_investment.most: 50000000000 is more than an invented population holds",
            ],
        ),
        (
            "advisers = { part_of = 'team_size', shares = ['10%', '20%'] }\nteam_size = { value = 3, only_with = 'filed' }\nfiled_on = { value = 2026-02-01 }\nservice_income = { part_of = 'team_size', shares = ['30%', '20%'] }",
            [
                "application.advisers.part_of: no column team_size is drawn before this one (the order is that of the file, first group, then organisation, then application)",
                "application.team_size.only_with: no column filed is drawn before this one (the order is that of the file, first group, then organisation, then application)",
                "application.service_income.part_of: team_size is of the kind count, and this is of the kind money",
                "application.service_income.shares: the first is above the last",
            ],
        ),
        (
            "platform_kind = { choices = { pilot_base = 1, proof_of_concept = 1 } }\nadvisers = { by = 'platform_kind', pilot_bse = { value = 1 } }\nteam_size = { by = 'advisers', otherwise = { value = 'x' } }\ndirectors = { by = 'platfrom_kind', otherwise = { value = 1 } }",
            [
                "application.advisers.pilot_bse: is not a value of platform_kind: pilot_base, proof_of_concept; did you mean pilot_base?",
                "application.advisers: does not cover pilot_base, proof_of_concept; add them, or 'otherwise'",
                "application.team_size.otherwise.value: 'x' is not a whole number of 0 or more",
                "application.directors.by: no column platfrom_kind is drawn before this one (the order is that of the file, first group, then organisation, then application); did you mean platform_kind?",
            ],
        ),
        (
            "advisers = { between = [1, 3] }\nteam_size = { by = 'advisers', otherwise = { value = 1 } }",
            ["application.team_size.by: advisers is neither a choice nor yes or no, so no other column can depend on it"],
        ),
        (
            "[[paid]]\nshare = '20%'\nbenefit = 'biuld'\namount = { value = 1 }\n[[paid]]\nshare = '20%'\nprogramme = '省实验室'\nbenefit = 'x'\namount = { between = ['a', 1] }\n",
            [
                "paid.0.benefit: 'biuld' is not a benefit of this policy: build, operating; did you mean build?",
                "paid.1.programme: '省实验室' is not an id; use up to 64 ASCII letters, digits, '.', '_' and '-'",
                "paid.1.amount.between: 'a' is not an amount in yuan; write it like 1234567.89",
            ],
        ),
        (
            "[[paid]]\nshare = 5\nbenefit = 'build'\namount = { by = 'award_year', otherwise = { valeu = 3 } }",
            [
                "paid.0.share: 5 is not a rate; write a percentage in quotes, such as '20%' or '12.5%'",
                "paid.0.amount.otherwise: says by exactly one of value, yes, choices, median, mean, between, part_of, by how it is drawn; did you mean value?",
            ],
        ),
        (
            "[[paid]]\nshare = '20%'\nyears_before = 31\namount = 3\nyear = 2025\n",
            [
                "paid.0.benefit: is missing",
                "paid.0.amount: says by exactly one of value, yes, choices, median, mean, between, part_of, by how it is drawn",
                "paid.0.years_before: 31 is too large; it is at most 30",
                "paid.0.year: is not a line that is allowed here",
            ],
        ),
        (
            "[group.platform_kind]\nvalue = 'x'\n[group.status]\nvalue = 'x'\n[organisation.award_year]\nvalue = 2026\n",
            [
                "group.platform_kind: is a column of applications already; choose another name to group by",
                "group.status: is a column of applications already; choose another name to group by",
                "application.award_year: is drawn by organisation.award_year already",
            ],
        ),
    ],
)  # fmt: skip
def test_everything_that_does_not_fit_is_reported_at_once(lines: str, faults: list[str], tmp_path: Path) -> None:
    assert faults_of(tmp_path, lines) == faults


@pytest.mark.parametrize(
    ("first", "least", "faults"),
    [
        (
            "applications = 0\nseed = -1\nplatforms = { 1 = 3, 21 = 1 }\nplatform = 1\n",
            LEAST,
            [
                "applications: 0 is too small; it is at least 1",
                "seed: -1 is too small; it is at least 0",
                "platforms: '21' is not a number of platforms from 1 to 20",
                "platform: is not a line that is allowed here",
            ],
        ),
        ("applications = 9_000_000\n", LEAST, ["applications: 9000000 is too large; it is at most 5000000"]),
        ("platforms = { 1 = 0 }\n", LEAST, ["platforms: no weight is above 0, so nothing could be drawn"]),
        ("", "", ["application: is missing"]),
        ("[application]\n", "", ["application.award_year: is missing", "application.application_date: is missing"]),
        (
            "a = ",
            "",
            [
                'is not TOML: line 1, column 5: not a value: write text in "…", amounts in figures, dates like 2026-07-01'
            ],
        ),
    ],
)
def test_the_head_of_a_recipe_is_checked_too(first: str, least: str, faults: list[str], tmp_path: Path) -> None:
    assert faults_of(tmp_path, "", first=first, least=least) == faults


def test_a_recipe_that_is_not_there_is_reported(tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as refused:
        recipe_reader.read(tmp_path / "no.toml", YUNNAN)
    assert str(refused.value) == f"{tmp_path / 'no.toml'}\n  cannot be read: No such file or directory"
    (tmp_path / "policy.toml").write_bytes(YUNNAN.text)
    with pytest.raises(PolicyError) as lacking:
        recipe_reader.find(load(tmp_path))
    assert str(lacking.value) == (
        f"{tmp_path / 'population.toml'}\n"
        "  there is no such file; write one as policies/README.md says, or name another with --recipe"
    )


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"applications": 0}, "0 applications cannot be invented; ask for 1 to 5,000,000"),
        ({"applications": 5_000_001}, "5,000,001 applications cannot be invented; ask for 1 to 5,000,000"),
        ({"seed": -1}, "-1 is not a seed; give a whole number of 0 or more"),
    ],
)
def test_more_or_fewer_than_can_be_invented_are_refused(wanted: dict[str, int], message: str) -> None:
    pytest.importorskip("polars", reason="Polars is not installed")
    from fundcalc.scenario.invention import invent

    with pytest.raises(FundcalcError) as refused:
        invent(YUNNAN, **wanted)  # type: ignore[arg-type]
    assert str(refused.value) == message


EVERYTHING = """
claims = { value = "build operating" }
platform_kind = { choices = { pilot_base = 2, proof_of_concept = 1 } }
filed_on = { between = [2026-02-01, 2026-02-10], missing = "10%" }
grade = { value = "good", only_with = "filed_on" }
advisers = { mean = 9, deviation = 2, least = 1, most = 20 }
team_size = { part_of = "advisers", shares = ["50%", "100%"] }
service_mechanism = { yes = "85%", only_without = "filed_on" }
site_area = { between = [100, 900], unit = 100 }
eligible_investment = { by = "platform_kind", pilot_base = { median = 5_000_000, spread = 2.5, unit = 1_000 }, otherwise = { value = 1, missing = "5%" } }
service_income = { by = "service_mechanism", yes = { value = 3 }, no = { value = 0 } }

[[paid]]
share = "12%"
benefit = "build"
years_before = 1
amount = { value = 900_000 }
recovered = "4%"

[[paid]]
share = "7%"
programme = "another"
benefit = "grant"
elsewhere = true
local = "15%"
years_before = 2
amount = { value = 1 }
"""
FIRST = 'platforms = { 1 = 2, 2 = 1 }\n[group.region]\nchoices = { "昆明" = 1, "大理" = 1 }\n'


def test_a_population_tells_how_it_was_drawn_in_both_languages(tmp_path: Path) -> None:
    valid = recipe_reader.read(recipe(tmp_path, EVERYTHING, first=FIRST), YUNNAN)
    assert str(population_page(YUNNAN, valid, 1200, 7)).splitlines() == ENGLISH
    with speaking("zh"):
        assert str(population_page(YUNNAN, valid, 1200, 7)).splitlines() == CHINESE
        assert invented("round.xlsx") == "round.xlsx：虚构数据，均非真实单位"


ENGLISH = [
    "recipe.toml: 1,200 invented applications (seed 7); nobody in them exists",
    "",
    "Organisations",
    "  platforms of an organisation: 1 (66.7%) and 2 (33.3%)",
    "",
    "To group by",
    "  region: 昆明 (50%) and 大理 (50%)",
    "",
    "Applications",
    "  year of the award: always 2026",
    "  date of application: always 1 March 2026",
    "  benefits claimed: always build and operating",
    "  kind of platform: pilot base (66.7%) and proof-of-concept centre (33.3%)",
    "  date of filing or recognition: from 1 February 2026 to 10 February 2026, each as likely; 10% not given",
    "  evaluation grade: always good; only where this is given: date of filing or recognition",
    "  advisers: normal, mean 9, deviation 2, at least 1, at most 20",
    "  team size: 50% to 100% of: advisers",
    "  public service mechanism set up: yes for 85%; only where this is not given: date of filing or recognition",
    "  fixed site (pilot base: pilot site with ancillary facilities), area: from 100 m² to 900 m², each as likely, in steps of 100 m²",
    "  eligible investment (base of the award): by kind of platform: pilot base – lognormal, median CNY 5,000,000.00, spread × 2.5, in steps of CNY 1,000.00; otherwise – always CNY 1.00; 5% not given",
    "  service income of the year (base of the award): by public service mechanism set up: yes – always CNY 3.00; no – always CNY 0.00",
    "",
    "Paid before",
    "  12% of the platforms: one-off building subsidy; 1 year before; always CNY 900,000.00; 4% of it recovered in full",
    "  7% of the platforms: another, grant; 2 years before; always CNY 1.00; to another platform of the organisation; 15% of it city or county money",
]
CHINESE = [
    "recipe.toml：1,200 份虚构申请（随机种子 7），均非真实单位",
    "",
    "单位",
    "  一个单位的平台数：1（66.7%）和2（33.3%）",
    "",
    "分组",
    "  region：昆明（50%）和大理（50%）",
    "",
    "申请",
    "  支持年度：均为 2026",
    "  申请日期：均为 2026年3月1日",
    "  申请的支持项目：均为 build和operating",
    "  平台类型：中试基地（66.7%）和概念验证平台（中心）（33.3%）",
    "  备案（认定）日期：2026年2月1日至2026年2月10日，均匀分布；10% 未填",
    "  绩效评价等级：均为 良好；仅在已填“备案（认定）日期”时",
    "  顾问专家人数：正态分布，平均 9，标准差 2，不低于 1，不超过 20",
    "  团队人数：“顾问专家人数”的 50% 至 100%",
    "  已建立公共服务机制：85% 为是；仅在未填“备案（认定）日期”时",
    "  固定场地（中试基地：中试服务场地及配套设施）面积：100 平方米至900 平方米，均匀分布，以 100 平方米 为单位",
    "  近三年科研软硬件投入总额（补助基数）：按“平台类型”：中试基地——对数正态分布，中位数 5,000,000.00 元，离散倍数 2.5，以 1,000.00 元 为单位；其他——均为 1.00 元；5% 未填",
    "  年度服务性收入（补助基数）：按“已建立公共服务机制”：是——均为 3.00 元；否——均为 0.00 元",
    "",
    "已支持",
    "  12% 的平台：一次性建设补助；1 年前；均为 900,000.00 元；其中 4% 已全额收回",
    "  7% 的平台：another, grant；2 年前；均为 1.00 元；支持的是该单位的另一平台；其中 15% 为州市及以下资金",
]
