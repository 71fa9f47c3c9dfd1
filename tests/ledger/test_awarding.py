"""Posting rounds of awards: each once, all that are new or none, and kept with what decided them."""

import hashlib
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from beancount.core.data import Custom, Open, Transaction

from fundcalc import ledger
from fundcalc.base.errors import BookError, ShortfallError
from fundcalc.engine.application import PaidAward
from fundcalc.ledger.book_history import BookHistory

from .samples import (
    ON,
    POLICY_DIGEST,
    POLICY_TEXT,
    appropriate,
    award,
    inputs,
    load,
    new_book,
    post_round,
    round_of,
    snapshot,
    text_of,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return new_book(tmp_path / "book")


def transactions(folder: Path, tag: str = "award") -> list[Any]:
    return [entry for entry in load(folder) if isinstance(entry, Transaction) and tag in entry.tags]


def refusal(folder: Path, round_: ledger.DecidedRound | None = None, *awards: ledger.Award) -> str:
    before = snapshot(folder)
    with pytest.raises(BookError) as caught:
        post_round(folder, round_ or round_of(*awards))
    assert snapshot(folder) == before
    return str(caught.value)


def test_a_round_as_it_is_posted(folder: Path) -> None:
    one = award(organisation="lab_1")
    done = post_round(folder, round_of(one))
    kept = hashlib.sha256(inputs("p1") + b"\n").hexdigest()
    assert done == ledger.Posting((one,), (), (), done.batch)
    assert done.batch is not None
    assert done.batch.startswith("2026-05-20-awards-")
    assert text_of(folder, done.batch) == (
        '2026-05-20 custom "fundcalc-batch" "awards"\n'
        f'  inputs-file: "{kept}"\n'
        f'  policy-file: "{POLICY_DIGEST}"\n'
        "2025-01-01 open Liabilities:Fund:YN-2026:Awards:X号lab线1 CNY\n"
        '  name: "昆明某某科技有限公司"\n'
        '2026-05-20 * "昆明某某科技有限公司" "云南省某某（细分领域）概念验证中心 build 第十三条（一）" '
        "#award ^award-YN-2026-p1-build\n"
        '  award-id: "YN-2026-p1-build"\n'
        '  policy: "yunnan-2025"\n'
        '  year: "2026"\n'
        '  platform: "p1"\n'
        '  platform-kind: "proof_of_concept"\n'
        '  organisation: "lab_1"\n'
        '  benefit: "build"\n'
        '  cite: "第十三条（一）"\n'
        f'  policy-sha256: "{POLICY_DIGEST}"\n'
        f'  inputs-sha256: "{hashlib.sha256(inputs("p1")).hexdigest()}"\n'
        "  Expenses:Fund:YN-2026:Awards  1000.00 CNY\n"
        "  Liabilities:Fund:YN-2026:Awards:X号lab线1  -1000.00 CNY\n"
    )
    load(folder)


def test_inputs_and_policy_are_kept_by_their_digests(folder: Path) -> None:
    post_round(folder, round_of(award("p2"), award("p1")))
    [kept] = (folder / "inputs").iterdir()
    assert kept.read_bytes() == inputs("p2") + b"\n" + inputs("p1") + b"\n"  # in the order of the round
    assert kept.stem == hashlib.sha256(kept.read_bytes()).hexdigest()
    lines = kept.read_bytes().splitlines()
    written = {entry.meta["inputs-sha256"] for entry in transactions(folder)}
    assert {hashlib.sha256(line).hexdigest() for line in lines} == written
    [policy] = (folder / "policies").iterdir()
    assert (policy.name, policy.read_bytes()) == (f"{POLICY_DIGEST}.toml", POLICY_TEXT)
    [batch] = [entry for entry in load(folder) if isinstance(entry, Custom) and entry.type == "fundcalc-batch"]
    assert (batch.meta["inputs-file"], batch.meta["policy-file"]) == (kept.stem, policy.stem)


def test_the_whole_round_is_kept_though_some_get_nothing(folder: Path) -> None:
    lines = {hashlib.sha256(inputs(name)).hexdigest(): inputs(name) for name in ("p9", "p1")}
    post_round(folder, ledger.DecidedRound([award()], POLICY_TEXT, lines))
    [kept] = (folder / "inputs").iterdir()
    assert kept.read_bytes() == inputs("p9") + b"\n" + inputs("p1") + b"\n"


def test_the_same_round_again_changes_nothing(folder: Path) -> None:
    post_round(folder, round_of(award(), award("p2")))
    before = snapshot(folder)
    done = post_round(folder, round_of(award(), award("p2", fen=7)))
    assert (done.posted, done.conflicts, done.batch) == ((), (), None)
    assert [(award.id, award.fen) for award in done.already] == [
        ("YN-2026-p1-build", 100_000),
        ("YN-2026-p2-build", 100_000),
    ]
    assert snapshot(folder) == before


def test_an_award_decided_on_other_inputs_is_a_conflict(folder: Path) -> None:
    post_round(folder, round_of(award()))
    again = award(seen=2, fen=5)
    done = post_round(folder, round_of(again, award("p2")))
    assert [award.id for award in done.posted] == ["YN-2026-p2-build"]
    [conflict] = done.conflicts
    assert conflict.award == again
    assert (conflict.posted.fen, conflict.posted.on, conflict.posted.owed_at) == (
        100_000, ON, "Liabilities:Fund:YN-2026:Awards:9153P1",
    )  # fmt: skip
    assert len(transactions(folder)) == 2


def test_an_organisation_is_opened_once(folder: Path) -> None:
    shared: dict[str, Any] = {"organisation": "91530100MA6K"}
    post_round(folder, round_of(award("p1", **shared), award("p2", **shared)))
    post_round(folder, round_of(award("p3", **shared, on=date(2026, 2, 1)), award("p4")))
    opened = [entry.account for entry in load(folder) if isinstance(entry, Open) and "Liabilities" in entry.account]
    assert sorted(opened) == [
        "Liabilities:Fund:YN-2026:Awards:91530100MA6K",
        "Liabilities:Fund:YN-2026:Awards:9153P4",
    ]


def test_one_round_may_draw_on_several_funds(folder: Path) -> None:
    appropriate(folder, 200_000, year=2027, on=date(2026, 12, 1))
    post_round(folder, round_of(award(), award(year=2027, on=date(2027, 5, 1))))
    assert [fund.free for fund in ledger.status(folder).funds] == [99_900_000, 100_000]
    load(folder)


def test_history_is_read_under_the_lock(folder: Path) -> None:
    post_round(folder, round_of(award()))
    with ledger.locked(folder) as book:
        history = BookHistory(book.snapshot.events, ()).rows()
        with pytest.raises(BookError, match="another process has been writing"):
            run_in_thread(lambda: appropriate(folder, 1, wait=0.05))
        assert ledger.post_awards(book, ledger.DecidedRound([], b"", {})) == ledger.Posting((), (), (), None)
    before = PaidAward("9153P1", "p1", "yunnan-2025", "build", 2026, 100_000, "proof_of_concept")
    assert history == [before._replace(awarded_on=date(2026, 5, 20), paid_out=0)]


def test_a_locked_book_reads_what_it_has_posted(folder: Path) -> None:
    with ledger.locked(folder) as book:
        assert book.snapshot.awards == {}
        assert ledger.post_awards(book, round_of(award())).batch
        assert list(book.snapshot.awards) == ["YN-2026-p1-build"]
        done = ledger.post_awards(book, round_of(award(), award("p2")))
        assert [award.id for award in done.already] == ["YN-2026-p1-build"]
    load(folder)


def run_in_thread(work: Any) -> None:
    caught: list[Exception] = []

    def run() -> None:
        try:
            work()
        except BookError as error:
            caught.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    for error in caught:
        raise error


def test_what_the_decision_raises_is_passed_on(folder: Path) -> None:
    before = snapshot(folder)

    def decide() -> ledger.DecidedRound:
        raise FileNotFoundError("the sheet")

    with pytest.raises(FileNotFoundError, match="the sheet"), ledger.locked(folder) as book:
        ledger.post_awards(book, decide())
    assert snapshot(folder) == before
    assert post_round(folder, round_of(award()), wait=1).batch


def test_the_last_fen_can_be_awarded_and_not_one_more(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book", fen=200_000)
    before = snapshot(folder)
    with pytest.raises(ShortfallError) as caught:
        post_round(folder, round_of(award(), award("p2", fen=100_001)))
    assert str(caught.value) == (
        "fund YN-2026: 2,000.00 yuan available, 2,000.01 yuan needed, 0.01 yuan short\n"
        "nothing was posted: appropriate more, or award less"
    )
    assert snapshot(folder) == before
    post_round(folder, round_of(award(), award("p2")))
    with pytest.raises(ShortfallError, match=r"^fund YN-2026: 0\.00 yuan available, 0\.01 yuan needed"):
        post_round(folder, round_of(award("p3", fen=1)))


def test_awards_in_the_book_need_no_cover_again(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book", fen=200_000)
    post_round(folder, round_of(award()))
    done = post_round(folder, round_of(award(), award("p2")))
    assert (len(done.already), len(done.posted)) == (1, 1)


def test_every_fund_that_falls_short_is_named(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book", fen=0)
    assert refusal(folder, None, award(year=2027), award()) == (
        "fund YN-2026: 0.00 yuan available, 1,000.00 yuan needed, 1,000.00 yuan short\n"
        "fund YN-2027: 0.00 yuan available, 1,000.00 yuan needed, 1,000.00 yuan short\n"
        "nothing was posted: appropriate more, or award less"
    )


ID = "an id holds letters and digits of ASCII, '.', '_' and '-'"
AMOUNT = "an amount is above 0 and at most 1,000,000,000,000,000.00 yuan, with no more than two decimals"
DAY = "a date is a day without a time, from 2025-01-01 to 2199-12-31"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"platform": "云", "organisation": "o"}, f"award 'YN-2026-云-build': platform '云' cannot be posted: {ID}"),
        ({"organisation": "a\nb"}, f"award 'YN-2026-p1-build': organisation 'a\\nb' cannot be posted: {ID}"),
        ({"policy": ""}, f"award 'YN-2026-p1-build': policy '' cannot be posted: {ID}"),
        (
            {"benefit": "a-b"},
            "award 'YN-2026-p1-a-b': benefit 'a-b' cannot be posted: a benefit id starts with a small letter and holds "
            "small letters, digits and _",
        ),
        (
            {"code": "Y-N"},
            "award 'Y-N-2026-p1-build': code 'Y-N' cannot be posted: a policy's code starts with a capital and holds "
            "capitals and digits, such as YN",
        ),
        ({"cite": None}, "award 'YN-2026-p1-build': article None cannot be posted: a text is a string"),
        ({"fen": 0}, f"award 'YN-2026-p1-build': amount 0.00 cannot be posted: {AMOUNT}"),
        ({"fen": 10.0}, f"award 'YN-2026-p1-build': amount 10.0 cannot be posted: {AMOUNT}"),
        (
            {"year": "2026"},
            "award 'YN-2026-p1-build': year '2026' cannot be posted: a year is a whole number from 1901 to 2199",
        ),
        (
            {"on": date(2024, 1, 1)},
            f"award 'YN-2026-p1-build': date 2024-01-01 cannot be posted: {DAY}",
        ),
    ],
)
def test_what_cannot_be_posted_is_named(folder: Path, changed: dict[str, Any], message: str) -> None:
    assert refusal(folder, None, award("p0"), award(**changed)) == message


def test_all_faults_are_named_up_to_ten(folder: Path) -> None:
    lines = refusal(folder, None, *(award(f"p{number:02d}", fen=-1, cite=3) for number in range(6))).splitlines()
    assert len(lines) == 11
    assert lines[0] == "award 'YN-2026-p00-build': article 3 cannot be posted: a text is a string"
    assert lines[1] == f"award 'YN-2026-p00-build': amount -0.01 cannot be posted: {AMOUNT}"
    assert lines[-1] == "and 2 more"


def test_an_award_stands_once_in_a_round(folder: Path) -> None:
    assert refusal(folder, None, award(), award("p2"), award()) == (
        "award YN-2026-p1-build is in this round twice; decide each platform once, nothing was posted"
    )


def test_a_fund_belongs_to_one_policy(folder: Path) -> None:
    assert refusal(folder, None, award("p2", policy="another"), award()) == (
        "fund YN-2026 belongs to policy 'yunnan-2025', not 'another'; give every policy a code of its own, nothing "
        "was posted"
    )


def test_inputs_must_be_those_that_were_decided_on(folder: Path) -> None:
    digest = hashlib.sha256(inputs("p1")).hexdigest()
    assert refusal(folder, ledger.DecidedRound([award()], POLICY_TEXT, {})) == (
        f"award YN-2026-p1-build: the round has no inputs with its digest {digest}; pass the application it was "
        "decided on, nothing was posted"
    )
    assert refusal(folder, ledger.DecidedRound([award()], POLICY_TEXT, {digest: b"{}"})) == (
        f"inputs {digest}: the bytes passed have the digest {hashlib.sha256(b'{}').hexdigest()}; compute it from "
        "these bytes, nothing was posted"
    )
    two = b"{}\n{}"
    split = hashlib.sha256(two).hexdigest()
    assert refusal(folder, ledger.DecidedRound([award(inputs_digest=split)], POLICY_TEXT, {split: two})) == (
        f"inputs {split}: they are not one line of JSON; write them without line ends, nothing was posted"
    )


def test_the_policy_must_be_the_one_it_was_decided_by(folder: Path) -> None:
    lines = {hashlib.sha256(inputs("p1")).hexdigest(): inputs("p1")}
    assert refusal(folder, ledger.DecidedRound([award()], b"other", lines)) == (
        f"award YN-2026-p1-build: its policy digest {POLICY_DIGEST} is not that of the policy text passed, "
        f"{hashlib.sha256(b'other').hexdigest()}; pass the text it was decided by, nothing was posted"
    )


def test_a_book_that_does_not_check_is_not_posted_to(folder: Path) -> None:
    with (folder / "main.beancount").open("a") as top:
        top.write("2026-01-01 balance Assets:Fund:YN-2026:Treasury 1.00 CNY\n")
    assert refusal(folder, None, award()) == (
        f"{folder} does not check, so nothing was written; correct this and run it again:\n"
        "  main.beancount:9: Balance failed for 'Assets:Fund:YN-2026:Treasury': expected 1.00 CNY != accumulated 0 CNY "
        "(1.00 too little)"
    )


def test_a_book_with_an_award_that_cannot_be_understood_is_not_posted_to(folder: Path) -> None:
    with (folder / "main.beancount").open("a") as top:
        top.write(
            '2026-02-01 * "x" #award\n  Expenses:Fund:YN-2026:Awards  1.00 CNY\n  Equity:Fund:YN-2026:Free  -1.00 CNY\n'
        )
    assert refusal(folder, None, award()) == (
        f"{folder} is not what was posted, so nothing was written; `fundcalc book mend {folder}` says what can be done:\n"
        "  main.beancount:9: this entry on the accounts of awards and funds was not posted by fundcalc; take it out, and "
        "enter it by a command"
    )


def test_rounds_side_by_side_post_each_award_once(folder: Path) -> None:
    rounds = [[award(f"p{number}") for number in range(start, start + 6)] for start in range(8)]
    posted: list[str] = []

    def work(awards: list[ledger.Award]) -> None:
        posted.extend(award.id for award in post_round(folder, round_of(*awards)).posted)

    threads = [threading.Thread(target=work, args=(awards,)) for awards in rounds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = sorted(entry.meta["award-id"] for entry in transactions(folder))
    assert ids == sorted(posted) == sorted({award.id for awards in rounds for award in awards})
