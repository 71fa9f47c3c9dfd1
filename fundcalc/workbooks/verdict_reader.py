"""Read what persons decided: from a filled-in working paper, or from JSON."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

from fundcalc.auditing.verdicts import WORDS, PersonVerdict, Verdicts, VerdictWord, verdict_name
from fundcalc.base.dates import parse_date
from fundcalc.base.errors import DateError, MoneyError, SheetError
from fundcalc.base.i18n import LANGUAGES, _, did_you_mean, joined, placed, speaking
from fundcalc.base.json_text import parse_json
from fundcalc.base.money import fen
from fundcalc.views import audit as views
from fundcalc.workbooks.grid import Cell, Grid
from fundcalc.workbooks.grid_reader import read_grids

_JSON_KEYS = ("verdict", "note", "by", "date", "amount")
_COLUMNS = ("id", "amount", "verdict", "note", "by", "date")


def read_verdicts(path: Path | None) -> Verdicts:
    """Return the verdicts of a file by the id of the finding; none without a file.

    A row of the working paper without a verdict says nothing. Raises SheetError naming every row that cannot be read.
    """
    if path is None:
        return {}
    if path.suffix.lower() == ".json":
        return _from_json(path)
    grids, _sources = read_grids(path)
    found: dict[str, PersonVerdict] = {}
    faults: list[str] = []
    sheets = [(grid, places) for grid in grids if (places := _places(grid))]
    if not sheets:
        message = _(
            "{file}: has no sheet of findings with verdicts; give the working paper that 'fundcalc audit -o' wrote"
        )
        raise SheetError(message.format(file=path.name))
    for grid, places in sheets:
        for row, values in _rows(grid, places):
            try:
                verdict = _verdict(values)
            except ValueError as error:
                faults.append(_("{file}, row {row}: {reason}").format(file=path.name, row=row, reason=error))
                continue
            if verdict is not None and values.get("id"):
                found[values["id"]] = verdict
    if faults:
        raise SheetError("\n".join(faults))
    return found


def _places(grid: Grid) -> dict[int, str]:
    """The columns of a sheet of findings: what each holds, by its number."""
    headings = _headings()
    for _row, cells in grid.rows[:3]:
        places = {cell.column: headings[_text(cell)] for cell in cells if _text(cell) in headings}
        if {"id", "verdict"} <= set(places.values()):
            return places
    return {}


def _headings() -> dict[str, str]:
    """What each heading means, in both languages."""
    headings: dict[str, str] = {}
    for language in LANGUAGES:
        with speaking(language):
            table = views.findings((), verdicts={})
            headings |= {column.heading: column.key for column in table.columns if column.key in _COLUMNS}
    return headings


def _rows(grid: Grid, places: Mapping[int, str]) -> Iterator[tuple[int, dict[str, str]]]:
    for number, cells in grid.rows:
        yield number, {places[cell.column]: _text(cell) for cell in cells if cell.column in places}


def _text(cell: Cell) -> str:
    value = cell.value
    return value.date().isoformat() if isinstance(value, datetime) else str(value).strip()


def _verdict(values: Mapping[str, str]) -> PersonVerdict | None:
    """The verdict of a row; None where it has none, or is that of the headings."""
    written = values.get("verdict", "")
    if not written or written in _headings():
        return None
    amount = values.get("amount", "")
    return PersonVerdict(
        _word(written),
        values.get("note", ""),
        values.get("by", ""),
        _day(values.get("date", "")),
        _amount(amount),
        has_amount="amount" in values,
    )


def _word(written: str) -> VerdictWord:
    words: dict[str, VerdictWord] = {}
    for word in WORDS:
        words[word] = word
        for language in LANGUAGES:
            with speaking(language):
                words[verdict_name(word)] = word
    if written in words:
        return words[written]
    names = [verdict_name(word) for word in WORDS]
    message = _("'{value}' is not a verdict{close}; write one of: {names}")
    raise ValueError(message.format(value=written, close=did_you_mean(written, names), names=", ".join(names)))


def _day(written: str) -> date | None:
    try:
        return parse_date(written) if written else None
    except DateError as error:
        raise ValueError(str(error)) from error


def _amount(written: str) -> int | None:
    try:
        return fen(written.replace(",", "")) if written else None
    except MoneyError as error:
        raise ValueError(str(error)) from error


def _from_json(path: Path) -> Verdicts:
    try:
        written = parse_json(path.read_bytes())
    except OSError as error:
        message = _("{path}: cannot be read ({reason}); check its name.")
        raise SheetError(message.format(path=path, reason=error.strerror)) from error
    except (ValueError, RecursionError) as error:
        raise SheetError(_("{path}: is not JSON ({reason})").format(path=path, reason=error)) from error
    if isinstance(written, dict) and isinstance(written.get("findings"), list):
        written = _of_result(written)
    if not isinstance(written, dict) or not all(isinstance(of, dict) for of in written.values()):
        message = _(
            '{path}: verdicts are {{"ID": {{"verdict": "accepted", "note": "…", "by": "…", "date": "2026-01-31"}}}}'
        )
        raise SheetError(message.format(path=path))
    found: dict[str, PersonVerdict] = {}
    faults: list[str] = []
    for id_, of in written.items():
        try:
            verdict = _verdict(_known_keys(of))
        except ValueError as error:
            faults.append(placed(joined((path.name, id_)), error))
            continue
        if verdict is not None:
            found[id_] = verdict
    if faults:
        raise SheetError("\n".join(faults))
    return found


def _of_result(result: Mapping[str, object]) -> object:
    """The verdicts in the result of an audit, with the amounts of their findings."""
    verdicts, listed = result.get("verdicts", {}), result["findings"]
    if not isinstance(verdicts, dict) or not isinstance(listed, list):
        return verdicts
    amounts = {
        finding["id"]: finding.get("amount") for finding in listed if isinstance(finding, dict) and "id" in finding
    }
    return {
        id_: {**of, "amount": amounts[id_]} if isinstance(of, dict) and id_ in amounts else of
        for id_, of in verdicts.items()
    }


def _known_keys(of: Mapping[str, object]) -> dict[str, str]:
    for key in of:
        if key not in _JSON_KEYS:
            raise ValueError(_("'{key}' is not known{close}").format(key=key, close=did_you_mean(key, _JSON_KEYS)))
    return {key: "" if value is None else str(value) for key, value in of.items()}
