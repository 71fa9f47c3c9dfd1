"""Ids of a round: one spelling each, and checks of codes and names.

Ids are compared without case, width and blanks; the form that is written first stands for all of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from fundcalc.base.i18n import _, sentences
from fundcalc.base.ids import credit_code_fault, likely_credit_code, looks_like_credit_code, normalised
from fundcalc.policy.loading import Policy, available
from fundcalc.workbooks.cell_faults import CellNote, Problems
from fundcalc.workbooks.cell_text import tight
from fundcalc.workbooks.sheet import Row, Sheet


class _Written(NamedTuple):
    """An id as it stands in a cell."""

    text: str
    sheet: Sheet
    row: Row

    def place(self, key: str) -> str:
        return place(self.sheet, self.sheet.address(key, self.row.number))


def place(sheet: Sheet, address: str) -> str:
    """A cell with its sheet, as a message names it."""
    return f"{sheet.grid.sheet} {address}".strip()


def unify_ids(sheets: Iterable[Sheet], keys: Sequence[str], problems: Problems) -> None:
    """Give every id under ``keys`` the form in which it is written first.

    There is a note where it was written otherwise."""
    listed = list(sheets)
    for key in keys:
        first: dict[str, _Written] = {}
        for written in _written(listed, key):
            known = first.setdefault(normalised(written.text), written)
            if written.text == known.text:
                continue
            written.row.values[key] = known.text
            message = _("This is read as {id}, as it is written in {place}: ids are compared without case and blanks.")
            problems.notes.append(
                written.sheet.note(
                    "id",
                    written.sheet.address(key, written.row.number),
                    written.text,
                    message.format(id=known.text, place=known.place(key)),
                )
            )


def _written(sheets: Iterable[Sheet], key: str) -> Iterator[_Written]:
    for sheet in sheets:
        for row in sheet.rows:
            if isinstance(text := row.values.get(key), str):
                yield _Written(text, sheet, row)


def check_organisations(sheets: Sequence[Sheet], problems: Problems) -> None:
    """Note credit codes that do not check, and names and codes that disagree."""
    by_code: dict[str, _Written] = {}
    for written in _written(sheets, "organisation"):
        by_code.setdefault(written.text, written)
    for code, written in by_code.items():
        if looks_like_credit_code(code) and credit_code_fault(code):
            problems.notes.append(_code_note(written, by_code))
    names: dict[str, dict[str, _Written]] = {}
    codes: dict[str, dict[str, _Written]] = {}
    for written in _written(sheets, "organisation"):
        if name := written.row.values.get("organisation_name"):
            names.setdefault(written.text, {}).setdefault(tight(name), written)
            codes.setdefault(tight(name), {}).setdefault(written.text, written)
    problems.notes.extend(_several_codes(codes))
    problems.notes.extend(_several_names(names))


def _code_note(written: _Written, known: Mapping[str, _Written]) -> CellNote:
    code = written.text
    message = _("This credit code is not valid: its check character does not fit.")
    if credit_code_fault(code) == "character":
        message = _("This credit code is not valid: it has a character that such a code cannot have.")
    if meant := likely_credit_code(code):
        perhaps = _("Perhaps {code} was meant (O for 0, I for 1, S for 5 or Z for 2).").format(code=meant)
        message = sentences(message, perhaps)
        if meant in known:
            place = known[meant].place("organisation")
            message = sentences(message, _("That code is in {place}.").format(place=place))
    return written.sheet.note(
        "code", written.sheet.address("organisation", written.row.number), code, message, _("Check the code.")
    )


def _several_codes(codes: Mapping[str, Mapping[str, _Written]]) -> Iterator[CellNote]:
    for by_code in codes.values():
        first, *others = by_code.values()
        for written in others:
            name = str(written.row.values["organisation_name"])
            message = _("{name} has two codes: {code} here and {other} in {place}.").format(
                name=name, code=written.text, other=first.text, place=first.place("organisation")
            )
            remedy = _("Check the codes: one organisation under two codes counts as two.")
            address = written.sheet.address("organisation", written.row.number)
            yield written.sheet.note("name", address, written.text, message, remedy)


def _several_names(names: Mapping[str, Mapping[str, _Written]]) -> Iterator[CellNote]:
    for by_name in names.values():
        first, *others = by_name.values()
        for written in others:
            message = _("{code} has two names: this one, and {other} in {place}.").format(
                code=written.text,
                other=first.row.values["organisation_name"],
                place=first.place("organisation_name"),
            )
            remedy = _("Check the code: two organisations under one code count as one.")
            address = written.sheet.address("organisation_name", written.row.number)
            name = written.row.values["organisation_name"]
            yield written.sheet.note("name", address, name, message, remedy)


def close_programmes(sheet: Sheet, policy: Policy) -> Iterator[CellNote]:
    """Note programmes of awards paid that are nearly this measure's id.

    Such awards count as another programme's."""
    others = {normalised(known) for known in available()}
    code = policy.measure.code.casefold()
    for row in sheet.rows:
        programme = row.values.get("programme")
        if not isinstance(programme, str) or normalised(programme) in others | {policy.id}:
            continue
        written = normalised(programme)
        is_code = written == code or written.startswith(f"{code}-")
        if is_code or get_close_matches(written, [policy.id], n=1, cutoff=0.7):
            message = _("This is not {policy}, so the award counts as one of another programme.").format(
                policy=policy.id
            )
            remedy = _("Write {policy} if it was paid under this measure.").format(policy=policy.id)
            yield sheet.note("id", sheet.address("programme", row.number), programme, message, remedy)
