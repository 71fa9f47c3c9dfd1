"""The cases a policy is tested by: ``cases.toml``, and any other file of this form.

A case names its applications, awards already paid, readings and changed lines, and of the decisions only what it is about.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fundcalc.base.errors import FundcalcError, MoneyError, PolicyError
from fundcalc.base.i18n import _
from fundcalc.base.money import fen, plain
from fundcalc.base.toml import tables
from fundcalc.engine.decision import Decision
from fundcalc.engine.rounds import decide_all
from fundcalc.policy.loading import find, load

KEYS = frozenset({"name", "cite", "readings", "changes", "applications", "paid", "expect"})
LISTED = frozenset({"unmet", "unknown", "not_unmet", "met", "missing", "notes"})
EXPECTED = LISTED | {"platform", "status", "payable", "prospective", "benefits"}
WORDS = ("by_reference", "needs_documents", "not_claimed")


@dataclass(frozen=True)
class CaseResult:
    """One case: its name, its article, and what came out otherwise than expected (empty: it passed)."""

    name: str
    cite: str
    failures: tuple[str, ...]


def run(policy: str | Path, cases: Path | None = None) -> list[CaseResult]:
    """Run the cases of a policy (by default those beside it). Raises PolicyError if the file has not the form."""
    path = cases or find(policy).parent / "cases.toml"
    return [_result(policy, case) for case in read(path)]


def read(path: Path) -> list[dict[str, Any]]:
    """The cases of a file, their form checked; amounts stay exact. Raises PolicyError."""
    try:
        text = path.read_bytes()
    except OSError as error:
        raise PolicyError(str(path), (_("cannot be read: {reason}").format(reason=error.strerror),)) from error
    raw = tables(text, str(path))
    faults = [*_form(raw)]
    if faults:
        raise PolicyError(str(path), tuple(faults))
    found: list[dict[str, Any]] = raw["case"]
    return found


def _form(raw: Mapping[str, Any]) -> Iterator[str]:
    every = raw.get("case")
    if set(raw) != {"case"} or not isinstance(every, list) or not every:
        yield _("a file of cases holds [[case]] tables and nothing else")
        return
    for index, case in enumerate(every):
        where = f"case[{index}]"
        if not isinstance(case, dict):
            yield _("{where}: is not a table").format(where=where)
            continue
        for key in sorted(case.keys() - KEYS):
            yield _("{where}.{key}: is not a line that may stand here; a case has {keys}").format(
                where=where, key=key, keys=", ".join(sorted(KEYS))
            )
        for key in ("applications", "expect"):
            rows = case.get(key)
            if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
                yield _("{where}.{key}: is a list with at least one table").format(where=where, key=key)
        for key in ("readings", "changes"):
            if not isinstance(case.get(key, {}), dict):
                yield _("{where}.{key}: is a table").format(where=where, key=key)
        paid = case.get("paid", [])
        if not isinstance(paid, list) or not all(isinstance(row, dict) for row in paid):
            yield _("{where}.paid: is a list of tables").format(where=where)
        for place, expected in enumerate(case["expect"] if isinstance(case.get("expect"), list) else ()):
            if not isinstance(expected, dict):
                continue
            for key in sorted(expected.keys() - EXPECTED):
                yield _("{where}.expect[{place}].{key}: cannot be expected; one of {keys}").format(
                    where=where, place=place, key=key, keys=", ".join(sorted(EXPECTED))
                )
            if not isinstance(expected.get("platform"), str) or len(expected) < 2:
                yield _("{where}.expect[{place}]: names a platform and at least one thing expected of it").format(
                    where=where, place=place
                )
            yield from (f"{where}.expect[{place}].{fault}" for fault in _unreadable(expected))


def _unreadable(expected: Mapping[str, Any]) -> Iterator[str]:
    benefits = expected.get("benefits", {})
    if not isinstance(benefits, dict):
        yield _("benefits: is a table")
        benefits = {}
    amounts = {key: expected[key] for key in ("payable", "prospective") if key in expected}
    amounts |= {f"benefits.{name}": wanted for name, wanted in benefits.items() if wanted not in WORDS}
    for key, amount in amounts.items():
        try:
            fen(amount)
        except MoneyError as error:
            yield f"{key}: {error}"
    for key in sorted(LISTED & expected.keys()):
        listed = expected[key]
        if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
            yield _("{key}: is a list of texts").format(key=key)


def _result(policy: str | Path, case: Mapping[str, Any]) -> CaseResult:
    name, cite = str(case.get("name", "?")), str(case.get("cite", ""))
    try:
        read_so = load(policy, changes=case.get("changes", {}), readings=case.get("readings", {}))
        decisions = {each.platform: each for each in decide_all(read_so, case["applications"], case.get("paid", ()))}
    except FundcalcError as error:
        return CaseResult(name, cite, (str(error),))
    failures: list[str] = []
    for expected in case["expect"]:
        decision = decisions.get(expected["platform"])
        if decision is None:
            failures.append(_("{platform}: applies nowhere in this case").format(platform=expected["platform"]))
        else:
            failures += [f"{decision.platform}: {told}" for told in _differences(decision, expected)]
    return CaseResult(name, cite, tuple(failures))


def _differences(decision: Decision, expected: Mapping[str, Any]) -> Iterator[str]:
    differs = _("{what} is {got}, expected {wanted}")
    if "status" in expected and decision.status != expected["status"]:
        yield differs.format(what="status", got=decision.status, wanted=expected["status"])
    for key, got in (("payable", decision.payable_fen), ("prospective", decision.prospective_fen)):
        if key in expected and fen(expected[key]) != got:
            yield differs.format(what=key, got=plain(got), wanted=expected[key])
    for name, wanted in expected.get("benefits", {}).items():
        due = decision.benefits.get(name)
        if due is None:
            yield _("{name} is not a benefit of this policy").format(name=name)
        elif wanted in WORDS:
            if due.reason != wanted:
                yield differs.format(what=f"benefits.{name}", got=_told(due.fen, due.reason), wanted=wanted)
        elif due.fen != fen(wanted):
            yield differs.format(what=f"benefits.{name}", got=_told(due.fen, due.reason), wanted=wanted)
    hard = [check for check in decision.checks if not check.condition.soft]
    unmet = {check.cite for check in hard if check.outcome == "no"}
    unknown = {check.cite for check in hard if check.outcome == "unknown"}
    yield from _among("unmet", expected, unmet)
    yield from _among("unknown", expected, unknown)
    yield from _among("met", expected, {check.cite for check in hard} - unmet - unknown)
    if wrongly := sorted(set(expected.get("not_unmet", ())) & unmet):
        yield _("{cites} is answered no").format(cites=", ".join(wrongly))
    if lacking := [fact for fact in expected.get("missing", ()) if fact not in decision.missing]:
        yield _("{facts} is not told to be missing").format(facts=", ".join(lacking))
    noted = (
        {
            getattr(note, "reading", None) or getattr(note, "code", None) or getattr(note, "remark", None)
            for note in decision.notes
        }
        if "notes" in expected
        else set()
    )
    yield from _among("notes", expected, {str(each) for each in noted})


def _among(key: str, expected: Mapping[str, Any], got: set[str]) -> Iterator[str]:
    """Each expected one is there; an empty list expects none."""
    wanted: Sequence[str] = expected.get(key, ("",))
    told = ", ".join(sorted(got)) or _("nothing")
    if not wanted and got:
        yield _("{key} is {got}, expected nothing").format(key=key, got=told)
    if key in expected and (lacking := [cite for cite in wanted if cite not in got]):
        yield _("{cites} is not {key}; that is {got}").format(cites=", ".join(lacking), key=key, got=told)


def _told(amount: int | None, reason: str) -> str:
    return f"{plain(amount)} ({reason})" if amount is not None else reason
