"""Yunnan written by hand for NumPy.

Whole fen in int64, groups by scatter into arrays addressed by the unit's code.

Gives what ``by_polars`` gives, as an Arrow table, and relies on no more.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa

from benchmarks.population.invented import InventedRound
from benchmarks.rivals.coded import Coded, Flags, Whole, answers, base, coded, ever_built, operated_in_year
from benchmarks.rivals.rules import BUILD_CAP, OPERATING_CAP, RATE, REASONS, STATUSES


class Amounts(NamedTuple):
    """Amounts in fen, with reasons and statuses.

    Fen are 0 where unknown; the others are places in REASONS and STATUSES.
    """

    build: Whole
    operating: Whole
    build_reason: Any
    operating_reason: Any
    status: object
    payable: Whole


def amounts(applications: pl.DataFrame, paid: pl.DataFrame | None, rate: Fraction = RATE) -> pa.Table:
    """Return the amounts before any election.

    Platform, building and operating amount (fen; null where unknown).
    """
    found: dict[str, object] = {"platform": applications["platform"].to_arrow()}
    (plaque, no_plaque), (charges, no_charges) = (
        answers(applications, gate) for gate in ("plaque_only", "service_mechanism")
    )
    built, operated = ever_built(applications, paid), operated_in_year(applications, paid)
    for name, fact, cap, shut, known in (
        ("build", "eligible_investment", BUILD_CAP, plaque | built, plaque | no_plaque | built),
        ("operating", "service_income", OPERATING_CAP, no_charges | operated, charges | no_charges | operated),
    ):
        given, missing = base(applications, fact)
        fen = np.minimum(_share(given, rate), cap)
        fen[shut] = 0
        found[f"{name}.amount"] = pa.array(fen, mask=missing | ~known)
    return pa.table(found)


def statuses(applications: pl.DataFrame, paid: pl.DataFrame | None, rate: Fraction = RATE) -> pa.Table:
    """Return what is payable (fen), after election and competition.

    With the amounts, their reasons, and the status.
    """
    due = of_codes(coded(InventedRound(applications, paid)), rate)
    untold = [REASONS.index("not_claimed"), REASONS.index("needs_documents")]
    return pa.table(
        {
            "platform": applications["platform"].to_arrow(),
            "build.amount": pa.array(due.build, mask=np.isin(due.build_reason, untold)),
            "operating.amount": pa.array(due.operating, mask=np.isin(due.operating_reason, untold)),
            "build.reason": _words(REASONS, due.build_reason),
            "operating.reason": _words(REASONS, due.operating_reason),
            "status": _words(STATUSES, due.status),
            "payable": due.payable,
        }
    )


def of_codes(given: Coded, rate: Fraction = RATE) -> Amounts:
    """The rules alone: what is left when texts are codes and history is added up."""
    refused, unchosen = _elections(given)
    build, build_reason = _benefit(
        _share(given.investment, rate),
        BUILD_CAP,
        (given.no_investment, refused, given.plaque, given.built, ~(given.plaque | given.no_plaque)),
    )
    operating, operating_reason = _benefit(
        _share(given.income, rate),
        OPERATING_CAP,
        (given.no_income, refused, given.no_charges, given.operated, ~(given.charges | given.no_charges)),
    )
    claimed, documents = build + operating, REASONS.index("needs_documents")
    due = _due(claimed, given.own, given.most, given.every)
    other = _due(claimed, given.own, given.either_most, given.either)
    fits = given.class_bit < 4
    lacks = (build_reason == documents) | (operating_reason == documents) | (given.no_investment & given.no_income)
    cases = (
        ~given.governed,
        unchosen,
        ~given.filed & ~fits,
        ~given.filed | lacks,
        ~fits | ((due != other) & (claimed > 0)),
        due > 0,
    )
    status = _first(cases, STATUSES)
    due[status != STATUSES.index("payable")] = 0
    return Amounts(build, operating, build_reason, operating_reason, status, due)


def _share(base: Whole, rate: Fraction) -> Whole:
    """Half a fen rounds up; bases are not below zero."""
    return (base * (2 * rate.numerator) + rate.denominator) // (2 * rate.denominator)


def _benefit(share: Whole, cap: int, cases: Sequence[Flags]) -> tuple[Whole, object]:
    reason = _first((*cases, share > cap), REASONS)
    fen = np.minimum(share, cap)
    fen[reason < REASONS.index("capped")] = 0
    return fen, reason


def _first(cases: Iterable[Flags], words: Sequence[str]) -> Any:
    """The place of the first word whose case holds; the last word where none does."""
    given = list(cases)
    place = np.full(len(given[0]), len(words) - 1, np.uint8)
    for index in reversed(range(len(given))):
        place[given[index]] = index
    return place


def _words(words: Sequence[str], places: object) -> object:
    return pa.array(words).take(pa.array(places))


def _elections(given: Coded) -> tuple[Flags, Flags]:
    """Say where a class is refused, and where its unit has not chosen.

    Only rows of units with several classes are compared.
    """
    units = int(given.unit.max()) + 1
    one_class = np.zeros(units, np.int64)
    one_class[given.unit] = given.class_bit  # of several the last
    several = np.zeros(units, bool)
    several[given.unit[one_class[given.unit] != given.class_bit]] = True
    close = np.flatnonzero(several[given.unit] | given.given_up)

    bit, up, elected = given.class_bit[close], given.given_up[close], given.elected[close]
    takes = given.governed[close] & ~(given.no_investment[close] & given.no_income[close])
    # What takes part, what is in play and what is elected, of each class a bit.
    groups = np.zeros(units, np.int64)
    np.bitwise_or.at(groups, given.unit[close], np.where(takes, bit * (1 + 8 * ~up + 64 * elected), 0))
    unit = groups[given.unit[close]]
    here = elected | (unit // 64 & bit > 0)
    elsewhere = unit // 64 & ~bit > 0
    none_left = up & takes & (unit // 8 == 0) & (unit & 7 & ~bit > 0)
    claimed = takes & ~up & (unit // 8 & 7 & ~bit > 0)
    refused, unchosen = np.zeros(len(given.unit), bool), np.zeros(len(given.unit), bool)
    refused[close] = (up & ~none_left) | (claimed & elsewhere & ~here)
    unchosen[close] = none_left | (claimed & (here == elsewhere))
    return refused, unchosen


def _due(claimed: Whole, own: Whole, most: Whole, every: Whole) -> Whole:
    """Return what is due of what is claimed.

    Nothing beside a higher rival, else the difference to what the rivals got.
    """
    lost = (most > 0) & (own + claimed <= most)
    return np.where(lost, 0, np.clip(claimed - every, 0, claimed))
