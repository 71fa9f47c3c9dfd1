"""Explain one row of a table or result by the exact engine.

The rows of its organisation are taken out of the table, and whole fen become yuan again.
"""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, cast

import narwhals as nw

from fundcalc.base.errors import ApplicationError
from fundcalc.base.i18n import _, listed
from fundcalc.base.ids import normalised, row_id
from fundcalc.base.money import plain
from fundcalc.engine.decision import Decision
from fundcalc.engine.rounds import decide_all
from fundcalc.engine.table import added_columns
from fundcalc.engine.table.backend import Frame
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import forms
from fundcalc.tables.engines import engine
from fundcalc.tables.exact_inputs import application_of, in_yuan, rows_of
from fundcalc.tables.files import tables_of
from fundcalc.tables.reading import MOST_HELD, read_table


class OtherValue(NamedTuple):
    """A value of a result that the exact engine decides otherwise, in yuan."""

    column: str
    stands: str
    decided: str


class Explained(NamedTuple):
    """A row decided exactly, with the other decisions of its organisation.

    ``differs`` is where the table, if it is a result, says something else.
    """

    decision: Decision
    unit: tuple[Decision, ...]
    differs: tuple[OtherValue, ...]


def explain_row(
    policy: Policy,
    frame: object,
    platform: str,
    paid: object = None,
    *,
    details: Mapping[str, object] | None = None,
    on: date | None = None,
) -> Explained:
    """Decide one platform of a table of any size as ``decide_all`` does.

    Takes what ``decide_table`` takes (amounts whole fen) or what it gave; of a decided table it also tells where that says
    something else. ``on`` is the day of the decision. Reads the rows of the platform's organisation, and what was paid to
    it. Raises ApplicationError where the platform does not stand in the table or one of those rows does not fit.
    """
    table = nw.from_native(cast(Any, frame)).lazy()
    mine = _row_of(policy, table, platform)
    unit = rows_of(table.filter(_of_unit(policy, table, mine, [mine["organisation"]])))
    platforms = [row["platform"] for row in unit]
    awards = []
    if paid is not None:
        rows = nw.from_native(cast(Any, paid)).lazy()
        organisations = list(dict.fromkeys(row["organisation"] for row in unit))
        own = _of_unit(policy, rows, mine, organisations) | _same("platform", platforms)
        awards = rows_of(rows.filter(own))
    # An award to a platform that stands in the round under another unit is of the class it has there.
    named = {normalised(row["platform"]) for row in awards} - set(map(normalised, platforms))
    others = rows_of(table.filter(_same("platform", sorted(named)))) if named else []
    records = {
        form: rows_of(nw.from_native(cast(Any, table_)).lazy().filter(_same("platform", platforms)))
        for form, table_ in (details or {}).items()
    }
    decisions = decide_all(
        policy,
        [application_of(policy, row, records) for row in (*unit, *others)],
        [in_yuan(row, forms()["paid"].columns) for row in awards],
        on=on,
    )
    wanted = _id_of(policy, mine)
    found = next(decision for decision in decisions if decision.platform == wanted)
    return Explained(found, tuple(decisions[: len(unit)]), tuple(_differences(policy, mine, found)))


def _row_of(policy: Policy, table: Frame, wanted: str) -> Mapping[str, str]:
    """The row of a platform, or of a claim such as ``p1/c1``."""
    platform, _slash, claim = wanted.partition("/")
    rows = rows_of(table.filter(_same("platform", [platform])))
    if policy.by_claim and claim:
        rows = [row for row in rows if normalised(str(row.get("claim") or "")) == normalised(claim)]
    if not rows:
        raise ApplicationError(wanted, (_("is not a platform of this table; write it as in the column 'platform'"),))
    if len(rows) > 1 and policy.by_claim:
        ids = listed(_id_of(policy, row) for row in rows)
        raise ApplicationError(wanted, (_("has several claims; name one of them: {ids}").format(ids=ids),))
    return rows[0]


def _id_of(policy: Policy, row: Mapping[str, str]) -> str:
    return row_id(row["platform"], row["claim"] if policy.by_claim else "")


def _of_unit(policy: Policy, table: Frame, mine: Mapping[str, str], organisations: Sequence[str]) -> nw.Expr:
    """Where a row is of some organisations, or of those linked to them."""
    own = _same("organisation", organisations)
    if ("paid", "group") in policy.needless:
        return own
    group = mine.get("group") or mine["organisation"]
    linked = _same("group", [group]) if "group" in table.collect_schema() else nw.lit(value=False)
    return own | linked.fill_null(value=False) | _same("organisation", [group])


def _same(key: str, ids: Iterable[str]) -> nw.Expr:
    """Where an id is one of some, compared without case."""
    return nw.col(key).cast(nw.String()).str.to_lowercase().is_in([normalised(id_) for id_ in ids])


def _differences(policy: Policy, row: Mapping[str, object], decision: Decision) -> Iterable[OtherValue]:
    decided: dict[str, object] = {
        "status": decision.status,
        "payable": decision.payable_fen,
        "prospective": decision.prospective_fen,
    }
    for name, due in decision.benefits.items():
        decided |= {f"{name}.amount": due.fen, f"{name}.reason": due.reason}
    for column in added_columns(policy):
        # A benefit that another text of the measure has is not claimed under this one.
        decided.setdefault(column, "not_claimed" if column.endswith(".reason") else None)
        if column in row and row[column] != decided[column]:
            yield OtherValue(column, _shown(row[column]), _shown(decided[column]))


def _shown(value: object) -> str:
    return plain(value) if isinstance(value, int) else "" if value is None else str(value)


def explain_file(
    policy: Policy,
    source: Path | str,
    platform: str,
    *,
    records: Path | str | None = None,
    by: str = "polars",
    on: date | None = None,
) -> Explained:
    """Explain one platform of a table on disk; see ``explain_row``.

    The table may be a result that ``award_file`` wrote. ``records`` is the folder with the awards paid and detail records
    that a result was decided with.
    """
    room, source = engine(by), Path(source)
    files = dict(tables_of(source))
    if records is not None:
        files = {**tables_of(Path(records)), "applications": files["applications"]}
    files = {form: path for form, path in files.items() if form in ("applications", "paid") or form in policy.details}
    with tempfile.TemporaryDirectory(prefix=".fundcalc-", suffix=".part", ignore_cleanup_errors=True) as folder:
        large = sum(path.stat().st_size for path in files.values()) > MOST_HELD
        with room.session(Path(folder), large=large) as session:
            tables = {
                form: read_table(room, session, policy, form, path, Path(folder), decided=True).frame
                for form, path in files.items()
            }
            details = {form: table for form, table in tables.items() if form not in ("applications", "paid")}
            return explain_row(policy, tables["applications"], platform, tables.get("paid"), details=details, on=on)
