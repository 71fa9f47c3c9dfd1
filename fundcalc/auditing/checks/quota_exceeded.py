"""Spending on some uses beyond their share of the award, or of all that was spent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from fundcalc.auditing.context import AuditContext, JudgedLine
from fundcalc.auditing.findings import AuditCheck, Finding
from fundcalc.base.figures import in_yuan
from fundcalc.base.i18n import _, current
from fundcalc.base.money import percent, share
from fundcalc.policy import model as m
from fundcalc.policy.uses import catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaExceeded(Finding):
    """``spent`` fen on the uses of a quota, of which at most ``most`` fen are allowed."""

    check: ClassVar[str] = "quota_exceeded"
    fen: int
    quota_zh: str
    quota_en: str
    share: str
    of: Literal["award", "spent"]
    spent: int
    most: int

    @staticmethod
    def title() -> str:
        return _("quota exceeded")

    def sentence(self) -> str:
        return _("{quota}: {spent}, at most {share} of {whole} ({most}): {amount} too much.").format(
            quota=self.quota_zh if current() == "zh" else self.quota_en,
            spent=in_yuan(self.spent),
            share=self.share,
            whole=_("what is spent") if self.of == "spent" else _("the award"),
            most=in_yuan(self.most),
            amount=in_yuan(self.fen),
        )


def find(context: AuditContext) -> Iterator[QuotaExceeded]:
    """One finding for each award and quota.

    It is a violation by what is surely such a use, and for review if only what may be one exceeds the quota.
    """
    for award, lines in context.lines_of.items():
        policy = context.policies.get(context.policy_of(award))
        for name, quota in policy.measure.uses.quota.items() if policy else ():
            whole = _whole(context, award, quota)
            if whole is None:
                continue
            most = share(quota.at_most, max(whole, 0), "down")
            sure, possible = _spent_on(quota, lines)
            spent = sure if sure > most else sure + possible
            if spent > most:
                yield QuotaExceeded(
                    **context.about_award(award, lines[0].line.place),
                    severity="violation" if sure > most else "review",
                    cite=quota.cite,
                    fen=spent - most,
                    key=(name,),
                    quota_zh=quota.zh,
                    quota_en=quota.en,
                    share=percent(quota.at_most),
                    of=quota.of,
                    spent=spent,
                    most=most,
                )


def _whole(context: AuditContext, award: str, quota: m.Quota) -> int | None:
    """What the share is taken of, in fen; None if the award's amount is not known."""
    if quota.of == "spent":
        return context.spent(award)
    return context.awards[award].fen if award in context.awards else None


def _spent_on(quota: m.Quota, lines: Sequence[JudgedLine]) -> tuple[int, int]:
    """What is surely spent on the uses of a quota, and what may be, in fen."""
    parts = catalogue().parts
    leaves = {leaf for use in quota.uses for leaf in parts[use]}
    sure = possible = 0
    for line, _policy, verdict in lines:
        if verdict is None:
            continue
        uses = {leaf for use in verdict.uses for leaf in parts[use]}
        if uses and uses <= leaves and not verdict.against:
            sure += line.fen
        elif (uses | set(verdict.against)) & leaves:
            possible += line.fen
    return sure, possible


CHECK = AuditCheck(QuotaExceeded, find, ("violation", "review"))
