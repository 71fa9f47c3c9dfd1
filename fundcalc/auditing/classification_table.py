"""Verdicts for a table of lines, with equal lines judged once.

The wording is found by the table engine with the same pattern that one line is read with, so a verdict is that of the line.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import narwhals as nw

from fundcalc.auditing.account_map import OwnAccounts
from fundcalc.auditing.classification import Verdict, verdict_on
from fundcalc.auditing.evidence import policy_finder
from fundcalc.auditing.keywords import wording
from fundcalc.auditing.lines import Line
from fundcalc.auditing.use_rules import Rules
from fundcalc.base.dates import parse_date
from fundcalc.base.errors import ApplicationError, FundcalcError
from fundcalc.base.i18n import _
from fundcalc.base.money import fen
from fundcalc.policy.loading import Policy
from fundcalc.policy.uses import catalogue

if TYPE_CHECKING:
    import polars as pl

Judged = tuple[str, Verdict | None]

_GIVEN = ("use", "code", "account", "purpose")
_FIRST_FEW = 20
_BETWEEN = "\x1f"


def judge_table(frame: object, policies: Sequence[Policy], own: OwnAccounts | None = None) -> "pl.DataFrame":
    """The lines of a table with their verdicts as columns of text.

    Adds ``policy``, ``outcome``, ``cite``, ``decided_by`` and ``why``.

    ``frame`` is any table that Narwhals reads, with the fields of a Line as columns; of ``award``, ``use``, ``code``,
    ``account``, ``purpose`` and ``text`` those that are there are read. ``policy`` is empty, and the rest null, where no
    measure is known. Raises FundcalcError where Polars is not installed.
    """
    table = polars_frame(frame)
    rules = {policy.id: Rules(policy, catalogue(), own or OwnAccounts()) for policy in policies}
    index, pool = verdicts(table, rules, policy_finder(policies))
    import polars as pl

    columns = pl.DataFrame(
        {
            "policy": [policy for policy, _verdict in pool],
            "outcome": [verdict.outcome if verdict else None for _policy, verdict in pool],
            "cite": [verdict.cite if verdict else None for _policy, verdict in pool],
            "decided_by": [verdict.by if verdict else None for _policy, verdict in pool],
            "why": [verdict.why if verdict else None for _policy, verdict in pool],
        },
        schema=dict.fromkeys(("policy", "outcome", "cite", "decided_by", "why"), pl.String),
    )
    return table.with_columns(columns[index].get_columns())


def verdicts(
    table: "pl.DataFrame", rules: Mapping[str, Rules], policy_of: Callable[[str], str]
) -> tuple["pl.Series", list[Judged]]:
    """The list of policies and verdicts, and for every row its index in the list."""
    import polars as pl

    def column(name: str) -> pl.Expr:
        given = pl.col(name).cast(pl.String).fill_null("") if name in table.columns else pl.repeat("", pl.len())
        return given.alias(name)

    keys = table.select(
        column("award"),
        *(column(name) for name in _GIVEN),
        column("text").str.extract_all(wording().pattern).list.join(_BETWEEN).alias("words"),
    )
    awards = keys["award"].unique()
    policy = keys["award"].replace_strict(awards, [policy_of(award) for award in awards], return_dtype=pl.String)
    index, order = _numbered(keys.select(policy.alias("policy"), *_GIVEN, "words"))
    hits = cache(wording().hits)
    return index, [_judged(row, rules, hits) for row in order.iter_rows()]


def _numbered(keys: "pl.DataFrame") -> tuple["pl.Series", "pl.DataFrame"]:
    """The number of every row's combination, and the combinations in that order."""
    import polars as pl

    # Whole numbers are found again ten times as fast as rows of text; two columns at a time stay far below 2^64.
    number = pl.zeros(len(keys), dtype=pl.UInt64, eager=True)
    for column in keys.iter_columns():
        codes = column.cast(pl.Categorical).to_physical().cast(pl.UInt64)
        most = codes.max()
        both = pl.DataFrame({"both": number * (most + 1 if isinstance(most, int) else 1) + codes})
        seen = both.unique(maintain_order=True).with_row_index("number")
        number = both.join(seen, on="both", how="left", maintain_order="left")["number"].cast(pl.UInt64)
    return number, keys[number.arg_unique().sort()]


def _judged(row: tuple[str, ...], rules: Mapping[str, Rules], hits: Callable[[str], frozenset[str]]) -> Judged:
    policy, use, code, account, purpose, words = row
    if not policy:
        return policy, None
    found = (wording().of(words.split(_BETWEEN)) if words else frozenset[str]()) | hits(purpose)
    return policy, verdict_on(rules[policy], use, code, account, purpose, found)


def polars_frame(frame: Any) -> "pl.DataFrame":
    """Any table that Narwhals reads, as Polars.

    Raises FundcalcError where Polars is not installed.
    """
    try:
        import polars as pl
    except ImportError as error:
        raise FundcalcError(
            _("a table of lines needs Polars; install it with: pip install fundcalc[polars], or give Line records")
        ) from error
    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    if isinstance(frame, pl.DataFrame):
        return frame
    read = nw.from_native(frame)
    return (read.collect() if isinstance(read, nw.LazyFrame) else read).to_polars()


def lines_of(table: "pl.DataFrame") -> list[Line]:
    """The rows as lines.

    Raises ApplicationError with the first rows whose amount or date cannot be read.
    """
    named = [name for name in table.columns if name in Line._fields and name not in ("date", "fen")]
    amounts = "fen" if "fen" in table.columns else "amount"
    if amounts not in table.columns:
        raise ApplicationError("lines", (_("has neither 'fen' (whole fen) nor 'amount' (yuan); add one of them"),))
    lines, faults = [], []
    for number, row in enumerate(
        table.select("date" if "date" in table.columns else [], amounts, *named).iter_rows(named=True), 1
    ):
        try:
            amount = row.pop(amounts)
            whole = amount if amounts == "fen" and type(amount) is int else fen(amount)
            day = row.pop("date", None)
            day = parse_date(day) if isinstance(day, str) and day.strip() else day or None
        except FundcalcError as error:
            faults.append(_("row {row}: {message}").format(row=number, message=error))
            continue
        texts = {name: "" if value is None else str(value) for name, value in row.items()}
        lines.append(Line(day, whole, **{"place": str(number), **texts}))
    if faults:
        raise ApplicationError("lines", tuple(faults[:_FIRST_FEW]))
    return lines
