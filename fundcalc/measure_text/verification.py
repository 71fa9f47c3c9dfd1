"""Compare the figures of a policy and of its text, in both directions."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from fundcalc.measure_text.articles import HEAD, Article
from fundcalc.measure_text.figures import PrintedFigure, figures
from fundcalc.measure_text.statements import Statement, statements
from fundcalc.policy import model as m
from fundcalc.policy.articles import is_listed
from fundcalc.policy.loading import Policy

Trouble = Literal["no_such_article", "elsewhere", "other_comparison", "nowhere"]


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure of the text and the article that prints it."""

    address: str
    figure: PrintedFigure


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A figure of the policy that its article prints."""

    statement: Statement
    printed: Printed


@dataclass(frozen=True, slots=True)
class NotFound:
    """A figure of the policy that its article does not print.

    ``printed`` is the same figure in another article, or with other words of comparison.
    """

    statement: Statement
    trouble: Trouble
    printed: Printed | None = None


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

    ``missing`` are articles that the text does not have.
    """

    confirmed: tuple[Confirmed, ...]
    not_found: tuple[NotFound, ...]
    unused: tuple[Unused, ...]
    explained: tuple[ExplainedFigure, ...]
    missing: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        return not (self.not_found or self.unused or self.missing)


def verify(policy: Policy, text: Sequence[Article]) -> Verification:
    """Compare a policy with a text, figure by figure."""
    printed = [Printed(article.address, figure) for article in text for figure in figures(article.text)]
    return compare(policy, printed, [article.address for article in text])


def compare(
    policy: Policy, printed: Sequence[Printed], addresses: Iterable[str], stated: Sequence[Statement] | None = None
) -> Verification:
    """Compare a policy, or what is stated in its place, with the figures of a text."""
    known = list(addresses)
    confirmed: list[Confirmed] = []
    not_found: list[NotFound] = []
    used: set[int] = set()
    explained_lines = {explained.line: explained for explained in policy.measure.explained if explained.line}
    explained: list[ExplainedFigure] = []
    for statement in statements(policy) if stated is None else stated:
        reason = explained_lines.get(statement.path)
        if reason is not None and not reason.at:
            explained.append(ExplainedFigure(reason, None))
            continue
        cite = statement.cite or HEAD if reason is None else reason.at
        here = [index for index, one in enumerate(printed) if is_listed(cite, [one.address])]
        same = [index for index in here if _is_same(statement, printed[index].figure)]
        fitting = [index for index in same if _fits(statement, printed[index].figure)]
        if fitting:
            used.update(fitting)
            confirmed.append(Confirmed(statement, printed[fitting[0]]))
        elif same:
            not_found.append(NotFound(statement, "other_comparison", printed[same[0]]))
        else:
            not_found.append(_elsewhere(statement, cite, printed, known))
    unused: list[Unused] = []
    for one in (one for index, one in enumerate(printed) if index not in used):
        reason = _explained(policy, one)
        if reason is None:
            unused.append(Unused(one, _set_aside(policy, one.address)))
        else:
            explained.append(ExplainedFigure(reason, one))
    return Verification(
        tuple(confirmed), tuple(not_found), tuple(unused), tuple(explained), tuple(_missing(policy, known))
    )


def _elsewhere(statement: Statement, cite: str, printed: Sequence[Printed], known: Sequence[str]) -> NotFound:
    other = next((one for one in printed if _is_same(statement, one.figure) and _fits(statement, one.figure)), None)
    if not any(is_listed(cite, [address]) for address in known):
        return NotFound(statement, "no_such_article", other)
    return NotFound(statement, "elsewhere" if other else "nowhere", other)


def _is_same(statement: Statement, figure: PrintedFigure) -> bool:
    """Whether two figures have one value, in one unit."""
    if statement.kind == figure.kind == "document":
        return str(figure.value).endswith(str(statement.value)) or str(statement.value).endswith(str(figure.value))
    if statement.value != figure.value:
        return False
    if "number" in (statement.kind, figure.kind):
        return True
    return (statement.kind, statement.unit) == (figure.kind, figure.unit)


def _fits(statement: Statement, figure: PrintedFigure) -> bool:
    """Whether the words around a figure can mean the comparison that the policy makes."""
    match statement.comparison:
        case "":
            return True
        case "least" | "most":
            return figure.comparison in (statement.comparison, "")
        case "more" | "less":
            return figure.comparison == statement.comparison


def _explained(policy: Policy, printed: Printed) -> m.Explanation | None:
    """The explanation of a figure of the text, if the policy has one."""
    for explained in policy.measure.explained:
        named = figures(f"\t{explained.figure}\t") if is_listed(explained.at, [printed.address]) else ()
        if any(_same_figure(figure, printed.figure) for figure in named):
            return explained
    return None


def _same_figure(one: PrintedFigure, other: PrintedFigure) -> bool:
    if one.kind == other.kind == "document":
        return str(one.value).endswith(str(other.value)) or str(other.value).endswith(str(one.value))
    return (one.kind, one.value, one.unit) == (other.kind, other.value, other.unit)


def _set_aside(policy: Policy, address: str) -> m.SetAsideReason | None:
    for reason, cites in policy.measure.set_aside.items():
        if any(is_listed(cite, [address]) for cite in cites):
            return reason
    return None


def _missing(policy: Policy, known: Sequence[str]) -> Iterator[str]:
    """The articles of the policy that the text does not print."""
    for article in policy.measure.articles:
        if not any(is_listed(article, [address]) for address in known):
            yield article
