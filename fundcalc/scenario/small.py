"""Decide a small population with the exact engine.

A query of the table engine takes some 40 ms to build, however few its rows are; the exact engine takes half a millisecond
an application.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import get_args

import polars as pl

from fundcalc.engine.application import Application, PaidAward
from fundcalc.engine.decision_parts import Status
from fundcalc.engine.round_inputs import RawApplication, RawPaid, read_inputs
from fundcalc.engine.rounds import decide_all
from fundcalc.engine.table.frames import CheckedFrames
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import forms
from fundcalc.tables.exact_inputs import application_of, in_yuan, rows_of

MOST_ROWS = 30
_STATUS = pl.Enum(get_args(Status))


@dataclass(frozen=True)
class SmallRound:
    """The applications and earlier awards of checked frames, for the exact engine."""

    frames: CheckedFrames

    @cached_property
    def rows(self) -> tuple[Sequence[RawApplication], Sequence[RawPaid]]:
        """The applications with their detail records, and the awards, amounts in yuan."""
        frames = self.frames
        given = frames.applications.select(*frames.schema)  # without the columns added by the check
        records = {form: rows_of(rows) for form, rows in frames.details.items()}
        awards = [] if frames.paid is None else rows_of(frames.paid)
        return (
            [application_of(frames.policy, row, records) for row in rows_of(given)],
            [in_yuan(row, forms()["paid"].columns) for row in awards],
        )

    @cached_property
    def read(self) -> tuple[Sequence[Application], Sequence[PaidAward]]:
        """The same as read under the policy of the frames."""
        return read_inputs(self.frames.policy, *self.rows)

    def decide(self, policy: Policy) -> pl.DataFrame:
        """Status, payable and prospective (fen) of each application.

        The policy has the same columns as that of the frames.
        """
        own = self.frames.policy
        # A computed fact is worked out where an application is read.
        as_read = not policy.versions and policy.measure.computed == own.measure.computed
        applications, paid = self.read if as_read else self.rows
        decisions = decide_all(policy, applications, paid, on=self.frames.on)
        return pl.DataFrame(
            {
                "status": pl.Series([decision.status for decision in decisions], dtype=_STATUS),
                "payable": pl.Series([decision.payable_fen for decision in decisions], dtype=pl.Int64),
                "prospective": pl.Series([decision.prospective_fen for decision in decisions], dtype=pl.Int64),
            }
        )
