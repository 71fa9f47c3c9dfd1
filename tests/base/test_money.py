"""Fen, rates and the only rounding."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundcalc.base.errors import MoneyError
from fundcalc.base.i18n import speaking
from fundcalc.base.money import LARGEST_FEN, Rounding, fen, percent, plain, rate, share, yuan


@pytest.mark.parametrize(
    ("given_yuan", "expected"),
    [
        ("8000000.00", 800_000_000),
        ("8000000", 800_000_000),
        ("8,000,000.5", 800_000_050),
        (" 0.01\n", 1),
        ("-0.05", -5),
        ("-1,234.50", -123_450),
        ("12,345,678.90", 1_234_567_890),
        ("123,456", 12_345_600),
        ("007.10", 710),
        (8_000_000, 800_000_000),
        (-3, -300),
        (0, 0),
        (Decimal("12345678.90"), 1_234_567_890),
        (Decimal("1E+3"), 100_000),
        (Decimal("0.010"), 1),
        ("10000000000000.00", 10**15),
        ("999999999999999.99", LARGEST_FEN - 1),
        ("1000000000000000.00", LARGEST_FEN),
        (LARGEST_FEN // 100, LARGEST_FEN),
    ],
)
def test_an_amount_is_read_as_whole_fen(given_yuan: object, expected: int) -> None:
    assert fen(given_yuan) == expected


@pytest.mark.parametrize(
    ("given_yuan", "message"),
    [
        (8e6, "8000000.0 is a float, which cannot hold an amount exactly; write it as decimal text"),
        (0.1, "0.1 is a float, which cannot hold an amount exactly; write it as decimal text"),
        (float("nan"), "nan is a float, which cannot hold an amount exactly; write it as decimal text"),
        ("0.001", "0.001 has more than two decimals"),
        (Decimal("1.005"), "1.005 has more than two decimals"),
        (
            Decimal("1." + "0" * 40 + "1"),
            "1." + "0" * 40 + "1 has more than two decimals",
        ),
        (True, "true is not an amount in yuan; write it like 1234567.89"),
        (None, "None is not an amount in yuan; write it like 1234567.89"),
        ("", "'' is not an amount in yuan; write it like 1234567.89"),
        ("8,00", "'8,00' is not an amount in yuan; write it like 1234567.89"),
        ("1e6", "'1e6' is not an amount in yuan; write it like 1234567.89"),
        ("105万", "'105万' is not an amount in yuan; write it like 1234567.89"),
        ("１２", "'１２' is not an amount in yuan; write it like 1234567.89"),
        ("²", "'²' is not an amount in yuan; write it like 1234567.89"),
        ("+5", "'+5' is not an amount in yuan; write it like 1234567.89"),
        (".5", "'.5' is not an amount in yuan; write it like 1234567.89"),
        ("5.", "'5.' is not an amount in yuan; write it like 1234567.89"),
        ("1234,567.00", "'1234,567.00' is not an amount in yuan; write it like 1234567.89"),
        ("1,2345", "'1,2345' is not an amount in yuan; write it like 1234567.89"),
        ("１,０００", "'１,０００' is not an amount in yuan; write it like 1234567.89"),
        ("8:50", "'8:50' is not an amount in yuan; write it like 1234567.89"),
        ("8,000:50", "'8,000:50' is not an amount in yuan; write it like 1234567.89"),
        ("1.00\n2", "'1.00\\n2' is not an amount in yuan; write it like 1234567.89"),
        (Decimal("NaN"), "NaN is not an amount a budget can hold"),
        (Decimal("sNaN"), "sNaN is not an amount a budget can hold"),
        (Decimal("-Infinity"), "-Infinity is not an amount a budget can hold"),
        (10**15 + 1, "1000000000000001 is not an amount a budget can hold"),
        ("1000000000000000.01", "1000000000000000.01 is not an amount a budget can hold"),
        ("-1000000000000000.01", "-1000000000000000.01 is not an amount a budget can hold"),
        (Decimal("1E-50"), "1E-50 has more than two decimals"),
        (Decimal("1E-51"), "1E-51 is not an amount a budget can hold"),
        (Decimal("1E+999999"), "1E+999999 is not an amount a budget can hold"),
        ("9" * 5000, "9" * 5000 + " is not an amount a budget can hold"),
    ],
)
def test_what_is_no_exact_amount_is_refused(given_yuan: object, message: str) -> None:
    with speaking("en"), pytest.raises(MoneyError) as refused:
        fen(given_yuan)
    assert str(refused.value) == message


@given(st.integers(-LARGEST_FEN, LARGEST_FEN))
def test_fen_written_out_are_read_again(amount: int) -> None:
    assert fen(plain(amount)) == fen(yuan(amount)) == amount
    assert Decimal(plain(amount)) == yuan(amount)
    assert yuan(amount).as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "0.00"), (1, "0.01"), (-1, "-0.01"), (99, "0.99"), (-100, "-1.00"), (160_000_005, "1600000.05")],
)
def test_fen_are_written_with_two_decimals_and_zero_has_no_sign(amount: int, text: str) -> None:
    assert plain(amount) == str(yuan(amount)) == text


@given(st.integers(0, LARGEST_FEN))
def test_commas_change_nothing(amount: int) -> None:
    assert fen(f"{yuan(amount):,}") == amount


@pytest.mark.parametrize(
    ("text", "expected"),
    [("20%", Fraction(1, 5)), ("12.5%", Fraction(1, 8)), ("30%", Fraction(3, 10)), ("0%", Fraction(0)), (" 100% ", Fraction(1)),
     ("33.3333%", Fraction(333333, 1000000)), (Fraction(1, 3), Fraction(1, 3))],
)  # fmt: skip
def test_a_rate_is_a_fraction(text: object, expected: Fraction) -> None:
    assert rate(text) == expected


@pytest.mark.parametrize(
    ("text", "shown"),
    [("20", "'20'"), (20, "20"), (0.2, "0.2"), (Decimal("0.2"), "0.2"), ("-5%", "'-5%'"), ("20％", "'20％'"), ("%", "'%'"),
     ("２０%", "'２０%'"), ("12:5%", "'12:5%'"), ("12.%", "'12.%'"),
     ("2_0%", "'2_0%'"), (None, "None"), (True, "true")],
)  # fmt: skip
def test_what_is_no_percentage_in_quotes_is_refused(text: object, shown: str) -> None:
    with speaking("en"), pytest.raises(MoneyError) as refused:
        rate(text)
    assert str(refused.value) == f"{shown} is not a rate; write a percentage in quotes, such as '20%' or '12.5%'"


@given(st.integers(0, 10**8), st.sampled_from([1, 2, 4, 5, 8, 10, 16, 1000]))
def test_a_rate_is_written_as_it_is_read(numerator: int, denominator: int) -> None:
    value = Fraction(numerator, denominator * 100)
    assert rate(percent(value)) == value


def test_a_rate_without_an_end_is_written_as_a_fraction() -> None:
    assert percent(Fraction(1, 3)) == "1/3"


@pytest.mark.parametrize(
    ("percentage", "base", "half_up", "down"),
    [
        ("20%", 333_333_333, 66_666_667, 66_666_666),  # 66,666,666.6
        ("20%", 999_999_999, 200_000_000, 199_999_999),  # 199,999,999.8
        ("20%", 2, 0, 0),
        ("20%", 3, 1, 0),  # 0.6
        ("12.5%", 4, 1, 0),  # 0.5, the tie
        ("12.5%", 12, 2, 1),  # 1.5, the tie again: up, not to the even one below
        ("30%", 5, 2, 1),  # 1.5
        ("30%", 15, 5, 4),  # 4.5, where half-even would give 4
        ("33.3333%", 10**15, 333_333_000_000_000, 333_333_000_000_000),
    ],
)
def test_a_product_is_rounded_once(percentage: str, base: int, half_up: int, down: int) -> None:
    assert share(rate(percentage), base) == half_up
    assert share(rate(percentage), base, "down") == down


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        (1, 66_666_667),
        (2, 66_666_666),
        (100, 66_666_600),
        (10_000, 66_660_000),
        (100_000, 66_600_000),
        (1_000_000, 66_000_000),
    ],
)
def test_a_whole_unit_is_rounded_down_whatever_the_mode(unit: int, expected: int) -> None:
    assert share(Fraction(1, 5), 333_333_333, "half_up", unit) == expected
    assert unit == 1 or share(Fraction(1, 5), 333_333_333, "down", unit) == expected


@given(
    st.fractions(0, 2, max_denominator=10**6),
    st.integers(0, 10**15),
    st.sampled_from(["half_up", "down"]),
    st.sampled_from([1, 100, 10_000, 100_000, 1_000_000]),
)
def test_rounding_is_what_it_says_for_any_rate(value: Fraction, base: int, mode: Rounding, unit: int) -> None:
    product, rounded = value * base, share(value, base, mode, unit)
    assert rounded % unit == 0
    if unit > 1 or mode == "down":
        assert 0 <= product - rounded < unit
    else:
        assert Fraction(-1, 2) <= product - rounded < Fraction(1, 2)


@pytest.mark.parametrize("text", ["1e-99999999", "1E-60", "1e99999999", "NaN", "Infinity"])
def test_a_number_of_few_letters_and_no_end_is_refused_at_once(text: str) -> None:
    with pytest.raises(MoneyError):
        fen(Decimal(text))
