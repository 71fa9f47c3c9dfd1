"""Sections that both kinds of report share.

The annex of entries, totals in capitals, the state of the book, and signatures.
"""

from collections.abc import Iterable, Iterator, Sequence

from fundcalc.base.amount_in_words import capitals
from fundcalc.base.i18n import _, ngettext
from fundcalc.base.money import LARGEST_FEN
from fundcalc.documents.report import ReportColumn, ReportTable, Section, Value, is_whole
from fundcalc.documents.report_data import AnnexEntry, ReportData
from fundcalc.prose import day
from fundcalc.prose.awards import measure_document
from fundcalc.prose.movements import event_title, use_title

_MOST_FAULTS = 20


def annex(report_data: ReportData) -> Section:
    """The annex: every entry of the year on the awards, numbered, with its place."""
    columns = (
        ReportColumn(_("no."), "number", 3),
        ReportColumn(_("date"), "day", 6),
        ReportColumn(_("award"), "text", 11),
        ReportColumn(_("event"), "text", 5),
        ReportColumn(_("counterparty"), "text", 9),
        ReportColumn(_("text"), "text", 10),
        ReportColumn(_("use"), "text", 7),
        ReportColumn(_("amount (yuan)"), "yuan", 8),
        ReportColumn(_("place in the book"), "text", 12),
        ReportColumn(_("entered by"), "text", 6),
    )
    rows = [_entry_row(entry) for entries in report_data.entries.values() for entry in entries]
    before = (_("Each line is one entry of the book: its file and the line at which it begins."),)
    return Section(_("Annex: entries of the book"), before, ReportTable(columns, rows))


def _entry_row(entry: AnnexEntry) -> Sequence[Value]:
    moved = entry.movement
    return (
        entry.number, moved.on, entry.award.award, event_title(moved.kind), moved.payee, moved.text,
        use_title(moved.use), moved.fen, f"{moved.file}:{moved.line}", entry.by,
    )  # fmt: skip


def in_capitals(label: str, fen: int) -> str:
    """A total in capital letters (人民币大写), as an official form repeats it."""
    if abs(fen) > LARGEST_FEN:
        return _("{label}: {amount}").format(label=label, amount="—")
    return _("{label} (in capitals): {amount}").format(label=label, amount=capital_amount(fen))


def capital_amount(fen: int) -> str:
    """An amount in capital letters, or nothing for one beyond them."""
    return f"人民币{capitals(fen)}" if abs(fen) <= LARGEST_FEN else ""


def nearly(table: ReportTable, *, with_annex: bool = True) -> tuple[str, ...]:
    """What the sign of approximation means, for a table in which it stands."""
    kinds = [column.kind for column in table.columns]
    cells = ((kind, value) for row in table.rows for kind, value in zip(kinds, row, strict=True))
    if all(is_whole(value) for kind, value in cells if kind == "wan" and isinstance(value, int)):
        return ()
    if not with_annex:
        return (_("≈ marks a figure rounded to four decimals of 10,000 yuan."),)
    return (_("≈ marks a figure rounded to four decimals of 10,000 yuan; the annex has it to the fen."),)


def state_of_the_book(report_data: ReportData, heading: str) -> Section:
    """What was checked, what is wrong, what the audit found, and the seal."""
    lines = [*_checked(report_data), *_audited(report_data)]
    if report_data.closed_through:
        lines.append(_("The book is closed through {day}.").format(day=day(report_data.closed_through)))
    return Section(heading, (*lines, *seal_of(report_data)))


def _checked(report_data: ReportData) -> Iterator[str]:
    faults = report_data.faults
    if not faults:
        yield _("The entries were checked: they balance, and each belongs to an award.")
        return
    yield ngettext(
        "The book was checked and {number} fault was found; put it right before this report is handed in:",
        "The book was checked and {number} faults were found; put them right before this report is handed in:",
        len(faults),
    ).format(number=len(faults))
    yield from _listed([str(fault) for fault in faults])


def _audited(report_data: ReportData) -> Iterator[str]:
    findings = report_data.findings
    if not findings:
        yield _("The audit of these awards found no violation and nothing to review.")
        return
    violations = sum(finding.severity == "violation" for finding in findings)
    yield _("The audit of these awards found: violations {violations}, to review {reviews}.").format(
        violations=violations, reviews=len(findings) - violations
    )
    yield from _listed([finding.statement() for finding in findings])


def _listed(sentences: Sequence[str]) -> Iterator[str]:
    yield from (f"{number}. {sentence}" for number, sentence in enumerate(sentences[:_MOST_FAULTS], 1))
    if len(sentences) > _MOST_FAULTS:
        yield _("and {count} more").format(count=len(sentences) - _MOST_FAULTS)


def seal_of(report_data: ReportData) -> tuple[str, ...]:
    """The seal of the book, by which this paper can be checked against it."""
    if report_data.seal is None:
        return ()
    return (_("Seal of the book: {seal}").format(seal=report_data.seal),)


def organisations(report_data: ReportData) -> str:
    """The units that a report is about: the one, or how many."""
    units = {award.organisation: award.organisation_name for award in report_data.awards}
    if len(units) == 1:
        ((number, name),) = units.items()
        return _("{name} ({id})").format(name=name, id=number) if name else number
    return ngettext("{number} organisation", "{number} organisations", len(units)).format(number=len(units))


def documents(report_data: ReportData) -> str:
    """The measures that a report is about, with their numbers."""
    return joined(
        measure_document(policy) for policy in dict.fromkeys(award.policy for award in report_data.awards) if policy
    )


def joined(texts: Iterable[str]) -> str:
    """Several texts as one."""
    return _("; ").join(texts)


def numbers(entries: Iterable[AnnexEntry]) -> tuple[int, ...]:
    """The numbers of entries in the annex."""
    return tuple(entry.number for entry in entries)


def signatures() -> Sequence[str]:
    """Who signs, with room to write."""
    room = "　" * 8
    return (
        _("Head of the unit: {room}").format(room=room),
        _("Head of finance: {room}").format(room=room),
        _("Prepared by: {room}").format(room=room),
        _("(seal) {room} date: {room}").format(room=room),
    )
