"""统一社会信用代码: the check of GB 32100-2015, and no more than that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundcalc.base.uscc import check

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
VALID = ["91110000600037341L", "12100000400000624D", "91440300708461136T"]
CODES = st.tuples(
    st.text(ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9),
).map("".join)


@pytest.mark.parametrize("code", VALID)
def test_valid(code: str) -> None:
    assert check(code) is None
    assert check(f" {code[:8]} {code[8:17]}\u3000{code[17]}\n") is None


@pytest.mark.parametrize("code", VALID)
def test_no_other_last_character_fits(code: str) -> None:
    assert [letter for letter in ALPHABET if check(code[:17] + letter) is None] == [code[17]]


@pytest.mark.parametrize("letter", "IOSVZa一-Ａ１")
@pytest.mark.parametrize("place", [0, 9, 17])
def test_letters_left_out(letter: str, place: int) -> None:
    code = VALID[0]
    assert check(code[:place] + letter + code[place + 1 :]) == "character"


def test_the_region_is_in_figures() -> None:
    assert check("9111A000600037341L") == "character"


@pytest.mark.parametrize("code", ["", " ", "9111000060003734", "91110000600037341LL", "org-1"])
def test_length(code: str) -> None:
    assert check(code) == "length"


@given(CODES)
def test_every_code_has_one_check_character_and_it_is_the_standards(code: str) -> None:
    # The formula as the standard prints it, apart from the one the module uses.
    total = sum(ALPHABET.index(letter) * 3**place for place, letter in enumerate(code))
    assert check(code + ALPHABET[(31 - total % 31) % 31]) is None


@given(CODES, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_slip_is_found(code: str, place: int, letter: str) -> None:
    (right,) = (code + last for last in ALPHABET if check(code + last) is None)
    slip = right[:place] + letter + right[place + 1 :]
    assert (check(slip) is None) == (slip == right)


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    assert check(text) in (None, "length", "character", "check")
