"""A round on the pages: from the empty workbook to the last payment, and putting one wrong award right."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from fundcalc import ledger
from fundcalc.ledger import listing

from .visitor import Shown, Visitor, visiting


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    folder = tmp_path_factory.mktemp("season")
    with visiting() as found:
        made = found.send("/books/new", role="authority", title="专项资金", parent=str(folder), name="book")
        assert made.address.startswith("/books/")
        yield found


@pytest.fixture(scope="module")
def book(visitor: Visitor) -> str:
    """The address of the book, with 12 million appropriated to Yunnan."""
    address = visitor.open("/").link("/books/")
    shown = visitor.send(
        f"{address}/appropriate", policy="yunnan-2025", year="2026", amount="12,000,000", on="2026-03-01"
    )
    assert "nothing is entered yet" in shown.text
    assert "CNY 12,000,000.00 壹仟贰佰万元整" in shown.text
    assert "1 entry was posted" in visitor.confirm(shown, by="王会计").text
    return address


def folder_of(visitor: Visitor, book: str) -> Path:
    text = visitor.open(book).html
    return Path(text.partition("<code>")[2].partition("</code>")[0])


@pytest.fixture(scope="module")
def sample(visitor: Visitor) -> bytes:
    return visitor.saved("/measures/yunnan-2025/sample.xlsx")


@pytest.fixture(scope="module")
def decided(visitor: Visitor, book: str, sample: bytes) -> Shown:
    return visitor.send("/rounds/new", {"昆明 round.xlsx": sample}, policy="yunnan-2025", book=book.rsplit("/", 1)[1])


@pytest.fixture(scope="module")
def posted(visitor: Visitor, book: str, decided: Shown) -> Shown:
    shown = visitor.send(decided.address, book=book.rsplit("/", 1)[1], what="post", year="2026", on="2026-11-30")
    assert "8 entries, CNY 7,985,802.45" in shown.text
    assert "into the book 专项资金, whose seal is now" in shown.text
    assert not ledger.status(folder_of(visitor, book)).accounts
    return visitor.confirm(shown, by="王会计")


def test_the_empty_workbook_can_be_had_with_the_platforms_of_the_book(
    visitor: Visitor, book: str, posted: Shown
) -> None:
    assert posted.status == 200
    empty = load_workbook(BytesIO(visitor.saved("/measures/yunnan-2025/template.xlsx")))
    filled = load_workbook(BytesIO(visitor.saved(f"/measures/yunnan-2025/template.xlsx?book={book.rsplit('/', 1)[1]}")))

    def rows(workbook: object) -> int:
        sheet = workbook["申请 applications"]  # type: ignore[index]
        return sum(any(cell.value for cell in row) for row in sheet.iter_rows(min_row=3))

    assert (rows(empty), rows(filled)) == (0, 6)


def test_a_round_is_decided_searched_and_sorted(visitor: Visitor, decided: Shown) -> None:
    assert decided.address.startswith("/rounds/")
    assert "17 applications" in decided.text
    assert "7,985,802.45" in decided.text
    found = visitor.open(f"{decided.address}?q=poc-05")
    assert "1 application" in found.text
    only = visitor.open(f"{decided.address}?status=payable&sort=payable")
    assert "6 applications" in only.text
    order = [link.partition("platform=")[2] for link in only.links if "platform=" in link]
    assert order[:2] == ["YN-POC-03", "YN-PB-02"]


def test_one_decision_has_its_steps_and_articles(visitor: Visitor, decided: Shown) -> None:
    page = visitor.open(f"{decided.address}/decision?platform=YN-POC-05")
    assert "第十三条（一）" in page.text
    assert "base CNY 6,000,000.00 × 20% = CNY 1,200,000.00" in page.text
    assert "platform=YN-POC-06" in page.html
    assert visitor.open(f"{decided.address}/decision?platform=nobody").status == 404


def test_open_questions_and_papers_are_there(visitor: Visitor, decided: Shown) -> None:
    assert "YN-POC-11" in visitor.open(f"{decided.address}/questions").text
    result = load_workbook(BytesIO(visitor.saved(f"{decided.address}/result.xlsx")))
    assert "结论 decisions" in result.sheetnames
    for paper in ("notice", "letters"):
        assert visitor.saved(f"{decided.address}/{paper}.docx?year=2026").startswith(b"PK")


def test_posting_shows_first_and_posts_once(visitor: Visitor, book: str, posted: Shown) -> None:
    folder = folder_of(visitor, book)
    assert "8 entries were posted: CNY 7,985,802.45" in posted.text
    seal = ledger.seal(folder)
    again = visitor.confirm(posted)  # a second click, or a page that was loaded again
    assert "8 entries were posted" in again.text
    assert ledger.seal(folder) == seal
    assert {entry.by for entry in listing.entries(folder).entries if entry.kind == "award"} == {"王会计"}


def test_the_round_stays_with_the_book(visitor: Visitor, book: str, posted: Shown, sample: bytes) -> None:
    assert posted.status == 200
    rounds = visitor.open(f"{book}/rounds")
    assert "7,985,802.45" in rounds.text
    one = visitor.open(rounds.link(f"{book}/rounds/"))
    assert visitor.saved(one.link(".xlsx")) == sample
    assert ledger.status(folder_of(visitor, book)).faults == ()


def test_two_windows_do_not_double_an_entry(visitor: Visitor, book: str, posted: Shown) -> None:
    assert posted.status == 200
    fields = {
        "award": "YN-2026-YN-POC-01-build",
        "amount-YN-2026-YN-POC-01-build": "1000.00",
        "bank": "",
        "on": "2026-12-01",
    }
    first, second = (visitor.send(f"{book}/pay", **fields, reference=name) for name in ("A", "B"))
    assert "1 entry was posted" in visitor.confirm(first).text
    refused = visitor.confirm(second)
    assert refused.status == 400
    assert "the book has changed since this was shown" in refused.trouble
    paid = [entry for entry in listing.entries(folder_of(visitor, book)).entries if entry.kind == "payment"]
    assert len(paid) == 1


def test_a_payment_needs_its_account_and_gives_the_list_to_the_bank(visitor: Visitor, book: str, posted: Shown) -> None:
    assert posted.status == 200
    award = "YN-2026-YN-POC-03-build"
    refused = visitor.send(f"{book}/pay", award=award, bank="icbc", on="2026-12-01")
    assert "the bank accounts of these are missing" in refused.trouble
    template = load_workbook(BytesIO(visitor.saved(f"{book}/payees.xlsx"))).worksheets[0]
    named = {str(row[0]): f"62{number:014}" for number, row in enumerate(template.values) if row[0]}
    lines = "".join(f"{name},{name},工行,{account}\n" for name, account in named.items() if "organisation" not in name)
    lines = f"organisation,户名,开户行,账号\n{lines}"
    accounts = visitor.send(f"{book}/payees", {"账户.csv": lines.encode()})
    assert "accounts: 7 new, 0 changed" in accounts.text, accounts.text
    visitor.confirm(accounts)
    shown = visitor.send(f"{book}/pay", award=award, bank="icbc", share="60%", on="2026-12-01")
    assert "1 entry, CNY 1,200,000.00" in shown.text
    done = visitor.confirm(shown)
    listed = load_workbook(BytesIO(visitor.saved(done.link("/list.xlsx"))))
    assert listed.worksheets[0].max_row == 2


def test_a_wrong_award_is_corrected_with_the_amounts_side_by_side(
    visitor: Visitor, book: str, posted: Shown, sample: bytes
) -> None:
    assert posted.status == 200
    workbook = load_workbook(BytesIO(sample))
    sheet = workbook["申请 applications"]
    column = next(cell.column for cell in sheet[2] if "eligible_investment" in str(cell.value))
    row = next(row for row in sheet.iter_rows(min_row=3) if any(cell.value == "YN-POC-08" for cell in row))
    sheet.cell(int(row[0].row or 0), int(column or 0), 3_000_000)
    changed = BytesIO()
    workbook.save(changed)
    name = book.rsplit("/", 1)[1]
    again = visitor.send("/rounds/new", {"更正.xlsx": changed.getvalue()}, policy="yunnan-2025", book=name)
    assert "YN-2026-YN-POC-08-build 示例八研究所（虚构） 500,000.00 600,000.00 +100,000.00" in again.text
    refused = visitor.send(again.address, book=name, what="post", year="2026", on="2026-11-30")
    assert "awards in the book come to other amounts now" in refused.text
    assert "Yes, post it" not in refused.text
    shown = visitor.send(again.address, book=name, what="post", year="2026", on="2026-11-30", correct="yes")
    assert "1 entry, CNY 100,000.00" in shown.text
    assert "1 entry was posted" in visitor.confirm(shown).text
    accounts = {account.award: account.awarded for account in ledger.status(folder_of(visitor, book)).accounts}
    assert accounts["YN-2026-YN-POC-08-build"] == 60_000_000


def test_an_entry_is_taken_back_with_its_reason(visitor: Visitor, book: str, posted: Shown) -> None:
    assert posted.status == 200
    award = "YN-2026-YN-POC-01-build"
    visitor.confirm(visitor.send(f"{book}/pay", award=award, bank="", on="2026-12-01"))
    entries = visitor.open(f"{book}/entries")
    payment = next(entry for entry in listing.entries(folder_of(visitor, book)).entries if entry.kind == "payment")
    assert f"{book}/entries/{payment.id}" in entries.links
    assert visitor.send(f"{book}/entries/{payment.id}", why="", on="2026-12-20").status == 400
    done = visitor.confirm(visitor.send(f"{book}/entries/{payment.id}", why="付错了", on="2026-12-20"))
    assert "1 entry was posted" in done.text
    assert "付错了" in visitor.open(f"{book}/entries").text


def test_a_day_far_ahead_is_questioned(visitor: Visitor, tmp_path: Path) -> None:
    made = visitor.send("/books/new", role="authority", title="", parent=str(tmp_path), name="ahead").address
    fields = {"policy": "yunnan-2025", "year": "2026", "amount": "1", "on": "2062-05-01"}
    refused = visitor.send(f"{made}/appropriate", **fields)
    assert refused.status == 400
    assert "2062-05-01" in refused.trouble
    assert "The date is right" in refused.trouble
    assert "nothing is entered yet" in visitor.send(f"{made}/appropriate", **fields, any_day="yes").text


def test_a_closed_period_takes_no_more(visitor: Visitor, tmp_path: Path) -> None:
    made = visitor.send("/books/new", role="authority", title="", parent=str(tmp_path), name="closed").address
    visitor.confirm(visitor.send(f"{made}/close", through="2026-06-30"))
    refused = visitor.send(f"{made}/appropriate", policy="yunnan-2025", year="2026", amount="1", on="2026-05-01")
    assert refused.status == 400
    assert "2026-06-30" in refused.trouble


def test_money_is_demanded_back_and_recovered(visitor: Visitor, book: str, posted: Shown) -> None:
    assert posted.status == 200
    award = "YN-2026-YN-POC-04-operating"
    visitor.confirm(visitor.send(f"{book}/pay", award=award, bank="", on="2026-12-01"))
    demanded = visitor.confirm(visitor.send(f"{book}/clawback", award=award, amount="50000", on="2026-12-02"))
    assert "CNY 50,000.00" in demanded.text
    assert visitor.send(f"{book}/recover", award=award, amount="50000.01", on="2026-12-02").status == 400
    assert (
        "1 entry was posted"
        in visitor.confirm(visitor.send(f"{book}/recover", award=award, amount="50000", on="2026-12-02")).text
    )


@pytest.mark.parametrize("kind", ["use", "notice", "letters"])
def test_reports_are_made_from_the_book(visitor: Visitor, book: str, posted: Shown, kind: str) -> None:
    assert posted.status == 200
    assert visitor.saved(f"{book}/paper?kind={kind}&year=2026").startswith(b"PK")
    assert visitor.open(f"{book}/paper?kind={kind}&year=abc").status == 400


# What is wrong.


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("老.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken"),
        ("通知.docx", b"PK\x03\x04 not really"),
        ("坏.xlsx", b"PK\x03\x04 not really"),
        ("空.xlsx", b""),
        ("<script>alert(1)</script>.xlsx", b"nothing"),
        ("../../../etc/passwd", b"root"),
    ],
)
def test_a_wrong_file_gets_a_sentence_and_no_old_result(name: str, content: bytes) -> None:
    with visiting(language="zh") as visitor:
        refused = visitor.send("/rounds/new", {name: content}, policy="yunnan-2025")
        assert refused.status == 400
        assert refused.trouble
        assert "<script" not in refused.html
        assert "Traceback" not in refused.html
        assert "应拨付合计" not in refused.html
        assert "/rounds/new" in refused.links or refused.address == "/rounds/new"


def test_the_workbook_of_another_measure_decides_nothing(visitor: Visitor) -> None:
    sample = visitor.saved("/measures/xinzhou-2024/sample.xlsx")
    shown = visitor.send("/rounds/new", {"round.xlsx": sample}, policy="yunnan-2025")
    assert "This is the workbook of Xinzhou pilot bases" in shown.text
    assert "0 applications" in shown.text


def test_a_fault_is_shown_by_its_cell_with_heading_and_remedy(visitor: Visitor, sample: bytes) -> None:
    workbook = load_workbook(BytesIO(sample))
    sheet = workbook["申请 applications"]
    column = next(cell.column for cell in sheet[2] if "eligible_investment" in str(cell.value))
    sheet.cell(3, int(column or 0), "一百万")
    changed = BytesIO()
    workbook.save(changed)
    shown = visitor.send("/rounds/new", {"round.xlsx": changed.getvalue()}, policy="yunnan-2025")
    assert "一百万" in shown.text
    assert "16 applications" in shown.text


def test_a_draft_is_taken_from_its_date_and_read_as_chosen(visitor: Visitor) -> None:
    sample = visitor.saved("/measures/urumqi-draft/sample.xlsx")
    dated = {"policy": "urumqi-draft", "from": "2026-01-01"}
    assert "not in force" not in visitor.send("/rounds/new", {"round.xlsx": sample}, **dated).text.partition("Show")[2]
    refused = visitor.send("/rounds/new", {"round.xlsx": sample}, **{**dated, "from": "明年"})
    assert "validity.from" in refused.trouble


def test_the_private_folder_is_gone_when_the_server_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    with visiting() as visitor:
        address = visitor.send("/books/new", role="authority", parent=str(tmp_path), name="book").address
        visitor.send(f"{address}/appropriate", policy="yunnan-2025", year="2026", amount="1")
        (place,) = (tmp_path / "temporary").iterdir()
        assert place.stat().st_mode & 0o077 == 0
        assert list(place.iterdir()) == []  # the copy of the book is gone already
    assert list((tmp_path / "temporary").iterdir()) == []
