"""``fundcalc policies schema``: by which an editor completes and marks."""

from __future__ import annotations

from pathlib import Path

import click

from fundcalc.base.i18n import Message, _
from fundcalc.cli.command import command, option
from fundcalc.cli.output import DONE, print_json
from fundcalc.cli.terminal import echo


@command("schema", help=Message("The JSON Schema of a measure's files, for editors."))
@click.argument("file", type=click.Choice(["policy", "cases", "sample", "population"]), default="policy")
@option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help=Message("A folder to write the schemas of all files into."),
)
def schema(file: str, folder: Path | None, *, as_json: bool) -> int:
    from fundcalc.schemas import FILES, name_of, schema_of, write_schemas

    if folder is None:
        print_json(schema_of(next(known for known in FILES if known == file)))
        return DONE
    write_schemas(folder)
    names = [name_of(known) for known in FILES]
    if as_json:
        print_json({"folder": str(folder), "files": names})
        return DONE
    echo(_("{folder}: written. An editor finds them by the first line of a file:").format(folder=folder))
    echo(f"#:schema {folder.as_posix()}/{name_of('policy')}")
    return DONE
