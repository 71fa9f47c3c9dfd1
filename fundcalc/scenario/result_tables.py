"""What a what-if comes to as tables for a person; the terminal and the workbook have the same."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, cast

import polars as pl

from fundcalc import prose
from fundcalc.base.i18n import _
from fundcalc.base.money import fen
from fundcalc.engine.decision import Status
from fundcalc.policy.loading import Policy
from fundcalc.policy.parameters import Parameter, parameters, read_value, shown
from fundcalc.policy.parameters import Value as Held
from fundcalc.scenario import sentences
from fundcalc.scenario.comparison import Comparison
from fundcalc.scenario.distribution import distribution
from fundcalc.scenario.interpretation import Interpretations
from fundcalc.scenario.population import Population
from fundcalc.scenario.population_prose import invented
from fundcalc.scenario.request import Answer, Sweep
from fundcalc.views.decisions import marked_status
from fundcalc.views.table import Cell, Change, Figure, Money, Year
from fundcalc.workbooks.sheet_writer import Column

Row = list[Cell]


class Table(NamedTuple):
    """A table with what it is called."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]


# Who is asked about, and what is changed.


def whose(population: Population) -> str:
    """Whose applications they are, and that nobody in them exists where that is so."""
    if population.invented:
        number = population.applications.height
        told = invented(population.name, number if population.seed is not None else None, population.seed)
        return _("INVENTED – {told}").format(told=told)
    told = _("{name}: {count} applications")
    return told.format(name=population.name, count=prose.count(population.applications.height))


def changed(answer: Answer) -> list[sentences.Changed]:
    """The lines and readings that are otherwise, and the measure that takes the place of the other."""
    scenario, bare = answer.request.scenario, answer.unchanged_after
    found = []
    if scenario.instead is not None:
        measure, titles = _("the measure"), [sentences.title_of(each) for each in (answer.before, bare)]
        found.append(sentences.Changed("", measure, titles[0], titles[1], ""))
    found += sentences.changed_lines(bare, answer.after, scenario.changes)
    return found + sentences.changed_readings(bare, answer.after, scenario.readings)


def changes(answer: Answer) -> Table:
    """What is changed."""
    columns = [
        Column(_("what is changed"), 46),
        Column(_("before"), 30),
        Column(_("after"), 30),
        Column(_("article"), 18),
        Column(_("line of the measure"), 40),
    ]
    rows: list[Row] = [[each.label, each.before, each.after, each.cite, each.key] for each in changed(answer)]
    return Table(_("What is changed"), columns, rows)


def lines(policy: Policy) -> Table:
    """The lines of a measure that can be changed."""
    columns = [
        Column(_("line of the measure"), 60),
        Column(_("what it says"), 46),
        Column(_("value"), 20),
        Column(_("article"), 18),
    ]
    rows: list[Row] = [
        [path, prose.parameter(policy, each), prose.parameter_value(each, each.value), each.cite]
        for path, each in parameters(policy).items()
    ]
    return Table(_("The lines that can be changed (--set, --sweep, --meet)"), columns, rows)


def readings(policy: Policy) -> Table:
    """What a measure leaves open, with every answer."""
    columns = [
        Column(_("switch"), 30),
        Column(_("value"), 24),
        Column(_("what is asked, and the answer"), 60),
        Column(_("article"), 18),
        Column(_("taken"), 10),
    ]
    rows: list[Row] = [
        [each, value, sentences.as_read(policy, each, value), prose.article(policy, each), "✓" if not index else ""]
        for each in prose.in_order(policy)
        for index, value in enumerate((policy.readings[each], *policy.alternatives[each]))
    ]
    return Table(_("What can be read otherwise (--reading)"), columns, rows)


# What it comes to.


def totals(answer: Answer) -> Table:
    """The figures before and after, one a row."""
    before, after = answer.totals
    columns = [Column(_("figure"), 46), Column(_("before"), 22)]
    if answer.changed:
        columns += [Column(_("after"), 22), Column(_("change"), 22)]
    else:
        columns[1] = Column(_("as it stands"), 22)
    rows: list[Row] = []
    for key in answer.comparison.totals.columns[1:]:
        was, now = before.get(key), after.get(key)
        money = key.endswith("_fen")
        row: Row = [sentences.figure_of_totals(key), _amount(was, money=money)]
        if answer.changed:
            change = None if was is None or now is None else Change(now - was, money)
            row += [_amount(now, money=money), change]
        rows.append(row)
    return Table(_("What it comes to"), columns, rows)


def _amount(value: int | None, *, money: bool) -> Cell:
    if value is None:
        return "—"
    return Money(value) if money else value


_MOVED = ("gainers", "gained_fen", "losers", "lost_fen")


def _moved_columns() -> list[Column]:
    return [
        Column(_("gain: number"), 12),
        Column(_("gain: in all (yuan)"), 20),
        Column(_("lose: number"), 12),
        Column(_("lose: in all (yuan)"), 20),
    ]


def _moved(row: Mapping[str, Any]) -> Row:
    return [Money(row[key]) if key.endswith("_fen") else int(row[key]) for key in _MOVED]


def groups(answer: Answer) -> Table:
    """Before and after for each group."""
    columns = [
        Column(_("by"), 24),
        Column(_("group"), 28),
        Column(_("applications"), 14),
        Column(_("before (yuan)"), 20),
        Column(_("after (yuan)"), 20),
        Column(_("change (yuan)"), 20),
        *_moved_columns(),
    ]
    policy = answer.before
    rows: list[Row] = [
        [
            sentences.group(policy, row["group"]),
            sentences.group_value(policy, row["group"], row["value"]),
            row["applications"],
            *(Money(row["before_fen"]), Money(row["after_fen"]), Change(row["change_fen"])),
            *_moved(row),
        ]
        for row in answer.comparison.by_group.iter_rows(named=True)
    ]
    return Table(_("By group"), columns, rows)


def statuses(answer: Answer, *, unmoved: bool) -> Table:
    """How many went from which outcome to which; ``unmoved`` lists those too that stay."""
    columns = [Column(_("outcome before"), 20), Column(_("outcome after"), 20), Column(_("applications"), 14)]
    rows: list[Row] = [
        [_status(row["before_status"]), _status(row["after_status"]), row["applications"]]
        for row in answer.comparison.statuses.iter_rows(named=True)
        if unmoved or row["before_status"] != row["after_status"]
    ]
    return Table(_("Outcomes that change") if not unmoved else _("Outcomes"), columns, rows)


def _status(status: str) -> Cell:
    return marked_status(cast(Status, status))


def thresholds(answer: Answer) -> Table:
    """Who crosses an amount."""
    columns = [
        Column(_("amount (yuan)"), 22),
        Column(_("come to reach it"), 20),
        Column(_("no longer reach it"), 20),
    ]
    rows: list[Row] = [
        [Money(row["threshold_fen"]), row["reach_it"], row["fall_below"]]
        for row in answer.comparison.crossings(answer.request.thresholds).iter_rows(named=True)
    ]
    return Table(_("Who crosses an amount"), columns, rows)


# A budget.


def budget_years(answer: Answer) -> list[dict[str, Any]]:
    """The budget of each year of award, and, pro rata, what is paid of it: as ``Comparison.budget``, and ``…_paid_fen``."""
    request, comparison = answer.request, answer.comparison
    if request.budget is None:
        return []
    years = list(comparison.budget(request.budget).iter_rows(named=True))
    if request.pro_rata:
        paid = comparison.pro_rata(request.budget).group_by("award_year").agg(
            pl.col("before_paid_fen").filter(pl.col("before_status") == "payable").sum(),
            pl.col("after_paid_fen").filter(pl.col("after_status") == "payable").sum(),
        )  # fmt: skip
        of_year = {row["award_year"]: row for row in paid.iter_rows(named=True)}
        years = [{**row, **of_year[row["award_year"]]} for row in years]
    return years


def budget_fen(answer: Answer) -> int:
    """The budget of each year, in fen."""
    return fen(answer.request.budget)


def budget(answer: Answer) -> Table:
    """The use of a budget by year: a row before and a row after for each."""
    columns = [
        Column(_("year of award"), 12),
        Column(_("scenario"), 14),
        Column(_("budget (yuan)"), 20),
        Column(_("payable (yuan)"), 20),
        Column(_("left, or short (yuan)"), 20),
        Column(_("used (per cent)"), 16),
    ]
    if answer.request.pro_rata:
        columns += [Column(_("paid, cut in proportion (yuan)"), 22), Column(_("paid of each claim (per cent)"), 22)]
    rows: list[Row] = []
    for year in budget_years(answer):
        names = {"before": _("before"), "after": _("after")} if answer.changed else {"before": _("as it stands")}
        for when, name in names.items():
            payable, used = year[f"{when}_fen"], year[f"{when}_used_percent"]
            row: Row = [Year(year["award_year"]), name, Money(year["budget_fen"]), Money(payable)]
            row += [Change(year[f"{when}_left_fen"]), None if used is None else Figure(used)]
            if answer.request.pro_rata:
                paid = year[f"{when}_paid_fen"]
                row += [Money(paid), Figure(Decimal(paid * 10_000 // payable).scaleb(-2)) if payable else None]
            rows.append(row)
    return Table(_("The budget of each year of award"), columns, rows)


# Applications.


def application_columns(answer: Answer, *, pro_rata: bool = False) -> list[Column]:
    """The headings of applications before and after, one by one."""
    columns = [
        Column(_("platform"), 18),
        Column(_("name of the platform"), 28),
        Column(_("name of the organisation"), 28),
        Column(_("year"), 8),
        *(Column(sentences.group(answer.before, each), 18) for each in answer.comparison.groups),
        Column(_("outcome before"), 14),
        Column(_("outcome after"), 14),
        Column(_("before (yuan)"), 18),
        Column(_("after (yuan)"), 18),
        Column(_("change (yuan)"), 18),
    ]
    if pro_rata:
        columns += [
            Column(_("paid before, cut in proportion (yuan)"), 20),
            Column(_("paid after, cut in proportion (yuan)"), 20),
        ]
    return columns


def application_rows(answer: Answer, frame: pl.DataFrame) -> Iterator[Row]:
    """Applications before and after, of ``Comparison.rows`` or a part of it; with what is paid pro rata where that is there."""
    comparison = answer.comparison
    for row in frame.iter_rows(named=True):
        told: Row = [
            row["platform"],
            row.get("platform_name"),
            row.get("organisation_name") or row["organisation"],
            Year(row["award_year"]),
            *(
                sentences.group_value(answer.before, each, None if row[each] is None else str(row[each]))
                for each in comparison.groups
            ),
            *(_status(row["before_status"]), _status(row["after_status"])),
            *(Money(row["before_fen"]), Money(row["after_fen"]), Change(row["change_fen"])),
        ]
        yield told + [Money(row[each]) for each in ("before_paid_fen", "after_paid_fen") if each in row]


def extremes(answer: Answer, *, gain: bool, most: int) -> Table:
    """The applications that gain or lose the most."""
    found = (answer.comparison.winners if gain else answer.comparison.losers).head(most)
    title = _("Who gains the most") if gain else _("Who loses the most")
    # What they have in common with others is told by group.
    beside = range(3, 4 + len(answer.comparison.groups))
    columns = application_columns(answer)
    return Table(title, _without(columns, beside), [_without(row, beside) for row in application_rows(answer, found)])


def _without(row: Sequence[Any], places: range) -> list[Any]:
    return [each for at, each in enumerate(row) if at not in places]


def classes(comparison: Comparison) -> Table:
    """How many get how much."""
    columns = [Column(_("amount (yuan)"), 40), Column(_("before"), 14), Column(_("after"), 14)]
    rows: list[Row] = [
        [class_of(row["above_fen"], row["up_to_fen"]), row["before"], row["after"]]
        for row in distribution(comparison).iter_rows(named=True)
    ]
    return Table(_("How many get how much"), columns, rows)


def class_of(above: int | None, up_to: int) -> str:
    """A class of amounts in whole yuan, by its ends in fen."""
    if above is None:
        return _("gets nothing")
    return _("{above} to {up_to}").format(above=f"{above // 100:,}", up_to=f"{up_to // 100:,}")


# A sweep.


def cell(of: Parameter, value: Held) -> Cell:
    """A value of a line as a cell has it; a rate in per cent."""
    held: Any = value
    match of.kind:
        case "money":
            return Money(fen(held))
        case "rate":
            text = shown(of.kind, value)
            return Figure(Decimal(text.removesuffix("%"))) if text.endswith("%") else text
        case "area":
            return Figure(held)
        case _:
            return cast(int | date, held)


def _swept_column(policy: Policy, of: Parameter) -> Column:
    told = _("{line} ({unit})").format(line=prose.parameter(policy, of), unit=prose.parameter_unit(of.kind))
    return Column(told, 28)


def sweep(answer: Answer, swept: Sweep) -> Table:
    """What every point of a sweep comes to; the change is from the measure as it stands."""
    columns = [
        *(_swept_column(answer.after, of) for of in swept.lines),
        Column(_("payable in all (yuan)"), 22),
        Column(_("change (yuan)"), 22),
        Column(_("payable to, number"), 14),
        Column(_("once filed (yuan)"), 20),
        Column(_("open"), 10),
        Column(" ", 16),
    ]
    baseline = answer.totals[0]["total_fen"]
    now = tuple(of.value for of in swept.lines)
    rows: list[Row] = [
        [
            *(cell(of, value) for of, value in zip(swept.lines, point, strict=True)),
            *(Money(row["total_fen"]), Change(row["total_fen"] - baseline), row["paid"]),
            *(Money(row["prospective_fen"]), row["open"], _present(answer) if point == now else ""),
        ]
        for point, row in zip(swept.points, swept.sums.iter_rows(named=True), strict=True)
    ]
    return Table(_("What it comes to while a line moves"), columns, rows)


def _present(answer: Answer) -> str:
    return _("◀ after") if answer.changed else _("◀ as it stands")


def grid(answer: Answer, swept: Sweep) -> Table:
    """A sweep of two lines as a grid: what is payable in all (yuan), the first line downwards and the second to the right."""
    (down, across), (rows, columns) = swept.lines, swept.values
    sums = swept.sums["total_fen"].to_list()
    corner = _("{first} ↓  {second} →").format(
        first=_swept_column(answer.after, down).heading, second=_swept_column(answer.after, across).heading
    )
    return Table(
        _("Payable in all (yuan) while two lines move"),
        [Column(corner, 36), *(Column(prose.parameter_value(across, value), 20) for value in columns)],
        [
            [cell(down, value), *(Money(sums[at * len(columns) + of]) for of in range(len(columns)))]
            for at, value in enumerate(rows)
        ],
    )


def met(answer: Answer) -> str:
    """The value that meets the budget, in a sentence."""
    found = answer.budget_result
    if found is None:
        return ""
    beyond = None if found.beyond is None or found.beyond_fen is None else (found.beyond, found.beyond_fen)
    return sentences.met(
        *(answer.after, found.parameter),
        budget_fen=found.budget_fen,
        allowed=(found.value, found.total_fen),
        beyond=beyond,
    )


# Interpretations, and what each line costs.


def by_worth(found: Interpretations) -> list[dict[str, Any]]:
    """The values that are not taken, those of the reading that moves most money first."""
    rows = [row for row in found.values.iter_rows(named=True) if not row["taken"]]
    worth = {
        name: max(
            max(abs(row["change_fen"]), abs(row["mean_change_fen"] or 0)) for row in rows if row["reading"] == name
        )
        for name in (*found.readings, *found.alone_only)
    }
    return sorted(rows, key=lambda row: -worth[row["reading"]])


def interpretations(found: Interpretations) -> Table:
    """What the measure comes to where one thing is read otherwise, and between what with everything else read either way."""
    columns = [
        Column(_("if it is read so"), 64),
        Column(_("article"), 18),
        Column(_("now it is read so"), 34),
        Column(_("change alone (yuan)"), 20),
        Column(_("applications that change"), 16),
        Column(_("open then"), 12),
        Column(_("least in any combination (yuan)"), 22),
        Column(_("most in any combination (yuan)"), 22),
        Column(_("switch"), 34),
    ]
    policy = found.policy
    rows: list[Row] = [
        [
            sentences.as_read(policy, row["reading"], row["value"]),
            prose.article(policy, row["reading"]),
            prose.taken(policy, row["reading"], policy.readings[row["reading"]]),
            *(Change(row["change_fen"]), row["changed"], row["open"]),
            *(None if row[each] is None else Money(row[each]) for each in ("least_fen", "most_fen")),
            f"{row['reading']}={row['value']}",
        ]
        for row in by_worth(found)
    ]
    return Table(_("What each reading of the text is worth"), columns, rows)


class Extreme(NamedTuple):
    """A combination: what it comes to (fen), how many applications are open in it, and what is read otherwise."""

    fen: int
    open: int
    otherwise: Mapping[str, str]


def extreme(found: Interpretations, *, most: bool) -> Extreme:
    """The least or the most that any combination comes to; of equal ones that in which the least is read otherwise."""
    total = found.most_fen if most else found.least_fen
    now = found.policy.readings
    every = (
        Extreme(total, row["open"], {name: row[name] for name in found.readings if row[name] != now[name]})
        for row in found.combinations.filter(pl.col("total_fen") == total).iter_rows(named=True)
    )
    return min(every, key=lambda each: len(each.otherwise))


def interpreted(found: Interpretations) -> list[str]:
    """What is said of all combinations together."""
    if not found.readings:
        return [_("No reading of the text changes anything for these applications.")]
    number = prose.count(found.combinations.height)
    told = [_("Over all {number} combinations of the readings that matter the measure comes to:").format(number=number)]
    for name, each in ((_("least"), extreme(found, most=False)), (_("most"), extreme(found, most=True))):
        combination = sentences.combination(found.policy, each.fen, each.open, each.otherwise)
        told.append(_("  {name}: {combination}").format(name=name, combination=combination))
    if found.alone_only:
        alone = sentences.questions(found.policy, found.alone_only)
        told.append(_("Too many to combine, so told alone only: {readings}").format(readings=alone))
    if found.without_effect:
        both = sentences.questions(found.policy, found.without_effect)
        same = (
            _("Each of these alone makes no difference to these applications: {readings}")
            if found.alone_only
            else _("The same either way for these applications: {readings}")
        )
        told.append(same.format(readings=both))
    return told


def margins(answer: Answer, frame: pl.DataFrame) -> Table:
    """What one step of each line costs."""
    columns = [
        Column(_("line of the measure"), 46),
        Column(_("value"), 20),
        Column(_("one step"), 18),
        Column(_("one step more (yuan)"), 22),
        Column(_("one step less (yuan)"), 22),
        Column(_("article"), 18),
        Column(_("line in the file"), 46),
    ]
    policy, every = answer.after, parameters(answer.after)
    rows: list[Row] = []
    for row in frame.iter_rows(named=True):
        of = every[row["line"]]
        rows.append(
            [
                *(prose.parameter(policy, of), prose.parameter_value(of, of.value), _step(of, row["step"])),
                *(None if row[way] is None else Change(row[way]) for way in ("up_fen", "down_fen")),
                *(of.cite, row["line"]),
            ]
        )
    return Table(_("What one step of each line costs, once filed included"), columns, rows)


def _step(of: Parameter, text: str) -> str:
    return prose.parameter_value(of, read_value(of.kind, text))


def not_in_force(answer: Answer) -> bool:
    """Whether the measure is in force for no application as it stands, as a draft is for none."""
    return bool((answer.comparison.rows["before_status"] == "not_in_force").all())
