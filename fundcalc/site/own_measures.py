"""The folder of a user's own measures, which the pages add to."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from fundcalc.base.environment import POLICIES
from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import _
from fundcalc.policy.loading import Policy, available
from fundcalc.site.known_books import memory_of_user


def folder_of_user() -> Path:
    """The folder that measures are added to.

    The first that ``--policies`` names, else one beside the list of books.
    """
    named = next(filter(None, os.environ.get(POLICIES, "").split(os.pathsep)), "")
    return Path(named) if named else memory_of_user().with_name("policies")


def use_folder_of_user() -> None:
    """Find measures in the folder of the user, if it is there."""
    folder = folder_of_user()
    if folder.is_dir() and not os.environ.get(POLICIES):
        os.environ[POLICIES] = str(folder)


def add(policy: Policy, checked: Path) -> Path:
    """Put a measure that was checked into the folder of the user; its new folder.

    Raises SheetError if there is a measure of this id.
    """
    place = folder_of_user() / policy.id
    if policy.id in available() or place.exists():
        raise SheetError(
            _("there is a measure {id} already; give yours another id in policy.toml").format(id=policy.id)
        )
    place.mkdir(parents=True)
    for path in sorted(checked.glob("*.toml")):
        shutil.copyfile(path, place / path.name)
    use_folder_of_user()
    return place
