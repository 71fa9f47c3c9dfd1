"""What if: sliders for the figures of a measure, and the cost of a change."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="政策测算 · What if")

with app.setup:
    import marimo as mo

    from fundcalc.app import charts, controls, page, rounds, scenarios
    from fundcalc.app import what_if as trying
    from fundcalc.base.i18n import _ as gettext
    from fundcalc.base.i18n import speaking
    from fundcalc.policy.loading import load
    from fundcalc.scenario import result_tables
    from fundcalc.scenario.prepared import prepare
    from fundcalc.workbooks.fault_tables import faults


@app.cell
def start():
    language = page.language_switch()
    kept, curves = controls.Kept(), trying.Curves()
    # Files that were dropped, or what stands for a population that is at hand.
    given, give = mo.state("sample" if page.is_script() else "invented", allow_self_loops=True)
    # How often everything was reset; the controls are built anew each time.
    returned, put_back = mo.state(0, allow_self_loops=True)
    named, set_named = mo.state((), allow_self_loops=True)
    not_kept, set_not_kept = mo.state("", allow_self_loops=True)
    return (
        curves,
        give,
        given,
        kept,
        language,
        named,
        not_kept,
        put_back,
        returned,
        set_named,
        set_not_kept,
    )


@app.cell
def top(language):
    with speaking(language.value):
        shown_top = page.head(
            gettext("What if"),
            gettext(
                "Change a figure or a reading of the measure and see what it costs, who gains and who loses, exact to 0.01 "
                "yuan. Everything stays on this machine."
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
def dating(kept, language, measure):
    bare = load(measure.value)
    with speaking(language.value):
        first_day = controls.entry(
            kept,
            f"{measure.value}.from",
            label=gettext("in force from"),
            first=rounds.date_of_sample(measure.value),
            example="2026-07-01",
        )
    return bare, first_day


@app.cell
def inventing(give, kept, language):
    with speaking(language.value):
        number = controls.entry(kept, "number", label=gettext("applications"), first="2000")
        seed = controls.entry(kept, "seed", label=gettext("seed"), first="1")
        invent_button = mo.ui.button(
            on_click=lambda _value: give("invented"), label=gettext("Invent applications by the measure's recipe")
        )
        sample_button = mo.ui.button(
            on_click=lambda _value: give("sample"), label=gettext("Take the invented sample round")
        )
    return invent_button, number, sample_button, seed


@app.cell
def policy_read(first_day, language, measure):
    with speaking(language.value):
        policy, not_read = page.attempt(load, measure.value, changes=rounds.dated(first_day.value))
    return not_read, policy


@app.cell
def population_read(given, language, measure, number, policy, seed):
    population, not_there = None, ""
    if policy is not None:
        with speaking(language.value):
            if given() == "invented":
                population, not_there = page.attempt(trying.invented, policy, number.value, seed.value)
            else:
                files = (rounds.sample(measure.value),) if given() == "sample" else given()
                population, not_there = page.attempt(trying.dropped, policy, files)
    return not_there, population


@app.cell
def prepared_population(language, not_there, policy, population):
    prepared, not_prepared = None, not_there
    if population is not None:
        with speaking(language.value):
            prepared, not_prepared = page.attempt(prepare, population, policy)
    return prepared, not_prepared


@app.cell
def first_step(
    bare,
    first_day,
    give,
    invent_button,
    language,
    measure,
    not_prepared,
    not_read,
    number,
    population,
    sample_button,
    seed,
):
    with speaking(language.value):
        parts_1 = [page.section(1, gettext("Choose the measure, and whose applications it is tried on")), measure]
        if rounds.lacks_a_date(bare):
            parts_1.append(page.row(first_day))
        if not_read:
            parts_1.append(page.trouble(not_read))
        parts_1 += [
            page.row(number, seed, invent_button, sample_button),
            controls.drop_area(
                give,
                (".xlsx", ".csv", ".parquet"),
                label=gettext("or drop a filled workbook or a table of your own here"),
            ),
        ]
        if not_prepared:
            parts_1.append(page.trouble(not_prepared))
        if population is not None:
            parts_1.append(page.highlight(result_tables.population_line(population)))
            if population.faults:
                unread_cells = faults(population.faults)
                parts_1 += [page.subheading(unread_cells.title), page.table(unread_cells)]
        shown_1 = page.stack(parts_1)
    shown_1
    return


@app.cell
def moving(kept, language, policy, returned):
    controls.forget(kept, returned(), ("knobs.", "answers."))
    with speaking(language.value):
        by_heading = trying.knobs(policy) if policy is not None else {}
        names = list(by_heading)
        knobs = mo.ui.array(
            [controls.sliders(kept, f"knobs.{policy.id}.{at}", by_heading[heading]) for at, heading in enumerate(names)]
        )
        switches = controls.switches(
            kept, f"answers.{policy.id}" if policy else "", rounds.questions(policy) if policy is not None else {}
        )
        budget = controls.entry(
            kept, "budget", label=gettext("budget of each year (yuan), if there is one"), example="100000000"
        )
    return budget, knobs, names, switches


@app.cell
def second_step(budget, knobs, language, names, policy, put_back, returned, switches):
    with speaking(language.value):
        parts_2 = []
        if policy is not None:
            back = mo.ui.button(on_click=lambda _value: put_back(returned() + 1), label=gettext("Reset to the measure"))
            others = {heading: page.pairs(knobs.elements[at]) for at, heading in enumerate(names) if at}
            parts_2 = [
                page.section(2, gettext("Move its figures")),
                page.pairs(knobs.elements[0]),
                page.row(budget, back),
                mo.accordion(others | {gettext("What the text leaves open, and how it is read"): page.pairs(switches)}),
            ]
        shown_2 = page.stack(parts_2)
    shown_2
    return


@app.cell
def working(budget, knobs, language, prepared, policy, switches):
    found, not_found = None, ""
    if prepared is not None:
        with speaking(language.value):
            stands = {path: position for those in knobs.value for path, position in those.items()}
            changed, not_found = page.attempt(trying.moved, policy, stands)
            if changed is not None:
                found, not_found = page.attempt(trying.ask, policy, prepared, changed, switches.value, budget.value)
    return found, not_found


@app.cell
def third_step(found, language, not_found):
    with speaking(language.value):
        parts_3 = []
        if not_found:
            parts_3.append(page.trouble(not_found))
        if found is not None:
            changes = result_tables.changes(found)
            parts_3 += [
                page.section(3, gettext("What it comes to")),
                page.figures(trying.figures(found)),
                *(page.trouble(warning) for warning in found.warnings),
                page.table(changes.select("label", "before", "after", "cite"))
                if changes.records
                else page.paragraph(gettext("Nothing is changed yet: this is the measure as it stands."), quiet=True),
            ]
            if found.request.budget is not None:
                of_budget = result_tables.budget(found)
                parts_3 += [page.subheading(of_budget.title), page.table(of_budget)]
        shown_3 = page.stack(parts_3)
    shown_3
    return


@app.cell
def choosing_line(found, kept, language):
    with speaking(language.value):
        swept_line = controls.choice(
            kept,
            "swept",
            trying.sweepable(found.after) if found is not None else {},
            label=gettext("what it costs while this moves"),
            first="benefit.build.cap",
        )
    return (swept_line,)


@app.cell
def sweeping(curves, found, language, prepared, swept_line):
    curve = None
    if found is not None and swept_line.value:
        with speaking(language.value):
            curve, _ = page.attempt(trying.swept, found, prepared, swept_line.value, curves)
    return (curve,)


@app.cell
def fourth_step(curve, found, language, swept_line):
    with speaking(language.value):
        parts_4 = []
        if found is not None:
            parts_4 = [page.section(4, gettext("Cost, and who gets how much"))]
            if curve is not None:
                parts_4 += [page.row(swept_line), charts.cost_curve(curve, found)]
            parts_4 += [
                page.subheading(gettext("How many get how much")),
                charts.how_many_get_how_much(found.comparison),
            ]
        shown_4 = page.stack(parts_4)
    shown_4
    return


@app.cell
def fifth_step(found, language, prepared):
    with speaking(language.value):
        parts_5 = []
        if found is not None:
            groups, moved = result_tables.groups(found), found.moves["gainers"] or found.moves["losers"]
            parts_5 = [page.section(5, gettext("Who gains and who loses"))]
            if moved:
                parts_5 += [charts.gains_by_group(found), page.table(groups)]
                for gain in (True, False):
                    those = result_tables.extremes(found, gain=gain, most=10)
                    if those.records:
                        parts_5 += [page.subheading(those.title), page.table(those)]
                outcomes = result_tables.statuses(found, unmoved=False)
                if outcomes.records:
                    parts_5 += [page.subheading(outcomes.title), page.table(outcomes)]
            else:
                parts_5.append(page.paragraph(gettext("Nobody gains and nobody loses.")))
            cost = trying.margins_of(found, prepared)
            if cost.height:
                parts_5 += [
                    page.subheading(gettext("What one step more of each figure costs")),
                    charts.marginal_costs(found.after, cost),
                ]
        shown_5 = page.stack(parts_5)
    shown_5
    return


@app.cell
def choosing_platform(found, kept, language):
    with speaking(language.value):
        platform = controls.choice(
            kept,
            "platform",
            trying.applications(found) if found is not None else {},
            label=gettext("platform"),
            wide=True,
        )
    return (platform,)


@app.cell
def sixth_step(found, language, prepared, platform):
    with speaking(language.value):
        parts_6 = []
        if found is not None and platform.value:
            pages, not_explained = page.attempt(trying.before_and_after, found, prepared, platform.value)
            parts_6 = [
                page.section(
                    6,
                    gettext("One application, before and after"),
                    gettext("Decided step by step with the articles, by the exact engine."),
                ),
                platform,
                page.trouble(not_explained)
                if pages is None
                else page.side_by_side(*(page.explanation(explanation) for explanation in pages)),
            ]
        shown_6 = page.stack(parts_6)
    shown_6
    return


@app.cell
def asking_readings(language):
    with speaking(language.value):
        ask_readings = mo.ui.run_button(label=gettext("Work out what each reading is worth"))
    return (ask_readings,)


@app.cell
def interpreting(ask_readings, found, language, prepared):
    read, not_combined = None, ""
    if found is not None and ask_readings.value:
        with speaking(language.value), mo.status.spinner(gettext("working it out"), remove_on_exit=True):
            read, not_combined = page.attempt(trying.readings_of, found, prepared)
    return not_combined, read


@app.cell
def seventh_step(ask_readings, found, language, not_combined, read):
    with speaking(language.value):
        parts_7 = []
        if found is not None:
            parts_7 = [
                page.section(
                    7,
                    gettext("What an ambiguity is worth"),
                    gettext(
                        "Where the text can be read in more than one way: what the measure comes to under each reading alone, "
                        "and between what and what under every combination of those that matter to these applications."
                    ),
                ),
                page.row(ask_readings),
            ]
            if not_combined:
                parts_7.append(page.trouble(not_combined))
            if read is not None:
                parts_7 += [page.paragraph(text.strip()) for text in result_tables.interpreted(read)]
                if read.values.height:
                    worth = result_tables.interpretations(read)
                    parts_7 += [
                        charts.worth_of_readings(read),
                        page.table(worth.select(*(column.key for column in worth.columns if column.key != "switch"))),
                    ]
        shown_7 = page.stack(parts_7)
    shown_7
    return


@app.cell
def naming(kept, language):
    with speaking(language.value):
        scenario_name = controls.entry(kept, "scenario", label=gettext("name"), example=gettext("cap of three million"))
    return (scenario_name,)


@app.cell
def keeping(found, language, named, not_kept, scenario_name, set_named, set_not_kept):
    def keep(work, *given):
        with speaking(language.value):
            those, message = page.attempt(work, *given)
        set_not_kept(message)
        if those is not None:
            set_named(those)

    with speaking(language.value):
        keep_button = mo.ui.button(
            on_click=lambda _value: keep(scenarios.kept_with, named(), scenario_name.value, found),
            label=gettext("Keep this scenario"),
        )
        scenarios_dropped = controls.drop_area(
            lambda files: keep(scenarios.read_files, files),
            (".json",),
            label=gettext("or drop scenarios here that were saved before"),
        )
        parts_kept = [page.row(scenario_name, keep_button), scenarios_dropped]
        if not_kept():
            parts_kept.append(page.trouble(not_kept()))
    return (parts_kept,)


@app.cell
def comparing(found, language, named, policy, prepared):
    compared, not_compared = None, ""
    if found is not None and named():
        with speaking(language.value):
            compared, not_compared = page.attempt(scenarios.side_by_side, policy, prepared, named())
    return compared, not_compared


@app.cell
def eighth_step(compared, found, language, named, not_compared, parts_kept):
    with speaking(language.value):
        parts_8 = []
        if found is not None:
            parts_8 = [
                page.section(8, gettext("Scenarios side by side"), gettext("Keep what stands above under a name.")),
                *parts_kept,
            ]
            if not_compared:
                parts_8.append(page.trouble(not_compared))
            if compared is not None:
                parts_8 += [
                    page.table(compared),
                    mo.download(
                        scenarios.as_file(named()), filename=scenarios.FILE, label=gettext("Save the scenarios (.json)")
                    ),
                ]
        shown_8 = page.stack(parts_8)
    shown_8
    return


@app.cell
def taking_away(curve, found, language, read):
    with speaking(language.value):
        parts_9 = []
        if found is not None:
            parts_9 = [
                page.section(9, gettext("Take it with you")),
                page.row(
                    mo.download(
                        page.in_language(language.value, trying.workbook, found, curve, read),
                        filename="what-if.xlsx",
                        label=gettext("Download the workbook with charts (.xlsx)"),
                    )
                ),
                mo.accordion(
                    {
                        gettext("The same as a command"): page.code(scenarios.as_command(found)),
                        gettext("The same in Python"): page.code(scenarios.as_python(found)),
                    }
                ),
            ]
        shown_9 = page.stack(parts_9)
    shown_9
    return


@app.cell
def printed_for_a_script(found, language):
    if page.is_script() and found is not None:
        with speaking(language.value):
            for _called, _figure, _remark in trying.figures(found):
                print(f"{_called}: {_figure} {_remark}".rstrip())
            for _warning in found.warnings:
                print(_warning)
    return


if __name__ == "__main__":
    app.run()
