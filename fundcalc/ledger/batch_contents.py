"""What a batch posts, in a few words, for messages about a missing batch."""

from collections.abc import Iterator, Sequence

from beancount.core import data

from fundcalc.base.figures import figure
from fundcalc.base.i18n import _
from fundcalc.ledger.act_messages import ENTRY_KINDS, SHOWN_AS, entry_kind

_MOST_SHOWN = 3


def contents(entries: Sequence[data.Directive]) -> str:
    """The acts of a batch by kind: how many, their sum, and the first awards.

    Empty for a batch without amounts.
    """
    return "; ".join(_by_kind(entries))


def _by_kind(entries: Sequence[data.Directive]) -> Iterator[str]:
    acts: dict[str, list[tuple[str, int]]] = {}
    for entry in entries:
        if isinstance(entry, data.Transaction):
            kind = next((name for tag in entry.tags if (name := SHOWN_AS.get(tag, tag)) in ENTRY_KINDS), "")
            if kind:
                acts.setdefault(kind, []).append((str(entry.meta.get("award-id", "")), _fen(entry)))
    for kind, several in acts.items():
        awards = list(dict.fromkeys(award for award, _ in several if award))
        shown = [*awards[:_MOST_SHOWN], *(["…"] if len(awards) > _MOST_SHOWN else [])]
        yield _("{kind}: {count}, {amount} yuan ({awards})").format(
            count=len(several),
            kind=entry_kind(kind),
            amount=figure(sum(fen for _award, fen in several)),
            awards=", ".join(shown) or "-",
        )


def _fen(entry: data.Transaction) -> int:
    """The largest debit of an entry, in fen."""
    numbers = [posting.units.number for posting in entry.postings if posting.units and posting.units.number is not None]
    return int(max(numbers, default=0) * 100)
