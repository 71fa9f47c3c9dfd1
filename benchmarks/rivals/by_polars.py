"""Yunnan written by hand for Polars, as fast as we know how.

No guard, no other reading, no gaps but those of the population.

Both give what ``decide_table`` gives of a population of ``invented``; they rely on what that holds (a class on every row, a
platform once, no ban) and on nothing else.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

import polars as pl

from benchmarks.rivals.rules import BUILD_CAP, FIRST, LAST, OPERATING_CAP, POLICY, RATE, REASONS, STATUSES

OWN = pl.col("programme") == POLICY
RIVALS = ("own", "most", "every", "either_most", "either")
INVESTMENT, INCOME = pl.col("eligible_investment"), pl.col("service_income")
KIND, PLATFORM, UNIT = pl.col("platform_kind"), pl.col("platform"), pl.col("organisation")
CLASS = pl.when(KIND == "proof_of_concept").then(1).when(KIND == "pilot_base").then(2).otherwise(4).cast(pl.UInt8)


def amounts(applications: pl.DataFrame, paid: pl.DataFrame | None, rate: Fraction = RATE) -> pl.DataFrame:
    """Return the amounts before any election.

    Platform, building and operating amount (fen; null where unknown).
    """
    built, operated = _ever_built(paid), _operated_in_year(applications, paid)
    return applications.lazy().select(PLATFORM, *_amounts(rate, built, operated, pl.lit(False))).collect()


def _amounts(rate: Fraction, built: pl.Expr, operated: pl.Expr, refused: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    plaque, charges = pl.col("plaque_only"), pl.col("service_mechanism")

    def due(base: pl.Expr, cap: int, nothing: pl.Expr, known: pl.Expr) -> pl.Expr:
        share = _share(base, rate)
        capped = pl.when(share > cap).then(cap).otherwise(share)
        return pl.when(base.is_not_null()).then(pl.when(nothing).then(0).when(known).then(capped))

    return (
        due(INVESTMENT, BUILD_CAP, refused | plaque | built, plaque.is_not_null()).alias("build.amount"),
        due(INCOME, OPERATING_CAP, refused | ~charges | operated, charges.is_not_null()).alias("operating.amount"),
    )


def _share(base: pl.Expr, rate: Fraction) -> pl.Expr:
    """Half a fen rounds up; bases are not below zero."""
    return (base * (2 * rate.numerator) + rate.denominator) // (2 * rate.denominator)


def _ever_built(paid: pl.DataFrame | None) -> pl.Expr:
    """Where the building subsidy was ever paid."""
    if paid is None:
        return pl.lit(False)
    rows = paid.lazy().filter(OWN & (pl.col("benefit") == "build")).group_by("platform").agg(pl.col("amount").sum())
    built = rows.filter(pl.col("amount") > 0).select("platform").collect(engine="streaming")["platform"]
    return PLATFORM.is_in(built.implode())


def _operated_in_year(applications: pl.DataFrame, paid: pl.DataFrame | None) -> pl.Expr:
    """Where the operating subsidy of the year was paid; the years of a round are few."""
    found = pl.lit(False)
    if paid is None:
        return found
    own = paid.lazy().filter(OWN & (pl.col("benefit") == "operating"))
    for year in applications["award_year"].unique():
        rows = own.filter(pl.col("year") == year).group_by("platform").agg(pl.col("amount").sum())
        operated = rows.filter(pl.col("amount") > 0).select("platform").collect()["platform"]
        if operated.len():
            found |= (pl.col("award_year") == year) & PLATFORM.is_in(operated.implode())
    return found


def statuses(applications: pl.DataFrame, paid: pl.DataFrame | None, rate: Fraction = RATE) -> pl.DataFrame:
    """Return what is payable (fen), after election and competition.

    With the amounts, their reasons, and the status.
    """
    facts = [*_elections(applications), *_history(applications, paid)]
    frame = applications.lazy().with_columns(*facts, _ever_built(paid).alias("built"))
    built, operated, refused, unchosen = (pl.col(name) for name in ("built", "operated", "refused", "unchosen"))
    frame = frame.with_columns(
        *_amounts(rate, built, operated, refused),
        _reason(_share(INVESTMENT, rate), refused, pl.col("plaque_only"), built, "build", BUILD_CAP),
        _reason(_share(INCOME, rate), refused, ~pl.col("service_mechanism"), operated, "operating", OPERATING_CAP),
    )
    claimed = pl.col("build.amount").fill_null(0) + pl.col("operating.amount").fill_null(0)
    frame = frame.with_columns(claimed=claimed).with_columns(
        due=_due("most", "every"), other=_due("either_most", "either")
    )
    filed, fits = pl.col("filed_on").is_not_null(), CLASS < 4
    lacks = (pl.col("build.reason") == LACKS) | (pl.col("operating.reason") == LACKS)
    cases = (
        (~pl.col("application_date").is_between(FIRST, LAST), "not_in_force"),
        (unchosen, "needs_election"),
        (~filed & ~fits, "ineligible"),
        # Of those that are not filed the conditions ask for facts that nobody gave.
        (~filed | lacks | (INVESTMENT.is_null() & INCOME.is_null()), "needs_documents"),
        (~fits | ((pl.col("due") != pl.col("other")) & (pl.col("claimed") > 0)), "needs_review"),
        (pl.col("due") > 0, "payable"),
    )
    frame = frame.with_columns(status=_first(cases, STATUSES, "nothing_due"))
    return frame.select(
        "platform",
        "build.amount",
        "operating.amount",
        _in_words("build.reason", REASONS),
        _in_words("operating.reason", REASONS),
        _in_words("status", STATUSES),
        payable=pl.when(pl.col("status") == STATUSES.index("payable")).then("due").otherwise(0),
    ).collect()


LACKS = REASONS.index("needs_documents")


def _first(cases: Iterable[tuple[pl.Expr, str]], words: Sequence[str], otherwise: str) -> pl.Expr:
    """The place of the first word that holds: bytes are chosen among faster than text."""
    chosen = pl.lit(words.index(otherwise), pl.UInt8)
    for holds, word in reversed(list(cases)):
        chosen = pl.when(holds).then(pl.lit(words.index(word), pl.UInt8)).otherwise(chosen)
    return chosen


def _in_words(column: str, words: Sequence[str]) -> pl.Expr:
    return pl.col(column).cat.to(pl.Enum(words))


def _reason(share: pl.Expr, refused: pl.Expr, shut: pl.Expr, paid: pl.Expr, name: str, cap: int) -> pl.Expr:
    cases = (
        (share.is_null(), "not_claimed"),
        (refused, "not_elected"),
        (shut, "condition"),
        (paid, "already_paid"),
        (shut.is_null(), "needs_documents"),
        (share > cap, "capped"),
    )
    return _first(cases, REASONS, "due").alias(f"{name}.reason")


def _elections(applications: pl.DataFrame) -> Iterator[pl.Series]:
    """Say where a class is refused, and where its unit has not chosen.

    Two Boolean columns.

    Units of one class are most, so a first pass finds the others, and only their rows are looked at closely.
    """
    height = applications.height
    elected = pl.col("elected") if "elected" in applications.columns else pl.lit(None, pl.Boolean)
    one_class = applications.select(KIND.eq(KIND.first()).all()).item()
    in_several = pl.lit(False) if one_class else _in_several_classes(applications)
    takes = pl.col("application_date").is_between(FIRST, LAST) & (INVESTMENT.is_not_null() | INCOME.is_not_null())
    given_up, chosen = elected.not_().fill_null(False), elected.fill_null(False)
    rows = applications.lazy().with_row_index("row").filter(given_up | in_several)
    # What takes part, what is in play and what is elected, of each class a bit.
    bits = CLASS.cast(pl.UInt16) * (pl.lit(1, pl.UInt16) + 8 * ~given_up + 64 * chosen)
    rows = rows.select(
        "row",
        mine=CLASS.cast(pl.UInt16),
        given_up=given_up,
        takes=takes,
        elected=chosen,
        unit=pl.when(takes).then(bits).otherwise(pl.lit(0, pl.UInt16)).bitwise_or().over("organisation", "award_year"),
    )
    given_up, mine, unit = pl.col("given_up"), pl.col("mine"), pl.col("unit")
    here = pl.col("elected") | (unit // 64 & mine > 0)
    elsewhere = unit // 64 & ~mine > 0
    none_left = given_up & pl.col("takes") & (unit // 8 == 0) & (unit & 7 & ~mine > 0)
    claimed = pl.col("takes") & ~given_up & (unit // 8 & 7 & ~mine > 0)
    found = rows.select(
        "row",
        refused=(given_up & ~none_left) | (claimed & elsewhere & ~here),
        unchosen=none_left | (claimed & (here == elsewhere)),
    ).collect()
    for name in ("refused", "unchosen"):
        yield pl.repeat(False, height, eager=True).scatter(found.filter(name)["row"], True).alias(name)


def _in_several_classes(applications: pl.DataFrame) -> pl.Expr:
    """Say where the unit has several classes.

    A hash of its code may let some more through.
    """
    code = UNIT.hash()
    units = applications.lazy().group_by(code.alias("code")).agg(few=CLASS.min(), many=CLASS.max())
    codes = units.filter(pl.col("few") < pl.col("many")).select("code").collect(engine="streaming")["code"]
    return code.is_in(codes.implode())


def _history(applications: pl.DataFrame, paid: pl.DataFrame | None) -> Iterator[pl.Series]:
    """Return what was paid in the year.

    Whether an operating subsidy, and RIVALS, the own sum and its rivals' largest and sum.

    "either" counts awards of an unknown class as rivals too.
    """
    height = applications.height
    if paid is None:
        yield pl.repeat(False, height, eager=True).alias("operated")
        yield from (pl.repeat(0, height, dtype=pl.Int64, eager=True).alias(name) for name in RIVALS)
        return
    years = applications["award_year"].unique()
    of_year = paid.lazy().filter(pl.col("year").is_in(years.implode())).with_columns(own=OWN).collect()
    units = of_year["organisation"].unique()
    who = applications.lazy().with_row_index("row").filter(UNIT.is_in(units.implode()))
    who = who.select("row", "organisation", "award_year", app="platform", kind="platform_kind")
    pairs = who.join(of_year.lazy(), on="organisation").collect().lazy()
    # An award of this measure to a platform of the round is of the class it has there.
    known = (
        pairs.filter(pl.col("own") & (pl.col("app") == PLATFORM)).unique("platform").select("platform", known="kind")
    )
    pairs = pairs.filter(pl.col("award_year") == pl.col("year")).join(known, on="platform", how="left")
    kind, own = pl.coalesce("platform_kind", pl.when("own").then("known")), pl.col("own")
    mine = own & (pl.col("app") == PLATFORM)
    open_to = ~pl.col("local") & ~mine
    rival = open_to & (~own | (kind != pl.col("kind")).fill_null(False))

    def added(where: pl.Expr) -> pl.Expr:
        return pl.when(where).then("amount").otherwise(0).sum()

    totals = pairs.group_by("row", "own", "programme", "platform").agg(
        paid=added(mine),
        operated=added(mine & (pl.col("benefit") == "operating")),
        rival=added(rival),
        either=added(rival | (open_to & kind.is_null())),
    )
    found = (
        totals.group_by("row")
        .agg(
            operated=pl.col("operated").sum() > 0,
            own=pl.col("paid").sum().clip(0),
            most=pl.col("rival").max().clip(0),
            every=pl.col("rival").clip(0).sum(),
            either_most=pl.col("either").max().clip(0),
            either=pl.col("either").clip(0).sum(),
        )
        .collect()
    )
    for name in ("operated", *RIVALS):
        nothing = pl.repeat(False if name == "operated" else 0, height, dtype=found.schema[name], eager=True)
        yield nothing.scatter(found["row"], found[name]).alias(name)


def _due(most: str, every: str) -> pl.Expr:
    """Return what is due of what is claimed.

    Nothing beside a higher rival, else the difference to what the rivals got.
    """
    claimed, largest = pl.col("claimed"), pl.col(most)
    left = claimed - pl.col(every)
    lost = (largest > 0) & (pl.col("own") + claimed <= largest)
    return pl.when(lost | (left < 0)).then(0).otherwise(left)
