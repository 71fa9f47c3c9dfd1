"""The schemas of a measure's files: valid, complete, true to every shipped file, and strict."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft7Validator
from pydantic import BaseModel

from fundcalc.base.i18n import LANGUAGES, speaking
from fundcalc.policy.choices import ByFact
from fundcalc.policy.model import Measure
from fundcalc.policy.vocabulary import policies_folder
from fundcalc.scenario.recipe import Recipe
from fundcalc.schemas import FILES, SchemaFile, schema_of, write_schemas
from fundcalc.schemas.descriptions import ABOUT, described, descriptions
from fundcalc.schemas.nodes import lines_of
from tests.source import ROOT

INVENTED = ROOT / "tests" / "policies"
TREES = (policies_folder(), INVENTED)
OTHERS = [ROOT / "tests/life/toy.toml", ROOT / "tests/workbooks/measure.toml", ROOT / "tests/policy/errors/sound.toml"]


def plain(value: object) -> object:
    """A value of TOML as JSON has it."""
    match value:
        case dict():
            return {key: plain(item) for key, item in value.items()}
        case list():
            return [plain(item) for item in value]
        case date():
            return value.isoformat()
        case _:
            return value


@cache
def validator(file: SchemaFile) -> Any:
    schema = schema_of(file)
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)


def marked(file: SchemaFile, text: str) -> list[str]:
    """The places that an editor marks, the deepest of each."""
    errors = validator(file).iter_errors(plain(tomllib.loads(text)))
    return [".".join(map(str, error.absolute_path)) for error in errors]


def files() -> Iterator[tuple[SchemaFile, Path]]:
    for file in FILES:
        for tree in TREES:
            for path in sorted(tree.glob(f"*/{file}.toml")):
                yield file, path
    for path in OTHERS:
        yield "policy", path


@pytest.mark.parametrize(
    ("file", "path"), list(files()), ids=lambda part: part if isinstance(part, str) else part.parent.name
)
def test_every_file_is_valid(file: SchemaFile, path: Path) -> None:
    assert marked(file, path.read_text("utf-8")) == []


POLICY = (
    (ROOT / "tests/policy/errors/sound.toml").read_text("utf-8")
    + """
[condition.deals]
cite = "第二条"
any_of = [{ fact = "team_size", at_least = 3 }, { fact = "legal_person", is = true }]

[version.second]
from = 2027-01-01
zh = "修订"
en = "later"

[version.second.benefit.build]
cap = 3_000_000
"""
)
YUNNAN = policies_folder() / "yunnan-2025"


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("at_least = 3", "at_leest = 3", "condition.deals.any_of.0"),
        ("at_least = 3", 'at_least = "three"', "condition.deals.any_of.0.at_least"),
        ("at_least = 3", "at_least = 3, is = true", "condition.deals.any_of.0"),
        ("is = true", "is = 5", "condition.deals.any_of.1.is"),
        ("any_of", "anyof", "condition.deals"),
        ('kind = "share"', 'kind = "shair"', "benefit.build.kind"),
        ('rate = "20%"', "rate = 0.2", "benefit.build.rate"),
        ('paid = "once"', 'paid = "twice"', "benefit.build.paid"),
        ("cap = ", "capp = ", "benefit.build"),
        ("[validity]", "[validty]", ""),
        ("from = 2026-01-01", 'from = "2026"', "validity.from"),
        ('en = "later"', 'inn = "later"', "version.second"),
    ],
)
def test_a_mistake_is_marked_where_it_stands(old: str, new: str, place: str) -> None:
    assert old in POLICY
    assert place in marked("policy", POLICY.replace(old, new, 1))


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        ("cases", 'status = "payable"', 'status = "paid"', "case.0.expect.1.status"),
        ("cases", 'platform_kind = "proof_of_concept"', "platform_kind = 7", "case.0.applications.0.platform_kind"),
        ("cases", "award_year = 2026, ", "", "case.0.applications.0"),
        ("cases", "applications = [", "application = [", "case.0"),
        ("sample", "year = 2026", 'year = "this"', "year"),
        ("sample", "[[application]]", "[[aplication]]", ""),
        ("population", "seed = ", "sead = ", ""),
        ("population", 'missing = "20%"', "missing = 20", "application.filed_on.missing"),
    ],
)
def test_a_mistake_in_another_file_is_marked(file: SchemaFile, old: str, new: str, place: str) -> None:
    text = (YUNNAN / f"{file}.toml").read_text("utf-8")
    if file == "cases":  # the first case is enough
        text = "[[case]]".join(text.split("[[case]]", 2)[:2])
    assert old in text
    assert place in marked(file, text.replace(old, new, 1))


def models(annotation: object, found: dict[str, type[BaseModel]]) -> dict[str, type[BaseModel]]:
    """Every class that a type holds."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return with_parts(annotation, found)
    for part in get_args(annotation):
        models(part, found)
    return found


def with_parts(model: type[BaseModel], found: dict[str, type[BaseModel]]) -> dict[str, type[BaseModel]]:
    if model.__name__ not in found and not issubclass(model, ByFact):
        found[model.__name__] = model
        for field in model.model_fields.values():
            models(field.annotation, found)
    return found


@pytest.mark.parametrize("whole", [Measure, Recipe])
def test_every_line_is_described(whole: type[BaseModel]) -> None:
    lacking = [
        f"{name}.{key}" for name, model in models(whole, {}).items() for key, _info in lines_of(model)
        if described(model, key) is None
    ]  # fmt: skip
    lacking += [name for name in models(whole, {}) if ABOUT not in descriptions().get(name, {}) and name != "Condition"]
    assert lacking == []


@pytest.mark.parametrize("file", FILES)
def test_an_editor_speaks_the_language_of_its_user(file: SchemaFile) -> None:
    texts = {}
    for language in LANGUAGES:
        with speaking(language):
            texts[language] = str(schema_of(file))
    assert len(re.findall("description", texts["zh"])) == len(re.findall("description", texts["en"])) > 10
    assert "'description': ''" not in texts["zh"]
    assert texts["zh"] != texts["en"]


def test_the_schemas_are_written_together(tmp_path: Path) -> None:
    written = write_schemas(tmp_path / "there")
    assert [path.name for path in written] == [f"{file}.schema.json" for file in FILES]
    assert all(path.stat().st_size < 400_000 for path in written)
