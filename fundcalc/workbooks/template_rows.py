"""Put applications, records and awards already paid into a template.

They are written as an officer would type them. Used for sample workbooks. A value that does not fit its column is
written as it stands: reading tells what is wrong with it.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from xlsxwriter.worksheet import Worksheet

from fundcalc.base.errors import ApplicationError, FundcalcError
from fundcalc.base.i18n import _
from fundcalc.base.money import fen, yuan
from fundcalc.engine.values import parser
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import DETAILS, Named, shared_facts
from fundcalc.workbooks.headings import columns
from fundcalc.workbooks.safe_writing import fits_a_number

Given = Mapping[str, object]


def rows_by_form(policy: Policy, applications: Iterable[Given], paid: Iterable[Given]) -> dict[str, list[Given]]:
    """The rows of each sheet.

    Facts of the family that the policy does not ask for are left out. Raises ApplicationError for keys that are no
    column at all.
    """
    rows: dict[str, list[Given]] = {"applications": [], "paid": [dict(row) for row in paid]}
    for application in applications:
        rows["applications"].append({key: value for key, value in application.items() if key not in DETAILS})
        for form in DETAILS:
            records = application.get(form, ())
            if not isinstance(records, list | tuple):
                raise ApplicationError(str(application.get("platform")), (_("{form} is a list").format(form=form),))
            rows.setdefault(form, []).extend({"platform": application.get("platform"), **record} for record in records)
    wrong = [
        _("{form} has no column {key}").format(form=form, key=key)
        for form, given in rows.items()
        for key in dict.fromkeys(key for row in given for key in row)
        if key not in columns(policy, form).read and (form != "applications" or key not in shared_facts())
    ]
    if wrong:
        raise ApplicationError(_("the sheets of {policy}").format(policy=policy.id), tuple(wrong))
    return rows


def fill(sheet: Worksheet, first_row: int, shown: Mapping[str, Named], rows: Iterable[Given], benefits: Given) -> None:
    """Write rows into a sheet whose columns are ``shown``, in order.

    ``benefits`` are the labels of the benefits by id."""
    for at, row in enumerate(rows, start=first_row):
        for column, (key, named) in enumerate(shown.items()):
            value = row.get(key)
            if value is not None:
                _write(sheet, at, column, key, named, value, benefits)


def _write(sheet: Worksheet, at: int, column: int, key: str, named: Named, value: object, benefits: Given) -> None:
    typed = _typed(key, named, value, benefits)
    match typed:
        case date():
            sheet.write_datetime(at, column, typed)
        case int() | Decimal():
            sheet.write_number(at, column, typed)
        case _:
            # Hostile samples stay as they are: a text cell runs nothing.
            sheet.write_string(at, column, str(typed))


def _typed(key: str, named: Named, value: object, benefits: Given) -> object:
    if key in ("claims", "benefit"):
        several = value if isinstance(value, list | tuple) else [value]
        return "、".join(str(benefits.get(str(benefit), benefit)) for benefit in several)
    try:
        if named.kind == "money":
            return yuan(amount) if fits_a_number(amount := fen(value)) else str(value)
        read = parser(named)(value)
    except (FundcalcError, ValueError):
        return value if isinstance(value, int | date) and not isinstance(value, bool | datetime) else str(value)
    match read:
        case bool():
            return "是" if read else "否"
        case str() if named.kind == "choice":
            return named.choices[read].zh
        case _:
            return read
