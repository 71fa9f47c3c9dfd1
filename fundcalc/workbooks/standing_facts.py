"""What the standing of platforms tells a table of applications, as a CSV file."""

import csv
from collections.abc import Iterable
from io import StringIO

from fundcalc.life.standing_records import Standing
from fundcalc.workbooks.safe_writing import safe

_COLUMNS = ("platform", "organisation", "filed_on", "first_filing", "grade", "revoked_on", "revocation_ground")


def facts_csv(standings: Iterable[Standing]) -> bytes:
    """A row per platform; the grade is that given in the year of the standing."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for standing in standings:
        facts = standing.facts
        first = "" if facts.filed_on is None else "yes" if facts.first_filing else "no"
        writer.writerow(
            (
                standing.platform,
                standing.organisation,
                facts.filed_on or "",
                first,
                facts.grades.get(standing.on.year, ""),
                facts.revoked_on or "",
                safe(facts.revocation_ground),
            )
        )
    return text.getvalue().encode("utf-8-sig")
