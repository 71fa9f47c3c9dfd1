"""``fundcalc award --engine spark``: decide a table of applications on a cluster."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, cast

from fundcalc.base.i18n import _, either
from fundcalc.cli.award_output import print_gaps
from fundcalc.cli.award_table import print_table_notes
from fundcalc.cli.output import DONE, decided, print_json, working
from fundcalc.cli.terminal import echo, print_table

if TYPE_CHECKING:
    from fundcalc.engine.decision_parts import Status
    from fundcalc.policy.loading import Policy


def award_on_spark(
    policy: Policy, source: str, output: str | None, *, master: str | None, on: date | None, as_json: bool
) -> int:
    """Decide a table, write the result and print its totals."""
    from fundcalc.base.money import plain
    from fundcalc.tables.spark_files import award_file
    from fundcalc.views import decisions as views

    with working(_("deciding {file} on Spark").format(file=source)):
        totals = award_file(policy, source, output, master=master, on=on)
    if as_json:
        document = {
            "policy": policy.id,
            "policy_digest": policy.digest,
            "file": source,
            "written": output,
            "applications": totals.rows,
            "payable": plain(totals.payable),
            "prospective": plain(totals.prospective),
            "statuses": totals.statuses,
            "read_as": dict(totals.units),
            "notes": [note.to_dict() for note in totals.notes],
            "not_computed": list(policy.measure.not_computed),
        }
        print_json(document)
        return DONE
    echo(f"{either(policy.measure.title)} · {source}")
    print_table(views.status_counts(cast("Mapping[Status, int]", totals.statuses)))
    echo(decided(totals.rows, totals.statuses.get("payable", 0), totals.payable))
    print_gaps(policy)
    print_table_notes(totals.notes)
    if output is not None:
        echo(_("Every decision, a Parquet folder: {path}").format(path=output))
    return DONE
