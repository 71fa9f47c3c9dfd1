"""What an audit found, as sentences: each finding, each verdict, and the names of checks, severities and outcomes."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import assert_never

from fundcalc.auditing.checks import CheckId, Finding, Severity
from fundcalc.auditing.classification import DecidedBy, Outcome, Verdict, Why
from fundcalc.base.figures import clauses, day, in_yuan, several
from fundcalc.base.i18n import Language, _, current, either, ngettext
from fundcalc.policy.uses import catalogue, code_in


def check_title(check: CheckId) -> str:
    """What a check looks for, in a few words."""
    match check:
        case "prohibited_use":
            return _("prohibited use")
        case "use_for_review":
            return _("use to be looked at")
        case "policy_unknown":
            return _("no known measure")
        case "overspent":
            return _("overspent")
        case "spent_before_receipt":
            return _("spent before receipt")
        case "spent_after_revocation":
            return _("spent after the revocation")
        case "outside_validity":
            return _("outside the validity of the award")
        case "paid_beyond_award":
            return _("paid beyond the award")
        case "double_award":
            return _("two awards for one thing")
        case "same_invoice":
            return _("same invoice twice")
        case "moved_out":
            return _("moved out of the special account")
        case "moved_in":
            return _("moved into the special account")
        case "quota_exceeded":
            return _("quota exceeded")
        case "unspent":
            return _("unspent")
        case "award_not_confirmed":
            return _("award not confirmed")
        case "book_rejected":
            return _("book rejected by Beancount")
    assert_never(check)


def severity(word: Severity) -> str:
    """A severity by its name."""
    match word:
        case "violation":
            return _("violation")
        case "review":
            return _("to be looked at")
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
            return _("to be looked at")
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
    return several(_("“{name}”").format(name=either(catalogue().text(each), language)) for each in ids)


def verdict(given: Verdict, code: str = "") -> str:
    """Why a line was judged so, as a clause: what it was taken for, what the measure says of that, what speaks against."""
    rule = (given.rule.zh if current() == "zh" else given.rule.en) if given.rule else ""
    return _because(given.why, given.by, given.uses, given.against, rule, code)


def _because(why: Why, by: DecidedBy, held: Sequence[str], against: Sequence[str], rule: str, code: str) -> str:
    reason = _reason(why, by, held, against, rule, code)
    if against and why not in ("wording", "contradiction"):
        return clauses(
            [reason, _("the wording points to {uses}, which the measure forbids").format(uses=uses(against))]
        )
    return reason


def _reason(why: Why, by: DecidedBy, held: Sequence[str], against: Sequence[str], rule: str, code: str) -> str:
    taken = _taken(by, held)
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
            return _("{code} is no code of the classification; correct it").format(code=code or _("what stands there"))
        case "code_unused":
            return _("the code {code} stands for none of the uses that are told apart here").format(code=code)
        case "account_wide":
            return _("the account alone may be many things; give the use or the economic code")
        case "contradiction":
            return clauses([taken, _contradicted(against)])
        case "wording":
            pointed = _("the wording points to {uses}").format(uses=uses(against))
            return clauses([taken, pointed, _("wording alone decides nothing; look at the document")])
        case "nothing_told":
            return _("neither use, code nor account is given, and the wording points to none")
        case "no_rule":
            return _("the measure has no rule of use")
    assert_never(why)


def _contradicted(against: Sequence[str]) -> str:
    if not against:
        return _("the code given does not stand for it")
    return _("another entry of the line stands for {uses}").format(uses=uses(against))


def _taken(by: DecidedBy, held: Sequence[str]) -> str:
    if not held:
        return ""
    match by:
        case "use":
            return _("declared as {uses}").format(uses=uses(held))
        case "code":
            return _("by its code {uses}").format(uses=uses(held))
        case "account":
            return _("by its account {uses}").format(uses=uses(held))
        case "wording" | "nothing":
            return _("given as {uses}").format(uses=uses(held))
    assert_never(by)


def cited(found: Finding) -> str:
    """A finding as one sentence for where nothing stands beside it: its check, its article, and what was found."""
    return _("{check} ({article}): {told}").format(
        check=check_title(found.check), article=found.cite or "—", told=finding(found)
    )


def finding(found: Finding) -> str:
    """What was found, as a sentence without its article and place."""
    data = found.data
    over = in_yuan(found.fen) if found.fen is not None else ""

    def money(name: str) -> str:
        return in_yuan(int(str(data[name])))

    def on(name: str = "date") -> str:
        return day(date.fromisoformat(str(data[name])))

    match found.check:
        case "prohibited_use" | "use_for_review":
            return _("{amount}: {why}").format(amount=over, why=_of_use(found))
        case "policy_unknown":
            number = int(str(data["count"]))
            if found.award:
                told = ngettext(
                    "{count} line ({amount}) of award {award}: none of the measures given is its own.",
                    "{count} lines ({amount}) of award {award}: none of the measures given is its own.",
                    number,
                )
            else:
                told = ngettext(
                    "{count} line ({amount}) names no award, so no measure is known to hold it against.",
                    "{count} lines ({amount}) name no award, so no measure is known to hold them against.",
                    number,
                )
            return told.format(count=number, amount=over, award=found.award)
        case "overspent":
            limit = _("received {limit}") if data["of"] == "received" else _("awarded {limit}")
            return _("Spent and returned {out}, {limit}: {amount} too much.").format(
                out=money("out"), limit=limit.format(limit=money("limit")), amount=over
            )
        case "spent_before_receipt":
            return _("On {date} {spent} had been spent and {there} was there: {amount} was advanced.").format(
                date=on(), spent=money("spent"), there=money("there"), amount=over
            )
        case "spent_after_revocation":
            return _("{amount} spent on {date}, after the revocation of {revoked}.").format(
                amount=over, date=on(), revoked=on("revoked")
            )
        case "outside_validity":
            if data["side"] == "before":
                return _("{amount} spent on {date}, before the award of {bound}.").format(
                    amount=over, date=on(), bound=on("bound")
                )
            return _("{amount} spent on {date}, after the last day, {bound}.").format(
                amount=over, date=on(), bound=on("bound")
            )
        case "paid_beyond_award":
            moved = _("paid {moved}") if data["side"] == "paid" else _("received {moved}")
            return _("Awarded {awarded}, {moved}: {amount} too much.").format(
                awarded=money("awarded"), moved=moved.format(moved=money("moved")), amount=over
            )
        case "double_award":
            return _(
                "{amount}: platform {platform} has {benefit} of {year} already by award {first} ({place}, {before})."
            ).format(
                amount=over,
                platform=data["platform"],
                benefit=data["benefit"],
                year=data["year"],
                first=data["first"],
                place=data["first_place"],
                before=money("first_fen"),
            )
        case "same_invoice":
            return _of_invoice(found, over)
        case "moved_out":
            return _("{amount} moved out to {account} on {date}, neither spent nor returned.").format(
                amount=over, account=data["account"], date=on()
            )
        case "moved_in":
            return _("{amount} came in from {account} on {date}, which is not the authority.").format(
                amount=over, account=data["account"], date=on()
            )
        case "quota_exceeded":
            quota = data["quota_zh"] if current() == "zh" else data["quota_en"]
            whole = _("what is spent") if data["of"] == "spent" else _("the award")
            told = _("{quota}: {spent}, at most {share} of {whole} ({most}): {amount} too much.")
            return told.format(
                quota=quota, spent=money("spent"), share=data["share"], whole=whole, most=money("most"), amount=over
            )
        case "unspent":
            told = (
                _("{amount} is left on {date}: received {received}, spent {spent}, returned {returned}.")
                if data["returned"]
                else _("{amount} is left on {date}: received {received}, spent {spent}.")
            )
            return told.format(
                amount=over, date=on(), received=money("received"), spent=money("spent"), returned=money("returned")
            )
        case "award_not_confirmed":
            return _("The kept inputs do not give this award: {told}.").format(told=data["told"])
        case "book_rejected":
            return _("The book does not hold together: {told}").format(told=data["told"])
    assert_never(found.check)


def _of_use(found: Finding) -> str:
    data = found.data
    rule = data["rule_zh"] if current() == "zh" else data["rule_en"]
    held, against = data["uses"], data["against"]
    code = str(data["code"])
    return _because(
        data["why"],  # type: ignore[arg-type]
        data["by"],  # type: ignore[arg-type]
        held if isinstance(held, tuple) else (),
        against if isinstance(against, tuple) else (),
        str(rule),
        code_in(code) or code,
    )


def _of_invoice(found: Finding, over: str) -> str:
    data = found.data
    match data["elsewhere"]:
        case "organisation":
            where = _("another organisation ({organisation}, {place})").format(
                organisation=data["first_organisation"] or "–", place=data["first_place"]
            )
        case "award":
            where = _("another award ({award}, {place})").format(
                award=data["first_award"] or "–", place=data["first_place"]
            )
        case _:
            where = str(data["first_place"])
    if data["same"]:
        return _("{amount} on invoice {invoice}, which stands with the same amount in {where}.").format(
            amount=over, invoice=data["invoice"], where=where
        )
    return _("{amount} on invoice {invoice}, which stands with {first} in {where}; see whether it was split.").format(
        amount=over, invoice=data["invoice"], first=in_yuan(int(str(data["first_fen"]))), where=where
    )
