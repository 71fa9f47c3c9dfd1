# ruff: noqa: E501  (each sentence stands in one piece)
"""What is said of a decision, of each of its parts and of a measure, in both languages, to the letter."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fundcalc
from fundcalc import Decision, Policy, prose
from fundcalc.base.i18n import LANGUAGES, Language, speaking
from fundcalc.engine import cases
from fundcalc.engine.application import PaidAward, read_application
from fundcalc.engine.conditions import answer
from fundcalc.engine.decision import BenefitDue, Point, PointCode, Read, Reason, Remarked, Status
from fundcalc.engine.derived import Base, LeftOut
from fundcalc.engine.steps import (
    Barred,
    Capped,
    Check,
    ClassChoice,
    Competition,
    ElsewhereStated,
    FixedSum,
    FromRecords,
    Gate,
    GivenTotal,
    InForce,
    NotFirst,
    OnlyHigher,
    PaidBefore,
    Product,
    Step,
)
from fundcalc.policy.model import SetAsideReason

d = date.fromisoformat

YUNNAN = fundcalc.load("yunnan-2025")
INNER_MONGOLIA = fundcalc.load("inner-mongolia-2025")
XINZHOU = fundcalc.load("xinzhou-2024")
URUMQI = fundcalc.load("urumqi-draft")
XPCC = fundcalc.load("xpcc")
XPCC_IN_FORCE = fundcalc.load("xpcc", changes={"validity.from": d("2025-01-01")})
EVERY = (YUNNAN, INNER_MONGOLIA, XINZHOU, URUMQI, XPCC)

BUILD = "第十三条（一）"
GATE = YUNNAN.measure.benefit["build"].only_if[0]
BASE = Base(
    800000000,
    840000000,
    3,
    (LeftOut("window", 1, 400000000), LeftOut("funding", 2, 100000000)),
    (LeftOut("category", 1, 40000000),),
    (),
)
INCOME = Base(100, 100, 1, (LeftOut("year", 1, 100), LeftOut("related_party", 1, 200)), (), ())
PAID = PaidAward("o1", "p1", "yunnan-2025", "build", 2025, 160000000)
LABORATORY = (("key-lab", "lab", 100000000),)

APPLIES: dict[str, Any] = {
    "platform": "p1",
    "organisation": "o1",
    "award_year": 2026,
    "application_date": d("2026-03-01"),
    "filed_on": d("2026-05-01"),
    "platform_kind": "proof_of_concept",
    "plaque_only": False,
}
MEETS: dict[str, Any] = {
    "all_attested": True,
    "legal_person": True,
    "organisation_kind": "enterprise",
    "site_area": 200,
    "team_size": 6,
    "directors": 1,
    "full_time_brokers": 2,
    "advisers": 5,
    "stored_projects": 10,
    "annual_service_income": 500_000,
}
NO_RESULTS: dict[str, Any] = {
    "annual_service_income": 0,
    "financing_raised": 0,
    "technology_contracts": 0,
    "incubated_enterprises": 0,
    "fund_size": "1999999.99",
}


def read(**readings: str) -> Policy:
    return fundcalc.load("yunnan-2025", readings=readings)


def due(fen: int | None, reason: Reason, *, cite: str = BUILD, missing: tuple[str, ...] = ()) -> BenefitDue:
    return BenefitDue(fen, reason, cite, missing)


def award(platform: str, programme: str, year: int, amount: int) -> dict[str, Any]:
    told = {"organisation": "o1", "platform": platform, "programme": programme, "benefit": "build"}
    return told | {"year": year, "amount": amount}


def decided(policy: Policy = YUNNAN, paid: Any = (), **facts: Any) -> Decision:
    return fundcalc.decide(policy, APPLIES | facts, paid)


def decided_all(policy: Policy, *changed: Mapping[str, object]) -> list[Decision]:
    return fundcalc.decide_all(policy, [{**APPLIES, "eligible_investment": "8000000.00", **one} for one in changed])


def asked(condition: str, policy: Policy = YUNNAN, **facts: Any) -> tuple[Policy, Check]:
    """A filing condition put to an application."""
    application = read_application(policy, APPLIES | {"plaque_only": None} | facts)
    return policy, answer(policy.measure.condition[condition], application, policy)


def both(say: Any) -> tuple[str, str]:
    """What is said in Chinese and in English."""
    told = []
    for language in LANGUAGES:
        with speaking(language):
            told.append(say())
    return told[0], told[1]


Told = tuple[Any, str, str]

STEPS: list[Told] = [
    (
        (YUNNAN, InForce("第二十条", d("2026-03-01"), d("2025-12-06"), d("2028-12-05"), True)),
        "申请日期 2026年3月1日；本办法：有效期 2025年12月6日至2028年12月5日",
        "applied for on 1 March 2026; the measure is in force from 6 December 2025 to 5 December 2028",
    ),
    (
        (YUNNAN, InForce("第二十条", d("2029-03-01"), d("2025-12-06"), d("2028-12-05"), False)),
        "申请日期 2029年3月1日，不在有效期内；本办法：有效期 2025年12月6日至2028年12月5日",
        "applied for on 1 March 2029, when the measure is not in force; it is in force from 6 December 2025 to 5 December 2028",
    ),
    (
        (INNER_MONGOLIA, InForce("第三十条", d("2026-03-01"), d("2025-08-14"), None, True)),
        "申请日期 2026年3月1日；本办法：2025年8月14日起施行，未规定期限",
        "applied for on 1 March 2026; the measure is in force from 14 August 2025, no end stated",
    ),
    (
        (URUMQI, InForce("末段", d("2026-03-01"), None, None, False)),
        "申请日期 2026年3月1日；本办法：征求意见稿，给出施行日期前不生效",
        "applied for on 1 March 2026; the measure is a draft, not in force until its date is supplied",
    ),
    (
        (XPCC, InForce("第十六条", d("2026-03-01"), None, None, False)),
        "申请日期 2026年3月1日；本办法：未载明日期，给出施行日期前不生效",
        "applied for on 1 March 2026; the measure is without a date, not in force until its date is supplied",
    ),
    (
        (YUNNAN, Barred("第十八条", d("2025-09-01"), "第十八条（三）", 2, True)),
        "备案于 2025年9月1日撤销，依据：第十八条（三）；2 年内不得再申请，禁止申请",
        "filing revoked on 1 September 2025, ground: 第十八条（三）; no new application within 2 years: barred",
    ),
    (
        (YUNNAN, Barred("第十八条", d("2025-09-01"), "", 2, False)),
        "备案于 2025年9月1日撤销，依据：未写明；不妨碍本次申请",
        "filing revoked on 1 September 2025, ground: none stated; this bars no application of this day",
    ),
    (
        (YUNNAN, ClassChoice("第十四条", "accepted", ("p2",))),
        "只受理一类；单位选择本类，放弃 p2",
        "only one class is accepted, and this one was chosen over that of p2",
    ),
    (
        (YUNNAN, ClassChoice("第十四条", "refused", ("p2", "p3"))),
        "只受理一类；单位选择了 p2和p3",
        "only one class is accepted, and that of p2 and p3 was chosen",
    ),
    (
        (YUNNAN, ClassChoice("第十四条", "refused", ())),
        "只受理一类；单位未选择本类",
        "only one class is accepted, and the organisation did not choose this one",
    ),
    (
        (YUNNAN, ClassChoice("第十四条", "open", ("p2",))),
        "只受理一类；单位尚未在本类与 p2 之间选择",
        "only one class is accepted, and the choice between this one and that of p2 is open",
    ),
    (
        (YUNNAN, Gate("第十七条", "build", Check(GATE, False, True))),
        "仅加挂牌子：否；填报：是；不符合",
        "by plaque only: no; given: yes; not met",
    ),
    (
        (YUNNAN, FromRecords(BUILD, "build", "eligible_investment", BASE, 840000000)),
        "近三年科研软硬件投入总额（补助基数）为 8,400,000.00 元，按投入明细计，计入 3 条；未计入：不在近 3 年内（1 条，4,000,000.00 元）和资金来源不符合（2 条，1,000,000.00 元）；暂计入、由人工认定：类别（1 条，400,000.00 元）",
        "eligible investment (base of the award): CNY 8,400,000.00, from investments, records counted: 3; left out: outside the last 3 years (records: 1, CNY 4,000,000.00) and source of the money does not count (records: 2, CNY 1,000,000.00); counted for now, for a person to judge: category (records: 1, CNY 400,000.00)",
    ),
    (
        (YUNNAN, FromRecords(BUILD, "build", "eligible_investment", BASE._replace(left_out=()), 800000000)),
        "近三年科研软硬件投入总额（补助基数）为 8,000,000.00 元，按投入明细计，计入 3 条；未计入、由人工认定：类别（1 条，400,000.00 元）",
        "eligible investment (base of the award): CNY 8,000,000.00, from investments, records counted: 3; not counted, for a person to judge: category (records: 1, CNY 400,000.00)",
    ),
    (
        (
            YUNNAN,
            FromRecords(BUILD, "build", "eligible_investment", BASE._replace(missing=("investments[1].category",)), 0),
        ),
        "近三年科研软硬件投入总额（补助基数）无法按明细测算，缺少：投入明细第 2 条的类别",
        "eligible investment (base of the award) cannot be told from the records, missing: investments, record 2: category",
    ),
    (
        (YUNNAN, FromRecords("第十三条（二）", "operating", "service_income", INCOME, 100)),
        "年度服务性收入（补助基数）为 1.00 元，按服务收入明细计，计入 1 条；未计入：不属于支持年度的上一年（1 条，1.00 元）和来自关联方（1 条，2.00 元）",
        "service income of the year (base of the award): CNY 1.00, from service incomes, records counted: 1; left out: not of the year before the award (records: 1, CNY 1.00) and from a related party (records: 1, CNY 2.00)",
    ),
    (
        (YUNNAN, GivenTotal(BUILD, "build", "eligible_investment", 800000000)),
        "近三年科研软硬件投入总额（补助基数）填报 8,000,000.00 元",
        "eligible investment (base of the award), as given: CNY 8,000,000.00",
    ),
    (
        (YUNNAN, Product(BUILD, "build", Fraction(1, 5), 800000000, 160000000)),
        "计算基数 8,000,000.00 元 × 20% = 1,600,000.00 元",
        "base CNY 8,000,000.00 × 20% = CNY 1,600,000.00",
    ),
    (
        (YUNNAN, Product(BUILD, "build", Fraction(1, 5), 333333333, 66666667)),
        "计算基数 3,333,333.33 元 × 20% = 666,666.666 元，四舍五入到分：666,666.67 元",
        "base CNY 3,333,333.33 × 20% = CNY 666,666.666, rounded half up to the fen: CNY 666,666.67",
    ),
    (
        (read(rounding="down"), Product(BUILD, "build", Fraction(1, 5), 333333333, 66666666)),
        "计算基数 3,333,333.33 元 × 20% = 666,666.666 元，舍去分以下：666,666.66 元",
        "base CNY 3,333,333.33 × 20% = CNY 666,666.666, cut to the fen: CNY 666,666.66",
    ),
    (
        (read(rounding_unit="10000"), Product(BUILD, "build", Fraction(1, 5), 333333333, 66000000)),
        "计算基数 3,333,333.33 元 × 20% = 666,666.666 元，向下取整到 10,000.00 元：660,000.00 元",
        "base CNY 3,333,333.33 × 20% = CNY 666,666.666, rounded down to whole CNY 10,000.00: CNY 660,000.00",
    ),
    (
        (YUNNAN, Product(BUILD, "build", Fraction(1, 3), 100, 33)),
        "计算基数 1.00 元 × 1/3（≈ 33.33%） = 1/3 元，四舍五入到分：0.33 元",
        "base CNY 1.00 × 1/3 (≈ 33.33%) = CNY 1/3, rounded half up to the fen: CNY 0.33",
    ),
    (
        (YUNNAN, Capped(BUILD, "build", 200000000, 246913578, 200000000)),
        "2,469,135.78 元超过最高限额 2,000,000.00 元，按 2,000,000.00 元计",
        "CNY 2,469,135.78 is above the cap of CNY 2,000,000.00: CNY 2,000,000.00",
    ),
    (
        (XINZHOU, FixedSum("第九条", "recognition", 20000000, "", "")),
        "定额 200,000.00 元",
        "fixed sum: CNY 200,000.00",
    ),
    (
        (INNER_MONGOLIA, FixedSum("第二十五条", "filing", 150000000, "platform_kind", "pilot_base")),
        "平台类型为中试基地的，定额 1,500,000.00 元",
        "fixed sum for kind of platform pilot base: CNY 1,500,000.00",
    ),
    (
        (XPCC, ElsewhereStated("第十二条", "excellent")),
        "金额见兵团相关规定（条文仅称“按规定”）",
        "the amount stands in rules elsewhere (the article only says: as provided)",
    ),
    (
        (YUNNAN, PaidBefore(BUILD, "build", "once", (PAID,))),
        "每个平台只支持一次；此前已支付：2025 年度 p1 1,600,000.00 元",
        "paid once to a platform; paid before: CNY 1,600,000.00 to p1 in 2025",
    ),
    (
        (YUNNAN, PaidBefore("第十三条（二）", "operating", "yearly", (PAID,))),
        "每年度支持一次；此前已支付：2025 年度 p1 1,600,000.00 元",
        "paid once a year; paid before: CNY 1,600,000.00 to p1 in 2025",
    ),
    (
        (INNER_MONGOLIA, PaidBefore("第二十五条", "excellent", "every_evaluation", (PAID,))),
        "每次评价均支持，每年度至多一次；此前已支付：2025 年度 p1 1,600,000.00 元",
        "paid for every evaluation, once a year at most; paid before: CNY 1,600,000.00 to p1 in 2025",
    ),
    (
        (INNER_MONGOLIA, NotFirst("第二十五条", "filing", "review")),
        "非首次备案（认定）；是否属于新备案（新认定）由人工认定",
        "not the first filing; whether the platform is newly filed is left to a person",
    ),
    (
        (INNER_MONGOLIA, NotFirst("第二十五条", "filing", "refuse")),
        "非首次备案（认定）；仅支持新备案（新认定）的平台",
        "not the first filing; only a newly filed platform is supported",
    ),
    (
        (INNER_MONGOLIA, NotFirst("第二十五条", "filing", "pay")),
        "非首次备案（认定）；仍予支持",
        "not the first filing; it is supported all the same",
    ),
    (
        (INNER_MONGOLIA, OnlyHigher("第二十五条", {"filing": 50000000, "excellent": 100000000}, 50000000, 50000000)),
        "同一年度只支付最高一项支持：新备案支持 500,000.00 元和评价优秀后补助 1,000,000.00 元；本平台当年已支付：500,000.00 元；应支付：500,000.00 元",
        "of the supports of one year only the highest is paid: support for a new filing CNY 500,000.00 and award after an excellent evaluation CNY 1,000,000.00; already paid to this platform in the year: CNY 500,000.00; to pay: CNY 500,000.00",
    ),
    (
        (YUNNAN, Competition("第十四条", "", 150000000, 0, LABORATORY, "top_up", 50000000, 0)),
        "本平台当年支持合计 1,500,000.00 元；当年其他支持：lab（key-lab）1,000,000.00 元；就高不重复，补足差额：1,500,000.00 元 - 1,000,000.00 元 = 500,000.00 元",
        "this platform's supports of the year: CNY 1,500,000.00 in all; other supports of the year: lab under key-lab, CNY 1,000,000.00; the highest applies, and the difference is paid: CNY 1,500,000.00 - CNY 1,000,000.00 = CNY 500,000.00",
    ),
    (
        (YUNNAN, Competition("第十四条", "", 100000000, 0, (("yunnan-2025", "p2", 200000000),), "top_up", 0, 0)),
        "本平台当年支持合计 1,000,000.00 元；当年其他支持：p2（本办法）2,000,000.00 元；就高不重复，其他支持不低于本平台，不再支付",
        "this platform's supports of the year: CNY 1,000,000.00 in all; other supports of the year: p2 under this measure, CNY 2,000,000.00; the highest applies, and another support is as high or higher: nothing more is paid",
    ),
    (
        (YUNNAN, Competition("第十四条", "", 150000000, 0, LABORATORY, "first_only", 0, 0)),
        "本平台当年支持合计 1,500,000.00 元；当年其他支持：lab（key-lab）1,000,000.00 元；就高不重复，已支付的不变，不再支付",
        "this platform's supports of the year: CNY 1,500,000.00 in all; other supports of the year: lab under key-lab, CNY 1,000,000.00; the highest applies, and what was paid stays: nothing more is paid",
    ),
    (
        (YUNNAN, Competition("第十四条", "", 150000000, 0, LABORATORY, "replace", 150000000, 100000000)),
        "本平台当年支持合计 1,500,000.00 元；当年其他支持：lab（key-lab）1,000,000.00 元；就高不重复，全额支付 1,500,000.00 元，收回已支付的 1,000,000.00 元",
        "this platform's supports of the year: CNY 1,500,000.00 in all; other supports of the year: lab under key-lab, CNY 1,000,000.00; the highest applies: CNY 1,500,000.00 is paid in full, and CNY 1,000,000.00 already paid is to be recovered",
    ),
    (
        (
            read(contest_of="each_benefit"),
            Competition("第十四条", "build", 150000000, 0, LABORATORY, "top_up", 50000000, 0),
        ),
        "本平台一次性建设补助 1,500,000.00 元；当年其他支持：lab（key-lab）1,000,000.00 元；就高不重复，补足差额：1,500,000.00 元 - 1,000,000.00 元 = 500,000.00 元",
        "this platform's one-off building subsidy: CNY 1,500,000.00; other supports of the year: lab under key-lab, CNY 1,000,000.00; the highest applies, and the difference is paid: CNY 1,500,000.00 - CNY 1,000,000.00 = CNY 500,000.00",
    ),
    (
        (
            read(contest_of="every_award"),
            Competition("第十四条", "build", 120000000, 30000000, (), "top_up", 90000000, 0),
        ),
        "本平台当年最高一笔支持 1,200,000.00 元；本平台当年已支付：300,000.00 元；就高不重复，补足差额：1,200,000.00 元 - 300,000.00 元 = 900,000.00 元",
        "this platform's highest support of the year: CNY 1,200,000.00; already paid to this platform in the year: CNY 300,000.00; the highest applies, and the difference is paid: CNY 1,200,000.00 - CNY 300,000.00 = CNY 900,000.00",
    ),
]

POINTS: list[Told] = [
    (
        Point("filed_in_another_year", BUILD, {"benefit": "build", "filed_on": d("2025-12-20")}),
        "一次性建设补助：备案日期 2025年12月20日，不在支持年度内；办法未规定期限",
        "one-off building subsidy: filed on 20 December 2025, which is not in the year of the award; the measure sets no limit",
    ),
    (
        Point("second_platform", BUILD, {"benefit": "build", "platforms": ("p2",)}),
        "一次性建设补助：该单位另有 p2；各平台分别计算",
        "one-off building subsidy: the organisation also has p2; every platform is counted by itself",
    ),
    (
        Point("same_class_does_not_compete", "第十四条", {"platforms": ("p2", "p3")}),
        "同一单位同类的 p2和p3 与本平台之间不适用就高不重复",
        "p2 and p3 of the same organisation and class do not compete with this one",
    ),
    (
        Point("other_platform_barred", "第十八条", {"platforms": ("p2",)}),
        "同一单位处于禁止申请期的平台：p2；禁期只约束该平台本身",
        "barred platforms of the same organisation: p2; a ban binds its own platform only",
    ),
    (
        Point("filing_ended", "", {"revoked_on": d("2026-01-05"), "filed_on": d("2025-12-20")}),
        "2025年12月20日的备案已于2026年1月5日撤销：按未备案处理",
        "the filing of 20 December 2025 ended with the revocation of 5 January 2026: decided as not filed",
    ),
    (
        Point("ban_ground", "第十八条", {"ground": "第十九条", "revoked_on": d("2026-01-05")}),
        "2026年1月5日撤销，依据：第十九条；不妨碍本次申请：是否禁止再申请取决于撤销依据，禁期 2 年",
        "revoked on 5 January 2026, ground: 第十九条; this does not bar the application: a ban depends on the ground and lasts 2 years",
    ),
    (
        Point("soft_condition", BUILD, {"condition": "有开放服务案例", "condition_en": "cases of open service"}),
        "不符合原则性要求，不影响结论：有开放服务案例",
        "not met, but asked in principle only: cases of open service",
    ),
    (
        Point("year_of_filing_counts_whole", "第十三条（二）", {"benefit": "operating", "year": 2025}),
        "年度运营补助：2025 年内备案，该年收入按全年计",
        "yearly operating subsidy: filed within 2025, whose income counts whole",
    ),
    (
        Point("kind_not_settled", "第八条（一）", {"seen": "social_organisation"}),
        "条文未明确是否包括：社会组织",
        "the text does not settle whether this kind is meant: social organisation",
    ),
    (
        Point("same_record_twice", "", {"records": 2, "platforms": ("p2",)}),
        "与 p2 重复填报的投入明细：2 条；请核对同一笔投入是否重复计算",
        "records also given for p2: 2; check that no expense is counted twice",
    ),
    (
        Point("recover", "第十四条", {"fen": 100000000}),
        "应从已支付金额中收回：1,000,000.00 元",
        "to be recovered from what was paid: CNY 1,000,000.00",
    ),
    (
        Point("class_of_paid_unknown", "第十四条", {}),
        "已支付的一笔支持类别不明，影响结论",
        "the class of an award already paid is not known, and it decides",
    ),
    (
        Point("upper_limit", BUILD, {"benefit": "build"}),
        "一次性建设补助：金额仅为上限，具体数额由主管部门决定",
        "one-off building subsidy: the amount is an upper limit, the authority decides how much",
    ),
]

NOTES: list[Told] = [
    (
        Remarked("plaque_evaluation", "第十七条"),
        "加挂牌子的平台，考核结果仅作为经费支持依据，不产生取消资格的后果",
        "for a platform by plaque only the evaluation serves funding alone; no revocation follows from it",
    ),
    (
        Read("rate_is", "第十三条", "entitlement", "ceiling", "needs_review", 0, 0, {}, {}),
        "解释口径 rate_is（按比例算出的是应得金额还是上限）按“应得金额（测算金额，以预算和审批为准）”；如按“仅为上限”，则为：由人工认定",
        "reading rate_is (whether the formula is what is due or an upper limit) is taken as “what is due (subject to budget and approval)”; under “an upper limit only” it would be: for review",
    ),
    (
        Read("rounding", "", "half_up", "down", "payable", 66666666, 0, {"operating": due(66666666, "due")}, {}),
        "解释口径 rounding（乘积如何取整）按“四舍五入”；如按“一律舍去”，则为：应支付 666,666.66 元；年度运营补助 666,666.66 元",
        "reading rounding (how a product is rounded) is taken as “half up”; under “always down” it would be: payable CNY 666,666.66; yearly operating subsidy CNY 666,666.66",
    ),
    (
        Read("rounding_unit", "", "0.01", "100", "eligible", 0, 66660000, {"build": due(None, "needs_review")}, {}),
        "解释口径 rounding_unit（乘积取整到什么单位）按“到分”；如按“向下取整到 100.00 元”，则为：符合条件，待备案；备案后应支付 666,600.00 元；一次性建设补助——取决于人工认定的事项",
        "reading rounding_unit (to which unit a product is rounded) is taken as “to the fen”; under “down to whole CNY 100.00” it would be: eligible; payable once filed CNY 666,600.00; one-off building subsidy – depends on what is left to a person",
    ),
    (
        Read("at_least", "第八条（五）", "inclusive", "exclusive", "ineligible", 0, 0, {}, {"poc_results": "no"}),
        "解释口径 at_least（“以上”是否包括本数）按“包括”；如按“不包括”，则为：不符合条件；第八条（五）不符合",
        "reading at_least (whether 以上 includes the figure itself) is taken as “it does”; under “it does not” it would be: not eligible; 第八条（五） not met",
    ),
]

REASONS: list[Told] = [
    (
        due(160000000, "due"),
        "按办法规定，应得金额 1,600,000.00 元",
        "by the rule of the measure: CNY 1,600,000.00",
    ),
    (
        due(200000000, "capped"),
        "按最高限额 2,000,000.00 元计",
        "limited to the cap: CNY 2,000,000.00",
    ),
    (
        due(0, "condition", cite="第十七条"),
        "不满足支持条件（仅加挂牌子：否）",
        "a condition of the support is not met (by plaque only: no)",
    ),
    (
        due(0, "already_paid"),
        "已支付过；每个平台只支持一次",
        "already paid; paid once to a platform",
    ),
    (
        due(0, "not_first_filing"),
        "仅支持新备案（新认定）的平台",
        "only a newly filed platform is supported",
    ),
    (
        due(0, "not_elected"),
        "只受理一类，单位选择了另一类",
        "only one class is accepted, and the organisation chose another",
    ),
    (
        due(None, "not_claimed"),
        "未申请",
        "not claimed",
    ),
    (
        due(None, "needs_documents", missing=("plaque_only", "investments[0].funding")),
        "无法测算，缺少：仅加挂牌子和投入明细第 1 条的资金来源",
        "cannot be told, missing: by plaque only and investments, record 1: source of the money",
    ),
    (
        due(None, "needs_review"),
        "取决于人工认定的事项",
        "depends on what is left to a person",
    ),
]

OUTCOMES: list[Told] = [
    (
        decided(eligible_investment="8000000.00"),
        "应支付 1,600,000.00 元（一次性建设补助 1,600,000.00 元）。",
        "Payable: CNY 1,600,000.00 (one-off building subsidy CNY 1,600,000.00).",
    ),
    (
        decided(eligible_investment="8000000.00", service_mechanism=True, service_income="1000000.00"),
        "应支付 1,800,000.00 元（一次性建设补助 1,600,000.00 元和年度运营补助 200,000.00 元）。",
        "Payable: CNY 1,800,000.00 (one-off building subsidy CNY 1,600,000.00 and yearly operating subsidy CNY 200,000.00).",
    ),
    (
        decided(eligible_investment="8000000.00", plaque_only=True),
        "无应付金额：一次性建设补助——不满足支持条件（仅加挂牌子：否）。",
        "Nothing is due: one-off building subsidy – a condition of the support is not met (by plaque only: no).",
    ),
    (
        decided(eligible_investment="8000000.00", paid=[award("p1", "yunnan-2025", 2025, 1)]),
        "无应付金额：一次性建设补助——已支付过；每个平台只支持一次。",
        "Nothing is due: one-off building subsidy – already paid; paid once to a platform.",
    ),
    (
        decided(eligible_investment="8000000.00", paid=[award("lab", "key-lab", 2026, 2_000_000)]),
        "无应付金额：就高不重复，其他支持不低于本平台，不再支付。",
        "Nothing is due: the highest applies, and another support is as high or higher: nothing more is paid.",
    ),
    (
        decided(
            read(already_paid="first_only"),
            eligible_investment="8000000.00",
            paid=[award("lab", "key-lab", 2026, 1_000_000)],
        ),
        "无应付金额：就高不重复，已支付的不变，不再支付。",
        "Nothing is due: the highest applies, and what was paid stays: nothing more is paid.",
    ),
    (
        decided(claims=[]),
        "无应付金额：未申请支持项目。",
        "Nothing is due: nothing is claimed.",
    ),
    (
        decided(eligible_investment="8000000.00", plaque_only=None),
        "缺少以下信息或材料，尚不能作出结论：仅加挂牌子。",
        "Missing before this can be decided: by plaque only.",
    ),
    (
        decided(),
        "无法测算支持金额：未申请任何支持项目，也未填报：近三年科研软硬件投入总额（补助基数）和年度服务性收入（补助基数）。",
        "No support can be told: nothing is claimed, and none of these is given: eligible investment (base of the award) and service income of the year (base of the award).",
    ),
    (
        decided(filed_on=None, site_area=200),
        "缺少以下信息或材料，尚不能作出结论：已提交诚信承诺书；具有独立法人资格；单位性质；另外 14 项。",
        "Missing before this can be decided: integrity pledge handed in; independent legal person; kind of organisation; 14 more.",
    ),
    (
        decided(investments=[{"date": d("2025-01-01"), "amount": 400_000, "category": "other", "funding": "own"}]),
        "需人工认定：一次性建设补助取决于条文未明确的事项。",
        "A person has to decide: one-off building subsidy depends on what the text leaves open.",
    ),
    (
        decided(eligible_investment="8000000.00", team_size=5),
        "需人工认定：已备案，但第八条（四）的条件不符合。",
        "A person has to decide: filed, but the conditions of 第八条（四） are not met.",
    ),
    (
        decided(filed_on=None, eligible_investment="1000000.00", **MEETS | {"organisation_kind": "other"}),
        "需人工认定：第八条（一）条文未明确。",
        "A person has to decide: the text does not settle 第八条（一）.",
    ),
    (
        decided(read(rate_is="ceiling"), eligible_investment="8000000.00"),
        "需人工认定：一次性建设补助 1,600,000.00 元仅为上限。",
        "A person has to decide: one-off building subsidy of CNY 1,600,000.00 is an upper limit only.",
    ),
    (
        decided(eligible_investment="8000000.00", paid=[award("p9", "yunnan-2025", 2026, 2_000_000)]),
        "需人工认定：已支付的一笔支持类别不明，影响结论。",
        "A person has to decide: the class of an award already paid is not known, and it decides.",
    ),
    (
        decided_all(read(build_once_per="organisation"), {}, {"platform": "p2"})[0],
        "需人工认定：一次性建设补助：每个单位只支持一次，同一单位的 p2 也申请了。",
        "A person has to decide: one-off building subsidy: paid once to an organisation, and claimed for p2 of the same organisation too.",
    ),
    (
        decided(filed_on=None, revoked_on=d("2025-09-01"), revocation_ground="第十八条（三）"),
        "2027年9月1日前（含当日）不得申请：备案于 2025年9月1日撤销，2 年内不受理再次申请。",
        "Barred until 1 September 2027: the filing was revoked on 1 September 2025, and no new application is accepted within 2 years.",
    ),
    (
        decided(read(ban_end="anniversary_free"), filed_on=None, revoked_on=d("2025-09-01")),
        "2027年8月31日前（含当日）不得申请：备案于 2025年9月1日撤销，2 年内不受理再次申请。",
        "Barred until 31 August 2027: the filing was revoked on 1 September 2025, and no new application is accepted within 2 years.",
    ),
    (
        decided(application_date=d("2025-12-05")),
        "不在有效期：申请日期 2025年12月5日，早于施行日期 2025年12月6日。",
        "Not in force: applied for on 5 December 2025, before the first day, 6 December 2025.",
    ),
    (
        decided(application_date=d("2028-12-06")),
        "不在有效期：申请日期 2028年12月6日，晚于有效期最后一日 2028年12月5日（施行日期 2025年12月6日）。",
        "Not in force: applied for on 6 December 2028, after the last day, 5 December 2028 (first day 6 December 2025).",
    ),
    (
        decided(URUMQI),
        "不在有效期：本办法为征求意见稿；如需试算，请给出施行日期：--set validity.from=2026-07-01。",
        "Not in force: the measure is a draft; supply its date to try it out: --set validity.from=2026-07-01.",
    ),
    (
        decided(XPCC),
        "不在有效期：文本未载明印发日期，请给出：--set validity.from=2026-07-01。",
        "Not in force: the text gives no date of issue; supply it: --set validity.from=2026-07-01.",
    ),
    (
        decided(filed_on=None, **MEETS | {"site_area": 100, "advisers": 4, "team_size": 5}),
        "不符合备案条件：第八条（三）和第八条（四）的条件未满足。",
        "Not eligible: the conditions of 第八条（三） and 第八条（四） are not met.",
    ),
    (
        decided(filed_on=None, eligible_investment="1000000.00", **MEETS),
        "各项备案条件均符合，备案后拟支持金额 200,000.00 元。",
        "Every filing condition is met; once filed, CNY 200,000.00 would be payable.",
    ),
    (
        decided(filed_on=None, claims=[], **MEETS),
        "各项备案条件均符合，待主管部门作出备案决定，目前无拟支持金额。",
        "Every filing condition is met; the authority has not decided, and no amount is due so far.",
    ),
    (
        decided(XPCC_IN_FORCE, platform_kind="pilot_base", grade="excellent"),
        "应予支持，金额见兵团相关规定（条文仅称“按规定”）。",
        "Support is due; the amount stands in rules elsewhere (the article only says: as provided).",
    ),
    (
        decided_all(YUNNAN, {}, {"platform": "p2", "platform_kind": "pilot_base"})[0],
        "只受理一类，请依托单位选择：p1（1,600,000.00 元）或p2（金额未知）。",
        "Only one class is accepted, and the organisation has to choose: p1 (CNY 1,600,000.00) or p2 (amount not known).",
    ),
]

CONDITIONS: list[Told] = [
    (
        (YUNNAN, "defined_kind"),
        "平台类型：概念验证平台（中心）或中试基地",
        "kind of platform: proof-of-concept centre or pilot base",
    ),
    (
        (YUNNAN, "poc_legal_person"),
        "具有独立法人资格：是",
        "independent legal person: yes",
    ),
    (
        (YUNNAN, "poc_organisation"),
        "单位性质：高等院校、科研院所、医疗卫生机构、企业或开发区管理运营机构；社会组织或其他由人工认定",
        "kind of organisation: university, research institute, medical institution, enterprise or zone operator; social organisation or other is left to a person",
    ),
    (
        (YUNNAN, "poc_plan"),
        "建设方案完善，能提供技术验证、种子验证资金等服务，承接程序和收费明确",
        "complete plan; checks, seed verification funds and other services; intake procedure and charges",
    ),
    (
        (YUNNAN, "poc_site"),
        "固定场地（中试基地：中试服务场地及配套设施）面积不低于 200 平方米",
        "fixed site (pilot base: pilot site with ancillary facilities), area: at least 200 m²",
    ),
    (
        (YUNNAN, "pilot_equipment"),
        "仪器设备原值和软件原值合计不低于 5,000,000.00 元",
        "equipment, original value and software, original value together: at least CNY 5,000,000.00",
    ),
    (
        (YUNNAN, "pilot_results"),
        "服务成效三项之一：（1）（已开展中试项目数不低于 3，并且成果产品化数不低于 3） （2）（创办（孵化）企业数（概念验证中心：仅科技型企业）不低于 1，并且（企业累计估值不低于 5,000,000.00 元，或者企业累计营业收入不低于 1,000,000.00 元）） （3）技术合同交易额不低于 2,000,000.00 元",
        "one of three results: (1) (pilot projects done: at least 3, and results turned into products: at least 3) (2) (enterprises founded or incubated (proof-of-concept centre: technology enterprises only): at least 1, and (valuation of the enterprises: at least CNY 5,000,000.00, or revenue of the enterprises: at least CNY 1,000,000.00)) (3) technology contracts: at least CNY 2,000,000.00",
    ),
    (
        (INNER_MONGOLIA, "one_full_year"),
        "注册日期至申请之日满 1 年",
        "date of registration: at least 1 year before the application",
    ),
    (
        (URUMQI, "recognition_team"),
        "专业化服务团队人数超过 5",
        "members of the service team: more than 5",
    ),
    (
        (URUMQI, "recognition_value"),
        "验证用仪器设备原值和软件原值合计超过 5,000,000.00 元",
        "validation equipment, original value and software, original value together: more than CNY 5,000,000.00",
    ),
    (
        (URUMQI, "creation_fields"),
        "服务产业领域数不超过 3",
        "industries served: at most 3",
    ),
    (
        (URUMQI, "recognition_outside"),
        "外单位专家人数占顾问专家人数的比例不低于 50%",
        "advisers from outside as a share of advisers: at least 50%",
    ),
    (
        (URUMQI, "creation_open_cases"),
        "有开放服务案例（原则上）（仅提示，不否决）",
        "cases of open service (in principle) (warns, refuses nobody)",
    ),
    (
        (XINZHOU, "no_serious_incident"),
        "最近一次严重质量、安全问题日期（无则留空）：不在申请之日前 3 年内",
        "date of the last serious quality or safety problem (blank: none on record): not within the last 3 years before the application",
    ),
]

CHECKS: list[Told] = [
    (
        asked("poc_site", site_area=200),
        "固定场地（中试基地：中试服务场地及配套设施）面积不低于 200 平方米；填报：200 平方米；符合",
        "fixed site (pilot base: pilot site with ancillary facilities), area: at least 200 m²; given: 200 m²; met",
    ),
    (
        asked("poc_site", site_area="180.5"),
        "固定场地（中试基地：中试服务场地及配套设施）面积不低于 200 平方米；填报：180.5 平方米；不符合",
        "fixed site (pilot base: pilot site with ancillary facilities), area: at least 200 m²; given: 180.5 m²; not met",
    ),
    (
        asked("poc_site"),
        "固定场地（中试基地：中试服务场地及配套设施）面积不低于 200 平方米；未填报",
        "fixed site (pilot base: pilot site with ancillary facilities), area: at least 200 m²; not given",
    ),
    (
        asked("poc_organisation", organisation_kind="other"),
        "单位性质：高等院校、科研院所、医疗卫生机构、企业或开发区管理运营机构；社会组织或其他由人工认定；填报：其他；由人工认定",
        "kind of organisation: university, research institute, medical institution, enterprise or zone operator; social organisation or other is left to a person; given: other; left to a person",
    ),
    (
        asked("poc_plan", all_attested=True),
        "建设方案完善，能提供技术验证、种子验证资金等服务，承接程序和收费明确；经审核确认",
        "complete plan; checks, seed verification funds and other services; intake procedure and charges; confirmed",
    ),
    (
        asked("poc_plan", poc_plan_and_services=False),
        "建设方案完善，能提供技术验证、种子验证资金等服务，承接程序和收费明确；审核认为不符合",
        "complete plan; checks, seed verification funds and other services; intake procedure and charges; not confirmed",
    ),
    (
        asked("poc_brokers", full_time_brokers=1),
        "专职技术经纪（经理）人数和取得技术经理人专业职称的人数（未计入专职技术经纪人的）合计不低于 2；目前合计：1；缺少取得技术经理人专业职称的人数（未计入专职技术经纪人的），不明",
        "full-time technology brokers or managers and holders of the technology-manager title not already counted as full-time brokers together: at least 2; so far: 1; not known, missing: holders of the technology-manager title not already counted as full-time brokers",
    ),
    (
        asked("poc_results", annual_service_income=400_000, fund_size=2_000_000),
        "服务成效五项之一；符合：基金或专项资金规模不低于 2,000,000.00 元；填报：2,000,000.00 元；符合",
        "one of five results; met: size of the fund or special money: at least CNY 2,000,000.00; given: CNY 2,000,000.00; met",
    ),
    (
        asked("poc_results", **NO_RESULTS),
        "服务成效五项之一；不符合：（1）年服务收入（备案条件）不低于 500,000.00 元；填报：0.00 元；不符合 （2）获得融资额不低于 2,000,000.00 元；填报：0.00 元；不符合 （3）技术合同交易额不低于 1,000,000.00 元；填报：0.00 元；不符合 （4）创办（孵化）企业数（概念验证中心：仅科技型企业）不低于 1；填报：0；不符合 （5）基金或专项资金规模不低于 2,000,000.00 元；填报：1,999,999.99 元；不符合",
        "one of five results; not met: (1) service income of a year (condition): at least CNY 500,000.00; given: CNY 0.00; not met (2) financing raised: at least CNY 2,000,000.00; given: CNY 0.00; not met (3) technology contracts: at least CNY 1,000,000.00; given: CNY 0.00; not met (4) enterprises founded or incubated (proof-of-concept centre: technology enterprises only): at least 1; given: 0; not met (5) size of the fund or special money: at least CNY 2,000,000.00; given: CNY 1,999,999.99; not met",
    ),
    (
        asked("poc_results", **NO_RESULTS | {"fund_size": None}),
        "服务成效五项之一；不明：基金或专项资金规模不低于 2,000,000.00 元；未填报",
        "one of five results; not known: size of the fund or special money: at least CNY 2,000,000.00; not given",
    ),
    (
        asked("no_serious_incident", XINZHOU),
        "最近一次严重质量、安全问题日期（无则留空）：不在申请之日前 3 年内；无记录，符合",
        "date of the last serious quality or safety problem (blank: none on record): not within the last 3 years before the application; none on record, met",
    ),
    (
        asked("no_serious_incident", XINZHOU, serious_incident_on=d("2025-05-01")),
        "最近一次严重质量、安全问题日期（无则留空）：不在申请之日前 3 年内；填报：2025年5月1日；不符合",
        "date of the last serious quality or safety problem (blank: none on record): not within the last 3 years before the application; given: 1 May 2025; not met",
    ),
    (
        asked("recognition_outside", URUMQI, outside_advisers=5, advisers=11),
        "外单位专家人数占顾问专家人数的比例不低于 50%；填报：5/11（≈ 45.45%）；不符合",
        "advisers from outside as a share of advisers: at least 50%; given: 5/11 (≈ 45.45%); not met",
    ),
    (
        asked("creation_open_cases", URUMQI, open_service_cases=False),
        "有开放服务案例（原则上）；审核认为不符合（仅提示，不否决）",
        "cases of open service (in principle); not confirmed (warns, refuses nobody)",
    ),
]


STATUSES: list[tuple[Status, str, str]] = [
    ("not_in_force", "不在有效期", "not in force"),
    ("barred", "禁止申请期内", "barred"),
    ("needs_election", "待选择申报类别", "class to be chosen"),
    ("ineligible", "不符合条件", "not eligible"),
    ("needs_documents", "待补充材料", "documents missing"),
    ("needs_review", "由人工认定", "for review"),
    ("by_reference", "金额见其他文件", "amount elsewhere"),
    ("eligible", "符合条件，待备案", "eligible"),
    ("payable", "应支付", "payable"),
    ("nothing_due", "无应付金额", "nothing due"),
]

EXPLAINED = """p1: Yunnan 2025, award of 2026

Outcome
  Payable: CNY 2,000,000.00 (one-off building subsidy CNY 2,000,000.00).

Whether the measure applies
  第二十条: applied for on 1 March 2026; the measure is in force from 6 December 2025 to 5 December 2028

Filing conditions met
  第二条: kind of platform: proof-of-concept centre or pilot base; given: proof-of-concept centre; met

Filing conditions not asked
  filed already, conditions not looked at again: 13

one-off building subsidy
  第十七条: by plaque only: no; given: no; met
  第十三条（一）: eligible investment (base of the award), as given: CNY 12,345,678.90
  第十三条（一）: base CNY 12,345,678.90 × 20% = CNY 2,469,135.78
  第十三条（一）: CNY 2,469,135.78 is above the cap of CNY 2,000,000.00: CNY 2,000,000.00

yearly operating subsidy
  第十三条（二）: not claimed

Readings taken
  第十三条（一）: once for what – once for a platform
  第十三条: whether the formula is what is due or an upper limit – what is due (subject to budget and approval)
  how a product is rounded – half up
  to which unit a product is rounded – to the fen

Under other readings
  第十三条: reading rate_is (whether the formula is what is due or an upper limit) is taken as “what is due (subject to budget and approval)”; under “an upper limit only” it would be: for review"""


@pytest.mark.parametrize(("said", "zh", "en"), STEPS)
def test_a_step(said: Any, zh: str, en: str) -> None:
    policy, step = said
    assert both(lambda: prose.step(policy, step)) == (zh, en)


@pytest.mark.parametrize(("point", "zh", "en"), POINTS)
def test_a_point(point: Point, zh: str, en: str) -> None:
    assert both(lambda: prose.note(YUNNAN, point)) == (zh, en)


@pytest.mark.parametrize(("noted", "zh", "en"), NOTES)
def test_another_note(noted: Read | Remarked, zh: str, en: str) -> None:
    assert both(lambda: prose.note(YUNNAN, noted)) == (zh, en)


@pytest.mark.parametrize(("told", "zh", "en"), REASONS)
def test_a_reason(told: BenefitDue, zh: str, en: str) -> None:
    assert both(lambda: prose.reason(YUNNAN, "build", told)) == (zh, en)


def test_the_reason_of_an_amount_in_another_document() -> None:
    told = both(lambda: prose.reason(XPCC, "excellent", due(None, "by_reference")))
    assert told == (
        "金额见兵团相关规定（条文仅称“按规定”）",
        "the amount stands in rules elsewhere (the article only says: as provided)",
    )


@pytest.mark.parametrize(("decision", "zh", "en"), OUTCOMES)
def test_the_outcome_in_a_sentence(decision: Decision, zh: str, en: str) -> None:
    assert both(lambda: prose.status_sentence(decision)) == (zh, en)


@pytest.mark.parametrize(("said", "zh", "en"), CONDITIONS)
def test_a_condition(said: Any, zh: str, en: str) -> None:
    policy, name = said
    assert both(lambda: prose.condition(policy, policy.measure.condition[name])) == (zh, en)


@pytest.mark.parametrize(("said", "zh", "en"), CHECKS)
def test_a_check(said: Any, zh: str, en: str) -> None:
    assert both(lambda: prose.check(*said)) == (zh, en)


def test_every_kind_is_told_above() -> None:
    assert {type(said[1]) for said, _zh, _en in STEPS} == set(get_args(Step))
    assert {point.code for point, _zh, _en in POINTS} == set(get_args(PointCode))
    assert {told.reason for told, _zh, _en in REASONS} | {"by_reference"} == set(get_args(Reason))
    assert {decision.status for decision, _zh, _en in OUTCOMES} == set(get_args(Status))


@pytest.mark.parametrize(("status", "zh", "en"), STATUSES)
def test_a_status(status: Status, zh: str, en: str) -> None:
    assert both(lambda: prose.status(status)) == (zh, en)


def test_a_choice_of_classes_tells_every_amount_of_the_round() -> None:
    pilot = {"platform": "p2", "platform_kind": "pilot_base", "eligible_investment": "9000000.00"}
    round_ = decided_all(YUNNAN, {}, pilot)
    assert both(lambda: prose.status_sentence(round_[0], round_)) == (
        "只受理一类，请依托单位选择：p1（1,600,000.00 元）或p2（1,800,000.00 元）。",
        "Only one class is accepted, and the organisation has to choose: p1 (CNY 1,600,000.00) or p2 (CNY 1,800,000.00).",
    )


# Figures


@pytest.mark.parametrize(
    ("fen", "zh", "en"),
    [
        (200000000, "¥2,000,000.00", "CNY 2,000,000.00"),
        (0, "¥0.00", "CNY 0.00"),
        (-5, "-¥0.05", "-CNY 0.05"),
        (105006, "¥1,050.06", "CNY 1,050.06"),
        (10**17, "¥1,000,000,000,000,000.00", "CNY 1,000,000,000,000,000.00"),
    ],
)
def test_an_amount_in_a_table(fen: int, zh: str, en: str) -> None:
    assert both(lambda: prose.amount(fen)) == (zh, en)


@pytest.mark.parametrize(
    ("fen", "zh", "en"), [(200000000, "2,000,000.00 元", "CNY 2,000,000.00"), (-5, "-0.05 元", "-CNY 0.05")]
)
def test_an_amount_in_a_text(fen: int, zh: str, en: str) -> None:
    assert both(lambda: prose.in_yuan(fen)) == (zh, en)


@given(st.integers(-(10**17), 10**17))
def test_no_digit_of_an_amount_is_lost(fen: int) -> None:
    figures = prose.amount(fen).replace("CNY ", "").replace(",", "").replace(".", "")
    assert int(figures) == fen


@pytest.mark.parametrize(
    ("fen", "zh"),
    [
        (160000000, "160 万元"),
        (50000, "0.05 万元"),
        (100, "0.0001 万元"),
        (123456700, "123.4567 万元"),
        (123456789, "≈ 123.4568 万元"),
        (50, "≈ 0.0001 万元"),
        (49, "≈ 0 万元"),
        (-123456789, "≈ -123.4568 万元"),
        (10**17, "100,000,000,000 万元"),
    ],
)
def test_ten_thousands(fen: int, zh: str) -> None:
    assert both(lambda: prose.ten_thousands(fen)) == (zh, zh.replace("万元", "× CNY 10,000"))


@given(st.integers(-(10**17), 10**17))
def test_ten_thousands_without_the_sign_are_exact(fen: int) -> None:
    told = prose.ten_thousands(fen)
    shown = Fraction(told.removeprefix("≈ ").removesuffix(" × CNY 10,000").replace(",", "")) * 1_000_000
    assert (shown == fen) != told.startswith("≈")
    assert abs(shown - fen) <= 50


@pytest.mark.parametrize(
    ("say", "zh", "en"),
    [
        (lambda: prose.day(d("2026-03-01")), "2026年3月1日", "1 March 2026"),
        (lambda: prose.rate(Fraction(1, 8)), "12.5%", "12.5%"),
        (lambda: prose.rate(Fraction(1, 5)), "20%", "20%"),
        (lambda: prose.rate(Fraction(5, 11)), "5/11（≈ 45.45%）", "5/11 (≈ 45.45%)"),
        (lambda: prose.count(12345), "12,345", "12,345"),
        (lambda: prose.area(Decimal("1200.50")), "1,200.5 平方米", "1,200.5 m²"),
        (lambda: prose.yes_no(True), "是", "yes"),
        (lambda: prose.yes_no(False), "否", "no"),
        (lambda: prose.several(["a", "b", "c"]), "a、b和c", "a, b and c"),
        (lambda: prose.several(["a", "b"], "or"), "a或b", "a or b"),
    ],
)
def test_figures(say: Any, zh: str, en: str) -> None:
    assert both(say) == (zh, en)


# Pages


def test_a_decision_explained() -> None:
    decision = decided(eligible_investment="12345678.90")
    page = prose.explain(decision)
    assert str(page) == EXPLAINED
    product = next(line for line in page if "20%" in line.text)
    assert product == prose.Line("one-off building subsidy", BUILD, "base CNY 12,345,678.90 × 20% = CNY 2,469,135.78")
    with speaking("zh"):
        product = next(line for line in prose.explain(decision) if "20%" in line.text)
        assert str(product) == "第十三条（一）：计算基数 12,345,678.90 元 × 20% = 2,469,135.78 元"


def test_conditions_stand_in_groups_and_open_questions_last() -> None:
    page = prose.explain(decided(filed_on=None, **MEETS | {"team_size": 5, "directors": None}))
    headings = list(dict.fromkeys(line.heading for line in page))
    assert headings[2:5] == ["Filing conditions not met", "Filing conditions not known", "Filing conditions met"]
    told = {line.heading: (line.article, line.text) for line in page}
    assert told["Filing conditions not met"] == ("第八条（四）", "team size: at least 6; given: 5; not met")
    assert told["Filing conditions not known"] == ("第八条（四）", "directors: at least 1; not given")
    missing = prose.explain(decided(filed_on=None, claims=[], **MEETS | {"directors": None}))
    assert missing.lines[-1] == prose.Line("Open questions", "第八条（四）", "missing: directors")


def test_competition_and_readings_are_told() -> None:
    decision = decided(eligible_investment="8000000.00", paid=[award("lab", "key-lab", 2026, 1_000_000)])
    told = [line for line in prose.explain(decision) if line.heading in ("Competition", "Under other readings")]
    assert [(line.article, line.text.rpartition("; ")[2]) for line in told if line.heading == "Competition"] == [
        (
            "第十四条",
            "the highest applies, and the difference is paid: CNY 1,600,000.00 - CNY 1,000,000.00 = CNY 600,000.00",
        )
    ]
    assert any("“nothing more is paid” it would be: nothing due" in line.text for line in told)
    assert "what follows when the lower one was already paid – the difference is paid" in prose.readings_line(decision)


# In Chinese nothing of the machine shows: no id of a status, a reason, a fact or a choice, no figure as Python writes it.
# The readings alone are told with their ids, because a command names them so.
IDS = {*get_args(Status), *get_args(Reason), *get_args(PointCode)}
IDS |= {key for policy in EVERY for fact, named in policy.facts.items() for key in (fact, *named.choices)}
IDS -= {name for policy in EVERY for name in policy.readings}
MACHINE = re.compile(
    rf"\b(?:{'|'.join(sorted(key for key in IDS if '_' in key))}|None|True|False|Decimal|Fraction)\b"
    r"|[{}]|\d{4}\.\d|\de[+-]|：[：；。]|；[；。]|。。|  "
)


@pytest.mark.parametrize("policy", EVERY, ids=lambda policy: policy.id)
def test_nothing_of_the_machine_shows_in_chinese(policy: Policy) -> None:
    for case in cases.read(policy.path.parent / "cases.toml")[::3]:
        read_so = fundcalc.load(policy.id, changes=case.get("changes", {}), readings=case.get("readings", {}))
        round_ = fundcalc.decide_all(read_so, case["applications"], case.get("paid", ()))
        with speaking("zh"):
            for line in (line for decision in round_ for line in prose.explain(decision, round_)):
                assert not MACHINE.search(str(line)), line


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("policy", EVERY, ids=lambda policy: policy.id)
def test_the_page_of_a_measure_accounts_for_every_article(policy: Policy, language: Language) -> None:
    with speaking(language):
        page = prose.measure_page(policy)
        told = str(page)
    assert not re.search(r"[{}]|None|True|False", told)
    cites = {cite for line in page for cite in re.split("、|和|, | and ", line.article) if cite}
    for article in policy.measure.articles:
        by_line = any(article.startswith(cite) or cite.startswith(article) for cite in cites)
        assert by_line or article in told  # a part of an any-of has its article in the text
    for reading, value in policy.readings.items():
        assert f"[{reading}]" in told
        assert value in told


def test_the_page_of_a_measure() -> None:
    with speaking("zh"):
        page = str(prose.measure_page(fundcalc.load("yunnan-2025", changes={"benefit.build.cap": 3_000_000})))
    assert page.startswith(
        "云南省概念验证中心和中试基地（平台）备案管理办法（试行）\n\n办法\n  编号：yunnan-2025；资金代码：YN\n"
    )
    for line in (
        "  改动的条目：benefit.build.cap = 3000000",
        "  第二十条：有效期 2025年12月6日至2028年12月5日",
        "\n支持项目：一次性建设补助 [build]\n  第十三条（一）：近三年科研软硬件投入总额（补助基数）的 20%，最高 3,000,000.00 元\n",
        "  第十七条：支持条件：仅加挂牌子：否",
        "  第十四条：就高不重复：比较各自的年度合计；以依托单位的全部平台为范围；较低一项已支付的，补足差额",
        "  第八条（五）：“以上”是否包括本数 [at_least]——[采用] inclusive：包括；exclusive：不包括",
        "  第十条（三）：拟备案名单公示：5 个工作日；自发布次日起算",
        "  第十条（二）：由主管部门决定：其决定作为带日期的事实录入",
    ):
        assert line in page


@pytest.mark.parametrize("reason", get_args(SetAsideReason))
def test_why_an_article_is_set_aside(reason: SetAsideReason) -> None:
    zh, en = both(lambda: prose.set_aside_reason(reason))
    assert zh
    assert zh != en
