"""The awards of a book as open data.

The schemas of 360Giving (1.1) and CommonGrants (0.4) are not copied here: what they require is restated.
"""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from fundcalc import ledger
from fundcalc.app.resources import example_book
from fundcalc.cli import main
from fundcalc.documents.open_data import Funder, export
from fundcalc.documents.report import clean
from tests.source import ROOT

CODE = "91110000600037341L"
FUNDER = Funder("某省科技厅（虚构）", CODE)
BOOK = ROOT / "ledgers" / "authority"

TEXT: dict[str, object] = {"type": "string", "minLength": 1}
DAY = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
UUID = {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}
MONEY = {
    "type": "object", "required": ["amount", "currency"], "additionalProperties": False,
    "properties": {"amount": {"type": "string", "pattern": r"^-?\d+\.\d\d$"}, "currency": {"const": "CNY"}},
}  # fmt: skip
ORGANISATION = {"type": "object", "required": ["id", "name"], "properties": {"id": TEXT, "name": TEXT}}
GRANTS = {
    "type": "object", "required": ["grants"],
    "properties": {
        "version": {"type": "string", "pattern": r"^\d+\.\d+$"},
        "grants": {
            "type": "array", "minItems": 1, "uniqueItems": True,
            "items": {
                "type": "object",
                "required": ["id", "title", "description", "currency", "amountAwarded", "awardDate",
                             "recipientOrganization", "fundingOrganization"],
                "properties": {
                    "id": TEXT, "title": {**TEXT, "maxLength": 140}, "description": TEXT, "currency": {"const": "CNY"},
                    "amountAwarded": {"type": "number"}, "amountDisbursed": {"type": "number"}, "awardDate": DAY,
                    "recipientOrganization": {"type": "array", "minItems": 1, "items": ORGANISATION},
                    "fundingOrganization": {"type": "array", "minItems": 1, "items": ORGANISATION},
                },
            },
        },
    },
}  # fmt: skip
REFERENCES = {
    "type": "object", "required": ["primary"],
    "properties": {"primary": {"type": "object", "required": ["id", "name"], "properties": {"id": UUID, "name": TEXT}}},
}  # fmt: skip
STAMP = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"}
AWARDS = {
    "type": "object", "required": ["items"],
    "properties": {"items": {"type": "array", "items": {
        "type": "object",
        "required": ["id", "title", "description", "status", "createdAt", "lastModifiedAt"],
        "properties": {
            "id": UUID, "title": TEXT, "description": TEXT, "createdAt": STAMP, "lastModifiedAt": STAMP,
            "status": {"type": "object", "required": ["value"],
                       "properties": {"value": {"enum": ["awarded", "completed", "cancelled", "custom"]}}},
            "funding": {"type": "object", "properties": {"awardedAmount": MONEY, "disbursedAmount": MONEY}},
            "keyDates": {"type": "object", "properties": {"awardDate": {
                "type": "object", "required": ["name", "eventType", "date"],
                "properties": {"eventType": {"const": "singleDate"}, "date": DAY}}}},
            "funders": REFERENCES, "recipientOrganizations": REFERENCES,
        },
    }}},
}  # fmt: skip


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    accounts = ledger.status(BOOK).accounts
    return {name: export(accounts, FUNDER, name, date(2026, 12, 1)) for name in ("360giving", "commongrants")}


@pytest.mark.parametrize(("name", "schema"), [("360giving", GRANTS), ("commongrants", AWARDS)])
def test_what_the_standard_requires_is_there(texts: dict[str, str], name: str, schema: dict[str, Any]) -> None:
    Draft202012Validator(schema).validate(json.loads(texts[name]))
    broken = json.loads(texts[name])
    del next(iter(broken["grants" if name == "360giving" else "items"]))["title"]
    assert not Draft202012Validator(schema).is_valid(broken)


def test_the_amounts_are_those_of_the_book_to_the_fen(texts: dict[str, str]) -> None:
    expected = [Decimal(account.awarded) / 100 for account in ledger.status(BOOK).accounts if account.stands]
    grants = json.loads(texts["360giving"], parse_float=Decimal)["grants"]
    assert [grant["amountAwarded"] for grant in grants] == expected
    assert all(
        re.fullmatch(r"\d+\.\d\d", text) for text in re.findall(r'"amountAwarded": ([^,]+),', texts["360giving"])
    )
    items = json.loads(texts["commongrants"])["items"]
    assert [Decimal(item["funding"]["awardedAmount"]["amount"]) for item in items] == expected


def test_the_ids_are_stable_and_name_the_register(texts: dict[str, str]) -> None:
    accounts = ledger.status(BOOK).accounts
    again = export(accounts, FUNDER, "commongrants", date(2027, 1, 1))
    assert again == texts["commongrants"]
    ids = [grant["id"] for grant in json.loads(texts["360giving"])["grants"]]
    assert len(set(ids)) == len(ids)
    assert all(one.startswith(f"CN-USCI-{CODE}-") for one in ids)


def test_the_command_writes_the_file_or_says_why_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(book: Path, code: str, name: str = "awards.json") -> int:
        words = ["book", "export", str(book), "--format", "360giving", "--funder", FUNDER.name]
        with pytest.raises(SystemExit) as ended:
            main([*words, "--funder-code", code, "-o", str(tmp_path / name), "--lang", "zh"])
        return int(str(ended.value.code))

    assert run(BOOK, CODE) == 0
    assert clean(FUNDER.name) in (tmp_path / "awards.json").read_text("utf-8")
    assert "项支持" in capsys.readouterr().out
    assert run(BOOK, "123") == 2
    assert run(BOOK, CODE, "awards.csv") == 2
    assert run(example_book(), CODE, "other.json") == 1
