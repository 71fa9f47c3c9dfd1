"""The life of a platform as a diagram: what leads from state to state."""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from fundcalc.base.figures import several, years
from fundcalc.base.i18n import _
from fundcalc.policy.life_rules import STATES, Life, State
from fundcalc.policy.loading import Policy
from fundcalc.prose.figures import filing_word
from fundcalc.prose.life import event_word, state_word


class Arrow(NamedTuple):
    """What leads from a state to another, and the articles that say so."""

    start: State
    end: State
    label: str
    cites: tuple[str, ...]

    @property
    def cite(self) -> str:
        return several(self.cites)


def arrows(policy: Policy) -> tuple[Arrow, ...]:
    """The arrows of a measure, by state; none where it rules no life."""
    life = policy.measure.life
    if life is None:
        return ()
    made = [*_to_the_filing(life), *_of_evaluation(life), *_to_the_end(policy, life)]
    return tuple(sorted(made, key=lambda arrow: STATES.index(arrow.start)))


def diagram_text(policy: Policy) -> str:
    """The diagram as lines of text, each state with what leads on from it."""
    filing = filing_word(policy)
    lines: list[str] = []
    for start, group in groupby(arrows(policy), key=lambda arrow: arrow.start):
        lines.append(f"  {state_word(start, filing)}")
        leading = list(group)
        for arrow in leading:
            branch = "└─" if arrow is leading[-1] else "├─"
            text = _("{what} ({article})").format(what=arrow.label, article=arrow.cite) if arrow.cite else arrow.label
            lines.append(f"   {branch} {text} ─▶ {state_word(arrow.end, filing)}")
    return "\n".join(["", _("The life of a platform as a diagram"), *lines]) if lines else ""


def _to_the_filing(life: Life) -> Iterator[Arrow]:
    if life.application is not None:
        yield Arrow("none", "applied", event_word("applied"), (life.application.cite,))
        yield Arrow("revoked", "applied", event_word("applied"), (life.application.cite,))
    if (building := life.building) is not None:
        label = _("{what}, {period}").format(what=event_word("laid_out"), period=years(building.years))
        for start in ("none", "applied"):
            yield Arrow(start, "building", label, (building.cite,))
        if (acceptance := building.acceptance) is not None:
            yield Arrow("building", "revoked", _("withdrawn, not accepted in time"), (acceptance.cite,))
    if life.filing is not None:
        yield Arrow("applied", "filed", event_word("filed"), (life.filing.cite,))
        if life.building is not None:
            yield Arrow("building", "filed", _("acceptance passed"), (life.filing.cite,))


def _of_evaluation(life: Life) -> Iterator[Arrow]:
    rule = life.rectification
    if rule is None:
        return
    label = _("{what}, {period}").format(what=_("failed"), period=years(rule.years))
    yield Arrow("filed", "rectifying", label, (rule.cite,))
    yield Arrow("rectifying", "filed", _("passed"), (rule.cite,))
    if any(evaluation.building for evaluation in life.evaluation.values()):
        yield Arrow("building", "rectifying", label, (rule.cite,))
        yield Arrow("rectifying", "building", _("passed"), (rule.cite,))


def _to_the_end(policy: Policy, life: Life) -> Iterator[Arrow]:
    ban = policy.measure.ban
    in_a_row = [rule.revoked_after.cite for rule in life.evaluation.values() if rule.revoked_after is not None]
    grounds = {*in_a_row, *(ground.cite for ground in life.ground.values())}
    listed = policy.measure.articles
    in_order = sorted(grounds, key=lambda cite: [not article.startswith(cite) for article in listed])
    barring = tuple(cite for cite in in_order if ban is not None and ban.bars(cite))
    others = tuple(cite for cite in in_order if cite not in barring)
    while_building = tuple(dict.fromkeys(ground.cite for ground in life.ground.values() if ground.building))
    revoked = event_word("revoked")
    if while_building:
        yield Arrow("building", "revoked", revoked, while_building)
    if barring:
        yield Arrow("filed", "barred", revoked, barring)
    if others:
        yield Arrow("filed", "revoked", revoked, others)
    if (rule := life.rectification) is not None:
        cites = (rule.recheck.cite,) if rule.recheck is not None else tuple(in_a_row)
        barred = ban is not None and any(map(ban.bars, cites))
        if cites:
            yield Arrow("rectifying", "barred" if barred else "revoked", _("failed again"), cites)
    if ban is not None:
        yield Arrow("barred", "revoked", _("{period} over").format(period=years(ban.years)), (ban.cite,))
