"""Yunnan for OpenFisca-Core, as its documentation writes rules.

A variable for each figure, a group entity for units, parameters.

OpenFisca has neither text nor joins, so it is given the arrays of ``coded``. Its amounts are ``float``, which it stores in 32
bits: that is its money.

    python -m benchmarks.rivals.by_openfisca        (with the interpreter it is installed for)
"""

# mypy: ignore-errors
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.population.child import Work, serve
from benchmarks.rivals.rules import BUILD_CAP, OPERATING_CAP, REASONS, STATUSES

YEAR = "2026"
MONEY = ("investment", "income", "own", "most", "every", "either_most", "either")


def share(base, rate):
    return np.round(base * rate, 2)


def takes(application, year):
    return application("governed", year) * ~(application("no_investment", year) * application("no_income", year))


def bits(application, year):
    """Of each class a bit: what takes part, what is in play, what is elected."""
    said = 1 + 8 * ~application("given_up", year) + 64 * application("elected", year)
    return application("takes", year) * application("class_bit", year) * said


def any_bits(unit, year):
    """Return a bit for each class, since OpenFisca adds up the members of a group.

    It needs no more than 7 of a class in a unit.
    """
    members = unit.members("bits", year)
    found = np.zeros(unit.count, members.dtype)
    for bit in (1 << place for place in range(9)):
        found += bit * unit.any((members & bit) > 0)
    return found


def standing(application, year):
    """0 nothing to choose or accepted, 1 refused, 2 to choose."""
    mine, unit = application("class_bit", year), application.unit("any_bits", year)
    up, part = application("given_up", year), application("takes", year)
    here = application("elected", year) + ((unit // 64 & mine) > 0)
    elsewhere = (unit // 64 & ~mine) > 0
    none_left = up * part * (unit // 8 == 0) * ((unit & 7 & ~mine) > 0)
    claimed = part * ~up * ((unit // 8 & 7 & ~mine) > 0)
    refused = (up * ~none_left) + (claimed * elsewhere * ~here)
    return np.select([none_left + (claimed * (here == elsewhere)), refused], [2, 1], 0)


def build_share(application, year, parameters):
    return share(application("investment", year), parameters(year).rate)


def operating_share(application, year, parameters):
    return share(application("income", year), parameters(year).rate)


def first(cases, words):
    return np.select(cases, np.arange(len(cases)), len(words) - 1)


def build_reason(application, year, parameters):
    cases = (
        application("no_investment", year),
        application("standing", year) == 1,
        application("plaque", year),
        application("built", year),
        ~(application("plaque", year) + application("no_plaque", year)),
        application("build_share", year) > parameters(year).build_cap,
    )
    return first(cases, REASONS)


def operating_reason(application, year, parameters):
    cases = (
        application("no_income", year),
        application("standing", year) == 1,
        application("no_charges", year),
        application("operated", year),
        ~(application("charges", year) + application("no_charges", year)),
        application("operating_share", year) > parameters(year).operating_cap,
    )
    return first(cases, REASONS)


def build(application, year, parameters):
    due = application("build_reason", year) >= REASONS.index("capped")
    return due * np.minimum(application("build_share", year), parameters(year).build_cap)


def operating(application, year, parameters):
    due = application("operating_reason", year) >= REASONS.index("capped")
    return due * np.minimum(application("operating_share", year), parameters(year).operating_cap)


def due_against(application, year, most, every):
    claimed = application("build", year) + application("operating", year)
    lost = (application(most, year) > 0) * (application("own", year) + claimed <= application(most, year))
    return np.where(lost, 0, np.clip(claimed - application(every, year), 0, claimed))


def due(application, year):
    return due_against(application, year, "most", "every")


def due_otherwise(application, year):
    return due_against(application, year, "either_most", "either")


def status(application, year):
    filed, fits = application("filed", year), application("class_bit", year) < 4
    documents = REASONS.index("needs_documents")
    lacks = (application("build_reason", year) == documents) + (application("operating_reason", year) == documents)
    lacks += application("no_investment", year) * application("no_income", year)
    claimed = application("build", year) + application("operating", year) > 0
    cases = (
        ~application("governed", year),
        application("standing", year) == 2,
        ~filed * ~fits,
        ~filed + lacks,
        ~fits + (claimed * (application("due", year) != application("due_otherwise", year))),
        application("due", year) > 0,
    )
    return first(cases, STATUSES)


def payable(application, year):
    return application("due", year) * (application("status", year) == STATUSES.index("payable"))


FORMULAS: Mapping[object, type] = {
    takes: bool, bits: int, standing: int, build_share: float, operating_share: float, build_reason: int,
    operating_reason: int, build: float, operating: float, due: float, due_otherwise: float, status: int, payable: float,
}  # fmt: skip
TOLD = ("build", "operating", "build_reason", "operating_reason", "status", "payable")


def system(columns: Mapping[str, object], rate: Fraction) -> object:
    """The rules, with an input variable for each column."""
    unit = build_entity("unit", "units", "organisation and year", roles=[{"key": "member", "plural": "members"}])
    found = TaxBenefitSystem([unit, build_entity("application", "applications", "application", is_person=True)])

    def add(name: str, kind: type, entity: object, formula: object = None) -> None:
        body = {"value_type": kind, "entity": entity, "definition_period": DateUnit.YEAR, "label": name}
        found.add_variable(type(name, (Variable,), body | ({"formula": formula} if formula else {})))

    for name, column in columns.items():
        if name != "unit":
            add(name, float if name in MONEY else bool if column.dtype == bool else int, found.person_entity)
    for formula, kind in FORMULAS.items():
        add(formula.__name__, kind, found.person_entity, formula)
    add("any_bits", int, found.group_entities[0], any_bits)
    figures = {"rate": float(rate), "build_cap": BUILD_CAP / 100, "operating_cap": OPERATING_CAP / 100}
    values = {name: {"values": {"2023-01-01": {"value": figure}}} for name, figure in figures.items()}
    found.parameters = ParameterNode("", data=values)
    return found


def load(folder: Path, rate: Fraction) -> Mapping[str, Work]:
    columns: dict[str, object] = dict(np.load(folder / "coded.npz"))
    columns |= {name: columns[name] / 100 for name in MONEY}
    _codes, unit = np.unique(columns["unit"], return_inverse=True)
    rules = system(columns, rate)

    def statuses() -> dict[str, object]:
        builder = SimulationBuilder()
        builder.create_entities(rules)
        builder.declare_person_entity("application", np.arange(len(unit)))
        units = builder.declare_entity("unit", np.arange(unit.max() + 1))
        builder.join_with_persons(units, unit, np.array(["member"] * len(unit)))
        simulation = builder.build(rules)
        for name, column in columns.items():
            if name != "unit":
                simulation.set_input(name, YEAR, column)
        return {name: simulation.calculate(name, YEAR) for name in TOLD}

    return {"statuses": statuses}


def save(result: Mapping[str, object], to: Path) -> None:
    """Amounts in fen, to the nearest."""
    fen = {
        name: np.rint(result[name].astype(np.float64) * 100).astype(np.int64)
        for name in ("build", "operating", "payable")
    }
    with to.open("wb") as file:
        np.savez(file, **{**result, **fen})


if __name__ == "__main__":
    serve(load, save)
