"""The page of special accounts, as the server makes it: figures, filters, findings, links, and text that stays text."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from fundcalc import ledger
from fundcalc.base.i18n import Language
from fundcalc.base.loopback import Key
from fundcalc.fava import server
from fundcalc.ledger.listing import entries
from tests.ledger.samples import award, new_book, post_round, round_of

from .samples import award_id, recipient

PAGE = "/book/extension/SpecialAccounts/"
Get = Callable[..., str]


def opened(folder: Path, language: Language = "en") -> Get:
    """What GETs the page of a book, as the text between its tags."""
    client = server.application(folder, language).test_client()

    def get(**query: str) -> str:
        answer = client.get(PAGE, query_string={"partial": "true", **query})
        assert answer.status_code == 200
        return answer.text

    return get


def words(page: str) -> str:
    """The text of a page, one line a cell."""
    text = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    return "\n".join(filter(None, (line.strip() for line in unescape(re.sub(r"<[^>]+>", "\n", text)).splitlines())))


def test_the_money_of_a_recipient(tmp_path: Path) -> None:
    shown = words(opened(recipient(tmp_path / "book", 2))())
    assert (
        "amount awarded\n2,000,000.00\nreceived in the account\n1,600,000.00\nspent\n1,200,001.02\nreturned\n0.00\n"
        in shown
    )
    assert "balance\n399,998.98\nexecution rate\n75.00%" in shown
    assert "31003 专用设备购置\n600,000.00\n50.00%\n30227 委托业务费\n500,000.02\n41.67%" in shown
    assert "2 awards" in shown


def test_the_money_of_an_authority(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book")
    post_round(folder, round_of(award("p1"), award("p2")))
    ledger.pay(folder, [ledger.Payment("YN-2026-p1-build", 25_000, award().on)])
    shown = words(opened(folder)())
    assert "amount awarded\n2,000.00\npaid out\n250.00\nnot paid out yet\n1,750.00\nrecovered\n0.00\n" in shown
    assert "payment rate\n12.50%" in shown
    assert "Spending by use" not in shown


def test_a_reversed_payment_does_not_count_and_is_shown(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book")
    post_round(folder, round_of(award("p1")))
    ledger.pay(folder, [ledger.Payment("YN-2026-p1-build", 25_000, award().on)])
    payment = entries(folder).entries[0]
    ledger.reverse(folder, payment.id, why="付错账户", on=award().on)
    shown = words(opened(folder)(award="YN-2026-p1-build"))
    assert "付错账户" in shown
    assert "paid out\n0.00\nnot paid out yet\n1,000.00\n" in words(opened(folder)())


def test_a_book_that_was_touched_says_so(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book")
    post_round(folder, round_of(award("p1")))
    ledger.pay(folder, [ledger.Payment("YN-2026-p1-build", 25_000, award().on)])
    index = folder / "batches" / "index.beancount"
    index.write_text("".join(index.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
    shown = words(opened(folder)())
    assert "this batch is not in the index" in shown
    assert "it posts payment: 1, 250.00 yuan (YN-2026-p1-build)" in shown


def test_an_empty_book_says_what_to_do(tmp_path: Path) -> None:
    assert "This book holds no award yet. Once money has been entered" in words(opened(recipient(tmp_path / "a", 0))())
    assert "`fundcalc award … --book DIR --post`" in words(opened(new_book(tmp_path / "b", 0))())
    shown = words(opened(new_book(tmp_path / "c", 0), "zh")())
    assert "本账簿尚无核定的支持。" in shown


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"policy": "inner-mongolia-2025"}, [2, 5]),
        ({"year": "2026"}, [1, 3, 5]),
        ({"organisation": "第4单位"}, [4]),
        ({"organisation": "example00003"}, [3]),
        ({"policy": "yunnan-2025", "year": "2025"}, [4, 6]),
        ({"time": "2025"}, [2, 4, 6]),
        ({"account": "Assets:Special:YN-2026-P3-build"}, [3]),
        ({"organisation": "nobody"}, []),
        ({"policy": "../../etc/passwd"}, []),
    ],
)
def test_filters(tmp_path: Path, query: dict[str, str], numbers: list[int]) -> None:
    shown = words(opened(recipient(tmp_path / "book", 6))(**query))
    assert [number for number in range(1, 7) if f"\n{award_id(number)}\n" in shown] == numbers
    assert ("No award fits what was asked for" in shown) == (not numbers)


@pytest.mark.parametrize("query", [{"time": "nonsense!!"}, {"account": "((("}, {"filter": "((("}])
def test_a_filter_that_is_not_understood_is_reported(tmp_path: Path, query: dict[str, str]) -> None:
    shown = words(opened(recipient(tmp_path / "book", 3))(**query))
    assert "Fava's filter is not understood (" in shown
    assert "3 awards" in shown


def test_a_time_is_the_last_day_counted(tmp_path: Path) -> None:
    shown = words(opened(recipient(tmp_path / "book", 1))(time="2026-05"))
    assert "to the end of 31 May 2026; amounts in yuan" in shown
    assert "received in the account\n600,000.00\nspent\n550,000.01" in shown


def test_the_list_is_shown_in_parts_and_in_any_order(tmp_path: Path) -> None:
    get = opened(recipient(tmp_path / "book", 120))
    assert "1–50 of 120 awards\nnext\nlast" in words(get())
    assert "101–120 of 120 awards\nfirst\nprevious" in words(get(page="3"))
    for wild in ("0", "-1", "99", "x", "²", "9" * 40):
        assert "of 120 awards" in words(get(page=wild))
    ids = re.findall(r"<small>([A-Z]+-\d{4}-P\d+-\w+)</small>", get(sort="name", order="up"))
    assert ids == sorted(award_id(number) for number in range(1, 121))[:50]
    assert 'aria-sort="ascending"' in get(sort="name", order="up")
    assert "<th aria-sort" not in get(sort="nothing")


def test_one_award_and_every_movement_of_it(tmp_path: Path) -> None:
    page = opened(recipient(tmp_path / "book", 1))(award=award_id(1))
    shown = words(page)
    assert (
        "2026-05-10\nspent\n示例供应商 按合同支付\n31003 专用设备购置\n300,000.00\n49,999.99\nshow\n·\nmain.beancount:"
        in shown
    )
    assert "2026-06-10\nspent\n示例供应商 按合同支付\n30216 培训费\n50,000.50\n-0.51" in shown
    movements = shown[shown.index("2026-03-01") :]
    assert movements.count("main.beancount:") == 5
    assert len(set(re.findall(r'href="#context-([0-9a-f]+)"', page))) == 5


def test_what_is_wrong_leads_to_its_entry(tmp_path: Path) -> None:
    wrong = f"2026-12-01 balance Assets:Special:{award_id(1)} 1.00 CNY\n"
    folder = recipient(tmp_path / "book", 1, more=wrong)
    line = (folder / "main.beancount").read_text().count("\n")
    page = opened(folder)()
    assert f"Balance failed for 'Assets:Special:{award_id(1)}': expected 1.00 CNY" in words(page)
    assert re.search(rf'<a href="#context-[0-9a-f]+">main\.beancount:{line}</a>', page)
    faultless = new_book(tmp_path / "faultless")
    post_round(faultless, round_of(award("p1")))
    assert "The book checks" in words(opened(faultless)())


def test_a_fault_is_shown_with_its_award(tmp_path: Path) -> None:
    wrong = f"2026-12-01 balance Assets:Special:{award_id(2)} 1.00 CNY\n"  # it stands after the entries of award 4
    get = opened(recipient(tmp_path / "book", 4, more=wrong))
    assert "Balance failed" in words(get(award=award_id(2)))
    assert "Balance failed" in words(get(year="2025"))
    assert "Balance failed" not in words(get(award=award_id(4)))
    assert "Balance failed" not in words(get(year="2026"))


def test_what_the_audit_finds_leads_to_its_entry(tmp_path: Path) -> None:
    page = opened(recipient(tmp_path / "book", 1))()
    assert (
        "spent before receipt (第五条（四）): By 10 June 2026, CNY 600,000.51 had been spent and CNY 600,000.00 was available: "
        "CNY 0.51 was advanced." in words(page)
    )
    assert re.search(r'<a href="#context-[0-9a-f]+">main\.beancount:43</a>', page)
    assert "Nothing is wrong in the entries of these awards." in words(
        opened(recipient(tmp_path / "two", 2))(year="2031")
    )


def test_an_award_that_is_only_noted_is_shown(tmp_path: Path) -> None:
    noted = (
        '2026-05-01 custom "fundcalc-award" "YN-2026-P9-build"\n  policy: "yunnan-2025"\n  code: "YN"\n  year: "2026"\n'
    )
    assert "YN-2026-P9-build" in words(opened(recipient(tmp_path / "book", 1, more=noted))())


def test_the_audit_may_hand_over_findings() -> None:
    from fundcalc.fava import query, view

    place = query.PageAddress("/page", {}, lambda file, line: f"/source/{file}/{line}", lambda _file, _line: "")
    finding = view.PageFinding(
        "violation", "a fine is no use of this money", "batches/x.beancount", 7, "YN-2026-p1-build"
    )
    made = view.overview(view.Book([], [finding], "recipient", None), place)
    assert made["findings"] == [
        {
            "kind": "violation",
            "severity": "violation",
            "text": "a fine is no use of this money",
            "details": "",
            "place": "batches/x.beancount:7",
            "url": "/source/batches/x.beancount/7",
        }
    ]


def test_text_of_a_book_stays_text(tmp_path: Path) -> None:
    folder = recipient(tmp_path / "book", 1)
    top = folder / "main.beancount"
    hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    top.write_text(top.read_text().replace("示例供应商", hostile).replace("示例第1单位（虚构）", hostile))
    get = opened(folder)
    for page in (get(), get(award=award_id(1)), get(organisation=hostile)):
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_nothing_can_be_written_and_nobody_else_can_ask(tmp_path: Path) -> None:
    folder = recipient(tmp_path / "book", 1)
    app = server.application(folder, "en")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    client = app.test_client()
    for method in (client.put, client.post, client.delete):
        assert method("/book/api/source", json={"file_path": str(folder / "main.beancount")}).status_code == 401
    assert client.get("/book/api/source", query_string={"filename": "/etc/passwd"}).status_code == 500
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("127.0.0.1:5050", True),
        ("localhost:5050", True),
        ("LOCALHOST:5050", True),
        ("127.0.0.1", False),
        ("127.0.0.1:80", False),
        ("evil.example:5050", False),
        ("127.0.0.1.evil.example:5050", False),
        ("", False),
    ],
)
def test_only_requests_that_name_this_machine_are_answered(host: str, allowed: bool) -> None:
    answered: list[str] = []
    key = Key(5050, "secret")

    def app(_environ: object, _start: object) -> list[bytes]:
        return [b"the book"]

    guarded = server.guarded(app, key)

    def body(**environ: str) -> bytes:
        return b"".join(guarded({"HTTP_HOST": host, **environ}, lambda status, _headers: answered.append(status)))

    cookie = key.cookie.partition(";")[0]
    assert (body(HTTP_COOKIE=cookie) == b"the book") == allowed
    assert answered == ([] if allowed else ["403 Forbidden"])
    assert b"url=/book/" in body(QUERY_STRING="key=secret", PATH_INFO="/book/") or not allowed
    answered.clear()
    for stranger in ({}, {"QUERY_STRING": "key=guessed"}, {"HTTP_COOKIE": "fundcalc-5050=guessed"}):
        assert b"the book" not in body(**stranger)
    assert answered == ["403 Forbidden"] * 3
