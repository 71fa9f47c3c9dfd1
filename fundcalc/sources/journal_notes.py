"""What an audit says of how journals were read."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from fundcalc.base.figures import day
from fundcalc.base.i18n import _, ngettext, placed
from fundcalc.journals.pieces import Why
from fundcalc.journals.spending import JournalSpending, UnitReading


def journal_notes(counted: JournalSpending, names: Sequence[str]) -> Iterator[str]:
    """The notes on journals.

    Charts, duplicates, vouchers that are void or not posted. ``names`` are those of the sources.
    """
    for unit in counted.units:
        yield _unit(unit)
    yield from _nameless(counted, names)
    for (source, other), count in counted.duplicates.items():
        if source == other:
            message = ngettext(
                "{file}: {count} posting occurs in it twice, and is counted once",
                "{file}: {count} postings occur in it twice, and are counted once",
                count,
            )
        else:
            message = ngettext(
                "{file}: {count} posting is also in {other}, and is counted once",
                "{file}: {count} postings are also in {other}, and are counted once",
                count,
            )
        yield message.format(file=names[source], other=names[other], count=count)
    for one, another in counted.differing[:_MOST]:
        message = _("voucher {voucher} of {date} is in {place} and, with other postings, in {other}; both are counted")
        yield message.format(
            voucher=one.label,
            date=day(one.date) if one.date else "—",
            place=one.place(one.postings[0]),
            other=another.place(another.postings[0]),
        )
    yield from _status(counted)


_MOST = 20


def _nameless(counted: JournalSpending, names: Sequence[str]) -> Iterator[str]:
    """Say which files name no unit where others do."""
    if len(counted.units) < 2 or all(unit.unit for unit in counted.units):
        return
    for source in sorted({voucher.source for voucher in counted.kept if not voucher.unit}):
        message = _(
            "{file}: it names no unit and others do, so its vouchers count as those of another unit; write the unit above "
            "the table (核算单位：…)"
        )
        yield message.format(file=names[source])


def _status(counted: JournalSpending) -> Iterator[str]:
    if count := counted.void:
        message = ngettext(
            "{count} voucher is void, and is not counted", "{count} vouchers are void, and are not counted", count
        )
        yield message.format(count=count)
    if count := counted.unposted:
        message = ngettext(
            "{count} voucher is not posted (未记账) yet, and is counted",
            "{count} vouchers are not posted (未记账) yet, and are counted",
            count,
        )
        yield message.format(count=count)
    if count := counted.period_13:
        message = ngettext(
            "{count} voucher is of period 13 (adjustments of the year-end), and is counted",
            "{count} vouchers are of period 13 (adjustments of the year-end), and are counted",
            count,
        )
        yield message.format(count=count)


def _unit(unit: UnitReading) -> str:
    chart = {
        "institution": _("the accounts are those of a public institution"),
        "small": _("the accounts are those of a small enterprise"),
        "large": _("the accounts are those of an enterprise"),
    }[unit.chart]
    basis = {
        "cash": _("spending is what was paid"),
        "accrual": _("spending is what was booked"),
        "as_booked": _("no bank or cash account occurs, so every posting is counted as it is"),
    }[unit.basis]
    if unit.budget_side:
        basis = _("spending is what the budget entries paid, since they have economic codes")
    return placed(unit.unit, _("{chart}; {basis}").format(chart=chart, basis=basis))


def why(word: Why) -> str:
    """Why a posting was not counted."""
    match word:
        case "bank":
            return _("money itself")
        case "received":
            return _("support received")
        case "returned":
            return _("support returned")
        case "liability":
            return _("a liability or an advance")
        case "settles":
            return _("pays what was booked before, which is counted")
        case "cleared":
            return _("an advance, counted as what it was spent on")
        case "paid_back":
            return _("an advance that came back")
        case "not_paid":
            return _("not paid yet")
        case "not_refunded":
            return _("taken back and not refunded yet")
        case "reversed":
            return _("taken back before it was paid")
        case "moved":
            return _("carried over between expenses and assets")
        case "consumption":
            return _("consumption of stock")
        case "worn":
            return _("depreciation, amortisation or impairment")
        case "carried":
            return _("carried over to profit or equity")
        case "interest":
            return _("interest received")
        case "transfer":
            return _("no money moved")
        case "other":
            return _("another account")
        case "other_book":
            return _("the second book of parallel accounting (平行记账)")
        case "no_budget_entry":
            return _("an event without a budget entry")
        case "unbalanced":
            return _("of a voucher that does not balance")
        case "void":
            return _("of a void voucher")
        case "duplicate":
            return _("also in another file or sheet")
    assert_never(word)
