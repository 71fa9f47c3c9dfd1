"""The measure and the sheets that the tests of this folder share."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl

from fundcalc.base.i18n import speaking
from fundcalc.policy.loading import read
from fundcalc.workbooks import Round, read_round

_PATH = Path(__file__).with_name("measure.toml")
_TEXT = _PATH.read_text("utf-8")

# One measure with a contest among the platforms of an organisation, and the same without.
CONTESTED = read(_TEXT.encode(), _PATH, changes={}, readings={})
POLICY = read(
    (_TEXT.split("[contest]")[0] + '[set_aside]\nprocedure = ["第六条"]\n').encode(), _PATH, changes={}, readings={}
)

HEADINGS = ("platform", "organisation", "award_year", "application_date")

Cells = Sequence[Sequence[object]]


def application(platform: str = "P1", organisation: str = "O1", *more: object) -> list[object]:
    """A row under HEADINGS and whatever headings the test adds."""
    return [platform, organisation, 2026, "2026-03-01", *more]


def workbook(path: Path, sheets: Mapping[str, Cells]) -> Path:
    """A workbook of plain cells, each sheet from A1."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def read_en(path: Path, policy: object = POLICY) -> Round:
    """Read a round with its messages in English."""
    with speaking("en"):
        return read_round(path, policy)  # type: ignore[arg-type]


def read_cells(folder: Path, headings: Sequence[object], *rows: Sequence[object], **sheets: Cells) -> Round:
    """Read a workbook with these applications and other sheets, under the measure without a contest."""
    cells = {"applications": [[*HEADINGS, *headings], *rows], **sheets}
    return read_en(workbook(folder / "round.xlsx", cells))


def faults(round_: Round) -> list[str]:
    """The faults as they are told."""
    return [str(fault) for fault in round_.faults]


def replace_part(path: Path, part: str, content: bytes) -> None:
    """Put other bytes in the place of one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in (parts | {part: content}).items():
            archive.writestr(name, body)
