"""The population as arrays.

Identifiers as dense codes (by Arrow), days and gaps as Booleans, history added up for each row.

The first half of the NumPy baseline, and what the other engines are given, which have neither text nor dates nor joins.
"""

from typing import Any, NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.population.invented import InventedRound
from benchmarks.rivals.rules import CLASSES, FIRST, LAST, POLICY

Whole = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


class Coded(NamedTuple):
    """An array a field, a place a row; amounts in fen, 0 where they are not given."""

    investment: Whole
    no_investment: Flags
    income: Whole
    no_income: Flags
    plaque: Flags
    no_plaque: Flags  # each answer twice, so that neither is "not known"
    charges: Flags
    no_charges: Flags
    elected: Flags
    given_up: Flags
    governed: Flags
    filed: Flags
    class_bit: Whole  # 1, 2 or 4, in the order of CLASSES
    unit: Whole  # organisation and year
    built: Flags
    operated: Flags
    own: Whole  # paid in the year: to this platform, and the largest and the sum of its rivals
    most: Whole
    every: Whole
    either_most: Whole  # the same, with the awards of unknown class
    either: Whole


def coded(population: InventedRound) -> Coded:
    """The whole of a population."""
    applications, paid = population
    investment, no_investment = base(applications, "eligible_investment")
    income, no_income = base(applications, "service_income")
    applied = applications["application_date"].to_numpy()
    class_ = pc.index_in(
        _text(applications, "platform_kind"), value_set=pa.array(CLASSES, pa.large_string())
    ).to_numpy()
    units = _text(applications, "organisation").dictionary_encode()
    codes, years = units.indices.to_numpy().astype(np.int64), applications["award_year"].to_numpy()
    first = int(years.min())
    plaque, no_plaque = answers(applications, "plaque_only")
    charges, no_charges = answers(applications, "service_mechanism")
    elected, given_up = answers(applications, "elected")
    operated, own, most, every, either_most, either = _history(applications, paid, units.dictionary, codes, class_)
    return Coded(
        investment=investment,
        no_investment=no_investment,
        income=income,
        no_income=no_income,
        plaque=plaque,
        no_plaque=no_plaque,
        charges=charges,
        no_charges=no_charges,
        elected=elected,
        given_up=given_up,
        governed=(applied >= np.datetime64(FIRST)) & (applied <= np.datetime64(LAST)),
        filed=applications["filed_on"].is_not_null().to_numpy(),
        class_bit=1 << class_.astype(np.int64),
        unit=codes * (int(years.max()) - first + 1) + (years - first),
        built=ever_built(applications, paid),
        operated=operated,
        own=own,
        most=most,
        every=every,
        either_most=either_most,
        either=either,
    )


def base(applications: pl.DataFrame, fact: str) -> tuple[Whole, Flags]:
    """Fen, 0 where not given; and where it is not."""
    given = applications[fact]
    return given.fill_null(0).to_numpy(), given.is_null().to_numpy()


def answers(frame: pl.DataFrame, column: str) -> tuple[Flags, Flags]:
    """Where the answer is yes, and where it is no."""
    if column not in frame.columns:
        return np.zeros(frame.height, bool), np.zeros(frame.height, bool)
    given = frame[column]
    return given.fill_null(False).to_numpy(), ~given.fill_null(True).to_numpy()


def ever_built(applications: pl.DataFrame, paid: pl.DataFrame | None) -> Flags:
    """Where the building subsidy was ever paid."""
    if paid is None:
        return np.zeros(applications.height, bool)
    own = paid.filter((pl.col("programme") == POLICY) & (pl.col("benefit") == "build"))
    return _among(_text(applications, "platform"), _paid_platforms(own))


def operated_in_year(applications: pl.DataFrame, paid: pl.DataFrame | None) -> Flags:
    """Where the operating subsidy of the year was paid; the years of a round are few."""
    found = np.zeros(applications.height, bool)
    if paid is None:
        return found
    years, platforms = applications["award_year"].to_numpy(), _text(applications, "platform")
    own = paid.filter((pl.col("programme") == POLICY) & (pl.col("benefit") == "operating"))
    for year in np.unique(years).tolist():
        found |= (years == year) & _among(platforms, _paid_platforms(own.filter(pl.col("year") == year)))
    return found


def _text(frame: pl.DataFrame, column: str) -> Any:
    return frame[column].to_arrow(compat_level=pl.CompatLevel.oldest())


def _paid_platforms(awards: pl.DataFrame) -> object:
    """The platforms whose awards come to more than nothing."""
    platforms = _text(awards, "platform").dictionary_encode()
    sums = np.zeros(len(platforms.dictionary), np.int64)
    np.add.at(sums, platforms.indices.to_numpy(), awards["amount"].to_numpy())
    return platforms.dictionary.filter(pa.array(sums > 0))


def _among(texts: object, chosen: object) -> Flags:
    found: Flags = pc.is_in(texts, value_set=chosen).to_numpy(zero_copy_only=False)
    return found


def _history(
    applications: pl.DataFrame, paid: pl.DataFrame | None, units: object, codes: Whole, class_: Whole
) -> tuple[Flags, Whole, Whole, Whole, Whole, Whole]:
    """Add up what was paid in the year.

    Whether operating was paid, the own sum, and the largest and the sum of the rivals, twice.
    """
    height = applications.height
    operated, own_sum, most, every, either_most, either = (np.zeros(height, np.int64) for _each in range(6))
    if paid is None:
        return operated > 0, own_sum, most, every, either_most, either
    years = applications["award_year"].to_numpy()
    awards = paid.filter(pl.col("year").is_in(applications["award_year"].unique().implode()))
    award, row, rows = _paired_with_rows(units, codes, _text(awards, "organisation").dictionary_encode())
    own = (awards["programme"] == POLICY).to_numpy()
    at, written = _place(applications, rows, awards), pa.array(CLASSES, pa.large_string())
    award_class = pc.fill_null(pc.index_in(_text(awards, "platform_kind"), value_set=written), -1).to_numpy()
    # An award of this measure to a platform of the round is of the class it has there.
    award_class = np.where((award_class < 0) & own & (at >= 0), class_[at], award_class)
    identity = _pairs(_text(awards, "programme"), _text(awards, "platform"))
    several = int(identity.max(initial=0)) + 1
    local, operating = awards["local"].fill_null(False).to_numpy(), (awards["benefit"] == "operating").to_numpy()
    amount = awards["amount"].to_numpy()

    in_year = awards["year"].to_numpy()[award] == years[row]
    award, row = award[in_year], row[in_year]
    mine = own[award] & (at[award] == row)
    open_to, known = ~local[award] & ~mine, award_class[award] >= 0
    rival = open_to & (~own[award] | (known & (award_class[award] != class_[row])))
    np.add.at(own_sum, row[mine], amount[award[mine]])
    np.add.at(operated, row[mine & operating[award]], amount[award[mine & operating[award]]])
    for counts, largest, total in ((rival, most, every), (rival | (open_to & ~known), either_most, either)):
        totals, which = np.unique(row[counts] * several + identity[award[counts]], return_inverse=True)
        sums = np.zeros(len(totals), np.int64)
        np.add.at(sums, which, amount[award[counts]])
        np.maximum.at(largest, totals // several, np.maximum(sums, 0))
        np.add.at(total, totals // several, np.maximum(sums, 0))
    return operated > 0, np.maximum(own_sum, 0), most, every, either_most, either


def _paired_with_rows(units: object, codes: Whole, of: Any) -> tuple[Whole, Whole, Whole]:
    """Pair each award with each row of its unit, as places.

    Also the rows of units with awards.
    """
    found = pc.fill_null(pc.index_in(units, value_set=of.dictionary), -1).to_numpy()[codes]
    rows = np.flatnonzero(found >= 0)
    rows = rows[np.argsort(found[rows], kind="stable")]
    wanted = of.indices.to_numpy()
    start, end = (np.searchsorted(found[rows], wanted, side) for side in ("left", "right"))
    counts = end - start
    award = np.repeat(np.arange(len(wanted)), counts)
    row = rows[np.arange(len(award)) - np.repeat(np.cumsum(counts) - counts, counts) + start[award]]
    return award, row, rows


def _place(applications: pl.DataFrame, rows: Whole, awards: pl.DataFrame) -> Whole:
    """The row of each award's platform among these rows, or -1."""
    some = _text(applications[rows.astype(np.uint32)], "platform")
    found = pc.fill_null(pc.index_in(_text(awards, "platform"), value_set=some), -1).to_numpy()
    at: Whole = np.append(rows, -1)[found]  # -1 takes the last
    return at


def _pairs(first: Any, second: Any) -> Whole:
    one, two = first.dictionary_encode(), second.dictionary_encode()
    pairs: Whole = one.indices.to_numpy().astype(np.int64) * len(two.dictionary) + two.indices.to_numpy()
    return pairs
