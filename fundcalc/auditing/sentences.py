"""Severities, outcomes and verdicts as text in the current language."""

from collections.abc import Sequence
from functools import cache
from typing import assert_never

from fundcalc.auditing.classification import DecidedBy, LineInput, Verdict, Why
from fundcalc.auditing.findings import Severity
from fundcalc.auditing.use_rules import Outcome
from fundcalc.base.figures import clauses, several
from fundcalc.base.i18n import Language, _, current, did_you_mean, either
from fundcalc.policy.use_catalogue import code_in
from fundcalc.policy.uses import catalogue


def severity(word: Severity) -> str:
    """A severity by its name."""
    match word:
        case "violation":
            return _("violation")
        case "review":
            return _("for review")
        case "hint":
            return _("hint")
        case "note":
            return _("note")
    assert_never(word)


def outcome(word: Outcome) -> str:
    """An outcome by its name."""
    match word:
        case "permitted":
            return _("permitted")
        case "prohibited":
            return _("prohibited")
        case "review":
            return _("for review")
        case "no_rule":
            return _("no rule in the text")
    assert_never(word)


def decided_by(word: DecidedBy) -> str:
    """What decided, by its name."""
    match word:
        case "use":
            return _("declared use")
        case "code":
            return _("economic code")
        case "account":
            return _("account")
        case "wording":
            return _("wording only")
        case "nothing":
            return _("nothing given")
    assert_never(word)


def uses(ids: Sequence[str]) -> str:
    """Uses by their names."""
    return _uses(tuple(ids), current())


@cache
def _uses(ids: tuple[str, ...], language: Language) -> str:
    return several(_("“{name}”").format(name=either(catalogue().text(use), language)) for use in ids)


def verdict(given: Verdict, line: LineInput) -> str:
    """Why a line was judged so, as a clause."""
    rule = either(given.rule) if given.rule else ""
    return reason(given.why, given.by, given.uses, given.against, rule, line)


def reason(
    why: Why, by: DecidedBy, judged_as: Sequence[str], against: Sequence[str], rule: str, line: LineInput
) -> str:
    """Say which uses a line was judged as, and what the measure says of them.

    Also which uses contradict that.
    """
    main = _main_reason(why, by, judged_as, against, rule, line)
    if against and why not in ("wording", "contradiction"):
        return clauses([main, _("the wording points to {uses}, which the measure forbids").format(uses=uses(against))])
    return main


def _main_reason(
    why: Why, by: DecidedBy, judged_as: Sequence[str], against: Sequence[str], rule: str, line: LineInput
) -> str:
    taken, code = _judged_as(by, judged_as), code_in(line.code) or line.code
    match why:
        case "named":
            return clauses([taken, _("the measure says: {rule}").format(rule=rule)])
        case "silent":
            return clauses([taken, _("the measure does not name this use")])
        case "left_open":
            return clauses([taken, _("the text leaves it to a person: {rule}").format(rule=rule)])
        case "needs_purpose":
            return clauses(
                [taken, _("permitted only for a stated purpose, and none is stated: {rule}").format(rule=rule)]
            )
        case "differs":
            return clauses([taken, _("the measure treats these differently; say which it is")])
        case "catch_all":
            return _("the code {code} holds anything; what it was has to be seen from the document").format(code=code)
        case "code_unknown":
            return _("{code} is not a code of the classification; correct it").format(code=code)
        case "code_unused":
            return _("the code {code} stands for none of the known uses").format(code=code)
        case "account_wide":
            return _("the account alone may be many things; give the use or the economic code")
        case "account_by_name":
            return _("an account by name ({account}) is not judged: give its code").format(account=line.account)
        case "account_unknown":
            return _("the use cannot be told from the account {account}; give the use or the economic code").format(
                account=line.account
            )
        case "use_unknown":
            return _("“{use}” is not a known use; correct it, or give the economic code{suggestion}").format(
                use=line.use, suggestion=did_you_mean(line.use, _use_names())
            )
        case "contradiction":
            return clauses([taken, _contradicted(against)])
        case "wording":
            pointed = _("the wording points to {uses}").format(uses=uses(against))
            return clauses([taken, pointed, _("wording alone decides nothing; look at the document")])
        case "nothing_told":
            return _("neither use, code nor account is given, and the wording points to no use")
        case "no_rule":
            return _("the measure has no rule of use")
    assert_never(why)


@cache
def _use_names() -> tuple[str, ...]:
    known = catalogue()
    every = (known.text(use) for use in known.parts)
    names = ((use.zh, *getattr(use, "also", ()), use.en) for use in every)
    return tuple(dict.fromkeys(name for several in names for name in several))


def _contradicted(against: Sequence[str]) -> str:
    if not against:
        return _("the code given does not stand for it")
    return _("another entry of the line stands for {uses}").format(uses=uses(against))


def _judged_as(by: DecidedBy, ids: Sequence[str]) -> str:
    if not ids:
        return ""
    match by:
        case "use":
            return _("declared as {uses}").format(uses=uses(ids))
        case "code":
            return _("by its code {uses}").format(uses=uses(ids))
        case "account":
            return _("by its account {uses}").format(uses=uses(ids))
        case "wording" | "nothing":
            return _("given as {uses}").format(uses=uses(ids))
    assert_never(by)
