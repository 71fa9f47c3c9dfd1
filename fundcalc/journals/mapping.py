"""A mapping file: what the projects and accounts of a unit stand for.

The file is a small TOML, which ``audit --draft-map`` drafts::

    [columns]
    "核算对象" = "project"              # a heading of the unit's own = what it is

    [project]
    "P001 中心建设" = "YN-2026-p1-build"    # a project of auxiliary accounting = an award; "" is of no award

    [account]
    "530103" = "YN-2026-p1-build"      # an account, with those below it

    [bank]
    "100205" = "YN-2026-p1-build"      # the account of the special money
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import Field, ValidationError

from fundcalc.base.errors import PolicyError, SheetError
from fundcalc.base.i18n import _, did_you_mean
from fundcalc.base.ids import is_id
from fundcalc.base.toml import tables
from fundcalc.journals.attribution import Attribution
from fundcalc.journals.columns import aliases
from fundcalc.policy.fault_messages import fault_message
from fundcalc.policy.model import Node
from fundcalc.workbooks.cell_text import tight


class _MappingFile(Node):
    columns: Mapping[str, str] = Field(default_factory=dict)
    project: Mapping[str, str] = Field(default_factory=dict)
    account: Mapping[str, str] = Field(default_factory=dict)
    bank: Mapping[str, str] = Field(default_factory=dict)


def read_mapping(path: Path | None, projects: Sequence[tuple[str, str]] = (), award: str = "") -> Attribution:
    """How lines stand for awards.

    By a mapping file, by pairs of project and award, and by the award of the rest.

    Raises PolicyError with every fault of the file.
    """
    file = _read(path) if path is not None else _MappingFile()
    return Attribution(
        award,
        projects={**_said(file.project), **dict(projects)},
        accounts=_said(file.account),
        banks=_said(file.bank),
        columns={tight(heading): key for heading, key in file.columns.items()},
    )


def _said(entries: Mapping[str, str]) -> dict[str, str]:
    """The entries that a person has completed."""
    return {name: award.strip() for name, award in entries.items() if award.strip()}


def _read(path: Path) -> _MappingFile:
    try:
        text = path.read_bytes()
    except OSError as error:
        raise SheetError(
            _("{path}: cannot be read ({reason}); check its name.").format(path=path, reason=error.strerror)
        ) from error
    try:
        file = _MappingFile.model_validate(tables(text, str(path)))
    except ValidationError as error:
        raise PolicyError(str(path), tuple(dict.fromkeys(map(fault_message, error.errors())))) from error
    known = sorted(set(aliases("voucher").values()))
    faults = [
        _("columns.{heading}: {key} is not a column of a journal{suggestion}; known are {known}").format(
            heading=heading, key=key, suggestion=did_you_mean(key, known), known=", ".join(known)
        )
        for heading, key in file.columns.items()
        if key not in known
    ]
    for table in ("project", "account", "bank"):
        faults += [
            _(
                '{table}.{name}: {award} is not the id of an award; write it like YN-2026-p1-build, or "" for none'
            ).format(table=table, name=name, award=award)
            for name, award in getattr(file, table).items()
            if award.strip() and not is_id(award.strip())
        ]
    if faults:
        raise PolicyError(str(path), tuple(faults))
    return file
