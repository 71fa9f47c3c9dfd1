"""The first sheet of results: numbers, sums, rules and sources."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from fundcalc import prose
from fundcalc.base.amount_in_words import capitals
from fundcalc.base.figures import several
from fundcalc.base.i18n import _, either
from fundcalc.base.money import LARGEST_FEN
from fundcalc.engine.decision import Decision
from fundcalc.policy.loading import Policy
from fundcalc.prose.notes import article, in_order, question, taken
from fundcalc.prose.steps import validity
from fundcalc.views.table import Cell, Money
from fundcalc.workbooks.round import Round
from fundcalc.workbooks.sheet_writer import Look, write

if TYPE_CHECKING:
    from fundcalc.ledger import Posting

Looks = dict[Look, Format]


def write_summary(
    sheet: Worksheet,
    policy: Policy,
    decisions: Sequence[Decision],
    round_: Round,
    posting: "Posting | None",
    on: date,
    looks: Looks,
) -> None:
    """Fill the summary; amounts in yuan."""
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, 1, 20)
    sheet.set_column(2, 2, 40)
    sheet.set_column(3, 3, 22)
    sheet.set_portrait()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    write(sheet, 0, 0, either(policy.measure.title), looks, "title")
    row = _total(sheet, 2, decisions, looks)
    row = _counts(sheet, row, policy, decisions, round_, looks)
    if posting is not None:
        row = _posted(sheet, row, posting, looks)
    row = _origin(sheet, row, policy, round_, on, looks)
    row = _readings(sheet, row, policy, decisions, looks)
    _remarks(sheet, row, looks)


def _rows(sheet: Worksheet, row: int, rows: Iterable[Sequence[Cell]], looks: Looks) -> int:
    for values in rows:
        for column, value in enumerate(values):
            look: Look | None = "label" if column == 0 else "plain" if isinstance(value, str) else None
            write(sheet, row, column, value, looks, look)
        row += 1
    return row + 1


def _section(sheet: Worksheet, row: int, headings: Sequence[str], looks: Looks) -> int:
    for column, heading in enumerate(headings):
        write(sheet, row, column, heading or " ", looks, "heading")
    return row + 1


def _total(sheet: Worksheet, row: int, decisions: Sequence[Decision], looks: Looks) -> int:
    total = sum(decision.payable_fen for decision in decisions)
    write(sheet, row, 0, _("Payable in all (yuan)"), looks, "section")
    write(sheet, row, 1, Money(total), looks, "big")
    rows: list[Sequence[Cell]] = [
        (_("in ten thousands of yuan (万元)"), prose.ten_thousands(total)),
        (_("in capitals (人民币大写)"), capitals(total) if total <= LARGEST_FEN else "—"),
        (_("payees"), len({decision.application.organisation for decision in decisions if decision.payable_fen})),
    ]
    if prospective := sum(decision.prospective_fen for decision in decisions):
        rows.append((_("payable besides, once filed (yuan)"), Money(prospective)))
    return _rows(sheet, row + 1, rows, looks)


def _counts(
    sheet: Worksheet, row: int, policy: Policy, decisions: Sequence[Decision], round_: Round, looks: Looks
) -> int:
    row = _section(sheet, row, (_("By outcome"), _("applications"), _("payable (yuan)"), _("once filed (yuan)")), looks)
    number = Counter(decision.status for decision in decisions)
    rows: list[Sequence[Cell]] = [
        (
            prose.status(status),
            count,
            Money(sum(decision.payable_fen for decision in decisions if decision.status == status)),
            Money(sum(decision.prospective_fen for decision in decisions if decision.status == status)),
        )
        for status, count in number.most_common()
    ]
    rows.append((_("decided in all"), len(decisions), Money(sum(decision.payable_fen for decision in decisions))))
    rows.append((_("not decided (see the sheet of refused rows)"), len(round_.refused)))
    rows.append((_("faults of cells (see the sheet of faults)"), len(round_.faults)))
    row = _rows(sheet, row, rows, looks)
    row = _section(sheet, row, (_("By support"), _("payable to, number"), _("payable (yuan)")), looks)
    rows = []
    for name, benefit in policy.measure.benefit.items():
        allotted = [fen for decision in decisions if (fen := decision.allotted.get(name))]
        rows.append((either(benefit), len(allotted), Money(sum(allotted))))
    return _rows(sheet, row, rows, looks)


def _posted(sheet: Worksheet, row: int, posting: "Posting", looks: Looks) -> int:
    row = _section(sheet, row, (_("The book"), _("awards"), _("amount (yuan)")), looks)
    rows: list[Sequence[Cell]] = [
        (_("posted"), len(posting.posted), Money(sum(award.fen for award in posting.posted))),
        (
            _("posted before, left as they are"),
            len(posting.already),
            Money(sum(award.fen for award in posting.already)),
        ),
        (_("corrected"), len(posting.corrected)),
        (_("batch"), posting.batch or "—"),
    ]
    return _rows(sheet, row, rows, looks)


def _origin(sheet: Worksheet, row: int, policy: Policy, round_: Round, on: date, looks: Looks) -> int:
    from fundcalc.base.version import __version__

    measure = policy.measure
    row = _section(sheet, row, (_("Where this comes from"), "", "", ""), looks)
    rows: list[Sequence[Cell]] = [
        (_("written on"), on),
        (_("measure"), f"{policy.id}  {measure.number}".strip()),
        (_("issued by"), either(measure.issuer)),
        (_("in force"), validity(measure)),
        (_("SHA-256 of the policy"), policy.digest),
        *(
            ((_("not computed, to be worked out by hand"), several(measure.not_computed)),)
            if measure.not_computed
            else ()
        ),
        *((_("changed line"), f"{line} = {value}") for line, value in policy.changes.items()),
        *(
            cell
            for source in round_.sources
            for cell in ((_("file"), source.name), (_("SHA-256 of the file"), source.sha256))
        ),
        (_("awards already paid, from the file"), len(round_.paid)),
        (_("program"), f"fundcalc {__version__}"),
    ]
    return _rows(sheet, row, rows, looks)


def _readings(sheet: Worksheet, row: int, policy: Policy, decisions: Sequence[Decision], looks: Looks) -> int:
    resting = Counter(reading for decision in decisions for reading in decision.readings)
    row = _section(
        sheet, row, (_("Readings in force"), _("article"), _("taken as"), _("decisions that rest on it")), looks
    )
    rows: list[Sequence[Cell]] = [
        (
            question(policy, name),
            article(policy, name),
            taken(policy, name, policy.readings[name]),
            resting[name],
        )
        for name in in_order(policy)
    ]
    return _rows(sheet, row, rows, looks)


def _remarks(sheet: Worksheet, row: int, looks: Looks) -> None:
    text = _(
        "Text that begins with = + - @ has a ' in front, so that it cannot become a formula when this is saved as CSV; "
        "the ' is no part of it."
    )
    sheet.merge_range(row, 0, row + 1, 3, text, looks["label"])
