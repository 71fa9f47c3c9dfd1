"""Awards, rounds and books to test with."""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

from beancount import loader

from fundcalc import ledger
from fundcalc import load as load_policy
from fundcalc.engine.application import Application
from fundcalc.engine.application_reader import read_application

POLICY_TEXT = 'id = "yunnan-2025" # 云南\n'.encode()
POLICY_DIGEST = hashlib.sha256(POLICY_TEXT).hexdigest()
ON = date(2026, 5, 20)


def inputs(platform: str, seen: int = 1) -> bytes:
    """The canonical JSON of an application."""
    return json.dumps({"platform": platform, "seen": seen}, separators=(",", ":"), sort_keys=True).encode()


def application(investment: str = "6000000.00", **given: object) -> Application:
    """An application for the building of a centre: 20% of the investment."""
    return read_application(
        load_policy("yunnan-2025"),
        {
            "platform": "p1",
            "organisation": "o1",
            "award_year": 2026,
            "application_date": "2026-03-01",
            "filed_on": "2026-02-01",
            "platform_kind": "proof_of_concept",
            "plaque_only": False,
            "eligible_investment": investment,
        }
        | given,
    )


def award(platform: str = "p1", *, seen: int = 1, **changed: object) -> ledger.Award:
    """An award of 1,000.00 yuan to the platform's organisation, decided on ``inputs(platform, seen)``."""
    fields: dict[str, Any] = {
        "policy": "yunnan-2025",
        "code": "YN",
        "year": 2026,
        "platform": platform,
        "benefit": "build",
        "organisation": f"9153{platform.upper()}",
        "organisation_name": "昆明某某科技有限公司",
        "platform_name": "云南省某某（细分领域）概念验证中心",
        "platform_kind": "proof_of_concept",
        "fen": 100_000,
        "on": ON,
        "cite": "第十三条（一）",
        "policy_digest": POLICY_DIGEST,
        "inputs_digest": hashlib.sha256(inputs(platform, seen)).hexdigest(),
    }
    return ledger.Award(**(fields | changed))


def round_of(*awards: ledger.Award) -> ledger.DecidedRound:
    """A round of these awards."""
    known = {hashlib.sha256(line).hexdigest(): line for award in awards for seen in (1, 2, 3)
             for line in [inputs(award.platform, seen)]}  # fmt: skip
    used = {award.inputs_digest: known[award.inputs_digest] for award in awards if award.inputs_digest in known}
    return ledger.DecidedRound(awards, POLICY_TEXT, used)


def post_round(folder: Path, decided: ledger.DecidedRound, **options: Any) -> ledger.Posting:
    """Post a round to a book."""
    with ledger.locked(folder, **options) as book:
        return ledger.post_awards(book, decided)


def new_book(folder: Path, fen: int = 100_000_000) -> Path:
    """A book with an appropriation (by default a million yuan) to the fund YN-2026."""
    ledger.init(folder, title="云南省科技创新平台专项资金")
    if fen:
        appropriate(folder, fen)
    return folder


def appropriate(folder: Path, fen: int = 100_000_000, **changed: object) -> ledger.Appropriation:
    """An appropriation to the fund YN-2026."""
    fields: dict[str, Any] = {"policy": "yunnan-2025", "code": "YN", "year": 2026, "on": date(2026, 1, 5)}
    return ledger.appropriate(folder, fen=fen, **(fields | changed))


def load(folder: Path) -> list[Any]:
    """The entries as Beancount's own loader has them, which finds nothing wrong."""
    entries, errors, _ = loader.load_file(str(folder / "main.beancount"))
    assert errors == []
    return entries


def text_of(folder: Path, batch: str) -> str:
    """What a batch posts: its text without its head."""
    return (folder / "batches" / f"{batch}.beancount").read_text("utf-8").split("\n", 4)[4]


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file of a book but its lock, by name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }
