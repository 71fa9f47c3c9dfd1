"""Days that are questioned: one far ahead, or before the measure.

A year that was mistyped gets past every other question, such as that about an equal entry of another day. Programs may enter
any day; the commands and the pages ask, unless a person says that the day is right.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta

from fundcalc.base.errors import RefusedError
from fundcalc.ledger import act_messages

# Longer than the longest public holiday: what is arranged before it is dated after it.
_AHEAD = timedelta(days=10)
# Money is for some years; a last day for use much later is a slip of the hand.
_LAST_DAY_AHEAD = timedelta(days=3653)

_TODAY: ContextVar[date | None] = ContextVar("today", default=None)


@contextmanager
def plausible_days(today: date) -> Iterator[None]:
    """Question days within the ``with`` block, seen from today."""
    token = _TODAY.set(today)
    try:
        yield
    finally:
        _TODAY.reset(token)


def doubt_about(on: date, first: date | None = None) -> str:
    """Why a day is questioned, or nothing; ``first`` is that of the measure."""
    today = _TODAY.get()
    if today is None:
        return ""
    if on - today > _AHEAD:
        return act_messages.FAR_AHEAD.format(on=on, days=(on - today).days, today=today)
    if first is not None and on < first:
        return act_messages.BEFORE_MEASURE.format(on=on, first=first)
    return ""


def doubt_in_list(on: date, first: date | None = None) -> str:
    """As ``doubt_about``, with what to do: the message for a row of several."""
    doubt = doubt_about(on, first)
    return act_messages.LINE_DAY_IN_DOUBT.format(doubt=doubt) if doubt else ""


def require_plausible(on: date, first: date | None = None) -> None:
    """Raise ``RefusedError`` for a day that is questioned, as ``doubt_about``."""
    if doubt := doubt_about(on, first):
        raise RefusedError(act_messages.DAY_IN_DOUBT.format(doubt=doubt), {"date": on.isoformat()})


def require_last_day(until: date, first: date | None, began: date | None) -> None:
    """Raise ``RefusedError`` for a last day for use that is questioned.

    ``first`` is the first day of the measure, ``began`` the day of the award, or on which its money came.
    """
    today = _TODAY.get()
    if today is None:
        return
    if until - today > _LAST_DAY_AHEAD:
        doubt = act_messages.LAST_DAY_FAR_AHEAD.format(until=until, today=today)
    elif began is not None and until < began:
        doubt = act_messages.LAST_DAY_TOO_EARLY.format(until=until, began=began)
    elif first is not None and until < first:
        doubt = act_messages.BEFORE_MEASURE.format(on=until, first=first)
    else:
        return
    raise RefusedError(act_messages.DAY_IN_DOUBT.format(doubt=doubt), {"date": until.isoformat()})
