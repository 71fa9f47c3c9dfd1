"""The table of kinds of amount in ``policies/README.md``, made from the models.

``python -m tests.policies.kinds`` writes it anew.
"""

import re
from collections.abc import Iterator

from fundcalc.policy.amounts import Amount
from fundcalc.policy.benefits import BENEFIT_KINDS, Benefit
from tests.source import ROOT

README = ROOT / "policies" / "README.md"
TABLE = re.compile(r"(<!-- kinds of amount[^\n]*-->\n)(.*?)(<!-- end -->)", re.S)
OF_EVERY_BENEFIT = set(Benefit.model_fields) | set(Amount.model_fields) | {"kind"}


HEADING = "| `kind` | meaning | its lines (those in brackets may be left out) |\n|---|---|---|\n"


def rows() -> Iterator[str]:
    """A row for each kind: its words, its meaning, its lines."""
    words: dict[type[Benefit], list[str]] = {}
    for word, kind in BENEFIT_KINDS.items():
        words.setdefault(kind, []).append(f"`{word}`")
    for kind, names in words.items():
        fields = {
            field.alias or name: field for name, field in kind.model_fields.items() if name not in OF_EVERY_BENEFIT
        }
        lines = [
            f"`{name}`" if field.is_required() else f"[`{name}`]"
            for name, field in fields.items()
            if not name.startswith("(")
        ]
        meaning = (kind.__doc__ or "").strip().splitlines()[0].rstrip(".")
        yield f"| {', '.join(names)} | {meaning} | {', '.join(lines)} |\n"


def with_table(text: str) -> str:
    """The page with the table of now."""
    return TABLE.sub(lambda found: found[1] + "\n" + HEADING + "".join(rows()) + "\n" + found[3], text)


if __name__ == "__main__":
    README.write_text(with_table(README.read_text("utf-8")), "utf-8")
