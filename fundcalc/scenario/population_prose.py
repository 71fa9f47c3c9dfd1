"""What an invented population says of itself.

Nobody in it exists, and how each of its columns was drawn.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, assert_never

from fundcalc.base.figures import clauses, count, rate, several
from fundcalc.base.i18n import _, either, ngettext
from fundcalc.engine.values import parser
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import Named, forms
from fundcalc.prose.figures import name, of_kind
from fundcalc.prose.pages import Page, PageLine, under
from fundcalc.scenario import draws as d
from fundcalc.scenario import recipe as r


def invented(name: str, applications: int | None = None, seed: int | None = None) -> str:
    """Say that a population is invented, with its size and seed where known."""
    if applications is None or seed is None:
        return _("{name}: invented, nobody in it exists").format(name=name)
    return _("{name}: {count} invented applications (seed {seed}); nobody in them exists").format(
        name=name, count=count(applications), seed=seed
    )


def population_page(policy: Policy, valid: r.ValidRecipe, applications: int, seed: int) -> Page:
    """How a population was invented: its distributions, as the recipe states them."""
    recipe = valid.recipe
    lines: list[PageLine] = [
        *under(
            _("Organisations"),
            [
                (
                    "",
                    _("{label}: {how}").format(label=_("platforms of an organisation"), how=_weights(recipe.platforms)),
                ),
                *_columns(policy, valid, "organisation"),
            ],
        ),
        *under(_("To group by"), _columns(policy, valid, "group")),
        *under(_("Applications"), _columns(policy, valid, "application")),
        *under(_("Paid before"), (("", _paid(policy, paid)) for paid in recipe.paid)),
    ]
    return Page(invented(valid.name, applications, seed), tuple(lines))


def _columns(policy: Policy, valid: r.ValidRecipe, section: r.Section) -> Iterator[tuple[str, str]]:
    for column in valid.stated:
        if column.section == section:
            how = draw(policy, column.named, column.draw)
            yield "", _("{label}: {how}").format(label=name(policy, column.key), how=how)


def draw(policy: Policy, named: Named | None, how: d.AnyDraw) -> str:
    """How a column is drawn, as one clause.

    ``named`` is None for a column to group by.
    """
    texts = [_drawn(policy, named, how)]
    if how.missing:
        texts.append(_("{share} not given").format(share=rate(how.missing)))
    if how.only_with:
        texts.append(_("only where this is given: {fact}").format(fact=name(policy, how.only_with)))
    if how.only_without:
        texts.append(_("only where this is not given: {fact}").format(fact=name(policy, how.only_without)))
    return clauses(texts)


def _drawn(policy: Policy, named: Named | None, how: d.AnyDraw) -> str:
    match how:
        case d.Value(value=value):
            return _("always {value}").format(value=_value(named, value))
        case d.Yes(yes=share):
            return _("yes for {share}").format(share=rate(share))
        case d.Choices(choices=choices):
            return _weights({_value(named, value): weight for value, weight in choices.items()})
        case d.Lognormal(median=median, spread=spread):
            shape = _("lognormal, median {median}, spread × {spread}").format(
                median=_value(named, median), spread=of_kind("count", Decimal(spread.numerator) / spread.denominator)
            )
            return shape + _ends(named, how)
        case d.Normal(mean=mean, deviation=deviation):
            shape = _("normal, mean {mean}, deviation {deviation}").format(
                mean=_value(named, mean), deviation=_value(named, deviation)
            )
            return shape + _ends(named, how)
        case d.Between(between=(first, last), unit=unit):
            text = _("from {first} to {last}, each as likely").format(
                first=_value(named, first), last=_value(named, last)
            )
            return text + _unit(named, unit)
        case d.PartOf(part_of=whole, shares=(low, high)):
            return _("{low} to {high} of: {fact}").format(low=rate(low), high=rate(high), fact=name(policy, whole))
        case d.By(by=key, each=draws):
            label = policy.facts.get(key) or forms()["applications"].columns.get(key)
            branches = [
                _("{value} – {how}").format(
                    value=_("otherwise") if value == "otherwise" else _spelt(label, value),
                    how=draw(policy, named, branch),
                )
                for value, branch in draws.items()
            ]
            return _("by {fact}: {branches}").format(fact=name(policy, key), branches=clauses(branches))
        case _:
            assert_never(how)


def _ends(named: Named | None, how: d.Figures) -> str:
    text = ""
    if how.least is not None:
        text += _(", at least {value}").format(value=_value(named, how.least))
    if how.most is not None:
        text += _(", at most {value}").format(value=_value(named, how.most))
    return text + _unit(named, how.unit)


def _unit(named: Named | None, unit: object) -> str:
    return "" if unit is None else _(", in steps of {unit}").format(unit=_value(named, unit))


def _value(named: Named | None, value: object) -> str:
    """A value of a recipe in the units of its column."""
    read: Any = value if named is None else parser(named)(value)
    if isinstance(read, tuple):
        return several(read)
    if named is None or named.kind in ("text", "id", "year"):
        return str(read)
    return either(named.choices[read]) if named.kind == "choice" else of_kind(named.kind, read)


def _spelt(named: Named | None, value: str) -> str:
    if named is not None and named.kind == "yes_no":
        return of_kind("yes_no", value == "yes")
    return _value(named, value)


def _weights(weights: Mapping[str, Fraction]) -> str:
    whole = sum(weights.values())
    return several(
        _("{value} ({share})").format(value=value, share=_nearly(weight / whole)) for value, weight in weights.items()
    )


def _nearly(share: Fraction) -> str:
    """A share of the weights to a tenth of a percent."""
    tenths = (share.numerator * 2000 + share.denominator) // (share.denominator * 2)
    return rate(Fraction(tenths, 1000))


def _paid(policy: Policy, paid: r.EarlierAwards) -> str:
    of_this = paid.programme in ("", policy.id)
    benefit = either(policy.measure.benefit[paid.benefit]) if of_this else f"{paid.programme}, {paid.benefit}"
    texts = [
        _("{share} of the platforms: {benefit}").format(share=rate(paid.share), benefit=benefit),
        ngettext("{number} year before", "{number} years before", paid.years_before).format(number=paid.years_before)
        if paid.years_before
        else _("in the year of the award"),
        draw(policy, forms()["paid"].columns["amount"], paid.amount),
    ]
    if paid.elsewhere:
        texts.append(_("to another platform of the organisation"))
    if paid.local:
        texts.append(_("{share} of it city or county money").format(share=rate(paid.local)))
    if paid.recovered:
        texts.append(_("{share} of it recovered in full").format(share=rate(paid.recovered)))
    return clauses(texts)
