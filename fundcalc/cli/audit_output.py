"""What ``fundcalc audit`` says.

Tables and sentences on the screen, or one JSON document.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from fundcalc import prose
from fundcalc.auditing.audit import Audit
from fundcalc.auditing.context import JudgedLine
from fundcalc.auditing.findings import Finding
from fundcalc.auditing.sampling import AuditSample
from fundcalc.auditing.verdicts import FindingsByVerdict, Verdicts
from fundcalc.base.i18n import _, ngettext, placed
from fundcalc.base.money import plain
from fundcalc.cli.terminal import echo, print_table
from fundcalc.policy.loading import Policy
from fundcalc.sources.audit_sources import AuditSource
from fundcalc.sources.collect import Gathered
from fundcalc.sources.paper import ListedFindings, not_judged_rows
from fundcalc.views import audit as views
from fundcalc.workbooks.cell_faults import grouped

_MOST_SHOWN = 40
_FINDING_COLUMNS = ("severity", "check", "cite", "award", "place", "message")
_FINDING_KEYS = ("id", "check", "severity", "policy", "cite", "award", "organisation", "place", "amount", "message")


def as_json(
    policies: Sequence[Policy], gathered: Gathered, result: Audit, listed: ListedFindings, gone: Sequence[str]
) -> dict[str, object]:
    """The result as JSON, which the next audit takes as its baseline."""
    return {
        "policies": [policy.id for policy in policies],
        "sources": list(map(_source, gathered.sources)),
        "lines": len(result.judged),
        "amount": plain(sum(judged.line.fen for judged in result.judged)),
        "findings": _findings(listed.findings),
        "left_out": [
            {"id": finding.id, "amount": None if finding.fen is None else plain(finding.fen)} for finding in listed.left_out
        ],
        "gone": list(gone),
        "accounts": views.accounts(result.accounts).to_json(),
        "coverage": views.coverage(result.coverage).to_json(),
        "budgets": views.budgets(result.budgets).to_json(),
        "not_judged": views.not_judged(not_judged_rows(gathered)).to_json(),
        "faults": [
            {"file": fault.file, "sheet": fault.sheet, "cell": fault.cell, "value": fault.value, "message": fault.message,
             "remedy": fault.remedy, "heading": fault.heading}
            for fault in gathered.faults
        ],
        "notes": [
            *({"file": unread.path, "message": unread.message} for unread in gathered.unread),
            *({"file": "", "message": remark} for remark in gathered.remarks),
            *(note.to_dict() for note in gathered.notes),
        ],
    }  # fmt: skip


def _source(source: AuditSource) -> dict[str, str]:
    document = {"name": source.name, "sha256": source.sha256, "kind": source.kind}
    if source.edition:
        document["edition"] = source.edition
    if source.sums is not None:
        document |= {side: plain(fen) for side, fen in asdict(source.sums).items()}
    return document


def _findings(shown: Sequence[Finding]) -> list[dict[str, object]]:
    rows = views.findings(shown).select(*_FINDING_KEYS).to_json()
    for row, finding in zip(rows, shown, strict=True):
        details, reversal = finding.details, finding.reversal
        row["entry"] = {
            "date": details.on.isoformat() if details.on else None,
            "payee": details.payee,
            "text": details.text,
            "invoice": details.invoice,
            "voucher": details.document,
        }
        row["reversal"] = (
            {"date": reversal.on.isoformat() if reversal.on else None, "place": reversal.place} if reversal else None
        )
        row["data"] = {key: list(value) if isinstance(value, tuple) else value for key, value in finding.data.items()}
    return rows


def show(
    gathered: Gathered, result: Audit, decided: FindingsByVerdict, gone: Sequence[str], output: Path | None
) -> None:
    """Print the result; findings that are closed are listed by `show_verdicts`."""
    shown = decided.open
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
    if result.budgets:
        print_table(views.budgets(result.budgets))
    if gathered.not_judged:
        echo(_("Postings that are not spending; -o FILE.xlsx or --json lists them by account"))
        print_table(views.not_judged_by_reason(not_judged_rows(gathered)))
    for path, message in gathered.unread:
        echo(_("note: {note}").format(note=message if message.startswith(path) else placed(path, message)))
    for remark in gathered.remarks:
        echo(_("note: {note}").format(note=remark))
    for note in grouped(gathered.notes)[:_MOST_SHOWN]:
        echo(_("note: {note}").format(note=note))
    faults = grouped(gathered.faults)
    for fault in faults[:_MOST_SHOWN]:
        echo(f"✗ {fault}")
    if len(faults) > _MOST_SHOWN:
        more = len(faults) - _MOST_SHOWN
        echo(ngettext("… and {count} more fault", "… and {count} more faults", more).format(count=more))
    _print_totals(gathered, result, decided, gone, output)


def _print_totals(
    gathered: Gathered, result: Audit, decided: FindingsByVerdict, gone: Sequence[str], output: Path | None
) -> None:
    lines, number = len(result.judged), Counter(finding.severity for finding in decided.open)
    violations, notes = number["violation"], number["note"]
    hints = ngettext(", {count} hint", ", {count} hints", number["hint"]).format(count=number["hint"])
    echo(
        _("{lines}, {amount}: {violations}, {reviews} for review, {notes}").format(
            lines=ngettext("{count} line", "{count} lines", lines).format(count=prose.count(lines)),
            amount=prose.in_yuan(sum(judged.line.fen for judged in result.judged)),
            violations=ngettext("{count} violation", "{count} violations", violations).format(count=violations),
            reviews=number["review"],
            notes=ngettext("{count} note", "{count} notes", notes).format(count=notes),
        )
        + (hints if number["hint"] else "")
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
    if known := len(result.findings) - len(decided.open) - len(decided.closed):
        hidden = ngettext(
            "{count} finding of the earlier result is not listed again",
            "{count} findings of the earlier result are not listed again",
            known,
        )
        echo(hidden.format(count=known))
    if output is not None:
        paper = (
            _("{path}: the working paper, with every line and its verdict")
            if output.suffix.lower() == ".xlsx"
            else _("{path}: the papers to be signed, and the summary")
        )
        echo(paper.format(path=output))


def verdicts_as_json(decided: FindingsByVerdict, verdicts: Verdicts) -> dict[str, object]:
    """What persons decided, and which findings are closed, reopened or gone."""
    return {
        "verdicts": {
            id_: {
                "verdict": verdict.word,
                "note": verdict.note,
                "by": verdict.by,
                "date": verdict.on.isoformat() if verdict.on else None,
            }
            for id_, verdict in verdicts.items()
        },
        "closed": [finding.id for finding in decided.closed],
        "reopened": list(decided.reopened),
        "verdicts_of_nothing": list(decided.gone),
    }


def sample_as_json(drawn: AuditSample[JudgedLine]) -> dict[str, object]:
    """The sample, and what is needed to draw it again."""
    return {
        "sample": {
            "population": drawn.population,
            "amount": plain(drawn.fen),
            "size": drawn.size,
            "seed": drawn.seed,
            "interval": plain(drawn.interval),
            "start": plain(drawn.start),
            "lines": views.sample(drawn).select("place", "date", "amount", "hits", "certain", "award").to_json(),
        }
    }


def show_verdicts(decided: FindingsByVerdict, verdicts: Verdicts) -> None:
    """Print the findings that persons closed, and which verdicts no longer hold."""
    if decided.closed:
        echo(_("Closed by a person"))
        columns = ("check", "award", "amount", "message", "verdict", "note", "by", "date")
        print_table(views.findings(decided.closed, verdicts).select(*columns))
    for ids, message in (
        (decided.reopened, _("open again, since the amount changed: {ids}")),
        (decided.gone, _("verdicts on findings that are no longer there (a line was changed or removed): {ids}")),
    ):
        if ids:
            echo(message.format(ids=", ".join(ids)))
