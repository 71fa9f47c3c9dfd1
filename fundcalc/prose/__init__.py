"""Decisions and measures as sentences in the current language.

For finance officers and auditors.

What is handed over is data; the prose is made here. A clause (``check``, ``step``, ``note``, ``reason``) has no full stop and
leaves its article to the caller, who has it as ``cite``; ``explain`` and ``measure_page`` are whole pages of lines that
carry theirs. The messages are English and translated by ``locale/zh/fundcalc.po``.
"""

from fundcalc.base.figures import amount, count, day, figure, in_yuan, rate, ten_thousands
from fundcalc.prose.conditions import check
from fundcalc.prose.explanation import explain
from fundcalc.prose.measures import measure_page, not_computed
from fundcalc.prose.notes import article, in_order, note, question, readings_line, taken
from fundcalc.prose.pages import Page, PageLine
from fundcalc.prose.parameters import parameter, parameter_unit, parameter_value
from fundcalc.prose.statuses import reason, status
from fundcalc.prose.steps import step

__all__ = [
    "Page",
    "PageLine",
    "amount",
    "article",
    "check",
    "count",
    "day",
    "explain",
    "figure",
    "in_order",
    "in_yuan",
    "measure_page",
    "not_computed",
    "note",
    "parameter",
    "parameter_unit",
    "parameter_value",
    "question",
    "rate",
    "readings_line",
    "reason",
    "status",
    "step",
    "taken",
    "ten_thousands",
]
