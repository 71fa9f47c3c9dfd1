"""The table of what two measures say differently."""

from collections.abc import Sequence

from fundcalc.base.i18n import _
from fundcalc.prose.differences import Difference
from fundcalc.views.table import Column, Table


def differences_table(found: Sequence[Difference], before: str, after: str) -> Table[Difference]:
    """Each clause as the two say it; ``before`` and ``after`` name them."""
    columns: list[Column[Difference]] = [
        Column("heading", _("part"), lambda one: one.heading, width=18),
        Column("article_before", _("article"), lambda one: one.before.article if one.before else "", width=12),
        Column("before", before, lambda one: one.before.text if one.before else "", width=44),
        Column("article_after", _("article"), lambda one: one.after.article if one.after else "", width=12),
        Column("after", after, lambda one: one.after.text if one.after else "", width=44),
    ]
    return Table(_("What differs"), columns, found)
