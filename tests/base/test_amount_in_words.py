"""人民币大写: the forms of 会计基础工作规范 第五十二条（三）, written and read."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundcalc.base.amount_in_words import capitals, read_capitals
from fundcalc.base.errors import MoneyError
from fundcalc.base.money import LARGEST_FEN, fen

WRITTEN = {
    "2000000.00": "贰佰万元整",
    "200000": "贰拾万元整",
    "1050.05": "壹仟零伍拾元零伍分",
    "0.10": "壹角整",
    "100000000": "壹亿元整",
    "1409.50": "壹仟肆佰零玖元伍角整",
    "10005000": "壹仟万零伍仟元整",
    "107000.53": "壹拾万零柒仟元伍角叁分",
    "1680.32": "壹仟陆佰捌拾元叁角贰分",
    "6007.14": "陆仟零柒元壹角肆分",
    "325.04": "叁佰贰拾伍元零肆分",
    "16409.02": "壹万陆仟肆佰零玖元零贰分",
    "1500000": "壹佰伍拾万元整",
    "500000": "伍拾万元整",
    "1000000": "壹佰万元整",
    "666666.67": "陆拾陆万陆仟陆佰陆拾陆元陆角柒分",
    "1999999.99": "壹佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
    "1000000000000": "壹万亿元整",
    "10000010.10": "壹仟万零壹拾元壹角整",
    "100010000": "壹亿零壹万元整",
    "100000001": "壹亿零壹元整",
    "1000001": "壹佰万零壹元整",
    "10": "壹拾元整",
    "110000": "壹拾壹万元整",
    "0": "零元整",
    "0.01": "壹分",
    "0.05": "伍分",
    "300.06": "叁佰元零陆分",
    # Beyond the table: 亿 with an empty 亿 figure, zeros across 万亿 and 亿, the bounds, a negative amount.
    "1050000000": "壹拾亿零伍仟万元整",
    "1000050000000": "壹万亿零伍仟万元整",
    "1000000000001": "壹万亿零壹元整",
    "100100000000": "壹仟零壹亿元整",
    "1000000000000000": "壹仟万亿元整",
    "-1000000000000000": "负壹仟万亿元整",
    "-0.10": "负壹角整",
}
ALSO = {
    "10005000": ["壹仟万伍仟元整"],
    "107000.53": ["壹拾万柒仟元零伍角叁分", "壹拾万柒仟元伍角叁分", "壹拾万零柒仟元零伍角叁分"],
    "1680.32": ["壹仟陆佰捌拾元零叁角贰分"],
    "1409.50": ["壹仟肆佰零玖元伍角"],
    "0.10": ["壹角"],
    "-107000.50": ["负壹拾万柒仟元零伍角"],
    "2000000.00": [" 贰佰万元整\n"],
}
REFUSED = [
    "",
    "元",
    "整",
    "负",
    "零",
    "二百万元整",
    "200元整",
    "贰佰万圆整",
    "人民币贰佰万元整",
    "贰佰万",
    "贰佰万元",
    "拾元整",
    "壹拾元零整",
    "壹分整",
    "零元伍角整",
    "零壹分",
    "负零元整",
    "壹元零角伍分",
    "壹元伍分",
    "壹元零伍角整",
    "壹仟伍元整",
    "壹仟零零伍元整",
    "壹仟零伍拾零元整",
    "壹佰零万元整",
    "壹亿零万元整",
    "壹亿万元整",
    "壹亿伍仟元整",
    "壹万壹万元整",
    "壹拾贰拾元整",
    "贰壹元整",
    "亿" * 59 + "元",
    "壹" * 100_000,
    "壹仟万亿元零壹分",
]
FEN = st.integers(-LARGEST_FEN, LARGEST_FEN)
# Amounts full of zeros, where the rules are: few figures, each at its own place.
SPARSE = st.dictionaries(st.integers(0, 16), st.integers(1, 9), max_size=4).map(
    lambda figures: sum(figure * 10**place for place, figure in figures.items())
)


@pytest.mark.parametrize(("yuan", "text"), WRITTEN.items())
def test_written(yuan: str, text: str) -> None:
    assert capitals(fen(yuan)) == text
    assert read_capitals(text) == fen(yuan)


@pytest.mark.parametrize(("yuan", "text"), [(yuan, text) for yuan, texts in ALSO.items() for text in texts])
def test_also_read(yuan: str, text: str) -> None:
    assert read_capitals(text) == fen(yuan)
    assert capitals(fen(yuan)) != text


@given(FEN | SPARSE)
@example(LARGEST_FEN)
@example(-LARGEST_FEN)
def test_round_trip(amount: int) -> None:
    assert read_capitals(capitals(amount)) == amount


@given(FEN | SPARSE)
def test_nothing_forbidden(amount: int) -> None:
    text = capitals(amount)
    assert not re.search("零[零万亿角分整拾佰仟]|亿万|万万|分整|零$", text)
    assert ("零元" in text) == (amount == 0)
    assert text.endswith(("元整", "角整", "分"))
    assert text.startswith("负") == (amount < 0)


@given(FEN | SPARSE, st.data())
def test_one_stroke_changed_is_never_the_same_amount(amount: int, data: st.DataObject) -> None:
    text = capitals(amount)
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from("零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整负"))
    changed = text[:place] + letter + text[place + 1 :]
    try:
        read = read_capitals(changed)
    except MoneyError:
        return
    assert (read == amount) == (changed == text)


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text: str) -> None:
    with pytest.raises(MoneyError):
        read_capitals(text)


def test_messages() -> None:
    with pytest.raises(MoneyError) as shape:
        read_capitals("200万")
    assert str(shape.value) == "'200万' is not an amount in capitals; write it like 壹仟零伍拾元零伍分 or 贰佰万元整"
    with pytest.raises(MoneyError) as form:
        read_capitals("壹仟零零伍元整")
    assert str(form.value) == (
        "'壹仟零零伍元整' is not in proper capitals; if 1005.00 yuan is meant, write 壹仟零伍元整"
    )
    with pytest.raises(MoneyError) as large:
        read_capitals("壹仟万亿元零壹分")
    assert str(large.value) == "壹仟万亿元零壹分 is not an amount a budget can hold"


@pytest.mark.parametrize("amount", [LARGEST_FEN + 1, -LARGEST_FEN - 1, 1.0, True, "1"])
def test_only_whole_fen_in_bounds_are_written(amount: int) -> None:
    with pytest.raises(MoneyError) as refusal:
        capitals(amount)
    assert str(refusal.value) == f"{amount!r} cannot be written in capitals; give whole fen, at most 10**17"
