"""Days far ahead, or before the measure, are questioned in every act that a person enters."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click
import pytest

import fundcalc
from fundcalc import ledger
from fundcalc.auditing.lines import Line
from fundcalc.base.errors import RefusedError
from fundcalc.cli import main
from fundcalc.cli.award import award as award_command
from fundcalc.cli.book import book as book_commands
from fundcalc.ledger import Payment, posting, recipient
from fundcalc.ledger.authority.payees import Payee, enter_payees
from fundcalc.ledger.listing import entries
from fundcalc.ledger.platform_events import enter_events
from fundcalc.ledger.plausible_days import doubt_about, plausible_days
from fundcalc.ledger.recipient import Entry

from .samples import application, appropriate, award, new_book, post_round, round_of, snapshot

A = "YN-2026-p1-build"
TODAY, SOON, AHEAD, OLD = date(2026, 6, 30), date(2026, 7, 10), date(2026, 7, 11), date(2025, 12, 5)
POLICY = fundcalc.load("yunnan-2025")
FACTS = {"policy": POLICY.id, "awarded": "9000.00"}

Act = Callable[[Path, date], object]
AUTHORITY: dict[str, Act] = {
    "appropriate": lambda folder, on: appropriate(folder, 7, on=on),
    "commit": lambda folder, on: ledger.commit(
        folder, [Payment("YN-2026-p9-build", 5, on)], policy=POLICY.id, code="YN", year=2026
    ),
    "award": lambda folder, on: posting.post(POLICY, [application(platform="p2")], [], folder, on=on),
    "pay": lambda folder, on: ledger.pay(folder, [Payment(A, 7, on)]),
    "clawback": lambda folder, on: ledger.claw_back(folder, [Payment(A, 7, on)]),
    "recover": lambda folder, on: ledger.recover(folder, [Payment(A, 1, on)]),
    "carry": lambda folder, on: ledger.carry(
        folder, policy=POLICY.id, code="YN", from_year=2026, to_year=2027, on=on, fen=1
    ),
    "revoke": lambda folder, on: ledger.revoke(folder, on, award=A),
    "payees": lambda folder, on: enter_payees(folder, [Payee("o1", "户名", "银行", "1")], on),
    "events": lambda folder, on: enter_events(
        folder, [{"platform": "p1", "date": on.isoformat(), "event": "filed"}], TODAY, POLICY.id
    ),
    "reverse": lambda folder, on: ledger.reverse(folder, entries(folder).entries[0].id, why="录错", on=on),
    "close": lambda folder, on: ledger.close(folder, on, on=TODAY),
    "rename": lambda folder, on: ledger.rename(folder, on, title="新"),
    "note": lambda folder, on: ledger.correct_facts(folder, A, on, platform_name="新"),
}
RECIPIENT: dict[str, Act] = {
    "receive": lambda folder, on: recipient.receive(folder, Entry(A, 7, on)),
    "note": lambda folder, on: recipient.note(folder, A, {"until": "2027-12-31"}, on=on),
    "spend": lambda folder, on: ledger.spend(folder, [Line(on, 7, A, code="30218", place="x:2")], advance=True),
    "demand": lambda folder, on: recipient.demand(folder, Entry(A, 7, on)),
    "return": lambda folder, on: recipient.give_back(folder, Entry(A, 7, on)),
}
UNDER_THE_MEASURE = {"commit", "award", "revoke", "receive", "spend", "demand", "return"}


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An authority's book with an award paid and partly due back, and a recipient's with its money."""
    place = tmp_path_factory.mktemp("books")
    folder = new_book(place / "authority", 500_000_000)
    post_round(folder, round_of(award("p1", fen=900_000)))
    ledger.pay(folder, [Payment(A, 500, date(2026, 6, 1))])
    ledger.claw_back(folder, [Payment(A, 100, date(2026, 6, 2))])
    recipient.init(place / "special", title="专项")
    recipient.receive(place / "special", Entry(A, 1_000, date(2026, 6, 1)), FACTS)
    return place


@pytest.fixture
def of_role(books: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(books, tmp_path / "books"))


ACTS = [("authority", name) for name in AUTHORITY] + [("special", name) for name in RECIPIENT]


@pytest.mark.parametrize(("book", "name"), ACTS)
def test_a_day_far_ahead_is_questioned(of_role: Path, book: str, name: str) -> None:
    folder, act = of_role / book, (AUTHORITY if book == "authority" else RECIPIENT)[name]
    before = snapshot(folder)
    with plausible_days(TODAY):
        with pytest.raises(RefusedError, match=r"2026-07-11 is 11 days after today \(2026-06-30\).*--any-day"):
            act(folder, AHEAD)
        if name in UNDER_THE_MEASURE:
            with pytest.raises(RefusedError, match="2025-12-05 is before 2025-12-06, the first day of the measure"):
                act(folder, OLD)
        assert snapshot(folder) == before
        act(folder, SOON)
    assert snapshot(folder) != before


def test_what_was_entered_on_such_a_day_is_there_already(of_role: Path) -> None:
    folder = of_role / "special"
    RECIPIENT["spend"](folder, AHEAD)
    before = snapshot(folder)
    with plausible_days(TODAY):
        RECIPIENT["spend"](folder, AHEAD)
    assert snapshot(folder) == before


@pytest.mark.parametrize(
    ("until", "message"),
    [
        (date(2026, 5, 31), "the last day for use, 2026-05-31, is before 2026-06-01"),
        (date(2062, 6, 1), "more than ten years after today"),
    ],
)
def test_a_last_day_for_use_before_the_money_or_much_later_is_questioned(
    of_role: Path, until: date, message: str
) -> None:
    folder = of_role / "special"
    with plausible_days(TODAY):
        with pytest.raises(RefusedError, match=message):
            ledger.correct_facts(folder, A, TODAY, until=until)
        with pytest.raises(RefusedError, match=message):
            recipient.receive(folder, Entry(A, 1, TODAY), {"until": until.isoformat()})
        ledger.correct_facts(folder, A, TODAY, until=date(2026, 6, 1))
    with pytest.raises(RefusedError, match="is before 2026-05-20"), plausible_days(TODAY):
        ledger.correct_facts(of_role / "authority", A, TODAY, until=date(2026, 5, 19))


def test_days_are_questioned_while_a_command_runs_only(tmp_path: Path) -> None:
    words = ["book", "appropriate", str(tmp_path), "--policy", "yunnan-2025", "--year", "2026", "--amount", "1"]
    for more in ([], ["--date", "2062-01-01"], ["--unknown"]):
        with pytest.raises(SystemExit):
            main([*words, *more])
        assert doubt_about(date(2190, 1, 1)) == ""


def test_every_command_that_enters_something_on_a_day_has_the_option() -> None:
    commands = [book_commands.get_command(click.Context(book_commands), name) for name in book_commands.lazy]
    for command in (award_command, *commands):
        assert command is not None
        options = {option for parameter in command.params for option in parameter.opts}
        if "--by" in options and command.name not in ("init", "mend"):
            assert "--any-day" in options, command.name
