"""A line that is for a person to judge.

The measure leaves it open, it says too little, or it contradicts itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from fundcalc.auditing.classification import DecidedBy, LineInput, Verdict, Why
from fundcalc.auditing.context import AuditContext, JudgedLine
from fundcalc.auditing.findings import AuditCheck, Finding, Severity, line_key
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
    def of_line(cls, context: AuditContext, judged: JudgedLine, verdict: Verdict) -> Self:
        """The finding about a line and its verdict."""
        line, rule = judged.line, verdict.rule
        return cls(
            **context.about_judged(judged) | {"policy": judged.policy},
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
    """One finding per line for review; a line and its reversal are one."""
    for judged in context.judged:
        verdict = judged.verdict
        if verdict is not None and verdict.outcome == "review" and not context.is_reversal(judged):
            yield UseForReview.of_line(context, judged, verdict)


CHECK = AuditCheck(UseForReview, find, ("review",))
