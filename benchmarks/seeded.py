"""Clean books of spending, and known faults planted in them.

The audit should find the faults, and nothing else.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from fundcalc.auditing.evidence import AwardFacts, Evidence, Movement
from fundcalc.auditing.lines import Line

# For each measure: its fund code and a benefit, what it permits (use, code, purpose), and what it forbids (use, code, account).
Given = Sequence[tuple[str, str, str]]
MEASURES: dict[str, tuple[str, str, Given, Given]] = {
    "inner-mongolia-2025": (
        "IM",
        "filing",
        [
            ("special_equipment", "31003", ""),
            ("software_and_intangibles", "", ""),
            ("", "30903", ""),
            ("talent_training", "30216", "talent"),
        ],
        [
            ("", "30103", ""),
            ("wages", "", ""),
            ("office_running", "30209", ""),
            ("", "30229", ""),
            ("", "", "2211"),
            ("rent_of_premises", "30214", ""),
            ("", "30217", ""),
            ("fines", "30299", ""),
            ("", "31201", ""),
        ],
    ),
    "yunnan-2025": (
        "YN",
        "build",
        [
            ("materials", "30218", "pilot"),
            ("", "31003", "概念验证"),
            ("labour", "", "transfer"),
            ("product_development", "", ""),
        ],
        [
            ("", "31005", ""),
            ("buildings_and_land", "", ""),
            ("", "30217", ""),
            ("donations", "39909", ""),
            ("", "30701", ""),
            ("", "", "1511"),
        ],
    ),
    "xinzhou-2024": (
        "XZ",
        "recognition",
        [
            ("materials", "30218", ""),
            ("", "31003", ""),
            ("commissioned_services", "30227", "research"),
            ("", "30211", "合作交流"),
        ],
        [("fines", "", ""), ("", "39907", ""), ("donations", "30299", ""), ("investment", "", "")],
    ),
}
WORDS = ("罚款", "年终奖金", "对外捐赠", "股权投资")
TEXTS = ("样品加工", "第二批货款", "验收后付款", "进度款", "材料到货", "合同尾款")


@dataclass(frozen=True)
class Planted:
    """A planted fault.

    The check that should find it, and the place it should name (empty: the award itself).
    """

    check: str
    award: str
    place: str


def clean(count: int, seed: int) -> Evidence:
    """Return permitted lines in awards that were received in time and are not used up."""
    pick = random.Random(seed)
    lines: list[Line] = []
    awards: list[AwardFacts] = []
    movements: list[Movement] = []
    places = iter(range(1, 10**9))
    while len(lines) < count:
        policy = pick.choice(list(MEASURES))
        code, benefit, permitted, _forbidden = MEASURES[policy]
        platform = f"p{len(awards)}"
        award = f"{code}-2026-{platform}-{benefit}"
        start, fen = date(2026, 1, 1) + timedelta(days=pick.randrange(60)), 0
        for _ in range(pick.randrange(5, 40)):
            use, economic, purpose = pick.choice(permitted)
            amount = pick.randrange(1, 5_000_000)
            fen += amount
            place = next(places)
            day = start + timedelta(days=pick.randrange(10, 300))
            lines.append(
                Line(day, amount, award, use, economic, "", f"供应商{pick.randrange(500)}", pick.choice(TEXTS),
                     f"26{place:018d}", purpose, f"记-{place}", f"o{len(awards) % 400}", f"book:{place}")
            )  # fmt: skip
        organisation = f"o{len(awards) % 400}"
        awards.append(
            AwardFacts(award, policy, organisation, platform, benefit, 2026, fen + 1, start, place=f"awards:{platform}")
        )
        movements.append(Movement("received", start + timedelta(days=5), fen + 1, award, organisation))
    return Evidence(lines, awards, movements)


def plant(clean: Evidence, faults: int, seed: int) -> tuple[Evidence, list[Planted]]:
    """The evidence with so many faults of every kind, no two in one award."""
    pick = random.Random(seed)
    state = _State(list(clean.lines), {award.id: award for award in clean.awards}, list(clean.movements), [])
    awards = pick.sample([award.id for award in clean.awards], min(len(clean.awards), faults * len(_KINDS) * 2))
    state.spare = awards
    for kind in _KINDS:
        for _ in range(faults):
            state.planted += kind(state, awards.pop(), pick)
    return Evidence(state.lines, [*state.awards.values(), *state.twice], state.movements), state.planted


@dataclass
class _State:
    lines: list[Line]
    awards: dict[str, AwardFacts]
    movements: list[Movement]
    planted: list[Planted]

    def __post_init__(self) -> None:
        self.twice: list[AwardFacts] = []
        self.spare: list[str] = []

    def of(self, award: str, pick: random.Random) -> int:
        return pick.choice([at for at, line in enumerate(self.lines) if line.award == award])


Kind = Callable[[_State, str, random.Random], list[Planted]]


def _prohibited(state: _State, award: str, pick: random.Random) -> list[Planted]:
    at = state.of(award, pick)
    use, code, account = pick.choice(MEASURES[state.awards[award].policy][3])
    state.lines[at] = state.lines[at]._replace(use=use, code=code, account=account, purpose="")
    return [Planted("prohibited_use", award, state.lines[at].place)]


def _wording(state: _State, award: str, pick: random.Random) -> list[Planted]:
    at = state.of(award, pick)
    state.lines[at] = state.lines[at]._replace(text=pick.choice(WORDS), use="", code="", purpose="")
    return [Planted("use_for_review", award, state.lines[at].place)]


def _overspent(state: _State, award: str, pick: random.Random) -> list[Planted]:
    at = state.of(award, pick)
    state.lines[at] = state.lines[at]._replace(fen=state.lines[at].fen + 100)
    return [Planted("overspent", award, "")]


def _early(state: _State, award: str, pick: random.Random) -> list[Planted]:
    at, known = state.of(award, pick), state.awards[award]
    assert known.on is not None
    state.lines[at] = state.lines[at]._replace(date=known.on + timedelta(days=pick.randrange(0, 5)))
    return [Planted("spent_before_receipt", award, state.lines[at].place)]


def _revoked(state: _State, award: str, _pick: random.Random) -> list[Planted]:
    dated = sorted(((line.date, line.place) for line in state.lines if line.award == award and line.date), reverse=True)
    last = dated[0][0]
    state.awards[award] = replace(state.awards[award], revoked_on=last - timedelta(days=1))
    return [Planted("spent_after_revocation", award, place) for day, place in dated if day == last]


def _outside(state: _State, award: str, pick: random.Random) -> list[Planted]:
    at = state.of(award, pick)
    state.lines[at] = state.lines[at]._replace(date=date(2028, 1, 1))
    state.awards[award] = replace(state.awards[award], until=date(2027, 12, 31))
    return [Planted("outside_validity", award, state.lines[at].place)]


def _overpaid(state: _State, award: str, _pick: random.Random) -> list[Planted]:
    known = state.awards[award]
    state.movements.append(Movement("paid", date(2026, 4, 1), (known.fen or 0) + 1, award, known.organisation))
    # The receipt is of the award's amount, so that paid and received differ too.
    return [Planted("paid_beyond_award", award, ""), Planted("amounts_differ", award, "")]


def _double(state: _State, award: str, _pick: random.Random) -> list[Planted]:
    state.twice.append(replace(state.awards[award], organisation="o-other", place="other:1"))
    return [Planted("double_award", award, "other:1")]


def _invoice(state: _State, award: str, pick: random.Random) -> list[Planted]:
    at, other = state.of(award, pick), state.of(state.spare.pop(), pick)
    first, second = sorted((at, other))
    fen = min(state.lines[at].fen, state.lines[other].fen)
    for line in (first, second):
        state.lines[line] = state.lines[line]._replace(invoice=state.lines[at].invoice, fen=fen)
    return [Planted("same_invoice", state.lines[second].award, state.lines[second].place)]


def _out(state: _State, award: str, _pick: random.Random) -> list[Planted]:
    state.movements.append(Movement("moved_out", date(2026, 6, 1), 100, award, "", "Assets:Bank", place=f"out:{award}"))
    return [Planted("moved_out", award, f"out:{award}")]


def _in(state: _State, award: str, _pick: random.Random) -> list[Planted]:
    state.movements.append(Movement("moved_in", date(2026, 6, 1), 100, award, "", "Assets:Bank", place=f"in:{award}"))
    return [Planted("moved_in", award, f"in:{award}")]


def _not_received(state: _State, award: str, _pick: random.Random) -> list[Planted]:
    known = state.awards[award]
    state.movements.append(Movement("paid", date(2026, 4, 1), (known.fen or 0) - 1, award, known.organisation))
    return [Planted("amounts_differ", award, "")]


def _organisation(state: _State, award: str, pick: random.Random) -> list[Planted]:
    at = state.of(award, pick)
    state.lines[at] = state.lines[at]._replace(organisation="o-other")
    return [Planted("organisation_differs", award, state.lines[at].place)]


def _late(state: _State, award: str, _pick: random.Random) -> list[Planted]:
    known = state.awards[award]
    state.awards[award] = replace(known, revoked_on=known.on)
    lines = [line for line in state.lines if line.award == award]
    return [
        Planted("received_after_revocation", award, ""),
        *(Planted("spent_after_revocation", award, line.place) for line in lines),
    ]


_KINDS: tuple[Kind, ...] = (
    _prohibited, _wording, _overspent, _early, _revoked, _outside, _overpaid, _double, _invoice, _out, _in,
    _not_received, _organisation, _late,
)  # fmt: skip
