"""``fundcalc book`` on a book itself: close a period, rename, correct facts, mend."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundcalc.base.i18n import Message, _, ngettext
from fundcalc.cli.book.options import ANY_DAY, AWARD, BY, DAY, FOLDER, ON, PLATFORM_NAME, TEXT, day_of
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, NO, print_json, working
from fundcalc.cli.terminal import echo

if TYPE_CHECKING:
    from fundcalc.ledger import Mending


@command("close")
@click.argument("folder", type=FOLDER)
@option("--through", type=DAY, required=True, help=Message("The last day of the period."))
@ANY_DAY
@BY
def close(folder: Path, through: datetime, *, as_json: bool) -> int:
    from fundcalc import ledger

    with working(_("reading the book")):
        done = ledger.close(folder, through.date(), on=min(through.date(), day_of(None)))
    if as_json:
        print_json({"outcome": done.outcome, "closed_through": done.through.isoformat(), "batch": done.batch})
    else:
        message = {
            "posted": _("closed through {day}: nothing is entered on or before that day any more"),
            "already": _("was closed through {day} already"),
        }[done.outcome]
        echo(message.format(day=done.through))
    return DONE


@command("rename")
@click.argument("folder", type=FOLDER)
@option("--name", type=TEXT, default="", help=Message("A recipient's new name."))
@option("--title", type=TEXT, default="", help=Message("The new title shown in Fava."))
@option("--organisation", default="", metavar="ID", help=Message("A recipient's new unified social credit code."))
@ON
@ANY_DAY
@BY
def rename(folder: Path, name: str, title: str, organisation: str, on: datetime | None, *, as_json: bool) -> int:
    from fundcalc import ledger

    if not (name or title or organisation):
        raise click.UsageError(_("name what is to be changed: --name, --title or --organisation"))
    with working(_("reading the book")):
        done = ledger.rename(folder, day_of(on), title=title, name=name, organisation=organisation)
    warning = code_warning(organisation)
    if as_json:
        stated = {key: done.facts.get(key) for key in ("title", "organisation-name", "organisation")}
        facts = {"title": stated["title"], "name": stated["organisation-name"], "organisation": stated["organisation"]}
        print_json({"outcome": done.outcome, **facts, "batch": done.batch, "warnings": [warning] if warning else []})
        return DONE
    message = _("{folder}: renamed") if done.outcome == "posted" else _("{folder}: has these names already")
    echo(message.format(folder=folder))
    if warning:
        echo(f"! {warning}")
    return DONE


@command("note")
@click.argument("folder", type=FOLDER)
@AWARD
@option("--awarded", default="", metavar="YUAN", help=Message("Recipient: the amount awarded."))
@option("--until", type=DAY, help=Message("The last day for spending it, also an earlier one than before."))
@PLATFORM_NAME
@option("--milestone", default="", metavar="ID",
        help=Message("Authority: a milestone that was reached on --date, which opens a part of the award."))  # fmt: skip
@option("--document", type=TEXT, default="", help=Message("What says that the milestone was reached."))
@ON
@ANY_DAY
@BY
def note(
    folder: Path,
    award: str,
    awarded: str,
    until: datetime | None,
    platform_name: str,
    milestone: str,
    document: str,
    on: datetime | None,
    *,
    as_json: bool,
) -> int:
    from fundcalc import ledger
    from fundcalc.base.money import fen

    corrects = bool(awarded or until or platform_name)
    if corrects == bool(milestone):
        raise click.UsageError(
            _("name what is to be corrected: --awarded, --until or --platform-name; or --milestone by itself")
        )
    if document and not milestone:
        raise click.UsageError(_("--document goes with --milestone"))
    with working(_("reading the book")):
        if milestone:
            done = ledger.confirm_milestone(folder, award, milestone, day_of(on), document=document)
        else:
            done = ledger.correct_facts(
                folder,
                award,
                day_of(on),
                awarded=fen(awarded) if awarded else None,
                until=until.date() if until else None,
                platform_name=platform_name,
            )
    if as_json:
        facts = {name.replace("-", "_"): fact for name, fact in done.facts.items()}
        print_json({"award": award, "outcome": done.outcome, "batch": done.batch, "facts": facts})
    else:
        message = (
            _("{award}: has these facts already")
            if done.outcome == "already"
            else _("{award}: {milestone} is confirmed")
            if milestone
            else _("{award}: corrected")
        )
        echo(message.format(award=award, milestone=milestone))
    return DONE


def code_warning(organisation: str) -> str:
    """What is wrong with a unified social credit code.

    "" for nothing, or for another kind of id.
    """
    from fundcalc.base.ids import credit_code_fault, likely_credit_code, looks_like_credit_code

    if not (looks_like_credit_code(organisation) and credit_code_fault(organisation)):
        return ""
    meant = likely_credit_code(organisation)
    message = _("the unified social credit code {code} does not check").format(code=organisation)
    return message + (_("; did you mean {code}?").format(code=meant) if meant else "")


@command("mend")
@click.argument("folder", type=FOLDER)
@option("--take", metavar="BATCH", default="", help=Message("Take this batch into the index."))
@option("--set-aside", metavar="BATCH", default="",
              help=Message("Move this batch, and all that was posted after it, out of the book."))  # fmt: skip
@option("--yes", is_flag=True, help=Message("Do it; without this, only what would be done is shown."))
@BY
def mend(folder: Path, take: str, set_aside: str, yes: bool, *, as_json: bool) -> int:
    from fundcalc import ledger

    if take and set_aside:
        raise click.UsageError(_("give --take or --set-aside: one of them"))
    with working(_("reading the book")):
        done = ledger.mend(folder, take=take, set_aside=set_aside, yes=yes)
    if as_json:
        print_json(
            {
                "faults": [str(fault) for fault in done.faults],
                "take": list(done.take),
                "set_aside": list(done.set_aside),
                "dropped": list(done.dropped),
                "contents": {batch: text for batch, text in done.contents.items() if batch},
                "stray": list(done.stray),
                "index": done.new_index,
                "top_file": done.new_top,
                "done": done.done,
                "left": [str(fault) for fault in done.left],
            }
        )
    else:
        _print(folder, done)
    return NO if done.left or (done.faults and not done.done) else DONE


def _moved_out(batch: str, contents: str) -> str:
    if not contents:
        return _("move {batch} out of the book, into the folder set-aside").format(batch=batch)
    message = _("move {batch} out of the book, into the folder set-aside; it posts {contents}")
    return message.format(batch=batch, contents=contents)


def _print(folder: Path, done: Mending) -> None:
    if not done.faults and not done.set_aside:
        echo(_("{folder} is what was posted; there is nothing to mend").format(folder=folder))
        return
    for fault in done.faults:
        echo(f"✗ {fault}")
    lines = [_("take {batch} into the index").format(batch=batch) for batch in done.take]
    lines += [_moved_out(batch, done.contents.get(batch, "")) for batch in done.set_aside]
    lines += [
        _("take {batch}, whose file is lost, out of the index; what it posted is not known").format(batch=batch)
        for batch in done.dropped
    ]
    if done.new_index and not lines:
        lines.append(_("write the index again, in the order of posting"))
    if done.new_top:
        lines.append(_("put the facts and the include of the index in main.beancount right"))
    if lines:
        echo(_("Done:") if done.done else _("With --yes this will be done:"))
        for line in lines:
            echo(f"  {line}")
        if len(done.set_aside) > 1 and (contents := done.contents.get("")):
            echo(_("  moved out in all: {contents}").format(contents=contents))
    for batch in done.stray:
        echo(_("{batch} does not belong to this book; move it out with: fundcalc book mend {folder} --set-aside {batch} --yes")
             .format(batch=batch, folder=folder))  # fmt: skip
    if not lines and not done.stray:
        echo(_("This needs a copy: restore the file that is named. Or set it aside, with all that was "
                   "posted after it, and enter that again."))  # fmt: skip
    if done.done:
        for fault in done.left:
            echo(_("still wrong: {fault}").format(fault=fault))
        if not done.left:
            count = len(done.index)
            sentence = ngettext("the book is whole: {count} batch", "the book is whole: {count} batches", count)
            echo(sentence.format(count=count))
