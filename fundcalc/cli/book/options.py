"""Options shared by the commands of the ledger: folder, day, award and amount."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, datetime
from functools import wraps
from pathlib import Path

import click

from fundcalc.base.dates import today
from fundcalc.base.errors import BookError
from fundcalc.base.i18n import Message, _
from fundcalc.base.money import fen
from fundcalc.cli.command import option

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])


_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")  # controls, marks of direction, surrogates, line ends


class OneLine(click.ParamType):  # type: ignore[type-arg]  # older clicks have no parameter here
    """A text that stands in one line of lists and papers: no line ends, no controls."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Refuse what cannot be shown in one line."""
        if not any(unicodedata.category(character) in _UNSEEN for character in value):
            return value
        message = _("{value!r} holds a line end or another character that cannot be seen; write it in one line")
        return self.fail(message.format(value=value), param, ctx)


TEXT = OneLine()


def _name_author(ctx: click.Context, _parameter: click.Parameter, name: str) -> str:
    from fundcalc.ledger.authorship import entered_by

    if name:
        ctx.with_resource(entered_by(name))
    return name


# Every command that posts has it.
BY = option(
    "--by",
    type=TEXT,
    default="",
    metavar="NAME",
    expose_value=False,
    callback=_name_author,
    help=Message("Who enters this (default: the account's name on this machine)."),
)


def ANY_DAY(function: Callable[..., int | None]) -> Callable[..., int | None]:
    """Question days while the command runs, unless ``--any-day`` is given.

    Every command that enters something on a day has it.
    """

    @wraps(function)
    def run(*args: object, any_day: bool, **kwargs: object) -> int | None:
        from fundcalc.ledger.plausible_days import plausible_days

        with nullcontext() if any_day else plausible_days(today()):
            return function(*args, **kwargs)

    help_ = Message("The date is right, though it is far ahead or before the measure.")
    declared: Callable[..., int | None] = option("--any-day", is_flag=True, help=help_)(run)
    return declared


AWARD = option("--award", required=True, help=Message("The award's id."))
AMOUNT = option("--amount", required=True, metavar="YUAN", help=Message("The amount in yuan, like 5000000.00."))
ON = option("--date", "on", type=DAY, help=Message("The day (default: today)."))
VOUCHER = option(
    "--reference", type=TEXT, default="", help=Message("The voucher's number; distinguishes equal payments on one day.")
)
NOTICE = option(
    "--reference",
    type=TEXT,
    default="",
    help=Message("The number of the notice; distinguishes equal amounts on one day."),
)
PLATFORM_NAME = option("--platform-name", type=TEXT, default="", help=Message("The name of the platform."))
AGAIN = option("--again", is_flag=True, help=Message("An equal entry stands in the book; this is a further one."))
NEW = option("--new", is_flag=True, help=Message("Enter it although the award or the use is not known yet."))


def day_of(given: datetime | None) -> date:
    """The date that was given, else today where the officer is."""
    return given.date() if given else today()


def award_and_amount(text: str) -> tuple[str, int]:
    """Split ``AWARD=YUAN`` into an award and fen. Raises BookError, MoneyError."""
    name, equals, amount = text.partition("=")
    if not equals:
        raise BookError(_("{text!r} is not of the form AWARD=YUAN").format(text=text))
    return name, fen(amount)
