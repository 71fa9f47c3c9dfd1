"""A round of applications: template, decisions, reasons, faults, results."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="审核一轮申报 · Decide a round")

with app.setup:
    import marimo as mo

    from fundcalc.app import controls, page, rounds
    from fundcalc.base.i18n import _ as gettext
    from fundcalc.base.i18n import speaking
    from fundcalc.policy.loading import load
    from fundcalc.views import decisions as views
    from fundcalc.workbooks.fault_tables import faults, refused


@app.cell
def start():
    language = page.language_switch()
    kept = controls.Kept()
    # What was dropped; "sample" stands for the invented round of whatever measure is chosen.
    dropped, drop = mo.state("sample" if page.is_script() else (), allow_self_loops=True)
    return drop, dropped, kept, language


@app.cell
def top(language):
    with speaking(language.value):
        shown_top = page.head(
            gettext("Decide a round of applications"),
            gettext(
                "From the filled workbook to decisions with their reasons and articles. Everything stays on this machine; "
                "what you drop here is kept in memory only."
            ),
            language,
        )
    shown_top
    return


@app.cell
def choosing(kept, language):
    with speaking(language.value):
        measure = controls.choice(
            kept, "measure", rounds.titles(), label=gettext("measure"), first="yunnan-2025", wide=True
        )
    return (measure,)


@app.cell
def readings(dropped, kept, language, measure):
    plain = load(measure.value)
    with speaking(language.value):
        first_day = controls.entry(
            kept,
            f"{measure.value}.from",
            label=gettext("in force from"),
            first=rounds.date_of_sample(measure.value) if dropped() == "sample" else "",
            example="2026-07-01",
        )
        switches = controls.switches(kept, f"{measure.value}.readings", rounds.questions(plain))
    return first_day, plain, switches


@app.cell
def policy_read(first_day, language, measure, switches):
    with speaking(language.value):
        policy, not_read = page.attempt(
            load, measure.value, changes=rounds.dated(first_day.value), readings=switches.value
        )
    return not_read, policy


@app.cell
def first_step(first_day, language, measure, not_read, plain, switches):
    with speaking(language.value):
        parts_1 = [
            page.section(1, gettext("Choose the measure and download its workbook")),
            measure,
            page.row(
                mo.download(
                    page.in_language(language.value, rounds.template, plain),
                    filename=f"{measure.value}.xlsx",
                    label=gettext("Download the empty workbook (.xlsx)"),
                )
            ),
        ]
        if rounds.lacks_a_date(plain):
            parts_1 += [
                page.paragraph(
                    gettext(
                        "This measure is a draft, or its day of issue is not printed: nothing is decided under it until you "
                        "supply the date from which it is in force."
                    )
                ),
                page.row(first_day),
            ]
        if not_read:
            parts_1.append(page.trouble(not_read))
        parts_1.append(mo.accordion({gettext("What the text leaves open, and how it is read"): page.pairs(switches)}))
        shown_1 = page.stack(parts_1)
    shown_1
    return


@app.cell
def files_given(dropped, language, measure):
    with speaking(language.value):
        sample, no_sample = page.attempt(rounds.sample, measure.value) if dropped() == "sample" else (None, "")
    files = dropped() if dropped() != "sample" else (sample,) if sample is not None else ()
    return files, no_sample


@app.cell
def second_step(drop, dropped, files, language, no_sample):
    with speaking(language.value):
        area = controls.drop_area(
            drop, (".xlsx", ".csv"), label=gettext("Drop the filled workbook here, or click to choose it")
        )
        sample_button = mo.ui.button(
            on_click=lambda _value: drop("sample"), label=gettext("Try it with the invented sample")
        )
        parts_2 = [
            page.section(
                2,
                gettext("Drop the filled workbook"),
                gettext("An .xlsx, a CSV of the applications, or several CSVs that are one round."),
            ),
            area,
            page.row(sample_button),
        ]
        if files:
            parts_2.append(page.read_now([file.name for file in files], invented=dropped() == "sample"))
        if no_sample:
            parts_2.append(page.trouble(no_sample))
        shown_2 = page.stack(parts_2)
    shown_2
    return


@app.cell
def deciding(files, language, policy):
    with speaking(language.value):
        decided, not_decided = (
            page.attempt(rounds.decide, policy, files) if files and policy is not None else (None, "")
        )
    return decided, not_decided


@app.cell
def third_step(decided, files, language, not_decided):
    with speaking(language.value):
        parts_3 = []
        if decided is not None or not_decided:
            parts_3.append(
                page.section(
                    3,
                    gettext("Decisions"),
                    gettext(
                        "What was paid before is read from the workbook's own sheet; nothing is posted to a book here."
                    ),
                )
            )
        if not_decided:
            parts_3.append(page.trouble(not_decided))
        if decided is not None:
            parts_3 += [
                page.figures(rounds.figures(decided)),
                page.row(
                    mo.download(
                        page.in_language(language.value, rounds.result, decided),
                        filename=rounds.result_name(files),
                        label=gettext("Download the workbook of results (.xlsx)"),
                    )
                ),
            ]
            if decided.round_.faults:
                parts_3 += [
                    page.subheading(gettext("To be corrected in the workbook")),
                    page.table(faults(decided.round_.faults)),
                ]
            if decided.round_.notes:
                parts_3 += [
                    page.subheading(gettext("How cells and rows were read")),
                    page.table(faults(decided.round_.notes)),
                ]
            if decided.round_.refused:
                parts_3 += [
                    page.subheading(gettext("Rows that are not decided")),
                    page.table(refused(decided.round_.refused)),
                ]
        shown_3 = page.stack(parts_3)
    shown_3
    return


@app.cell
def finding(decided, kept, language):
    with speaking(language.value):
        every = {"": gettext("all outcomes")}
        outcome = controls.choice(
            kept, "outcome", every | (rounds.statuses(decided) if decided else {}), label=gettext("outcome")
        )
        word = controls.entry(kept, "word", label=gettext("name or id"))
    return outcome, word


@app.cell
def decisions_found(decided, language, outcome, word):
    with speaking(language.value):
        found = rounds.found(decided, outcome.value, word.value) if decided is not None else ()
        parts_found = []
        if decided is not None and decided.decisions:
            parts_found = [
                page.row(outcome, word),
                page.table(views.overview(decided.policy, found)),
                page.paragraph(
                    gettext(
                        "Each benefit is shown as its formula gives it, before competition and whatever the outcome."
                    ),
                    quiet=True,
                ),
            ]
        shown_found = page.stack(parts_found)
    shown_found
    return (found,)


@app.cell
def choosing_platform(found, kept, language):
    with speaking(language.value):
        platform = controls.choice(
            kept, "platform", rounds.platforms(found[:200]), label=gettext("platform"), wide=True
        )
    return (platform,)


@app.cell
def fourth_step(decided, found, language, platform):
    with speaking(language.value):
        parts_4 = []
        if found:
            parts_4 = [
                page.section(4, gettext("The reasons of one decision")),
                platform,
                page.explanation(rounds.page_of(decided, platform.value)),
            ]
        shown_4 = page.stack(parts_4)
    shown_4
    return


@app.cell
def fifth_step(decided, found, language):
    with speaking(language.value):
        parts_5 = []
        if found:
            questions = rounds.open_questions(decided, found[:200])
            parts_5 = [
                page.section(5, gettext("Open questions")),
                page.table(questions)
                if questions.records
                else page.paragraph(gettext("Nothing is open in these decisions.")),
            ]
        shown_5 = page.stack(parts_5)
    shown_5
    return


@app.cell
def printed_for_a_script(decided, language):
    if page.is_script() and decided is not None:
        with speaking(language.value):
            for _name, _figure, _remark in rounds.figures(decided):
                print(f"{_name}: {_figure} {_remark}".rstrip())
    return


if __name__ == "__main__":
    app.run()
