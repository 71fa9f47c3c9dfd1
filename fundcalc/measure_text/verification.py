"""Compare the figures of a policy and of its text, in both directions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from fundcalc.measure_text.articles import Article
from fundcalc.measure_text.figures import PrintedFigure, figures
from fundcalc.measure_text.matching import (
    Match,
    Printed,
    StatedLine,
    exchanges,
    fits,
    is_same,
    lines,
    match_lines,
    printed_figures,
    same_document,
)
from fundcalc.measure_text.statements import Statement, statements
from fundcalc.policy import model as m
from fundcalc.policy.articles import Addresses, is_listed
from fundcalc.policy.loading import Policy

Trouble = Literal["no_such_article", "elsewhere", "other_comparison", "nowhere", "exchanged", "changed"]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A figure of the policy that its article prints."""

    statement: Statement
    printed: Printed


@dataclass(frozen=True, slots=True)
class NotFound:
    """A figure of the policy that its article does not print, or not of this.

    ``printed`` is the same figure in another article, or with other words of comparison; of a line that was exchanged or
    changed the figure that it should be. ``other`` is the line it was exchanged with, or what it said before.
    """

    statement: Statement
    trouble: Trouble
    printed: Printed | None = None
    other: str = ""


@dataclass(frozen=True, slots=True)
class Unused:
    """A figure of the text that no line of the policy uses.

    ``set_aside`` is the reason its article is set aside for.
    """

    printed: Printed
    set_aside: m.SetAsideReason | None = None


@dataclass(frozen=True, slots=True)
class ExplainedFigure:
    """A figure of the text, or a line of the policy, that the policy explains."""

    explained: m.Explanation
    printed: Printed | None


@dataclass(frozen=True, slots=True)
class Verification:
    """What comparing a policy with a text found.

    ``missing`` are articles that the text does not have, ``gone`` lines that were verified before and are no longer in the
    file, ``stale`` explanations of what is not there or needs none.
    """

    confirmed: tuple[Confirmed, ...]
    not_found: tuple[NotFound, ...]
    unused: tuple[Unused, ...]
    explained: tuple[ExplainedFigure, ...]
    missing: tuple[str, ...]
    gone: tuple[str, ...] = ()
    stale: tuple[m.Explanation, ...] = ()

    @property
    def agrees(self) -> bool:
        return not self.open_points

    @property
    def open_points(self) -> int:
        """How many points have to be corrected or explained."""
        return sum(map(len, (self.not_found, self.unused, self.missing, self.gone, self.stale)))


class FigurePlace(NamedTuple):
    """The article of a line's figure, and which of its figures it is, from 1."""

    address: str
    number: int


@dataclass(frozen=True)
class Verified:
    """What was verified before, by line.

    ``explained`` are the article and the figure of lines that the policy explains.
    """

    places: Mapping[str, FigurePlace] = field(default_factory=dict)
    explained: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def verify(policy: Policy, text: Sequence[Article], before: Verified | None = None) -> Verification:
    """Compare a policy with a text, and with what the same text confirmed ``before``."""
    return compare(policy, printed_figures(text), [article.address for article in text], before=before)


def compare(
    policy: Policy,
    printed: Sequence[Printed],
    addresses: Iterable[str],
    stated: Sequence[Statement] | None = None,
    *,
    before: Verified | None = None,
) -> Verification:
    """Compare a policy, or what is stated in its place, with the figures of a text."""
    known, before = list(addresses), before or Verified()
    found = lines(policy, statements(policy) if stated is None else stated, printed, known)
    matches = match_lines([line for line in found if line.fitting and not line.implied], printed)
    wrong = {id(one.statement): one for one in (*_exchanged(matches, printed), *_changed(found, printed, before))}
    not_found = [
        wrong.get(id(line.statement)) or _wrong(line, printed, known)
        for line in found
        if id(line.statement) in wrong or not (line.fitting or line.implied)
    ]
    confirmed = [
        Confirmed(match.line.statement, printed[match.index])
        for match in matches
        if id(match.line.statement) not in wrong
    ]
    used = _used(matches, printed)
    explained = [ExplainedFigure(line.explained, None) for line in found if line.implied and line.explained]
    unused: list[Unused] = []
    for one in (one for index, one in enumerate(printed) if index not in used):
        reason = _explained(policy, one)
        if reason is None:
            unused.append(Unused(one, _set_aside(policy, one.address)))
        else:
            explained.append(ExplainedFigure(reason, one))
    return Verification(
        tuple(confirmed),
        tuple(not_found),
        tuple(unused),
        tuple(explained),
        tuple(_missing(policy, known)),
        tuple(_gone(found, before)),
        tuple(_stale(policy, found, explained)),
    )


def _used(matches: Iterable[Match], printed: Sequence[Printed]) -> set[int]:
    """The figures that a line states, by index.

    A text repeats a period, a date or a document's number, and prints the bound between two bands twice; of other amounts,
    rates, areas and counts each one is stated.
    """
    used: set[int] = set()
    for match in matches:
        again = printed[match.index].figure.kind not in ("money", "rate", "area", "count")
        if ".bands." in match.line.statement.path:
            used |= set(match.line.same)
        else:
            used |= set(match.line.fitting) if again or match.line.statement.label else {match.index}
    return used


def _wrong(line: StatedLine, printed: Sequence[Printed], known: Sequence[str]) -> NotFound:
    """Why the article of a line does not print its figure."""
    statement = line.statement
    if line.same:
        return NotFound(statement, "other_comparison", printed[line.same[0]])
    other = next((one for one in printed if is_same(statement, one.figure) and fits(statement, one.figure)), None)
    if not Addresses(known).lists(line.cite):
        return NotFound(statement, "no_such_article", other)
    return NotFound(statement, "elsewhere" if other else "nowhere", other)


def _exchanged(matches: Sequence[Match], printed: Sequence[Printed]) -> Iterator[NotFound]:
    for one, other in exchanges(matches, printed):
        for line, figure, opposite in ((one.line, other.index, other.line), (other.line, one.index, one.line)):
            yield NotFound(line.statement, "exchanged", printed[figure], opposite.statement.path)


def _changed(found: Iterable[StatedLine], printed: Sequence[Printed], before: Verified) -> Iterator[NotFound]:
    """The lines that are no longer the figure as which they were verified."""
    by_place = {FigurePlace(one.address, one.number): index for index, one in enumerate(printed)}
    for line in found:
        statement = line.statement
        if statement.label:
            continue
        said = before.explained.get(statement.path, (statement.cite, statement.written))
        if said != (statement.cite, statement.written):
            yield NotFound(statement, "changed", None, " ".join(said))
        place = before.places.get(statement.path)
        index = None if place is None else by_place.get(place)
        if index is not None and not line.implied and index not in line.fitting:
            yield NotFound(statement, "changed", printed[index])


def _gone(found: Iterable[StatedLine], before: Verified) -> Iterator[str]:
    """The lines that were verified and are not in the file."""
    paths = {line.statement.path for line in found}
    yield from (path for path in dict.fromkeys((*before.places, *before.explained)) if path not in paths)


def _stale(
    policy: Policy, found: Iterable[StatedLine], explained: Iterable[ExplainedFigure]
) -> Iterator[m.Explanation]:
    """The explanations of what is not there, or what a line states."""
    needed = {id(one.explained) for one in explained} | {id(line.explained) for line in found if line.explained}
    yield from (one for one in policy.measure.explained if id(one) not in needed)


def _explained(policy: Policy, printed: Printed) -> m.Explanation | None:
    """The explanation of a figure of the text, if the policy has one."""
    for explained in policy.measure.explained:
        named = figures(f"\t{explained.figure}\t") if is_listed(explained.at, [printed.address]) else ()
        if any(_same_figure(figure, printed.figure) for figure in named):
            return explained
    return None


def _same_figure(one: PrintedFigure, other: PrintedFigure) -> bool:
    if one.kind == other.kind == "document":
        return same_document(str(one.value), str(other.value))
    return (one.kind, one.value, one.unit) == (other.kind, other.value, other.unit)


def _set_aside(policy: Policy, address: str) -> m.SetAsideReason | None:
    for reason, cites in policy.measure.set_aside.items():
        if any(is_listed(cite, [address]) for cite in cites):
            return reason
    return None


def _missing(policy: Policy, known: Sequence[str]) -> Iterator[str]:
    """The articles of the policy that the text does not print."""
    listed = Addresses(known)
    yield from (article for article in policy.measure.articles if not listed.lists(article))
