"""The invented round that comes with a measure, for trying it out.

No such platform, unit or award exists."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, ValidationError

from fundcalc.base.errors import PolicyError
from fundcalc.base.toml import tables
from fundcalc.policy.fault_messages import fault_message
from fundcalc.policy.loading import Policy, find
from fundcalc.policy.nodes import Node
from fundcalc.workbooks.template import write_template


@dataclass(frozen=True, slots=True)
class Sample:
    """A measure's ``sample.toml``: its rows, changed lines and budget."""

    year: int
    changes: Mapping[str, object]
    applications: tuple[Mapping[str, object], ...]
    paid: tuple[Mapping[str, object], ...]
    appropriation: object | None


class _SampleFile(Node):
    """The form of a ``sample.toml``."""

    year: int = Field(ge=1900, le=2999)
    changes: Mapping[str, object] = Field(default_factory=dict)
    appropriation: object = None
    common: Mapping[str, object] = Field(default_factory=dict)
    application: tuple[Mapping[str, object], ...] = Field(min_length=1)
    paid: tuple[Mapping[str, object], ...] = ()


def read_sample(policy: str) -> Sample | None:
    """The sample of a measure, if it has one.

    Raises PolicyError for a file of another form.
    """
    path = find(policy).parent / "sample.toml"
    if not path.is_file():
        return None
    try:
        file = _SampleFile.model_validate(tables(path.read_bytes(), str(path)))
    except ValidationError as error:
        raise PolicyError(str(path), tuple(fault_message(details) for details in error.errors())) from error
    applications = tuple({**file.common, **application} for application in file.application)
    return Sample(file.year, file.changes, applications, file.paid, file.appropriation)


def write_sample(policy: Policy, sample: Sample, path: Path) -> None:
    """The sample as an officer would have filled in the measure's workbook."""
    write_template(policy, path, applications=sample.applications, paid=sample.paid)
