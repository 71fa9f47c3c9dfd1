"""``fundcalc award --engine spark``: a table of applications decided where it lies, on a cluster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from fundcalc.base.i18n import _, either
from fundcalc.cli.output import DONE, print_json, working
from fundcalc.cli.terminal import echo, print_table

if TYPE_CHECKING:
    from fundcalc.engine.decision import Status
    from fundcalc.policy.loading import Policy


def award_on_spark(policy: Policy, source: str, output: str | None, *, master: str | None, as_json: bool) -> int:
    """Decide a table, write it, and say what it comes to."""
    from fundcalc import prose
    from fundcalc.base.amount_in_words import capitals
    from fundcalc.base.money import LARGEST_FEN, plain, yuan
    from fundcalc.tables.spark_files import award_file
    from fundcalc.views import decisions as views

    with working(_("deciding {file} on Spark").format(file=source)):
        totals = award_file(policy, source, output, master=master)
    if as_json:
        told = {
            "policy": policy.id,
            "policy_digest": policy.digest,
            "file": source,
            "written": output,
            "applications": totals.rows,
            "payable": plain(totals.payable),
            "prospective": plain(totals.prospective),
            "statuses": totals.statuses,
        }
        print_json(told)
        return DONE
    echo(f"{either(policy.measure.title)} · {source}")
    print_table(views.status_counts(cast("Mapping[Status, int]", totals.statuses)))
    echo(
        _("{count} applications decided, {payees} payable, in all {total} ({capitals})").format(
            count=totals.rows,
            payees=totals.statuses.get("payable", 0),
            total=prose.amount(totals.payable),
            capitals=capitals(totals.payable) if totals.payable <= LARGEST_FEN else f"{yuan(totals.payable):,}",
        )
    )
    if output is not None:
        echo(_("Every decision, a Parquet folder: {path}").format(path=output))
    return DONE
