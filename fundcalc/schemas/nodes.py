"""Schemas of the classes that files are read into.

Under a measure every value may also be ``{ reading = "R" }``, or what stands under each value of a reading. A union of kinds
lists the lines of all of them, so that an editor completes any, and holds a table to the lines of its own kind.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from types import UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, Tag
from pydantic.fields import FieldInfo

from fundcalc.policy.choices import Band, ByFact
from fundcalc.policy.nodes import FigureMark
from fundcalc.schemas.descriptions import about, described
from fundcalc.schemas.readings import READING, VALUE, branches, holds_branches, or_branches
from fundcalc.schemas.values import (
    DAY,
    ID,
    NUMBER,
    OF_FIGURES,
    RATE,
    SCALAR,
    START,
    TEXT,
    YES_NO,
    Schema,
    list_of,
    one_or_several,
    reference,
    table,
)

# Lines that loading adds and no file has.
_HIDDEN = frozenset({"rests_on", "limit", "money"})
# Tables that say the same under every reading.
_SETTLED = frozenset({"Measure", "Version", "Text", "FactName", "Reading", "Explanation"})
# A table whose further keys are all of one kind, and the field that holds them.
_OPEN = {"By": "each"}
# Lines that loading asks for beyond what the class requires.
_NEEDED = {"Attested": ("zh", "en")}
_PLAIN: Mapping[object, Schema] = {
    str: TEXT,
    bool: YES_NO,
    int: {"type": "integer"},
    Decimal: NUMBER,
    Fraction: RATE,
    date: DAY,
}


def lines_of(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    """The fields of a class by the key that a file has."""
    for name, info in model.model_fields.items():
        key = info.alias or name
        if not key.startswith("(") and key not in _HIDDEN and name != _OPEN.get(model.__name__):
            yield key, info


@dataclass(frozen=True)
class Definitions:
    """The definitions of one schema, made when they are first referred to.

    ``special`` are the schemas of lines that their type does not show, by class and key, or by key for any text.
    ``readings``: whether readings may stand in the file; ``unions`` are those that their own kinds refer to by name.
    """

    special: Mapping[str, Schema]
    unions: Mapping[str, object]
    readings: bool = True
    made: dict[str, Schema] = field(default_factory=dict)

    def of_model(self, model: type[BaseModel]) -> Schema:
        """A reference to the schema of a class."""
        return self._defined(model.__name__, partial(self._of_table, model))

    def _defined(self, name: str, make: Callable[[], Schema]) -> Schema:
        if name not in self.made:
            self.made[name] = {}  # a class may hold itself
            self.made[name] = make()
        return reference(name)

    def _of_table(self, model: type[BaseModel]) -> Schema:
        lines = self._lines(model)
        required = [key for key, info in lines_of(model) if info.is_required()]
        if not self.readings or model.__name__ in _SETTLED:
            return self._strict(model)
        return {
            "type": "object",
            "description": about(model.__name__),
            "properties": {**lines, "reading": READING},
            "additionalProperties": True,
            "if": {"required": ["reading"]},
            "then": branches(reference(model.__name__)),
            "else": table(dict.fromkeys(lines, True), required),
        }

    def _strict(self, model: type[BaseModel]) -> Schema:
        """A table with the lines of one class and no other."""
        required = [
            key for key, info in lines_of(model) if info.is_required() or key in _NEEDED.get(model.__name__, ())
        ]
        rest = _OPEN.get(model.__name__)
        others: Schema | bool = False
        if rest is not None:
            others = self.of_type(get_args(model.model_fields[rest].annotation)[1])
        return {"description": about(model.__name__), **table(self._lines(model), required, others)}

    def _lines(self, model: type[BaseModel]) -> dict[str, Schema]:
        return {key: self.of_line(model, key, info) for key, info in lines_of(model)}

    def of_line(self, model: type[BaseModel], key: str, info: FieldInfo) -> Schema:
        """The schema of a line of a class, with what it means."""
        schema = self.special.get(f"{model.__name__}.{key}")
        if schema is None:
            schema = self.of_type(info.annotation, tuple(info.metadata), key)
        if self.readings and not holds_branches(schema) and model.__name__ not in _SETTLED:
            schema = or_branches(schema)
        text = described(model, key)
        return schema if text is None else {**schema, "description": text}

    def of_type(self, annotation: object, metadata: tuple[object, ...] = (), key: str = "") -> Schema:
        """The schema of a type as a class declares it."""
        if isinstance(annotation, str):
            annotation = self.unions[annotation]
        origin, args = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self.of_type(args[0], (*metadata, *annotation.__metadata__), key)  # type: ignore[attr-defined]
        if origin in (UnionType, Union):
            return self._of_union(args, metadata, key)
        if origin is Literal:
            return {"type": "string", "enum": list(args)}
        if origin is tuple:
            item = self.of_type(args[0], (), key)
            # Names are one text or several.
            several = any(isinstance(mark, BeforeValidator) for mark in metadata)
            return one_or_several(item) if several else list_of(item, _limit(metadata, "min_length") or 0)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return self._of_mapping(args[0], args[1])
        figure = next((mark for mark in metadata if isinstance(mark, FigureMark)), None)
        if figure is not None:
            return OF_FIGURES[figure.kind]
        return self._of_class(annotation, metadata, key)

    def _of_class(self, annotation: object, metadata: tuple[object, ...], key: str) -> Schema:
        if isinstance(annotation, type) and issubclass(annotation, ByFact):
            return self._by_fact(annotation)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return self.of_model(annotation)
        if annotation is str and key in self.special:
            return self._defined(f"{VALUE}{key}", lambda: self.special[key])
        marks = {"minimum": _limit(metadata, "ge"), "maximum": _limit(metadata, "le"), "pattern": _pattern(metadata)}
        return {**_PLAIN.get(annotation, SCALAR), **{word: mark for word, mark in marks.items() if mark is not None}}

    def _of_mapping(self, names: object, value: object) -> Schema:
        schema = self.of_type(value)
        if get_origin(names) is Literal:
            return table({word: {**schema, "description": about(word)} for word in get_args(names)})
        keys: Schema = {"propertyNames": {"pattern": ID}} if get_origin(names) is Annotated else {}
        return {"type": "object", "additionalProperties": schema, **keys}

    def _of_union(self, members: tuple[object, ...], metadata: tuple[object, ...], key: str) -> Schema:
        present = [member for member in members if member is not type(None)]
        if len(present) == 1:
            return self.of_type(present[0], metadata, key)
        kinds = {tag: model for member in present for tag, model in _tags(member)}
        if kinds:
            return self._defined(_union_name(kinds), partial(self._of_kinds, kinds))
        return {"anyOf": [self.of_type(member, (), key) for member in present]}

    def _of_kinds(self, kinds: Mapping[str, type[BaseModel]]) -> Schema:
        """A union of classes, each known by a line of its own or by its ``kind``."""
        name = _union_name(kinds)
        by_kind = all("kind" in model.model_fields for model in kinds.values())
        open_kinds = [word for word, model in kinds.items() if model.__name__ in _OPEN]
        rules: list[Schema] = []
        for word, model in kinds.items():
            applies: Schema = {"required": [word]}
            if by_kind:
                applies = {"required": ["kind"], "properties": {"kind": {"const": word}}}
            elif open_kinds and word not in open_kinds:
                applies["not"] = {"anyOf": [{"required": [other]} for other in open_kinds]}
            strict = self._defined(model.__name__, partial(self._strict, model))
            rules.append({"if": applies, "then": strict})
        one: Schema = {"required": ["kind"]} if by_kind else {"anyOf": [{"required": [word]} for word in kinds]}
        lines = self._lines_of_all(kinds, checked=not open_kinds)
        if by_kind:
            lines["kind"] = {
                "type": "string",
                "enum": list(kinds),
                "description": described(next(iter(kinds.values())), "kind"),
            }
        if not open_kinds:
            one |= table(dict.fromkeys(lines, True))
        if self.readings:
            lines["reading"] = READING
            one = {"if": {"required": ["reading"]}, "then": branches(reference(name)), "else": one}
        return {
            "type": "object",
            "description": about(name),
            "properties": lines,
            "additionalProperties": True,
            "allOf": [one, *rules],
        }

    def _lines_of_all(self, kinds: Mapping[str, type[BaseModel]], *, checked: bool) -> dict[str, Schema]:
        """The lines of every kind; those of several kinds may be any of theirs."""
        found: dict[str, list[Schema]] = {}
        texts: dict[str, str | None] = {}
        for model in kinds.values():
            for key, schema in self._lines(model).items():
                texts.setdefault(key, described(model, key))
                if schema not in found.setdefault(key, []):
                    found[key].append(schema)
        lines: dict[str, Schema] = {}
        for key, schemas in found.items():
            schema = (
                {"additionalProperties": True}
                if not checked
                else schemas[0]
                if len(schemas) == 1
                else {"anyOf": schemas}
            )
            lines[key] = schema if texts[key] is None else {**schema, "description": texts[key]}
        return lines

    def _by_fact(self, model: type[BaseModel]) -> Schema:
        value = model.__pydantic_generic_metadata__["args"][0]
        name = "RateByFact" if get_args(value)[0] is Fraction else "MoneyByFact"
        return self._defined(name, partial(self._cells, name, self.of_type(value)))

    def _cells(self, name: str, leaf: Schema) -> Schema:
        """A figure by a fact: a cell per value or band."""
        cell: Schema = {"anyOf": [leaf, reference(name)]}
        parts = {"from": START, "above": START, "value": cell}
        band = table({word: {**part, "description": described(Band, word)} for word, part in parts.items()}, ["value"])
        decided: list[Schema] = [{"required": [word]} for word in ("by", *(("reading",) if self.readings else ()))]
        lines: dict[str, Schema] = {
            "by": {**self.of_type(str, (), "by"), "description": described(ByFact, "by")},
            "bands": {**list_of(band, 1), "description": described(ByFact, "bands")},
        }
        if self.readings:
            lines["reading"] = READING
        return {"description": about("ByFact"), **table(lines, (), cell), "anyOf": decided}


def _tags(member: object) -> Iterator[tuple[str, type[BaseModel]]]:
    """The words by which a member of a union is known, with its class."""
    model = get_args(member)[0] if get_origin(member) is Annotated else member
    if not isinstance(model, type) or not issubclass(model, BaseModel) or issubclass(model, ByFact):
        return
    marks = getattr(member, "__metadata__", ())
    words = [mark.tag for mark in marks if isinstance(mark, Tag)]
    if not words and "kind" in model.model_fields:
        words = list(get_args(model.model_fields["kind"].annotation))
    for word in words:
        yield word.removeprefix("~"), model


def _union_name(kinds: Mapping[str, type[BaseModel]]) -> str:
    """A union by the class that its kinds have in common."""
    first, *others = kinds.values()
    common = (kind for kind in first.__mro__ if all(issubclass(other, kind) for other in others))
    return f"Any{next(kind.__name__ for kind in common)}"


def _limit(metadata: tuple[object, ...], word: str) -> int | None:
    limits = (getattr(mark, word, None) for mark in metadata)
    return next((limit for limit in limits if isinstance(limit, int)), None)


def _pattern(metadata: tuple[object, ...]) -> str | None:
    patterns = (getattr(mark, "pattern", None) for mark in metadata)
    return next((pattern for pattern in patterns if isinstance(pattern, str)), None)
