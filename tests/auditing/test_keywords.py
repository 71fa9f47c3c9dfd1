"""The word lists, and that a table and a line are read alike."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundcalc.auditing.account_map import OwnAccounts
from fundcalc.auditing.audit import judge_lines
from fundcalc.auditing.classification_table import judge_table
from fundcalc.auditing.evidence import Evidence
from fundcalc.auditing.keywords import wording
from fundcalc.auditing.lines import Line
from fundcalc.base.errors import FundcalcError
from fundcalc.policy.loading import load
from fundcalc.policy.uses import catalogue

WORDS = sorted({word for use in catalogue().leaves.values() for word in (*use.words.zh, *use.words.en, *use.unless)})
POLICIES = [load(item) for item in ("inner-mongolia-2025", "yunnan-2025", "xinzhou-2024", "xpcc")]

scraps = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from([" ", "\u3000", "\n", "\t", "\x1c", "，", "a", "Z", "-", "ſ", "K", "金", "奖", "物", "業"]),
    st.text(max_size=3),
)
texts = st.lists(scraps, max_size=8).map("".join)
fields = {
    "award": st.sampled_from(
        ["", "YN-2026-p1-build", "IM-2026-x-filing", "XZ-2026-y-recognition", "BT-2026-z-x", "KJ-1"]
    ),
    "use": st.one_of(
        st.sampled_from(["", "wages", "罚款支出", "special_equipment", "rent", "劳务费（专家、临时人员）"]), texts
    ),
    "code": st.sampled_from(["", "30103", "31003 专用设备购置", "30299", "30213", "1", "302.14", "99999"]),
    "account": st.sampled_from(["", "2211", "6602", "1511.01", "x"]),
    "purpose": st.one_of(st.sampled_from(["", "pilot", "概念验证、中试熟化", "talent"]), texts),
    "text": texts,
}
lines = st.builds(lambda **fields_: Line(None, 1, **fields_), **fields)


@settings(max_examples=4 * settings().max_examples, deadline=None)
@given(st.lists(texts, min_size=1, max_size=20))
def test_the_pattern_of_a_table_finds_the_words_of_a_line(several: list[str]) -> None:
    found = pl.Series(several, dtype=pl.String).str.extract_all(wording().pattern).to_list()
    assert [wording().of(item) for item in found] == [wording().hits(text) for text in several]


@settings(max_examples=2 * settings().max_examples, deadline=None)
@given(st.lists(lines, min_size=1, max_size=20))
def test_a_table_is_judged_as_its_lines_are(several: list[Line]) -> None:
    judged = judge_table(pl.DataFrame([{name: getattr(line, name) for name in fields} for line in several]), POLICIES)
    for line, row in zip(
        judge_lines(Evidence(several), POLICIES, OwnAccounts()), judged.iter_rows(named=True), strict=True
    ):
        verdict = line.verdict
        expected = (verdict.outcome, verdict.cite, verdict.by, verdict.why) if verdict else (None,) * 4
        assert (row["policy"], row["outcome"], row["cite"], row["decided_by"], row["why"]) == (line.policy, *expected)


def test_a_table_without_some_columns_and_with_nulls() -> None:
    judged = judge_table(pl.LazyFrame({"code": ["31005", None], "amount": ["1", "2"]}), [load("yunnan-2025")])
    assert judged.rows() == [
        ("31005", "1", "yunnan-2025", "prohibited", "第十四条", "code", "named"),
        (None, "2", "yunnan-2025", "review", "第十四条", "nothing", "nothing_told"),
    ]
    nothing = judge_table(pl.DataFrame({"amount": ["1", "2", "3"]}), [load("yunnan-2025")])
    assert nothing["why"].to_list() == ["nothing_told"] * 3
    assert judge_table(pl.DataFrame({"code": []}), [load("yunnan-2025")]).is_empty()


def test_a_table_of_another_engine() -> None:
    import pyarrow as pa

    judged = judge_table(pa.table({"code": ["31005"], "award": ["YN-2026-p1-build"]}), POLICIES)
    assert judged["outcome"].to_list() == ["prohibited"]


def test_without_polars_a_table_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "polars", None)
    with pytest.raises(FundcalcError) as raised:
        judge_table(object(), POLICIES)
    assert str(raised.value) == (
        "a table of lines needs Polars; install it with: pip install fundcalc[polars], or give Line records"
    )
