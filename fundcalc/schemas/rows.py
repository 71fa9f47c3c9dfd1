"""Schemas of files that hold applications: ``cases.toml`` and ``sample.toml``.

Facts of the family are checked by their kind; another key may be a fact of the measure's own.
"""

from collections.abc import Iterable, Mapping
from typing import get_args

from fundcalc.base.i18n import either
from fundcalc.engine.cases import LISTS, WORDS
from fundcalc.engine.decision_parts import Status
from fundcalc.policy.vocabulary import DETAILS, Named, forms, shared_facts
from fundcalc.schemas.descriptions import about, described_key
from fundcalc.schemas.values import SCALAR, SIGNED_MONEY, TEXT, YEAR, Schema, list_of, of_column, reference, table

_TEXTS: Schema = {"type": "object", "additionalProperties": TEXT}
# A dotted path of the policy, and its changed value.
_CHANGES: Schema = {"type": "object", "additionalProperties": True}


def cases_schema() -> Schema:
    """The schema of a file of cases."""
    case = _explained(
        "case",
        {
            "name": TEXT,
            "cite": TEXT,
            "readings": _TEXTS,
            "changes": _CHANGES,
            "applications": list_of(reference("application"), 1),
            "paid": list_of(reference("paid")),
            "expect": list_of(reference("expect"), 1),
        },
    )
    parts = {
        "application": _application(_needed(forms()["applications"].columns)),
        "paid": _paid(),
        "expect": _expect(),
    }
    parts["case"] = {"description": about("case"), **table(case, ["applications", "expect"])}
    return {**table({"case": list_of(reference("case"), 1)}, ["case"]), "definitions": parts}


def sample_schema() -> Schema:
    """The schema of an invented round."""
    lines = _explained(
        "sample",
        {
            "year": YEAR,
            "changes": _CHANGES,
            "appropriation": SIGNED_MONEY,
            "common": reference("application"),
            "application": list_of(reference("application"), 1),
            "paid": list_of(reference("paid")),
        },
    )
    return {**table(lines, ["year", "application"]), "definitions": {"application": _application(()), "paid": _paid()}}


def _explained(name: str, lines: Mapping[str, Schema]) -> dict[str, Schema]:
    return {key: {**schema, "description": described_key(name, key)} for key, schema in lines.items()}


def _needed(columns: Mapping[str, Named]) -> list[str]:
    return [key for key, named in columns.items() if named.required]


def _record(columns: Mapping[str, Named]) -> Schema:
    return table({key: of_column(named) for key, named in columns.items()}, _needed(columns))


def _application(needed: Iterable[str]) -> Schema:
    lines = {key: of_column(named) for key, named in {**shared_facts(), **forms()["applications"].columns}.items()}
    for name in DETAILS:
        form = forms()[name]
        # The application that holds the records says whose they are.
        own = {key: named for key, named in form.columns.items() if key != "platform"}
        lines[name] = {**list_of(_record(own)), "description": either(form)}
    return {"description": about("application"), **table(lines, needed, SCALAR)}


def _paid() -> Schema:
    return {"description": about("paid"), **_record(forms()["paid"].columns)}


def _expect() -> Schema:
    amount: Schema = {"anyOf": [{"enum": list(WORDS)}, SIGNED_MONEY]}
    lines: dict[str, Schema] = {
        "platform": TEXT,
        "claim": TEXT,
        "status": {"enum": list(get_args(Status))},
        "payable": SIGNED_MONEY,
        "prospective": SIGNED_MONEY,
        "benefits": {"type": "object", "additionalProperties": amount},
        "parts": {"type": "object", "additionalProperties": list_of(SIGNED_MONEY)},
    }
    lines |= {key: list_of(TEXT) for key in sorted(LISTS)}
    return {"description": about("expect"), **table(_explained("expect", lines), ["platform"]), "minProperties": 2}
