"""Every award recomputed: the example comes out the same, and whatever was changed since is told."""

import hashlib
import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from fundcalc import ledger
from fundcalc.auditing.audit import audit_evidence
from fundcalc.auditing.evidence import AwardFacts, Evidence
from fundcalc.auditing.lines import Line
from fundcalc.base.i18n import speaking
from fundcalc.engine.application import PaidAward
from fundcalc.engine.application_reader import read_application
from fundcalc.ledger import posting, replay
from fundcalc.policy.loading import Policy, load
from fundcalc.sources.collect import gather
from ledgers.make import HERE

AID = Path(__file__).parent.parent / "policies" / "aid"

ON = date(2026, 6, 1)


def application(platform: str, organisation: str, **more: object) -> dict[str, object]:
    return {
        "platform": platform, "organisation": organisation, "award_year": 2026, "application_date": "2026-03-01",
        "filed_on": "2026-02-01", "platform_kind": "proof_of_concept", "plaque_only": False,
        "eligible_investment": "5000000.00", **more,
    }  # fmt: skip


def post(
    folder: Path, policy: Policy, *raw: dict[str, object], paid: tuple[PaidAward, ...] = (), on: date = ON
) -> None:
    applications = [read_application(policy, named) for named in raw]
    assert posting.post(policy, applications, paid, folder, on=on).posting.posted  # type: ignore[union-attr]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "book"
    ledger.init(folder, title="x")
    ledger.appropriate(folder, policy="yunnan-2025", code="YN", year=2026, fen=10**12, on=date(2026, 1, 1))
    return folder


def findings_of(folder: Path) -> list[tuple[str, str, str]]:
    with speaking("en"):
        return [(finding.kind, finding.award, finding.message) for finding in replay.replay(folder).findings]


def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HERE / "authority", tmp_path / "copy"))


def test_the_example_comes_out_the_same() -> None:
    done = replay.replay(HERE / "authority")
    assert (done.awards, done.confirmed, done.findings) == (5, 5, ())


def test_changed_lines_readings_and_history(folder: Path) -> None:
    changed = load("yunnan-2025", changes={"benefit.build.cap": 700_000}, readings={"already_paid": "first_only"})
    post(folder, changed, application("a", "O1"))
    rival = PaidAward("O2", "b", "other-programme", "support", 2026, 30_000_000)
    post(folder, load("yunnan-2025"), application("b", "O2"), application("c", "O3"), paid=(rival,))
    # Posted later, dated earlier: the order of posting counts, not that of dates.
    post(folder, load("yunnan-2025"), application("d", "O1", eligible_investment="9000000"), on=date(2026, 5, 1))
    done = replay.replay(folder)
    assert (done.awards, done.confirmed, done.findings) == (4, 4, ())
    assert sorted(account.awarded for account in ledger.status(folder).accounts) != [70_000_000] * 4


def test_a_recovery_since_is_no_history_of_the_round_before(folder: Path) -> None:
    post(folder, load("yunnan-2025"), application("a", "O1"))
    name = "YN-2026-a-build"
    ledger.pay(folder, [ledger.Payment(name, 100_000_000, ON)])
    ledger.claw_back(folder, [ledger.Payment(name, 100_000_000, ON)])
    ledger.recover(folder, [ledger.Payment(name, 100_000_000, ON)])
    assert findings_of(folder) == []


def test_a_changed_amount_is_reported(folder: Path) -> None:
    post(folder, load("yunnan-2025"), application("a", "O1"))
    (batch,) = folder.glob("batches/*-awards-*")
    batch.write_text(batch.read_text("utf-8").replace("1000000.00", "1000000.01"), "utf-8")
    kinds = findings_of(folder)
    assert [kind for kind, _award, _message in kinds] == ["book", "differs"]
    assert kinds[1] == (
        "differs", "YN-2026-a-build",
        "award YN-2026-a-build: 1,000,000.01 yuan in the book, and deciding it again gives 1,000,000.00 yuan (payable)",
    )  # fmt: skip
    assert replay.replay(folder).confirmed == 0


def test_missing_or_changed_inputs_and_policies_are_reported(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    (xinzhou,) = [path for path in (folder / "inputs").iterdir() if b"xinzhou-2024" in path.read_bytes()]
    (yunnan,) = [path for path in (folder / "inputs").iterdir() if b"yunnan-2025" in path.read_bytes()]
    (policy,) = [path for path in (folder / "policies").iterdir() if b'id = "yunnan-2025"' in path.read_bytes()]
    xinzhou.unlink()
    yunnan.write_bytes(yunnan.read_bytes().replace(b"7500000.00", b"8500000.00"))
    policy.write_bytes(policy.read_bytes() + b"# changed\n")
    changed = "was changed: its content does not match the digest in its name; put it back from a copy"
    assert findings_of(folder) == [
        ("policy_changed", "", f"policies/{policy.name} {changed}"),
        ("inputs_changed", "", f"inputs/{yunnan.name} {changed}"),
        (
            "inputs_missing", "",
            f"inputs/{xinzhou.name} is missing, so the awards of this batch cannot be recomputed; put it back from a copy",
        ),
    ]  # fmt: skip
    assert replay.replay(folder).confirmed == 0


def test_a_changed_policy_is_reported_and_the_kept_text_confirms_the_award(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(folder, load("yunnan-2025"), application("a", "O1"))
    monkeypatch.setattr("fundcalc.ledger.replay.load", lambda _name: type("Changed", (), {"digest": "f" * 64})())
    ((kind, award, message),) = findings_of(folder)
    assert (kind, award) == ("policy_superseded", "")
    assert message.startswith("policy yunnan-2025 has changed since: the awards of this batch were decided by ")
    assert message.endswith(", installed is ffffffffffff")
    assert replay.replay(folder).confirmed == 1


def test_an_award_without_kept_inputs_is_reported(folder: Path) -> None:
    post(folder, load("yunnan-2025"), application("a", "O1"))
    (batch,) = folder.glob("batches/*-awards-*")
    text = batch.read_text("utf-8")
    head = text[text.index('2026-06-01 custom "fundcalc-batch"') : text.index("2025-01-01 open")]
    batch.write_text(text.replace(head, ""), "utf-8")
    assert findings_of(folder)[1] == (
        "not_kept", "YN-2026-a-build",
        "award YN-2026-a-build is in no batch that names its inputs and its policy, so it cannot be recomputed",
    )  # fmt: skip


def test_inputs_that_no_policy_reads_are_reported_not_raised(folder: Path) -> None:
    import hashlib

    post(folder, load("yunnan-2025"), application("a", "O1"))
    (kept,) = (folder / "inputs").iterdir()
    raw = json.loads(kept.read_text("utf-8"))
    raw["application"]["eligible_investment"] = "many"
    line = json.dumps(raw, ensure_ascii=False).encode() + b"\n"
    digest, inner = hashlib.sha256(line).hexdigest(), hashlib.sha256(line[:-1]).hexdigest()
    (folder / "inputs" / f"{digest}.jsonl").write_bytes(line)
    (batch,) = folder.glob("batches/*-awards-*")
    text = batch.read_text("utf-8").replace(kept.stem, digest)
    old = hashlib.sha256(kept.read_bytes().splitlines()[0]).hexdigest()
    batch.write_text(text.replace(old, inner), "utf-8")
    kinds = findings_of(folder)
    assert [kind for kind, _award, _message in kinds] == ["book", "not_decided"]
    assert "many" in kinds[1][2]


def test_a_later_round_tells_of_the_revocation_of_a_platform(folder: Path) -> None:
    yunnan = load("yunnan-2025")
    post(folder, yunnan, application("a", "O1"))
    revoked = application("a", "O1", revoked_on="2026-07-01", application_date="2026-08-01")
    post(folder, yunnan, revoked, application("b", "O2"), on=date(2026, 9, 1))
    assert replay.revocations(folder) == {("yunnan-2025", "a"): (date(2026, 7, 1),)}
    evidence = gather([folder]).evidence
    assert {award.id: award.revoked_on for award in evidence.awards} == {
        "YN-2026-a-build": date(2026, 7, 1), "YN-2026-b-build": None,
    }  # fmt: skip


def test_a_quota_goes_by_what_the_application_answered(folder: Path) -> None:
    ledger.appropriate(folder, policy="aid", code="AI", year=2026, fen=10**12, on=date(2026, 1, 1))
    post(folder, load(AID), application("a", "o1", integrity_record_clean=True, titled_staff=20))
    (award,) = gather([folder]).evidence.awards
    assert (award.answers["integrity_record_clean"], award.fen) == (True, 40_000_00)
    line = Line(date(2026, 9, 1), 40_000_00, award.id, use="materials")
    found = audit([line], award)
    assert found == [("quota_exceeded", "violation", 16_000_00)]
    assert audit([line], replace(award, answers={"integrity_record_clean": False})) == []
    unknown = replace(award, answers={})
    assert audit([line], unknown) == [("quota_exceeded", "review", 16_000_00)]


def audit(lines: list[Line], award: AwardFacts) -> list[tuple[str, str, int | None]]:
    findings = audit_evidence(Evidence(lines, [award]), [load(AID)]).findings
    quotas = [finding for finding in findings if finding.check == "quota_exceeded"]
    # That for pilot bases alone is of a kind that this award does not record.
    return [(item.check, item.severity, item.fen) for item in quotas if "materials" not in item.key]


def test_a_revocation_before_the_award_does_not_bear_on_it(folder: Path) -> None:
    post(folder, load("yunnan-2025"), application("a", "O1", revoked_on="2020-07-01", first_filing=False))
    assert replay.revocations(folder) == {("yunnan-2025", "a"): (date(2020, 7, 1),)}
    assert [award.revoked_on for award in gather([folder]).evidence.awards] == [None]


@pytest.mark.parametrize("content", [b'{"revoked_on"', b'{"policy":1,"revoked_on":{}}', b'["revoked_on"]' * 2])
def test_kept_inputs_that_say_nothing_of_a_revocation_are_passed_over(folder: Path, content: bytes) -> None:
    (folder / "inputs").mkdir(exist_ok=True)
    (folder / "inputs" / f"{hashlib.sha256(content).hexdigest()}.jsonl").write_bytes(content)
    (folder / "inputs" / "other.jsonl").write_bytes(b'{"revoked_on"')
    assert replay.revocations(folder) == {}


def test_a_link_out_of_the_book_is_not_followed(folder: Path, tmp_path: Path) -> None:
    post(folder, load("yunnan-2025"), application("a", "O1"))
    (kept,) = (folder / "inputs").glob("*.jsonl")
    kept.rename(tmp_path / "elsewhere")
    kept.symlink_to(tmp_path / "elsewhere")
    assert [kind for kind, _award, _message in findings_of(folder)] == ["inputs_missing"]
