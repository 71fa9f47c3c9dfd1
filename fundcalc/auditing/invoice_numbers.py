"""Invoice numbers as people write them."""

import re
import unicodedata

# What people write where there is no invoice.
_NONE = frozenset(("", "无", "无票", "无发票", "NA", "NONE", "NO", "NIL", "待补", "TBD"))


def normal(invoice: str) -> str:
    """An invoice's number without the signs that are sometimes written; empty if there is none.

    >>> normal(" 2631-2000 0000　1234"), normal("无"), normal("0000"), normal("No. 123")
    ('2631200000001234', '', '', '123')
    """
    if invoice.isascii() and invoice.isdecimal():  # as nearly all are
        return invoice if invoice.strip("0") else ""
    text = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", invoice)).upper()
    text = re.sub(r"^(发票号码?|发票|票号|NO|INVOICE|INV)(?=\d)", "", text)
    return "" if text in _NONE or not text.strip("0") else text
