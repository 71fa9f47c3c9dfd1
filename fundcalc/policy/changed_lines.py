"""Changed lines: values put in place of those of a file, by their dotted paths."""

from collections.abc import Iterator, Mapping

from fundcalc.base.i18n import _, did_you_mean, listed
from fundcalc.policy.benefits import BENEFIT_KINDS, optional_figures_of
from fundcalc.policy.readings import labelled
from fundcalc.policy.tree import Raw, has_index, inside, put

_NAMING_LINES = ("id", "code", "articles", "set_aside", "reading")


def change(raw: Raw, changes: Mapping[str, object]) -> Iterator[str]:
    """Put each value in its line; yield what is wrong with the lines."""
    for path, value in changes.items():
        *tables, key = path.split(".")
        place: object = raw
        for depth, name in enumerate(tables):
            below = inside(place, name)
            if below is None:
                yield _not_a_line(path, ".".join(tables[:depth]), name, place)
                break
            place = below
        else:
            if path.split(".")[0] in _NAMING_LINES:
                yield _("{path}: this line names things and cannot be changed; change an amount, rate or date").format(
                    path=path
                )
            elif (isinstance(place, dict) and (key in place or _may_be_added(tables, place, key))) or has_index(
                place, key
            ):
                put(place, key, value)
            else:
                yield _not_a_line(path, ".".join(tables), key, place)


def _may_be_added(tables: list[str], place: Raw, key: str) -> bool:
    """Whether a line may be supplied where there is none.

    Such are the dates of a draft, and a figure that a benefit may lack.
    """
    match tables:
        case ["validity"]:
            return key in ("from", "until", "years")
        case ["benefit", _] if place.get("kind") in BENEFIT_KINDS:
            return key in optional_figures_of(place["kind"])
    return False


def _not_a_line(path: str, table: str, key: str, place: object) -> str:
    if not isinstance(place, dict | list):
        return _("{path}: there is no such line; {table} is a single value").format(path=path, table=table)
    keys = [str(name) for name in (place if isinstance(place, dict) else range(len(place)))]
    texts = [labelled(name, place[name]) for name in keys] if isinstance(place, dict) and table else keys
    close = did_you_mean(key, keys)
    if not table and (lines := _lines_called(key, place)):
        close = _("; did you mean {word}?").format(word=listed(lines))
    return _("{path}: there is no such line; {table} has {keys}{close}").format(
        path=path, table=f"[{table}]" if table else _("the file"), keys=listed(texts), close=close
    )


def _lines_called(key: str, raw: object) -> list[str]:
    """The lines of benefits that are called so."""
    benefits = inside(raw, "benefit")
    some = benefits.items() if isinstance(benefits, dict) else ()
    return [f"benefit.{name}.{key}" for name, body in some if isinstance(body, dict) and key in body]
