"""Audit of spending: findings, spending by use, coverage, the working paper."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="支出审计 · Audit of spending")

with app.setup:
    from pathlib import Path

    import marimo as mo

    from fundcalc.app import audit as spending
    from fundcalc.app import charts, controls, page, rounds
    from fundcalc.app.resources import example_book
    from fundcalc.base.i18n import _ as gettext
    from fundcalc.base.i18n import speaking
    from fundcalc.views import audit as views
    from fundcalc.workbooks.fault_tables import faults


@app.cell
def start():
    language = page.language_switch()
    kept = controls.Kept()
    # A path on this machine, or files that were dropped.
    given, give = mo.state(example_book(), allow_self_loops=True)
    return give, given, kept, language


@app.cell
def top(language):
    with speaking(language.value):
        shown_top = page.head(
            gettext("Audit of spending"),
            gettext(
                "Every line of spending, checked against the measure. Your files are only read and nothing in them runs; "
                "everything stays on this machine."
            ),
            language,
        )
    shown_top
    return


@app.cell
def first_step(give, given, kept, language):
    with speaking(language.value):
        area = controls.drop_area(
            give,
            (".xlsx", ".csv", ".beancount"),
            label=gettext("Drop sheets of spending here, or click to choose them"),
        )
        place = controls.entry(
            kept,
            "place",
            label=gettext("or a folder or a book on this machine"),
            example=gettext("path"),
            take=lambda text: give(Path(text.strip())) if text.strip() else None,
            wide=True,
        )
        example = mo.ui.button(on_click=lambda _value: give(example_book()), label=gettext("Open the invented example"))
        names = [given().name] if isinstance(given(), Path) else [file.name for file in given()]
        shown_1 = page.stack(
            [
                page.section(
                    1,
                    gettext("Choose what to audit"),
                    gettext("Sheets of several organisations, a book, any Beancount ledger, or a folder of them."),
                ),
                area,
                place,
                page.row(example),
                page.read_now(names, invented=given() == example_book()),
            ]
        )
    shown_1
    return


@app.cell
def asking(kept, language):
    with speaking(language.value):
        measure = controls.choice(
            kept,
            "measure",
            {"": gettext("the measure of each award, by its id")} | rounds.titles(),
            label=gettext("measure"),
            wide=True,
        )
        award = controls.entry(kept, "award", label=gettext("award of lines that name none"))
        day = controls.entry(kept, "day", label=gettext("report what is unspent on"), example="2026-12-31")
        shown_asking = page.stack([measure, page.row(award, day)])
    shown_asking
    return award, day, measure


@app.cell
def looking(award, day, given, language, measure):
    with speaking(language.value):
        audited, not_audited = page.attempt(
            spending.run_audit, given(), policy=measure.value, award=award.value, on=day.value
        )
    return audited, not_audited


@app.cell
def second_step(audited, language, not_audited):
    with speaking(language.value):
        parts_2 = [page.section(2, gettext("Findings"))]
        if not_audited:
            parts_2.append(page.trouble(not_audited))
        if audited is not None:
            parts_2 += [
                page.figures(spending.figures(audited)),
                page.row(
                    mo.download(
                        page.in_language(language.value, spending.paper, audited),
                        filename="audit.xlsx",
                        label=gettext("Download the working paper (.xlsx)"),
                    )
                ),
                page.table(spending.findings(audited.audit.findings), grave=True)
                if audited.audit.findings
                else page.paragraph(gettext("Nothing was found against these lines.")),
            ]
            if audited.gathered.faults or audited.gathered.unread:
                unread_cells = faults(audited.gathered.faults, audited.gathered.unread)
                parts_2 += [page.subheading(unread_cells.title), page.table(unread_cells)]
            if audited.gathered.notes:
                parts_2 += [
                    page.subheading(gettext("How cells and rows were read")),
                    page.table(faults(audited.gathered.notes)),
                ]
        shown_2 = page.stack(parts_2)
    shown_2
    return


@app.cell
def third_step(audited, language):
    with speaking(language.value):
        parts_3 = []
        spent = spending.by_use(audited) if audited is not None else []
        if spent:
            parts_3 = [
                page.section(3, gettext("Spending by use")),
                charts.spending_by_use(spent),
                page.table(spending.uses(spent)),
            ]
        shown_3 = page.stack(parts_3)
    shown_3
    return


@app.cell
def fourth_step(audited, language):
    with speaking(language.value):
        parts_4 = []
        if audited is not None and audited.audit.coverage:
            parts_4 = [
                page.section(
                    4,
                    gettext("Basis of judgement"),
                    gettext(
                        "A line is judged by the use it declares, its economic code or its account; wording alone only "
                        "raises a question."
                    ),
                ),
                page.table(views.coverage(audited.audit.coverage)),
            ]
        if audited is not None and audited.gathered.not_judged:
            reasons = spending.not_judged(audited)
            parts_4 += [page.subheading(reasons.title), page.table(reasons)]
        shown_4 = page.stack(parts_4)
    shown_4
    return


@app.cell
def printed_for_a_script(audited, language):
    if page.is_script() and audited is not None:
        with speaking(language.value):
            for _name, _figure, _remark in spending.figures(audited):
                print(f"{_name}: {_figure} {_remark}".rstrip())
    return


if __name__ == "__main__":
    app.run()
