"""Whether a policy file is sound: its articles, its facts, and what its clauses say of each other.

Each fault is one line: the dotted path, what is wrong, and what was probably meant. All faults of a file are told at once.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from fundcalc.base.i18n import Message, _, did_you_mean
from fundcalc.policy import model as m
from fundcalc.policy.tree import Raw, walk
from fundcalc.policy.vocabulary import Named, forms, shared_facts

# Articles.


def _cites(raw: Raw) -> Iterator[tuple[str, str]]:
    for path, table, _cite in walk(raw):
        if isinstance(table.get("cite"), str):
            yield f"{path}.cite".lstrip("."), table["cite"]


def _covers(cite: str, article: str) -> bool:
    # An empty cite would begin every article.
    return cite != "" and (article.startswith(cite) or cite.startswith(article))


def unaccounted(raw: Raw) -> Iterator[str]:
    """Every article is cited or set aside; nothing else is cited."""
    listed = raw.get("articles")
    articles = [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
    if len(set(articles)) < len(articles):
        yield _("articles: {cites} stands there twice").format(
            cites=", ".join(sorted({each for each in articles if articles.count(each) > 1}))
        )
    aside = raw.get("set_aside")
    put_aside = [
        (f"set_aside.{reason}", cite)
        for reason, cites in (aside.items() if isinstance(aside, dict) else ())
        for cite in (cites if isinstance(cites, list) else ())
        if isinstance(cite, str)
    ]
    cited = [*_cites(raw), *put_aside]
    every = {cite for _path, cite in cited}
    for path, cite in cited:
        if not cite:
            yield _("{path}: is empty; it names the article that says so").format(path=path)
        elif cite not in articles and not any(_covers(cite, article) for article in articles):
            yield _("{path}: {cite} is not in 'articles'{close}").format(
                path=path, cite=cite, close=did_you_mean(cite, articles)
            )
    for article in articles:
        if article not in every and not any(_covers(cite, article) for cite in every):
            yield _("articles: {cite} is neither cited by a clause nor set aside with a reason").format(cite=article)


# Facts.


def facts_of(settled: Raw, raw: Raw) -> tuple[dict[str, Named], list[str]]:
    """The facts that the clauses mention under any reading, as this policy calls them, those of this reading first.

    Under every reading the same facts are asked for, so that one application can be decided under each.
    """
    shared, faults = shared_facts(), []
    own = settled.get("fact") if isinstance(settled.get("fact"), dict) else {}
    named: dict[str, Named] = {}
    for path, fact, attested in (*_mentioned(settled), *_mentioned(raw)):
        if fact in named:
            continue
        if attested is not None:
            if "zh" not in attested or "en" not in attested:
                faults.append(
                    _("{path}: an attested condition has 'zh' and 'en', its label in both languages").format(path=path)
                )
            # A label that is no text is told of where its condition is checked.
            labels = {key: text for key in ("zh", "en") if isinstance(text := attested.get(key), str)}
            named[fact] = Named(kind="yes_no", zh=labels.get("zh", fact), en=labels.get("en", fact))
            continue
        body = own.get(fact) if isinstance(own, dict) else None
        base = shared.get(fact)
        if base is None and not (isinstance(body, dict) and body.get("kind")):
            faults.append(
                _(
                    "{path}: {fact!r} is not a fact of facts.toml, and [fact.{fact}] with its kind is missing{close}"
                ).format(path=path, fact=fact, close=did_you_mean(fact, [*shared, *(own or ())]))
            )
            continue
        merged = (base.model_dump() if base else {}) | (body if isinstance(body, dict) else {})
        try:
            named[fact] = Named.model_validate(merged)
        except ValidationError as error:
            faults += [fault({**each, "loc": ("fact", fact, *each["loc"])}) for each in error.errors()]
    for fact in own if isinstance(own, dict) else ():
        if fact not in named:
            faults.append(_("fact.{fact}: no clause asks for it").format(fact=fact))
    return named, faults


def _mentioned(raw: Raw) -> Iterator[tuple[str, str, Raw | None]]:
    """Each mention of a fact: its path, its id, and for an attested one the condition that labels it."""
    routes = raw.get("routes", "platform_kind")
    if isinstance(routes, str):
        yield "routes", routes, None
    for section in ("condition", "benefit", "remark"):
        for path, table, _cite in walk(raw.get(section, {}), section):
            for key, value in table.items():
                if key == "attested" and isinstance(value, str):
                    yield f"{path}.{key}", value, table
                elif key in ("fact", "by", "sum", "of"):
                    for fact in _names(value):
                        yield f"{path}.{key}", fact, None


def _names(value: Any) -> Iterator[str]:
    """The names a line may give: one, several, or those under each value of a reading."""
    match value:
        case str():
            yield value
        case list():
            for each in value:
                yield from _names(each)
        case {"reading": str(), **branches}:
            for each in branches.values():
                yield from _names(each)
        case _:
            pass


# What the classes of model.py cannot see one by one; facts that are not there were told of already.


def inconsistent(measure: m.Measure, facts: Mapping[str, Named]) -> Iterator[str]:
    """What does not fit together: routes, values and kinds of facts, bases, validity."""
    for name, condition in measure.condition.items():
        if not condition.cite:
            yield _("condition.{name}: 'cite' is missing: every condition names its article").format(name=name)
        yield from _no_such(f"condition.{name}.for", condition.routes, measure.routes, facts[measure.routes].choices)
        yield from _wrong_values(f"condition.{name}", condition, facts)
    for name, benefit in measure.benefit.items():
        for index, gate in enumerate(benefit.only_if):
            yield from _wrong_values(f"benefit.{name}.only_if.{index}", gate, facts, inner=True)
        if benefit.base is not None and benefit.base in facts and facts[benefit.base].kind != "money":
            yield _("benefit.{name}.of: {fact} is not an amount of money").format(name=name, fact=benefit.base)
        for table in benefit.tables:
            if table.by in facts:
                yield from _no_such(f"benefit.{name}.amount", table.amounts, table.by, facts[table.by].choices)
    for name, derived in measure.derived.items():
        if name not in facts:
            yield _("derived.{name}: no clause asks for this fact").format(name=name)
        yield from _wrong_records(f"derived.{name}", derived, measure.routes, facts)
    if measure.validity.until and measure.validity.years:
        yield _("validity: say 'until' or 'years', not both")
    if measure.validity.status == "in_force" and measure.validity.first is None:
        yield _("validity: 'from' is missing; a measure without a date has status = 'draft' or 'undated'")


def _wrong_values(
    path: str, condition: m.AnyCondition, facts: Mapping[str, Named], *, inner: bool = False
) -> Iterator[str]:
    """What a condition says of facts that they cannot be: values that are not choices, facts of another kind."""
    if inner and (condition.routes or condition.soft):
        yield _("{path}: 'for' and 'soft' may stand only in a condition of its own").format(path=path)
    for fact, values in condition.fact_values.items():
        if fact in facts:
            allowed = (True, False) if facts[fact].kind == "yes_no" else tuple(facts[fact].choices)
            yield from _no_such(path, values, _("value of {fact}").format(fact=fact), allowed)
    for fact, kind in condition.fact_kinds.items():
        if fact in facts and facts[fact].kind != kind:
            yield _("{path}: {fact} is of the kind {kind}, and this condition asks for {wanted}").format(
                path=path, fact=fact, kind=facts[fact].kind, wanted=kind
            )
    for index, part in enumerate(condition.parts):
        yield from _wrong_values(f"{path}.{m.word_of(condition)}.{index}", part, facts, inner=True)


def _wrong_records(path: str, derived: m.Derived, routes: str, facts: Mapping[str, Named]) -> Iterator[str]:
    """Columns and values by which records are picked that no record has, and routes that no platform takes."""
    columns = forms()[derived.records].columns
    picked = [(f"{path}.{line}.{key}", key, values) for line in ("counts", "excluded")
              for key, values in getattr(derived, line).items()]  # fmt: skip
    picked += [(f"{path}.at_least.{key}", key, ()) for key in derived.at_least]
    for index, rule in enumerate(derived.open):
        picked += [(f"{path}.open.{index}.when.{key}", key, (value,)) for key, value in rule.when.items()]
        yield from _no_such(f"{path}.open.{index}.for", rule.routes, routes, facts[routes].choices)
    for place, key, values in picked:
        if key not in columns:
            yield from _no_such(place, (key,), _("column of {records}").format(records=derived.records), columns)
        elif columns[key].kind == "yes_no" and values:
            yield from _no_such(place, values, key, (True, False))
        elif columns[key].choices:
            yield from _no_such(place, values, key, columns[key].choices)


def _no_such(path: str, given: Iterable[object], what: str, allowed: Collection[object]) -> Iterator[str]:
    words = ["true", "false"] if True in allowed else [str(each) for each in allowed]
    for value in given:
        if value not in allowed:
            yield _("{path}: {value!r} is not a {what}: {values}{close}").format(
                path=path, value=value, what=what, values=", ".join(words), close=did_you_mean(str(value), words)
            )


# Messages.


_TAGS = {*m.WORDS, *m.BENEFIT_KINDS}
_NO_TEXT, _NO_LIST = Message("{value} is not text; write it in quotes"), Message("{value} is not a list")
_NO_TABLE, _NO_NUMBER = Message("{value} is not a table"), Message("{value} is not a whole number")
_NO_FIGURE = Message("{value} is not a number")
_NO_YES_NO = Message("{value} is neither true nor false")
_FORMS = {
    "string_type": _NO_TEXT,
    "tuple_type": _NO_LIST,
    "model_type": _NO_TABLE,
    "model_attributes_type": _NO_TABLE,
    "mapping_type": _NO_TABLE,
    "dict_type": _NO_TABLE,
    "int_type": _NO_NUMBER,
    "int_parsing": _NO_NUMBER,
    "int_parsing_size": _NO_NUMBER,
    "int_from_float": _NO_NUMBER,
    "finite_number": _NO_FIGURE,
    "decimal_type": _NO_FIGURE,
    "decimal_parsing": _NO_FIGURE,
    "bool_type": _NO_YES_NO,
    "bool_parsing": _NO_YES_NO,
    "greater_than_equal": Message("{value} is too small; it is at least {ge}"),
    "less_than_equal": Message("{value} is too large; it is at most {le}"),
    "string_pattern_mismatch": Message("{value} has not the form {pattern}"),
}


def _short(given: object) -> str:
    text = repr(str(given) if isinstance(given, date | Decimal) else given)
    return text if len(text) <= 80 else text[:79] + "…"


def fault(error: Any) -> str:
    """One fault of pydantic as: the dotted path, what is wrong, what was meant."""
    # A kind of clause stands in the place twice, as the kind and as the line of that name, or once, as the kind alone.
    loc = (*error["loc"], None)
    path = ".".join(str(part) for part, after in pairwise(loc) if part not in _TAGS or part == after)
    kind, given = error["type"], error.get("input")
    match kind:
        case "missing":
            told = _("is missing")
        case "extra_forbidden":
            told = _("is not a line that may stand here")
        case "literal_error":
            expected = error["ctx"]["expected"].replace("'", "").replace(" or ", ", ")
            told = _("{value!r} is none of: {values}{close}").format(
                value=given, values=expected, close=did_you_mean(str(given), expected.split(", "))
            )
        case "union_tag_invalid":
            expected = error["ctx"]["expected_tags"].replace("'", "")
            told = _("{value!r} is none of: {values}{close}").format(
                value=error["ctx"]["tag"],
                values=expected,
                close=did_you_mean(error["ctx"]["tag"], expected.split(", ")),
            )
        case "condition_word" | "union_tag_not_found":
            words = list(given) if isinstance(given, dict) else []
            said = any(word in m.WORDS for word in words)
            close = "" if said else next((found for word in words if (found := did_you_mean(word, m.WORDS))), "")
            told = _("a condition says exactly one of {words}{close}").format(words=", ".join(m.WORDS), close=close)
        case "too_short":
            told = _("has {given}, and takes at least {least}").format(
                given=error["ctx"]["actual_length"], least=error["ctx"]["min_length"]
            )
        case "value_error":
            told = str(error["ctx"]["error"])
        case "date_from_datetime_parsing" | "date_parsing" | "date_type":
            told = _("{value!r} is not a date; write it like 2026-07-01").format(value=given)
        case _ if (form := _FORMS.get(kind)) is not None:
            told = form.format(value=_short(given), **error.get("ctx", {}))
        case _:
            told = f"{error['msg']} ({_short(given)})"
    return f"{path}: {told}" if path else told
