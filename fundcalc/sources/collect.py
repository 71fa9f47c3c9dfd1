"""Read everything that an audit is given: sheets, folders and books.

Each is read on its own, so that a fault in one hides nothing in another.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from fundcalc.auditing.evidence import AwardFacts, Evidence, EvidencePart, Movement, PlatformRow, RevokedPlatform
from fundcalc.auditing.lines import Line
from fundcalc.base.errors import FundcalcError
from fundcalc.base.garbage_collection import without_collecting
from fundcalc.base.i18n import _
from fundcalc.base.memory import bounded
from fundcalc.base.progress import READING, counted
from fundcalc.journals.attribution import Attribution
from fundcalc.journals.records import Voucher
from fundcalc.journals.spending import NotJudged
from fundcalc.sources.audit_sources import AuditSource, Unread
from fundcalc.sources.journal_evidence import JournalOptions, journal_evidence
from fundcalc.sources.journal_files import JournalFiles
from fundcalc.sources.ledgers import read_ledger
from fundcalc.sources.paths import files_of, is_ledger, is_standard, standard_sets
from fundcalc.sources.standard_sets import read_set
from fundcalc.workbooks import CellFault, CellNote
from fundcalc.workbooks.expenses import Expenses, expenses_in
from fundcalc.workbooks.grid import Grid, SourceFile
from fundcalc.workbooks.grid_reader import is_other_format, read_grids

# A sheet of a million lines takes about half of it.
MEMORY = 4 << 30


@dataclass(frozen=True)
class Gathered:
    """Everything that could be read, from which files, and everything that could not.

    ``bad`` counts the rows and sheets that hold something and are not among the lines; ``notes`` say how cells and rows
    were read where that is not plain. ``not_judged`` are the postings of journals that are not spending,
    ``remarks`` say how journals were read.
    """

    evidence: Evidence
    sources: tuple[AuditSource, ...]
    faults: tuple[CellFault, ...]
    unread: tuple[Unread, ...]
    bad: int
    notes: tuple[CellNote, ...] = ()
    not_judged: tuple[NotJudged, ...] = ()
    vouchers: Sequence[Voucher] = ()
    remarks: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[SourceFile, ...]:
        """The files with their digests."""
        return tuple(SourceFile(source.name, source.sha256) for source in self.sources)


def gather(
    paths: Sequence[Path], *, award: str = "", mapped: Sequence[str] = (), journals: JournalOptions | None = None
) -> Gathered:
    """Read every path: a sheet, a journal, a book, or a folder of them.

    ``award`` is the award of lines that name none.

    ``mapped`` are accounts of a foreign ledger that count as spending besides its expenses.

    A file given twice, by name or by content, is read once. Raises SheetError where a path does not exist.
    """
    options = journals or JournalOptions(Attribution(award))
    reading = _Gathering(award, JournalFiles(options.attribution))
    files = tuple(files_of(paths, reading.unread))
    names = [path.name for path in files]
    shown_as = {path: path.name if names.count(path.name) == 1 else str(path) for path in files}
    for several in counted(list(standard_sets(files)), READING):
        path, shown = several[0], shown_as[several[0]]
        try:
            if is_ledger(path):
                reading.add_book(path, shown, mapped, options.basis)
            elif is_standard(path):
                reading.add_set(several, [shown_as[path] for path in several])
            else:
                with bounded(MEMORY), without_collecting():
                    reading.add_sheets(path, shown)
        except FundcalcError as error:
            reading.unread.append(Unread(shown, str(error)))
        except MemoryError:
            message = _("{file}: it takes more than {most} GB of memory to read; split it into several files.")
            reading.unread.append(Unread(shown, message.format(file=shown, most=MEMORY >> 30)))
    kept, twice = _not_in(reading.sheets, reading.books)
    reading.unread += [Unread("", message) for message in twice]
    files_read = reading.journals
    shown_names = [source.name for source in reading.sources.values()]
    with without_collecting():
        found = journal_evidence(files_read, options, (*kept, *reading.books), shown_names)
    reading.unread += [Unread("", message) for message in found.unused]
    postings = found.counted
    sources = tuple(source._replace(sums=postings.sums.get(at)) for at, source in enumerate(reading.sources.values()))
    evidence = _together((*kept, *reading.books, found.evidence), award)
    parts = [*(EvidencePart("sheets", sheet) for sheet in reading.sheets)]
    parts += [EvidencePart("book", _together([book], award)) for book in reading.books]
    parts += [EvidencePart("journal", found.whole)] if files_read.vouchers else []
    return Gathered(
        replace(evidence, parts=parts),
        sources,
        (*reading.faults, *files_read.faults),
        tuple(reading.unread),
        reading.bad + files_read.bad,
        (*reading.notes, *files_read.notes),
        (*postings.not_judged, *reading.not_judged),
        files_read.vouchers,
        found.notes,
    )


@dataclass
class _Gathering:
    """What has been read of the files so far."""

    award: str
    journals: JournalFiles
    sheets: list[Evidence] = field(default_factory=list)
    books: list[Evidence] = field(default_factory=list)
    sources: dict[str, AuditSource] = field(default_factory=dict)
    faults: list[CellFault] = field(default_factory=list)
    notes: list[CellNote] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    not_judged: list[NotJudged] = field(default_factory=list)
    bad: int = 0

    def add_book(self, path: Path, shown: str, mapped: Sequence[str], basis: str | None) -> None:
        """Read a ledger, ours or anyone's."""
        part, source, left_out = read_ledger(path, mapped, basis)
        self.unread += [Unread(shown, reason) for reason in left_out]
        if source.sha256 not in self.sources:
            self.books.append(part)
            at = len(self.sources)
            self.not_judged += [
                NotJudged(at, other.account, "", other.postings, other.debit, other.credit, other.why)
                for other in part.others
            ]
        self.sources.setdefault(source.sha256, source)

    def add_sheets(self, path: Path, shown: str) -> None:
        """Read the sheets of a file.

        Those of an accounting program, and the others as lines of spending.
        """
        grids, of_file = read_grids(path, others=True)
        digest = of_file[0].sha256
        if digest in self.sources:
            message = _("has the same content as {other}, so it is read once")
            self.unread.append(Unread(shown, message.format(other=self.sources[digest].name)))
            return
        tables = self.journals.tables(grids)
        if path.suffix.lower() == ".txt" and not tables:
            message = _(
                "is a text without the columns of a journal, and not of 用友 U8; give the sheet that it was made from"
            )
            self.unread.append(Unread(shown, message))
            return
        self.sources[digest] = AuditSource(shown, digest, "lines")
        kind = self.journals.add(grids, tables, shown, len(self.sources) - 1) if tables else "lines"
        self.sources[digest] = AuditSource(shown, digest, kind)
        others = [grid._replace(rows=list(grid.rows)) for at, grid in enumerate(grids) if at not in tables]
        if tables and not others:
            return
        if is_other_format(path):
            self._refuse_lists(others, shown, alone=not tables)
            return
        read = expenses_in(path, others, of_file, award=self.award, partial=True, among_others=bool(tables))
        self.sheets.append(_named(read, path.name, shown))
        self.faults += [replace(fault, file=shown) for fault in read.faults]
        self.notes += [replace(note, file=shown) for note in read.notes]
        self.bad += read.bad

    def add_set(self, paths: Sequence[Path], names: Sequence[str]) -> None:
        """Read files of GB/T 24589 or GB/T 19581 that belong together."""
        for source in read_set(paths, names, self.journals, len(self.sources)):
            self.sources.setdefault(source.sha256, source)
        if self.journals.unknown:
            elements = ", ".join(sorted(self.journals.unknown)[:20])
            message = _("these elements are not known here, and are not read: {elements}")
            self.unread.append(Unread(names[0], message.format(elements=elements)))

    def _refuse_lists(self, grids: Sequence[Grid], shown: str, *, alone: bool) -> None:
        """Lists of spending in .xls and .ods.

        What their number formats say of units would be lost.
        """
        if not any(grid.rows for grid in grids) and not alone:
            return
        names = ", ".join(grid.sheet for grid in grids if grid.rows)
        message = _(
            "sheets {names}: only journals are read from this kind of workbook; save it as .xlsx for the others"
        )
        self.unread.append(Unread(shown, message.format(names=names)))
        self.bad += len(grids)


def _named(read: Expenses, name: str, shown: str) -> Evidence:
    """What a sheet holds.

    Placed by the name that tells its file from another of the same name.
    """

    def placed(record: Line | AwardFacts | Movement | RevokedPlatform | PlatformRow) -> str:
        return record.place if name == shown else shown + record.place.removeprefix(name)

    return Evidence(
        tuple(line._replace(place=placed(line)) for line in read.lines),
        tuple(replace(award, place=placed(award)) for award in read.awards),
        tuple(replace(movement, place=placed(movement)) for movement in read.movements),
        revocations=tuple(replace(revoked, place=placed(revoked)) for revoked in read.revocations),
        events=tuple(replace(row, place=placed(row)) for row in read.events),
    )


def _not_in(sheets: Sequence[Evidence], books: Sequence[Evidence]) -> tuple[list[Evidence], list[str]]:
    """The sheets without what stands in a book too, and how much that was.

    A sheet is what a book was posted from.
    """
    lines = Counter(_entry(line) for book in books for line in book.lines)
    moved = Counter(_moved(movement) for book in books for movement in book.movements)
    kept = [
        replace(
            sheet,
            lines=[line for line in sheet.lines if not _takes(lines, _entry(line))],
            movements=[movement for movement in sheet.movements if not _takes(moved, _moved(movement))],
        )
        for sheet in sheets
    ]
    notes = []
    if twice := sum(len(sheet.lines) for sheet in sheets) - sum(len(sheet.lines) for sheet in kept):
        notes.append(_("{count} lines of the sheets are also in the book, and are counted once").format(count=twice))
    if twice := sum(len(sheet.movements) for sheet in sheets) - sum(len(sheet.movements) for sheet in kept):
        notes.append(_("{count} receipts of the sheets are also in the book, and are counted once").format(count=twice))
    return kept, notes


def _entry(line: Line) -> tuple[object, ...]:
    """What is the same of a line in a sheet and in the book that it was posted to."""
    return line.award, line.date, line.fen, line.payee, line.invoice, line.document


def _moved(movement: Movement) -> tuple[object, ...]:
    """What is the same of a receipt in a sheet and in the book."""
    return movement.kind, movement.award, movement.date, movement.fen


def _takes(counts: Counter[tuple[object, ...]], entry: tuple[object, ...]) -> bool:
    if not counts[entry]:
        return False
    counts[entry] -= 1
    return True


def _together(parts: Sequence[Evidence], award: str) -> Evidence:
    return Evidence(
        [line._replace(award=award) if award and not line.award else line for part in parts for line in part.lines],
        [award for part in parts for award in part.awards],
        [movement for part in parts for movement in part.movements],
        [fault for part in parts for fault in part.rejected],
        {award: message for part in parts for award, message in part.unconfirmed.items()},
        [voucher for part in parts for voucher in part.unbalanced],
        [difference for part in parts for difference in part.balances],
        [invoice for part in parts for invoice in part.void_invoices],
        frozenset(award for part in parts for award in part.receipts_unknown),
        revocations=[revoked for part in parts for revoked in part.revocations],
        budgets=[item for part in parts for item in part.budgets],
        events=[row for part in parts for row in part.events],
    )
