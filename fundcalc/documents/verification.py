"""The page a reviewer signs: where in the text each figure of a policy stands."""

from datetime import date

from fundcalc.base.i18n import _, either
from fundcalc.documents.report import Report, ReportColumn, ReportTable, Section
from fundcalc.measure_text.verification import Verification
from fundcalc.policy.loading import Policy
from fundcalc.views import verification as view
from fundcalc.views.table import json_value


def verification_page(policy: Policy, found: Verification, digest: str, day: date) -> Report:
    """Lay out what comparing a policy with its text found, for signature."""
    facts = (
        (_("measure"), either(policy.measure.title)),
        (_("policy"), f"{policy.id}  {policy.digest[:16]}"),
        (_("text"), digest[:16]),
        (_("compared on"), day.isoformat()),
    )
    *others, confirmed = [_section(table) for table in view.tables(found, empty=True)]
    title = _("Figures of the policy and of the text")
    return Report(title, facts, [section for section in others if section.table], confirmed, _signatures())


def _section(table: view.AnyTable) -> Section:
    columns = [ReportColumn(column.heading, "text", column.width) for column in table.columns]
    rows = [[str(json_value(cell) or "") for cell in row] for row in table.rows()]
    return Section(table.title, table=ReportTable(columns, rows) if rows else None)


def _signatures() -> tuple[str, ...]:
    return (_("Author: ____________"), _("Reviewer: ____________"), _("Date: ____________"))
