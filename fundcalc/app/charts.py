"""Charts of a page (Altair, drawn by marimo without a network). Here alone an amount becomes a float: a bar has a length.

The exact amount stands beside the bar as text.
"""

from collections.abc import Sequence
from typing import Any

import altair as alt
import polars as pl

from fundcalc.app.spending import Spent
from fundcalc.language import _
from fundcalc.money import yuan
from fundcalc.spending import Outcome

FONT = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, system-ui, sans-serif"
_COLOURS: dict[Outcome | None, str] = {
    "permitted": "#4f8a5b",
    "prohibited": "#b3261e",
    "review": "#d9a520",
    "no_rule": "#8d99a6",
    None: "#c3cad2",
}
_ROW = 34


def frame(spent: Sequence[Spent]) -> pl.DataFrame:
    """The spending by use as a table: fen for reckoning, yuan as text for reading, a float for the length of a bar."""
    return pl.DataFrame(
        {
            "use": [each.use for each in spent],
            "verdict": [each.verdict for each in spent],
            "lines": [each.lines for each in spent],
            "amount_fen": [each.fen for each in spent],
            "amount": [f"{yuan(each.fen):,}" for each in spent],
        },
        schema={"use": pl.String, "verdict": pl.String, "lines": pl.Int64, "amount_fen": pl.Int64, "amount": pl.String},
    ).with_columns((pl.col("amount_fen") / 100).alias("length"))


def spending_by_use(spent: Sequence[Spent]) -> Any:
    """A bar for every use, in the colours of the verdicts, with the exact amount in the tooltip."""
    colours = {each.verdict: _COLOURS[each.outcome] for each in spent}
    order = list(dict.fromkeys(each.use for each in spent))
    return in_our_look(
        alt.Chart(alt.InlineData(values=frame(spent).to_dicts()))
        .mark_bar(size=_ROW * 0.6)
        .encode(
            y=alt.Y("use:N", sort=order, title=None, axis=alt.Axis(labelLimit=260, ticks=False, domain=False)),
            x=alt.X("length:Q", title=_("yuan"), axis=alt.Axis(format=",.0f", tickCount=6, domain=False)),
            color=alt.Color(
                "verdict:N",
                scale=alt.Scale(domain=list(colours), range=list(colours.values())),
                legend=alt.Legend(title=None, orient="top"),
            ),
            order=alt.Order("length:Q", sort="descending"),
            tooltip=[
                alt.Tooltip("use:N", title=_("use")),
                alt.Tooltip("verdict:N", title=_("verdict")),
                alt.Tooltip("lines:Q", title=_("lines")),
                alt.Tooltip("amount:N", title=_("amount (yuan)")),
            ],
        )
        .properties(width="container", height=_ROW * max(len(order), 1))
    )


def in_our_look(chart: Any) -> Any:
    """The look of every chart; without Vega's menu, which leads to an editor on the network."""
    return (
        chart.configure(font=FONT, background="transparent")
        .configure_axis(labelFontSize=13, titleFontSize=13, titleFontWeight="normal", gridColor="#e6ebf0")
        .configure_legend(labelFontSize=13, symbolType="square")
        .configure_view(stroke=None)
        .properties(usermeta={"embedOptions": {"actions": False}})
    )
