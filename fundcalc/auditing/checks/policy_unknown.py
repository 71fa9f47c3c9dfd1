"""Lines that no measure of the audit applies to, or that name no award."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.findings import AuditCheck, Finding, Severity
from fundcalc.auditing.lines import Line
from fundcalc.base.figures import in_yuan
from fundcalc.base.i18n import _, ngettext


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyUnknown(Finding):
    """``count`` lines of one award, or without an award."""

    check: ClassVar[str] = "policy_unknown"
    severity: Severity = "review"
    fen: int
    count: int

    @staticmethod
    def title() -> str:
        return _("no known measure")

    def sentence(self) -> str:
        sentence = (
            ngettext(
                "{count} line ({amount}) of award {award}: its measure is not among those of the audit.",
                "{count} lines ({amount}) of award {award}: their measure is not among those of the audit.",
                self.count,
            )
            if self.award
            else ngettext(
                "{count} line ({amount}) names no award, so its measure is not known.",
                "{count} lines ({amount}) name no award, so their measure is not known.",
                self.count,
            )
        )
        return sentence.format(count=self.count, amount=in_yuan(self.fen), award=self.award)


def find(context: AuditContext) -> Iterator[PolicyUnknown]:
    """One finding for each award, at its first line."""
    unknown: defaultdict[str, list[Line]] = defaultdict(list)
    for line, policy, _verdict in context.judged:
        if not policy:
            unknown[line.award].append(line)
    for award, lines in unknown.items():
        yield PolicyUnknown(
            award=award,
            organisation=lines[0].organisation,
            place=lines[0].place,
            fen=sum(line.fen for line in lines),
            count=len(lines),
        )


CHECK = AuditCheck(PolicyUnknown, find, ("review",))
