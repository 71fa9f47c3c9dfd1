"""Ids: their form, how they are compared, and the check of credit codes (GB 32100-2015)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundcalc.base.ids import credit_code_fault, is_id, likely_credit_code, looks_like_credit_code, normalised

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
VALID = ["91110000600037341L", "12100000400000624D", "91440300708461136T"]
CODES = st.tuples(
    st.text(ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9),
).map("".join)


@pytest.mark.parametrize("code", VALID)
def test_valid(code: str) -> None:
    assert credit_code_fault(code) is None
    assert credit_code_fault(f" {code[:8]} {code[8:17]}\u3000{code[17]}\n") is None


@pytest.mark.parametrize("code", VALID)
def test_no_other_last_character_fits(code: str) -> None:
    assert [letter for letter in ALPHABET if credit_code_fault(code[:17] + letter) is None] == [code[17]]


@pytest.mark.parametrize("letter", "IOSVZoi一-Ｏ")
@pytest.mark.parametrize("place", [0, 9, 17])
def test_letters_left_out(letter: str, place: int) -> None:
    code = VALID[0]
    assert credit_code_fault(code[:place] + letter + code[place + 1 :]) == "character"


def test_the_region_is_in_figures() -> None:
    assert credit_code_fault("9111A000600037341L") == "character"


@pytest.mark.parametrize("code", ["", " ", "9111000060003734", "91110000600037341LL", "org-1"])
def test_length(code: str) -> None:
    assert credit_code_fault(code) == "length"


@given(CODES)
def test_every_code_has_one_check_character_and_it_is_the_standards(code: str) -> None:
    # The formula as the standard prints it, apart from the one the module uses.
    total = sum(ALPHABET.index(letter) * 3**place for place, letter in enumerate(code))
    assert credit_code_fault(code + ALPHABET[(31 - total % 31) % 31]) is None


@given(CODES, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_slip_is_found(code: str, place: int, letter: str) -> None:
    (right,) = (code + last for last in ALPHABET if credit_code_fault(code + last) is None)
    slip = right[:place] + letter + right[place + 1 :]
    assert (credit_code_fault(slip) is None) == (slip == right)


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    assert credit_code_fault(text) in (None, "length", "character", "check")


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("YN-2026-p1", "yn-2026-P1"),
        ("９１１１０００0600037341Ｌ", "91110000600037341l"),
        (" ＹＮ－2026\u3000p1", "yn-2026p1"),
    ],
)
def test_ids_are_compared_without_case_width_and_blanks(written: str, other: str) -> None:
    assert normalised(written) == normalised(other)


@given(st.from_regex(r"[A-Za-z0-9._-]{1,64}", fullmatch=True))
def test_normalising_an_id_keeps_it_an_id_and_is_done_once(text: str) -> None:
    assert is_id(text)
    assert is_id(normalised(text))
    assert normalised(normalised(text)) == normalised(text)


@pytest.mark.parametrize("text", ["p1", "YN-2026-p1", "a/b", "单位", "", "a" * 65, "p 1"])
def test_the_form_of_an_id(text: str) -> None:
    assert is_id(text) == (text in ("p1", "YN-2026-p1"))


@pytest.mark.parametrize("code", VALID)
def test_small_and_full_width_letters_of_a_code_are_read(code: str) -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    assert credit_code_fault(code.lower()) is None
    assert credit_code_fault(wide) is None
    assert looks_like_credit_code(wide)


@pytest.mark.parametrize("text", ["org-1", "PLATFORMNUMBER0001", "9111000060003734", "YN-2026-platform-1", "单位" * 9])
def test_other_ids_are_not_taken_for_credit_codes(text: str) -> None:
    assert not looks_like_credit_code(text)


@pytest.mark.parametrize("code", VALID)
def test_letters_typed_for_digits_are_put_right(code: str) -> None:
    assert likely_credit_code(code.replace("0", "O").replace("1", "I")) == code
    assert likely_credit_code(code) is None


@given(CODES, st.integers(0, 16))
def test_a_code_that_stays_wrong_is_not_suggested(code: str, place: int) -> None:
    wrong = [code + last for last in ALPHABET if credit_code_fault(code + last) is not None][place]
    assert likely_credit_code(wrong) is None
