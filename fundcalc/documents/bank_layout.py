"""The columns in which a bank takes payments, as data.

They are shipped in ``banks/``, or stand in a TOML file of one's own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fundcalc.base.errors import BookError
from fundcalc.base.i18n import _, did_you_mean
from fundcalc.documents.own_file import own_tables

_FOLDER = Path(__file__).with_name("banks")
FIELDS = (
    "date", "number", "payer_bank", "payer_account", "payer_name", "bank", "bank_code", "province", "city", "area_code",
    "account", "name", "amount", "purpose", "reference", "phone", "award", "organisation",
)  # fmt: skip
_KEYS = {"name", "separator", "encoding", "headings", "date_format", "column"}
_DATE_FORMATS = ("%Y%m%d", "%Y-%m-%d", "%Y/%m/%d")
_ENCODINGS = ("gb18030", "gbk", "utf-8", "utf-8-sig")


@dataclass(frozen=True, slots=True)
class BankColumn:
    """A column: its heading, and the field of a payment or the fixed value in it."""

    heading: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class BankLayout:
    """The columns of a bank, and how its text form is written."""

    name: str
    columns: tuple[BankColumn, ...]
    separator: str
    encoding: str
    headings: bool
    date_format: str

    @property
    def needs_payer(self) -> bool:
        """Whether a column asks for the account that is paid from."""
        return any(column.field.startswith("payer_") for column in self.columns)


def available_banks() -> tuple[str, ...]:
    """The banks whose columns are shipped."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def bank_layout(name: str) -> BankLayout:
    """The layout of a bank by its name, or of a file.

    Raises BookError listing its faults.
    """
    path = _FOLDER / f"{name}.toml" if name in available_banks() else Path(name)
    if not path.is_file():
        close = did_you_mean(name, available_banks())
        message = _("{bank}: neither the name of a bank nor a file; known are {banks}{close}")
        raise BookError(message.format(bank=name, banks=", ".join(available_banks()), close=close))
    body = own_tables(path)
    faults = list(_faults(body))
    if faults:
        raise BookError("\n".join((str(path), *(f"  {fault}" for fault in faults))))
    return BankLayout(
        str(body.get("name", path.stem)),
        tuple(
            BankColumn(column["heading"], column.get("field", ""), column.get("value", "")) for column in body["column"]
        ),
        body.get("separator", "|"),
        body.get("encoding", "gb18030"),
        body.get("headings", True),
        body.get("date_format", "%Y%m%d"),
    )


def _faults(body: Mapping[str, object]) -> Iterator[str]:
    if unknown := sorted(body.keys() - _KEYS):
        yield _("unknown: {keys}; known are {known}").format(keys=", ".join(unknown), known=", ".join(sorted(_KEYS)))
    separator = body.get("separator", "|")
    if not isinstance(separator, str) or len(separator) != 1 or separator.isalnum() or separator in "\r\n.\"'":
        yield _("separator: one sign was expected, such as | or ,")
    if body.get("encoding", "gb18030") not in _ENCODINGS:
        yield _("encoding: one of {known} was expected").format(known=", ".join(_ENCODINGS))
    if body.get("date_format", "%Y%m%d") not in _DATE_FORMATS:
        yield _("date_format: one of {known} was expected").format(known=", ".join(_DATE_FORMATS))
    if not isinstance(body.get("headings", True), bool):
        yield _("headings: true or false was expected")
    listed = body.get("column")
    if not isinstance(listed, list) or not listed:
        yield _("column: a list of columns was expected")
        return
    for number, column in enumerate(listed, 1):
        yield from _column_faults(number, column)
    fields = [column.get("field") for column in listed if isinstance(column, dict)]
    for field in ("account", "name", "amount"):
        if field not in fields:
            yield _("column: none has the field {field}").format(field=field)


def _column_faults(number: int, column: object) -> Iterator[str]:
    if not isinstance(column, dict) or not all(isinstance(value, str) for value in column.values()):
        yield _("column {number}: texts were expected: heading, and field or value").format(number=number)
    elif (
        "heading" not in column or column.keys() - {"heading", "field", "value"} or {"field", "value"} <= column.keys()
    ):
        yield _("column {number}: heading, and either field or value, was expected").format(number=number)
    elif "field" in column and column["field"] not in FIELDS:
        close = did_you_mean(column["field"], FIELDS)
        message = _("column {number}: {field} is not a field{close}; known are {known}")
        yield message.format(number=number, field=column["field"], close=close, known=", ".join(FIELDS))
    elif any(not letter.isprintable() for value in column.values() for letter in value):
        yield _("column {number}: a sign in it cannot be printed").format(number=number)
