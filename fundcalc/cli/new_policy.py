"""``fundcalc policies new``: begin a policy."""

from __future__ import annotations

import re
from pathlib import Path

import click

from fundcalc.base.i18n import Message, _
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, print_json
from fundcalc.cli.terminal import echo


@command("new", help=Message("Begin a policy: a folder with a commented file and cases."))
@click.argument("policy")
@option(
    "--from",
    "text",
    type=click.Path(path_type=Path, dir_okay=False),
    help=Message("The measure: .txt, .md, .docx or .pdf."),
)
@option(
    "--in",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help=Message("Where its folder is made; by default here."),
)
def new(policy: str, text: Path | None, folder: Path | None, *, as_json: bool) -> int:
    from fundcalc.base.errors import PolicyError
    from fundcalc.measure_text.articles import articles
    from fundcalc.measure_text.files import paragraphs
    from fundcalc.measure_text.skeleton import SCHEMAS, skeleton
    from fundcalc.policy.loading import available
    from fundcalc.schemas import write_schemas

    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", policy):
        raise PolicyError(policy, (_("an id has small letters, figures and hyphens, such as my-city-2026"),))
    if policy in available():
        raise PolicyError(policy, (_("is the id of a policy that is known already; choose another"),))
    place = (folder or Path()) / policy
    if place.exists():
        raise PolicyError(str(place), (_("exists already; nothing was written"),))
    files = skeleton(policy, articles(paragraphs(text)) if text is not None else None)
    place.mkdir(parents=True)
    for name, content in files.items():
        (place / name).write_text(content, "utf-8")
    write_schemas(place.parent / SCHEMAS)
    if as_json:
        print_json({"policy": policy, "folder": str(place), "files": sorted(files)})
        return DONE
    echo(_("{folder}: written. Next: fundcalc policies check {folder}").format(folder=place))
    return DONE
