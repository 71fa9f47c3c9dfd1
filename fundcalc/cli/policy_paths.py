"""Commands on several policies, and on any file in the folder of one.

A hook of pre-commit gives every file that changed, ``cases.toml`` and ``text.toml`` among them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from fundcalc.cli.output import DONE, print_json
from fundcalc.cli.terminal import echo

_BESIDE = ("cases.toml", "sample.toml", "population.toml", "text.toml")


class CommandResult(NamedTuple):
    """What a command says of one policy: its exit status and its JSON."""

    code: int
    document: Mapping[str, object]


def of_each(policies: Iterable[str], answer: Callable[[str], CommandResult], *, as_json: bool) -> int:
    """Answer once per policy, and return the worst exit status.

    The JSON of one policy is its own, that of several a list under ``policies``.
    """
    named = dict.fromkeys(map(_policy_of, policies))
    answers = []
    for policy in named:
        if len(named) > 1 and not as_json:
            echo(policy)
        answers.append(answer(policy))
    if as_json:
        documents = [one.document for one in answers]
        print_json(documents[0] if len(documents) == 1 else {"policies": documents})
    return max((one.code for one in answers), default=DONE)


def _policy_of(text: str) -> str:
    """The policy that a file belongs to; anything else as it was given."""
    path = Path(text)
    whole = path.with_name("policy.toml") if path.name else path
    return str(whole) if path.name in _BESIDE and whole.is_file() else text
