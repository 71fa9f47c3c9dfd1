"""What a change of a measure costs, in plain cells.

Change a line, and what rests on it is worked out again.
"""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="政策测算（普通单元格） · What if, in plain cells")

with app.setup:
    import marimo as mo

    import fundcalc


@app.cell
def _():
    mo.md("""
    # 改动办法要花多少钱 · What a change costs

    每个单元格都可以改动；金额单位为分，虚构的申请可换成自己的：`fundcalc.read_population("round.xlsx", policy)`。
    Change any cell. Amounts are in fen; take your own applications instead of invented ones by `read_population`.
    """)
    return


@app.cell
def _():
    policy = fundcalc.load("yunnan-2025")
    people = fundcalc.invent(policy, applications=500, seed=1)
    people.applications
    return people, policy


@app.cell
def _():
    mo.md("""
    ## 改一处 · One change
    """)
    return


@app.cell
def _(people, policy):
    change = fundcalc.Scenario({"benefit.build.rate": "25%"})
    compared = fundcalc.compare(policy, people, change)
    compared.totals
    return (compared,)


@app.cell
def _(compared):
    compared.moves
    return


@app.cell
def _(compared):
    compared.by_group
    return


@app.cell
def _():
    mo.md("""
    ## 逐档测算 · A sweep
    """)
    return


@app.cell
def _(people, policy):
    swept = fundcalc.sweep(policy, people, {"benefit.build.cap": list(range(1_000_000, 3_000_001, 500_000))})
    swept
    return (swept,)


@app.cell
def _():
    mo.md("""
    ## 预算允许的最高限额 · The cap that meets a budget
    """)
    return


@app.cell
def _(people, policy):
    met = fundcalc.meet_budget(policy, people, "benefit.build.cap", 300_000_000)
    {"cap, yuan": met.value, "total, fen": met.total_fen, "next cap": met.beyond, "its total, fen": met.beyond_fen}
    return (met,)


@app.cell
def _():
    mo.md("""
    ## 每种解释口径值多少钱 · What each reading is worth
    """)
    return


@app.cell
def _(people, policy):
    readings = fundcalc.interpretations(policy, people, among=["already_paid"])
    readings.values
    return (readings,)


@app.cell
def _():
    mo.md("""
    ## 每个参数变动一档 · One step of each parameter
    """)
    return


@app.cell
def _(people, policy):
    fundcalc.margins(policy, people)
    return


if __name__ == "__main__":
    app.run()
