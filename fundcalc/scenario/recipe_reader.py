"""Read a recipe and check that it fits its measure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import assert_never

from pydantic import ValidationError

from fundcalc.base.errors import PolicyError
from fundcalc.base.i18n import _, did_you_mean
from fundcalc.base.toml import tables
from fundcalc.engine.values import parser
from fundcalc.policy.fault_messages import ValidationDetails, fault_message
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import Kind, Named, forms
from fundcalc.scenario.draws import (
    WORDS,
    AnyDraw,
    Between,
    By,
    Choices,
    Lognormal,
    Normal,
    PartOf,
    Value,
    Yes,
    number,
    possible,
)
from fundcalc.scenario.recipe import (
    AN_ID,
    COUNTED,
    GROUP,
    MADE,
    NUMBERS,
    REQUIRED,
    SECTIONS,
    TAKEN,
    TEXTS,
    Recipe,
    Stated,
    ValidRecipe,
    columns_of,
)


def find(policy: Policy) -> Path:
    """The recipe of a measure. Raises PolicyError.

    It is the ``population.toml`` beside its ``policy.toml``.
    """
    path = policy.path.parent / "population.toml"
    if path.is_file():
        return path
    message = _("there is no such file; write one as policies/README.md says, or name another with --recipe")
    raise PolicyError(str(path), (message,))


def read(path: Path | str, policy: Policy) -> ValidRecipe:
    """Read a recipe for a measure. Raises PolicyError listing every fault."""
    path = Path(path)
    try:
        text = path.read_bytes()
    except OSError as error:
        raise PolicyError(str(path), (_("cannot be read: {reason}").format(reason=error.strerror),)) from error
    raw = tables(text, str(path))
    try:
        recipe = Recipe.model_validate(raw)
    except ValidationError as error:
        raise PolicyError(str(path), tuple(dict.fromkeys(map(_message, error.errors())))) from error
    stated = tuple(_stated(recipe, policy))
    faults = tuple(dict.fromkeys(_recipe_faults(recipe, stated, policy)))
    if faults:
        raise PolicyError(str(path), faults)
    own = path.name == "population.toml"
    return ValidRecipe(recipe, f"{path.resolve().parent.name}/{path.name}" if own else path.name, stated)


def _message(error: ValidationDetails) -> str:
    # Neither the tags of draws nor the field that holds the branches of one stand in the file.
    path = ".".join(str(part) for part in error["loc"] if part != "each" and not str(part).startswith("~"))
    if error["type"] != "draw_word":
        return f"{path}: {fault_message({**error, 'loc': ()})}"
    given = error.get("input")
    words = list(given) if isinstance(given, dict) else []
    said = any(word in WORDS for word in words)
    close = "" if said else next((found for word in words if (found := did_you_mean(word, WORDS))), "")
    return _("{path}: says by exactly one of {words} how it is drawn{close}").format(
        path=path, words=", ".join(WORDS), close=close
    )


def _stated(recipe: Recipe, policy: Policy) -> Iterator[Stated]:
    known = columns_of(policy)
    for section in SECTIONS:
        for key, draw in getattr(recipe, section).items():
            yield Stated(section, key, None if section == "group" else known.get(key), draw)


def _recipe_faults(recipe: Recipe, stated: Collection[Stated], policy: Policy) -> Iterator[str]:
    known = columns_of(policy)
    for key in REQUIRED:
        if key not in recipe.application and key not in recipe.organisation:
            yield _("application.{key}: is missing").format(key=key)
    drawn: dict[str, Stated] = {}
    for column in stated:
        path = f"{column.section}.{column.key}"
        if column.section == "group" and column.key in (*known, *MADE, *TAKEN):
            yield _("{path}: is a column of applications already; choose another name to group by").format(path=path)
        elif column.section != "group" and column.key in MADE:
            yield _("{path}: is given to every application by itself; leave it out").format(path=path)
        elif column.section != "group" and column.named is None:
            yield _("{path}: this policy asks for no such fact{close}").format(
                path=path, close=did_you_mean(column.key, known)
            )
        elif column.key in drawn:
            yield _("{path}: is drawn by {section}.{key} already").format(
                path=path, section=drawn[column.key].section, key=column.key
            )
        else:
            yield from _draw_faults(path, column.draw, column.named or GROUP, drawn, policy)
        drawn.setdefault(column.key, column)
    for index, paid in enumerate(recipe.paid):
        path = f"paid.{index}"
        if paid.programme in ("", policy.id) and paid.benefit not in policy.measure.benefit:
            benefits = tuple(policy.measure.benefit)
            yield _("{path}.benefit: {value!r} is not a benefit of this policy: {ids}{close}").format(
                path=path, value=paid.benefit, ids=", ".join(benefits), close=did_you_mean(paid.benefit, benefits)
            )
        for key in ("programme", "benefit"):
            value = getattr(paid, key)
            if value:
                yield from _value_faults(f"{path}.{key}", AN_ID, value)
        yield from _draw_faults(f"{path}.amount", paid.amount, forms()["paid"].columns["amount"], drawn, policy)


def _value_faults(path: str, named: Named, value: object) -> Iterator[str]:
    """Check a value; a choice must be given by its id."""
    try:
        read = number(named, value) if named.kind in COUNTED else parser(named)(value)
    except ValueError as error:
        yield f"{path}: {error}"
    else:
        if named.kind == "choice" and value != read:
            yield _("{path}: write the id {id}, not {value!r}").format(path=path, id=read, value=value)


def _drawn_by(kind: Kind) -> tuple[str, ...]:
    words = ["value"]
    if kind == "yes_no":
        words.append("yes")
    if kind in TEXTS:
        words.append("choices")
    if kind in NUMBERS:
        words += ["median", "mean", "part_of"]
    if kind in NUMBERS or kind in ("date", "year"):
        words.append("between")
    return (*words, "by")


def _draw_faults(path: str, draw: AnyDraw, named: Named, drawn: Mapping[str, Stated], policy: Policy) -> Iterator[str]:
    """Check a draw against its column and the columns drawn before it."""
    for line in ("only_with", "only_without"):
        if key := getattr(draw, line):
            yield from _order_faults(f"{path}.{line}", key, drawn)
    word = next(word for word, kind in WORDS.items() if type(draw) is kind)
    if word not in (fitting := _drawn_by(named.kind)):
        yield _("{path}: '{word}' draws no value of the kind {kind}; say one of {words}").format(
            path=path, word=word, kind=named.kind, words=", ".join(fitting)
        )
        return
    match draw:
        case Value(value=value):
            yield from _value_faults(f"{path}.value", named, value)
            yield from _benefit_faults(f"{path}.value", named, (value,), policy)
        case Yes():
            pass
        case Choices(choices=choices):
            for value in choices:
                yield from _value_faults(f"{path}.choices", named, value)
            yield from _benefit_faults(f"{path}.choices", named, choices, policy)
        case Lognormal(median=median):
            yield from _figure_faults(path, draw, named, {"median": median})
        case Normal(mean=mean, deviation=deviation):
            yield from _figure_faults(path, draw, named, {"mean": mean, "deviation": deviation})
        case Between(between=(first, last), unit=unit):
            faults = [*_value_faults(f"{path}.between", named, first), *_value_faults(f"{path}.between", named, last)]
            yield from faults or _range_faults(f"{path}.between", named, first, last)
            if named.kind in ("date", "year") and unit is not None:
                yield _("{path}.unit: days and years are drawn one by one; leave it out").format(path=path)
            elif unit is not None:
                yield from _unit_faults(path, named, unit)
        case PartOf(part_of=whole, shares=(low, high)):
            yield from _order_faults(f"{path}.part_of", whole, drawn)
            if whole in drawn and (kind := (drawn[whole].named or GROUP).kind) != named.kind:
                yield _("{path}.part_of: {fact} is of the kind {kind}, and this is of the kind {own}").format(
                    path=path, fact=whole, kind=kind, own=named.kind
                )
            if low > high:
                yield _("{path}.shares: the first is above the last").format(path=path)
        case By():
            yield from _branch_faults(path, draw, named, drawn, policy)
        case _:
            assert_never(draw)


def _order_faults(path: str, key: str, drawn: Mapping[str, Stated]) -> Iterator[str]:
    if key not in drawn:
        yield _(
            "{path}: no column {key} is drawn before this one (the order is that of the file, first group, then "
            "organisation, then application){close}"
        ).format(path=path, key=key, close=did_you_mean(key, drawn))


def _benefit_faults(path: str, named: Named, texts: Iterable[object], policy: Policy) -> Iterator[str]:
    for text in texts if named.kind == "list" else ():
        for benefit in text if isinstance(text, list | tuple) else parser(named)(text):
            if benefit not in policy.measure.benefit:
                yield _("{path}: {value!r} is not a benefit of this policy: {ids}").format(
                    path=path, value=benefit, ids=", ".join(policy.measure.benefit)
                )


def _figure_faults(path: str, draw: Lognormal | Normal, named: Named, figures: Mapping[str, object]) -> Iterator[str]:
    ends = {line: value for line in ("least", "most") if (value := getattr(draw, line)) is not None}
    faults = [
        fault for line, value in {**figures, **ends}.items() for fault in _value_faults(f"{path}.{line}", named, value)
    ]
    yield from faults
    if draw.unit is not None:
        yield from _unit_faults(path, named, draw.unit)
    if faults:
        return
    for line in figures.keys() & {"median", "deviation"}:
        if not number(named, figures[line]):
            yield _("{path}: is above 0; for the same value everywhere write 'value'").format(path=f"{path}.{line}")
    if len(ends) == 2:
        yield from _range_faults(f"{path}.least", named, draw.least, draw.most)


def _unit_faults(path: str, named: Named, unit: object) -> Iterator[str]:
    faults = [*_value_faults(f"{path}.unit", named, unit)]
    yield from faults
    if not faults and not number(named, unit):
        yield _("{path}.unit: is above 0").format(path=path)


def _range_faults(path: str, named: Named, low: object, high: object) -> Iterator[str]:
    if number(named, low) > number(named, high):
        yield _("{path}: {low} is above {high}").format(path=path, low=low, high=high)


def _branch_faults(path: str, draw: By, named: Named, drawn: Mapping[str, Stated], policy: Policy) -> Iterator[str]:
    yield from _order_faults(f"{path}.by", draw.by, drawn)
    if draw.by in drawn:
        values = possible(drawn[draw.by].draw)
        if values is None:
            yield _("{path}.by: {key} is neither a choice nor yes or no, so no other column can depend on it").format(
                path=path, key=draw.by
            )
        else:
            for value in draw.each:
                if value not in values and value != "otherwise":
                    yield _("{path}.{value}: is not a value of {key}: {values}{close}").format(
                        path=path, value=value, key=draw.by, values=", ".join(values),
                        close=did_you_mean(value, (*values, "otherwise")))  # fmt: skip
            lacking = [value for value in values if value not in draw.each]
            if lacking and "otherwise" not in draw.each:
                yield _("{path}: does not cover {values}; add them, or 'otherwise'").format(
                    path=path, values=", ".join(lacking)
                )
    for value, branch in draw.each.items():
        yield from _draw_faults(f"{path}.{value}", branch, named, drawn, policy)
