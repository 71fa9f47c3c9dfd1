"""The tables of a verification: confirmed, not found, unused, explained."""

from collections.abc import Iterator

from fundcalc.base.i18n import _
from fundcalc.measure_text.verification import Confirmed, ExplainedFigure, NotFound, Unused, Verification
from fundcalc.policy.model import Explanation
from fundcalc.prose import verification as prose
from fundcalc.views.table import Column, Table

_WORDS = 20  # characters shown of what stands before a figure


def confirmed(found: Verification) -> Table[Confirmed]:
    """Each figure of the policy, and what its article prints."""
    columns: list[Column[Confirmed]] = [
        Column("article", _("article"), lambda one: one.printed.address, width=14),
        Column("printed", _("the text says"), lambda one: one.printed.figure.printed, width=16),
        Column("context", _("before it"), lambda one: one.printed.context.before[-_WORDS:], width=24),
        Column("line", _("line of the policy"), lambda one: one.statement.path, "id", width=40),
        Column("written", _("the policy says"), lambda one: one.statement.written, width=16),
    ]
    return Table(_("Confirmed"), columns, found.confirmed)


def not_found(found: Verification) -> Table[NotFound]:
    """Each figure of the policy that its article does not print."""
    columns: list[Column[NotFound]] = [
        Column("line", _("line of the policy"), lambda one: one.statement.path, "id", width=40),
        Column("article", _("article"), lambda one: one.statement.cite, width=14),
        Column("written", _("the policy says"), lambda one: one.statement.written, width=16),
        Column("message", _("what is wrong"), prose.not_found, width=50),
    ]
    return Table(_("Not found in the text"), columns, found.not_found)


def unused(found: Verification) -> Table[Unused]:
    """Each figure of the text that no line uses."""
    columns: list[Column[Unused]] = [
        Column("article", _("article"), lambda one: one.printed.address, width=14),
        Column("printed", _("the text says"), lambda one: one.printed.figure.printed, width=16),
        Column("message", _("what is wrong"), prose.unused, width=50),
    ]
    return Table(_("In the text, and not used"), columns, found.unused)


def explained(found: Verification) -> Table[ExplainedFigure]:
    """Each figure or line that the policy explains."""
    columns: list[Column[ExplainedFigure]] = [
        Column("article", _("article"), lambda one: one.explained.at, width=14),
        Column("printed", _("the text says"), lambda one: one.explained.figure, width=16),
        Column("line", _("line of the policy"), lambda one: one.explained.line, "id", width=40),
        Column("explanation", _("explanation"), prose.explanation, width=50),
    ]
    return Table(_("Explained"), columns, found.explained)


def stale(found: Verification) -> Table[Explanation]:
    """Each explanation of what is not there, or needs none."""
    columns: list[Column[Explanation]] = [
        Column("article", _("article"), lambda one: one.at, width=14),
        Column("printed", _("the text says"), lambda one: one.figure, width=16),
        Column("line", _("line of the policy"), lambda one: one.line, "id", width=40),
        Column("message", _("what is wrong"), prose.stale, width=50),
    ]
    return Table(_("Explained without need"), columns, found.stale)


AnyTable = Table[Confirmed] | Table[NotFound] | Table[Unused] | Table[ExplainedFigure] | Table[Explanation]


def tables(found: Verification, *, empty: bool = False) -> Iterator[AnyTable]:
    """The tables, what is wrong first; those without rows only if ``empty``."""
    for table in (not_found(found), unused(found), stale(found), explained(found), confirmed(found)):
        if empty or table.records:
            yield table
