"""A report as one page of HTML: nothing fetched, no script, printed on A4.

Every figure leads to its entries.
"""

from collections.abc import Iterator
from html import escape
from pathlib import Path

from fundcalc.base.i18n import current
from fundcalc.documents.report import Kind, Report, ReportColumn, ReportTable, Section, Value, clean, written

_RIGHT: frozenset[Kind] = frozenset({"wan", "yuan", "percent", "number"})
_STYLE = """
@page { size: A4 landscape; margin: 22mm 18mm 20mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 2.5rem 1.5rem 4rem; color: #1a1a1a; background: #fff;
  font: 16px/1.75 FangSong, "仿宋", STFangsong, "Noto Serif CJK SC", "Songti SC", SimSun, serif; }
h1 { margin: 0 0 1.25rem; text-align: center; font-weight: 600; font-size: 1.75rem; line-height: 1.4;
  font-family: "方正小标宋简体", "FZXiaoBiaoSong-B05S", SimSun, "Noto Serif CJK SC", "Songti SC", serif; }
h2 { margin: 2rem 0 .5rem; font-size: 1.15rem; font-family: SimHei, "黑体", "Noto Sans CJK SC", sans-serif; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0 0 1.5rem; }
dt { color: #555; } dd { margin: 0; }
p { margin: .35rem 0; }
figure { margin: .5rem 0 1rem; font-family: "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse;
  font: 13px/1.5 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; }
th, td { border: 1px solid #555; padding: .3rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { background: #f0f0f0; font-weight: 600; text-align: center; vertical-align: middle; overflow-wrap: normal; }
td.figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; overflow-wrap: normal; }
td.middle { text-align: center; white-space: nowrap; overflow-wrap: normal; }
tr.total td { font-weight: 600; border-top-width: 2px; }
thead { display: table-header-group; } tr { break-inside: avoid; }
a { color: #0b4f8a; text-decoration: none; } a:hover { text-decoration: underline; }
tr:target td { background: #fff3c4; }
footer { display: flex; flex-wrap: wrap; gap: 1rem 4rem; margin-top: 3rem; }
@media print { body { max-width: none; padding: 0; font-size: 12pt; } a { color: inherit; } table { font-size: 9pt; }
  .annex { break-before: page; } }
"""


def write(report: Report, path: Path) -> None:
    """Write a report as HTML."""
    path.write_text("".join(_page(report)), "utf-8", newline="\n")


def _page(report: Report) -> Iterator[str]:
    title = _text(report.title)
    yield f'<!doctype html>\n<html lang="{"zh-CN" if current() == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
    # Nothing may be loaded or run, whatever got into the page.
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<dl>\n"
    for name, value in report.facts:
        yield f"<dt>{_text(name)}</dt><dd>{_text(value)}</dd>\n"
    yield "</dl>\n"
    for section in report.sections:
        yield from _section(section)
    yield "<footer>" + "".join(f"<span>{_text(text)}</span>" for text in report.signatures) + "</footer>\n"
    if report.annex is not None:
        yield '<div class="annex">\n'
        yield from _section(report.annex, numbered=True)
        yield "</div>\n"
    yield "</body>\n</html>\n"


def _section(section: Section, *, numbered: bool = False) -> Iterator[str]:
    if section.heading:
        yield f"<h2>{_text(section.heading)}</h2>\n"
    yield from (f"<p>{_text(text)}</p>\n" for text in section.before)
    if section.drawing:
        yield f"<figure>{section.drawing}</figure>\n"
    if section.table:
        yield from _table(section.table, numbered=numbered)
    yield from (f"<p>{_text(text)}</p>\n" for text in section.after)


def _table(table: ReportTable, *, numbered: bool) -> Iterator[str]:
    yield '<div class="wide"><table>\n<thead><tr>'
    yield "".join(f"<th>{_text(column.heading)}</th>" for column in table.columns)
    yield "</tr></thead>\n<tbody>\n"
    for number, row in enumerate(table.rows):
        total = ' class="total"' if number >= len(table.rows) - table.totals else ""
        anchor = f' id="entry-{row[0]}"' if numbered and not total else ""
        cells = "".join(_cell(column, value) for column, value in zip(table.columns, row, strict=True))
        yield f"<tr{total}{anchor}>{cells}</tr>\n"
    yield "</tbody>\n</table></div>\n"


def _cell(column: ReportColumn, value: Value) -> str:
    text = _text(written(column.kind, value))
    if column.kind == "entries" and isinstance(value, tuple) and value:
        text = f'<a href="#entry-{min(value)}">{text}</a>'
    kind = "figure" if column.kind in _RIGHT else "middle" if column.kind == "day" else ""
    return f'<td class="{kind}">{text}</td>' if kind else f"<td>{text}</td>"


def _text(text: str) -> str:
    return escape(clean(text))
