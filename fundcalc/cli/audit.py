"""``fundcalc audit``: check the spending in sheets and books."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundcalc.base.i18n import Message, _
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, NO, assignment, print_json, working

if TYPE_CHECKING:
    from fundcalc.auditing.account_map import OwnAccounts
    from fundcalc.auditing.findings import Finding
    from fundcalc.journals.attribution import Attribution
    from fundcalc.journals.spending import Basis
    from fundcalc.policy.loading import Policy
    from fundcalc.sources.audit_sources import Unread
    from fundcalc.sources.collect import Gathered


@command("audit")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@option("--policy", help=Message("The policy of lines whose award does not name one (default: from the award's id)."))
@option("--set", "changes", multiple=True, metavar="LINE=VALUE", help=Message("Change a line of the policy."))
@option("--reading", "readings", multiple=True, metavar="SWITCH=VALUE", help=Message("Set how an ambiguity is read."))
@option("--award", default="", help=Message("The award of lines that name none."))
@option(
    "--project",
    "projects",
    multiple=True,
    metavar="PROJECT=AWARD",
    help=Message("The award that a project of a journal is of (several)."),
)
@option(
    "--map",
    "mapping",
    type=click.Path(path_type=Path),
    help=Message("What the columns, projects and accounts of journals stand for (.toml)."),
)
@option(
    "--draft-map",
    "draft",
    type=click.Path(path_type=Path),
    help=Message("Write a draft of --map: every project and account found, to be completed."),
)
@option(
    "--basis",
    type=click.Choice(["cash", "accrual"]),
    help=Message("Count in journals what was paid (cash) or what was booked (accrual)."),
)
@option("--accounts", type=click.Path(path_type=Path), help=Message("The organisation's own accounts (.toml)."))
@option("--on", type=click.DateTime(["%Y-%m-%d"]), help=Message("Report what is unspent on this day."))
@option("--baseline", type=click.Path(path_type=Path), help=Message(
    "An earlier result (--json): list only findings that are new or have another amount."
))  # fmt: skip
@option(
    "--verdicts",
    "decided",
    type=click.Path(path_type=Path),
    help=Message("What persons decided about findings: a working paper that was filled in, or JSON."),
)
@option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help=Message("Write the working paper to an .xlsx, or papers to be signed to a .docx or a new folder."),
)
def audit(
    paths: tuple[Path, ...],
    policy: str | None,
    changes: tuple[str, ...],
    readings: tuple[str, ...],
    award: str,
    projects: tuple[str, ...],
    mapping: Path | None,
    draft: Path | None,
    basis: Basis | None,
    accounts: Path | None,
    on: datetime | None,
    baseline: Path | None,
    decided: Path | None,
    output: Path | None,
    *,
    as_json: bool,
) -> int:
    from fundcalc.auditing.audit import audit_evidence, newly
    from fundcalc.auditing.hint_settings import SampleSettings
    from fundcalc.auditing.sampling import sample_of
    from fundcalc.auditing.verdicts import apply_verdicts
    from fundcalc.cli.audit_output import as_json as result_as_json
    from fundcalc.cli.audit_output import sample_as_json, show, show_verdicts, verdicts_as_json
    from fundcalc.journals.mapping import read_mapping
    from fundcalc.life.periods import with_periods
    from fundcalc.sources.collect import gather
    from fundcalc.sources.journal_evidence import JournalOptions
    from fundcalc.sources.paper import ListedFindings, write_paper, write_signed_papers
    from fundcalc.workbooks.verdict_reader import read_verdicts

    _spare_the_audited(output, paths)
    policies = _policies(policy, changes, readings)
    own, before = _own(accounts), _baseline(baseline)
    attribution = read_mapping(mapping, [assignment(pair) for pair in projects], award)
    options = JournalOptions(attribution, basis, own.chart if own else None)
    with working(_("reading")):
        gathered = gather(paths, award=award, mapped=tuple(own.account) if own else (), journals=options)
    _write_draft(draft, gathered, attribution)
    with working(_("judging")):
        evidence = with_periods(gathered.evidence, policies)
        result = audit_evidence(evidence, policies, own=own, on=_day(on))
    incomplete = bool(gathered.faults or gathered.unread)
    gathered, verdicts = _with_unused_accounts(accounts, own, gathered), read_verdicts(decided)
    shown = result.findings if before is None else newly(result.findings, before)
    sample = sample_of(result.judged, own.sample if own else SampleSettings()) if output or as_json else None
    listed = ListedFindings(shown, _left_out(result.findings, shown), verdicts, sample)
    by_verdict = apply_verdicts(shown, verdicts, listed.left_out)
    gone = _gone(before, result.findings)
    if output is not None:
        write = write_signed_papers if output.suffix.lower() in ("", ".docx") else write_paper
        with working(_("writing {file}").format(file=output.name)):
            write(output, gathered, result, policies, listed)
    if as_json:
        document = result_as_json(policies, gathered, result, listed, gone) | verdicts_as_json(by_verdict, verdicts)
        print_json(document | (sample_as_json(sample) if sample else {}))
    else:
        show(gathered, result, by_verdict, gone, output)
        show_verdicts(by_verdict, verdicts)
    return NO if incomplete or any(finding.severity in ("violation", "review") for finding in by_verdict.open) else DONE


def _spare_the_audited(output: Path | None, paths: Sequence[Path]) -> None:
    if output is not None and any(output.exists() and path.exists() and output.samefile(path) for path in paths):
        raise click.UsageError(_("-o names one of the files that are audited, which would be lost; give another name"))


def _gone(before: Mapping[str, int | None] | None, every: Sequence[Finding]) -> tuple[str, ...]:
    """The findings of a baseline that are no longer there."""
    return tuple(sorted((before or {}).keys() - {finding.id for finding in every}))


def _left_out(every: Sequence[Finding], shown: Sequence[Finding]) -> list[Finding]:
    """The findings that a baseline leaves out."""
    ids = {finding.id for finding in shown}
    return [finding for finding in every if finding.id not in ids]


def _write_draft(draft: Path | None, gathered: Gathered, attribution: Attribution) -> None:
    if draft is None:
        return
    from fundcalc.journals.draft_map import draft_map, write_draft

    names = {award.id: award.platform for award in gathered.evidence.awards}
    write_draft(draft, draft_map(gathered.vouchers, attribution, names))


def _day(on: datetime | None) -> date | None:
    return on.date() if on else None


def _policies(policy: str | None, changes: Sequence[str], readings: Sequence[str]) -> list[Policy]:
    from fundcalc.policy.loading import available, load

    if policy is None:
        if changes or readings:
            raise click.UsageError(_("--set and --reading need --policy: the policy they change"))
        return list(map(load, available()))
    return [load(policy, changes=dict(map(assignment, changes)), readings=dict(map(assignment, readings)))]


def _own(accounts: Path | None) -> OwnAccounts | None:
    if accounts is None:
        return None
    from fundcalc.auditing.accounts_file import read_accounts
    from fundcalc.policy.uses import catalogue

    return read_accounts(accounts, catalogue())


def _with_unused_accounts(path: Path | None, own: OwnAccounts | None, gathered: Gathered) -> Gathered:
    if path is None or own is None:
        return gathered
    return replace(gathered, unread=(*gathered.unread, *_unused_accounts(path, own, gathered)))


def _unused_accounts(path: Path, own: OwnAccounts, gathered: Gathered) -> Iterator[Unread]:
    """A note on each of the organisation's accounts that no line has."""
    from fundcalc.sources.audit_sources import Unread

    for account in own.unused(line.account for line in gathered.evidence.lines):
        yield Unread(
            path.name, _("account {account} occurs in no line; check how it is written").format(account=account)
        )


def _baseline(path: Path | None) -> Mapping[str, int | None] | None:
    """The amounts of an earlier result's findings by id. Raises SheetError."""
    if path is None:
        return None
    from fundcalc.base.errors import FundcalcError, SheetError
    from fundcalc.base.json_text import parse_json
    from fundcalc.base.money import fen

    try:
        earlier = parse_json(path.read_bytes())
        if not isinstance(earlier, dict):
            raise TypeError  # noqa: TRY301, reported below
        return {
            finding["id"]: None if finding["amount"] is None else fen(finding["amount"])
            for finding in (*earlier["findings"], *earlier.get("left_out", ()))
        }
    except OSError as error:
        message = _("{path}: cannot be read ({reason}); check its name.")
        raise SheetError(message.format(path=path, reason=error.strerror)) from error
    except (ValueError, TypeError, KeyError, RecursionError, FundcalcError) as error:
        message = _("{path}: is not the result of an audit; give the file that 'fundcalc audit … --json' printed.")
        raise SheetError(message.format(path=path)) from error
