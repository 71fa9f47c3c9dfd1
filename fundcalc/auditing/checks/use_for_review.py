"""A line that is for a person to judge.

The measure leaves it open, it says too little, or it contradicts itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from fundcalc.auditing.classification import DecidedBy, LineInput, Verdict, Why
from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.findings import Check, Finding, Severity, line_key, voucher_of
from fundcalc.auditing.lines import Line
from fundcalc.auditing.sentences import reason
from fundcalc.base.figures import in_yuan
from fundcalc.base.i18n import _, current


@dataclass(frozen=True, slots=True, kw_only=True)
class UseForReview(Finding):
    """A line with the verdict that leaves it to a person."""

    check: ClassVar[str] = "use_for_review"
    severity: Severity = "review"
    fen: int
    why: Why
    by: DecidedBy
    uses: tuple[str, ...]
    against: tuple[str, ...]
    rule_zh: str
    rule_en: str
    rests_on: tuple[str, ...]
    text: str
    use: str
    code: str
    account: str

    @staticmethod
    def title() -> str:
        return _("use for review")

    def sentence(self) -> str:
        rule = self.rule_zh if current() == "zh" else self.rule_en
        why = reason(self.why, self.by, self.uses, self.against, rule, LineInput(self.use, self.code, self.account))
        return _("{amount}: {why}").format(amount=in_yuan(self.fen), why=why)

    @classmethod
    def of_line(cls, line: Line, policy: str, verdict: Verdict) -> Self:
        """The finding about a line and its verdict."""
        rule = verdict.rule
        return cls(
            policy=policy,
            award=line.award,
            organisation=line.organisation,
            place=line.place,
            voucher=voucher_of(line),
            cite=verdict.cite,
            fen=line.fen,
            key=line_key(line),
            why=verdict.why,
            by=verdict.by,
            uses=verdict.uses,
            against=verdict.against,
            rule_zh=rule.zh if rule else "",
            rule_en=rule.en if rule else "",
            rests_on=verdict.rests_on,
            text=line.text,
            use=line.use,
            code=line.code,
            account=line.account,
        )


def find(context: AuditContext) -> Iterator[UseForReview]:
    """One finding for each line for review."""
    for line, policy, verdict in context.judged:
        if verdict is not None and verdict.outcome == "review":
            yield UseForReview.of_line(line, policy, verdict)


CHECK = Check(UseForReview, find, ("review",))
