"""One application decided by ZEN engine.

One expression node, and its trace as the explanation.
"""

import json
from collections.abc import Callable
from typing import Any

Engine = Callable[[dict[str, object]], int]


def engines() -> dict[str, Engine]:
    """ZEN engine, plain and traced; empty where it is not installed."""
    try:
        import zen
    except ImportError:
        print("ZEN engine is not installed: skipped")
        return {}
    rule = (
        "(plaque_only ? 0 : min([round(eligible_investment * 0.2, 2), 2000000]))"
        " + (service_mechanism ? min([round(service_income * 0.2, 2), 1000000]) : 0)"
    )
    graph = {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", "content": {}},
            {
                "id": "rule",
                "type": "expressionNode",
                "name": "rule",
                "content": {"expressions": [{"id": "total", "key": "total", "value": rule}]},
            },
            {"id": "out", "type": "outputNode", "name": "out", "content": {}},
        ],
        "edges": [
            {"id": "a", "sourceId": "in", "targetId": "rule", "type": "edge"},
            {"id": "b", "sourceId": "rule", "targetId": "out", "type": "edge"},
        ],
    }
    decision = zen.ZenEngine().create_decision(json.dumps(graph))

    def facts(application: dict[str, Any]) -> dict[str, object]:
        # Its Python side takes no decimals: this is as exact as it gets.
        return {
            "plaque_only": application["plaque_only"],
            "service_mechanism": application["service_mechanism"],
            "eligible_investment": float(application["eligible_investment"]),
            "service_income": float(application["service_income"]),
        }

    def plain_answer(application: dict[str, object]) -> int:
        total: float = decision.evaluate(facts(application))["result"]["total"]
        return round(total * 100)

    def traced(application: dict[str, object]) -> int:
        total: float = decision.evaluate(facts(application), {"trace": True})["result"]["total"]
        return round(total * 100)

    return {"ZEN engine, plain": plain_answer, "ZEN engine, traced": traced}
