"""Turn a validation error of pydantic into one line that a person reads."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from fundcalc.base.errors import shown
from fundcalc.base.i18n import Message, _, did_you_mean, placed
from fundcalc.policy import model as m
from fundcalc.policy.choices import AMOUNT, TABLE
from fundcalc.policy.nodes import Node

_NOT_TEXT, _NOT_A_LIST = Message("{value} is not text; write it in quotes"), Message("{value} is not a list")
_NOT_A_TABLE, _NOT_WHOLE = Message("{value} is not a table"), Message("{value} is not a whole number")
_NOT_A_NUMBER = Message("{value} is not a number")
_NOT_YES_NO = Message("{value} is neither true nor false")
_BY_TYPE = {
    "string_type": _NOT_TEXT,
    "tuple_type": _NOT_A_LIST,
    "model_type": _NOT_A_TABLE,
    "model_attributes_type": _NOT_A_TABLE,
    "mapping_type": _NOT_A_TABLE,
    "dict_type": _NOT_A_TABLE,
    "int_type": _NOT_WHOLE,
    "int_parsing": _NOT_WHOLE,
    "int_parsing_size": _NOT_WHOLE,
    "int_from_float": _NOT_WHOLE,
    "finite_number": _NOT_A_NUMBER,
    "decimal_type": _NOT_A_NUMBER,
    "decimal_parsing": _NOT_A_NUMBER,
    "bool_type": _NOT_YES_NO,
    "bool_parsing": _NOT_YES_NO,
    "greater_than_equal": Message("{value} is too small; it is at least {ge}"),
    "less_than_equal": Message("{value} is too large; it is at most {le}"),
    "date_from_datetime_parsing": Message("{value} is not a date; write it like 2026-07-01"),
    "date_from_datetime_inexact": Message("{value} is not a date; write it like 2026-07-01"),
    "date_parsing": Message("{value} is not a date; write it like 2026-07-01"),
    "date_type": Message("{value} is not a date; write it like 2026-07-01"),
}


ValidationDetails = Mapping[str, Any]  # an item of ValidationError.errors(); pydantic does not export its type


# What the patterns of ids and codes mean.
_FORMS = {
    r"^[a-z][a-z0-9_]{0,63}$": Message("small letters, figures and _, first a letter, such as site_area"),
    r"^[a-z0-9-]+$": Message("small letters, figures and hyphens, such as my-city-2026"),
    r"^[A-Z][A-Z0-9]*$": Message("capital letters and figures, first a letter, such as YN"),
    r"^\d{3}(\d{2})?$": Message("three or five figures, such as 302 or 30226"),
}


def fault_message(error: ValidationDetails, known: Collection[str] = ()) -> str:
    """Return one fault: the dotted path, what is wrong, what was expected.

    ``known`` are keys of which one may be meant by an unknown one.
    """
    path = ".".join(str(part) for part in _path(error["loc"]) if part != "[key]")
    if error["type"] == "extra_forbidden":
        return placed(path, _unknown_line(error["loc"], known))
    return placed(path, _message(error))


@cache
def keys_of_a_policy() -> frozenset[str]:
    """Every key that some part of a policy has, as a file writes it."""
    keys: set[str] = set()
    waiting: list[type[Node]] = [Node]
    while waiting:
        node = waiting.pop()
        waiting += node.__subclasses__()
        keys |= {field.alias or name for name, field in node.model_fields.items()} - {"rests_on"}
    return frozenset(keys)


def _unknown_line(place: Sequence[int | str], known: Collection[str]) -> str:
    key = str(place[-1]) if place else ""
    if known and len(place) > 1 and key in m.Measure.model_fields:
        return _("is not a line that is allowed here; a line of the head stands above the first [table]")
    close = "" if key in known else did_you_mean(key, known)
    return _("is not a line that is allowed here{close}").format(close=close)


def _path(loc: Sequence[int | str]) -> list[int | str]:
    """The path as the file has it.

    Without the kind that pydantic adds after each place of a benefit or a condition.
    """
    path: list[int | str] = []
    below_a_place = False
    for part in loc:
        if below_a_place and part in (m.WORDS if _holds_a_condition(path) else m.BENEFIT_KINDS):
            below_a_place = False
            continue
        if part in (AMOUNT, TABLE):
            below_a_place = False
            continue
        path.append(part)
        below_a_place = _holds_a_condition(path) or _holds_an_amount(path)
    return path


def _holds_a_condition(path: Sequence[int | str]) -> bool:
    match path:
        case (
            ["condition", _]
            | ["remark" | "doubt" | "gate", _, "when"]
            | ["uses", "quota", _, "when"]
            | [*_, "only_if" | "any_of" | "all_of", int()]
        ):
            return True
    return False


def _holds_an_amount(path: Sequence[int | str]) -> bool:
    match path:
        case ["benefit", _] | ["benefit", *_, "amounts", int()]:
            return True
    return False


def _message(error: ValidationDetails) -> str:
    kind, value, context = error["type"], error.get("input"), error.get("ctx", {})
    match kind:
        case "missing":
            return _("is missing")
        case "literal_error":
            expected = context["expected"].replace("'", "").replace(" or ", ", ")
            return _none_of(value, expected)
        case "union_tag_invalid":
            return _none_of(context["tag"], context["expected_tags"].replace("'", ""))
        case "string_pattern_mismatch":
            form = _FORMS.get(context["pattern"], context["pattern"])
            return _("{value} has not the form: {form}").format(value=_short(value), form=form)
        case "union_tag_not_found" if _holds_an_amount(_path(error["loc"])):
            return _("'kind' is missing: one of {kinds}").format(kinds=", ".join(m.BENEFIT_KINDS))
        case "condition_word" | "union_tag_not_found":
            return _one_word(value)
        case "too_short":
            return _("has {given}, and takes at least {least}").format(
                given=context["actual_length"], least=context["min_length"]
            )
        case "value_error":
            return str(context["error"])
    if (message := _BY_TYPE.get(kind)) is not None:
        return message.format(value=_short(value), **context)
    return _("{value} is not allowed here ({reason})").format(value=_short(value), reason=error["msg"])


def _none_of(value: object, expected: str) -> str:
    return _("{value} is none of: {values}{close}").format(
        value=_short(value), values=expected, close=did_you_mean(str(value), expected.split(", "))
    )


def _one_word(table: object) -> str:
    words = [str(word) for word in table] if isinstance(table, Mapping) else []
    close = ""
    if not any(word in m.WORDS for word in words):
        close = next((meant for word in words if (meant := did_you_mean(word, m.WORDS))), "")
    return _("a condition says exactly one of {words}{close}").format(words=", ".join(m.WORDS), close=close)


def _short(value: object) -> str:
    text = shown(str(value) if isinstance(value, date | Decimal) else value)
    return text if len(text) <= 80 else text[:79] + "…"
