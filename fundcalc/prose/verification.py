"""What comparing a policy with its measure's text found, in words."""

from typing import assert_never

from fundcalc.base.i18n import _, either
from fundcalc.measure_text.verification import ExplainedFigure, NotFound, Unused
from fundcalc.policy.model import Explanation
from fundcalc.prose.measures import set_aside_reason


def not_found(found: NotFound) -> str:
    """Why a figure of the policy is not confirmed, and what to do."""
    article, figure = found.statement.cite, found.statement.written
    printed = found.printed
    match found.trouble:
        case "no_such_article":
            return _("the text has no {article}: correct 'cite'").format(article=article)
        case "other_comparison" if printed is not None:
            message = _("{article} says {printed}: correct the word of comparison")
            return message.format(article=printed.address, printed=printed.figure.printed)
        case "elsewhere" if printed is not None:
            message = _("not in {article}, but {other} says {printed}: correct 'cite', or explain the line")
            return message.format(article=article, other=printed.address, printed=printed.figure.printed)
        case "exchanged" if printed is not None:
            message = _(
                "in {article} the words around {printed} fit this line better, and those around {figure} the line "
                "{other}: exchange the two figures, or explain the line"
            )
            return message.format(
                article=printed.address, printed=printed.figure.printed, figure=figure, other=found.other
            )
        case "changed" if printed is not None:
            message = _(
                "was verified as {printed} of {article}: restore it, or verify it with the text again (--text FILE --keep)"
            )
            return message.format(article=printed.address, printed=printed.figure.printed)
        case "changed":
            message = _(
                "was {other} when it was verified: restore it, or verify with the text again (--text FILE --keep)"
            )
            return message.format(other=found.other)
        case "nowhere" | "elsewhere" | "other_comparison" | "exchanged":
            return _("{article} does not say {figure}: correct the figure, or explain the line").format(
                article=article, figure=figure
            )
        case _:
            assert_never(found.trouble)


def unused(found: Unused) -> str:
    """Why a figure of the text is in question, and what to do."""
    if found.set_aside:
        reason = set_aside_reason(found.set_aside)
        return _("no line states it, and the article is set aside ({reason}): state it, or explain it").format(
            reason=reason
        )
    return _("no line that cites the article states it: state it, or explain it")


def stale(explained: Explanation) -> str:
    """Why an explanation explains nothing."""
    if explained.line:
        return _("the file has no such line with a figure: take the explanation out, or correct 'line'")
    return _("no open figure of that article is this: take the explanation out, or correct 'figure' and 'at'")


def explanation(found: ExplainedFigure) -> str:
    """The explanation that the policy gives."""
    return either(found.explained)
