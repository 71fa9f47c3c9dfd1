"""What an audit is given on the command line: sheets, folders of them and books, read one by one, none hiding another."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from fundcalc.auditing.evidence import AwardFacts, Evidence, Movement
from fundcalc.auditing.lines import Line
from fundcalc.base.errors import FundcalcError, SheetError
from fundcalc.base.i18n import _
from fundcalc.base.memory import bounded
from fundcalc.workbooks import CellFault, CellNote
from fundcalc.workbooks.expenses import Expenses, read_expenses
from fundcalc.workbooks.grid import Source

# Kinds that cannot be read are listed too, so that they are reported with a remedy and not passed over.
_SHEETS = (".xlsx", ".xlsm", ".csv", ".xls", ".et", ".ods")
_TOP = "main.beancount"
# A sheet of a million lines takes about half of it.
MEMORY = 4 << 30


class Unread(NamedTuple):
    """A file that could not be read, or was left out, and why."""

    path: str
    message: str


@dataclass(frozen=True)
class Gathered:
    """Everything that could be read, from which files, and everything that could not.

    ``bad`` counts the rows and sheets that hold something and are not among the lines; ``notes`` say how cells and rows
    were read where that is not plain.
    """

    evidence: Evidence
    sources: tuple[Source, ...]
    faults: tuple[CellFault, ...]
    unread: tuple[Unread, ...]
    bad: int
    notes: tuple[CellNote, ...] = ()


def gather(paths: Sequence[Path], *, award: str = "", mapped: Sequence[str] = ()) -> Gathered:
    """Read every path: a sheet, a book, or a folder of either; ``award`` is whose lines are that do not say.

    ``mapped`` are accounts of a foreign ledger that count as spending besides its expenses.

    A file given twice, by name or by content, is read once. Raises SheetError where a path does not exist.
    """
    sheets: list[Evidence] = []
    books: list[Evidence] = []
    sources: dict[str, Source] = {}
    faults: list[CellFault] = []
    notes: list[CellNote] = []
    unread: list[Unread] = []
    bad = 0
    files = tuple(_files(paths, unread))
    names = [path.name for path in files]
    for path in files:
        shown = path.name if names.count(path.name) == 1 else str(path)
        try:
            if _is_ledger(path):
                part, source, left_out = _book(path, mapped)
                unread += [Unread(shown, reason) for reason in left_out]
                if source.sha256 not in sources:
                    books.append(part)
                sources.setdefault(source.sha256, source)
                continue
            with bounded(MEMORY):
                read = read_expenses(path, award=award, partial=True)
        except FundcalcError as error:
            unread.append(Unread(shown, str(error)))
            continue
        except MemoryError:
            message = _("{file}: it takes more than {most} GB of memory to read; split it into several files.")
            unread.append(Unread(shown, message.format(file=shown, most=MEMORY >> 30)))
            continue
        digest = read.sources[0].sha256
        if digest in sources:
            message = _("has the same content as {other}, so it is read once").format(other=sources[digest].name)
            unread.append(Unread(shown, message))
            continue
        sources[digest] = Source(shown, digest)
        sheets.append(_named(read, path.name, shown))
        faults += [replace(fault, file=shown) for fault in read.faults]
        notes += [replace(note, file=shown) for note in read.notes]
        bad += read.bad
    kept, twice = _not_in(sheets, books)
    unread += [Unread("", message) for message in twice]
    return Gathered(
        _together((*kept, *books), award), tuple(sources.values()), tuple(faults), tuple(unread), bad, tuple(notes)
    )


def _is_ledger(path: Path) -> bool:
    return path.name == _TOP or path.suffix == ".beancount"


def _named(read: Expenses, name: str, shown: str) -> Evidence:
    """What a sheet holds, placed by the name that tells its file from another of the same name."""

    def placed(record: Line | AwardFacts | Movement) -> str:
        return record.place if name == shown else shown + record.place.removeprefix(name)

    return Evidence(
        tuple(line._replace(place=placed(line)) for line in read.lines),
        tuple(replace(award, place=placed(award)) for award in read.awards),
        tuple(replace(movement, place=placed(movement)) for movement in read.movements),
    )


def _not_in(sheets: Sequence[Evidence], books: Sequence[Evidence]) -> tuple[list[Evidence], list[str]]:
    """The sheets without what stands in a book too, and how much that was: a sheet is what a book was posted from."""
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
        notes.append(_("{count} lines of the sheets stand in the book too, and are counted once").format(count=twice))
    if twice := sum(len(sheet.movements) for sheet in sheets) - sum(len(sheet.movements) for sheet in kept):
        notes.append(
            _("{count} receipts of the sheets stand in the book too, and are counted once").format(count=twice)
        )
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
    )


def _files(paths: Sequence[Path], unread: list[Unread]) -> Iterator[Path]:
    seen: set[Path] = set()
    for path in paths:
        for file in _within(path):
            real = file.resolve()
            # Who sends a folder does not choose what else of this machine is read.
            if file != path and not real.is_relative_to(path.resolve()):
                unread.append(
                    Unread(file.name, _("is a link out of its folder, and is not read; name the file itself"))
                )
            elif real not in seen:
                seen.add(real)
                yield file


def _within(path: Path) -> Iterator[Path]:
    if not path.exists():
        raise SheetError(_("{path}: there is no such file or folder; check its name.").format(path=path))
    if not path.is_dir():
        yield path
    elif (path / _TOP).is_file():
        yield path / _TOP
    else:
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in _SHEETS and file.name[:1] not in ".~")
        if not files:
            message = _(
                "{path}: the folder holds neither a book ({top}) nor a sheet (.xlsx, .csv); name the file itself."
            )
            raise SheetError(message.format(path=path, top=_TOP))
        yield from files


def _book(path: Path, mapped: Sequence[str]) -> tuple[Evidence, Source, tuple[str, ...]]:
    # Beancount takes a while to import, and most audits are of sheets.
    from fundcalc.ledger.foreign.sandbox import read_confined

    evidence, digest, notes = read_confined(path, mapped=mapped)
    if any(award.decided for award in evidence.awards):
        evidence = _replayed(evidence, path.parent)
    return evidence, Source(f"{path.parent.name}/{path.name}", digest), notes


def _replayed(evidence: Evidence, folder: Path) -> Evidence:
    """An authority's book with what its kept inputs tell: awards that do not come out again, platforms revoked since."""
    from fundcalc.ledger.replay import replay, revocations

    try:
        found = replay(folder).findings
    except FundcalcError:  # errors of the book are findings already
        return evidence
    unconfirmed = {
        finding.award: finding.message for finding in found if finding.award and finding.kind != "policy_superseded"
    }
    days = revocations(folder)
    awards = [_revoked(award, days.get((award.policy, award.platform), ())) for award in evidence.awards]
    return replace(evidence, awards=awards, unconfirmed=unconfirmed)


def _revoked(award: AwardFacts, days: Sequence[date]) -> AwardFacts:
    """An award with the first day after its decision on which its platform was revoked."""
    since = [day for day in (*days, award.revoked_on) if day is not None and (award.on is None or day > award.on)]
    return replace(award, revoked_on=min(since, default=award.revoked_on))
