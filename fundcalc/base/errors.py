"""Exception hierarchy. Messages say where, what was found, and how to fix it.

FundcalcError
├── MoneyError          an amount or a rate that cannot be read exactly
├── DateError           a date or a window that cannot be computed
├── PolicyError         a policy file, a changed line or a reading that does not fit
├── ApplicationError    an application, a detail record or an award already paid that does not fit
├── SheetError          a workbook or CSV that cannot be read at all
├── TextError           the text of a measure that cannot be read
├── ScenarioError       a what-if that cannot be asked: a line that is not there, a range that goes nowhere
└── BookError           a ledger that cannot be read or must not be written
    └── RefusedError    an act that was understood and is refused
        └── ShortfallError  an award beyond the appropriation
"""

from collections.abc import Mapping

from fundcalc.base.i18n import _, quoted


def shown(value: object) -> str:
    """Return a value as a message shows it: text in quotes, a table by that name."""
    match value:
        case str():
            return quoted(value)
        case bool():
            return str(value).lower()
        case Mapping():
            return _("a table")
    return str(value)


class FundcalcError(Exception):
    """Base class of every refusal; its text is meant for the person who asked."""


class MoneyError(FundcalcError, ValueError):
    """An amount or a rate that cannot be read exactly."""


class DateError(FundcalcError, ValueError):
    """A date or a window that cannot be computed."""


class PolicyError(FundcalcError, ValueError):
    """A policy file, a changed line or a reading that does not fit.

    ``faults`` lists everything that is wrong.
    """

    def __init__(self, where: str, faults: tuple[str, ...]) -> None:
        self.where, self.faults = where, faults
        super().__init__("\n".join((where, *(f"  {fault}" for fault in faults))))


class ApplicationError(FundcalcError, ValueError):
    """An application, a record or an award paid that does not fit.

    ``faults`` lists everything that is wrong.
    """

    def __init__(self, where: str, faults: tuple[str, ...]) -> None:
        self.where, self.faults = where, faults
        super().__init__("\n".join((where, *(f"  {fault}" for fault in faults))))


class SheetError(FundcalcError, ValueError):
    """A workbook or CSV that cannot be read at all."""


class TextError(FundcalcError, ValueError):
    """The text of a measure that cannot be read."""


class ScenarioError(FundcalcError, ValueError):
    """A what-if that cannot be asked as it is."""


class BookError(FundcalcError):
    """A ledger that cannot be read, or that must not be written."""


class RefusedError(BookError):
    """An act that was understood and is refused; nothing is posted.

    ``data`` are what JSON gives beside the message, such as the entries that stand in the way.
    """

    def __init__(self, message: str, data: Mapping[str, object] | None = None) -> None:
        self.data = data or {}
        super().__init__(message)


class ShortfallError(RefusedError):
    """An award beyond what was appropriated; nothing is posted."""
