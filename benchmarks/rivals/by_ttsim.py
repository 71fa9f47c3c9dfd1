"""Yunnan for TTSIM, the engine of GETTSIM.

Scalar functions that it makes into array functions, groups by suffix.

TTSIM has neither text nor joins, so it is given the arrays of ``coded``. Money is float yuan with its declared rounding; or,
with ``fen`` after the command, whole fen rounded half up by hand. Units are declared and not checked. "statuses" is the
function that it builds, used again; "main" the call that its documentation shows, which builds it every time.

    python -m benchmarks.rivals.by_ttsim [fen]        (with the interpreter it is installed for)
"""

# mypy: ignore-errors
# ruff: noqa: RET505 (TTSIM reads the source of these functions, and wants an else)
import sys
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
from ttsim import InputData, MainTarget, OrigPolicyObjects, TTTargets, main
from ttsim.tt import (
    AggType,
    Currency,
    RoundingSpec,
    TTSIMUnit,
    UnitSystem,
    agg_by_group_function,
    policy_function,
    policy_input,
    register_unit_builder_levels,
)

from benchmarks.population.child import Work, serve
from benchmarks.rivals.rules import BUILD_CAP, OPERATING_CAP

FEN = "fen" in sys.argv[1:]
Money = int if FEN else float
MONEY = ("investment", "income", "own", "most", "every", "either_most", "either")
register_unit_builder_levels(["unit"])
SYSTEM = UnitSystem(currencies={"CNY": Currency(statutory_from="1949-10-01")})
NUMBER, YUAN = TTSIMUnit.DIMENSIONLESS, TTSIMUnit.CURRENCY
CENT = RoundingSpec(base=0.01, direction="nearest", reference="the fen", unit=TTSIMUnit.CNY)


if FEN:

    def build_share(investment: int, numerator: int, denominator: int) -> int:
        return (investment * numerator * 2 + denominator) // (denominator * 2)

    def operating_share(income: int, numerator: int, denominator: int) -> int:
        return (income * numerator * 2 + denominator) // (denominator * 2)

else:

    def build_share(investment: float, rate: float) -> float:
        return investment * rate

    def operating_share(income: float, rate: float) -> float:
        return income * rate


def takes(governed: bool, no_investment: bool, no_income: bool) -> bool:
    return governed and (not no_investment or not no_income)


def plays(takes: bool, given_up: bool) -> bool:
    return takes and not given_up


def chosen(takes: bool, elected: bool) -> bool:
    return takes and elected


def takes_elsewhere(class_bit: int, takes_1_unit: bool, takes_2_unit: bool, takes_4_unit: bool) -> bool:
    return (takes_1_unit and class_bit != 1) or (takes_2_unit and class_bit != 2) or (takes_4_unit and class_bit != 4)


def plays_elsewhere(class_bit: int, plays_1_unit: bool, plays_2_unit: bool, plays_4_unit: bool) -> bool:
    return (plays_1_unit and class_bit != 1) or (plays_2_unit and class_bit != 2) or (plays_4_unit and class_bit != 4)


def chosen_elsewhere(class_bit: int, chosen_1_unit: bool, chosen_2_unit: bool, chosen_4_unit: bool) -> bool:
    return (
        (chosen_1_unit and class_bit != 1) or (chosen_2_unit and class_bit != 2) or (chosen_4_unit and class_bit != 4)
    )


def chosen_here(elected: bool, class_bit: int, chosen_1_unit: bool, chosen_2_unit: bool, chosen_4_unit: bool) -> bool:
    return (
        elected
        or (chosen_1_unit and class_bit == 1)
        or (chosen_2_unit and class_bit == 2)
        or (chosen_4_unit and class_bit == 4)
    )


def none_left(
    given_up: bool,
    takes: bool,
    takes_elsewhere: bool,
    plays_1_unit: bool,
    plays_2_unit: bool,
    plays_4_unit: bool,
) -> bool:
    return given_up and takes and takes_elsewhere and not plays_1_unit and not plays_2_unit and not plays_4_unit


def must_choose(takes: bool, given_up: bool, plays_elsewhere: bool) -> bool:
    return takes and plays_elsewhere and not given_up


def refused(given_up: bool, none_left: bool, must_choose: bool, chosen_elsewhere: bool, chosen_here: bool) -> bool:
    return (given_up and not none_left) or (must_choose and chosen_elsewhere and not chosen_here)


def unchosen(none_left: bool, must_choose: bool, chosen_elsewhere: bool, chosen_here: bool) -> bool:
    return none_left or (must_choose and chosen_here == chosen_elsewhere)


# The numbers are the places in rules.REASONS and rules.STATUSES.


def build_reason(
    no_investment: bool,
    refused: bool,
    plaque: bool,
    built: bool,
    no_plaque: bool,
    build_share: Money,
    build_cap: Money,
) -> int:
    if no_investment:
        return 0
    elif refused:
        return 1
    elif plaque:
        return 2
    elif built:
        return 3
    elif not no_plaque:
        return 4
    elif build_share > build_cap:
        return 5
    else:
        return 6


def operating_reason(
    no_income: bool,
    refused: bool,
    no_charges: bool,
    operated: bool,
    charges: bool,
    operating_share: Money,
    operating_cap: Money,
) -> int:
    if no_income:
        return 0
    elif refused:
        return 1
    elif no_charges:
        return 2
    elif operated:
        return 3
    elif not charges:
        return 4
    elif operating_share > operating_cap:
        return 5
    else:
        return 6


def build(build_reason: int, build_share: Money, build_cap: Money) -> Money:
    if build_reason < 5:
        return 0
    else:
        return min(build_share, build_cap)


def operating(operating_reason: int, operating_share: Money, operating_cap: Money) -> Money:
    if operating_reason < 5:
        return 0
    else:
        return min(operating_share, operating_cap)


def claimed(build: Money, operating: Money) -> Money:
    return build + operating


def due(claimed: Money, own: Money, most: Money, every: Money) -> Money:
    if most > 0 and own + claimed <= most:
        return 0
    else:
        return max(claimed - every, 0)


def due_otherwise(claimed: Money, own: Money, either_most: Money, either: Money) -> Money:
    if either_most > 0 and own + claimed <= either_most:
        return 0
    else:
        return max(claimed - either, 0)


def status(
    governed: bool,
    unchosen: bool,
    filed: bool,
    class_bit: int,
    build_reason: int,
    operating_reason: int,
    due: Money,
    due_otherwise: Money,
    claimed: Money,
) -> int:
    if not governed:
        return 0
    elif unchosen:
        return 1
    elif not filed and class_bit == 4:
        return 2
    elif not filed or build_reason == 4 or operating_reason == 4 or (build_reason == 0 and operating_reason == 0):
        return 3
    elif class_bit == 4 or (due != due_otherwise and claimed > 0):
        return 4
    elif due > 0:
        return 5
    else:
        return 6


def payable(status: int, due: Money) -> Money:
    if status == 5:
        return due
    else:
        return 0


ANSWERS = (takes, plays, chosen)
SHARES = (build_share, operating_share)
AMOUNTS = (build, operating, claimed, due, due_otherwise, payable)
OTHERS = (
    takes_elsewhere, plays_elsewhere, chosen_elsewhere, chosen_here, none_left, must_choose, refused, unchosen,
    build_reason, operating_reason, status,
)  # fmt: skip
TOLD = ("build", "operating", "build_reason", "operating_reason", "status", "payable")


def named(name: str, body: Callable[..., object], **annotations: type) -> Callable[..., object]:
    body.__name__ = body.__qualname__ = name
    body.__annotations__ = annotations
    return body


def objects(columns: Mapping[str, object], rate: Fraction) -> OrigPolicyObjects:
    """Return the rules, with an input for each column.

    Of each answer, whether any of a unit gives it in each class.
    """
    found: dict[str, object] = {}
    for name, column in columns.items():
        kind = Money if name in MONEY else bool if column.dtype == bool else int
        found[name] = policy_input(unit=YUAN if name in MONEY else NUMBER)(
            named(name, lambda: None, **{"return": kind})
        )
    for rule in (*ANSWERS, *OTHERS):
        found[rule.__name__] = policy_function(unit=NUMBER, verify_units=False)(rule)
    for rule in SHARES:
        rounded = {} if FEN else {"rounding_spec": CENT}
        found[rule.__name__] = policy_function(unit=YUAN, verify_units=False, **rounded)(rule)
    for rule in AMOUNTS:
        found[rule.__name__] = policy_function(unit=YUAN, verify_units=False)(rule)
    for rule in ANSWERS:
        for bit in (1, 2, 4):
            one = f"{rule.__name__}_{bit}"
            head = f"def {one}({rule.__name__}: bool, class_bit: int) -> bool:"
            source = f"{head}\n    return {rule.__name__} and class_bit == {bit}\n"
            found[one] = policy_function(unit=NUMBER, verify_units=False)(_defined(source, one))
            source = f"def {one}_unit({one}: bool, unit_id: int) -> bool:\n    pass\n"
            found[f"{one}_unit"] = agg_by_group_function(agg_type=AggType.ANY, unit=NUMBER.PER_UNIT)(
                _defined(source, f"{one}_unit")
            )
    scale = 1 if FEN else 100
    figures = {"build_cap": (BUILD_CAP, scale, "CNY"), "operating_cap": (OPERATING_CAP, scale, "CNY")}
    if FEN:
        figures |= {
            "numerator": (rate.numerator, 1, "DIMENSIONLESS"),
            "denominator": (rate.denominator, 1, "DIMENSIONLESS"),
        }
    else:
        figures["rate"] = (rate.numerator, rate.denominator, "DIMENSIONLESS")
    text = {"de": "-", "en": "-"}
    parameters = {
        name: {
            "name": text,
            "description": text,
            "unit": unit,
            "type": "scalar",
            date(2023, 1, 1): {"value": value if FEN else value / by, "reference": "the measure"},
        }
        for name, (value, by, unit) in figures.items()
    }
    return OrigPolicyObjects(
        column_objects_and_param_functions={("rules.py", name): function for name, function in found.items()},
        param_specs={("rules.yaml", name): parameter for name, parameter in parameters.items()},
    )


def _defined(source: str, name: str) -> Callable[..., object]:
    """TTSIM reads a function's source, so each must have one of its own."""
    import linecache

    file = f"<{name}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    inside: dict[str, object] = {}
    exec(compile(source, file, "exec"), inside)
    return inside[name]


def load(folder: Path, rate: Fraction) -> Mapping[str, Work]:
    columns: dict[str, object] = dict(np.load(folder / "coded.npz"))
    if not FEN:
        columns |= {name: columns[name] / 100 for name in MONEY}
    columns["unit_id"] = columns.pop("unit")
    columns["p_id"] = np.arange(len(columns["unit_id"]))
    shared: dict[str, object] = {"policy_date_str": "2026-01-01", "backend": "numpy", "unit_system": SYSTEM}
    rules = main(main_target=MainTarget.policy_environment, orig_policy_objects=objects(columns, rate), **shared)
    shared |= {
        "policy_environment": rules,
        "input_data": InputData.tree(columns),
        "tt_targets": TTTargets(tree=dict.fromkeys(TOLD)),
    }
    compiled = main(main_target=MainTarget.tt_function, **shared)
    processed = dict(main(main_target=MainTarget.processed_data, **shared))
    del processed["p_id"]  # no rule uses it
    return {
        "statuses": lambda: compiled(processed),
        "statuses, main": lambda: main(main_target=MainTarget.results.tree, **shared),
    }


def save(result: Mapping[str, object], to: Path) -> None:
    """Amounts in fen, to the nearest."""
    scale = 1 if FEN else 100
    amounts = {
        name: np.rint(np.asarray(result[name]) * scale).astype(np.int64) for name in ("build", "operating", "payable")
    }
    with to.open("wb") as file:
        np.savez(file, **({name: np.asarray(result[name]) for name in TOLD} | amounts))


if __name__ == "__main__":
    serve(load, save)
