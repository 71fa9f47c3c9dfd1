"""A policy from outside that asks for more than any measure needs."""

from pathlib import Path

import pytest

from fundcalc.base.errors import PolicyError
from fundcalc.engine.cases import read as read_cases
from fundcalc.policy.loading import load
from tests.policy.test_warnings import SOUND

READING = '[reading.r{0}]\ncite = "第二条"\nzh = "甲"\nen = "A"\nvalues.a = {{ zh = "甲", en = "A" }}\n'


def fault(folder: Path, text: str) -> str:
    (folder / "policy.toml").write_text(text, "utf-8")
    with pytest.raises(PolicyError) as error:
        load(folder)
    return str(error.value)


def test_too_many_parts_are_refused_before_any_is_read(tmp_path: Path) -> None:
    assert "no measure needs more than 1000" in fault(
        tmp_path, SOUND + "[x]\n" + "".join(f"[x.a{i}]\n" for i in range(1001))
    )
    assert "reading: has 101 items" in fault(tmp_path, SOUND + "".join(map(READING.format, range(101))))
    assert "x: has 1001 items" in fault(tmp_path, f"x = {[1] * 1001}\n{SOUND}")
    assert "larger than any measure" in fault(tmp_path, SOUND + "#" * (5 * 2**20))


def test_a_link_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    secret = tmp_path / "elsewhere" / "secret.toml"
    secret.write_text("a = 1\n", "utf-8")
    policy = tmp_path / "policy"
    policy.mkdir()
    (policy / "policy.toml").symlink_to(secret)
    with pytest.raises(PolicyError, match="leads out of its folder"):
        load(policy)
    (policy / "cases.toml").symlink_to(secret)
    with pytest.raises(PolicyError, match="leads out of its folder"):
        read_cases(policy / "cases.toml")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "from = 2026-01-01",
            "from = 2026-01-01\nyears = 300_000_000_000",
            "validity.years: 300000000000 is too large",
        ),
        ("from = 2026-01-01", "from = 9999-01-01", "it is at most 2199-12-31"),
        ("cap = 2_000_000", "cap = 1.5e6", "benefit.build.cap: '1.5e6' is not an amount in yuan"),
        ('kind = "share"\n', "", "benefit.build: 'kind' is missing: one of flat, share"),
        (
            "cap = 2_000_000",
            "caps = 2_000_000",
            "benefit.build.caps: is not a line that is allowed here; did you mean cap?",
        ),
        ("cap = 2_000_000", "without_filing = true", "a line of the head stands above the first [table]"),
        ("[condition.site]", "[condition.Site]", "'Site' has not the form: small letters, figures and _"),
        ("[condition.site]", "[validity]", "Cannot declare [validity] twice"),
    ],
)
def test_a_slip_is_reported_with_its_remedy(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in SOUND
    assert message in fault(tmp_path, SOUND.replace(old, new, 1))
