"""Options that the commands on a round share, and the command that explains one."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundcalc.base.i18n import Message, _
from fundcalc.cli.command import option, options
from fundcalc.cli.output import assignment

if TYPE_CHECKING:
    from fundcalc.engine.budget import Budget
    from fundcalc.policy.loading import Policy

policy_options = options(
    option("--policy", required=True, help=Message("The policy: an id, or the path of a policy file.")),
    option("--set", "changes", multiple=True, metavar="LINE=VALUE",
           help=Message("Change a line of the policy, e.g. validity.from=2026-07-01 for a draft.")),
    option("--reading", "readings", multiple=True, metavar="SWITCH=VALUE", help=Message("Set how an ambiguity is read.")),
)  # fmt: skip


budget_options = options(
    option("--budget", metavar="YUAN",
           help=Message("What there is for the round: where it does not do, every award is cut in proportion.")),
    option("--in-order", is_flag=True,
           help=Message("With --budget: pay in the order of the applications until it is used up.")),
)  # fmt: skip


def explain_command(
    file: object,
    policy: str,
    changes: Sequence[str] = (),
    readings: Sequence[str] = (),
    *,
    book: Path | None = None,
    on: datetime | None = None,
    engine: str = "",
    platform: str = "PLATFORM",
    budget: str | None = None,
    in_order: bool = False,
) -> str:
    """The ``explain`` command for a decision, with the options it was made with."""
    words = ["fundcalc", "explain", str(file), "--policy", policy]
    words += [word for change in changes for word in ("--set", change)]
    words += [word for reading in readings for word in ("--reading", reading)]
    words += ["--book", str(book)] if book is not None else []
    words += ["--date", f"{on:%Y-%m-%d}"] if on is not None else []
    words += ["--engine", engine] if engine else []
    words += ["--budget", budget] if budget is not None else []
    words += ["--in-order"] if in_order else []
    return shlex.join([*words, "--platform", platform])


def load_policy(policy: str, changes: Sequence[str], readings: Sequence[str]) -> Policy:
    """Load the policy that the options name."""
    from fundcalc.policy.loading import load

    return load(policy, changes=dict(map(assignment, changes)), readings=dict(map(assignment, readings)))


def budget_of(amount: str | None, *, in_order: bool) -> Budget | None:
    """The budget that the options give."""
    from fundcalc.base.money import fen
    from fundcalc.engine.budget import Budget

    if amount is None:
        if in_order:
            raise click.UsageError(_("--in-order goes with --budget"))
        return None
    if (there := fen(amount)) < 0:
        raise click.UsageError(_("--budget is an amount of 0 or more"))
    return Budget(there, "in_order" if in_order else "pro_rata")


def refuse_budget(budget: Budget | None) -> None:
    """Raise UsageError for a budget, which tables do not have."""
    if budget is not None:
        raise click.UsageError(_("--budget is for a workbook or CSV without --engine"))
