"""Read the file of ``--accounts``: an organisation's chart, accounts and codes.

    chart = "large"                        # institution, large or small; without it an account decides only where all agree

    [account]
    "6602.07" = { use = "rent_of_premises" }
    "Expenses:Office" = { code = "30201" }

    [code]
    30998 = { year = 2026, zh = "…", en = "…", uses = ["special_equipment"] }

The settings of hints and of the sample stand in the same file: see ``hint_settings``.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from fundcalc.auditing.account_map import OwnAccounts, OwnCode, Stands
from fundcalc.auditing.checks import HINTS
from fundcalc.auditing.hint_settings import HintSettings, SampleSettings
from fundcalc.base.errors import PolicyError
from fundcalc.base.i18n import _, did_you_mean
from fundcalc.base.toml import tables
from fundcalc.policy.fault_messages import fault_message
from fundcalc.policy.nodes import Node
from fundcalc.policy.use_catalogue import Catalogue, ChartId, Code
from fundcalc.policy.use_checks import unknown_use


class _File(Node):
    chart: ChartId | None = None
    account: Mapping[str, Stands] = Field(default_factory=dict)
    code: Mapping[Annotated[str, Field(pattern=r"^\d{5}$")], OwnCode] = Field(default_factory=dict)
    hints: HintSettings = Field(default_factory=HintSettings)
    sample: SampleSettings = Field(default_factory=SampleSettings)


def read_accounts(path: Path, known: Catalogue) -> OwnAccounts:
    """Read an organisation's accounts file.

    Raises PolicyError with every fault: its path, what is wrong, the remedy.
    """
    try:
        text = path.read_bytes()
    except OSError as error:
        raise PolicyError(str(path), (_("cannot be read: {reason}").format(reason=error.strerror),)) from error
    try:
        file = _File.model_validate(tables(text, str(path)))
    except ValidationError as error:
        raise PolicyError(str(path), tuple(dict.fromkeys(map(fault_message, error.errors())))) from error
    faults = []
    for name, stands in file.account.items():
        if stands.use and stands.use not in known.parts:
            faults.append(unknown_use(f"account.{name}.use", stands.use, known))
        if stands.code and stands.code not in known.codes and stands.code not in file.code:
            faults.append(
                _(
                    "account.{name}.code: {code} is not a code of the classification; correct it, or add [code.{code}]"
                ).format(name=name, code=stands.code)
            )
    faults += [
        unknown_use(f"code.{code}.uses", use, known)
        for code, own in file.code.items()
        for use in own.uses
        if use not in known.parts
    ]
    faults += _unknown_hints(file.hints.off)
    if faults:
        raise PolicyError(str(path), tuple(faults))
    codes = {code: Code(code, own.zh, own.en, own.status, own.year, own.catch_all) for code, own in file.code.items()}
    uses = {code: own.uses for code, own in file.code.items()}
    return OwnAccounts(file.chart, file.account, codes, uses, file.hints, file.sample)


def _unknown_hints(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if name not in HINTS:
            close = did_you_mean(name, sorted(HINTS))
            yield _("hints.off: '{name}' is not a hint{close}").format(name=name, close=close)
