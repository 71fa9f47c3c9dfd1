"""Decide a table under several texts of a measure.

Each text decides the applications of its days, the earlier texts first. What the earlier texts grant is paid before the
later ones, as in ``fundcalc.engine.rounds``.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import narwhals as nw

from fundcalc.base.errors import ApplicationError
from fundcalc.base.i18n import _
from fundcalc.engine.table.backend import Frame, numbered
from fundcalc.engine.table.benefits import SEPARATORS
from fundcalc.engine.table.columns import NO_AMOUNT, PLATFORM, WHOLE, ZERO, PolicyTable, working
from fundcalc.engine.table.competition import allotted
from fundcalc.engine.table.frames import CheckedFrames
from fundcalc.engine.table.history import PAID
from fundcalc.policy.loading import Policy

_PLACE = working("place")

Decided = tuple[PolicyTable, Frame]  # a table and its frame with every working column


def decide_in_turn(frames: CheckedFrames, decide: Callable[[CheckedFrames], Decided], columns: Sequence[str]) -> Frame:
    """Decide the rows under each text, and put them together.

    They keep their order where they lie in memory. ``columns`` are those of the result; of a benefit that a text lacks
    nothing is claimed under it.
    """
    policy, paid = frames.policy, frames.paid
    applications = numbered(frames.applications, _PLACE) if frames.ordered else frames.applications
    parts = []
    for text in policy.versions:
        rows = applications.filter(governed(policy, text))
        table, decided = decide(replace(frames, policy=text, applications=rows, paid=paid))
        lacking = [name for name in policy.measure.benefit if name not in text.measure.benefit]
        unknown = {working(name, "amount"): NO_AMOUNT for name in lacking}
        unknown |= {working(name, "reason"): table.reason("not_claimed") for name in lacking}
        decided = decided.with_columns(**unknown) if unknown else decided
        parts.append(decided.select(*columns, *([_PLACE] if frames.ordered else [])))
        paid = nw.concat([*([] if paid is None else [paid]), *_granted(table, decided)], how="vertical")
    whole = nw.concat(parts, how="vertical")
    return whole.sort(_PLACE) if frames.ordered else whole


def governed(policy: Policy, text: Policy) -> nw.Expr:
    """Where a text of a measure governs an application."""
    starts = [other.version.start for other in policy.versions]
    at = policy.versions.index(text)
    applied, first = nw.col("application_date"), starts[at]
    after = nw.lit(value=True) if first is None else applied >= nw.lit(first)
    following = starts[at + 1] if at + 1 < len(starts) else None
    return after if following is None else after & (applied < nw.lit(following))


def check_claims(where: str, policy: Policy, applications: Frame) -> None:
    """Refuse a claim of a benefit that the text in force does not have."""
    if "claims" not in applications.collect_schema():
        return
    for text in policy.versions:
        for name in policy.measure.benefit:
            if name in text.measure.benefit:
                continue
            named = nw.col("claims").cast(nw.String()).str.contains(f"(^|{SEPARATORS}){name}($|{SEPARATORS})")
            found = applications.filter(governed(policy, text) & named).select("platform").head(1).collect()
            for platform in found.to_dict(as_series=False)["platform"]:
                message = _("{value!r} is not a benefit of the text in force on the day of the application: {ids}")
                fault = message.format(value=name, ids=", ".join(text.measure.benefit))
                raise ApplicationError(where, (f"claims: {fault} ({platform})",))


def _granted(table: PolicyTable, decided: Frame) -> Iterator[Frame]:
    """What each benefit grants, as awards already paid."""
    kind, group, claim = (table.column(name) for name in ("platform_kind", "group", "claim"))
    paid = decided.filter(nw.col("status") == "payable")
    for name, fen in allotted(table).items():
        yield (
            paid.with_columns(fen.cast(WHOLE).alias(working("granted")))
            .filter(nw.col(working("granted")) > ZERO)
            .select(
                nw.col("organisation"),
                nw.col("platform"),
                *([nw.col(PLATFORM)] if table.policy.by_claim else []),
                nw.lit(table.policy.id).alias("programme"),
                nw.lit(name).alias("benefit"),
                nw.col("award_year").cast(WHOLE).alias("year"),
                nw.col(working("granted")).alias("amount"),
                (nw.lit(None, nw.String()) if kind is None else kind).alias("platform_kind"),
                nw.lit(value=False).alias("local"),
                table.applied.alias("awarded_on"),
                (nw.lit(None, nw.String()) if group is None else group).alias("group"),
                (nw.lit(None, nw.String()) if claim is None else claim).alias("claim"),
            )
            .select(*PAID, *([PLATFORM] if table.policy.by_claim else []))
        )
