"""The choice of one class in a table.

``engine/class_choice.py`` does the same for one application among the others of its organisation.
"""

from typing import NamedTuple

import narwhals as nw

from fundcalc.engine.table import backend
from fundcalc.engine.table.answers import Term, every, expression, no, opposite, pick, some, yes
from fundcalc.engine.table.backend import Frame
from fundcalc.engine.table.columns import WHOLE, PolicyTable, working

TAKES_PART = working("takes_part")  # whether an application is in time, not banned, and claims something; never null
_IN_PLAY, _CHOSEN, _HASH, _LOW, _HIGH = (
    working(name) for name in ("inplay", "chosen", "hash", "lowclass", "highclass")
)
_REFUSED, _UNCHOSEN = working("refused"), working("unchosen")


class ClassChoice(NamedTuple):
    """Where a class is refused, and where the organisation has not chosen; never null."""

    refused: Term
    unchosen: Term


def choose_classes(table: PolicyTable, frame: Frame) -> tuple[Frame, ClassChoice]:
    """Choose classes in a frame with ``TAKES_PART``; also return it with workings."""
    rule, elected = table.policy.measure.election, table.column("elected")
    if rule is None:
        return frame, ClassChoice(False, False)
    if table.one_class:
        return frame, ClassChoice(no(elected), False)
    # Of one year there is nothing to tell apart, and one column is grouped much faster than two.
    unit = ["organisation"] if rule.round == "any_year" or len(table.years) == 1 else ["organisation", "award_year"]
    rows = _where_classes_differ(table, frame, unit) if table.all_wanted else None
    if rows is None:
        frame = _with_choices(table, frame, unit)
    else:
        answers = (name for name in ("platform_kind", "elected") if table.column(name) is not None)
        choices = _with_choices(table, rows.select("platform", *unit, *answers, TAKES_PART), unit)
        choices = choices.select("platform", _REFUSED, _UNCHOSEN)
        frame = backend.left_join(frame, choices, ["platform"], ordered=table.ordered).with_columns(
            nw.coalesce(nw.col(_REFUSED), expression(no(elected))).alias(_REFUSED),
            nw.col(_UNCHOSEN).fill_null(value=False),
        )
    return frame, ClassChoice(False if elected is None else nw.col(_REFUSED), nw.col(_UNCHOSEN))


def _with_choices(table: PolicyTable, frame: Frame, unit: list[str]) -> Frame:
    """The frame with where a class is refused and where the unit has not chosen."""
    elected, takes = table.column("elected"), nw.col(TAKES_PART)
    given_up = no(elected)
    in_play = every((takes, opposite(given_up)))
    frame = frame.with_columns(
        expression(in_play).alias(_IN_PLAY), expression(every((in_play, yes(elected)))).alias(_CHOSEN)
    )
    of_interest = (_IN_PLAY,) if elected is None else (_IN_PLAY, _CHOSEN, TAKES_PART)
    frame = frame.with_columns(*(count for column in of_interest for count in _counts(table, column, unit)))
    contested = every((takes, _of_all(_IN_PLAY) > _of_mine(table, _IN_PLAY)))
    refused: Term = False
    unchosen = contested
    if elected is not None:
        here = some((yes(elected), _of_mine(table, _CHOSEN) > 0))
        elsewhere = _of_all(_CHOSEN) > _of_mine(table, _CHOSEN)
        # A unit that gives up every class it applied for has chosen none.
        none_left = every((given_up, takes, _of_all(_IN_PLAY) == 0, _of_all(TAKES_PART) > _of_mine(table, TAKES_PART)))
        refused = some((every((given_up, opposite(none_left))), every((contested, elsewhere, opposite(here)))))
        settled = some((every((here, opposite(elsewhere))), every((elsewhere, opposite(here)))))
        unchosen = some((none_left, every((opposite(given_up), contested, opposite(settled)))))
    return frame.with_columns(expression(refused).alias(_REFUSED), expression(unchosen).alias(_UNCHOSEN))


def _where_classes_differ(table: PolicyTable, frame: Frame, unit: list[str]) -> Frame | None:
    """The rows whose organisation may apply for more than one class, which are few.

    In Polars units of the same hash are looked at together, so that names are grouped only where it matters. None on Spark.
    """
    if not (frame.implementation.is_polars() or frame.implementation.is_duckdb()):
        return None
    kind, small = table.column("platform_kind"), nw.Int8()
    # A class that is not known may be any of them.
    lowest, highest = (
        pick([(yes(kind == name) if kind is not None else False, nw.lit(index, small))
              for index, name in enumerate(table.classes, 1)], nw.lit(unknown, small))
        for unknown in (0, len(table.classes) + 1)
    )  # fmt: skip
    takes = nw.col(TAKES_PART)
    ends = (nw.when(takes).then(lowest).alias(_LOW), nw.when(takes).then(highest).alias(_HIGH))
    hashed = backend.hashed(frame, _HASH, unit)
    if hashed is not None:
        hashed = hashed.with_columns(*ends)
        return hashed.filter(nw.col(_LOW).min().over(_HASH) < nw.col(_HIGH).max().over(_HASH))
    units = frame.select(*unit, *ends).group_by(*unit).agg(nw.col(_LOW).min(), nw.col(_HIGH).max())
    return frame.join(units.filter(nw.col(_LOW) < nw.col(_HIGH)), on=unit, how="semi")


def _counts(table: PolicyTable, column: str, unit: list[str]) -> list[nw.Expr]:
    """How many rows of the unit hold, and how many of each class."""
    holds, kind = nw.col(column), table.column("platform_kind")
    counts = [holds.cast(WHOLE).sum().over(*unit).alias(f"{column}_all")]
    if kind is not None:
        counts += [
            (holds & yes(kind == name)).cast(WHOLE).sum().over(*unit).alias(f"{column}_{name}")
            for name in table.classes
        ]
    return counts


def _of_all(column: str) -> nw.Expr:
    return nw.col(f"{column}_all")


def _of_mine(table: PolicyTable, column: str) -> nw.Expr:
    """How many rows of the organisation's own class hold; 1 for an unknown class."""
    kind = table.column("platform_kind")
    if kind is None:
        return nw.col(column).cast(WHOLE)
    return pick([(yes(kind == name), nw.col(f"{column}_{name}")) for name in table.classes], nw.col(column).cast(WHOLE))
