"""Keep the valid part of a file, so that all its faults are found in one go.

A part that pydantic refuses is replaced by a stand-in that says nothing wrong, or left out; the rest is then checked as usual.
"""

from collections.abc import Iterable, Mapping

from pydantic import ValidationError

from fundcalc.policy import model as m
from fundcalc.policy.tree import Raw
from fundcalc.policy.vocabulary import Named

_NAMES = {"zh": "", "en": ""}
_STAND_INS: Mapping[str, object] = {
    "id": "x", "code": "X", "title": _NAMES, "short": _NAMES, "issuer": _NAMES, "articles": [],
    "validity": {"cite": "x", "status": "draft"},
}  # fmt: skip
# Sections with a table under each name, of which one can be replaced by itself.
_NAMED = frozenset(
    {
        "condition",
        "benefit",
        "gate",
        "ceiling",
        "computed",
        "derived",
        "doubt",
        "remark",
        "notice",
        "duty",
        "reading",
        "fact",
    }
)
_USES_LISTS = frozenset({"permitted", "prohibited", "review"})


def valid_part(settled: Raw, error: ValidationError, facts: Mapping[str, Named]) -> m.Measure | None:
    """Return the measure without the parts in which an error was found.

    None if the rest cannot be read either.
    """
    rest = _without(settled, [details["loc"] for details in error.errors()])
    try:
        return m.Measure.model_validate(rest, context={"facts": facts})
    except ValidationError:
        return None


def _without(settled: Raw, places: Iterable[tuple[int | str, ...]]) -> Raw:
    rest = dict(settled)
    for section, *inner in places:
        body = rest.get(str(section))
        match (section, inner):
            case (str(), [str(name), *_]) if section in _NAMED and isinstance(body, dict):
                rest[section] = _replaced(body, name, _benefit(name) if section == "benefit" else None)
            case ("uses", [str(key), *further]) if isinstance(body, dict):
                rest["uses"] = _replaced(body, key, _of_uses(key, further, body.get(key)))
            case _:
                rest = _replaced(rest, str(section), _STAND_INS.get(str(section)))
    if not rest.get("benefit"):
        rest["benefit"] = {"x": _benefit("x")}
    return rest


def _replaced(table: Raw, key: str, value: object) -> Raw:
    """Copy a table with another value under a key, or without it for None."""
    others = {name: body for name, body in table.items() if name != key}
    return (
        others
        if value is None
        else {name: value if name == key else body for name, body in table.items()} | {key: value}
    )


def _benefit(name: str) -> Raw:
    return {"cite": "x", "zh": name, "en": name, "kind": "flat", "amount": 0, "paid": "once"}


def _of_uses(key: str, further: list[int | str], body: object) -> object:
    match (key, further):
        case (_, [int(index), *_]) if key in _USES_LISTS and isinstance(body, list):
            return [{"cite": "x", **_NAMES} if at == index else rule for at, rule in enumerate(body)]
        case ("purpose", [str(name), *_]) if isinstance(body, dict):
            return body | {name: {"cite": "x", **_NAMES}}
        case ("quota", [str(name), *_]) if isinstance(body, dict):
            return _replaced(body, name, None)
        case ("silent", _):
            return {"cite": "x", "treat": "review"}
    return None
