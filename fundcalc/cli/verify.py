"""``fundcalc policies verify``: hold a policy against the text of its measure."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundcalc.base.dates import today
from fundcalc.base.i18n import Message, _, ngettext
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, NO
from fundcalc.cli.policy_paths import CommandResult, of_each
from fundcalc.cli.terminal import echo, print_table

if TYPE_CHECKING:
    from fundcalc.measure_text.verification import Verification

_ASK_FOR_TEXT = Message("nothing is kept of the text of {policy}; give the measure itself: --text FILE")


@command("verify", help=Message("Compare every figure of a policy with the text of its measure."))
@click.argument("named", nargs=-1, required=True, metavar="POLICY…")
@option(
    "--text", type=click.Path(path_type=Path, dir_okay=False), help=Message("The measure: .txt, .md, .docx or .pdf.")
)
@option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help=Message("The text of that day, if the measure has several; the last by default."),
)
@option("--keep", is_flag=True, help=Message("Keep the figures of the text beside the policy, if all agrees."))
@option("-o", "--output", type=click.Path(path_type=Path), help=Message("A page to sign: .docx, .xlsx or .html."))
def verify(
    named: tuple[str, ...], text: Path | None, on: datetime | None, output: Path | None, *, keep: bool, as_json: bool
) -> int:
    if len(named) > 1 and (text is not None or output is not None):
        raise click.UsageError(_("--text and -o are for one policy; name one"))
    return of_each(named, lambda policy: _verify(policy, text, on, output, keep=keep, as_json=as_json), as_json=as_json)


def _verify(
    policy: str, text: Path | None, on: datetime | None, output: Path | None, *, keep: bool, as_json: bool
) -> CommandResult:
    from fundcalc.base.errors import TextError
    from fundcalc.measure_text import kept as kept_texts
    from fundcalc.measure_text.articles import articles
    from fundcalc.measure_text.files import paragraphs
    from fundcalc.measure_text.verification import verify as compare_with
    from fundcalc.policy.loading import load
    from fundcalc.views import verification as view

    loaded = load(policy).on(on.date() if on else date.max)
    # What is kept is written anew, whatever it says.
    kept = None if text is not None and keep else kept_texts.kept_text(loaded)
    if text is not None:
        printed = articles(paragraphs(text), loaded.measure.articles)
        digest, day = kept_texts.digest_of(text), today()
        before = kept.verified if kept is not None and kept.digest == digest else None
        found = compare_with(loaded, printed, before)
        if keep and found.agrees:
            kept_texts.keep(loaded, printed, found, digest, day)
    elif kept is None:
        raise TextError(_ASK_FOR_TEXT.format(policy=loaded.id))
    else:
        found, digest, day = kept_texts.verify_kept(loaded, kept), kept.digest, kept.verified_on
    if output is not None:
        from fundcalc.documents import write
        from fundcalc.documents.verification import verification_page

        write(verification_page(loaded, found, digest, day), output)
    if not as_json:
        _print(found)
    document = {
        "policy": loaded.id,
        "text": {"title": loaded.measure.title.zh, "digest": digest, "date": day.isoformat()},
        "agrees": found.agrees,
        "confirmed": view.confirmed(found).to_json(),
        "not_found": view.not_found(found).to_json(),
        "unused": view.unused(found).to_json(),
        "explained": view.explained(found).to_json(),
        "missing_articles": list(found.missing),
        "lines_gone": list(found.gone),
        "stale_explanations": view.stale(found).to_json(),
    }
    return CommandResult(DONE if found.agrees else NO, document)


def _print(found: Verification) -> None:
    from fundcalc.views import verification as view

    for table in view.tables(found):
        echo(table.title)
        print_table(table)
    for article in found.missing:
        echo(_("{article} is in 'articles' but not in the text").format(article=article))
    for line in found.gone:
        message = _("{line} was verified and is no longer in the file: restore it, or verify with --text FILE --keep")
        echo(message.format(line=line))
    confirmed = ngettext("{count} figure confirmed", "{count} figures confirmed", len(found.confirmed))
    echo(confirmed.format(count=len(found.confirmed)))
    if found.agrees:
        echo(_("The policy says what the text says."))
    else:
        points = ngettext("{count} point is open", "{count} points are open", found.open_points)
        echo(points.format(count=found.open_points))
