"""The facts that the clauses of a file mention, as this measure calls them."""

from collections.abc import Iterator

from pydantic import ValidationError

from fundcalc.base.i18n import _, did_you_mean
from fundcalc.policy.choices import DATES
from fundcalc.policy.computed import OPERATIONS
from fundcalc.policy.fault_messages import fault_message
from fundcalc.policy.tree import Raw, walk
from fundcalc.policy.vocabulary import Named, shared_facts


def facts_of(settled: Raw, *texts: Raw) -> tuple[dict[str, Named], list[str]]:
    """Return the facts that the clauses mention under any reading, and what is wrong.

    Facts are as this policy calls them, those of this reading first. Under every reading and in every text of a measure
    the same facts are asked for, so that one application can be decided under each.
    """
    faults: list[str] = []
    own = settled.get("fact")
    own = own if isinstance(own, dict) else {}
    named: dict[str, Named] = {}
    mentions = [mention for raw in (settled, *texts) for mention in _mentions(raw)]
    for path, fact, attested in mentions:
        if fact in named:
            continue
        if attested is not None:
            if "zh" not in attested or "en" not in attested:
                message = _("{path}: an attested condition has 'zh' and 'en', its label in both languages")
                faults.append(message.format(path=path))
            # A label that is not text is reported where its condition is checked.
            labels = {key: text for key in ("zh", "en") if isinstance(text := attested.get(key), str)}
            named[fact] = Named(kind="yes_no", zh=labels.get("zh", fact), en=labels.get("en", fact))
        elif (found := _named(path, fact, own, faults)) is not None:
            named[fact] = found
    faults += [_("fact.{fact}: no clause asks for it").format(fact=fact) for fact in own if fact not in named]
    return named, faults


def _named(path: str, fact: str, own: Raw, faults: list[str]) -> Named | None:
    """A fact of the family or of the measure itself.

    What is wrong with it is added to the faults.
    """
    shared = shared_facts()
    body = own.get(fact)
    base = shared.get(fact)
    if base is None and not (isinstance(body, dict) and body.get("kind")):
        message = _("{path}: {fact!r} is not a fact of facts.toml, and [fact.{fact}] with its kind is missing{close}")
        faults.append(message.format(path=path, fact=fact, close=did_you_mean(fact, [*shared, *own])))
        return None
    merged = (base.model_dump() if base else {}) | (body if isinstance(body, dict) else {})
    try:
        return Named.model_validate(merged)
    except ValidationError as error:
        faults += [fault_message({**details, "loc": ("fact", fact, *details["loc"])}) for details in error.errors()]
        return None


def _mentions(raw: Raw) -> Iterator[tuple[str, str, Raw | None]]:
    """Each mention of a fact: path, id, and the condition that labels it.

    Only an attested fact is labelled by its condition.
    """
    routes = raw.get("routes", "platform_kind")
    if isinstance(routes, str):
        yield "routes", routes, None
    for path, table, _cite in walk(raw.get("filed", {}), "filed"):
        for fact in _names(table.get("by")):
            if fact != "filed_on":  # a key of every application
                yield f"{path}.by", fact, None
    for path, table, _cite in walk(raw.get("computed", {}), "computed"):
        for word in OPERATIONS:
            for fact in _names(table.get(word)):
                yield f"{path}.{word}", fact, None
    uses = raw.get("uses")
    quotas = uses.get("quota", {}) if isinstance(uses, dict) else {}
    for path, table, _cite in walk(quotas, "uses.quota"):
        for fact in _names(table.get("fact")):
            yield f"{path}.fact", fact, None
    for section in ("condition", "benefit", "gate", "doubt", "remark"):
        for path, table, _cite in walk(raw.get(section, {}), section):
            for key, value in table.items():
                if key == "attested" and isinstance(value, str):
                    yield f"{path}.{key}", value, table
                elif key in ("fact", "by", "sum", "of") or (key == "per" and table.keys() & {"fact", "sum"}):
                    for fact in _names(value):
                        if fact not in DATES:
                            yield f"{path}.{key}", fact, None


def _names(value: object) -> Iterator[str]:
    """The names a line may give: one, several, or those under each value of a reading."""
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from _names(item)
        case {"reading": str(), **branches}:
            for branch in branches.values():
                yield from _names(branch)
        case _:
            pass
