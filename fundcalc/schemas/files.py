"""The schemas of the files in the folder of a measure."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal, get_args

from fundcalc.policy.choices import DATES
from fundcalc.policy.model import AnyAmount, AnyCondition, Measure
from fundcalc.policy.readings import ROUNDING_READINGS
from fundcalc.policy.uses import catalogue
from fundcalc.policy.versions import COMMON, Version
from fundcalc.policy.vocabulary import Text, shared_facts
from fundcalc.scenario.draws import AnyDraw
from fundcalc.scenario.recipe import Recipe
from fundcalc.schemas.descriptions import about, described
from fundcalc.schemas.nodes import Definitions, lines_of
from fundcalc.schemas.rows import cases_schema, sample_schema
from fundcalc.schemas.values import ID, SCALAR, TEXT, Schema, known, list_of, one_of, reference, table

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
    definitions = Definitions(special, {"AnyAmount": AnyAmount, "AnyCondition": AnyCondition})
    return _whole(definitions, Measure, version=_versions(definitions))


def _versions(definitions: Definitions) -> Schema:
    """Later texts of a measure, whose clauses hold only the lines that change."""
    head = {key: definitions.of_line(Version, key, info) for key, info in lines_of(Version)}
    changed = (key for key, _info in lines_of(Measure) if key not in COMMON)
    lines: dict[str, Schema] = {
        key: {"description": described(Measure, key), "additionalProperties": True} for key in changed
    }
    required = [key for key, info in lines_of(Version) if info.is_required()]
    version = {"description": about(Version.__name__), **table({**lines, **head}, required)}
    return {"type": "object", "description": about("version"), "additionalProperties": version}


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


def _whole(definitions: Definitions, model: type[Measure] | type[Recipe], **others: Schema) -> Schema:
    """The schema of a class with everything it refers to, and with other lines."""
    definitions.of_model(model)
    whole = definitions.made.pop(model.__name__)
    lines = whole["properties"]
    if isinstance(lines, dict):
        whole = {**whole, "properties": {**lines, **others}}
    return {**whole, "definitions": definitions.made}
