# ruff: noqa: E501, the messages are written whole
"""The uses as data: what the file holds, and every fault of a broken one with its path and remedy."""

import pytest

from fundcalc.base.errors import PolicyError
from fundcalc.policy.model import Uses
from fundcalc.policy.use_catalogue import code_in
from fundcalc.policy.use_checks import wrong_rules
from fundcalc.policy.uses import catalogue, read_uses
from fundcalc.policy.vocabulary import policies_folder

TEXT = (policies_folder() / "uses.toml").read_text("utf-8")


def faults(old: str, new: str) -> tuple[str, ...]:
    assert TEXT.count(old) == 1, old
    with pytest.raises(PolicyError) as raised:
        read_uses(TEXT.replace(old, new).encode(), "uses.toml")
    return raised.value.faults


def test_the_classification_has_its_confirmation() -> None:
    codes = catalogue().codes
    assert len(codes) == 100
    assert {code: codes[code].status for code in ("30103", "30301", "30302", "30311", "31304", "39999", "31201")} == {
        "30103": "C", "30301": "O", "30302": "C", "30311": "K", "31304": "K", "39999": "K", "31201": "O",
    }  # fmt: skip
    assert [code for code, item in codes.items() if item.catch_all] == ["30299", "39999"]
    assert codes["30907"].earlier == ("信息网络购建",)
    assert {item.year for item in codes.values()} == {2025}


def test_309_and_310_share_names_and_are_kept_apart_by_code() -> None:
    codes = catalogue().codes
    shared = {codes[f"309{n}"].zh == codes[f"310{n}"].zh for n in ("01", "02", "03", "05", "06", "07", "08", "13")}
    assert shared == {True}


@pytest.mark.parametrize(
    ("text", "code"),
    [("30213", "30213"), ("302.13", "30213"), ("302 13 维修", "30213"), ("30213-维修护费", "30213"), (" 30213维修", "30213"),
     ("302", ""), ("302130", ""), ("维修费 30213", ""), ("", ""), ("３０２１３", "")],
)  # fmt: skip
def test_the_code_at_the_start_of_a_text(text: str, code: str) -> None:
    assert code_in(text) == code


@pytest.mark.parametrize(
    ("text", "use"),
    [
        ("wages", "wages"),
        ("福利费", "welfare"),
        (" 租赁 ", "rent"),
        ("Rent of Premises", "rent_of_premises"),
        ("房租", "rent_of_premises"),
        ("罚款、滞纳金", "fines"),
        ("罚款、捐赠", None),
        ("设备", None),
    ],
)
def test_a_use_by_its_id_or_a_name(text: str, use: str | None) -> None:
    assert catalogue().use_named(text) == use


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('codes = ["30226"]', 'codes = ["30262"]', "use.labour.codes: 30262 is not a code of the classes below; add it there, or correct it"),
        ('codes = ["30226"]', 'codes = ["3022"]', "use.labour.codes.0: '3022' has not the form: three or five figures, such as 302 or 30226"),
        ('codes = ["30206"]', 'codes = ["30226"]', "use.office_running.parts.power.codes: 30226 is none of the codes of use.office_running; add it there, or move it"),
        ("[use.office_running.parts.power]", "[use.office_running.parts.wages]", "use wages: the id occurs twice; give each use and each part its own"),
        ('words.zh = ["电费"]', 'words.zh = ["电"]', "use.office_running.parts.power: the wording '电' is too short to mean one thing; write two letters or more"),
        ('also = ["种子资金"]', 'also = ["基建"]', "the name '基建' stands for two uses; leave it to one of them"),
        ('large = ["6603"]', 'large = ["6699"]', "use.debt_service.large: 6699 is not an account of chart.large; add it there, or correct it"),
        ('en = "investment spending", status = "C", alone = "investment"', 'en = "investment spending", status = "C", alone = "investments"', "chart.institution.accounts.7601.alone: 'investments' is not a use; did you mean investment?"),
        ('"21" = { zh = "文物和陈列品购置", en = "purchase of antiques and exhibits" }\n"22" = { zh = "无形资产购置", en = "purchase of intangible assets" }\n"99" = { zh = "其他资本性支出"', '"21" = { zh = "文物和陈列品购置" }\n"22" = { zh = "无形资产购置", en = "purchase of intangible assets" }\n"99" = { zh = "其他资本性支出"', "class.310.items.21.en: is missing"),
    ],
)  # fmt: skip
def test_a_fault_of_the_file(old: str, new: str, message: str) -> None:
    assert message in faults(old, new)


def test_all_faults_are_reported_at_once() -> None:
    broken = TEXT.replace('codes = ["30226"]', 'codes = ["30262"]').replace('large = ["6603"]', 'large = ["6699"]')
    with pytest.raises(PolicyError) as raised:
        read_uses(broken.encode(), "uses.toml")
    assert len(raised.value.faults) == 2


RULE = {"cite": "第一条", "zh": "甲", "en": "a"}


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"permitted": [RULE | {"uses": ["wagse"]}]}, "uses.permitted.0.uses: 'wagse' is not a use of uses.toml; did you mean wages?"),
        ({"permitted": [RULE | {"uses": ["rent"]}], "prohibited": [RULE | {"uses": ["rent_of_premises"]}]},
         "uses.prohibited.0.uses: rent_of_premises is listed in uses.permitted.0 already; a use is permitted, prohibited or reviewed"),
        ({"permitted": [RULE | {"uses": ["rent"], "purposes": ["pilto"]}], "purpose": {"pilot": RULE}},
         "uses.permitted.0.purposes: [uses.purpose.pilto] is missing; add it, or correct the id; did you mean pilot?"),
        ({"review": [RULE | {"uses": ["rent"], "purposes": ["pilot"]}], "purpose": {"pilot": RULE}},
         "uses.review.0.purposes: only a permitted use asks for a purpose; leave the line out"),
        ({"quota": {"talent": RULE | {"uses": ["wagse"], "at_most": "10%"}}}, "uses.quota.talent.uses: 'wagse' is not a use of uses.toml; did you mean wages?"),
    ],
)  # fmt: skip
def test_what_a_measure_says_wrongly_of_uses(rules: dict[str, object], message: str) -> None:
    silent = {"cite": "第一条", "treat": "review"}
    assert list(wrong_rules(Uses.model_validate(rules | {"silent": silent}), catalogue())) == [message]


def test_a_measure_that_names_uses_says_what_holds_for_the_others() -> None:
    rules = Uses.model_validate({"prohibited": [RULE | {"uses": ["fines"]}]})
    message = "uses.silent: is missing; say with its article what holds for a use that the measure does not name"
    assert list(wrong_rules(rules, catalogue())) == [message]
