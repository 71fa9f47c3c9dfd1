"""Verdicts: the whole mapping table, by use, by code alone and by account alone; what contradicts; what the wording does."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from fundcalc.auditing.account_map import OwnAccounts, Stands
from fundcalc.auditing.classification import LineInput, Verdict, judge, verdict_on
from fundcalc.auditing.keywords import wording
from fundcalc.auditing.use_rules import Rules, stated
from fundcalc.policy.loading import load, read
from fundcalc.policy.use_catalogue import Code
from fundcalc.policy.uses import catalogue

# The table.

ROWS = [
    [cell.strip() for cell in line.strip().strip("|").split("|")]
    for line in (Path(__file__).parent / "uses_table.md").read_text("utf-8").splitlines()
    if re.match(r"\| \d+ \|", line)
]
POLICIES = {"inner-mongolia-2025": 5, "yunnan-2025": 6, "xinzhou-2024": 7}
USES = list(catalogue().file.use)
TAGS = {
    "inner-mongolia-2025": ("construction", "network", "enterprises", "talent", "equipment"),
    "yunnan-2025": ("proof", "pilot", "transfer", "product"),
    "xinzhou-2024": ("construction", "research", "exchange"),
}
OUTCOMES = {"P": "permitted", "X": "prohibited", "R": "review"}
CATCH_ALL = ("30299", "39999")

# Cells that make a distinction, as the outcome for each part; a code in the key is settled by the code.
PARTED = {
    (3, "inner-mongolia-2025"): {"welfare": "X", "union_fees": "R", "30229": "X", "30228": "R"},
    (4, "inner-mongolia-2025"): {"rewards_and_allowances": "X", "other_personal_subsidies": "R"},
    (15, "inner-mongolia-2025"): {"daily_travel_and_meetings": "X", "project_travel_and_meetings": "R"},
    (16, "inner-mongolia-2025"): {"rent_of_premises": "X", "rent_of_equipment": "R"},
    (17, "inner-mongolia-2025"): {"daily_maintenance": "X", "maintenance_of_equipment": "R"},
    (20, "inner-mongolia-2025"): {
        "reception_and_transport": "X", "vehicle_purchase": "R", "30217": "X", "30231": "X", "30239": "X",
        "31013": "R", "31019": "R", "30913": "R", "30919": "R",
    },
    (29, "inner-mongolia-2025"): {"settling_in_as_pay": "X", "settling_in_as_subsidy": "R", "30199": "X",
                                  **{f"303{n:02d}": "R" for n in (*range(1, 12), 99)}},
    (14, "yunnan-2025"): {"power": "P[pilot]", "office_costs": "R", "30206": "P[pilot]",
                          **dict.fromkeys(("30201", "30204", "30205", "30207", "30208", "30209"), "R")},
}  # fmt: skip


def codes_of(row: list[str]) -> list[str]:
    """The codes a row lists: ranges written out, 303xx as every item of the class."""
    found: list[str] = []
    for first, last, whole in re.findall(r"(\d{5})(?:–(\d{5}))?|(\d{3})xx", row[2]):
        if whole:
            found += [code for code in catalogue().codes if code.startswith(whole)]
        else:
            codes = range(int(first), int(last or first) + 1)
            found += [str(code) for code in codes if str(code) in catalogue().codes]
    return found


def cell_of(number: int, policy: str) -> str:
    """What a simple cell says: P, X, R or P[tag]."""
    found = re.match(r"\*{0,2}(P\[\w+\]|[PXR])", ROWS[number - 1][POLICIES[policy]])
    assert found, (number, policy)
    return found[1]


def expected(cell: str, tag: str) -> str:
    """The outcome of a cell for a line that states a purpose (or none)."""
    if cell.startswith("P["):
        wanted = cell[2:-1]
        return "permitted" if tag and wanted in ("any", tag) else "review"
    return OUTCOMES[cell]


def rules(policy: str, own: OwnAccounts | None = None) -> Rules:
    return Rules(load(policy), catalogue(), own or OwnAccounts())


def test_the_table_is_whole() -> None:
    assert [int(row[0]) for row in ROWS] == list(range(1, 31))
    assert len(USES) == 30


def test_the_codes_of_the_table_are_those_of_the_uses() -> None:
    for row, use in zip(ROWS, USES, strict=True):
        prefixes = catalogue().file.use[use].codes
        codes = [code for code in catalogue().codes if any(code.startswith(prefix) for prefix in prefixes)]
        assert set(codes) == set(codes_of(row)), use


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("number", range(1, 31))
def test_by_use(number: int, policy: str) -> None:
    read = rules(policy)
    parted = PARTED.get((number, policy))
    for tag in ("", *TAGS[policy]):
        if parted is None:
            whole = judge(read, LineInput(use=USES[number - 1], purpose=tag))
            assert whole.outcome == expected(cell_of(number, policy), tag), (tag, whole)
            assert whole.by == "use"
            continue
        # The whole names no part, so the parts would have to agree.
        assert judge(read, LineInput(use=USES[number - 1], purpose=tag)).outcome == "review"
        for part, cell in parted.items():
            line = LineInput(use=USES[number - 1], code=part) if part.isdecimal() else LineInput(use=part)
            verdict = judge(read, LineInput(line.use, line.code, purpose=tag))
            assert verdict.outcome == expected(cell, tag), (part, tag, verdict)


@pytest.mark.parametrize("policy", POLICIES)
def test_by_code_alone(policy: str) -> None:
    read = rules(policy)
    for code in catalogue().codes:
        holding = [number for number, row in enumerate(ROWS, start=1) if code in codes_of(row)]
        cells = {_by_code(number, policy, code) for number in holding}
        settled = len(cells) == 1 and code not in CATCH_ALL
        for tag in ("", *TAGS[policy]):
            verdict = judge(read, LineInput(code=code, purpose=tag))
            assert verdict.outcome == (expected(cells.copy().pop(), tag) if settled else "review"), (code, tag, verdict)
            assert verdict.by == "code"
            assert verdict.cite


def _by_code(number: int, policy: str, code: str) -> str:
    parted = PARTED.get((number, policy))
    return cell_of(number, policy) if parted is None else parted.get(code, "R")


@pytest.mark.parametrize("code", ["30213", "30214", "30299", "39999"])
def test_codes_that_settle_nothing_under_inner_mongolia(code: str) -> None:
    assert judge(rules("inner-mongolia-2025"), LineInput(code=code)).outcome == "review"


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("chart", [None, "large", "small"])
def test_by_account_alone(policy: str, chart: str | None) -> None:
    read = rules(policy, OwnAccounts(chart=chart))  # type: ignore[arg-type]
    stands = {"2211": 1, "1101": 25, "1511": 25}
    charts = [chart] if chart else ["large", "small"]
    for account in {number for chart in charts for number in catalogue().file.chart[chart].accounts}:  # type: ignore[index]
        wanted = expected(cell_of(stands[account], policy), "") if account in stands else "review"
        assert judge(read, LineInput(account=account)).outcome == wanted, account
        assert judge(read, LineInput(account=f"{account}.01 二级")).outcome == wanted, account


def test_an_account_that_means_another_thing_in_another_chart_needs_the_chart() -> None:
    # 2201 is wages payable in an institution; nothing here knows what it is elsewhere, so it decides nothing.
    assert judge(rules("inner-mongolia-2025"), LineInput(account="2201")).why == "account_wide"
    assert judge(rules("inner-mongolia-2025", OwnAccounts(chart="small")), LineInput(account="5301")).uses == ()
    assert (
        "product_development"
        in judge(rules("inner-mongolia-2025", OwnAccounts(chart="large")), LineInput(account="5301")).uses
    )


@pytest.mark.parametrize("policy", ["urumqi-draft", "xpcc"])
@pytest.mark.parametrize("use", USES)
def test_a_measure_without_a_rule_of_use_says_nothing(policy: str, use: str) -> None:
    hits = frozenset({"fines"})
    assert judge(rules(policy), LineInput(use=use, hits=hits)) == Verdict("no_rule", "", "nothing", "no_rule")


# Readings.


@pytest.mark.parametrize(
    ("policy", "reading", "value", "line", "outcome"),
    [
        ("inner-mongolia-2025", "wages", "named_items", LineInput(code="30113"), "review"),
        ("inner-mongolia-2025", "wages", "named_items", LineInput(code="30103"), "prohibited"),
        ("inner-mongolia-2025", "purchases", "services_too", LineInput(use="commissioned_services"), "permitted"),
        ("yunnan-2025", "infrastructure", "works_only", LineInput(code="31001"), "review"),
        ("yunnan-2025", "infrastructure", "works_only", LineInput(code="31005"), "prohibited"),
        ("yunnan-2025", "other_spending", "whitelist", LineInput(use="wages"), "prohibited"),
        ("yunnan-2025", "other_spending", "whitelist", LineInput(use="office_equipment"), "prohibited"),
        ("yunnan-2025", "other_spending", "whitelist", LineInput(use="materials"), "review"),
        ("yunnan-2025", "other_spending", "whitelist", LineInput(use="materials", purpose="proof"), "permitted"),
    ],
)
def test_under_another_reading(policy: str, reading: str, value: str, line: LineInput, outcome: str) -> None:
    verdict = judge(Rules(load(policy, readings={reading: value}), catalogue()), line)
    assert verdict.outcome == outcome
    if line.use != "materials" and line.code not in ("30103", "31005"):
        assert verdict.rests_on == (reading,)


# What is given in several ways.


def test_a_code_matches_as_a_code_and_never_by_its_name() -> None:
    read = rules("yunnan-2025")
    # The names of 30905 and 31005 are the same; so are those of 30903 and 31003.
    assert judge(read, LineInput(code="30905")).outcome == judge(read, LineInput(code="31005")).outcome == "prohibited"
    assert judge(read, LineInput(code="基础设施建设")).why == "code_unknown"
    assert judge(read, LineInput(code="31003 基础设施建设", purpose="proof")).outcome == "permitted"
    assert judge(read, LineInput(code="310")).why == "code_unknown"
    assert judge(read, LineInput(code="310.05 whatever")).outcome == "prohibited"


@pytest.mark.parametrize(
    ("line", "outcome", "why"),
    [
        (LineInput(use="special_equipment", code="30229"), "review", "contradiction"),
        (LineInput(use="special_equipment", code="99999"), "review", "contradiction"),
        (LineInput(use="fines", code="31003"), "review", "contradiction"),
        (LineInput(use="fines", code="30103"), "prohibited", "named"),
        (LineInput(use="fines", code="30299"), "prohibited", "named"),
        (LineInput(use="fines", code="31099"), "prohibited", "named"),
        (LineInput(use="no such use", code="30103"), "prohibited", "named"),
        (LineInput(use="special_equipment", account="2211"), "review", "contradiction"),
        (LineInput(use="special_equipment", account="1601"), "permitted", "named"),
        (LineInput(code="31003", account="1511"), "review", "contradiction"),
        (LineInput(use="talent_training", purpose="培养转化转移人才", account="6602"), "permitted", "named"),
        (LineInput(use="talent_training", purpose="buying instruments and equipment"), "review", "needs_purpose"),
        (LineInput(use="talent_training", purpose="仪器；talent"), "permitted", "named"),
        (LineInput(), "review", "nothing_told"),
        (LineInput(account="9999"), "review", "account_unknown"),
        (LineInput(account="6602"), "review", "account_wide"),
        (LineInput(code="30224"), "review", "code_unused"),
    ],
)
def test_what_a_line_gives_in_several_ways(line: LineInput, outcome: str, why: str) -> None:
    verdict = judge(rules("inner-mongolia-2025"), line)
    assert (verdict.outcome, verdict.why) == (outcome, why)
    assert verdict.cite == "第二十五条"


# The whole verdict: its article, what the line was codes to be, what speaks against that, the clause and the readings.

YUNNAN, MONGOLIA, XINZHOU = ("yunnan-2025", "inner-mongolia-2025", "xinzhou-2024")


@pytest.mark.parametrize(
    ("policy", "line", "said", "uses", "against", "clause_of", "rests_on"),
    [
        # The parts of a use agree, and then every article is named and every reading verdict.
        (YUNNAN, LineInput(use="office_running"),
         "review 第十四条、第五条（四） use needs_purpose", "power office_costs", "", "power", "other_spending"),
        (YUNNAN, LineInput(use="rent"),
         "review 第五条（四） use left_open", "rent_of_premises rent_of_equipment", "", "rent_of_premises", "other_spending"),
        # They differ, and then the one that is not permitted decides.
        (YUNNAN, LineInput(use="office_running", purpose="pilot"),
         "review 第五条（四） use differs", "power office_costs", "", "office_costs", "other_spending"),
        (MONGOLIA, LineInput(code="30213"),
         "review 第二十五条 code differs", "daily_maintenance maintenance_of_equipment", "", "daily_maintenance", ""),
        # A use and a code of it: what both stand for.
        (YUNNAN, LineInput(use="office_running", code="30206", purpose="pilot"),
         "permitted 第十四条 use named", "power", "", "power", ""),
        # What the measure does not name.
        (YUNNAN, LineInput(use="taxes"), "review 第十四条 use silent", "taxes", "", "", "other_spending"),
        # Codes that decide nothing.
        (YUNNAN, LineInput(code="30299"), "review 第十四条 code catch_all", "overhead fines donations", "", "", ""),
        (YUNNAN, LineInput(code="99999"), "review 第十四条 code code_unknown", "", "", "", ""),
        (YUNNAN, LineInput(code="30224"), "review 第十四条 code code_unused", "", "", "", ""),
        # Accounts; in a ledger the last part of the name that starts with a number is the account.
        (YUNNAN, LineInput(account="1511"), "prohibited 第十四条 account named", "investment", "", "investment", ""),
        (YUNNAN, LineInput(account="Assets:6602:1511-Firms"),
         "prohibited 第十四条 account named", "investment", "", "investment", ""),
        (YUNNAN, LineInput(account=" 2211.01 "),
         "review 第五条（四） account left_open", "wages", "", "wages", "other_spending"),
        (YUNNAN, LineInput(account="6711"),
         "review 第十四条 account account_wide", "personal_subsidies fines donations", "", "", ""),
        (YUNNAN, LineInput(account="A1511"), "review 第十四条 account account_unknown", "", "", "", ""),
        (YUNNAN, LineInput(account="１５１１"), "review 第十四条 account account_unknown", "", "", "", ""),
        (YUNNAN, LineInput(account="9999"), "review 第十四条 account account_unknown", "", "", "", ""),
        # Use and code contradict each other: the article is that of the prohibition, if one of them is prohibited.
        (MONGOLIA, LineInput(use="special_equipment", code="30103"),
         "review 第二十五条 use contradiction", "special_equipment", "wages", "special_equipment", ""),
        (YUNNAN, LineInput(use="wages", code="31005"),
         "review 第十四条 use contradiction", "wages", "infrastructure_works", "wages", "other_spending"),
        (YUNNAN, LineInput(use="wages", code="30226"),
         "review 第五条（四） use contradiction", "wages", "labour", "wages", "other_spending"),
        (YUNNAN, LineInput(use="fines", code="30103"), "review 第十四条 use contradiction", "fines", "wages", "fines", ""),
        (YUNNAN, LineInput(use="fines", code="31005"), "prohibited 第十四条 use named", "fines", "", "fines", ""),
        # A code that tells nothing contradicts what is permitted, and leaves alone what is not.
        (MONGOLIA, LineInput(use="special_equipment", code="99999"),
         "review 第二十五条 use contradiction", "special_equipment", "", "special_equipment", ""),
        (MONGOLIA, LineInput(use="fines", code="99999"), "prohibited 第二十五条 use named", "fines", "", "fines", ""),
        (YUNNAN, LineInput(use="wages", code="99999"),
         "review 第五条（四） use left_open", "wages", "", "wages", "other_spending"),
        # An account contradicts what is permitted where it stands for a prohibited use, and another one.
        (MONGOLIA, LineInput(use="special_equipment", account="2211"),
         "review 第二十五条 use contradiction", "special_equipment", "wages", "special_equipment", ""),
        (MONGOLIA, LineInput(code="31003", account="2211"),
         "review 第二十五条 code contradiction", "special_equipment", "wages", "special_equipment", ""),
        (XINZHOU, LineInput(use="special_equipment", account="2211"),
         "permitted 第十条 use named", "special_equipment", "", "special_equipment", ""),
        # It says nothing of what is left to a person anyway.
        (YUNNAN, LineInput(use="wages", account="1511"),
         "review 第五条（四） use left_open", "wages", "", "wages", "other_spending"),
        # Wording: against what is permitted, a prohibited use comes before what is left to a person.
        (YUNNAN, LineInput(use="special_equipment", purpose="proof",
                          hits=frozenset({"contributions", "special_equipment", "fines"})),
         "review 第十四条 wording wording", "special_equipment", "contributions fines", "fines", ""),
        (YUNNAN, LineInput(use="special_equipment", purpose="proof", hits=frozenset({"wages", "rent_of_premises"})),
         "review 第五条（四） wording wording", "special_equipment", "rent_of_premises wages", "wages", "other_spending"),
        (YUNNAN, LineInput(use="special_equipment", purpose="proof", hits=frozenset({"materials"})),
         "permitted 第十四条 use named", "special_equipment", "", "special_equipment", ""),
        (YUNNAN, LineInput(hits=frozenset({"contributions", "fines", "incubated_firms"})),
         "review 第十四条 wording wording", "", "contributions fines incubated_firms", "fines", ""),
        (YUNNAN, LineInput(purpose="proof", hits=frozenset({"materials", "rent_of_premises"})),
         "review 第五条（四） wording wording", "", "materials rent_of_premises", "rent_of_premises", "other_spending"),
        (YUNNAN, LineInput(purpose="proof", hits=frozenset({"materials"})),
         "review 第十四条 wording wording", "", "materials", "materials", ""),
        # What is left to a person anyway is only joined by a prohibited use, and not where something else was found already.
        (YUNNAN, LineInput(use="wages", hits=frozenset({"fines", "rent_of_premises"})),
         "review 第五条（四） use left_open", "wages", "fines", "wages", "other_spending"),
        (YUNNAN, LineInput(use="wages", code="30226", hits=frozenset({"fines"})),
         "review 第五条（四） use contradiction", "wages", "labour", "wages", "other_spending"),
        (YUNNAN, LineInput(use="wages", hits=frozenset({"rent_of_premises"})),
         "review 第五条（四） use left_open", "wages", "", "wages", "other_spending"),
    ],
)  # fmt: skip
def test_the_whole_verdict(
    policy: str, line: LineInput, said: str, uses: str, against: str, clause_of: str, rests_on: str
) -> None:
    read = rules(policy)
    verdict = judge(read, line)
    assert f"{verdict.outcome} {verdict.cite} {verdict.by} {verdict.why}" == said
    assert (verdict.uses, verdict.against, verdict.rests_on) == tuple(
        tuple(item.split()) for item in (uses, against, rests_on)
    )
    assert verdict.rule is (read.of_leaf[clause_of][1] if clause_of else None)


def test_an_unknown_declared_use_is_read_as_wording() -> None:
    read = rules("inner-mongolia-2025")
    verdict = verdict_on(read, "缴纳罚款", "", "", "", frozenset({"wages"}))
    assert (verdict.outcome, verdict.why, verdict.against) == ("review", "wording", ("fines", "wages"))
    assert verdict_on(read, "", "", "", "", frozenset()).why == "nothing_told"
    assert verdict_on(read, "fines", "", "", "", frozenset()).outcome == "prohibited"
    # The name of a known use is no wording, although it holds the words of another use.
    assert hit("公务用车购置")
    assert verdict_on(read, "公务用车购置", "", "", "", frozenset()).against == ()


def under_text(policy: str, *changed: tuple[str, str]) -> Rules:
    """The rules of a measure whose text says something else in places."""
    base = load(policy)
    text = base.text.decode()
    for old, new in changed:
        assert old in text
        text = text.replace(old, new)
    return Rules(read(text.encode(), base.path, changes={}, readings={}), catalogue())


def test_what_a_purpose_permits_rests_on_the_reading_that_permits_it() -> None:
    either = '{ reading = "infrastructure", works_and_buildings = ["power"], works_only = ["power"] }'
    changed = under_text(YUNNAN, ('uses = ["power"]', f"uses = {either}"))
    for purpose, why in (("", "needs_purpose"), ("pilot", "named")):
        verdict = judge(changed, LineInput(use="power", purpose=purpose))
        assert (verdict.why, verdict.rests_on) == (why, ("infrastructure",))


def test_an_account_that_holds_the_declared_use_as_well_contradicts_nothing() -> None:
    permitted = 'uses = ["software_and_intangibles", "settling_in_as_subsidy"]'
    changed = under_text(MONGOLIA, ('uses = ["software_and_intangibles"]', permitted))
    verdict = judge(changed, LineInput(use="settling_in_as_subsidy", account="2211"))
    assert (verdict.outcome, verdict.why) == ("permitted", "named")
    assert judge(changed, LineInput(use="special_equipment", account="2211")).why == "contradiction"


@pytest.mark.parametrize(
    ("text", "purposes"),
    [
        ("概念验证", {"proof"}),
        ("Proof Of  Concept", {"proof"}),
        ("产品 研发", {"product"}),
        ("proof", {"proof"}),
        ("概念验证、中试熟化", {"proof", "pilot"}),
        ("pilot development/transfer of results", {"pilot", "transfer"}),
        ("proof pilot", {"proof", "pilot"}),
        ("proof，pilot；transfer\nproduct", {"proof", "pilot", "transfer", "product"}),
        ("other, proof", {"proof"}),
        ("proofs", set()),
        ("", set()),
    ],
)
def test_the_purposes_a_text_states(text: str, purposes: set[str]) -> None:
    read = rules("yunnan-2025")
    assert stated(read, text) == stated(read, text) == purposes


# Wording.


def hit(text: str) -> frozenset[str]:
    return wording().hits(text)


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        ("发放2026年年终 奖", {"wages"}),
        ("支付物业管理费", {"office_costs"}),
        ("收取项目管理费", {"overhead"}),
        ("缴纳环保罚款和滞纳金", {"fines"}),
        ("向基金会捐赠", {"donations"}),
        ("接受捐赠仪器的运费", {"special_equipment"}),
        ("固定资产投资", set()),
        ("对外投资", {"investment"}),
        ("Staff BONUS, fines", {"wages", "fines"}),
        ("refined oil, investmentgrade", set()),
        ("property  management of the office", {"office_costs"}),
        ("", set()),
    ],
)
def test_the_words_of_a_text(text: str, uses: set[str]) -> None:
    assert hit(text) == uses


@pytest.mark.parametrize("leaf", list(catalogue().leaves))
def test_every_word_of_a_use_points_to_it(leaf: str) -> None:
    for word in (*catalogue().leaves[leaf].words.zh, *catalogue().leaves[leaf].words.en):
        assert leaf in hit(f"某 {word} 2026"), word


@pytest.mark.parametrize("policy", POLICIES)
def test_wording_alone_never_convicts(policy: str) -> None:
    for leaf in catalogue().leaves:
        verdict = judge(rules(policy), LineInput(hits=frozenset({leaf})))
        assert (verdict.outcome, verdict.by, verdict.why) == ("review", "wording", "wording")
        assert verdict.against == (leaf,)


@pytest.mark.parametrize(
    ("line", "outcome", "why"),
    [
        # It contradicts what is declared.
        (LineInput(use="special_equipment", hits=hit("缴纳罚款")), "review", "wording"),
        (LineInput(code="31003", hits=hit("中试仪器及年终奖")), "review", "wording"),
        (LineInput(use="special_equipment", hits=hit("采购办公家具")), "review", "wording"),
        # It names what is declared, and something that is left to a person besides.
        (LineInput(use="special_equipment", hits=hit("购置仪器，含培训")), "permitted", "named"),
        # It acquits nobody, and it adds nothing to what is open.
        (LineInput(use="fines", hits=hit("购置仪器")), "prohibited", "named"),
        (LineInput(use="office_equipment", hits=hit("罚款")), "review", "silent"),
        (LineInput(account="6711", hits=hit("罚款")), "review", "account_wide"),
    ],
)
def test_wording_next_to_what_is_given(line: LineInput, outcome: str, why: str) -> None:
    verdict = judge(rules("inner-mongolia-2025"), line)
    assert (verdict.outcome, verdict.why) == (outcome, why)


# An organisation's own accounts.

OWN = OwnAccounts(
    account={"6602": Stands(code="30201"), "6602.07": Stands(use="rent_of_equipment"), "Expenses:Pilot": Stands(use="fines")},
    codes={"30998": Code("30998", "测试设备", "test rigs", "K", 2026)},
    uses={"30998": ("special_equipment",)},
)  # fmt: skip


@pytest.mark.parametrize(
    ("line", "outcome", "by"),
    [
        (LineInput(account="6602.01"), "prohibited", "account"),
        (LineInput(account="6602.07"), "review", "account"),
        (LineInput(account="6602.07.03"), "review", "account"),
        (LineInput(account="66021"), "review", "account"),
        (LineInput(account="Expenses:Pilot:Sub"), "prohibited", "account"),
        (LineInput(account="Expenses:Pilots"), "review", "account"),
        (LineInput(account="Expenses:Pilot", use="special_equipment"), "permitted", "use"),
        (LineInput(account="Expenses:Pilot", code="31003"), "permitted", "code"),
        (LineInput(code="30998"), "permitted", "code"),
        (LineInput(use="special_equipment", code="30998"), "permitted", "use"),
    ],
)
def test_own_accounts(line: LineInput, outcome: str, by: str) -> None:
    verdict = judge(rules("inner-mongolia-2025", OWN), line)
    assert (verdict.outcome, verdict.by) == (outcome, by)


def every_line() -> Iterator[LineInput]:
    for use in ("", "wages", "special_equipment", "rent", "nonsense"):
        for code in ("", "30103", "31003", "30299", "30224", "x"):
            for account in ("", "2211", "1511", "6602", "5301 研发"):
                for hits in (frozenset[str](), frozenset({"fines"}), frozenset({"special_equipment", "wages"})):
                    yield LineInput(use, code, account, "", hits)


@pytest.mark.parametrize("policy", POLICIES)
def test_no_line_is_prohibited_but_by_what_it_gives_itself(policy: str) -> None:
    read = rules(policy)
    for line in every_line():
        verdict = judge(read, line)
        assert verdict.cite
        if verdict.outcome == "prohibited":
            assert verdict.by in ("use", "code", "account")
            assert verdict == judge(read, LineInput(line.use, line.code, line.account, line.purpose))
