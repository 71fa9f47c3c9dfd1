"""Text of cells: how labels are compared, and how a message shows a value."""

from datetime import datetime

# Full-width forms of ASCII, which Chinese input methods type, the wide blank and the minus of typesetting; what nobody
# sees, such as blanks without width, goes.
_NARROW: dict[int, int | str | None] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **{0x3000: " ", 0x00A0: " ", 0xFFE5: "¥", 0x2212: "-"},
    **dict.fromkeys((*range(0x200B, 0x2010), 0x2060, 0xFEFF)),
}


def narrow(text: str) -> str:
    """Text with full-width characters as ASCII, and without blanks around it."""
    return text.translate(_NARROW).strip()


def tight(text: str) -> str:
    """A label for comparing.

    Narrow, in small letters, without blanks and the marks that headings end in."""
    return "".join(narrow(text).casefold().split()).strip("*:")


def shown(value: object) -> str:
    """A cell's value as a message shows it: at most 80 characters, on one line."""
    match value:
        case bool():
            text = "TRUE" if value else "FALSE"
        case datetime() if value.time() == datetime.min.time():
            text = f"{value:%Y-%m-%d}"
        case float() if value.is_integer() and abs(value) < 10**21:
            text = f"{value:.0f}"
        case _:
            text = str(value)
    text = " ".join(text.split())
    return text if len(text) <= 80 else text[:79] + "…"
