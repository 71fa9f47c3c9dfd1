"""Refuse what cannot be posted: a day, an amount, an id or a text of another form."""

from collections.abc import Sequence
from datetime import date

from fundcalc.base.errors import BookError, RefusedError
from fundcalc.base.i18n import Message
from fundcalc.ledger import creation, messages, writer


def require_day(field: str, day: object, earliest: date = creation.OPENED) -> None:
    """Raise BookError unless a day is one that a book may have."""
    if not writer.is_date(day, earliest):
        _refuse(field, day, str(messages.DATE.format(earliest=earliest)))


def require_amount(fen: object) -> None:
    """Raise BookError unless an amount in fen is above zero and not too large."""
    if not writer.is_amount(fen):
        _refuse("fen", fen, messages.amount_form())


def require_forms(*fields: tuple[str, object, writer.Form]) -> None:
    """Raise BookError for the first value that has not the form of its field."""
    for field, value, form in fields:
        if writer.mismatches(form, (value,)):
            _refuse(field, value, str(messages.FORMS[form]))


def list_error(
    head: Message, line: Message, award_ids: Sequence[str], faults: Sequence[tuple[int, str]], *, readable: bool
) -> BookError:
    """The error for a list of which some entries cannot be posted.

    ``faults`` are by the place of the entry; it is a RefusedError where all are ``readable``.
    """
    text = head.format(bad=len({number for number, _fault in faults}), count=len(award_ids))
    lines = (line.format(number=number + 1, award_id=award_ids[number], fault=fault) for number, fault in faults)
    message = "\n".join((text, *lines))
    return RefusedError(message) if readable else BookError(message)


def _refuse(field: str, value: object, form: str) -> None:
    raise BookError(messages.ARGUMENT.format(**messages.field(field, value), form=form))
