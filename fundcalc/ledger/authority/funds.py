"""The book of the awarding authority: making one, and appropriating money to its funds.

``awarding`` posts awards into it and ``paying`` pays them.
"""

from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Literal

from fundcalc.base.errors import BookError
from fundcalc.base.money import LARGEST_FEN
from fundcalc.ledger import (
    creation as making,
)
from fundcalc.ledger import (
    messages,
    store,
)
from fundcalc.ledger import (
    session as posting,
)
from fundcalc.ledger import (
    snapshot as past,
)
from fundcalc.ledger import (
    writer as escape,
)
from fundcalc.ledger.authority import accounts as chart
from fundcalc.ledger.records import Appropriation
from fundcalc.ledger.snapshot import Past

_ACCOUNT_NAMES = ("国库", "可用指标", "已承诺指标", "奖补支出")  # of chart.of_fund
_NARRATION = "预算下达"


def init(folder: Path | str, *, title: str) -> Literal["created", "already"]:
    """Make an authority's book in a new or an empty folder; an authority's book that is there is left as it is.

    Raises ``BookError`` for a folder that holds anything else, or cannot be written.
    """
    return making.make(folder, posting.ROLE, title)


def appropriate(
    folder: Path | str,
    *,
    policy: str,
    code: str,
    year: int,
    fen: int,
    on: date,
    document: str = "",
    durable: bool = True,
    wait: float = store.WAIT,
) -> Appropriation:
    """Appropriate ``fen`` to the fund of a policy and year; the first time opens the fund's accounts.

    The same amount on the same day under the same ``document`` (the notice's number) is the same appropriation and is
    posted once. Raises ``BookError``.
    """
    _insist_on_form(policy, code, year, fen, on, document)
    fund = chart.fund(code, year)
    asked = past.Appropriated(fund, policy, fen, on, escape.read_back(document))
    with posting.writing(Path(folder), durable=durable, wait=wait) as (held, before):
        posting.insist_on_policies(before, [(fund, policy)])
        available = past.available(before, fund)
        if asked in before.appropriations:
            return Appropriation(fund, "already", available, None)
        text = chain(_opens(before, fund, year), _transaction(asked, year))
        batch = posting.post(held, on, f"appropriation-{fund}", text)
        return Appropriation(fund, "posted", available + fen, batch)


def _insist_on_form(policy: str, code: str, year: int, fen: int, on: date, document: str) -> None:
    forms: tuple[tuple[str, object, escape.Form], ...] = (
        ("policy", policy, "id"),
        ("code", code, "code"),
        ("document", document, "text"),
    )
    faults = [(field, value, messages.FORMS[form]) for field, value, form in forms if escape.mismatches(form, (value,))]
    if not chart.is_year(year):
        faults.append(("year", year, messages.YEAR))
    elif not escape.is_date(on, chart.opened(year)):
        faults.append(("on", on, messages.DATE.format(earliest=chart.opened(year))))
    if not escape.is_amount(fen):
        faults.append(("fen", fen, messages.AMOUNT.format(largest=LARGEST_FEN)))
    if faults:
        lines = (
            messages.ARGUMENT.format(field=field, value=messages.shown(value), form=form)
            for field, value, form in faults
        )
        raise BookError("\n".join(lines))


def _opens(before: Past, fund: str, year: int) -> Iterator[str]:
    named = zip(chart.of_fund(fund), _ACCOUNT_NAMES, strict=True)
    new = {account: name for account, name in named if account not in before.accounts}
    return escape.opens([chart.opened(year)] * len(new), list(new), list(new.values()))


def _transaction(asked: past.Appropriated, year: int) -> Iterator[str]:
    document = {"doc-no": [asked.document]} if asked.document else {}
    return escape.transactions(
        on=[asked.on],
        payees=[""],
        narrations=[f"{_NARRATION} {asked.document}".strip()],
        tag=past.APPROPRIATION,
        links=[f"fund-{asked.fund}"],
        metadata={"policy": [asked.policy], "year": [str(year)], **document},
        debits=[chart.treasury(asked.fund)],
        credits=[chart.free(asked.fund)],
        fen=[asked.fen],
    )
