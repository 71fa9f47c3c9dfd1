"""One Yunnan application decided and explained.

ZEN engine and OpenFisca apply the same rule in the same run.

    python -m benchmarks.one

The rule: 20 % of eligible investment up to 2,000,000 yuan unless by plaque only, plus 20 % of service income up to 1,000,000
yuan if there is a service mechanism. All engines answer the same applications in turn; each round is interleaved, and the
median over all of them is told. ``explained`` has every step as data; ZEN's and OpenFisca's are their own traces. An engine
that is not installed is skipped with a word (``pip install zen-engine OpenFisca-Core``).
"""

import random
import statistics
from collections.abc import Callable, Iterator
from datetime import date
from time import perf_counter

import fundcalc
from benchmarks.rivals import one_by_openfisca, one_by_zen
from fundcalc.base.money import fen, plain

ROUNDS, APPLICATIONS = 20, 200
CONDITIONS = {
    "organisation_kind": "enterprise",
    "legal_person": True,
    "site_area": 320,
    "team_size": 9,
    "directors": 1,
    "full_time_brokers": 2,
    "advisers": 6,
    "stored_projects": 14,
    "annual_service_income": "800000.00",
    "all_attested": True,
}

Engine = Callable[[dict[str, object]], int]


def applications(count: int) -> Iterator[dict[str, object]]:
    """Invented applications, amounts to the fen."""
    draw = random.Random(7)
    for number in range(count):
        yield {
            "platform": f"p{number}",
            "organisation": f"o{number}",
            "award_year": 2026,
            "application_date": date(2026, 3, 1),
            "filed_on": date(2026, 2, 1),
            "platform_kind": "proof_of_concept",
            "plaque_only": draw.random() < 0.1,
            "service_mechanism": draw.random() < 0.9,
            "eligible_investment": plain(draw.randrange(10**6, 2 * 10**9)),
            "service_income": plain(draw.randrange(10**6, 10**9)),
        }


def ours() -> dict[str, Engine]:
    """The engines of fundcalc.

    On the facts of the rule alone, and with all the filing conditions of the measure answered too.
    """
    policy = fundcalc.load("yunnan-2025")

    def decided(application: dict[str, object]) -> int:
        return fundcalc.decide(policy, application).payable_fen

    def with_conditions(application: dict[str, object]) -> int:
        return fundcalc.decide(policy, application | CONDITIONS).payable_fen

    def with_readings(application: dict[str, object]) -> int:
        decision = fundcalc.decide(policy, application)
        return decision.payable_fen if decision.notes is not None else 0

    return {
        "fundcalc, explained": decided,
        "fundcalc, explained, all 14 filing conditions": with_conditions,
        "fundcalc, and the amounts under other readings": with_readings,
    }


def expected(application: dict[str, object]) -> int:
    """The rule, by hand, in fen (20 % of whole fen never ends in half a fen)."""
    build = (
        0 if application["plaque_only"] else min((fen(application["eligible_investment"]) * 2 + 5) // 10, 200_000_000)
    )
    operating = min((fen(application["service_income"]) * 2 + 5) // 10, 100_000_000)
    return build + (operating if application["service_mechanism"] else 0)


def main() -> None:
    """Run and print the table."""
    engines = ours() | one_by_zen.engines() | one_by_openfisca.engines()
    population = list(applications(APPLICATIONS))
    taken: dict[str, list[float]] = {name: [] for name in engines}
    wrong = dict.fromkeys(engines, 0)
    for round_ in range(ROUNDS):
        for name, engine in engines.items():
            slow = "OpenFisca" in name or "other readings" in name
            for application in population[round_ % 10 :: 10] if slow else population:
                started = perf_counter()
                result = engine(application)
                taken[name].append(perf_counter() - started)
                wrong[name] += result != expected(application)
    base = statistics.median(taken["fundcalc, explained"])
    print(f"{'one application, decided and explained':48} {'median µs':>10} {'ratio':>8} {'wrong by a fen':>15}")
    for name, times in taken.items():
        median = statistics.median(times)
        print(f"{name:48} {median * 1e6:10.1f} {median / base:8.1f} {100 * wrong[name] / len(times):14.1f}%")


if __name__ == "__main__":
    main()
