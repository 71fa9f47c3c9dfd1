"""The unit of vouchers whose file or sheet names none."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from fundcalc.journals.records import Voucher
from fundcalc.journals.voucher_cells import number_key

_Fingerprint = tuple[object, ...]


def name_units(vouchers: Sequence[Voucher]) -> None:
    """Name the unit of vouchers that have none, where it can be told.

    Where one unit only is named, everything is of it. Of several, a sheet is of the one unit that has vouchers of it too, as
    the same month exported again has.
    """
    units = {voucher.unit for voucher in vouchers}
    named = units - {""}
    if not named or named == units:
        return
    nameless: defaultdict[str, list[Voucher]] = defaultdict(list)
    for voucher in vouchers:
        if not voucher.unit:
            nameless[voucher.where].append(voucher)
    owners = _owners(vouchers) if len(named) > 1 else {}
    for of_sheet in nameless.values():
        candidates = _candidates(of_sheet, owners) if len(named) > 1 else named
        if len(candidates) == 1:
            (unit,) = candidates
            for voucher in of_sheet:
                voucher.unit = unit


def _owners(vouchers: Iterable[Voucher]) -> dict[_Fingerprint, set[str]]:
    """The named units that have a voucher of this day, number and content."""
    owners: defaultdict[_Fingerprint, set[str]] = defaultdict(set)
    for voucher in vouchers:
        if voucher.unit and voucher.label:
            owners[_fingerprint(voucher)].add(voucher.unit)
    return owners


def _candidates(of_sheet: Iterable[Voucher], owners: dict[_Fingerprint, set[str]]) -> set[str]:
    """The units that share most vouchers with a sheet."""
    shared = Counter(unit for voucher in of_sheet for unit in owners.get(_fingerprint(voucher), ()))
    most = max(shared.values(), default=0)
    return {unit for unit, count in shared.items() if count == most}


def _fingerprint(voucher: Voucher) -> _Fingerprint:
    return (
        voucher.date,
        number_key(voucher.label),
        frozenset((posting.account, posting.signed) for posting in voucher.postings),
    )
