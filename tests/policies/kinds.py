"""The table of kinds of amount in ``policies/README.md`` and its Chinese twin, made from the models.

``python -m tests.policies.kinds`` writes it anew.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from tomllib import loads

from fundcalc.policy.amounts import Amount
from fundcalc.policy.benefits import BENEFIT_KINDS, Benefit
from tests.source import ROOT

README = ROOT / "policies" / "README.md"
CHINESE = ROOT / "policies" / "README.zh-CN.md"
PAGES = (README, CHINESE)
TABLE = re.compile(r"(<!-- kinds of amount[^\n]*-->\n)(.*?)(<!-- end -->)", re.S)
OF_EVERY_BENEFIT = set(Benefit.model_fields) | set(Amount.model_fields) | {"kind"}


HEADING = "| `kind` | meaning | its lines (those in brackets may be left out) |\n|---|---|---|\n"
CHINESE_HEADING = "| `kind` | 含义 | 各行（方括号内的可以不写） |\n|---|---|---|\n"
DESCRIPTIONS = loads((ROOT / "fundcalc" / "schemas" / "descriptions.toml").read_text("utf-8"))


def rows(*, chinese: bool) -> Iterator[str]:
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
        if chinese:
            meaning = DESCRIPTIONS[kind.__name__]["about"]["zh"]
        yield f"| {', '.join(names)} | {meaning} | {', '.join(lines)} |\n"


def with_table(page: Path) -> str:
    """The text of a page with the table of now."""
    chinese = page == CHINESE
    table = (CHINESE_HEADING if chinese else HEADING) + "".join(rows(chinese=chinese))
    return TABLE.sub(lambda found: found[1] + "\n" + table + "\n" + found[3], page.read_text("utf-8"))


if __name__ == "__main__":
    for page in PAGES:
        page.write_text(with_table(page), "utf-8")
