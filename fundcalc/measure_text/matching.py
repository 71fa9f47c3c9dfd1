"""Match the lines of a policy with the figures of its text, one by one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from fundcalc.measure_text.articles import HEAD, Article
from fundcalc.measure_text.figures import PrintedFigure, figures
from fundcalc.measure_text.roles import NO_CONTEXT, Context, contexts, exchanged, fitting, specific
from fundcalc.measure_text.statements import Statement
from fundcalc.policy import model as m
from fundcalc.policy.articles import Addresses, steps_of
from fundcalc.policy.loading import Policy


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure of the text, the article that prints it, and the words around it.

    ``number`` counts the figures of the article from 1.
    """

    address: str
    figure: PrintedFigure
    number: int
    context: Context = NO_CONTEXT


@dataclass(frozen=True, slots=True)
class StatedLine:
    """A figure of a policy, and the figures of the text that it may be, by index.

    ``cite`` is the article that should print it, ``same`` are the figures there of its value, ``fitting`` those of them whose
    words of comparison fit. A line that is ``implied`` is printed nowhere, as its explanation says.
    """

    statement: Statement
    cite: str
    explained: m.Explanation | None
    same: tuple[int, ...]
    fitting: tuple[int, ...]

    @property
    def implied(self) -> bool:
        return self.explained is not None and not self.explained.at


@dataclass(frozen=True, slots=True)
class Match:
    """A line and the figure of the text that it is, by its index."""

    line: StatedLine
    index: int


def printed_figures(text: Iterable[Article]) -> list[Printed]:
    """Every figure of a text with the words around it."""
    counts: defaultdict[str, int] = defaultdict(int)
    found = []
    for article in text:
        in_article = figures(article.text)
        for figure, context in zip(in_article, contexts(article.text, in_article), strict=True):
            counts[article.address] += 1
            found.append(Printed(article.address, figure, counts[article.address], context))
    return found


def lines(
    policy: Policy, stated: Iterable[Statement], printed: Sequence[Printed], addresses: Sequence[str]
) -> list[StatedLine]:
    """The figures of a policy with those of the text that they may be.

    ``addresses`` are the articles of the text.
    """
    explanations = {explained.line: explained for explained in policy.measure.explained if explained.line}
    return [_line(statement, explanations.get(statement.path), printed, addresses) for statement in stated]


def _line(
    statement: Statement, explained: m.Explanation | None, printed: Sequence[Printed], addresses: Sequence[str]
) -> StatedLine:
    cite = (explained.at if explained is not None else "") or statement.cite or HEAD
    printing = _printing(cite, tuple(addresses))
    same = [index for index, one in enumerate(printed) if one.address in printing and is_same(statement, one.figure)]
    return StatedLine(
        statement,
        cite,
        explained,
        tuple(same),
        tuple(index for index in same if fits(statement, printed[index].figure)),
    )


@lru_cache(maxsize=4096)
def _printing(cite: str, addresses: tuple[str, ...]) -> frozenset[str]:
    """The articles of a text that may print the figures of a cite.

    They are itself and its parts, or the one that it is a part of.
    Where the text numbers a part that the cite names, what stands before that part is not the part's.
    """
    steps = steps_of(cite)
    below = [one for one in addresses if one == cite or (steps and steps_of(one)[: len(steps)] == steps)]
    return frozenset(below or (one for one in addresses if Addresses([cite]).lists(one)))


def match_lines(found: Iterable[StatedLine], printed: Sequence[Printed]) -> list[Match]:
    """Match each line with one of its figures.

    Those whose words fit best come first; lines share a figure only where there are fewer figures than lines. A figure
    in the words of a clause may be that of a line, too.
    """
    by_cite: defaultdict[str, list[StatedLine]] = defaultdict(list)
    for line in found:
        by_cite[line.cite].append(line)
    matches: list[Match] = []
    for together in by_cite.values():
        names = specific([line.statement.names for line in together])
        scores = {
            (at, index): fitting(own, printed[index].context)
            for at, (line, own) in enumerate(zip(together, names, strict=True))
            for index in line.fitting
        }
        best: dict[int, int] = {}
        for free in (True, False):
            for at, index in sorted(scores, key=lambda pair: -scores[pair]):
                taken = index in best.values() or together[at].statement.label
                if at not in best and not (free and taken):
                    best[at] = index
        matches += [Match(line, best[at]) for at, line in enumerate(together)]
    return matches


def exchanges(matches: Iterable[Match], printed: Sequence[Printed]) -> Iterator[tuple[Match, Match]]:
    """The pairs of lines whose figures fit each other's words better than their own."""
    by_article: defaultdict[tuple[object, ...], list[Match]] = defaultdict(list)
    for match in matches:
        statement = match.line.statement
        if not statement.label and match.line.explained is None:
            by_article[(steps_of(match.line.cite)[:1], statement.kind, statement.unit)].append(match)
    for one, other in (pair for together in by_article.values() for pair in combinations(together, 2)):
        if one.line.statement.value != other.line.statement.value and _could_be_exchanged(one, other, printed):
            names = (one.line.statement.names, other.line.statement.names)
            if exchanged(names, (printed[one.index].context, printed[other.index].context)):
                yield one, other


def _could_be_exchanged(one: Match, other: Match, printed: Sequence[Printed]) -> bool:
    """Whether the article of each prints the figure of the other too."""
    return Addresses([one.line.cite]).lists(printed[other.index].address) and Addresses([other.line.cite]).lists(
        printed[one.index].address
    )


def is_same(statement: Statement, figure: PrintedFigure) -> bool:
    """Whether two figures have one value, in one unit."""
    if statement.kind == figure.kind == "document":
        return same_document(str(statement.value), str(figure.value))
    if statement.value != figure.value:
        return False
    if "number" in (statement.kind, figure.kind):
        return True
    return (statement.kind, statement.unit) == (figure.kind, figure.unit)


def same_document(one: str, other: str) -> bool:
    """Whether two numbers of documents are one; a text may leave out its beginning."""
    return one.endswith(other) or other.endswith(one)


def fits(statement: Statement, figure: PrintedFigure) -> bool:
    """Whether the words around a figure can mean the comparison that the policy makes."""
    match statement.comparison:
        case "":
            return True
        case "least" | "most":
            return figure.comparison in (statement.comparison, "")
        case "more" | "less":
            return figure.comparison == statement.comparison
