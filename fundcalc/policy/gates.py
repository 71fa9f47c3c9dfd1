"""Put the gates that benefits share among the conditions of each of them."""

from collections.abc import Mapping

from pydantic import ValidationError

from fundcalc.policy.model import SharedGate
from fundcalc.policy.tree import Raw
from fundcalc.policy.vocabulary import Named


def with_shared_gates(settled: Raw, facts: Mapping[str, Named]) -> Raw:
    """Return the tables with each shared gate in the ``only_if`` of its benefits.

    A gate that cannot be read stays where it is, where its fault is reported once.
    """
    gates, benefits = settled.get("gate"), settled.get("benefit")
    if not isinstance(gates, dict) or not isinstance(benefits, dict):
        return settled
    expanded = dict(benefits)
    for body in gates.values():
        try:
            gate = SharedGate.model_validate(body, context={"facts": facts})
        except ValidationError:
            continue
        own = {key: body[key] for key in ("cite", "rests_on") if key in body}
        for name in gate.benefits:
            benefit = expanded.get(name)
            if isinstance(benefit, dict) and isinstance(benefit.get("only_if", []), list):
                expanded[name] = benefit | {"only_if": [*benefit.get("only_if", []), own | body["when"]]}
    return settled | {"benefit": expanded}
