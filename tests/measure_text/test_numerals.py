"""Numbers as Chinese documents write them."""

from fractions import Fraction

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundcalc.measure_text.numerals import NumeralError, chinese, read_number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("2,000,000", 2_000_000), ("2，000，000", 2_000_000), ("２００", 200), ("200万", 2_000_000), ("1.5亿", 150_000_000),
        ("3千万", 30_000_000), ("12 万", 120_000), ("二百万", 2_000_000), ("贰佰万", 2_000_000), ("两万", 20_000),
        ("十", 10), ("二十一", 21), ("一百一十五", 115), ("一百十五", 115), ("一百零五", 105), ("一万零五百", 10_500),
        ("三千二百万", 32_000_000), ("一亿二千万", 120_000_000), ("一万亿", 10**12), ("廿五", 25), ("二〇二五", 2025),
        ("零", 0), ("十二点五", Fraction(25, 2)),
    ],
)  # fmt: skip
def test_a_number_is_read(written: str, number: Fraction | int) -> None:
    assert read_number(written) == number


@pytest.mark.parametrize(
    "written",
    [
        "一万五",
        "二百五",
        "百",
        "二十十",
        "一二十",
        "万",
        "点五",
        "1,20",
        "一万零",
        "一百零",
        "三百四百",
        "5万千",
        "",
        "若干",
    ],
)
def test_what_is_malformed_or_ambiguous_is_refused(written: str) -> None:
    with pytest.raises(NumeralError, match="not a number, or one that can be read in two ways"):
        read_number(written)


@given(st.integers(0, 10**16 - 1))
def test_a_number_written_by_another_library_is_read_back(number: int) -> None:
    assert read_number(cn2an.an2cn(number, "low")) == number
    assert read_number(cn2an.an2cn(number, "up")) == number


@given(st.integers(1, 10**12), st.sampled_from(["", "万", "亿"]))
def test_digits_with_a_scale_are_read(number: int, scale: str) -> None:
    assert read_number(f"{number:,}{scale}") == number * {"": 1, "万": 10**4, "亿": 10**8}[scale]


@given(st.integers(1, 9999))
def test_the_number_of_an_article_is_read_back(number: int) -> None:
    assert read_number(chinese(number)) == number
