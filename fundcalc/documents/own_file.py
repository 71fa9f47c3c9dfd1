"""Read a TOML file of the user's own: a bank's columns, a unit's accounts."""

from pathlib import Path

from fundcalc.base.errors import BookError, PolicyError
from fundcalc.base.i18n import _
from fundcalc.base.toml import tables
from fundcalc.policy.tree import Raw


def own_tables(path: Path) -> Raw:
    """Return the tables of a file. Raises BookError naming it."""
    try:
        return tables(path.read_bytes(), str(path))
    except OSError as error:
        raise BookError(_("{path}: cannot be read: {reason}").format(path=path, reason=error.strerror)) from error
    except PolicyError as error:
        raise BookError(str(error)) from error
