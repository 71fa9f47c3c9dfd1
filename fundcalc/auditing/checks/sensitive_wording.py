"""Sensitive wording in lines that no measure judges.

Gift cards, dinners and liquor, also as the star categories of invoices (*酒*).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.findings import AuditCheck, Finding, Severity, line_key
from fundcalc.auditing.keywords import wording
from fundcalc.base.figures import in_yuan, several
from fundcalc.base.i18n import _
from fundcalc.policy.uses import catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitiveWording(Finding):
    """The ``words`` of alarming uses in the text of a line."""

    check: ClassVar[str] = "sensitive_wording"
    severity: Severity = "hint"
    fen: int
    words: tuple[str, ...]
    text: str

    @staticmethod
    def title() -> str:
        return _("sensitive wording")

    def sentence(self) -> str:
        words = several(_("“{name}”").format(name=word) for word in self.words)
        return _("{amount}: the text has {words}.").format(amount=in_yuan(self.fen), words=words)


def find(context: AuditContext) -> Iterator[SensitiveWording]:
    """One finding per line.

    Where a measure judges the line, such wording is for review already.
    """
    known, leaves = wording(), catalogue().leaves
    for judged in context.hinted:
        line, verdict = judged.line, judged.verdict
        if verdict is not None and verdict.outcome != "no_rule":
            continue
        found = dict.fromkeys(known.found(line.text))
        words = tuple(word for word in found if any(leaves[use].alarming for use in known.of([word])))
        if words:
            yield SensitiveWording(
                **context.about_judged(judged),
                cite=context.article_of_account(line.award),
                fen=line.fen,
                key=line_key(line),
                words=words,
                text=line.text,
            )


CHECK = AuditCheck(SensitiveWording, find, ("hint",))
