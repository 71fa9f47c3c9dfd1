"""One unit against every measure; a round against paying without application."""

from __future__ import annotations

from fundcalc.app import rounds
from fundcalc.base.i18n import _
from fundcalc.engine.rounds import decide_all
from fundcalc.matching import tables
from fundcalc.matching.matches import match
from fundcalc.matching.unit_file import read_unit
from fundcalc.matching.without_application import without_application
from fundcalc.policy.loading import available, load
from fundcalc.site.reading import chosen_measure, one_file, optional_day, read_from, today
from fundcalc.site.visit import Answer, Visit, WebPage
from fundcalc.workbooks import read_round


def choose(_visit: Visit) -> Answer:
    """Drop the facts of a unit, or a round."""
    content = {"policies": list(rounds.titles().items()), "today": today().isoformat()}
    return WebPage("match_new.html", _("Find what a unit can get"), content)


def show(visit: Visit) -> Answer:
    """Show what the unit would get under each measure."""
    file = one_file(visit)
    if visit.given("what") == "round":
        policy = chosen_measure(visit)
        round_ = read_from(file, lambda path: read_round(path, policy))
        found = without_application(policy, decide_all(policy, round_.applications, round_.paid))
        content = {
            "sentence": tables.readiness_sentence(found),
            "obstacles": tables.obstacles_table(found),
            "others": [*tables.others_sentences(found), *map(str, round_.refused)],
        }
        return WebPage("without_application.html", _("Paying without application"), content)
    policies = [load(name) for name in available()]
    of, platform = visit.given("policy"), visit.given("platform")
    unit = read_from(file, lambda path: read_unit(path, policies, of=of, platform=platform))
    matches = match(unit, policies=policies, on=optional_day(visit, "on"))
    content = {
        "matches": tables.matches_table(matches),
        "missing": tables.missing_table(matches),
        "conflicts": list(tables.conflict_sentences(matches)),
        "unused": tables.unassigned_sentence(matches),
    }
    return WebPage("match.html", _("What the unit would get"), content)
