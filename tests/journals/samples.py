"""Small journals for tests.

Rows written to .xlsx or .csv, and what an audit says of them.
"""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from fundcalc.cli import main

Rows = Sequence[Sequence[object]]


def workbook(path: Path, **sheets: Rows) -> Path:
    """Write sheets of rows."""
    book = Workbook()
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    del book["Sheet"]
    book.save(path)
    return path


def text_file(path: Path, rows: Rows, encoding: str = "utf-8") -> Path:
    """Write rows to a CSV file."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([["" if value is None else value for value in row] for row in rows])
    return path


def audited(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    """What ``fundcalc audit … --json`` says."""
    capsys.readouterr()
    with pytest.raises(SystemExit):
        main(["audit", *map(str, arguments), "--json"])
    printed = capsys.readouterr()
    assert printed.out, printed.err
    document: dict[str, object] = json.loads(printed.out)
    assert_every_posting_has_a_place(document)
    return document


def assert_every_posting_has_a_place(document: dict[str, Any]) -> None:
    """Every posting is counted or listed, to the fen."""
    for source in document["sources"]:
        if "debit" not in source:
            continue
        listed = [part for part in document["not_judged"] if part["source"] == source["name"]]
        for side in ("debit", "credit"):
            whole = in_fen(source[side])
            assert whole == in_fen(source[f"counted_{side}"]) + sum(in_fen(part[side]) for part in listed), side


def in_fen(yuan: str) -> int:
    """An amount of JSON in fen."""
    return int(yuan.replace(".", ""))


def listed(document: dict[str, Any]) -> set[tuple[str, str, str, str]]:
    """What was not judged: account, debit, credit, why."""
    return {(part["account"], part["debit"], part["credit"], part["why"]) for part in document["not_judged"]}
