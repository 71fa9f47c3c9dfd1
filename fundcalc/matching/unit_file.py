"""Read the facts of one unit from a file: TOML, JSON, or the workbook of a round."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from fundcalc.base.errors import PolicyError, SheetError
from fundcalc.base.i18n import _, did_you_mean, listed
from fundcalc.base.ids import normalised
from fundcalc.base.toml import content, tables
from fundcalc.engine.application import Application
from fundcalc.ledger.posting import inputs
from fundcalc.matching.unit import require_known
from fundcalc.policy.loading import Policy
from fundcalc.workbooks import read_round
from fundcalc.workbooks.grid_reader import read_grids
from fundcalc.workbooks.wrong_workbook import made_for


def read_unit(path: Path, policies: Sequence[Policy], *, of: str = "", platform: str = "") -> Mapping[str, object]:
    """Read the facts of a unit, as ``match`` takes them.

    ``of`` is the measure that filing, grade and review belong to; of the workbook of a round it is the one it was made for.
    ``platform`` chooses a row of several. Raises SheetError, or PolicyError for a measure that is not installed.
    """
    require_known(policies, of)
    match path.suffix.lower():
        case ".toml":
            return _one(_tables(path), path, of, platform)
        case ".json":
            return _one(_document(path), path, of, platform)
    return _of_round(path, policies, of, platform)


def _tables(path: Path) -> Mapping[str, object]:
    try:
        return tables(content(path), str(path))
    except PolicyError as error:
        raise SheetError(str(error)) from error


def _document(path: Path) -> Mapping[str, object]:
    try:
        text = content(path).decode("utf-8-sig")
        document = json.loads(text, parse_float=Decimal)
    except PolicyError as error:
        raise SheetError(str(error)) from error
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise SheetError(_("{path} is not JSON in UTF-8").format(path=path)) from error
    if not isinstance(document, Mapping):
        raise SheetError(_("{path}: expected an object with the facts of a unit").format(path=path))
    return document


def _one(document: Mapping[str, object], path: Path, of: str, platform: str) -> Mapping[str, object]:
    """The unit of a file, or the chosen application of a file with several."""
    rows = document.get("applications")
    if rows is None:
        return {**document, "policy": of} if of else document
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise SheetError(_("{path}: 'applications' is a list of tables").format(path=path))
    names = [str(row.get("platform", "")) for row in rows]
    row = rows[_chosen(path, names, platform)]
    of_all = {key: value for key, value in document.items() if key != "applications"}
    return {**of_all, **row, "policy": of or document.get("policy", "")}


def _of_round(path: Path, policies: Sequence[Policy], of: str, platform: str) -> Mapping[str, object]:
    known = {policy.id: policy for policy in policies}
    of = of or made_for(read_grids(path)[0])
    if of not in known:
        message = _("{path}: say which measure this round was made for: --policy ID, one of {ids}")
        raise SheetError(message.format(path=path, ids=listed(known)))
    round_ = read_round(path, known[of])
    refused = [row for row in round_.refused if normalised(row.platform) == normalised(platform)] if platform else []
    if refused or (round_.refused and not round_.applications):
        raise SheetError("\n".join(map(str, [*(refused or round_.refused), *round_.faults])))
    row: Application = round_.applications[_chosen(path, [one.platform for one in round_.applications], platform)]
    kept: Mapping[str, object] = json.loads(inputs(known[of], row, round_.paid))
    return {"policy": of, "application": kept["application"], "paid": kept["paid"]}


def _chosen(path: Path, names: Sequence[str], platform: str) -> int:
    """The place of the chosen platform; of a single one without a choice."""
    wanted = normalised(platform)
    places = [at for at, name in enumerate(names) if not platform or normalised(name) == wanted]
    if len(places) == 1:
        return places[0]
    if places:
        message = _("{path} has several applications; choose one: --platform ID, one of {ids}")
        raise SheetError(message.format(path=path, ids=listed(names)))
    message = _("{platform} is not a platform of {path}{close}")
    raise SheetError(message.format(platform=platform, path=path, close=did_you_mean(platform, names)))
