"""``fundcalc book report --kind letters``: a letter to each applicant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from fundcalc.base.i18n import _, ngettext
from fundcalc.cli.book.rounds import outcomes_of_round, print_doubts
from fundcalc.cli.output import DONE, NO, print_json, working
from fundcalc.cli.terminal import echo

if TYPE_CHECKING:
    from fundcalc.cli.book.paper_options import PaperOptions
    from fundcalc.documents.outcomes import ApplicantOutcome, RoundOutcomes

_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\s]+')
_LONGEST_NAME = 60


def write_letters(options: PaperOptions, *, as_json: bool) -> int:
    """Write the letters; the exit code."""
    from fundcalc import documents

    in_one = options.output.suffix.lower() == ".docx" and not options.output.is_dir()
    found = outcomes_of_round(options) if options.round_file is not None else _of_book(options)
    outcomes = [
        outcome
        for outcome in found.outcomes
        if options.year in (None, outcome.year) and options.organisation in ("", outcome.organisation)
    ]
    if not outcomes:
        from fundcalc.base.errors import BookError

        raise BookError(_("no application of the round is of this year and organisation, so there is nothing to write"))
    names = _names(outcomes)
    with working(_("writing the letters")):
        contents = _contents(options, outcomes, in_one=in_one)
        if in_one:
            documents.write_bytes(contents[0], options.output)
        else:
            documents.write_folder(dict(zip(names, contents, strict=True)), options.output)
    if as_json:
        print_json(_as_json(options, found, outcomes, [] if in_one else names))
    else:
        number = len(outcomes)
        message = ngettext("{path}: {count} letter", "{path}: {count} letters", number)
        echo(message.format(path=options.output, count=number))
        print_doubts(found)
    return NO if found.not_decided else DONE


def _of_book(options: PaperOptions) -> RoundOutcomes:
    from fundcalc import documents

    assert options.folder is not None  # noqa: S101, as the command saw
    assert options.year is not None  # noqa: S101
    request = documents.ReportRequest(options.year, date(options.year, 12, 31), options.policy, options.organisation)
    with working(_("reading the book")):
        return documents.awarded_outcomes(options.folder, request)


def _contents(options: PaperOptions, outcomes: Sequence[ApplicantOutcome], *, in_one: bool) -> list[bytes]:
    from fundcalc.documents import docx
    from fundcalc.documents.forms import fill_in
    from fundcalc.documents.letters import letter, letter_fields

    if options.form is not None:
        fields = [letter_fields(outcome, options.on, options.document) for outcome in outcomes]
        return fill_in(options.form, fields, in_one=in_one)
    letters = [letter(outcome, options.on, options.document) for outcome in outcomes]
    return [docx.as_bytes(letters)] if in_one else [docx.as_bytes([one]) for one in letters]


def _names(outcomes: Sequence[ApplicantOutcome]) -> list[str]:
    """A file's name for each letter: its number, then the platform."""
    width = max(3, len(str(len(outcomes))))
    return [
        f"{number:0{width}}-{_named(outcome)}.docx".replace("-.docx", ".docx")
        for number, outcome in enumerate(outcomes, 1)
    ]


def _named(outcome: ApplicantOutcome) -> str:
    text = f"{outcome.platform}-{outcome.organisation_name}" if outcome.organisation_name else outcome.platform
    return _NOT_IN_NAMES.sub("-", text)[:_LONGEST_NAME].strip("-. ")


def _as_json(
    options: PaperOptions, found: RoundOutcomes, outcomes: Sequence[ApplicantOutcome], names: Sequence[str]
) -> dict[str, object]:
    from fundcalc.base.money import plain

    files = [str(options.output / name) for name in names] or [str(options.output)] * len(outcomes)
    return {
        "report": str(options.output),
        "letters": [
            {
                "platform": outcome.platform,
                "organisation": outcome.organisation,
                "status": outcome.status,
                "payable": plain(outcome.fen),
                "needed": [text for _article, text in outcome.needed],
                "file": file,
            }
            for outcome, file in zip(outcomes, files, strict=True)
        ],
        "not_decided": list(found.not_decided),
        "notes": list(found.notes),
    }
