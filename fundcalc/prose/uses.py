"""The uses of the money that a measure permits, forbids or leaves to a person."""

from collections.abc import Iterator, Sequence

from fundcalc.base.figures import clauses, in_yuan, rate, several
from fundcalc.base.i18n import _, either
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy
from fundcalc.policy.parameters import as_changed
from fundcalc.prose.conditions import condition
from fundcalc.prose.figures import choice
from fundcalc.prose.pages import PageLine, under


def use_lines(policy: Policy) -> Iterator[PageLine]:
    """The permitted uses under the readings taken; clauses without any are left out."""
    uses = policy.measure.uses
    if uses.special_account is not None:
        yield from under(
            _("Special account"), [(uses.special_account.cite, _("the money is accounted for separately"))]
        )
    yield from under(
        _("What the money is mainly for"), [(purpose.cite, either(purpose)) for purpose in uses.purpose.values()]
    )
    yield from under(
        _("Permitted uses"),
        [(rule.cite, _permitted(uses, rule)) for rule in _in_use(policy, "permitted", uses.permitted)],
    )
    yield from under(
        _("Prohibited uses"), [(rule.cite, either(rule)) for rule in _in_use(policy, "prohibited", uses.prohibited)]
    )
    yield from under(
        _("Uses left to a person"), [(rule.cite, either(rule)) for rule in _in_use(policy, "review", uses.review)]
    )
    yield from under(_("Quotas of use"), [(quota.cite, _quota(policy, quota)) for quota in uses.quota.values()])
    if uses.silent is not None:
        silent = _("prohibited as well") if uses.silent.treat == "prohibited" else _("left to a person")
        yield from under(_("Uses not named"), [(uses.silent.cite, silent)])


def _in_use(policy: Policy, section: str, rules: Sequence[m.UseRule]) -> Iterator[m.UseRule]:
    """The clauses without those that the readings taken leave without any use."""
    written = as_changed(policy).get("uses", {}).get(section, [])
    for rule, raw in zip(rules, written, strict=True):
        if rule.uses or not isinstance(raw.get("uses"), dict):
            yield rule


def _permitted(uses: m.Uses, rule: m.UseRule) -> str:
    if not rule.purposes:
        return either(rule)
    purposes = several((either(uses.purpose[purpose]) for purpose in rule.purposes), "or")
    return _("{use}, where the purpose stated is one of: {purposes}").format(use=either(rule), purposes=purposes)


def _quota(policy: Policy, quota: m.Quota) -> str:
    text = _("{use}: {limits}").format(use=either(quota), limits=clauses(_limits(quota)))
    if quota.routes:
        kinds = several((choice(policy, "platform_kind", kind) for kind in quota.routes), "or")
        text = _("{text} (for {kinds})").format(text=text, kinds=kinds)
    if quota.when is not None:
        text = _("{text} (where {condition})").format(text=text, condition=condition(policy, quota.when))
    return text


def _limits(quota: m.Quota) -> Iterator[str]:
    most, least = (
        (_("at most {share} of what is spent"), _("at least {share} of what is spent"))
        if quota.of == "spent"
        else (_("at most {share} of the award"), _("at least {share} of the award"))
    )
    if quota.at_most is not None:
        yield most.format(share=rate(quota.at_most))
    if quota.cap is not None:
        yield _("at most {amount}").format(amount=in_yuan(quota.cap))
    if quota.at_least is not None:
        yield least.format(share=rate(quota.at_least))
    if quota.floor is not None:
        yield _("at least {amount}").format(amount=in_yuan(quota.floor))
