"""Names for what happens to an award, and for the uses of its money.

They are those that an accountant uses.
"""

import re

from fundcalc.base.i18n import _

_CODED = re.compile(r"([A-Z]?\d+)-?(.+)")


def event_title(kind: str) -> str:
    """What a kind of movement is called; the kind itself where it is not known."""
    titles = {
        "commitment": _("committed"),
        "award": _("awarded"),
        "correction": _("award corrected"),
        "reversal": _("reversed"),
        "appropriation": _("appropriated"),
        "payment": _("paid out"),
        "revocation": _("revocation recorded"),
        "note": _("facts noted"),
        "disbursement": _("paid out"),
        "clawback": _("claw-back decided"),
        "recovery": _("recovered"),
        "receipt": _("received"),
        "spending": _("spent"),
        "return": _("returned"),
        "settlement": _("advance settled"),
        "carry": _("carried over"),
    }
    return titles.get(kind, kind)


def use_title(use: str) -> str:
    """A use as the last part of an account says it: its code, if any, and its name.

    >>> use_title("30227委托业务费"), use_title("设备"), use_title("U-专用仪器设备购置")
    ('30227 委托业务费', '设备', '专用仪器设备购置')
    """
    found = _CODED.fullmatch(use)
    # An account part begins with a capital or a figure, so a use without a code has U- before its name.
    return f"{found[1]} {found[2]}" if found else use.removeprefix("U-")
