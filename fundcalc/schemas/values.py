"""Schemas of single values: amounts, rates, days, ids and facts.

A schema describes the file as an editor reads it: a day of TOML is a string of the format ``date``.
"""

from collections.abc import Iterable, Mapping

from fundcalc.base.i18n import either
from fundcalc.policy.nodes import FigureKind
from fundcalc.policy.vocabulary import Kind, Named, Text

Schema = dict[str, object]

ID = r"^[a-z][a-z0-9_]{0,63}$"
ANY_ID = r"^[A-Za-z0-9._-]+$"
TEXT: Schema = {"type": "string"}
YES_NO: Schema = {"type": "boolean"}
DAY: Schema = {"type": "string", "format": "date"}
# A decimal is a number of TOML or a text: "1234567.89"; neither is ever a float of the program.
MONEY: Schema = {"type": ["integer", "number", "string"], "minimum": 0, "pattern": r"^\d[\d,]*(\.\d{1,2})?$"}
# An amount of an application or of an award paid before, which may be money recovered.
SIGNED_MONEY: Schema = {"type": ["integer", "number", "string"], "pattern": r"^-?\d[\d,]*(\.\d{1,2})?$"}
NUMBER: Schema = {"type": ["integer", "number", "string"], "minimum": 0, "pattern": r"^\d+(\.\d{1,6})?$"}
RATE: Schema = {"type": "string", "pattern": r"^(\d+(\.\d+)?[%‰]|\d{1,9}/[1-9]\d{0,8})$"}
START: Schema = {"anyOf": [DAY, {"type": ["integer", "number", "string"]}]}
COUNT: Schema = {"type": "integer", "minimum": 1}
YEAR: Schema = {"type": "integer", "minimum": 1900, "maximum": 2999}
SCALAR: Schema = {"anyOf": [DAY, {"type": ["string", "integer", "number", "boolean"]}]}

OF_FIGURES: Mapping[FigureKind | None, Schema] = {
    "money": MONEY,
    "rate": RATE,
    "count": COUNT,
    "years": COUNT,
    "date": DAY,
    "area": NUMBER,
    "decimal": NUMBER,
    None: NUMBER,
}


def known(names: Mapping[str, Text], others: str = ID) -> Schema:
    """One of some names, which an editor proposes with what they mean, or another one."""
    return {"anyOf": [one_of(names), {"type": "string", "pattern": others}]}


def one_of(names: Mapping[str, Text]) -> Schema:
    """One of some names and no other."""
    explained: Schema = {"docs": {"enumValues": [either(text) for text in names.values()]}}
    return {"type": "string", "enum": list(names), "x-taplo": explained}


def list_of(schema: Schema, least: int = 0) -> Schema:
    """A list of values."""
    return {"type": "array", "items": schema, **({"minItems": least} if least else {})}


def one_or_several(schema: Schema) -> Schema:
    """A value, or a list of values."""
    return {"anyOf": [schema, list_of(schema)]}


def table(
    properties: Mapping[str, Schema | bool] | Mapping[str, Schema],
    required: Iterable[str] = (),
    others: Schema | bool = False,
) -> Schema:
    """A table with these keys; ``others`` says what further keys may hold."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": others,
    }


def reference(name: str) -> Schema:
    """A reference to a definition of the same schema."""
    return {"$ref": f"#/definitions/{name}"}


def of_column(named: Named) -> Schema:
    """The value of a fact or of a column of a sheet, as a file of cases gives it."""
    return {**_of_kind(named.kind, named), "description": either(named)}


def _of_kind(kind: Kind, named: Named) -> Schema:
    match kind:
        case "money":
            return SIGNED_MONEY
        case "area" | "decimal":
            return NUMBER
        case "count":
            return {"type": "integer", "minimum": 0}
        case "year":
            return YEAR
        case "yes_no":
            return YES_NO
        case "date":
            return DAY
        case "choice":
            return known(named.choices) if named.choices else TEXT
        case "id":
            return {"type": "string", "pattern": ANY_ID}
        case "list":
            return one_or_several(TEXT)
        case "text":
            return TEXT
