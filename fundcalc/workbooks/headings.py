"""The columns of a sheet by their headings: ids, labels, units.

A heading may have several lines, each an id or a label, with or without a unit in brackets. The unit is read exactly or
the heading is a fault: nobody's 万元 is taken for 元.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Literal, NamedTuple, TypeVar

from fundcalc.base.i18n import _, sentences
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import Kind, Named, columns_of, forms, shared_facts
from fundcalc.workbooks.cell_text import narrow, tight
from fundcalc.workbooks.grid import Grid
from fundcalc.workbooks.units import OTHER_UNIT, UNIT_SHOWN, UNIT_WORDS, UNITS, stated_unit, trailing_unit

# The sheets of a round, and those of spending.
FORMS = ("applications", "investments", "service_incomes", "instruments", "paid", "events")
SpendingForm = Literal["expenses", "awards", "receipts"]
SPENDING_FORMS: tuple[SpendingForm, ...] = ("expenses", "awards", "receipts")

# Sheets of the workbooks written here that hold no data.
GUIDE, LISTS = "填写说明 Guide", "下拉选项 lists"

# What a bracket may also say, for its column reads the same with it and without.
_HINTS = frozenset(
    re.split(r"\s", "必填 选填 required optional 是/否 是或否 yes/no 下拉选择 年/月/日 年月日 yyyy-mm-dd yyyy/mm/dd")
)
# Columns that people add for themselves; the workbook says that they are not read.
_OWN = frozenset(("序号", "备注", "no", "no.", "#", "remark", "remarks", "note", "notes"))

_INNER_BRACKET = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
_BRACKET = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]$")


def own_column(text: str) -> str:
    """What follows the # of a heading, or nothing.

    It is a column that people keep for themselves, such as one to group by.

    >>> own_column("#region"), own_column("＃ 州市"), own_column("region")
    ('region', '州市', '')
    """
    text = narrow(text)
    return text[1:].strip() if text.startswith("#") else ""


class Heading(NamedTuple):
    """What a heading names: a column's key (or None), and its fault.

    ``scale`` is the factor to yuan, square metres or pieces.

    ``silent``: it names something that this policy does not ask for, or a column people keep for themselves. ``unit``:
    the unit as the heading states it, or nothing.
    """

    key: str | None
    scale: int = 1
    message: str = ""
    remedy: str = ""
    silent: bool = False
    unit: str = ""


class Columns(NamedTuple):
    """The columns of a sheet that are read, in order.

    ``labels`` says for every label what keys it may stand for."""

    read: Mapping[str, Named]
    labels: Mapping[str, frozenset[str]]
    spoken: tuple[str, ...]


@lru_cache(maxsize=64)
def columns(policy: Policy | None, form: str) -> Columns:
    """The columns of a sheet: those of the form, then the facts of the policy."""
    read = columns_of(form, by_claim=policy is not None and policy.by_claim)
    silent: dict[str, Named] = {}
    family: dict[str, Named] = {}
    if form == "applications" and policy is not None:
        read |= policy.given_facts
        silent = {fact: named for fact, named in shared_facts().items() if fact not in read}
        family = {fact: named for fact, named in shared_facts().items() if fact in read}
    labels: dict[str, set[str]] = {}
    for some in (read, family, silent):
        # A label that this policy uses is this policy's, whatever else the family calls so.
        taken = frozenset(labels)
        for key, named in some.items():
            for label in {*map(tight, (key, named.zh, named.en, *named.also))} - taken:
                labels.setdefault(label, set()).add(key)
    for key in (*read, *silent):
        labels[tight(key)] = {key}
    _add_variants(labels, {**silent, **read})
    spoken = tuple(word for key, named in read.items() for word in (named.zh, named.en, key))
    return Columns(read, {label: frozenset(keys) for label, keys in labels.items()}, spoken)


def _add_variants(labels: dict[str, set[str]], named: Mapping[str, Named]) -> None:
    """Add other ways of writing the labels.

    Without a remark in brackets, 时间 for 日期, 是否 before an answer. Those of other columns are left out, and those that
    several columns would have.
    """
    variants: dict[str, set[str]] = {}
    for key, texts in named.items():
        for label in map(tight, (texts.zh, *texts.also)):
            for variant in _variants(label, texts.kind):
                variants.setdefault(variant, set()).add(key)
    for variant, keys in variants.items():
        if variant and len(keys) == 1:
            labels.setdefault(variant, keys)


def _variants(label: str, kind: Kind) -> Iterator[str]:
    for written in dict.fromkeys((label, _INNER_BRACKET.sub("", label))):
        yield written
        if kind == "date" and written.endswith("日期"):
            yield f"{written.removesuffix('日期')}时间"
        if kind == "yes_no":
            yield f"是否{written}"


class _Line(NamedTuple):
    keys: frozenset[str]
    bracket: str
    text: str


def read_heading(text: str, known: Columns) -> Heading:
    """Read a heading.

    A faulty one has ``message`` and ``remedy``; if it has a key besides, the column must not be read.

    >>> read_heading("仪器设备原值（万元）", columns(policy, "applications"))  # doctest: +SKIP
    Heading(key='equipment_value', scale=10000, message='', remedy='', silent=False, unit='万元')
    """
    lines = _lines(text, known)
    named = [line.keys for line in lines if line.keys]
    if not named:
        if tight(text) in _OWN or own_column(text):
            return Heading(None, silent=True)
        return _unknown(text, known)
    keys = frozenset.intersection(*named)
    if len(keys) != 1:
        several = ", ".join(sorted(frozenset.union(*named)))
        return Heading(
            None,
            message=_("This heading could be any of these columns: {keys}.").format(keys=several),
            remedy=_("Write the id of the column as its heading."),
        )
    (key,) = keys
    if key not in known.read:
        return Heading(key, silent=True)
    return _with_unit(key, known.read[key], lines)


def key_of_heading(text: str, known: Columns) -> str | None:
    """Return the column that a heading names, if it names one."""
    named = [line.keys for line in _lines(text, known) if line.keys]
    keys = frozenset.intersection(*named) if named else frozenset()
    return next(iter(keys)) if len(keys) == 1 else None


def label_in(text: str, known: Columns) -> bool:
    """Whether a text labels a column, with or without a unit in brackets."""
    label = tight(text)
    if label in known.labels or label in _OWN:
        return True
    if not label.endswith((")", "]", "】")):
        return False
    return (match := _BRACKET.search(label)) is not None and label[: match.start()].strip("*:") in known.labels


def _lines(text: str, known: Columns) -> list[_Line]:
    lines = [_line(line, known) for line in text.splitlines() if line.strip()]
    # A label may also be broken only to fit its cell.
    return lines if any(line.keys for line in lines) else [_line(text, known)]


def _line(text: str, known: Columns) -> _Line:
    line = tight(text)
    if line in known.labels:
        return _Line(known.labels[line], "", line)
    if found := _BRACKET.search(line):
        base = line[: found.start()].strip("*:")
        bracket = re.sub(r"^(单位|unit):?", "", found[1])
        if base in known.labels and (bracket in UNIT_WORDS or not trailing_unit(line)):
            return _Line(known.labels[base], bracket, line)
        if base in ("", "单位", "unit"):
            return _Line(frozenset(), bracket, line)
    if (parts := trailing_unit(line)) and (base := parts[0].strip("*:")) in known.labels:
        return _Line(known.labels[base], parts[1], line)
    alone = re.sub(r"^(单位|unit):?", "", line)
    return _Line(frozenset(), alone if alone in UNIT_WORDS else "", line)


def _with_unit(key: str, named: Named, lines: list[_Line]) -> Heading:
    units = UNITS.get(named.kind, {})
    stated: dict[int, str] = {}
    for line in lines:
        if line.bracket and line.bracket not in _HINTS:
            if named.kind in ("text", "list"):
                continue
            if line.bracket not in units:
                message = _("The heading says ({bracket}), which is not a unit that is read here.").format(
                    bracket=line.bracket
                )
                return Heading(key, 1, message, unit_remedy(named))
            stated.setdefault(units[line.bracket], line.bracket)
        elif named.kind in UNIT_SHOWN and not line.keys and not line.bracket and (odd := OTHER_UNIT.search(line.text)):
            message = _("The heading says {word}, and that may be a unit.").format(word=odd[0])
            return Heading(key, 1, message, unit_remedy(named))
    if len(stated) > 1:
        return Heading(key, 1, _("The heading names two units."), unit_remedy(named))
    for scale, unit in stated.items():
        return Heading(key, scale, unit=unit)
    return Heading(key)


def unit_remedy(named: Named) -> str:
    """How to write the unit in the heading of a column."""
    if named.kind == "money":
        return _("Write {good} as the heading, or {wan} if the figures are in ten thousands of yuan.").format(
            good=f"{named.zh}（元）", wan=f"{named.zh}（万元）"
        )
    unit = UNIT_SHOWN.get(named.kind)
    return _("Write {good} as the heading.").format(good=f"{named.zh}（{unit}）" if unit else named.zh)


def _unknown(text: str, known: Columns) -> Heading:
    stem = re.sub(r"[（(\[【][^()（）]*[)）\]】]?\s*$", "", text.strip().splitlines()[0]) or text
    close = get_close_matches(stem, known.spoken, n=1)
    remedy = _(
        "Correct the heading, or delete the column if it is not needed; 备注 (notes) and 序号 (no.) are never read."
    )
    if close:
        remedy = sentences(_("Did you mean {word}?").format(word=close[0]), remedy)
    return Heading(
        None, message=_("This heading names no column of the sheet, so the column is not read."), remedy=remedy
    )


_Form = TypeVar("_Form", bound=str)


# What stands before the name of a sheet: 附件2, 附表一：, 表3-, 1.
_ATTACHED = re.compile(
    r"^(?:附[件表][\d一二三四五六七八九十]*|表[\d一二三四五六七八九十]+|\d{1,2}(?=[.、_-]))[.、:_()-]*"
)


def form_of(name: str, among: Sequence[_Form] = FORMS) -> _Form | None:  # type: ignore[assignment]
    """The form of a sheet, by its id or any of its names.

    A CSV goes by its file's name, without the ending. 附件2 before a name and 表 after it are no part of it."""
    names = _form_names(among)
    bare = _ATTACHED.sub("", tight(name))
    found = (names.get(word) for word in (tight(name), bare, bare.removesuffix("表"), bare.removesuffix("情况")))
    return next(filter(None, found), None)


_OWN_SHEETS = frozenset(tight(name) for name in (GUIDE, LISTS, "guide", "lists", "填写说明"))
_COVERS = frozenset(("填报说明", "填表说明", "说明", "目录", "封面"))


def holds_no_data(grid: Grid) -> bool:
    """Whether a sheet is a guide, a list of choices or a cover by its name.

    One that somebody wrote must not state a unit, which would be that of the others.
    """
    name = tight(grid.sheet)
    if name in _OWN_SHEETS:
        return True
    texts = (cell.value for _number, cells in grid.rows for cell in cells if isinstance(cell.value, str))
    return _ATTACHED.sub("", name) in _COVERS and not any(map(stated_unit, texts))


def sheet_name(form: str) -> str:
    """The name of a sheet in the workbooks written here: Chinese, then the id."""
    return f"{forms()[form].zh} {form}"


def close_form(name: str) -> str:
    """The sheet of a round that a name nearly is, or nothing."""
    names = _form_names(FORMS)
    close = get_close_matches(tight(name), names, n=1)
    return sheet_name(names[close[0]]) if close else ""


def _form_names(among: Sequence[_Form]) -> dict[str, _Form]:
    names: dict[str, _Form] = {}
    for form in among:
        texts = forms()[form]
        for name in (str(form), texts.zh, texts.en, texts.zh + form, texts.zh + texts.en, *texts.also):
            names[tight(name)] = form
    return names
