"""Create an authority's book, and appropriate money to its funds.

``awarding`` posts awards into it and ``paying`` pays them.
"""

from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Literal

from fundcalc.base.errors import BookError, RefusedError
from fundcalc.base.figures import figure
from fundcalc.base.i18n import _
from fundcalc.ledger import accounts, act_messages, creation, messages, store, writer
from fundcalc.ledger.records import Appropriation
from fundcalc.ledger.repeats import Act, refuse_equal
from fundcalc.ledger.session import AUTHORITY, locked, require_policies
from fundcalc.ledger.snapshot import LedgerSnapshot, available

_ACCOUNT_NAMES = ("国库", "可用指标", "已承诺指标", "奖补支出")  # of accounts.of_fund
_NARRATION, _REDUCTION = "预算下达", "调减指标"


def init(folder: Path | str, *, title: str | None = None) -> Literal["created", "already"]:
    """Make an authority's book in a new or an empty folder.

    An authority's book of this title that is there is left as it is.

    Raises ``BookError`` for a folder that holds anything else, or cannot be written, and ``RefusedError`` for a book of
    other facts.
    """
    return creation.make(folder, AUTHORITY, title, default=_("Special funds"))


def appropriate(
    folder: Path | str,
    *,
    policy: str,
    code: str,
    year: int,
    fen: int,
    on: date,
    document: str = "",
    again: bool = True,
    durable: bool = True,
    wait: float = store.WAIT,
) -> Appropriation:
    """Appropriate ``fen`` to the fund of a policy and year.

    The first time opens the fund's accounts. Below 0 it is a reduction (调减指标), of no more than is free and in the
    treasury.

    The same amount on the same day under the same ``document`` (the notice's number) is the same appropriation and is
    posted once; unless ``again``, an equal one of another day without a document is refused. Raises ``BookError``.
    """
    _require_forms(policy, code, year, fen, on, document)
    fund = accounts.fund_id(code, year)
    document = writer.read_back(document)
    with locked(folder, durable=durable, wait=wait) as book:
        before = book.snapshot
        require_policies(before, [(fund, policy)])
        left = available(before, fund)
        posted = {
            (appropriation.fund, appropriation.policy, appropriation.fen, appropriation.on, appropriation.document)
            for appropriation in before.appropriations
        }
        if (fund, policy, fen, on, document) in posted:
            return Appropriation(fund, "already", left, None)
        if not again:
            refuse_equal(book.folder, before.events, [Act("appropriation", fund, fen, on, document)])
        treasury = before.by_day[accounts.treasury(fund)].least_from(on)
        if fen < 0 and -fen > (left := min(left, treasury, -before.by_day[accounts.free(fund)].most_from(on))):
            message = act_messages.REDUCED_TOO_MUCH.format(fund=fund, reduction=figure(-fen), available=figure(left))
            raise RefusedError(message)
        text = chain(open_accounts(before, fund, year), _transaction(fund, policy, year, fen, on, document))
        batch = book.post(on, f"appropriation-{fund}", text)
        return Appropriation(fund, "posted", left + fen, batch)


def _require_forms(policy: str, code: str, year: int, fen: int, on: date, document: str) -> None:
    forms: tuple[tuple[str, object, writer.Form], ...] = (
        ("policy", policy, "id"),
        ("code", code, "code"),
        ("document", document, "text"),
    )
    faults = [(field, value, messages.FORMS[form]) for field, value, form in forms if writer.mismatches(form, (value,))]
    if not accounts.is_year(year):
        faults.append(("year", year, messages.YEAR))
    elif not writer.is_date(on, accounts.opening_day(year)):
        faults.append(("on", on, messages.DATE.format(earliest=accounts.opening_day(year))))
    if not writer.is_amount(abs(fen) if type(fen) is int else fen):
        faults.append(("fen", fen, messages.amount_form()))
    if faults:
        lines = (messages.ARGUMENT.format(**messages.field(field, value), form=form) for field, value, form in faults)
        raise BookError("\n".join(lines))


def open_accounts(before: LedgerSnapshot, fund: str, year: int) -> Iterator[str]:
    """The accounts of a fund that are not open yet."""
    named = zip(accounts.of_fund(fund), _ACCOUNT_NAMES, strict=True)
    new = {account: name for account, name in named if account not in before.opened}
    return writer.opens([accounts.opening_day(year)] * len(new), list(new), list(new.values()))


def _transaction(fund: str, policy: str, year: int, fen: int, on: date, document: str) -> Iterator[str]:
    return writer.transactions(
        on=[on],
        payees=[""],
        narrations=[f"{_NARRATION if fen > 0 else _REDUCTION} {document}".strip()],
        tag="appropriation",
        links=[f"fund-{fund}"],
        metadata={"policy": [policy], "year": [str(year)], **({"doc-no": [document]} if document else {})},
        debits=[accounts.treasury(fund) if fen > 0 else accounts.free(fund)],
        credits=[accounts.free(fund) if fen > 0 else accounts.treasury(fund)],
        fen=[abs(fen)],
    )
