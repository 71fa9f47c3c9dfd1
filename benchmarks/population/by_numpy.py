"""Yunnan written by hand for NumPy: whole fen in int64, identifiers turned into dense codes by Arrow, groups by scatter.

Gives what ``by_polars`` gives, as an Arrow table, and relies on no more. A unit's rows meet in arrays addressed by its code;
nothing but the few awards of the year is sorted.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

POLICY = "yunnan-2025"
BUILD_CAP, OPERATING_CAP = 200_000_000, 100_000_000  # fen
FIRST, LAST = date(2025, 12, 6), date(2028, 12, 5)
CLASSES = ("proof_of_concept", "pilot_base", "pilot_service")
REASONS = ("due", "capped", "needs_documents", "already_paid", "condition", "not_elected", "not_claimed")
STATUSES = ("nothing_due", "payable", "needs_review", "needs_documents", "ineligible", "needs_election", "not_in_force")

Whole = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


class Answers(NamedTuple):
    """A nullable Boolean column: where it is yes, and where it is no."""

    yes: Flags
    no: Flags


def amounts(applications: pl.DataFrame, paid: pl.DataFrame | None) -> pa.Table:
    """Platform, building and operating amount (fen; null where nothing can be told), before any election."""
    height = applications.height
    built, operated = np.zeros(height, bool), np.zeros(height, bool)
    if paid is not None:
        platforms = _text(applications, "platform")
        own = paid.filter(pl.col("programme") == POLICY)
        built = _among(platforms, _paid_platforms(own.filter(pl.col("benefit") == "build")))
        years = applications["award_year"].to_numpy()
        for year in np.unique(years).tolist():
            of_year = own.filter((pl.col("benefit") == "operating") & (pl.col("year") == year))
            operated |= (years == year) & _among(platforms, _paid_platforms(of_year))
    found: dict[str, Any] = {"platform": applications["platform"].to_arrow()}
    for name, fact, gate, cap, wanted, before in (
        ("build", "eligible_investment", "plaque_only", BUILD_CAP, False, built),
        ("operating", "service_income", "service_mechanism", OPERATING_CAP, True, operated),
    ):
        fen, missing = _share(applications, fact, cap)
        said = _answers(applications, gate)
        shut, unknown = (said.no if wanted else said.yes), ~(said.yes | said.no)
        fen[shut | before] = 0
        found[f"{name}.amount"] = pa.array(fen, mask=missing | (unknown & ~before))
    return pa.table(found)


def _share(applications: pl.DataFrame, fact: str, cap: int) -> tuple[Whole, Flags]:
    base = applications[fact]
    fen = (base.fill_null(0).to_numpy() * 2 + 5) // 10
    return np.minimum(fen, cap), base.is_null().to_numpy()


def _text(frame: pl.DataFrame, column: str) -> Any:
    return frame[column].to_arrow(compat_level=pl.CompatLevel.oldest())


def _answers(frame: pl.DataFrame, column: str) -> Answers:
    if column not in frame.columns:
        return Answers(np.zeros(frame.height, bool), np.zeros(frame.height, bool))
    given = frame[column]
    return Answers(given.fill_null(False).to_numpy(), ~given.fill_null(True).to_numpy())


def _paid_platforms(awards: pl.DataFrame) -> Any:
    """The platforms whose awards come to more than nothing."""
    coded = _text(awards, "platform").dictionary_encode()
    sums = np.zeros(len(coded.dictionary), np.int64)
    np.add.at(sums, coded.indices.to_numpy(), awards["amount"].to_numpy())
    return coded.dictionary.filter(pa.array(sums > 0))


def _among(texts: Any, chosen: Any) -> Flags:
    found: Flags = pc.is_in(texts, value_set=chosen).to_numpy(zero_copy_only=False)
    return found


def statuses(applications: pl.DataFrame, paid: pl.DataFrame | None) -> pa.Table:
    """The amounts with their reasons, the status, and what is payable (fen), after election and competition."""
    height = applications.height
    platforms = _text(applications, "platform")
    built = np.zeros(height, bool)
    if paid is not None:
        own = paid.filter((pl.col("programme") == POLICY) & (pl.col("benefit") == "build"))
        built = _among(platforms, _paid_platforms(own))
    kind = pc.index_in(_text(applications, "platform_kind"), value_set=pa.array(CLASSES, pa.large_string())).to_numpy()
    applied = applications["application_date"].to_numpy()
    governed = (applied >= np.datetime64(FIRST)) & (applied <= np.datetime64(LAST))
    takes = (
        governed
        & (applications["eligible_investment"].is_not_null() | applications["service_income"].is_not_null()).to_numpy()
    )
    unit = _text(applications, "organisation").dictionary_encode()
    codes = unit.indices.to_numpy().astype(np.int64)
    refused, unchosen = _elections(applications, codes, 1 << kind, takes)
    history = _history(applications, paid, unit.dictionary, codes, kind)
    found: dict[str, Any] = {"platform": applications["platform"].to_arrow()}
    asked, lacks, silent = np.zeros(height, np.int64), np.zeros(height, bool), np.ones(height, bool)
    told: dict[str, Any] = {}
    for name, fact, gate, cap, wanted, before in (
        ("build", "eligible_investment", "plaque_only", BUILD_CAP, False, built),
        ("operating", "service_income", "service_mechanism", OPERATING_CAP, True, history.operated),
    ):
        fen, missing = _share(applications, fact, cap)
        said = _answers(applications, gate)
        reason = ((applications[fact].fill_null(0).to_numpy() * 2 + 5) // 10 > cap).astype(np.uint8)
        for holds, word in (
            (~(said.yes | said.no), "needs_documents"),
            (before, "already_paid"),
            (said.no if wanted else said.yes, "condition"),
            (refused, "not_elected"),
            (missing, "not_claimed"),
        ):
            reason[holds] = REASONS.index(word)
        untold = (reason == REASONS.index("needs_documents")) | (reason == REASONS.index("not_claimed"))
        fen[reason > REASONS.index("capped")] = 0
        asked += fen
        lacks |= reason == REASONS.index("needs_documents")
        silent &= missing
        found[f"{name}.amount"] = pa.array(fen, mask=untold)
        told[f"{name}.reason"] = _words(REASONS, reason)
    due = _due(asked, history.own, history.most, history.every)
    other = _due(asked, history.own, history.either_most, history.either)
    filed, fits = applications["filed_on"].is_not_null().to_numpy(), kind < 2
    status = (due > 0).astype(np.uint8)
    for holds, word in (
        (~fits | ((due != other) & (asked > 0)), "needs_review"),
        (~filed | lacks | silent, "needs_documents"),
        (~filed & ~fits, "ineligible"),
        (unchosen, "needs_election"),
        (~governed, "not_in_force"),
    ):
        status[holds] = STATUSES.index(word)
    due[status != STATUSES.index("payable")] = 0
    return pa.table(found | told | {"status": _words(STATUSES, status), "payable": due})


def _words(words: Sequence[str], codes: Any) -> Any:
    return pa.array(words).take(pa.array(codes))


def _elections(applications: pl.DataFrame, codes: Whole, bit: Whole, takes: Flags) -> tuple[Flags, Flags]:
    """Where a class is refused, and where its unit has not chosen."""
    said = _answers(applications, "elected")
    years = applications["award_year"].to_numpy()
    first = int(years.min())
    unit = codes * (int(years.max()) - first + 1) + (years - first)
    # What takes part, what is in play and what is elected, of each class a bit.
    mine = np.where(takes, bit * (1 + 8 * ~said.no + 64 * said.yes), 0)
    groups = np.zeros(int(unit.max()) + 1, np.int64)
    np.bitwise_or.at(groups, unit, mine)
    all_ = groups[unit]
    here = said.yes | (all_ // 64 & bit > 0)
    elsewhere = all_ // 64 & ~bit > 0
    none_left = said.no & takes & (all_ // 8 == 0) & (all_ & 7 & ~bit > 0)
    asked = takes & ~said.no & (all_ // 8 & 7 & ~bit > 0)
    return (said.no & ~none_left) | (asked & elsewhere & ~here), none_left | (asked & (here == elsewhere))


class History(NamedTuple):
    """By application, of its year: whether operating was paid, its own sum, and its rivals' largest and sum (fen)."""

    operated: Flags
    own: Whole
    most: Whole
    every: Whole
    either_most: Whole
    either: Whole


def _history(applications: pl.DataFrame, paid: pl.DataFrame | None, units: Any, codes: Whole, kind: Whole) -> History:
    height = applications.height
    empty = History(np.zeros(height, bool), *(np.zeros(height, np.int64) for _each in range(5)))
    if paid is None:
        return empty
    years = applications["award_year"].to_numpy()
    awards = paid.filter(pl.col("year").is_in(applications["award_year"].unique().implode()))
    unit_of = pc.index_in(units, value_set=(of := _text(awards, "organisation").dictionary_encode()).dictionary)
    with_awards = pc.fill_null(unit_of, -1).to_numpy()[codes]  # by row: the unit among those with awards, or -1
    rows = np.flatnonzero(with_awards >= 0)
    rows = rows[np.argsort(with_awards[rows], kind="stable")]
    grouped, wanted = with_awards[rows], of.indices.to_numpy()
    start, end = np.searchsorted(grouped, wanted), np.searchsorted(grouped, wanted, "right")
    award = np.repeat(np.arange(awards.height), end - start)
    row = rows[np.arange(len(award)) - np.repeat(np.cumsum(end - start) - (end - start), end - start) + start[award]]
    # An award of this measure to a platform of the round is of the class it has there.
    own = (awards["programme"] == POLICY).to_numpy()
    place = pc.index_in(_text(awards, "platform"), value_set=_text(applications[rows.astype(np.uint32)], "platform"))
    at = rows[pc.fill_null(place, 0).to_numpy()] if len(rows) else np.zeros(awards.height, np.int64)
    at = np.where(pc.is_valid(place).to_numpy(zero_copy_only=False), at, -1)
    written = pc.index_in(_text(awards, "platform_kind"), value_set=pa.array(CLASSES, pa.large_string()))
    class_ = pc.fill_null(written, -1).to_numpy().astype(np.int64)
    class_ = np.where((class_ < 0) & own & (at >= 0), kind[at], class_)
    identity = _pairs(_text(awards, "programme"), _text(awards, "platform"))
    local, operating = awards["local"].fill_null(False).to_numpy(), (awards["benefit"] == "operating").to_numpy()
    amount = awards["amount"].to_numpy()

    in_year = awards["year"].to_numpy()[award] == years[row]
    award, row = award[in_year], row[in_year]
    mine = own[award] & (at[award] == row)
    open_to = ~local[award] & ~mine
    rival = open_to & (~own[award] | ((class_[award] >= 0) & (class_[award] != kind[row])))
    either = rival | (open_to & (class_[award] < 0))
    np.add.at(empty.own, row[mine], amount[award[mine]])
    operated = np.zeros(height, np.int64)
    paid_operating = mine & operating[award]
    np.add.at(operated, row[paid_operating], amount[award[paid_operating]])
    for counts, largest, total in ((rival, empty.most, empty.every), (either, empty.either_most, empty.either)):
        each, which = np.unique(row[counts] * (int(identity.max()) + 1) + identity[award[counts]], return_inverse=True)
        sums = np.zeros(len(each), np.int64)
        np.add.at(sums, which, amount[award[counts]])
        whose, sums = each // (int(identity.max()) + 1), np.maximum(sums, 0)
        np.maximum.at(largest, whose, sums)
        np.add.at(total, whose, sums)
    return empty._replace(operated=operated > 0, own=np.maximum(empty.own, 0))


def _pairs(first: Any, second: Any) -> Whole:
    one, two = first.dictionary_encode(), second.dictionary_encode()
    pairs: Whole = one.indices.to_numpy().astype(np.int64) * len(two.dictionary) + two.indices.to_numpy()
    return pairs


def _due(asked: Whole, own: Whole, most: Whole, every: Whole) -> Whole:
    """What is due of what is asked: nothing beside a higher rival, else the difference to what the rivals got."""
    lost = (most > 0) & (own + asked <= most)
    return np.where(lost, 0, np.clip(asked - every, 0, asked))
