"""An organisation's accounts file."""

from pathlib import Path

import pytest

from fundcalc.auditing.account_map import Stands
from fundcalc.auditing.accounts_file import read_accounts
from fundcalc.base.errors import PolicyError
from fundcalc.policy.uses import catalogue


def written(folder: Path, text: str) -> Path:
    path = folder / "accounts.toml"
    path.write_text(text, "utf-8")
    return path


def test_reading(tmp_path: Path) -> None:
    own = read_accounts(
        written(
            tmp_path,
            'chart = "large"\n[account]\n"6602.07" = { use = "rent_of_premises" }\n"Expenses:Office" = { code = "30998" }\n'
            '[code]\n30998 = { year = 2026, zh = "办公", en = "office", uses = ["office_running"] }\n',
        ),
        catalogue(),
    )
    assert own.chart == "large"
    assert own.of("6602.07.01") == Stands(use="rent_of_premises")
    assert own.of("6602.070") is None
    assert own.uses_of("30998", catalogue()) == ("power", "office_costs")
    assert own.codes["30998"].year == 2026


def test_all_faults_at_once(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        '[account]\n6601 = { use = "wagse" }\n6602 = { code = "30200" }\n'
        '[code]\n30998 = { year = 2026, zh = "甲", en = "a", uses = ["x"] }\n',
    )
    with pytest.raises(PolicyError) as raised:
        read_accounts(path, catalogue())
    assert raised.value.faults == (
        "account.6601.use: 'wagse' is not a use of uses.toml; did you mean wages?",
        "account.6602.code: 30200 is not a code of the classification; correct it, or add [code.30200]",
        "code.30998.uses: 'x' is not a use of uses.toml",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('chart = "big"', "chart: 'big' is none of: institution, large, small"),
        ("[account]\n6601 = { }", "account.6601: say either 'use' or 'code'"),
        ('[account]\n6601 = { use = "wages", code = "30103" }', "account.6601: say either 'use' or 'code'"),
        ("x = 1", "x: is not a line that is allowed here"),
        (
            "x = ",
            'is not TOML: line 1, column 5: not a value: write text in "…", amounts in figures, dates like 2026-07-01',
        ),
    ],
)
def test_a_fault(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(PolicyError) as raised:
        read_accounts(written(tmp_path, text), catalogue())
    assert raised.value.faults == (message,)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="cannot be read: No such file or directory"):
        read_accounts(tmp_path / "none.toml", catalogue())
