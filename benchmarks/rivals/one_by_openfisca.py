"""One application decided by OpenFisca.

One person entity, and its trace as the explanation.
"""

from collections.abc import Callable
from typing import Any

Engine = Callable[[dict[str, object]], int]


def engines() -> dict[str, Engine]:
    """OpenFisca, plain and traced; empty where it is not installed."""
    try:
        from openfisca_core.entities import build_entity
        from openfisca_core.periods import DateUnit
        from openfisca_core.simulations import SimulationBuilder
        from openfisca_core.taxbenefitsystems import TaxBenefitSystem
        from openfisca_core.variables import Variable
    except ImportError:
        print("OpenFisca is not installed: skipped")
        return {}
    entity = build_entity(key="platform", plural="platforms", label="", is_person=True)
    system = TaxBenefitSystem([entity])

    def variable(name: str, kind: type, formula: object = None) -> None:
        body = {"value_type": kind, "entity": system.person_entity, "definition_period": DateUnit.YEAR, "label": name}
        system.add_variable(type(name, (Variable,), body | ({"formula": formula} if formula else {})))

    for name in ("eligible_investment", "service_income"):
        variable(name, float)
    for name in ("plaque_only", "service_mechanism"):
        variable(name, bool)

    def total(platform: Any, period: object) -> object:
        import numpy

        build = numpy.minimum(numpy.round(platform("eligible_investment", period) * 0.2, 2), 2_000_000)
        operating = numpy.minimum(numpy.round(platform("service_income", period) * 0.2, 2), 1_000_000)
        return build * ~platform("plaque_only", period) + operating * platform("service_mechanism", period)

    variable("total", float, total)

    def answer(application: dict[str, Any], *, trace: bool) -> int:
        keys = ("eligible_investment", "service_income", "plaque_only", "service_mechanism")
        values = {key: {"2026": float(application[key]) if "i" in key[-10:] and not isinstance(application[key], bool)
                        else application[key]} for key in keys}  # fmt: skip
        simulation = SimulationBuilder().build_from_entities(system, {"platforms": {"a": values}})
        simulation.trace = trace
        result = round(float(simulation.calculate("total", "2026")[0]) * 100)
        if trace:
            simulation.tracer.get_serialized_flat_trace()
        return result

    return {
        "OpenFisca, plain": lambda application: answer(application, trace=False),
        "OpenFisca, traced": lambda application: answer(application, trace=True),
    }
