"""Find policies: those of the package, and those in one's own folders.

Folders of one's own are named by the environment variable ``FUNDCALC_POLICIES``, several as in ``PATH``; each holds one
folder a policy, named by its id. Nothing that a book or a workbook says adds one.
"""

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from fundcalc.base.environment import POLICIES
from fundcalc.base.errors import PolicyError
from fundcalc.base.i18n import _, did_you_mean, listed
from fundcalc.policy.vocabulary import policies_folder


def available() -> tuple[str, ...]:
    """The ids of the policies that are known here, those of the package first.

    Raises PolicyError for a folder of one's own that is not there, or that has an id twice.
    """
    return tuple(_places(policies_folder(), os.environ.get(POLICIES, "")))


def find(policy: str | Path) -> Path:
    """The ``policy.toml`` of an id or a path. Raises PolicyError naming what is known."""
    places = _places(policies_folder(), os.environ.get(POLICIES, ""))
    if isinstance(policy, str) and policy in places:
        return places[policy]
    path = Path(policy)
    if path.is_dir():
        path /= "policy.toml"
    if path.is_file():
        return path
    close = did_you_mean(str(policy), places)
    known = _("known policies: {ids}").format(ids=listed(places))
    raise PolicyError(str(policy), (_("is neither a policy nor the path of one{close}").format(close=close), known))


def comes_with_fundcalc(path: Path) -> bool:
    """Whether a ``policy.toml`` is of a measure that every command knows by its id."""
    return path in _shipped(policies_folder()).values()


def _places(shipped: Path, own: str) -> Mapping[str, Path]:
    places = dict(_shipped(shipped))
    for folder in filter(None, own.split(os.pathsep)):
        if not Path(folder).is_dir():
            raise PolicyError(folder, (_("is not a folder; --policies names a folder with a folder for each policy"),))
        for path in _in(Path(folder)):
            id_ = path.parent.name
            if id_ in places:
                message = _("'{id}' is also a policy in {other}; rename the folder and the id in its policy.toml")
                raise PolicyError(str(path), (message.format(id=id_, other=places[id_].parent.parent),))
            places[id_] = path
    return places


@lru_cache(maxsize=8)
def _shipped(folder: Path) -> Mapping[str, Path]:
    return {path.parent.name: path for path in _in(folder)}


def _in(folder: Path) -> list[Path]:
    """The policies of a folder, which may be the folder of a single one."""
    if (folder / "policy.toml").is_file():
        return [(folder / "policy.toml").resolve()]
    return sorted(folder.glob("*/policy.toml"))
