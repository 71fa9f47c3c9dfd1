"""A filled form of indicators: what it adds up to, what is missing, and last year."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal, NamedTuple

from fundcalc.base.i18n import _, did_you_mean
from fundcalc.policy.indicators import Indicator, IndicatorGroup, IndicatorTable

Evidence = Literal["complete", "partial", "none"]


class FilledItem(NamedTuple):
    """An item as it was filled in; what is blank is None."""

    id: str
    value: Decimal | None = None
    score: Decimal | None = None
    evidence: Evidence | None = None
    last_value: Decimal | None = None
    last_score: Decimal | None = None


class FormFault(NamedTuple):
    """What is wrong with a form: the row by its place, the column, the value."""

    row: int | None
    key: str
    message: str
    value: object = ""


@dataclass(frozen=True)
class FormResult:
    """What a filled form adds up to.

    ``without_evidence`` are the items with points whose papers are missing.
    """

    table: IndicatorTable
    items: Mapping[str, FilledItem]
    faults: tuple[FormFault, ...]

    @property
    def score(self) -> Decimal:
        """The points of all items."""
        return sum((item.score or Decimal(0) for item in self.items.values()), Decimal(0))

    @property
    def last_score(self) -> Decimal | None:
        """The points of last year, where every item has them."""
        points = [item.last_score for item in self.items.values()]
        if not points or None in points:
            return None
        return sum((score for score in points if score is not None), Decimal(0))

    @property
    def groups(self) -> tuple[tuple[IndicatorGroup, Decimal], ...]:
        """Each group with its points."""
        return tuple(
            (group, sum((self._points(item) for item in group.items), Decimal(0))) for group in self.table.groups
        )

    def _points(self, item: Indicator) -> Decimal:
        filled = self.items.get(item.id)
        return Decimal(0) if filled is None or filled.score is None else filled.score

    @property
    def without_evidence(self) -> tuple[Indicator, ...]:
        """The items that claim points for which papers are asked and not complete."""
        return tuple(
            item
            for item in self.table.items
            if item.evidence and self._points(item) > 0 and self.items[item.id].evidence != "complete"
        )

    @property
    def complete(self) -> bool:
        """Whether nothing is wrong and no paper is missing."""
        return not self.faults and not self.without_evidence

    def to_dict(self) -> dict[str, object]:
        """The result as JSON: points and figures as decimal text."""
        return {
            "total": _plain(self.score),
            "most": self.table.total,
            "last_year": _plain(self.last_score),
            "change": None if self.last_score is None else _plain(self.score - self.last_score),
            "groups": [
                {"group": group.zh, "weight": group.weight, "score": _plain(score)} for group, score in self.groups
            ],
            "items": [self._item(item) for item in self.table.items],
            "missing_evidence": [item.id for item in self.without_evidence],
        }

    def _item(self, item: Indicator) -> dict[str, object]:
        filled = self.items.get(item.id, FilledItem(item.id))
        change = None if None in (filled.value, filled.last_value) else (filled.value or 0) - (filled.last_value or 0)
        return {
            "item": item.id,
            "unit": item.unit,
            "weight": item.weight,
            "value": _plain(filled.value),
            "score": _plain(filled.score),
            "evidence": filled.evidence,
            "last_value": _plain(filled.last_value),
            "last_score": _plain(filled.last_score),
            "change": _plain(Decimal(change)) if change is not None else None,
        }


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}" if value else "0"


def check_form(
    table: IndicatorTable,
    rows: Iterable[Mapping[str, object]],
    last_year: Mapping[str, FilledItem] | None = None,
) -> FormResult:
    """Check the rows of a filled form and add them up.

    ``last_year`` are the items of another form.
    """
    items: dict[str, FilledItem] = {}
    faults: list[FormFault] = []
    by_id = {item.id: item for item in table.items}
    for index, row in enumerate(rows):
        id_ = str(row.get("item", ""))
        item = by_id.get(id_)
        if item is None:
            close = did_you_mean(id_, by_id)
            faults.append(
                FormFault(index, "item", _("is not an item of these indicators{close}").format(close=close), id_)
            )
        elif id_ in items:
            faults.append(FormFault(index, "item", _("occurs twice; keep one of the rows"), id_))
        else:
            items[id_] = _filled(item, index, row, faults, last_year or {})
    missing = [item for item in table.items if item.id not in items]
    for item in missing:
        faults.append(FormFault(None, "item", _("the row of {item} is missing").format(item=f"{item.zh} ({item.id})")))
    return FormResult(table, items, tuple(faults))


def _filled(
    item: Indicator,
    index: int,
    row: Mapping[str, object],
    faults: list[FormFault],
    last_year: Mapping[str, FilledItem],
) -> FilledItem:
    numbers: dict[str, Decimal | None] = {}
    for key in ("value", "score", "last_value", "last_score"):
        written = row.get(key)
        numbers[key] = _number(written)
        if written not in (None, "") and numbers[key] is None:
            message = _("is not a number of 0 or more; write figures, such as 12.5")
            faults.append(FormFault(index, key, message, written))
    faults += _out_of_range(item, index, row, numbers)
    for key in ("score", "last_score"):
        if (numbers[key] or 0) > item.weight:
            numbers[key] = None  # points that cannot be are not added up
    evidence = row.get("evidence")
    before = last_year.get(item.id)
    return FilledItem(
        item.id,
        numbers["value"],
        numbers["score"],
        evidence if evidence in ("complete", "partial", "none") else None,
        before.value if before is not None else numbers["last_value"],
        before.score if before is not None else numbers["last_score"],
    )


def _out_of_range(
    item: Indicator, index: int, row: Mapping[str, object], numbers: Mapping[str, Decimal | None]
) -> Iterator[FormFault]:
    if item.unit and row.get("value") in (None, ""):
        message = _("is missing; give the figure of the year in {unit}, 0 if there was none")
        yield FormFault(index, "value", message.format(unit=item.unit))
    if row.get("score") in (None, ""):
        yield FormFault(index, "score", _("is missing; give 0 to {weight} points").format(weight=item.weight))
    for key in ("score", "last_score"):
        points = numbers[key]
        if points is not None and points > item.weight:
            message = _("is more than the {weight} points of this item")
            yield FormFault(index, key, message.format(weight=item.weight), points)


def _number(value: object) -> Decimal | None:
    """A number of 0 or more; None where none can be read exactly."""
    if isinstance(value, str):
        try:
            value = Decimal(value.strip().replace(",", "").replace("，", ""))
        except InvalidOperation:
            return None
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        number = Decimal(value)
        return number if number.is_finite() and number >= 0 else None
    return None
