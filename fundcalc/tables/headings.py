"""The columns of a table by their ids, read from its headings as in a sheet."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

import narwhals as nw

from fundcalc.base.errors import ApplicationError
from fundcalc.base.i18n import _, sentences
from fundcalc.engine.table import added_columns
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import Named
from fundcalc.workbooks.cell_text import tight
from fundcalc.workbooks.headings import Columns, columns, own_column, read_heading


class HeadedColumn(NamedTuple):
    """A column that is read: its name, its key, its kind, and its factor to yuan."""

    name: str
    key: str
    named: Named
    scale: int


def _outcome_columns(policy: Policy) -> Mapping[str, Named]:
    return {
        name: Named(kind="text" if name == "status" or name.endswith(".reason") else "money", zh=name, en=name)
        for name in added_columns(policy)
    }


def is_result(policy: Policy, names: Sequence[str]) -> bool:
    """Whether a table with such columns was written by ``award``."""
    return set(added_columns(policy)) <= set(names)


def read_columns(
    policy: Policy,
    form: str,
    file: str,
    schema: Mapping[str, nw.dtypes.DType],
    *,
    texts: Mapping[str, str] | None = None,
    decided: bool = False,
    groups: Collection[str] | None = None,
) -> list[HeadedColumn]:
    """Read the headings of a table.

    Raises ApplicationError naming every heading that cannot be read.

    ``texts`` are the headings as written, by the names of the columns; a column without a heading is not read.
    ``decided``: the columns of a result are read with those of its applications. ``groups``: columns of text to group by,
    those whose heading begins with # among them, are read too.

    Columns that people keep for themselves (备注, 序号) and facts of other measures are left out.
    """
    if form == "applications" and not decided and is_result(policy, list(schema)):
        raise ApplicationError(
            file,
            (
                _(
                    "status: this table is decided already; give the table of applications, or explain a row of it with "
                    "the command 'explain'"
                ),
            ),
        )
    known = columns(policy, form)
    added = _outcome_columns(policy) if decided else {}
    found: dict[str, HeadedColumn] = {}
    faults: list[str] = []
    for name, kind in schema.items():
        text = texts[name] if texts else name
        if name in added:
            found[name] = HeadedColumn(name, name, added[name], 1)
        elif text.strip():
            result = _read_column(known, name, text, kind, groups)
            if isinstance(result, str):
                faults.append(result)
            elif result is not None and result.key in found:
                faults.append(_twice(name, result.key, found))
            elif result is not None:
                found[result.key] = result
    faults += list(_missing(known, found, faults))
    if faults:
        raise ApplicationError(file, tuple(faults))
    return list(found.values())


def _read_column(
    known: Columns, name: str, text: str, kind: nw.dtypes.DType, groups: Collection[str] | None
) -> HeadedColumn | str | None:
    """A column by its heading; a fault, or None for a column that is not read."""
    heading = read_heading(text, known)
    group = own_column(text) or (name if groups and name in groups and heading.key not in known.read else "")
    if groups is not None and group and group not in known.read:
        return HeadedColumn(name, group, Named(kind="text", zh=group, en=group), 1)
    if heading.silent:
        return None
    if heading.message:
        return _("{name}: {message}").format(name=name, message=sentences(heading.message, heading.remedy))
    if heading.key is None:
        return None
    named = known.read[heading.key]
    if named.kind == "money" and kind.is_integer() and tight(text) not in known.labels:
        return _("{name}: names a unit, and whole numbers in Parquet are fen; head it {key}, or give Decimal").format(
            name=name, key=heading.key
        )
    return HeadedColumn(name, heading.key, named, heading.scale)


def _missing(known: Columns, found: Collection[str], faults: Sequence[str]) -> Iterator[str]:
    for key, named in known.read.items():
        if named.required and key not in found and not any(fault.startswith(key) for fault in faults):
            yield sentences(
                _("The required column {label} ({key}) is missing.").format(label=named.zh, key=key),
                _("Head a column {label} or {key} and fill it in.").format(label=named.zh, key=key),
            )


def _twice(name: str, key: str, found: Mapping[str, HeadedColumn]) -> str:
    return _("{name}: {first} is {key} already; delete one of the columns").format(
        name=name, first=found[key].name, key=key
    )
