"""Tables of what each reading of the text is worth, alone and combined."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import polars as pl

from fundcalc import prose
from fundcalc.base.i18n import _
from fundcalc.policy.loading import Policy
from fundcalc.scenario import sentences
from fundcalc.scenario.interpretation import Interpretations
from fundcalc.scenario.result_tables.table import Row, column
from fundcalc.views.table import Column, Table


def by_worth(found: Interpretations) -> list[dict[str, Any]]:
    """The values that are not taken, the reading that moves most money first."""
    rows = [row for row in found.values.iter_rows(named=True) if not row["taken"]]
    worth = {
        name: max(
            max(abs(row["change_fen"]), abs(row["mean_change_fen"] or 0)) for row in rows if row["reading"] == name
        )
        for name in (*found.readings, *found.alone_only)
    }
    return sorted(rows, key=lambda row: -worth[row["reading"]])


def interpretations(found: Interpretations) -> Table[Row]:
    """The effect of each value, alone and with every other reading either way."""
    policy = found.policy

    def now(row: Row) -> str:
        return prose.taken(policy, row["reading"], policy.readings[row["reading"]])

    columns: list[Column[Row]] = [
        Column("read", _("if it is read so"), lambda row: _as_read(policy, row), width=64),
        Column("cite", _("article"), lambda row: prose.article(policy, row["reading"]), width=18),
        Column("now", _("now it is read so"), now, width=34),
        column("change", _("change alone (yuan)"), "change", 20, field="change_fen"),
        column("changed", _("applications that change"), "count", 16),
        column("open", _("open then"), "count", 12),
        column("least", _("least in any combination (yuan)"), "yuan", 22, field="least_fen"),
        column("most", _("most in any combination (yuan)"), "yuan", 22, field="most_fen"),
        Column("switch", _("switch"), lambda row: f"{row['reading']}={row['value']}", width=34),
    ]
    return Table(_("What each reading of the text is worth"), columns, by_worth(found))


def _as_read(policy: Policy, row: Row) -> str:
    return sentences.as_read(policy, row["reading"], row["value"])


class Extreme(NamedTuple):
    """A combination: its total (fen), its open applications, its other readings."""

    fen: int
    open: int
    otherwise: Mapping[str, str]


def extreme(found: Interpretations, *, most: bool) -> Extreme:
    """The least or the most of all combinations.

    Of equal ones that with the fewest readings changed.
    """
    total = found.most_fen if most else found.least_fen
    now = found.policy.readings
    extremes = (
        Extreme(total, row["open"], {name: row[name] for name in found.readings if row[name] != now[name]})
        for row in found.combinations.filter(pl.col("total_fen") == total).iter_rows(named=True)
    )
    return min(extremes, key=lambda combination: len(combination.otherwise))


def interpreted(found: Interpretations) -> list[str]:
    """Sum up all combinations in sentences."""
    if not found.readings:
        return [_("No reading of the text changes anything for these applications.")]
    number = prose.count(found.combinations.height)
    lines = [
        _("Over all {number} combinations of the readings that matter the measure comes to:").format(number=number)
    ]
    for name, found_extreme in ((_("least"), extreme(found, most=False)), (_("most"), extreme(found, most=True))):
        combination = sentences.combination(
            found.policy, found_extreme.fen, found_extreme.open, found_extreme.otherwise
        )
        lines.append(_("  {name}: {combination}").format(name=name, combination=combination))
    if found.alone_only:
        alone = sentences.questions(found.policy, found.alone_only)
        lines.append(
            _("Too many to combine; only the effect of each alone is given: {readings}").format(readings=alone)
        )
    if found.without_effect:
        questions = sentences.questions(found.policy, found.without_effect)
        same = (
            _("Each of these alone makes no difference to these applications: {readings}")
            if found.alone_only
            else _("The same either way for these applications: {readings}")
        )
        lines.append(same.format(readings=questions))
    return lines
