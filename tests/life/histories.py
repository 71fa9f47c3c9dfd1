"""Random histories, and a naive simulation of them day by day, written from the texts and not from the rules as data."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from fundcalc.policy.life_rules import EVENT_WORDS

Row = Mapping[str, Any]
FIRST, LAST = date(2026, 1, 1), date(2034, 12, 31)
ONE_DAY = timedelta(days=1)

IM, YN, XZ, UQ, XP = "inner-mongolia-2025", "yunnan-2025", "xinzhou-2024", "urumqi-draft", "xpcc"
GROUNDS: Mapping[str, Mapping[str, str]] = {
    IM: {
        "false_data": "第二十三条（一）",
        "bankrupt": "第二十三条（三）",
        "withdrawn": "第二十三条（四）",
        "withdrawal_requested": "第二十三条（五）",
    },
    YN: {
        "accident": "第十八条（二）",
        "false_data": "第十八条（三）",
        "violation": "第十八条（四）",
        "unqualified": "第十九条",
    },
    XZ: {},
    UQ: {"unqualified": "六（五）"},
    XP: {"not_cooperating": "第九条", "absent": "第九条（三）", "withdrawn": "第九条（三）", "false_data": "第十条"},
}


def later(day: date, years: int, months: int = 0) -> date:
    """The corresponding day, or the last of its month."""
    year, month = day.year + years, day.month + months
    if month > 12:
        year, month = year + 1, month - 12
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@dataclass
class Seen:
    """What the simulation sees on a day."""

    state: str = "none"
    since: date | None = None
    build_until: date | None = None
    rectify_until: date | None = None
    barred_until: date | None = None
    proposed: set[tuple[str, str]] = field(default_factory=set)


@dataclass
class Walk:
    """One platform, walked through day by day."""

    policy: str
    readings: Mapping[str, str]
    now: Seen = field(default_factory=Seen)
    base: str = "none"
    plaque: bool = False
    changed: bool = False
    extended: bool = False
    waiting: bool = False
    let_go: bool = False
    first_end: date | None = None
    ever_failed: bool = False
    in_a_row: int = 0
    failed_years: set[int] = field(default_factory=set)

    @property
    def filed(self) -> bool:
        return self.now.state == "filed" or (self.now.state == "rectifying" and self.base == "filed")

    @property
    def building(self) -> bool:
        return self.now.state == "building" or (self.now.state == "rectifying" and self.base == "building")

    def go(self, state: str, day: date) -> None:
        self.now.state, self.now.since = state, day

    def morning(self, day: date) -> None:
        """What time alone changes."""
        if self.now.barred_until is not None and day > self.now.barred_until:
            self.now.state, self.now.barred_until = "revoked", None
        if self.policy == XZ and self.building and self.extended and not self.waiting and not self.let_go:
            assert self.now.build_until is not None
            if day > later(self.now.build_until, 0, 1):
                self.now.proposed.add(("withdraw", "第八条（四）"))

    def fresh(self) -> None:
        self.in_a_row, self.ever_failed, self.changed = 0, False, False
        self.now.proposed, self.now.rectify_until, self.now.barred_until = set(), None, None

    def take(self, row: Row) -> bool:
        """Take an event; False where it cannot be."""
        word = row["event"]
        if word in ("evaluated", "rechecked", "absent", "report_missing"):
            return self.graded(word, row)
        if word in GROUNDS[self.policy]:
            if self.filed or (self.building and self.policy == UQ):
                self.now.proposed.add(("revoke", GROUNDS[self.policy][word]))
            return True
        method = getattr(self, word, None)
        if method is not None:
            return bool(method(row))
        return word not in ("report", "implementation_reported") or self.now.state not in ("none", "applied")

    def applied(self, row: Row) -> bool:
        if self.now.state in ("none", "revoked"):
            self.go("applied", row["date"])
        return self.now.state != "barred"

    def laid_out(self, row: Row) -> bool:
        if self.policy in (YN, XP) or self.filed or self.building:
            return False
        self.fresh()
        self.failed_years = set()
        self.first_end = self.now.build_until = later(row["date"], 2 if self.policy == XZ else 3)
        self.extended = self.waiting = self.let_go = False
        self.go("building", row["date"])
        return True

    def extended_(self, row: Row) -> bool:
        if not self.building or self.policy == IM:
            return False
        assert self.first_end is not None
        assert self.now.build_until is not None
        if row["until"] <= self.now.build_until or (self.policy == XZ and row["until"] > later(self.first_end, 1)):
            return False
        self.now.build_until, self.extended = row["until"], True
        return True

    def acceptance_applied(self, _row: Row) -> bool:
        if self.building:
            self.waiting = True
        return self.building

    def acceptance_refused(self, _row: Row) -> bool:
        if self.building:
            self.waiting = False
            if self.policy == XZ and self.extended:
                self.now.proposed.add(("withdraw", "第八条（四）"))
        return self.building

    def filed_(self, row: Row) -> bool:
        conversion = self.policy == IM and row.get("cite") == "第三十条"
        if self.filed and not conversion and not (self.policy == XZ and self.changed):
            return False
        if not (self.policy == UQ and self.building):
            self.failed_years = set()
        self.fresh()
        self.plaque = self.policy == YN and row.get("cite") == "第十七条"
        self.now.build_until = None
        self.go("filed", row["date"])
        return True

    def revoked(self, row: Row) -> bool:
        if not self.filed and not self.building:
            return False
        filed, cite = self.filed, row.get("cite", "")
        self.fresh()
        self.now.build_until = None
        barred = filed and self.policy == IM
        if filed and self.policy == YN and not cite.startswith("第十九条"):
            barred = cite.startswith("第十八条") or self.readings["failed_recheck"] == "second_fail"
        self.go("barred" if barred else "revoked", row["date"])
        if barred:
            end = later(row["date"], 2)
            self.now.barred_until = end if self.readings["ban_end"] == "anniversary_barred" else end - ONE_DAY
        return True

    def not_revoked(self, row: Row) -> bool:
        if not self.filed and not self.building:
            return False
        if self.policy == XZ and self.building and self.extended and not self.waiting:
            assert self.now.build_until is not None
            self.let_go |= row["date"] > later(self.now.build_until, 0, 1)
        self.now.proposed = set()
        return True

    def changed_(self, _row: Row) -> bool:
        self.changed |= self.filed
        return True

    def graded(self, word: str, row: Row) -> bool:
        if word == "rechecked":
            return self.checked_again(row)
        if not self.filed and not (self.building and self.policy == UQ):
            return False
        if word == "absent" and self.policy != IM:
            if self.policy == XP:
                self.now.proposed.add(("revoke", "第九条（三）"))
            return True
        if word == "report_missing" and (self.policy != YN or self.readings["missing_report"] != "one_fail"):
            return True
        if word == "evaluated" and row["grade"] != "fail":
            self.passes(row["date"])
            if row.get("cycle") == "annual":
                self.failed_years.discard(row["date"].year)
        else:
            self.fails(row)
        return True

    def passes(self, day: date) -> None:
        self.in_a_row = 0
        if self.now.state == "rectifying":
            self.now.rectify_until = None
            self.go(self.base, day)

    def fails(self, row: Row) -> None:
        before, self.ever_failed = self.ever_failed, True
        self.in_a_row += 1
        if self.policy == XZ:
            self.fails_in_xinzhou(row)
            return
        if self.plaque:
            return
        if self.in_a_row >= 2 and self.policy in (IM, YN):
            self.now.proposed.add(("revoke", "第二十三条（二）" if self.policy == IM else "第十八条（一）"))
        opens = self.policy != IM or self.readings["first_fail"] == "in_run" or not before
        if self.now.state != "rectifying" and opens:
            self.base = self.now.state
            self.now.rectify_until = later(row["date"], 1)
            self.go("rectifying", row["date"])

    def fails_in_xinzhou(self, row: Row) -> None:
        year = row["date"].year
        if row["cycle"] == "triennial":
            self.now.proposed.add(("revoke", "第十七条"))
            return
        self.failed_years.add(year)
        if {year - 1, year + 1} & self.failed_years:
            self.now.proposed.add(("revoke", "第十六条"))

    def checked_again(self, row: Row) -> bool:
        if self.now.state != "rectifying":
            return False
        if row["grade"] != "fail":
            self.passes(row["date"])
        elif self.policy == YN:
            second = self.readings["failed_recheck"] == "second_fail"
            self.now.proposed.add(("revoke", "第十八条（一）" if second else "第十六条"))
        elif self.policy in (UQ, XP):
            self.now.proposed.add(("revoke", "六（三）" if self.policy == UQ else "第九条"))
        return True


def simulate(policy: str, readings: Mapping[str, str], rows: Sequence[Row]) -> tuple[dict[date, Seen], int]:
    """What holds on every day, and how many rows could not be."""
    walk, days, refused = Walk(policy, readings), {}, 0
    by_day: dict[date, list[Row]] = {}
    for row in rows:
        by_day.setdefault(row["date"], []).append(row)
    day = FIRST
    while day <= LAST:
        walk.morning(day)
        for row in by_day.get(day, ()):
            word = row["event"]
            taken = getattr(walk, f"{word}_")(row) if word in ("filed", "extended", "changed") else walk.take(row)
            refused += not taken
            walk.morning(day)
        now = walk.now
        days[day] = Seen(
            now.state,
            now.since,
            now.build_until if now.state == "building" else None,
            now.rectify_until,
            now.barred_until,
            set(now.proposed),
        )
        day += ONE_DAY
    return days, refused


def rows_of(policy: str) -> st.SearchStrategy[list[Row]]:
    """Random rows of one platform, most of which make sense."""
    acts = ["applied", "laid_out", "filed", "evaluated", "evaluated", "rechecked", "revoked", "not_revoked", "extended"]
    words = st.one_of(st.sampled_from(acts), st.sampled_from(EVENT_WORDS))
    drawn = st.tuples(words, st.integers(0, 3000), st.booleans(), st.integers(1, 900), st.booleans())
    return st.lists(drawn.map(lambda parts: _row(policy, *parts)), max_size=14)


def _row(policy: str, word: str, offset: int, fails: bool, extra: int, odd: bool) -> Row:
    row: dict[str, Any] = {"platform": "p1", "organisation": "o1", "date": FIRST + timedelta(offset), "event": word}
    if word in ("evaluated", "rechecked"):
        row["grade"] = "fail" if fails else "pass"
    if word == "evaluated" and policy == XZ:
        row["cycle"] = "annual" if extra % 4 else "triennial"
    if word in ("report", "report_missing", "implementation_reported"):
        row["year"] = row["date"].year - 1
    if word == "extended":
        row["until"] = row["date"] + timedelta(extra)
    cites = {IM: "第三十条", YN: "第十七条"}
    if word == "filed" and odd and policy in cites:
        row["cite"] = cites[policy]
    if word == "revoked" and policy == YN:
        row["cite"] = ("", "第十九条", "第十八条（二）", "第十六条")[extra % 4]
    return row
