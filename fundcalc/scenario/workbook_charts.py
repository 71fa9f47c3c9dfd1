"""The charts of a what-if, drawn by the spreadsheet from its own cells."""

from itertools import groupby

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from fundcalc.base.i18n import _
from fundcalc.views.table import AnyTable, Change, Figure, Money
from fundcalc.workbooks.safe_writing import FONT, safe

_BEFORE, _AFTER, _LESS = "#A6A6A6", "#1F4E79", "#C0504D"
_SERIES = ("#1F4E79", "#C0504D", "#9BBB59", "#8064A2", "#4BACC6", "#F79646", "#7F7F7F", "#2C4D75")
_WIDE, _HIGH = 760, 400
_MOST_BARS = 24

Place = tuple[str, int, int, int, int]


class Charts:
    """The charts of a workbook, one below the other on a sheet of their own."""

    def __init__(self, book: Workbook, sheet: Worksheet) -> None:
        self._book, self._sheet = book, sheet
        self._made: list[tuple[Chart, int]] = []

    def place(self) -> None:
        """Put the charts on their sheet, two in a row; a note where there are none."""
        self._sheet.hide_gridlines(2)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 1)
        left = right = 0
        for chart, high in self._made:
            chart.set_size({"width": _WIDE, "height": high})
            rows = -(-high // 20) + 1
            if left <= right:
                self._sheet.insert_chart(left, 0, chart)
                left += rows
            else:
                self._sheet.insert_chart(right, 12, chart)
                right += rows
        if not self._made:
            self._sheet.write_string(0, 0, _("Nothing here can be drawn."))

    def groups(self, sheet: str, table: AnyTable) -> None:
        """What each group gets before and after."""
        at = 1
        for by, rows in groupby(table.rows(), key=lambda row: str(row[0])):
            last = at + len(list(rows)) - 1
            if last > at:
                chart = self._columns(_("Before and after, once filed included, by: {group}").format(group=by))
                self._before_and_after(chart, sheet, at, last, (1, 3, 4))
                self._axes(chart, "", _("yuan"))
                self._keep(chart)
            at = last + 1

    def classes(self, sheet: str, table: AnyTable) -> None:
        """How many get how much, before and after."""
        last = len(list(table.records))
        if last < 2:
            return
        chart = self._columns(table.title)
        self._before_and_after(chart, sheet, 1, last, (0, 1, 2))
        self._axes(chart, table.columns[0].heading, _("applications"))
        self._keep(chart)

    def sweep(self, sheet: str, table: AnyTable, title: str, *, ends: int) -> None:
        """The cost while a line moves; of two lines a curve for each of the second."""
        rows = list(table.rows())
        last = len(rows)
        if last < 2:
            return
        drawn = isinstance(rows[0][0], Money | Figure | int)
        chart = self._book.add_chart(
            {"type": "scatter", "subtype": "straight_with_markers"} if drawn else {"type": "line"}
        )
        chart.set_title(_title(title))
        for column in range(1, min(ends, len(_SERIES)) + 1):
            colour = _SERIES[column - 1]
            chart.add_series(
                {
                    "name": safe(table.columns[column].heading),
                    "categories": [sheet, 1, 0, last, 0],
                    "values": [sheet, 1, column, last, column],
                    "line": {"color": colour, "width": 2},
                    "marker": {"type": "circle", "size": 4, "fill": {"color": colour}, "border": {"color": colour}},
                }
            )
        self._axes(chart, table.columns[0].heading.split(" ↓")[0], _("payable in all (yuan)"))
        chart.set_legend({"position": "bottom"} if ends > 1 else {"none": True})
        self._keep(chart)

    def readings(self, sheet: str, table: AnyTable) -> None:
        """What each reading is worth alone, the dearest at the top."""
        rows = list(table.rows())
        moving = [row for row in rows if isinstance(row[3], Change) and row[3].amount]
        last = min(len(rows), _MOST_BARS)
        if not moving:
            return
        chart = self._book.add_chart({"type": "bar"})
        chart.set_title(_title(_("What each reading of the text is worth alone")))
        chart.add_series(
            {
                "name": table.columns[3].heading,
                "categories": [sheet, 1, 0, last, 0],
                "values": [sheet, 1, 3, last, 3],
                "fill": {"color": _AFTER},
                "invert_if_negative": True,
                "invert_if_negative_color": _LESS,
                "gap": 40,
            }
        )
        chart.set_y_axis({"reverse": True, "label_position": "low", "num_font": {"name": FONT, "size": 8}})
        chart.set_x_axis({"num_format": "#,##0", "name": _("change (yuan)"), "num_font": {"name": FONT, "size": 9}})
        chart.set_legend({"none": True})
        self._keep(chart, high=max(_HIGH, 120 + 34 * last))

    def _columns(self, title: str) -> Chart:
        chart = self._book.add_chart({"type": "column"})
        chart.set_title(_title(title))
        chart.set_legend({"position": "bottom"})
        return chart

    def _before_and_after(self, chart: Chart, sheet: str, first: int, last: int, columns: tuple[int, int, int]) -> None:
        categories, *values = columns
        for name, colour, column in zip((_("before"), _("after")), (_BEFORE, _AFTER), values, strict=True):
            chart.add_series(
                {
                    "name": name,
                    "categories": [sheet, first, categories, last, categories],
                    "values": [sheet, first, column, last, column],
                    "fill": {"color": colour},
                    "gap": 60,
                    "overlap": 0,
                }
            )

    def _axes(self, chart: Chart, across: str, up: str) -> None:
        font = {"name": FONT, "size": 9}
        chart.set_x_axis({"name": safe(across), "num_font": font, "num_format": "#,##0.##", "name_font": font})
        chart.set_y_axis({"name": up, "num_format": "#,##0", "num_font": font, "name_font": font,
                          "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})  # fmt: skip

    def _keep(self, chart: Chart, high: int = _HIGH) -> None:
        self._made.append((chart, high))


def _title(text: str) -> dict[str, object]:
    return {"name": safe(text), "name_font": {"name": FONT, "size": 12, "bold": True}, "overlay": False}
