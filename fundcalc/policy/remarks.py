"""Clauses that change no amount: remarks, notices, duties, explanations."""

from typing import Literal

from pydantic import Field

from fundcalc.policy.conditions import AnyCondition
from fundcalc.policy.nodes import Clause, Node


class Remark(Clause):
    """A point that the text leaves open and that changes no amount.

    It is shown whenever its condition holds.
    """

    when: AnyCondition
    zh: str
    en: str


class Notice(Clause):
    """A public notice of so many working days, or plain days.

    Its start and the kind of day are readings.
    """

    zh: str
    en: str
    working_days: int | None = Field(default=None, ge=1, le=366)
    days: int | None = Field(default=None, ge=1, le=366)
    start: Literal["next_day", "posting_day"] = "next_day"
    counted: Literal["calendar", "working"] = "calendar"


class Duty(Clause):
    """A duty of a platform or of the authority that decides no amount."""

    zh: str
    en: str


class Explanation(Node):
    """Why the text and the file differ in a figure.

    Either a ``figure`` of the text that no line uses, or a ``line`` whose figure stands elsewhere in the text. ``at``
    is the article that prints it: 题头 is what stands before the first one, 落款 the date under the last. For a line it
    is empty where the text implies the figure and prints it nowhere.
    """

    figure: str = ""
    line: str = ""
    at: str = ""
    zh: str
    en: str
