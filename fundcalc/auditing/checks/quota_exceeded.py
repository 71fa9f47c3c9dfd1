"""Spending on some uses beyond what a quota allows, or short of what it asks for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple

from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.findings import AuditCheck, Finding, Severity
from fundcalc.auditing.quota_rules import (
    QuotaLimit,
    QuotaSpending,
    Side,
    applies,
    is_over,
    left_to_spend,
    limits,
    spent_on,
    whole_of,
)
from fundcalc.base.figures import in_yuan
from fundcalc.base.i18n import _, current
from fundcalc.base.money import percent
from fundcalc.policy import model as m

Stage = Literal["final", "so_far", "out_of_reach"]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaExceeded(Finding):
    """``spent`` fen on the uses of a quota, and its limit of ``most`` fen.

    Of ``side`` at_least that is the least, judged at the end (``stage``). ``share`` is empty where the limit is an amount,
    ``depends`` where it is not recorded whether the quota applies. Of the least, ``perhaps`` fen more may be such spending.
    """

    check: ClassVar[str] = "quota_exceeded"
    fen: int
    quota_zh: str
    quota_en: str
    share: str
    of: Literal["award", "spent"]
    spent: int
    most: int
    side: Side = "at_most"
    stage: Stage = "final"
    depends: bool = False
    perhaps: int = 0

    @staticmethod
    def title() -> str:
        return _("quota not kept")

    def sentence(self) -> str:
        text = self._shortfall() if self.side == "at_least" else self._excess()
        sentence = text.format(
            quota=self.quota_zh if current() == "zh" else self.quota_en,
            spent=in_yuan(self.spent),
            limit=self._limit(),
            amount=in_yuan(self.fen),
        )
        if self.perhaps:
            sentence = _("{finding} Up to {amount} more may be such spending; please check.").format(
                finding=sentence, amount=in_yuan(self.perhaps)
            )
        if not self.depends:
            return sentence
        return _("{finding} Whether this quota applies to the award is not recorded; please check.").format(
            finding=sentence
        )

    def _excess(self) -> str:
        return _("{quota}: {spent}, at most {limit}: {amount} too much.")

    def _shortfall(self) -> str:
        match self.stage:
            case "final":
                return _("{quota}: {spent}, at least {limit}: {amount} too little.")
            case "out_of_reach":
                return _(
                    "{quota}: {spent} so far, at least {limit}: what is left of the award cannot make up {amount}."
                )
            case "so_far":
                return _("{quota}: {spent} so far, at least {limit}: {amount} still to spend by the end of the award.")

    def _limit(self) -> str:
        if not self.share:
            return _("a fixed {amount}").format(amount=in_yuan(self.most))
        return _("{share} of {whole} ({amount})").format(
            share=self.share,
            whole=_("what is spent") if self.of == "spent" else _("the award"),
            amount=in_yuan(self.most),
        )


@dataclass(frozen=True, slots=True)
class _Judged:
    """A quota and what was spent on its uses.

    ``depends``: it is not recorded whether it applies.
    """

    award: str
    name: str
    quota: m.Quota
    place: str
    spending: QuotaSpending
    depends: bool


def find(context: AuditContext) -> Iterator[QuotaExceeded]:
    """Find what is beyond the most or short of the least of a quota, for each award.

    It is a violation by what is surely such a use, and for review if what only may be one decides, or if it is not
    recorded whether the quota applies. What must be spent is judged at the end of the award; before, it is a hint.
    """
    for award, lines in context.lines_of.items():
        policy = context.policies.get(context.policy_of(award))
        for name, quota in policy.measure.uses.quota.items() if policy else ():
            applicable = applies(context, award, quota)
            if applicable is False:
                continue
            place = lines[0].line.place
            judged = _Judged(award, name, quota, place, spent_on(quota, lines), depends=applicable is None)
            of_whole = limits(quota, whole_of(context, award, quota))
            findings = [finding for limit in of_whole if (finding := _against(context, judged, limit)) is not None]
            for side in ("at_most", "at_least"):
                # Of a share and an amount the one that is missed by more counts.
                of_side = [finding for finding in findings if finding.side == side]
                yield from sorted(of_side, key=lambda finding: -finding.fen)[:1]


def _against(context: AuditContext, judged: _Judged, limit: QuotaLimit) -> QuotaExceeded | None:
    """The finding on one limit; None if it is kept."""
    found = _beyond(judged.spending, limit) if limit.side == "at_most" else _short(context, judged, limit)
    if found is None or found.amount <= 0 or (judged.depends and found.severity == "hint"):
        return None
    quota = judged.quota
    return QuotaExceeded(
        **context.about_award(judged.award, judged.place),
        severity="review" if judged.depends else found.severity,
        cite=quota.cite,
        fen=found.amount,
        key=(judged.name,) if limit.side == "at_most" else (judged.name, limit.side),
        quota_zh=quota.zh,
        quota_en=quota.en,
        share="" if limit.share is None else percent(limit.share),
        of=quota.of,
        spent=found.spent,
        most=limit.fen,
        side=limit.side,
        stage=found.stage,
        depends=judged.depends,
        perhaps=found.perhaps,
    )


class _Breach(NamedTuple):
    """What counts as spent, and by how much it misses the limit, in fen."""

    severity: Severity
    spent: int
    amount: int
    stage: Stage = "final"
    perhaps: int = 0


def _beyond(spending: QuotaSpending, limit: QuotaLimit) -> _Breach:
    if spending.sure > limit.fen:
        return _Breach("violation", spending.sure, spending.sure - limit.fen)
    spent = spending.sure + spending.possible
    return _Breach("review", spent, spent - limit.fen)


def _short(context: AuditContext, judged: _Judged, limit: QuotaLimit) -> _Breach:
    """What is missing to the least.

    It is certain if everything that may count does not make it up.
    """
    sure, perhaps = judged.spending.sure, judged.spending.possible + judged.spending.undecided
    everything = sure + perhaps
    if is_over(context, judged.award):
        if everything < limit.fen:
            return _Breach("violation", everything, limit.fen - everything)
        return _Breach("review", sure, limit.fen - sure, perhaps=perhaps)
    left = left_to_spend(context, judged.award)
    if judged.quota.of == "award" and left is not None and everything + left < limit.fen:
        return _Breach("review", everything, limit.fen - everything - left, "out_of_reach")
    return _Breach("hint", everything, limit.fen - everything, "so_far")


CHECK = AuditCheck(QuotaExceeded, find, ("violation", "review", "hint"))
