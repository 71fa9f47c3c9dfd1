"""The plugin: what a measure forbids is an error of bean-check, on the posting's own line; a review fails no book."""

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from beancount import loader

from benchmarks.seeded import clean, plant
from fundcalc.auditing.audit import audit_evidence
from fundcalc.auditing.evidence import Evidence
from fundcalc.auditing.lines import Line
from fundcalc.ledger.foreign.reader import evidence_of_foreign
from fundcalc.policy.loading import available, load

EXAMPLE = Path(__file__).parents[2] / "ledgers" / "special"

FOREIGN = """
option "operating_currency" "CNY"
{plugin}
2026-01-01 open Assets:Bank CNY
2026-01-01 open Expenses:Lab:30218-专用材料费 CNY
2026-01-01 open Expenses:Lab:Fines CNY

2026-03-01 * "税务局" "滞纳金"
  Expenses:Lab:Fines  100.00 CNY
    use: "fines"
  Assets:Bank  -100.00 CNY

2026-03-02 * "试剂公司" "奖金"
  Expenses:Lab:30218-专用材料费  200.00 CNY
  Assets:Bank  -200.00 CNY
"""


def errors(top: Path) -> list[tuple[int, str]]:
    """The errors of a ledger as Beancount's own loader tells them: line and message."""
    _entries, found, _options = loader.load_file(str(top))
    return [(finding.source["lineno"], finding.message) for finding in found]


def foreign(folder: Path, plugin: str) -> Path:
    top = folder / "main.beancount"
    top.write_text(FOREIGN.format(plugin=plugin), "utf-8")
    return top


def test_the_example_tells_its_violations_on_their_lines(tmp_path: Path) -> None:
    book = tmp_path / "special"
    shutil.copytree(EXAMPLE, book)
    top = book / "main.beancount"
    assert errors(top) == []
    top.write_text(top.read_text("utf-8") + 'plugin "fundcalc.plugin"\n', "utf-8")
    found = [message for _line, message in errors(top)]
    assert len(found) == 2
    assert "prohibited use (第十四条): CNY 12,800.00: declared as “fines, late fees, compensation”" in found[0]
    done = subprocess.run(
        [sys.executable, "-m", "beancount.scripts.check", "--no-cache", str(top)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    # The line is that of the posting itself.
    place = next(line for line in done.stderr.splitlines() if "12,800.00" in line).split(":")
    posting = Path(place[0]).read_text("utf-8").splitlines()[int(place[1]) - 1]
    assert "Expenses:Grant" in posting
    assert "12800.00 CNY" in posting


def test_any_ledger_is_audited_under_the_policy_in_the_config(tmp_path: Path) -> None:
    top = foreign(tmp_path, "plugin \"fundcalc.plugin\" \"{'policy': 'yunnan-2025', 'award': 'YN-2026-p1-build'}\"")
    ((line, message),) = errors(top)
    assert top.read_text("utf-8").splitlines()[line - 1] == "  Expenses:Lab:Fines  100.00 CNY"
    assert message.startswith("prohibited use (第十四条): CNY 100.00")


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("{policy}", "the config is not JSON (Expecting property name enclosed in double quotes: line 1 column 2 (char 1)); "
                     "write {'policy': 'yunnan-2025'}"),
        ("['yunnan-2025']", "the config is not a JSON object; write {'policy': 'yunnan-2025'}"),
        ("{'polcy': 'yunnan-2025'}", "the config has no 'polcy'; did you mean policy?"),
        ("{'policy': 7}", "in the config, policy and award are text, accounts a list of texts"),
        ("{'policy': 'yunan-2025'}", "the config names an unknown policy: yunan-2025; did you mean yunnan-2025?"),
        ("{'policy': '/etc/passwd'}", "the config names an unknown policy: /etc/passwd"),
        ("__import__('os').system('true')",
         "the config is not JSON (Expecting value: line 1 column 1 (char 0)); write {'policy': 'yunnan-2025'}"),
    ],
)  # fmt: skip
def test_a_config_that_is_not_understood_is_an_error_of_the_book(tmp_path: Path, config: str, message: str) -> None:
    assert errors(foreign(tmp_path, f'plugin "fundcalc.plugin" "{config}"')) == [(0, f"fundcalc.plugin: {message}")]


def ledger(evidence: Evidence, plugin: str) -> str:
    """An evidence's lines and awards as a ledger from anywhere, told in the ways there are of telling them."""
    accounts = {_account(line) for line in evidence.lines}
    text = [plugin, *(f"2025-01-01 open {account}" for account in ("Assets:Bank", *sorted(accounts)))]
    for award in evidence.awards:
        facts = {
            "policy": award.policy,
            "organisation": award.organisation,
            "platform": award.platform,
            "benefit": award.benefit,
        }
        days = {"until": award.until, "revoked-on": award.revoked_on}
        text.append(f'2026-01-01 custom "fundcalc-award" "{award.id}"')
        text += [f'  {key}: "{value}"' for key, value in facts.items()]
        text += [f"  {key}: {value}" for key, value in days.items() if value]
        text.append(f"  awarded: {_yuan(award.fen or 0)}")
    for at, line in enumerate(evidence.lines):
        linked, above = f"^award-{line.award}" if at % 2 else "", at % 3 == 0
        entry_meta = {"use": line.use, "code": line.code if at % 5 else "", "invoice": line.invoice, "purpose": line.purpose,
                "organisation": line.organisation, "award": "" if linked else line.award}  # fmt: skip
        meta = [f'{key}: "{value}"' for key, value in entry_meta.items() if value]
        fen = f"{_yuan(line.fen)}{'1' if at % 50 == 7 else ''} CNY"
        text += [f'{line.date} * "{line.payee}" "{line.text}" {linked}', *(f"  {name}" for name in meta if above)]
        text += [f"  {_account(line)}  {fen}", *(f"    {name}" for name in meta if not above), f"  Assets:Bank  -{fen}"]
    return "\n".join((*text, ""))


def _account(line: Line) -> str:
    return f"Expenses:Lab:{line.code or line.account or '其他'}"


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


@pytest.mark.parametrize("known", [1, 2, 10_000])
def test_the_plugin_tells_the_violations_of_the_audit(tmp_path: Path, known: int) -> None:
    planted, _planted = plant(clean(800, seed=known), 2, seed=known)
    top = tmp_path / "main.beancount"
    evidence = replace(planted, awards=planted.awards[::known])
    top.write_text(ledger(evidence, 'option "operating_currency" "CNY"\nplugin "fundcalc.plugin"'), "utf-8")
    whole, _left_out = evidence_of_foreign(top)
    assert len(evidence.lines) * 0.9 < len(whole.lines) < len(evidence.lines)  # some are of no whole fen
    findings = audit_evidence(whole, [load(policy_id) for policy_id in available()]).findings
    violations = [finding for finding in findings if finding.severity == "violation"]
    assert len({violation.check for violation in violations}) > 1
    assert errors(top) == [(int(violation.place.rpartition(":")[2]), violation.cited()) for violation in violations]
