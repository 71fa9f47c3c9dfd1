"""Read ``policies/uses.toml``: uses, codes and accounts."""

from functools import cache

from pydantic import ValidationError

from fundcalc.base.errors import PolicyError
from fundcalc.base.toml import tables
from fundcalc.policy.fault_messages import fault_message
from fundcalc.policy.use_catalogue import Catalogue, Code, UsesFile
from fundcalc.policy.use_checks import catalogue_faults
from fundcalc.policy.vocabulary import policies_folder


@cache
def catalogue() -> Catalogue:
    """The uses that come with the package."""
    path = policies_folder() / "uses.toml"
    return read_uses(path.read_bytes(), str(path))


def read_uses(text: bytes, where: str) -> Catalogue:
    """Read the bytes of a ``uses.toml``; ``where`` names it in messages.

    Raises PolicyError with every fault: its path, what is wrong, the remedy.
    """
    try:
        file = UsesFile.model_validate(tables(text, where))
    except ValidationError as error:
        raise PolicyError(where, tuple(dict.fromkeys(map(fault_message, error.errors())))) from error
    uses = Catalogue(file, _codes(file))
    if faults := tuple(catalogue_faults(uses)):
        raise PolicyError(where, faults)
    return uses


def _codes(file: UsesFile) -> dict[str, Code]:
    year = file.source["economic"].year if "economic" in file.source else 0
    return {
        name + number: Code(
            name + number, item.zh, item.en, item.status or body.status, year, item.catch_all, item.earlier
        )
        for name, body in file.classes.items()
        for number, item in body.items.items()
    }
