"""What fundcalc raises, drawn as a tree. Every message names the place, the value and the remedy.

FundcalcError
├── MoneyError          an amount or a rate that cannot be read exactly
├── DateError           a date or a window that cannot be computed
├── PolicyError         a policy file, a changed line or a reading that does not fit
├── ApplicationError    an application, a detail record or an award already paid that does not fit
├── SheetError          a workbook or CSV that cannot be read at all
├── ScenarioError       a what-if that cannot be asked: a line that is not there, a range that goes nowhere
└── BookError           a ledger that cannot be read or must not be written
    └── ShortfallError  an award beyond the appropriation
"""


def shown(value: object) -> str:
    """A value as a message shows it: text in quotes, anything else as it is written."""
    return repr(value) if isinstance(value, str) else str(value)


class FundcalcError(Exception):
    """Any answer of fundcalc that is a refusal; its text is meant for the person who asked."""


class MoneyError(FundcalcError, ValueError):
    """An amount or a rate that cannot be read exactly."""


class DateError(FundcalcError, ValueError):
    """A date or a window that cannot be computed."""


class PolicyError(FundcalcError, ValueError):
    """A policy file, a changed line or a reading that does not fit; ``faults`` lists them all."""

    def __init__(self, where: str, faults: tuple[str, ...]) -> None:
        self.where, self.faults = where, faults
        super().__init__("\n".join((where, *(f"  {fault}" for fault in faults))))


class ApplicationError(FundcalcError, ValueError):
    """An application, a detail record or an award already paid that does not fit; ``faults`` lists them all."""

    def __init__(self, where: str, faults: tuple[str, ...]) -> None:
        self.where, self.faults = where, faults
        super().__init__("\n".join((where, *(f"  {fault}" for fault in faults))))


class SheetError(FundcalcError, ValueError):
    """A workbook or CSV that cannot be read at all."""


class ScenarioError(FundcalcError, ValueError):
    """A what-if that cannot be asked as it is."""


class BookError(FundcalcError):
    """A ledger that cannot be read, or that must not be written."""


class ShortfallError(BookError):
    """An award beyond what was appropriated; nothing is posted."""
