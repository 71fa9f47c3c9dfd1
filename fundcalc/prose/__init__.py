"""Decisions and measures as sentences in the current language, for finance officers and auditors.

What is handed over is data; the prose is made here. A clause (``check``, ``step``, ``note``, ``reason``) has no full stop and
leaves its article to the caller, who has it as ``cite``; ``explain`` and ``measure_page`` are whole pages of lines that
carry theirs. The messages are English and translated by ``locale/zh/fundcalc.po``.
"""

from fundcalc.words.conclusion import status_sentence
from fundcalc.words.conditions import check, condition
from fundcalc.words.explaining import explain
from fundcalc.words.figures import amount, area, count, day, figure, in_yuan, rate, several, ten_thousands, yes_no
from fundcalc.words.findings import check_title, cited, decided_by, finding, outcome, severity, verdict
from fundcalc.words.levers import lever, lever_unit, lever_value
from fundcalc.words.measures import measure_page, set_aside_reason
from fundcalc.words.notes import article, in_order, note, question, readings_line, taken
from fundcalc.words.outcome import reason, status
from fundcalc.words.pages import Line, Page
from fundcalc.words.populations import invented, population_page
from fundcalc.words.steps import step

__all__ = [
    "Line",
    "Page",
    "amount",
    "area",
    "article",
    "check",
    "check_title",
    "cited",
    "condition",
    "count",
    "day",
    "decided_by",
    "explain",
    "figure",
    "finding",
    "in_order",
    "in_yuan",
    "invented",
    "lever",
    "lever_unit",
    "lever_value",
    "measure_page",
    "note",
    "outcome",
    "population_page",
    "question",
    "rate",
    "readings_line",
    "reason",
    "set_aside_reason",
    "several",
    "severity",
    "status",
    "status_sentence",
    "step",
    "taken",
    "ten_thousands",
    "verdict",
    "yes_no",
]
