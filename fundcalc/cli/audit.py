"""``fundcalc audit``: check the spending in sheets and books."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fundcalc.base.i18n import Message, _, ngettext
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, NO, assignment, print_json, working
from fundcalc.cli.terminal import echo, print_table

if TYPE_CHECKING:
    from fundcalc.auditing.account_map import OwnAccounts
    from fundcalc.auditing.audit import Audit
    from fundcalc.auditing.findings import Finding
    from fundcalc.policy.loading import Policy
    from fundcalc.sources.collect import Gathered, Unread

_MOST_SHOWN = 40
_FINDING_COLUMNS = ("severity", "check", "cite", "award", "place", "message")
_FINDING_KEYS = ("id", "check", "severity", "policy", "cite", "award", "organisation", "place", "amount", "message")


@command("audit")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@option("--policy", help=Message("The policy of lines whose award does not name one (default: from the award's id)."))
@option("--set", "changes", multiple=True, metavar="LINE=VALUE", help=Message("Change a line of the policy."))
@option("--reading", "readings", multiple=True, metavar="SWITCH=VALUE", help=Message("Set how an ambiguity is read."))
@option("--award", default="", help=Message("The award of lines that name none."))
@option("--accounts", type=click.Path(path_type=Path), help=Message("The organisation's own accounts (.toml)."))
@option("--on", type=click.DateTime(["%Y-%m-%d"]), help=Message("Report what is unspent on this day."))
@option("--baseline", type=click.Path(path_type=Path),
              help=Message("An earlier result (--json): list only findings that are new or have another amount."))  # fmt: skip
@option("-o", "--output", type=click.Path(path_type=Path), help=Message("Write the working paper to an .xlsx."))
def audit(
    paths: tuple[Path, ...],
    policy: str | None,
    changes: tuple[str, ...],
    readings: tuple[str, ...],
    award: str,
    accounts: Path | None,
    on: datetime | None,
    baseline: Path | None,
    output: Path | None,
    *,
    as_json: bool,
) -> int:
    from fundcalc.auditing.audit import audit_evidence, newly
    from fundcalc.sources.collect import gather
    from fundcalc.workbooks.working_paper import write_workpaper

    if output is not None and any(output.exists() and path.exists() and output.samefile(path) for path in paths):
        raise click.UsageError(_("-o names one of the files that are audited, which would be lost; give another name"))
    policies = _policies(policy, changes, readings)
    own = _own(accounts)
    before = _baseline(baseline) if baseline is not None else None
    with working(_("reading")):
        gathered = gather(paths, award=award, mapped=tuple(own.account) if own else ())
    with working(_("judging")):
        result = audit_evidence(gathered.evidence, policies, own=own, on=_day(on))
    incomplete = bool(gathered.faults or gathered.unread)
    if own is not None and accounts is not None:
        gathered = replace(gathered, unread=(*gathered.unread, *_unused_accounts(accounts, own, gathered)))
    shown = result.findings if before is None else newly(result.findings, before)
    gone = () if before is None else tuple(sorted(before.keys() - {finding.id for finding in result.findings}))
    if output is not None:
        with working(_("writing {file}").format(file=output.name)):
            write_workpaper(
                *(output, result, policies),
                sources=gathered.sources,
                faults=(*gathered.faults, *gathered.notes),
                unread=gathered.unread,
                findings=shown,
            )
    if as_json:
        print_json(_as_json(policies, gathered, result, shown, gone))
    else:
        _print(gathered, result, shown, gone, output)
    return NO if incomplete or any(finding.severity != "note" for finding in shown) else DONE


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
    from fundcalc.auditing.account_map import read_accounts
    from fundcalc.policy.uses import catalogue

    return read_accounts(accounts, catalogue())


def _unused_accounts(path: Path, own: OwnAccounts, gathered: Gathered) -> Iterator[Unread]:
    """A note on each of the organisation's accounts that no line has."""
    from fundcalc.sources.collect import Unread

    for account in own.unused(line.account for line in gathered.evidence.lines):
        yield Unread(
            path.name, _("account {account} occurs in no line; check how it is written").format(account=account)
        )


def _baseline(path: Path) -> Mapping[str, int | None]:
    """The amounts of an earlier result's findings by id. Raises SheetError."""
    from fundcalc.base.errors import FundcalcError, SheetError
    from fundcalc.base.money import fen

    try:
        earlier = json.loads(path.read_text("utf-8"))
        return {
            finding["id"]: None if finding["amount"] is None else fen(finding["amount"])
            for finding in earlier["findings"]
        }
    except OSError as error:
        message = _("{path}: cannot be read ({reason}); check its name.")
        raise SheetError(message.format(path=path, reason=error.strerror)) from error
    except (ValueError, TypeError, KeyError, RecursionError, FundcalcError) as error:
        message = _("{path}: is not the result of an audit; give the file that 'fundcalc audit … --json' printed.")
        raise SheetError(message.format(path=path)) from error


# Output.


def _as_json(
    policies: Sequence[Policy], gathered: Gathered, result: Audit, shown: Sequence[Finding], gone: Sequence[str]
) -> dict[str, Any]:
    from fundcalc.base.money import plain
    from fundcalc.views import audit as views

    return {
        "policies": [policy.id for policy in policies],
        "sources": [source._asdict() for source in gathered.sources],
        "lines": len(result.judged),
        "amount": plain(sum(judged.line.fen for judged in result.judged)),
        "findings": _findings(shown),
        "gone": list(gone),
        "accounts": views.accounts(result.accounts).to_json(),
        "coverage": views.coverage(result.coverage).to_json(),
        "faults": [
            {"file": fault.file, "sheet": fault.sheet, "cell": fault.cell, "value": fault.value, "message": fault.message,
             "remedy": fault.remedy, "heading": fault.heading}
            for fault in gathered.faults
        ],
        "notes": [
            *({"file": unread.path, "message": unread.message} for unread in gathered.unread),
            *(note.to_dict() for note in gathered.notes),
        ],
    }  # fmt: skip


def _findings(shown: Sequence[Finding]) -> list[dict[str, Any]]:
    from fundcalc.views import audit as views

    rows = views.findings(shown).select(*_FINDING_KEYS).to_json()
    for row, finding in zip(rows, shown, strict=True):
        row["data"] = {key: list(value) if isinstance(value, tuple) else value for key, value in finding.data.items()}
    return rows


def _print(
    gathered: Gathered, result: Audit, shown: Sequence[Finding], gone: Sequence[str], output: Path | None
) -> None:
    from fundcalc.views import audit as views

    if shown:
        print_table(views.findings(shown).head(_MOST_SHOWN).select(*_FINDING_COLUMNS))
    if len(shown) > _MOST_SHOWN:
        more = len(shown) - _MOST_SHOWN
        echo(
            ngettext(
                "… and {count} more finding; -o FILE.xlsx or --json has them all",
                "… and {count} more findings; -o FILE.xlsx or --json has them all",
                more,
            ).format(count=more)
        )
    if result.coverage:
        print_table(views.coverage(result.coverage))
    for path, message in gathered.unread:
        echo(_("note: {note}").format(note=message if message.startswith(path) else f"{path}: {message}"))
    for note in gathered.notes[:_MOST_SHOWN]:
        echo(_("note: {note}").format(note=note))
    for fault in gathered.faults[:_MOST_SHOWN]:
        echo(str(fault))
    if len(gathered.faults) > _MOST_SHOWN:
        more = len(gathered.faults) - _MOST_SHOWN
        echo(ngettext("… and {count} more fault", "… and {count} more faults", more).format(count=more))
    _print_totals(gathered, result, shown, gone, output)


def _print_totals(
    gathered: Gathered, result: Audit, shown: Sequence[Finding], gone: Sequence[str], output: Path | None
) -> None:
    from fundcalc import prose

    lines, number = len(result.judged), Counter(finding.severity for finding in shown)
    violations, notes = number["violation"], number["note"]
    echo(
        _("{lines}, {amount}: {violations}, {reviews} for review, {notes}").format(
            lines=ngettext("{count} line", "{count} lines", lines).format(count=prose.count(lines)),
            amount=prose.in_yuan(sum(judged.line.fen for judged in result.judged)),
            violations=ngettext("{count} violation", "{count} violations", violations).format(count=violations),
            reviews=number["review"],
            notes=ngettext("{count} note", "{count} notes", notes).format(count=notes),
        )
    )
    if gathered.bad:
        unread = ngettext(
            "{count} row or sheet could not be read and is not included",
            "{count} rows or sheets could not be read and are not included",
            gathered.bad,
        )
        echo(unread.format(count=gathered.bad))
    if gone:
        resolved = ngettext(
            "{count} finding of the earlier result is gone",
            "{count} findings of the earlier result are gone",
            len(gone),
        )
        echo(resolved.format(count=len(gone)))
    if known := len(result.findings) - len(shown):
        hidden = ngettext(
            "{count} finding of the earlier result is not listed again",
            "{count} findings of the earlier result are not listed again",
            known,
        )
        echo(hidden.format(count=known))
    if output is not None:
        echo(_("{path}: the working paper, with every line and its verdict").format(path=output))
