"""The cases of a policy: ``cases.toml``, and any other file of this form.

A case names its applications, awards already paid, readings and changed lines, and of the decisions only what it is about.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fundcalc.base.errors import FundcalcError, MoneyError, PolicyError
from fundcalc.base.i18n import _, did_you_mean, placed
from fundcalc.base.ids import row_id
from fundcalc.base.money import fen, plain
from fundcalc.base.toml import content, tables
from fundcalc.engine.decision import Decision
from fundcalc.engine.decision_parts import Note, Point, ReadingNote, Remarked
from fundcalc.engine.rounds import decide_all
from fundcalc.policy.articles import is_listed
from fundcalc.policy.loading import find, load

Case = dict[str, Any]  # a [[case]] table, whose form was checked

KEYS = frozenset({"name", "cite", "readings", "changes", "applications", "paid", "expect"})
LISTS = frozenset({"unmet", "unknown", "not_unmet", "met", "missing", "notes"})
EXPECTED = LISTS | {"platform", "claim", "status", "payable", "prospective", "benefits", "parts"}
WORDS = ("by_reference", "needs_documents", "needs_review", "not_claimed")


@dataclass(frozen=True)
class CaseResult:
    """One case: its name, its article, and what came out otherwise than expected.

    It passed if there are no failures.
    """

    name: str
    cite: str
    failures: tuple[str, ...]


def run(policy: str | Path, cases: Path | None = None) -> list[CaseResult]:
    """Run the cases of a policy, by default those beside it.

    Raises PolicyError if the file has another form.
    """
    return [_result(policy, case) for case in cases_of(policy, cases)]


def cases_of(policy: str | Path, cases: Path | None = None) -> list[Case]:
    """The cases of a policy, by default those beside it. Raises PolicyError."""
    return read(cases or find(policy).parent / "cases.toml")


def read(path: Path) -> list[Case]:
    """Return the cases of a file, their form checked; amounts stay exact.

    Raises PolicyError.
    """
    raw = tables(content(path), str(path))
    if faults := tuple(_form_faults(raw)):
        raise PolicyError(str(path), faults)
    cases: list[Case] = raw["case"]
    return cases


# The form of a file.


def _form_faults(raw: Mapping[str, Any]) -> Iterator[str]:
    cases = raw.get("case")
    if cases == [] and set(raw) == {"case"}:
        yield _("holds no case yet; write one for each figure, from both sides")
        return
    if set(raw) != {"case"} or not isinstance(cases, list) or not cases:
        yield _("a file of cases holds [[case]] tables and nothing else")
        return
    for index, case in enumerate(cases):
        if isinstance(case, dict):
            yield from _case_faults(f"case[{index}]", case)
        else:
            yield _("{where}: is not a table").format(where=f"case[{index}]")


def _case_faults(where: str, case: Case) -> Iterator[str]:
    for key in sorted(case.keys() - KEYS):
        yield _("{where}.{key}: is not a line that is allowed here; a case has {keys}").format(
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
        if isinstance(expected, dict):
            yield from _expectation_faults(f"{where}.expect[{place}]", expected)


def _expectation_faults(where: str, expected: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted(expected.keys() - EXPECTED):
        yield _("{where}.{key}: cannot be expected; one of {keys}").format(
            where=where, key=key, keys=", ".join(sorted(EXPECTED))
        )
    if not isinstance(expected.get("platform"), str) or len(expected) < 2:
        yield _("{where}: names a platform and at least one thing expected of it").format(where=where)
    benefits = expected.get("benefits", {})
    if not isinstance(benefits, dict):
        yield _("{where}.{key}: is a table").format(where=where, key="benefits")
        benefits = {}
    amounts = {key: expected[key] for key in ("payable", "prospective") if key in expected}
    amounts |= {f"benefits.{name}": wanted for name, wanted in benefits.items() if wanted not in WORDS}
    for key, amount in amounts.items():
        try:
            fen(amount)
        except MoneyError as error:
            yield placed(f"{where}.{key}", error)
    yield from _parts_faults(where, expected.get("parts", {}))
    for key in sorted(LISTS & expected.keys()):
        items = expected[key]
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            yield _("{where}.{key}: is a list of texts").format(where=where, key=key)


def _parts_faults(where: str, parts: object) -> Iterator[str]:
    if not isinstance(parts, dict) or not all(isinstance(amounts, list) for amounts in parts.values()):
        yield _("{where}.{key}: is a table of lists").format(where=where, key="parts")
        return
    for name, amounts in parts.items():
        for amount in amounts:
            try:
                fen(amount)
            except MoneyError as error:
                yield placed(f"{where}.parts.{name}", error)


# Running a case.


def _result(policy: str | Path, case: Case) -> CaseResult:
    name, cite = str(case.get("name", "?")), str(case.get("cite", ""))
    try:
        changed = load(policy, changes=case.get("changes", {}), readings=case.get("readings", {}))
        round_ = decide_all(changed, case["applications"], case.get("paid", ()))
    except FundcalcError as error:
        return CaseResult(name, cite, (str(error),))
    decisions = {decision.platform: decision for decision in round_}
    failures = [*_unknown_articles(case, changed.measure.articles)]
    for expected in case["expect"]:
        decision = decisions.get(wanted := row_id(expected["platform"], str(expected.get("claim", ""))))
        if decision is None:
            failures.append(_("{platform}: applies nowhere in this case").format(platform=wanted))
        else:
            failures += [placed(decision.platform, difference) for difference in _differences(decision, expected)]
    return CaseResult(name, cite, tuple(failures))


def _unknown_articles(case: Case, articles: Sequence[str]) -> Iterator[str]:
    """Cites of articles that the measure does not have.

    The other cites that a case expects are compared with what came out.
    """
    cites = [("cite", case["cite"])] if case.get("cite") else []
    cites += [("not_unmet", cite) for expected in case["expect"] for cite in expected.get("not_unmet", ())]
    for key, cite in cites:
        if not is_listed(str(cite), articles):
            yield _("{key}: {cite} is not an article of the measure{close}").format(
                key=key, cite=cite, close=did_you_mean(cite, articles)
            )


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
        elif (due.reason if wanted in WORDS else due.fen) != (wanted if wanted in WORDS else fen(wanted)):
            got_text = due.reason if due.fen is None else f"{plain(due.fen)} ({due.reason})"
            yield differs.format(what=f"benefits.{name}", got=got_text, wanted=wanted)
    for name, amounts in expected.get("parts", {}).items():
        got_parts = [part.fen for part in decision.parts_due.get(name, ())]
        if [fen(amount) for amount in amounts] != got_parts:
            got_text = ", ".join(map(plain, got_parts)) or _("nothing")
            yield differs.format(what=f"parts.{name}", got=got_text, wanted=", ".join(map(str, amounts)))
    yield from _of_checks(decision, expected)
    if lacking := [fact for fact in expected.get("missing", ()) if fact not in decision.missing]:
        yield _("{facts} is not reported as missing").format(facts=", ".join(lacking))
    if "notes" in expected:
        yield from _among("notes", expected, {_note_name(note) for note in decision.notes})


def _of_checks(decision: Decision, expected: Mapping[str, Any]) -> Iterator[str]:
    hard = [check for check in decision.checks if not check.condition.soft]
    unmet = {check.cite for check in hard if check.outcome == "no"}
    unknown = {check.cite for check in hard if check.outcome == "unknown"}
    yield from _among("unmet", expected, unmet)
    yield from _among("unknown", expected, unknown)
    yield from _among("met", expected, {check.cite for check in hard} - unmet - unknown)
    if wrongly := sorted(set(expected.get("not_unmet", ())) & unmet):
        yield _("{cites} is answered no").format(cites=", ".join(wrongly))


def _note_name(note: Note) -> str:
    match note:
        case Point(code=name) | Remarked(remark=name) | ReadingNote(reading=name):
            return name


def _among(key: str, expected: Mapping[str, Any], got: set[str]) -> Iterator[str]:
    """Say which of those expected are not there; an empty list expects none."""
    wanted: Sequence[str] = expected.get(key, ("",))
    got_text = ", ".join(sorted(got)) or _("nothing")
    if not wanted and got:
        yield _("{key} is {got}, expected nothing").format(key=key, got=got_text)
    if key in expected and (lacking := [name for name in wanted if name not in got]):
        yield _("{names} is not among {key}, which is {got}").format(names=", ".join(lacking), key=key, got=got_text)
