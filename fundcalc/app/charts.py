"""Charts of the pages (Altair, drawn by marimo without a network).

Only here does an amount become a float, for the length of a bar; the exact amount is shown as text.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import polars as pl

from fundcalc import prose
from fundcalc.app.audit import UseTotal
from fundcalc.app.what_if import as_shown, unit_shown
from fundcalc.auditing.use_rules import Outcome
from fundcalc.base.i18n import _
from fundcalc.base.money import yuan
from fundcalc.policy.loading import Policy
from fundcalc.policy.parameter_values import Value, read_value
from fundcalc.policy.parameters import Parameter, parameters
from fundcalc.scenario import result_tables, sentences
from fundcalc.scenario.comparison import Comparison
from fundcalc.scenario.distribution import distribution
from fundcalc.scenario.interpretation import Interpretations
from fundcalc.scenario.request import Sweep, WhatIfResult

FONT = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, system-ui, sans-serif"
_COLOURS: dict[Outcome | None, str] = {
    "permitted": "#4f8a5b",
    "prohibited": "#b3261e",
    "review": "#d9a520",
    "no_rule": "#8d99a6",
    None: "#c3cad2",
}
_ROW = 34


def frame(spent: Sequence[UseTotal]) -> pl.DataFrame:
    """Spending by use as a frame: amounts in fen, as text in yuan, and bar lengths."""
    return pl.DataFrame(
        {
            "use": [row.use for row in spent],
            "verdict": [row.verdict for row in spent],
            "lines": [row.lines for row in spent],
            "amount_fen": [row.fen for row in spent],
            "amount": [f"{yuan(row.fen):,}" for row in spent],
        },
        schema={"use": pl.String, "verdict": pl.String, "lines": pl.Int64, "amount_fen": pl.Int64, "amount": pl.String},
    ).with_columns((pl.col("amount_fen") / 100).alias("length"))


def spending_by_use(spent: Sequence[UseTotal]) -> Any:
    """A bar per use, coloured by verdict, with the exact amount in the tooltip."""
    colours = {row.verdict: _COLOURS[row.outcome] for row in spent}
    order = list(dict.fromkeys(row.use for row in spent))
    return styled(
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


# What if. The length of a bar and the height of a line are in 10,000 yuan; what the tooltip says is exact.

_BEFORE, _AFTER, _LESS = "#9aa5b1", "#1f4e79", "#b3261e"
_TEN_THOUSAND = 1_000_000  # fen


def cost_curve(swept: Sweep, found: WhatIfResult) -> Any:
    """The total payable while one line moves, with marks before and after the change."""
    (of,) = swept.lines
    policy = found.after
    rows = [
        _point(of, value, row) for (value,), row in zip(swept.points, swept.sums.iter_rows(named=True), strict=True)
    ]
    marks = [
        _point(marked, marked.value, total) | {"mark": name}
        for policy_, total, name in (
            (found.before, found.totals[0], _("before")),
            (policy, found.totals[1], _("after")),
        )
        if (marked := parameters(policy_).get(of.path)) is not None and marked.value is not None
    ]
    title = _("{line} ({unit})").format(line=prose.parameter(policy, of), unit=unit_shown(of))
    tooltip = [
        alt.Tooltip("value:N", title=prose.parameter(policy, of)),
        alt.Tooltip("amount:N", title=_("payable in all (yuan)")),
        alt.Tooltip("paid:Q", title=_("payable to, number")),
    ]
    at = alt.X("at:Q", title=title, axis=alt.Axis(format="~r", grid=False))
    cost = alt.Y(
        "cost:Q", title=_("payable in all (CNY 10,000)"), axis=alt.Axis(format=",.0f", tickCount=5, domain=False)
    )
    line = alt.Chart(alt.InlineData(values=rows)).mark_line(color=_AFTER, point=alt.OverlayMarkDef(size=36)).encode(
        x=at, y=cost, tooltip=tooltip)  # fmt: skip
    points = alt.Chart(alt.InlineData(values=marks)).mark_point(size=160, filled=True, opacity=1).encode(
        x=at, y=cost, tooltip=tooltip,
        color=alt.Color("mark:N", title=None, legend=alt.Legend(orient="top"),
                        scale=alt.Scale(domain=[_("before"), _("after")], range=[_BEFORE, _LESS])))  # fmt: skip
    return styled(alt.layer(line, points).properties(width="container", height=280))


def _point(of: Parameter, value: Value, sums: Mapping[str, int]) -> dict[str, object]:
    total = sums["total_fen"]
    return {"at": as_shown(of, value), "value": prose.parameter_value(of, value), "cost": total / _TEN_THOUSAND,
            "amount": prose.figure(total), "paid": sums["paid"]}  # fmt: skip


def how_many_get_how_much(comparison: Comparison) -> Any:
    """How many applications get how much, before and after, in classes of equal width."""
    rows = [
        {"class": result_tables.class_of(row["above_fen"], row["up_to_fen"]), "when": name, "number": row[key]}
        for row in distribution(comparison).iter_rows(named=True)
        for key, name in (("before", _("before")), ("after", _("after")))
    ]
    order = list(dict.fromkeys(str(row["class"]) for row in rows))
    return styled(
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar()
        .encode(
            x=alt.X("class:N", sort=order, title=_("amount (yuan)"), axis=alt.Axis(labelAngle=-35, labelLimit=180)),
            xOffset=alt.XOffset("when:N", sort=[_("before"), _("after")]),
            y=alt.Y("number:Q", title=_("applications"), axis=alt.Axis(format=",d", tickCount=5, domain=False)),
            color=_two_colours(),
            tooltip=["class:N", "when:N", alt.Tooltip("number:Q", title=_("applications"), format=",d")],
        )
        .properties(width="container", height=280)
    )


def _two_colours() -> object:
    return alt.Color(
        "when:N",
        title=None,
        legend=alt.Legend(orient="top"),
        scale=alt.Scale(domain=[_("before"), _("after")], range=[_BEFORE, _AFTER]),
    )


def changes(rows: Sequence[tuple[str, int, str]], title: str) -> object:
    """A bar per change; rows have a name, a signed amount (fen) and a tooltip."""
    values = [
        {"name": name, "length": fen / _TEN_THOUSAND, "amount": f"{yuan(fen):+,}", "more": more}
        for name, fen, more in rows
    ]
    return styled(
        alt.Chart(alt.InlineData(values=values))
        .mark_bar(size=_ROW * 0.5)
        .encode(
            y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=420, ticks=False, domain=False)),
            x=alt.X("length:Q", title=title, axis=alt.Axis(format=",.0f", tickCount=6)),
            color=alt.condition("datum.length < 0", alt.value(_LESS), alt.value(_AFTER)),
            tooltip=[
                alt.Tooltip("name:N", title=" "),
                alt.Tooltip("amount:N", title=_("change (yuan)")),
                alt.Tooltip("more:N", title=" "),
            ],
        )
        .properties(width="container", height=_ROW * max(len(values), 1))
    )


def gains_by_group(answer: WhatIfResult) -> Any:
    """A bar for the gains and one for the losses of each group."""
    rows = []
    for row in answer.comparison.by_group.iter_rows(named=True):
        name = sentences.group_value(answer.before, row["group"], row["value"])
        heading = sentences.group(answer.before, row["group"])
        label = _("{group}: {value}").format(group=heading, value=name)
        rows.append((label, row["gained_fen"], _("gain: {number}").format(number=prose.count(row["gainers"]))))
        if row["losers"]:
            rows.append((label, -row["lost_fen"], _("lose: {number}").format(number=prose.count(row["losers"]))))
    return changes(rows, _("change (CNY 10,000)"))


def marginal_costs(policy: Policy, frame: pl.DataFrame) -> Any:
    """A bar for the cost of one more step of each line, prospective amounts included."""
    every = parameters(policy)
    rows = [
        (
            prose.parameter(policy, every[row["line"]]),
            row["up_fen"],
            _("one step: {step}").format(
                step=prose.parameter_value(every[row["line"]], read_value(every[row["line"]].kind, row["step"]))
            ),
        )
        for row in frame.iter_rows(named=True)
        if row["up_fen"] is not None
    ]
    return changes(rows, _("one step more costs (CNY 10,000)"))


def worth_of_readings(found: Interpretations) -> Any:
    """A bar for the effect of each value of each reading, the largest first."""
    policy = found.policy
    rows = [
        (sentences.as_read(policy, row["reading"], row["value"]), row["change_fen"],
         _("applications that change: {number}").format(number=prose.count(row["changed"])))
        for row in result_tables.by_worth(found)
    ]  # fmt: skip
    return changes(rows, _("change alone (CNY 10,000)"))


def styled(chart: Any) -> object:
    """Style a chart, without Vega's menu, which links to an online editor."""
    return (
        chart.configure(font=FONT, background="transparent")
        .configure_axis(labelFontSize=13, titleFontSize=13, titleFontWeight="normal", gridColor="#e6ebf0")
        .configure_legend(labelFontSize=13, symbolType="square")
        .configure_view(stroke=None)
        .properties(usermeta={"embedOptions": {"actions": False}})
    )
