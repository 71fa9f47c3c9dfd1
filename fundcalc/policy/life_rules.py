"""The life of a platform as a measure rules it: periods, duties, grounds, names.

The rules are data of ``[life]`` in a ``policy.toml``; ``fundcalc.life`` says what they make of dated events.
"""

from collections.abc import Mapping
from typing import Literal, get_args

from pydantic import Field

from fundcalc.policy.nodes import Clause, Id, Names, Node

# What a measure may name as a ground for ending a filing.
GroundWord = Literal[
    "absent",
    "not_cooperating",
    "accident",
    "violation",
    "false_data",
    "bankrupt",
    "unqualified",
    "withdrawn",
    "withdrawal_requested",
]
GROUND_WORDS: tuple[GroundWord, ...] = get_args(GroundWord)

EventWord = Literal[
    "applied",
    "laid_out",
    "extended",
    "acceptance_applied",
    "acceptance_refused",
    "filed",
    "report",
    "report_missing",
    "implementation_reported",
    "evaluated",
    "rechecked",
    GroundWord,
    "changed",
    "change_reported",
    "revoked",
    "not_revoked",
]
EVENT_WORDS: tuple[EventWord, ...] = get_args(EventWord)

State = Literal["none", "applied", "building", "filed", "rectifying", "barred", "revoked"]
STATES: tuple[State, ...] = get_args(State)


class LifeClause(Clause):
    """A rule of a platform's life; ``zh`` and ``en`` say what is special here."""

    zh: str = ""
    en: str = ""


class Extension(LifeClause):
    """The building period may be extended once, by at most so many years."""

    years: int = Field(ge=1, le=100)


class Acceptance(LifeClause):
    """Acceptance is applied for within so many months after the building period.

    Once the extension is over, or acceptance is refused after one, the approval is withdrawn.
    """

    months: int = Field(ge=1, le=1_200)


class Building(LifeClause):
    """The approval to build (布局新建, 立项, 创建) and its period.

    ``general``: the text only says "generally". ``routes``: for these kinds of platform only.
    """

    years: int = Field(ge=1, le=100)
    general: bool = False
    routes: Names = Field(default=(), alias="for")
    extension: Extension | None = None
    acceptance: Acceptance | None = None


class ReportRule(LifeClause):
    """A report for every calendar year, also while building if ``building``.

    ``missing``: what a report that was not handed in without reason counts as, where the measure says so.
    """

    building: bool = False
    missing: Literal["one_fail", "report_only"] | None = None


class Consecutive(LifeClause):
    """So many fails in a row, of evaluations or of running years, end the filing."""

    fails: int = Field(ge=1)
    counted: Literal["evaluations", "years"] = "evaluations"


class Evaluation(LifeClause):
    """An evaluation every so many years.

    ``grades`` are those that the measure names, or any; ``building``: platforms being built are evaluated too.
    """

    years: int = Field(ge=1, le=100)
    grades: Names = ()
    building: bool = False
    revoked_after: Consecutive | None = None


class Recheck(LifeClause):
    """The check after a rectification; a failed one ends the filing."""


class Rectification(LifeClause):
    """A failed evaluation opens so many years of rectification.

    ``opened_by``: the first fail of each run, or only the first since the filing.
    """

    years: int = Field(ge=1, le=100)
    opened_by: Literal["in_run", "ever"] = "in_run"
    recheck: Recheck | None = None


class Ground(LifeClause):
    """A ground on which the filing is ended; ``building``: a platform being built too.

    ``from_year``: with effect from the year of the change, so that support of that year on is doubtful.
    """

    building: bool = False
    from_year: bool = False


class ChangeRule(LifeClause):
    """A major change is reported, within so many months where the text says so.

    ``renews``: after a change the platform may have to be filed again.
    """

    months: int | None = Field(default=None, ge=1, le=1_200)
    building: bool = False
    renews: bool = False


class NameRule(LifeClause):
    """What platforms are called in some states.

    A form holds ``{organisation}`` for the name of the unit and ``{field}`` for a field of work; the first is the one shown.
    """

    forms: Names = Field(alias="form", min_length=1)
    routes: Names = Field(default=(), alias="for")
    states: tuple[Literal["building", "filed"], ...] = ("building", "filed")


class Life(Node):
    """What a measure says about a platform, from the application to the end of a ban.

    ``evaluation`` is by cycle: one under ``each`` where there is only one, else by the words of the column ``cycle``.
    """

    application: LifeClause | None = None
    building: Building | None = None
    filing: LifeClause | None = None
    conversion: LifeClause | None = None
    plaque: LifeClause | None = None
    report: ReportRule | None = None
    evaluation: Mapping[Id, Evaluation] = Field(default_factory=dict)
    absence: LifeClause | None = None
    rectification: Rectification | None = None
    ground: Mapping[GroundWord, Ground] = Field(default_factory=dict)
    change: ChangeRule | None = None
    implementation_report: LifeClause | None = None
    name: tuple[NameRule, ...] = ()
