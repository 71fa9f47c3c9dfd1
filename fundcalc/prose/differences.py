"""What two measures, or two versions of one, say differently, clause by clause."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from fundcalc.policy.loading import Policy
from fundcalc.prose.measures import measure_page
from fundcalc.prose.pages import PageLine


@dataclass(frozen=True, slots=True)
class Difference:
    """A clause that the two say differently; None where one does not say it."""

    before: PageLine | None
    after: PageLine | None

    @property
    def heading(self) -> str:
        """The heading that the clause stands under."""
        line = self.after or self.before
        return line.heading if line else ""


def differences(before: Policy, after: Policy) -> tuple[Difference, ...]:
    """Return the clauses that differ under the readings taken, in order."""
    return tuple(_compared(measure_page(before).lines, measure_page(after).lines))


def _compared(before: Sequence[PageLine], after: Sequence[PageLine]) -> Iterator[Difference]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag != "equal":
            yield from _paired(before[start:end], after[first:last])


def _paired(gone: Sequence[PageLine], new: Sequence[PageLine]) -> Iterator[Difference]:
    """Put clauses of one heading and one article beside each other, in their order."""
    places = dict.fromkeys((line.heading, line.article) for line in (*gone, *new))
    for place in places:
        here = [[line for line in lines if (line.heading, line.article) == place] for lines in (gone, new)]
        yield from (Difference(old, other) for old, other in zip_longest(*here))
