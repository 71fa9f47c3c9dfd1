"""The schemas of the files in the folder of a measure."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal, get_args

from fundcalc.policy.choices import DATES
from fundcalc.policy.model import AnyAmount, AnyCondition, Measure
from fundcalc.policy.readings import ROUNDING_READINGS
from fundcalc.policy.uses import catalogue
from fundcalc.policy.vocabulary import Text, shared_facts
from fundcalc.scenario.draws import AnyDraw
from fundcalc.scenario.recipe import Recipe
from fundcalc.schemas.descriptions import about
from fundcalc.schemas.nodes import Definitions
from fundcalc.schemas.rows import cases_schema, sample_schema
from fundcalc.schemas.values import ID, SCALAR, TEXT, Schema, known, list_of, one_of, reference

SchemaFile = Literal["policy", "cases", "sample", "population"]
FILES: tuple[SchemaFile, ...] = get_args(SchemaFile)
_DRAFT = "http://json-schema.org/draft-07/schema#"
_WEIGHT: Schema = {"type": ["integer", "number"], "minimum": 0}
_WEIGHTS: Schema = {"type": "object", "minProperties": 1, "additionalProperties": _WEIGHT}


def name_of(file: SchemaFile) -> str:
    """The name that the schema of a file is written under."""
    return f"{file}.schema.json"


def schema_of(file: SchemaFile) -> Schema:
    """The JSON Schema (draft 7) of a file, its descriptions in the current language."""
    made: Mapping[SchemaFile, Callable[[], Schema]] = {
        "policy": _policy_schema,
        "cases": cases_schema,
        "sample": sample_schema,
        "population": _population_schema,
    }
    return {"$schema": _DRAFT, "title": f"{file}.toml", "description": about(file), **made[file]()}


def write_schemas(folder: Path) -> list[Path]:
    """Write the schemas of all files into a folder, and return them."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for file in FILES:
        path = folder / name_of(file)
        path.write_text(json.dumps(schema_of(file), ensure_ascii=False, indent=1) + "\n", "utf-8")
        written.append(path)
    return written


def _policy_schema() -> Schema:
    facts = shared_facts()
    choice = known({name: text for named in facts.values() for name, text in named.choices.items()})
    dates = {name: Text(zh=name, en=name) for name in DATES}
    special: dict[str, Schema] = dict.fromkeys(("fact", "of", "sum", "difference", "larger", "smaller"), known(facts))
    special |= {
        "by": known({**facts, **dates}),
        "attested": {"type": "string", "pattern": ID},
        "cite": {"type": "string", "minLength": 1},
        "for": known({**facts["platform_kind"].choices, **facts["stage"].choices}),
        "uses": one_of({name: catalogue().text(name) for name in sorted(catalogue().parts)}),
        "grades": known(facts["grade"].choices),
        "one_of": choice,
        "open": choice,
        "Is.is": {"anyOf": [{"type": "boolean"}, choice]},
        "Reading.values": {"type": "object", "minProperties": 2, "additionalProperties": reference("Text")},
        "RoundingRule.unit": {"anyOf": [{"enum": list(ROUNDING_READINGS["rounding_unit"])}, {"type": "number"}]},
    }
    return _whole(Definitions(special, {"AnyAmount": AnyAmount, "AnyCondition": AnyCondition}), Measure)


def _population_schema() -> Schema:
    pair: Schema = {"type": "array", "items": SCALAR, "minItems": 2, "maxItems": 2}
    special: dict[str, Schema] = {
        "Value.value": {"anyOf": [SCALAR, list_of(TEXT)]},
        "Choices.choices": _WEIGHTS,
        "Recipe.platforms": {**_WEIGHTS, "propertyNames": {"pattern": r"^([1-9]|1\d|20)$"}},
        "Lognormal.spread": {"type": ["integer", "number"], "minimum": 1, "maximum": 1000},
        "Between.between": pair,
        "PartOf.shares": pair,
    }
    return _whole(Definitions(special, {"AnyDraw": AnyDraw}, readings=False), Recipe)


def _whole(definitions: Definitions, model: type[Measure] | type[Recipe]) -> Schema:
    """The schema of a class with everything it refers to."""
    definitions.of_model(model)
    whole = definitions.made.pop(model.__name__)
    return {**whole, "definitions": definitions.made}
