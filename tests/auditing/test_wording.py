"""What lines say in words: stated purposes, alarming goods, words within other words, unknown uses, accounts by name."""

from datetime import date

import pytest

from fundcalc.auditing.account_map import OwnAccounts, Stands
from fundcalc.auditing.audit import audit_evidence, judge_lines
from fundcalc.auditing.classification import Verdict
from fundcalc.auditing.evidence import AwardFacts, Evidence, Movement
from fundcalc.auditing.keywords import wording
from fundcalc.auditing.lines import Line
from fundcalc.auditing.use_rules import Rules, stated
from fundcalc.policy.loading import load
from fundcalc.policy.uses import catalogue

YUNNAN, MONGOLIA, XINZHOU = "yunnan-2025", "inner-mongolia-2025", "xinzhou-2024"


def verdict(policy: str, own: OwnAccounts | None = None, **texts: str) -> Verdict:
    evidence = Evidence([Line(date(2026, 5, 1), 1_00, **texts)])
    judged = judge_lines(evidence, [load(policy)], own or OwnAccounts())[0].verdict
    assert judged is not None
    return judged


@pytest.mark.parametrize(
    ("policy", "purpose", "names"),
    [
        (YUNNAN, "概念验证", {"proof"}),
        (YUNNAN, "开展概念验证活动", {"proof"}),
        (YUNNAN, "用于中试熟化", {"pilot"}),
        (YUNNAN, "中试线运行", {"pilot"}),
        (YUNNAN, "科技成果转移转化", {"transfer"}),
        (YUNNAN, "促进科技成果转化", {"transfer"}),
        (YUNNAN, "产品研发及 成果转化", {"product", "transfer"}),
        (YUNNAN, "Proof of concept", {"proof"}),
        (YUNNAN, "非概念验证", set()),
        (YUNNAN, "不用于成果转化", set()),
        (YUNNAN, "与中试无关", set()),
        (YUNNAN, "日常办公", set()),
        (YUNNAN, "waterproof", set()),
        (MONGOLIA, "培养成果转化和技术转移人才", {"talent"}),
        (MONGOLIA, "转移人才", {"talent"}),
        (MONGOLIA, "搭建区域技术服务网络", {"network"}),
        (MONGOLIA, "培育科技型企业", {"enterprises"}),
        (XINZHOU, "国际交流合作", {"exchange"}),
        (XINZHOU, "材料研发", {"research"}),
        (XINZHOU, "队伍建设", set()),
    ],
)
def test_a_purpose_in_the_words_of_the_law(policy: str, purpose: str, names: set[str]) -> None:
    assert stated(Rules(load(policy), catalogue()), purpose) == names


@pytest.mark.parametrize(
    "text",
    ["施工资料装订", "职工资质年审", "员工资格考核", "新增资产标签", "新增资料整理", "管理财务软件", "本年金额结转",
     "施工会议纪要", "提取现场样品", "特征地图绘制", "fine chemicals", "归还本项目样机"],
)  # fmt: skip
def test_words_within_other_words_are_no_alarm(text: str) -> None:
    alarms = {"wages", "contributions", "investment", "union_fees", "fines", "buildings_and_land", "debt_service",
              "transfers_and_unidentified"}  # fmt: skip
    assert not wording().hits(text) & alarms
    assert verdict(XINZHOU, code="31003", text=text).outcome == "permitted"


@pytest.mark.parametrize(
    "text",
    ["提货卡20张", "*预付卡销售*预付卡", "中秋礼盒", "*酒*白酒1箱", "*酒*红酒", "*餐饮服务*餐费", "部门聚餐",
     "员工团建", "*旅游服务*旅游费", "加油卡", "发放工资", "增资入股",
     "购买理财产品", "gift cards", "red wine", "iPad两台", "试剂及购物卡"],
)  # fmt: skip
def test_goods_that_are_not_of_the_code_are_for_review(text: str) -> None:
    judged = verdict(XINZHOU, code="30218", text=text)
    assert (judged.outcome, judged.why) == ("review", "wording")
    assert judged.against


@pytest.mark.parametrize("text", ["无水乙醇、酒精", "试剂耗材", "啤酒糟菌种", "餐饮废油样品", "原材料"])
def test_materials_are_not_alarming(text: str) -> None:
    assert verdict(XINZHOU, code="30218", text=text).outcome == "permitted"


def test_an_unknown_use_is_named() -> None:
    assert verdict(YUNNAN, use="某某款").why == "use_unknown"
    assert verdict(YUNNAN, use="某某款", account="6602").why == "use_unknown"
    assert verdict(YUNNAN, use="某某款", code="31005").why == "named"
    assert verdict(YUNNAN, use="某某款", account="1511").why == "named"


def test_an_account_by_name_is_not_judged() -> None:
    assert verdict(YUNNAN, account="管理费用").why == "account_by_name"
    assert verdict(YUNNAN, account="管理费用", text="罚款").why == "wording"
    assert verdict(YUNNAN, account="8888").why == "account_unknown"
    assert verdict(YUNNAN, account="").why == "nothing_told"


@pytest.mark.parametrize(
    ("account", "covered"),
    [
        *(("5602", True), ("560203", True), ("5602.03", True), ("5602/03", True), ("560203001 管理费用-房租", True)),
        *(("５６０２０３", True), ("5602-03", True), ("56023", False), ("5603", False), ("15602", False), ("", False)),
    ],
)
def test_an_own_account_covers_those_below_it(account: str, covered: bool) -> None:
    own = OwnAccounts(account={"5602": Stands(use="rent_of_premises"), "5699": Stands(use="fines")})
    assert (own.of(account) is not None) == covered
    assert own.unused([account]) == (("5699",) if covered else ("5602", "5699"))


def test_the_longest_own_account_decides() -> None:
    own = OwnAccounts(account={"5602": Stands(use="overhead"), "5602.03": Stands(use="special_equipment")})
    assert own.of("56020301") == Stands(use="special_equipment")
    assert own.of("560204") == Stands(use="overhead")


@pytest.mark.parametrize("award", ["云财教〔2026〕15号", "另一项目", "课题 3"])
def test_a_line_of_what_is_not_an_award_id_is_not_judged(award: str) -> None:
    findings = audit_evidence(Evidence([Line(None, 5_00, award, use="fines")]), [load(YUNNAN)]).findings
    assert [(finding.check, finding.award) for finding in findings] == [("policy_unknown", award)]


def test_an_award_that_is_not_listed() -> None:
    listed = AwardFacts("YN-2026-q1-build", YUNNAN, fen=100_00)
    other = Line(date(2026, 5, 1), 1_00, "YN-2026-q2-build", use="product_development", place="a:7")
    received = Movement("received", date(2026, 4, 1), 1_00, "YN-2026-zz", place="a:9")
    evidence = Evidence([other, other], [listed], [received])
    findings = audit_evidence(evidence, [load(YUNNAN)]).findings
    unknown = [finding for finding in findings if finding.check == "award_unknown"]
    assert [(finding.severity, finding.fen, finding.place, finding.data["count"]) for finding in unknown] == [
        ("review", 2_00, "a:7", 2), ("review", 0, "a:9", 0),
    ]  # fmt: skip
    assert unknown[0].data["meant"] == "YN-2026-q1-build"
    # Without a list nothing can be missing in it.
    assert audit_evidence(Evidence([other]), [load(YUNNAN)]).findings == ()


def test_an_advance_is_for_review_and_a_correction_of_the_day_is_none() -> None:
    award = "YN-2026-q1-build"
    lines = [Line(date(2026, 5, 1), fen, award, use="product_development") for fen in (7_00, 7_00, -7_00)]
    received = [Movement("received", date(2026, month, 1), 7_00, award) for month in (4, 6)]
    assert audit_evidence(Evidence(lines, (), received), [load(YUNNAN)]).findings == ()
    findings = audit_evidence(Evidence(lines[:2], (), received), [load(YUNNAN)]).findings
    assert [(finding.check, finding.severity, finding.fen) for finding in findings] == [
        ("spent_before_receipt", "review", 7_00)
    ]


def test_what_was_returned_and_then_spent_is_overspent_once() -> None:
    award = "YN-2026-q1-build"
    movements = [
        Movement("received", date(2026, 4, 1), 10_00, award),
        Movement("returned", date(2026, 4, 20), 6_00, award),
    ]
    lines = [Line(date(2026, 5, 1), 5_00, award, use="product_development")]
    findings = audit_evidence(Evidence(lines, (), movements), [load(YUNNAN)]).findings
    assert [(finding.check, finding.fen) for finding in findings] == [("overspent", 1_00)]


def test_a_part_of_a_use_may_be_ruled_apart() -> None:
    exchange = "合作交流"
    assert verdict(XINZHOU, code="30211", purpose=exchange).outcome == "permitted"
    assert verdict(XINZHOU, use="差旅费", purpose=exchange).outcome == "permitted"
    assert verdict(XINZHOU, use="daily_travel_and_meetings", purpose=exchange).outcome == "review"
    assert verdict(XINZHOU, use="project_travel_and_meetings", purpose=exchange).outcome == "permitted"
    assert verdict(XINZHOU, code="30211").outcome == "review"


def test_inner_mongolia_permits_advice_and_support_of_firms_for_their_purpose() -> None:
    assert verdict(MONGOLIA, code="30203", purpose="技术服务网络").outcome == "permitted"
    assert verdict(MONGOLIA, code="30203").outcome == "review"
    assert verdict(MONGOLIA, code="31204", purpose="培育科技型企业").outcome == "permitted"
    assert verdict(MONGOLIA, code="31201", purpose="培育科技型企业").outcome == "prohibited"
