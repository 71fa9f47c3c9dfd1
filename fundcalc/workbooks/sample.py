"""The invented round that comes with a measure, for trying it out.

No such platform, unit or award exists."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import tomli

from fundcalc.policy.loading import Policy, find
from fundcalc.workbooks.template import write_template


@dataclass(frozen=True, slots=True)
class Sample:
    """A measure's ``sample.toml``: its rows, changed lines and budget."""

    year: int
    changes: Mapping[str, object]
    applications: tuple[Mapping[str, Any], ...]
    paid: tuple[Mapping[str, Any], ...]
    appropriation: object | None


def read_sample(policy: str) -> Sample | None:
    """The sample of a measure, if it has one."""
    path = find(policy).parent / "sample.toml"
    if not path.is_file():
        return None
    read = tomli.loads(path.read_text("utf-8"), parse_float=Decimal)
    return Sample(
        read["year"],
        read.get("changes", {}),
        tuple(read["common"] | application for application in read["application"]),
        tuple(read.get("paid", ())),
        read.get("appropriation"),
    )


def write_sample(policy: Policy, sample: Sample, path: Path) -> None:
    """The sample as an officer would have filled in the measure's workbook."""
    write_template(policy, path, applications=sample.applications, paid=sample.paid)
