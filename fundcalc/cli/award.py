"""``fundcalc template``, ``award`` and ``explain``: a round of applications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundcalc.base.i18n import Message, _
from fundcalc.cli import award_output
from fundcalc.cli import award_table as tables
from fundcalc.cli.award_spark import award_on_spark
from fundcalc.cli.book.options import ANY_DAY, BY, TEXT, day_of
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, NO, counted, print_json, working
from fundcalc.cli.round_options import (
    budget_of,
    budget_options,
    explain_command,
    load_policy,
    policy_options,
    refuse_budget,
)
from fundcalc.cli.terminal import echo

if TYPE_CHECKING:
    from fundcalc.engine.application import Application, PaidAward
    from fundcalc.engine.budget import Budget
    from fundcalc.engine.decision import Decision
    from fundcalc.ledger.posted_round import PostedRound
    from fundcalc.policy.loading import Policy
    from fundcalc.workbooks import Round


@command("template")
@click.argument("policy")
@option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help=Message("The workbook to write (.xlsx).")
)
def template(policy: str, output: Path, *, as_json: bool) -> int:
    from fundcalc.base.errors import SheetError
    from fundcalc.policy.loading import load
    from fundcalc.workbooks import write_template

    if output.is_file():
        raise SheetError(_("{path}: exists already and may be filled in; name another file").format(path=output))
    loaded = load(policy)
    write_template(loaded, output)
    if as_json:
        print_json({"policy": loaded.id, "written": str(output)})
    else:
        echo(_("{path}: fill in the sheets, then run: fundcalc award {path} --policy {policy}").format(
            path=output, policy=loaded.argument))  # fmt: skip
    return DONE


@command("award")
@click.argument("given", metavar="FILE")
@policy_options
@tables.engine_options
@option("--book", "folder", type=click.Path(path_type=Path), help=Message("The book whose awards are history."))
@option("--post", is_flag=True, help=Message("Post what is payable to the book."))
@option(
    "--correct", is_flag=True, help=Message("With --post: correct awards of the book that come to another amount now.")
)
@option("--award", "named", multiple=True, metavar="AWARD",
        help=Message("With --correct: take this award, of which nothing is due now, to 0."))  # fmt: skip
@option(
    "--why",
    "reason",
    type=TEXT,
    default="",
    metavar="TEXT",
    help=Message("With --correct: the reason; it is kept and shown."),
)
@budget_options
@ANY_DAY
@BY
@option(
    "--date",
    "on",
    type=click.DateTime(["%Y-%m-%d"]),
    help=Message("The day of the awards (default: today); a later filing does not count."),
)
@option("-o", "--output", "result", metavar="PATH", help=Message("Write decisions and reasons to an .xlsx."))
def award(
    given: str,
    policy: str,
    changes: tuple[str, ...],
    readings: tuple[str, ...],
    engine: str | None,
    spark_master: str | None,
    folder: Path | None,
    post: bool,
    correct: bool,
    named: tuple[str, ...],
    reason: str,
    budget: str | None,
    in_order: bool,
    on: datetime | None,
    result: str | None,
    *,
    as_json: bool,
) -> int:
    from fundcalc.workbooks import read_round, with_award_doubts, write_results

    if spark_master is not None and engine != "spark":
        raise click.UsageError(_("--spark-master goes with --engine spark"))
    file, output, day = Path(given), None if result is None else Path(result), on.date() if on else None
    there = budget_of(budget, in_order=in_order)
    if engine == "spark" or tables.is_table(file, engine):
        tables.refuse_book(folder, post=post)
        refuse_budget(there)
        loaded = load_policy(policy, changes, readings)
        if engine == "spark":  # which has paths of its own, such as hdfs://…
            return award_on_spark(loaded, given, result, master=spark_master, on=day, as_json=as_json)
        why = explain_command(output or file, policy, changes, readings, on=on, engine="" if output else engine or "")
        return tables.award_table(loaded, file, engine or "polars", output, why, on=day, as_json=as_json)
    _check_output(output, file)
    _check_posting(folder, post=post, correct=correct, with_more=bool(named or reason))
    loaded = load_policy(policy, changes, readings)
    with working(_("reading {file}").format(file=file.name)):
        round_ = read_round(file, loaded, on=day, events=_kept_events(folder, loaded))
    post_on = day_of(on) if post else None
    done = _decided(
        *(loaded, round_, folder), decided_on=day, post_on=post_on, budget=there,
        correct=named if correct else None, why=reason,
    )  # fmt: skip
    round_ = with_award_doubts(round_, done.decisions)
    if output is not None:
        write_results(
            *(output, loaded, done.decisions, round_),
            posting=done.posting,
            differences=done.differences,
            progress=lambda items: counted(items, _("explaining")),
        )
    if as_json:
        print_json(award_output.as_json(loaded, file, done, round_))
    else:
        first = done.decisions[0].platform if done.decisions else "PLATFORM"
        why = explain_command(
            file, policy, changes, readings, book=folder, on=on, platform=first, budget=budget, in_order=in_order
        )
        award_output.print_round(loaded, file, done, round_, output, why)
    return NO if round_.faults or round_.refused or done.is_refused else DONE


def _check_output(output: Path | None, file: Path) -> None:
    """Refuse a name that the results cannot have, before anything is decided."""
    from fundcalc.workbooks.safe_writing import check_target

    if output is None:
        return
    if output.suffix.lower() == ".parquet":
        raise click.UsageError(
            _("-o names a .parquet, which the table engine writes: add --engine polars, or name an .xlsx")
        )
    if file.exists() and output.exists() and output.samefile(file):
        raise click.UsageError(_("-o names the file of applications itself, which would be lost; give another name"))
    check_target(output)


def _check_posting(folder: Path | None, *, post: bool, correct: bool, with_more: bool) -> None:
    if post and folder is None:
        raise click.UsageError(_("--post needs --book DIR: the book to post to"))
    if (correct and not post) or (with_more and not correct):
        raise click.UsageError(_("--correct goes with --post, and --award and --why with --correct"))


def _kept_events(folder: Path | None, policy: Policy) -> Sequence[Mapping[str, object]]:
    """The events of platforms that a book keeps."""
    if folder is None:
        return ()
    from fundcalc.ledger.platform_events import kept_rows

    return kept_rows(folder, policy.id)


def _decided(
    policy: Policy,
    round_: Round,
    folder: Path | None,
    *,
    decided_on: date | None,
    post_on: date | None,
    correct: tuple[str, ...] | None = None,
    why: str = "",
    budget: Budget | None = None,
) -> PostedRound:
    from fundcalc.engine.budget import within
    from fundcalc.engine.rounds import decide_all
    from fundcalc.ledger.posted_round import PostedRound

    def decide(policy: Policy, applications: Sequence[Application], paid: Sequence[PaidAward]) -> list[Decision]:
        return decide_all(
            policy, applications, paid, on=decided_on, progress=lambda items: counted(items, _("deciding"))
        )

    if folder is None:
        decisions = within(budget, decide(policy, round_.applications, round_.paid))
        return PostedRound(tuple(decisions), None)
    from fundcalc.ledger import posting as bookkeeping

    given = (policy, round_.applications, round_.paid, folder)
    with working(_("reading the book")):
        if post_on is not None:
            return bookkeeping.post(*given, on=post_on, correct=correct, why=why, decide=decide, budget=budget)
        return bookkeeping.decide_with_book(*given, decide=decide, budget=budget)


@command("explain")
@click.argument("file", type=click.Path(path_type=Path))
@policy_options
@option("--platform", required=True, help=Message("The platform whose decision is explained."))
@option("--book", "folder", type=click.Path(path_type=Path), help=Message("The book whose awards are history."))
@budget_options
@option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), help=Message("The day of the decision, as for 'award'."))
@option(
    "--engine",
    type=click.Choice(tables.LOCAL_ENGINES),
    help=Message("Read the file as a table (default for .parquet and for results: polars)."),
)
@option(
    "--records",
    type=click.Path(path_type=Path),
    help=Message("The folder with the awards paid and detail records that a result was decided with."),
)
def explain(
    file: Path,
    policy: str,
    changes: tuple[str, ...],
    readings: tuple[str, ...],
    platform: str,
    folder: Path | None,
    budget: str | None,
    in_order: bool,
    on: datetime | None,
    engine: str | None,
    records: Path | None,
    *,
    as_json: bool,
) -> int:
    from fundcalc.base.ids import normalised
    from fundcalc.workbooks import doubts, read_round

    there = budget_of(budget, in_order=in_order)
    if tables.is_table(file, engine) or tables.is_result_csv(file) or records is not None:
        refuse_budget(there)
        tables.refuse_book(folder, post=False)
        loaded, by = load_policy(policy, changes, readings), engine or "polars"
        return tables.explain_table(loaded, file, platform, records, by, on=on.date() if on else None, as_json=as_json)
    loaded = load_policy(policy, changes, readings)
    with working(_("reading {file}").format(file=file.name)):
        day = on.date() if on else None
        round_ = read_round(file, loaded, on=day, events=_kept_events(folder, loaded))
    done = _decided(loaded, round_, folder, decided_on=on.date() if on else None, post_on=None, budget=there)
    wanted = normalised(platform)
    own = [decision for decision in done.decisions if decision.application.platform_key == wanted]
    named = [decision for decision in done.decisions if normalised(decision.platform) == wanted]
    if len(named or own) != 1:
        message = award_output.not_found(platform, done, round_, own)
        if as_json:
            print_json({"error": {"kind": "NotFound", "message": message}})
        echo(f"fundcalc: {message}", err=True)
        return NO
    (found,) = named or own
    page = doubts.explain(doubts.with_award_doubts(round_, [found]), found, done.decisions)
    if as_json:
        lines = [{"heading": line.heading, "cite": line.article, "text": line.text} for line in page]
        print_json(found.to_dict() | {"explanation": lines})
    else:
        echo(str(page))
    return DONE
